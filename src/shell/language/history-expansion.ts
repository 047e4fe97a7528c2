/** History expansion (`!!`, `!$`, `^old^new`) as bash 5.2 does it to a line before it is read: readline 8.2's `histexpand.c`. */
import { expansionPlaces } from "./history-places.ts";
import { historyWordAt, historyWords, wordEnd } from "./history-words.ts";

/** The lines that can be named. */
export interface HistoryLines {
	/** The line of an age, 0 the newest. */
	line(age: number): string | undefined;
	count(): number;
}

/** What later expansions go back to: the last substitution and the last search. */
export interface ExpansionMemory {
	readonly from?: string;
	readonly to?: string;
	/** Of `!?text?`, and the word that it was found in (`!%`). */
	readonly search?: string;
	readonly match?: string;
}

export interface Expanded {
	readonly text: string;
	/** Only shown, not run: `:p`. */
	readonly printOnly: boolean;
	readonly memory: ExpansionMemory;
}

/** What cannot be expanded; the message is bash's. */
export class HistoryMistake extends Error {}

/**
 * A line with its history expansions replaced; the same text where there are none.
 * @throws HistoryMistake for a line that is not there, a word it has not, a substitution that fits nothing
 */
export function expandHistory(
	line: string,
	history: HistoryLines,
	memory: ExpansionMemory = {},
	extglob = false,
): Expanded {
	// `^old^new^` is the line before with a substitution.
	const text = line.startsWith("^") ? `!!:s${line}` : line;
	const places = line.startsWith("^")
		? [{ at: 0, isQuoted: false, isAfterDollar: false }]
		: expansionPlaces(text, extglob);
	let result = "";
	let done = 0;
	let printOnly = false;
	let now = memory;
	for (const { at, isQuoted, isAfterDollar } of places) {
		// Within what was just replaced; `$!` is a parameter, but not where its dollar sign was replaced.
		if (at < done || (isAfterDollar && at !== done)) continue;
		result += text.slice(done, at);
		const one = new Expansion(text, at, isQuoted, history, now, result).run();
		result += one.text;
		printOnly ||= one.printOnly;
		now = one.memory;
		done = one.end;
	}
	return { text: result + text.slice(done), printOnly, memory: now };
}

/** One `!…`, read from left to right. */
class Expansion {
	readonly #text: string;
	readonly #start: number;
	readonly #isQuoted: boolean;
	readonly #history: HistoryLines;
	/** What the line has become so far: `!#`. */
	readonly #before: string;
	#memory: ExpansionMemory;
	#at: number;

	constructor(
		text: string,
		start: number,
		isQuoted: boolean,
		history: HistoryLines,
		memory: ExpansionMemory,
		before: string,
	) {
		this.#text = text;
		this.#start = start;
		this.#isQuoted = isQuoted;
		this.#history = history;
		this.#memory = memory;
		this.#before = before;
		this.#at = start + 1;
	}

	run(): Expanded & { end: number } {
		const event = this.#event();
		if (event === undefined) throw this.#mistake("event not found");
		const { text, printOnly } = this.#modified(this.#words(event));
		return { text, printOnly, memory: this.#memory, end: this.#at };
	}

	/** @param from where the part begins that is wrong */
	#mistake(what: string, from = this.#start): HistoryMistake {
		return new HistoryMistake(`${this.#text.slice(from, this.#at)}: ${what}`);
	}

	/** What comes next, taken if it fits. */
	#take(pattern: RegExp): RegExpExecArray | undefined {
		const sticky = new RegExp(pattern, "y");
		sticky.lastIndex = this.#at;
		const found = sticky.exec(this.#text);
		if (found === null) return undefined;
		this.#at = sticky.lastIndex;
		return found;
	}

	/** The line that is meant. */
	#event(): string | undefined {
		const history = this.#history;
		if (this.#take(/(?=[:$*%^])|!/) !== undefined) return history.line(0);
		if (this.#take(/#/) !== undefined) return this.#before;
		const number = this.#take(/-?\d+/)?.[0];
		if (number !== undefined) {
			const wanted = Number(number);
			return history.line(number.startsWith("-") ? -wanted - 1 : history.count() - wanted);
		}
		if (this.#take(/\?/) !== undefined) {
			const typed = this.#take(/([^\n?]*)\??/)?.[1] ?? "";
			const search = typed === "" ? this.#memory.search : typed;
			if (search === undefined) return undefined;
			const found = this.#find((line) => line.includes(search));
			// The last place in the line, as it is searched backwards.
			if (found !== undefined)
				this.#memory = { ...this.#memory, search, match: historyWordAt(found, found.lastIndexOf(search)) };
			return found;
		}
		const prefix = this.#take(this.#isQuoted ? /-?[^\s:;&()|<>$^*%"-]*/ : /-?[^\s:;&()|<>$^*%-]*/)?.[0] ?? "";
		return prefix === "" ? undefined : this.#find((line) => line.startsWith(prefix));
	}

	#find(fits: (line: string) => boolean): string | undefined {
		for (let age = 0; ; age++) {
			const line = this.#history.line(age);
			if (line === undefined || fits(line)) return line;
		}
	}

