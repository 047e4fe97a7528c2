/** Names of the parts that split writes: aa, ab … or 00, 01 …, wider when they run out. */
import { DeskError } from "../../../src/base/errors.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const HEX = "0123456789abcdef";

export interface SuffixOptions {
	kind: "letters" | "digits" | "hex";
	/** Fixed length; absent: 2, and longer when that is too few. */
	length: number | undefined;
	/** The first one, for digits. */
	from: number | undefined;
	/** How many parts there will be, if that is known. */
	count: number | undefined;
}

/**
 * The suffixes, one after the other. What has no fixed length never runs out and still sorts: after `yz` comes `zaaa`.
 * @throws DeskError EFAILED when they run out
 */
export function* suffixes({ kind, length, from, count }: SuffixOptions): Generator<string, never, undefined> {
	const alphabet = { letters: LETTERS, digits: DIGITS, hex: HEX }[kind];
	const base = alphabet.length;
	const start = from ?? 0;
	const needed = count === undefined ? 0 : widthOf(start + count - 1, base);
	const minimum =
		count === undefined ? 2 : Math.max(2, from === undefined || from < count ? needed : widthOf(count - 1, base));
	// Numbers that begin elsewhere, or whose count is known, do not widen.
	const widens = (length === undefined || length === 0) && from === undefined && count === undefined;
	let width = length === undefined || length === 0 ? minimum : length;
	if (widthOf(start, base) > width || (length !== undefined && length > 0 && needed > width))
		throw new DeskError("EUSAGE", `${width} characters are too few for the names of the parts`, {
			at: "split",
			todo: "give a longer suffix with -a",
		});
	let prefix = "";
	let at = start;
	for (;;) {
		const limit = base ** width;
		for (const last = widens ? limit - limit / base : limit; at < last; at++)
			yield prefix + textOf(at, base, width, alphabet);
		if (!widens)
			throw new DeskError("EFAILED", "there are no more names for parts", {
				at: "split",
				todo: "give a longer suffix with -a",
			});
		prefix += alphabet.at(-1);
		width++;
		at = 0;
	}
}

function textOf(value: number, base: number, width: number, alphabet: string): string {
	let text = "";
	for (let rest = value, i = 0; i < width; i++, rest = Math.floor(rest / base)) text = alphabet[rest % base] + text;
	return text;
}

function widthOf(highest: number, base: number): number {
	let width = 1;
	for (let rest = Math.floor(highest / base); rest > 0; rest = Math.floor(rest / base)) width++;
	return width;
}
