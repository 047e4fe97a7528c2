/** Regular expressions of awk: POSIX extended ones, with awk's escapes, also within brackets (gawk: "Regexp Escapes"). */
import { CONTROL_LETTERS } from "../../../src/base/c-escapes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { parseRegex } from "../../../src/base/posix-regex.ts";
import { PosixFinder } from "../shared/posix-finder.ts";

import { byteText } from "./escapes.ts";

const SIMPLE: Readonly<Record<string, string>> = { ...CONTROL_LETTERS, "/": "/", '"': '"', "&": "&" };

/** A backslash and what follows it, at `at`: the character that both stand for, if they do, and how long they are. */
function escapeAt(pattern: string, at: number): { char?: string; length: number } {
	const code = /^\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2}))/.exec(pattern.slice(at, at + 4));
	if (code !== null) {
		const number = code[1] === undefined ? Number.parseInt(code[2] ?? "", 16) : Number.parseInt(code[1], 8);
		return { char: byteText(number), length: code[0].length };
	}
	const char = SIMPLE[pattern[at + 1] ?? ""];
	return char === undefined ? { length: 2 } : { char, length: 2 };
}

/** The end of a bracket expression that begins at `at`, as a POSIX one: there a backslash is no escape. */
function bracket(pattern: string, at: number): { text: string; next: number } | undefined {
	let text = "[";
	let next = at + 1;
	if (pattern[next] === "^") text += pattern[next++];
	for (const first = next; next < pattern.length; ) {
		const char = pattern[next] ?? "";
		if (char === "]" && next > first) return { text: `${text}]`, next: next + 1 };
		const named = /^\[([:.=]).*?\1\]/s.exec(pattern.slice(next))?.[0];
		if (named !== undefined) {
			text += named;
			next += named.length;
		} else if (char === "\\" && next + 1 < pattern.length) {
			const { char: meant = pattern[next + 1] ?? "", length } = escapeAt(pattern, next);
			text += `[.${meant}.]`;
			next += length;
		} else {
			text += char;
			next++;
		}
	}
	return undefined;
}

/** The pattern as a POSIX extended one that means the same. */
export function toPosix(pattern: string): string {
	let out = "";
	/** Nothing is here that `*` could repeat: it is a character. */
	let isStart = true;
	for (let at = 0; at < pattern.length; ) {
		const char = pattern[at] ?? "";
		let piece = char;
		let length = 1;
		if (char === "\\") {
			const escaped = at + 1 < pattern.length ? escapeAt(pattern, at) : { char: "\\", length: 1 };
			length = escaped.length;
			if (escaped.char !== undefined) piece = quote(escaped.char);
			else piece = pattern[at + 1] === "y" ? "\\b" : pattern.slice(at, at + 2);
		} else if (char === "[") {
			const set = bracket(pattern, at);
			if (set !== undefined) {
				piece = set.text;
				length = set.next - at;
			}
		} else if (isStart && "*+?{".includes(char)) piece = `\\${char}`;
		out += piece;
		at += length;
		isStart = char === "(" || char === "|" || char === "^";
	}
	return out;
}

function quote(char: string): string {
	return /[\\^$.[\]|()*+?{}]/.test(char) ? `\\${char}` : char;
}

function compile(pattern: string): Pattern {
	try {
		return new PosixFinder(parseRegex(toPosix(pattern), "extended"));
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		throw new DeskError("EINVAL", `/${pattern}/: ${error.message}`, { at: "awk" });
	}
}

/** A compiled regular expression. */
export type Pattern = PosixFinder;

const known = new Map<string, Pattern>();

/** The compiled form of a pattern; those used before are kept. @throws DeskError EINVAL */
export function patternOf(pattern: string): Pattern {
	let found = known.get(pattern);
	if (found === undefined) {
		found = compile(pattern);
		if (known.size >= 500) known.clear();
		known.set(pattern, found);
	}
	return found;
}