	/** The words of the line that are meant: all of it without a designator. */
	#words(event: string): string {
		const from = this.#at;
		const existing = (words: string | undefined) => {
			if (words === undefined) throw this.#mistake("bad word specifier", from);
			return words;
		};
		if (this.#take(/:?%/) !== undefined) return this.#memory.match ?? "";
		if (this.#take(/:?\*/) !== undefined) return wordsOf(event, 1, "$") ?? "";
		const found = this.#take(/:?\$/) ?? this.#take(/:?(?:(\^)|(?=-)|(?<=:)(\d+))(?:([\^*])|(-)(?:(\d+)|([$^]))?)?/);
		if (found === undefined) return event;
		if (found[0].endsWith("$") && found.length === 1) return existing(wordsOf(event, "$", "$"));
		const [, caret, digits, short, dash, lastDigits, lastSign] = found;
		const first = caret !== undefined ? 1 : Number(digits ?? 0);
		const last =
			short !== undefined
				? short === "^"
					? 1
					: "$"
				: dash === undefined
					? first
					: lastDigits !== undefined
						? Number(lastDigits)
						: lastSign === "$"
							? "$"
							: lastSign === "^"
								? 1
								: -1;
		return existing(wordsOf(event, first, last));
	}

	/** What `:h`, `:s/a/b/` and their kind make of it. */
	#modified(words: string): { text: string; printOnly: boolean } {
		let text = words;
		let quote: ((text: string) => string) | undefined;
		let printOnly = false;
		const from = this.#at;
		for (;;) {
			const found = this.#take(/:([gaG]?)([\s\S]?)/);
			if (found === undefined) break;
			const [, scope = "", letter = ""] = found;
			if (letter === "p") printOnly = true;
			else if (letter === "q") quote = quoteWhole;
			else if (letter === "x") quote = quoteBreaks;
			else if (letter === "s" || letter === "&") {
				if (letter === "s") this.#readSubstitution();
				const after = substituted(text, this.#memory, scope);
				if (after === undefined)
					throw this.#mistake(
						this.#memory.from === undefined ? "no previous substitution" : "substitution failed",
						from,
					);
				text = after;
			} else {
				const part = PARTS[letter];
				if (part === undefined) throw this.#mistake("unrecognized history modifier", this.#at - letter.length);
				text = part(text);
			}
		}
		return { text: quote?.(text) ?? text, printOnly };
	}

	/** `/old/new/` with any character for the slash. */
	#readSubstitution(): void {
		const delimiter = this.#take(/[\s\S]/)?.[0];
		if (delimiter === undefined) return;
		const part = () => {
			let text = "";
			while (this.#at < this.#text.length && this.#text[this.#at] !== delimiter) {
				if (this.#text[this.#at] === "\\" && this.#text[this.#at + 1] === delimiter) this.#at++;
				text += this.#text[this.#at++];
			}
			this.#at = Math.min(this.#at + 1, this.#text.length);
			return text;
		};
		const from = part() || (this.#memory.from ?? this.#memory.search ?? "");
		const to = part().replace(/\\&|&/g, (found) => (found === "&" ? from : "&"));
		this.#memory = { ...this.#memory, from, to };
	}
}

/** What `:h` and its kind leave of a path. */
const PARTS: Readonly<Record<string, (text: string) => string>> = {
	h: (text) => text.slice(0, text.includes("/") ? text.lastIndexOf("/") : undefined),
	t: (text) => text.slice(text.lastIndexOf("/") + 1),
	r: (text) => text.slice(0, text.includes(".") ? text.lastIndexOf(".") : undefined),
	e: (text) => text.slice(Math.max(text.lastIndexOf("."), 0)),
};

/** Words from one to another; -1 is the last but one, `$` the last. Nothing when the line has not that many. */
function wordsOf(line: string, first: number | "$", last: number | "$"): string | undefined {
	const words = historyWords(line);
	const from = first === "$" ? words.length - 1 : first;
	const to = last === "$" ? words.length - 1 : last < 0 ? words.length - 2 : last;
	if (from < 0 || from >= words.length || to >= words.length || to < (last === -1 ? from - 1 : from)) return undefined;
	return words.slice(from, to + 1).join(" ");
}

/** @param scope `g` every place, `G` once in each word, else the first */
function substituted(text: string, { from = "", to = "" }: ExpansionMemory, scope: string): string | undefined {
	if (from === "" || !text.includes(from)) return undefined;
	if (scope === "") return text.replace(from, () => to);
	if (scope !== "G") return text.replaceAll(from, () => to);
	let result = "";
	for (let at = 0; at < text.length; ) {
		const end = /\s/.test(text[at] as string) ? at + 1 : Math.max(wordEnd(text, at), at + 1);
		result += text.slice(at, end).replace(from, () => to);
		at = end;
	}
	return result;
}

function quoteWhole(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

/** `'a b'` with its words quoted one by one: `'a' 'b'` inside of one quoting. */
function quoteBreaks(text: string): string {
	return `'${text.replace(/'|[ \t\n]/g, (found) => (found === "'" ? "'\\''" : `'${found}'`))}'`;
}
