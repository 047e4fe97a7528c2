/** Splitting by IFS as bash 5.2: the fields of `read`, and those of an unquoted expansion. Only blank, tab and newline are IFS white space. */

interface Splitter {
	/** A field, which may be empty. */
	word: RegExp;
	/** What ends a field: white space with at most one other separator in it. */
	separator: RegExp;
	/** White space that separates. */
	space: RegExp;
}

const CACHE_SIZE = 50;
const cache = new Map<string, Splitter>();

/** The fields of an unquoted expansion's result. With an empty IFS the text is one field; an empty text is none. */
export function splitFields(text: string, ifs: string): string[] {
	return ifs === "" || text === "" ? (text === "" ? [] : [text]) : allFields(text, splitterFor(ifs, false));
}

/**
 * What `read` gives to so many variables (`names`, at least 1; infinity for `read -a`): the last takes the rest of the line with its
 * separators. Unless `raw`, a backslash quotes the next character and is removed, and one before a newline is removed with it.
 * Answers fewer values than names when there are fewer fields: the other variables become empty.
 */
export function splitRead(line: string, ifs: string, names: number, raw: boolean): string[] {
	const plain = raw ? (text: string) => text : unquote;
	if (ifs === "") return line === "" ? [] : [plain(line)];
	const splitter = splitterFor(ifs, !raw);
	if (names === Number.POSITIVE_INFINITY) return allFields(line, splitter).map(plain);
	const values: string[] = [];
	let at = take(splitter.space, line, 0).length;
	while (at < line.length && values.length < names - 1) {
		const word = take(splitter.word, line, at);
		values.push(plain(word));
		at += word.length;
		at += take(splitter.separator, line, at).length;
	}
	if (at >= line.length) return values;
	// A last field is taken without the separator that ends it; several with all that is between them.
	const word = take(splitter.word, line, at);
	const end = at + word.length + take(splitter.separator, line, at + word.length).length;
	values.push(plain(end >= line.length ? word : withoutTrailing(line.slice(at), ifs, raw)));
	return values;
}

function allFields(text: string, splitter: Splitter): string[] {
	const fields: string[] = [];
	for (let at = take(splitter.space, text, 0).length; at < text.length; ) {
		const word = take(splitter.word, text, at);
		fields.push(word);
		at += word.length;
		at += take(splitter.separator, text, at).length;
	}
	return fields;
}

/** The text without the white space of IFS at its end, and, as bash has it, without what is quoted of that too. */
function withoutTrailing(text: string, ifs: string, raw: boolean): string {
	let end = text.length;
	while (end > 1 && isSpace(text[end - 1] ?? "") && ifs.includes(text[end - 1] ?? "")) {
		end--;
		const backslashes = raw ? 0 : (/\\*$/.exec(text.slice(0, end))?.[0].length ?? 0);
		if (backslashes % 2 === 1) end--;
	}
	return text.slice(0, end);
}

const isSpace = (char: string): boolean => char === " " || char === "\t" || char === "\n";

function unquote(text: string): string {
	return text.includes("\\") ? text.replace(/\\(?:\n|([\s\S]|$))/g, "$1") : text;
}

/** What a sticky regex matches at a place: it always matches, if nothing else then the empty text. */
function take(regex: RegExp, text: string, at: number): string {
	regex.lastIndex = at;
	return regex.exec(text)?.[0] ?? "";
}

function splitterFor(ifs: string, escapes: boolean): Splitter {
	const key = (escapes ? "e" : "r") + ifs;
	const known = cache.get(key);
	if (known !== undefined) return known;
	// A backslash that quotes does not separate.
	const chars = Array.from(ifs).filter((char) => !escapes || char !== "\\");
	const space = set(chars.filter(isSpace));
	const other = set(chars.filter((char) => !isSpace(char)));
	const none = escapes ? `(?:\\\\[\\s\\S]|\\\\$|${set([...chars, "\\"], true)})` : set(chars, true);
	const made: Splitter = {
		word: new RegExp(`${none}*`, "uy"),
		separator: new RegExp(`(?:${space}+(?:${other}${space}*)?|${other}${space}*)?`, "uy"),
		space: new RegExp(`${space}*`, "uy"),
	};
	if (cache.size >= CACHE_SIZE) cache.clear();
	cache.set(key, made);
	return made;
}

/** The source of a set of characters. */
function set(chars: readonly string[], negated = false): string {
	return `[${negated ? "^" : ""}${chars.map((char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`).join("")}]`;
}
