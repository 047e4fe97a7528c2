/** The sets of tr: `a-z`, `[:upper:]`, `[=c=]`, `[x*3]`, `\n`, as sequences of bytes (POSIX tr, in the C locale). */
import { CONTROL_LETTERS } from "../../../src/base/c-escapes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { rawBytes } from "../../../src/base/raw-text.ts";

/** Part of a set. */
type Part =
	| { kind: "bytes"; bytes: readonly number[] }
	| { kind: "class"; name: string; bytes: readonly number[] }
	| { kind: "equivalent"; bytes: readonly number[] }
	/** `count` 0: as many as are needed. */
	| { kind: "repeat"; byte: number; count: number };

export interface ByteSet {
	readonly parts: readonly Part[];
}

const between = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
const UPPER = between(65, 90);
const LOWER = between(97, 122);
const DIGIT = between(48, 57);
const PUNCT = [...between(33, 47), ...between(58, 64), ...between(91, 96), ...between(123, 126)];

const CLASSES: Readonly<Record<string, readonly number[]>> = {
	alnum: [...DIGIT, ...UPPER, ...LOWER],
	alpha: [...UPPER, ...LOWER],
	blank: [9, 32],
	cntrl: [...between(0, 31), 127],
	digit: DIGIT,
	graph: between(33, 126),
	lower: LOWER,
	print: between(32, 126),
	punct: PUNCT,
	space: [...between(9, 13), 32],
	upper: UPPER,
	xdigit: [...DIGIT, ...between(65, 70), ...between(97, 102)],
};

export function refuseSet(what: string): DeskError {
	return new DeskError("EUSAGE", what, { at: "tr", todo: "see `desk tr --help`" });
}

/** A byte of a set as written; one that was escaped has no meaning but itself. */
interface Letter {
	byte: number;
	plain: boolean;
}

/** @throws DeskError EUSAGE */
export function parseSet(text: string): ByteSet {
	const letters = unescaped(rawBytes(text));
	const parts: Part[] = [];
	const is = (at: number, char: string) => letters[at]?.plain === true && letters[at]?.byte === char.charCodeAt(0);
	for (let at = 0; at < letters.length; ) {
		const bracketed = is(at, "[") ? readBracket(letters, at, is) : undefined;
		if (bracketed !== undefined) {
			parts.push(bracketed.part);
			at = bracketed.end;
			continue;
		}
		const from = (letters[at] as Letter).byte;
		if (is(at + 1, "-") && at + 2 < letters.length) {
			const to = (letters[at + 2] as Letter).byte;
			if (to < from) throw refuseSet(`the range ${shown(from)}-${shown(to)} runs backwards`);
			parts.push({ kind: "bytes", bytes: between(from, to) });
			at += 3;
		} else {
			parts.push({ kind: "bytes", bytes: [from] });
			at++;
		}
	}
	return { parts };
}

function unescaped(bytes: Buffer): Letter[] {
	const letters: Letter[] = [];
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at] as number;
		if (byte !== 92 || at + 1 === bytes.length) {
			letters.push({ byte, plain: byte !== 92 });
			continue;
		}
		// Three digits are too many when they are more than a byte: \400 is \40 and a 0.
		const rest = bytes.toString("latin1", at + 1, at + 4);
		const octal = /^(?:[0-3][0-7]{2}|[0-7]{1,2})/.exec(rest)?.[0];
		const letter = rest.slice(0, 1);
		const value = octal === undefined ? (CONTROL_LETTERS[letter] ?? letter).charCodeAt(0) : Number.parseInt(octal, 8);
		letters.push({ byte: value, plain: false });
		at += octal?.length ?? 1;
	}
	return letters;
}

