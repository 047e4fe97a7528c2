/** The inside of a paragraph of Markdown as HTML: CommonMark 0.31 section 6, without raw HTML and reference links. Linear time. */
import { decodeEntity } from "./entities.ts";

/** A run of `*`, `_` or `~~` (CommonMark 6.2): what is left of it, and the elements that end and begin there. */
interface Run {
	readonly char: string;
	readonly length: number;
	readonly opens: boolean;
	readonly closes: boolean;
	count: number;
	ends: string;
	begins: string;
}
type Piece = string | Run;

const PUNCTUATION = /[\p{P}\p{S}]/u;
const PLAIN = /(?:(?!\bhttps?:\/\/)[^\\`*_~[\]!<&\n])+/iy;
const ESCAPED = /\\([!-/:-@[-`{-~])/y;
const ENTITY = /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,30});/y;
const AUTOLINK = /<([a-z][a-z\d+.-]{1,31}:[^\s<>]*|[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(?:\.[a-z\d-]+)+)>/iy;
const TARGET =
	/\([ \t]*(?:<([^<>\n]*)>|([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*))(?:[ \t\n]+(?:"[^"]*"|'[^']*'))?[ \t]*\)/y;
/** A URL in plain text, without what ends the sentence. */
const URL_IN_TEXT = /\bhttps?:\/\/[^\s<>"[\]]*[^\s<>"[\]'.,;:!?*_~)]/iy;
const SCHEMES = /^(?:https?|mailto|tel|ftp|sms|xmpp|news):/i;

/** A text as HTML shows it, in an attribute too. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char);
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/**
 * Inline Markdown as HTML. Raw HTML is text; links lead to the web, mail and telephone only; pictures become links, so that nothing
 * is fetched; a line end is `<br>`, as people write mail.
 */
export function inlineHtml(text: string): string {
	const reader = new Inline(text);
	while (reader.step());
	return reader.html();
}

class Inline {
	readonly #text: string;
	readonly #out: Piece[] = [];
	/** Indices in `#out` of open brackets. */
	readonly #brackets: number[] = [];
	/** Where the last run of so many backticks is: no later one closes what is opened there. */
	readonly #ticks = new Map<number, number>();
	#at = 0;

	constructor(text: string) {
		this.#text = text;
		for (const run of text.matchAll(/`+/g)) this.#ticks.set(run[0].length, run.index);
	}

	html(): string {
		emphasise(this.#out);
		return rendered(this.#out);
	}

	/** @returns false at the end */
	step(): boolean {
		if (this.#at >= this.#text.length) return false;
		if (STEPS[this.#text[this.#at] ?? ""]?.(this) !== true) {
			const begin = this.#at;
			if (this.#match(PLAIN) === undefined) this.#at++;
			this.#out.push(escapeHtml(this.#text.slice(begin, this.#at)));
		}
		return true;
	}

	#match(pattern: RegExp): RegExpExecArray | undefined {
		pattern.lastIndex = this.#at;
		const found = pattern.exec(this.#text) ?? undefined;
		if (found !== undefined) this.#at += found[0].length;
		return found;
	}

	/** What a pattern finds here, as HTML. @returns whether it finds something */
	#put(pattern: RegExp, html: (found: RegExpExecArray) => string): boolean {
		const found = this.#match(pattern);
		if (found !== undefined) this.#out.push(html(found));
		return found !== undefined;
	}

	/** At a line end, a break follows anyway. */
	escaped(): boolean {
		return this.#put(/\\(?=\n)/y, () => "") || this.#put(ESCAPED, ([, char = ""]) => escapeHtml(char));
	}

	entity(): boolean {
		return this.#put(ENTITY, ([entity]) => escapeHtml(decodeEntity(entity)));
	}

	autolink(): boolean {
		return this.#put(AUTOLINK, ([, target = ""]) =>
			link(/^[a-z][a-z\d+.-]{1,31}:/i.test(target) ? target : `mailto:${target}`, escapeHtml(target)),
		);
	}

	url(): boolean {
		if (this.#brackets.length > 0) return false;
		const begin = this.#at;
		if (this.#match(URL_IN_TEXT) === undefined) return false;
		const url = this.#text.slice(begin, this.#at);
		const isOpen = url.lastIndexOf("(") > url.lastIndexOf(")") && this.#text[this.#at] === ")";
		if (isOpen) this.#at++;
		const whole = isOpen ? `${url})` : url;
		this.#out.push(link(whole, escapeHtml(whole)));
		return true;
	}

	lineEnd(): boolean {
		return this.#put(/\n */y, () => "<br>\n");
	}

	code(): boolean {
		const text = this.#text;
		const end = endOfRun(text, this.#at);
		const length = end - this.#at;
		for (let close = end; (this.#ticks.get(length) ?? -1) >= close; ) {
			const start = text.indexOf("`", close);
			close = endOfRun(text, start);
			if (close - start !== length) continue;
			const code = text.slice(end, start).replaceAll("\n", " ");
			const isPadded = code.startsWith(" ") && code.endsWith(" ") && code.trim() !== "";
			this.#out.push(`<code>${escapeHtml(isPadded ? code.slice(1, -1) : code)}</code>`);
			this.#at = close;
			return true;
		}
		this.#out.push(text.slice(this.#at, end));
		this.#at = end;
		return true;
	}

	/** CommonMark 6.2: what stands on both sides says whether a run may begin or end emphasis. */
	run(): boolean {
		const text = this.#text;
		const char = text[this.#at] ?? "";
		const end = endOfRun(text, this.#at);
		const length = end - this.#at;
		const before = this.#at === 0 ? "\n" : lastCharacter(text, this.#at);
		const after = end >= text.length ? "\n" : String.fromCodePoint(text.codePointAt(end) ?? 10);
		const [spaceBefore, spaceAfter] = [/\s/u.test(before), /\s/u.test(after)];
		const [markBefore, markAfter] = [PUNCTUATION.test(before), PUNCTUATION.test(after)];
		const left = !spaceAfter && (!markAfter || spaceBefore || markBefore);
		const right = !spaceBefore && (!markBefore || spaceAfter || markAfter);
		const inWord = char === "_" && left && right;
		const opens = left && (!inWord || markBefore);
		const closes = right && (!inWord || markAfter);
		this.#at = end;
		if (char === "~" && length !== 2) this.#out.push(char.repeat(length));
		else this.#out.push({ char, length, opens, closes, count: length, ends: "", begins: "" });
		return true;
	}

	bracket(): boolean {
		const begin = this.#out.length;
		if (!this.#put(/!?\[/y, ([mark]) => mark)) return false;
		this.#brackets.push(begin);
		return true;
	}

	close(): boolean {
		this.#at++;
		const open = this.#brackets.pop();
		const target = open === undefined ? undefined : this.#match(TARGET);
		if (open === undefined || target === undefined) {
			this.#out.push("]");
			return true;
		}
		const [mark, ...label] = this.#out.splice(open);
		emphasise(label);
		const address = unescaped(target[1] ?? target[2] ?? "");
		const shown = rendered(label);
		this.#out.push(link(address, shown === "" ? escapeHtml(address) : shown));
		// A link holds no other link; a picture may be one's label.
		if (mark === "[") this.#brackets.length = 0;
		return true;
	}
}

/** What may begin with a character. @returns false when it does not */
const STEPS: Readonly<Record<string, (reader: Inline) => boolean>> = {
	"\\": (reader) => reader.escaped(),
	"&": (reader) => reader.entity(),
	"<": (reader) => reader.autolink(),
	h: (reader) => reader.url(),
	H: (reader) => reader.url(),
	"\n": (reader) => reader.lineEnd(),
	"`": (reader) => reader.code(),
	"*": (reader) => reader.run(),
	_: (reader) => reader.run(),
	"~": (reader) => reader.run(),
	"[": (reader) => reader.bracket(),
	"!": (reader) => reader.bracket(),
	"]": (reader) => reader.close(),
};

function rendered(pieces: readonly Piece[]): string {
	return pieces
		.map((piece) => (typeof piece === "string" ? piece : piece.ends + piece.char.repeat(piece.count) + piece.begins))
		.join("");
}

/** CommonMark's "process emphasis"; linear, as no opener is looked for twice in vain. */
function emphasise(pieces: readonly Piece[]): void {
	const openers: Run[] = [];
	/** Below which index there is no opener for a kind of closer. */
	const floors = new Map<string, number>();
	for (const closer of pieces) {
		if (typeof closer === "string") continue;
		const kind = `${closer.char}${closer.opens}${closer.length % 3}`;
		while (closer.closes && closer.count > 0) {
			const floor = Math.min(floors.get(kind) ?? 0, openers.length);
			let at = openers.length - 1;
			while (at >= floor && !matches(openers[at] as Run, closer)) at--;
			if (at < floor) {
				floors.set(kind, openers.length);
				break;
			}
			const opener = openers[at] as Run;
			openers.length = at + 1;
			for (const [other, value] of floors) floors.set(other, Math.min(value, at));
			const count = Math.min(opener.count, closer.count, 2);
			const element = closer.char === "~" ? "del" : count === 2 ? "strong" : "em";
			opener.count -= count;
			closer.count -= count;
			opener.begins = `<${element}>${opener.begins}`;
			closer.ends += `</${element}>`;
			if (opener.count === 0) openers.pop();
		}
		if (closer.opens && closer.count > 0) openers.push(closer);
	}
}

/** CommonMark 6.2, rules 9 and 10: runs that may be both go together only if their lengths do not add up to a multiple of 3. */
function matches(opener: Run, closer: Run): boolean {
	if (opener.char !== closer.char) return false;
	if (!opener.closes && !closer.opens) return true;
	return (opener.length + closer.length) % 3 !== 0 || (opener.length % 3 === 0 && closer.length % 3 === 0);
}

function link(address: string, label: string): string {
	return SCHEMES.test(address) ? `<a href="${escapeHtml(address)}">${label}</a>` : label;
}

/** The target of a link without its escapes. */
function unescaped(target: string): string {
	return target.replace(
		/\\([!-/:-@[-`{-~])|&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,30});/g,
		(found, char?: string) => char ?? decodeEntity(found),
	);
}

function endOfRun(text: string, begin: number): number {
	let end = begin;
	while (end < text.length && text[end] === text[begin]) end++;
	return end;
}

/** The character that ends before an index, of one or two units. */
function lastCharacter(text: string, end: number): string {
	const isPair = /[\udc00-\udfff]/.test(text[end - 1] ?? "") && /[\ud800-\udbff]/.test(text[end - 2] ?? "");
	return text.slice(end - (isPair ? 2 : 1), end);
}