/** `[:class:]`, `[=c=]` or `[c*n]`; undefined when the bracket is itself. */
function readBracket(
	letters: readonly Letter[],
	at: number,
	is: (at: number, char: string) => boolean,
): { part: Part; end: number } | undefined {
	for (const mark of [":", "="]) {
		if (!is(at + 1, mark)) continue;
		for (let end = at + 2; end + 1 < letters.length; end++) {
			if (!is(end, mark) || !is(end + 1, "]")) continue;
			const inner = letters.slice(at + 2, end).map((letter) => letter.byte);
			if (mark === "=") {
				if (inner.length === 1) return { part: { kind: "equivalent", bytes: inner }, end: end + 2 };
				if (inner.length === 0) break;
			} else {
				const name = String.fromCharCode(...inner);
				const bytes = CLASSES[name];
				if (bytes !== undefined) return { part: { kind: "class", name, bytes }, end: end + 2 };
			}
			// `[:*5]` and `[=*5]` repeat; anything else with these marks is a mistake.
			if (is(at + 2, "*")) break;
			throw refuseSet(
				mark === "=" ? "[=c=] takes one character" : `there is no class [:${String.fromCharCode(...inner)}:]`,
			);
		}
	}
	if (!is(at + 2, "*")) return undefined;
	const byte = (letters[at + 1] as Letter).byte;
	for (let end = at + 3; end < letters.length; end++) {
		if (!is(end, "]")) {
			if (letters[end]?.plain !== true) return undefined;
			continue;
		}
		const digits = String.fromCharCode(...letters.slice(at + 3, end).map((letter) => letter.byte));
		const count = digits === "" ? 0 : Number.parseInt(digits, digits.startsWith("0") ? 8 : 10);
		const valid = digits.startsWith("0") ? /^[0-7]+$/ : /^\d*$/;
		if (!valid.test(digits)) throw refuseSet(`'${digits}' is no number of repeats in [c*n]`);
		return { part: { kind: "repeat", byte, count }, end: end + 1 };
	}
	return undefined;
}

function shown(byte: number): string {
	return byte > 32 && byte < 127 ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
}

/** Whether `[c*]` is in it, as often as is needed. */
export function isOpen({ parts }: ByteSet): boolean {
	return parts.some((part) => part.kind === "repeat" && part.count === 0);
}

/** The bytes of a set, in order; an open repeat is as long as the set then has `length` bytes. */
export function bytesOf({ parts }: ByteSet, length = 0): number[] {
	const open = parts.filter((part) => part.kind === "repeat" && part.count === 0);
	if (open.length > 1) throw refuseSet("only one [c*] may appear in a set");
	const fixed = parts.reduce((sum, part) => sum + (part.kind === "repeat" ? part.count : part.bytes.length), 0);
	return parts.flatMap((part) =>
		part.kind !== "repeat"
			? [...part.bytes]
			: new Array<number>(part.count === 0 ? Math.max(0, length - fixed) : part.count).fill(part.byte),
	);
}

/** Every byte that is not one of these, in order. */
export function complementOf(bytes: readonly number[]): number[] {
	const set = new Set(bytes);
	return between(0, 255).filter((byte) => !set.has(byte));
}

export interface Translation {
	complement: boolean;
	/** -t: the first set is cut to the length of the second. */
	truncate: boolean;
}

/** What each byte becomes. @throws DeskError EUSAGE for sets that do not go together */
export function translation(from: ByteSet, to: ByteSet, { complement, truncate }: Translation): Uint8Array {
	const table = Uint8Array.from({ length: 256 }, (_, byte) => byte);
	const plain = bytesOf(from);
	const source = complement ? complementOf(plain) : plain;
	for (const part of to.parts) {
		if (part.kind === "equivalent") throw refuseSet("[=c=] may not appear in the second set when translating");
		if (part.kind === "class" && part.name !== "upper" && part.name !== "lower")
			throw refuseSet("of the classes only [:upper:] and [:lower:] may appear in the second set when translating");
	}
	const target = bytesOf(to, source.length);
	if (!complement) alignCases(from, to, source.length);
	if (target.length === 0 && !truncate) throw refuseSet("the second set is empty");
	if (source.length > target.length && !truncate && to.parts.at(-1)?.kind === "class")
		throw refuseSet("the first set is longer than the second, which then must not end with a class");
	const last = target.at(-1);
	if (complement && from.parts.some((part) => part.kind === "class") && new Set(target).size > 1)
		throw refuseSet("with the complement of a class, the second set must be one character");
	for (const [index, byte] of source.entries()) {
		const becomes = target[index] ?? (truncate ? undefined : last);
		if (becomes !== undefined) table[byte] = becomes;
	}
	return table;
}

/** A case class in the second set stands for a conversion: as far as the first set goes, it has one at the same place. */
function alignCases(from: ByteSet, to: ByteSet, length: number): void {
	const open = length - bytesOf(to).length;
	const starts = (set: ByteSet) => {
		let at = 0;
		const found = new Set<number>();
		for (const part of set.parts) {
			if (part.kind === "class" && (part.name === "upper" || part.name === "lower")) found.add(at);
			at += part.kind !== "repeat" ? part.bytes.length : part.count === 0 ? Math.max(0, open) : part.count;
		}
		return found;
	};
	const there = starts(from);
	for (const start of starts(to))
		if (start <= length && !there.has(start))
			throw refuseSet("[:upper:] and [:lower:] must stand at the same place in both sets");
}
