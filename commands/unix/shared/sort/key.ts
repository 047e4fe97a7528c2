/** Sort keys: what `-k POS1[,POS2]` and the ordering letters say, and where a key lies in a line (POSIX sort, GNU's letters). */
import { DeskError } from "../../../../src/base/errors.ts";

/** How keys compare; `text` is by bytes. */
export type Order = "text" | "numeric" | "general" | "human" | "month" | "version" | "random";

/** Ordering letters of a key, or of the command line. */
export interface Ordering {
	order: Order;
	reverse: boolean;
	/** `-b`: blanks before the start, and the end, of the key do not count. */
	skipStart: boolean;
	skipEnd: boolean;
	/** `-f` */
	fold: boolean;
	/** `-d`, `-i` */
	only: "all" | "dictionary" | "printing";
}

export interface Key extends Ordering {
	/** Field and byte in it, from 0; field -1 is the beginning of the line. */
	readonly field: number;
	readonly byte: number;
	/** The last field, from 0, and so many bytes of it; 0 is all of it. Infinity is the end of the line. */
	readonly endField: number;
	readonly endByte: number;
}

export const PLAIN: Ordering = {
	order: "text",
	reverse: false,
	skipStart: false,
	skipEnd: false,
	fold: false,
	only: "all",
};

export function refuseKey(what: string): DeskError {
	return new DeskError("EUSAGE", what, { at: "sort", todo: "see `desk sort --help`" });
}

const ORDERS: Readonly<Record<string, Order>> = {
	n: "numeric",
	g: "general",
	h: "human",
	M: "month",
	V: "version",
	R: "random",
};

/** Add ordering letters. @throws DeskError EUSAGE for those that exclude each other */
export function withLetters(ordering: Ordering, letters: string, end: "start" | "end" | "both"): Ordering {
	const result = { ...ordering };
	for (const letter of letters) {
		const order = ORDERS[letter];
		if (order !== undefined) {
			const other = result.order;
			if (other !== "text" && other !== order) throw refuseKey(`the orders ${other} and ${order} exclude each other`);
			result.order = order;
		} else if (letter === "b") {
			if (end !== "end") result.skipStart = true;
			if (end !== "start") result.skipEnd = true;
		} else if (letter === "f") result.fold = true;
		else if (letter === "r") result.reverse = true;
		else if (letter === "d") result.only = "dictionary";
		else if (letter === "i") result.only = result.only === "dictionary" ? "dictionary" : "printing";
		else throw refuseKey(`there is no ordering '${letter}'`);
	}
	if (result.only !== "all" && result.order !== "text") throw refuseKey(`the order ${result.order} excludes -d and -i`);
	return result;
}

/** A `-k` argument. Without letters of its own it takes those of the command line. @throws DeskError EUSAGE */
export function parseKey(text: string, global: Ordering): Key {
	const found = /^(\d+)(?:\.(\d+))?([A-Za-z]*)(?:,(\d+)(?:\.(\d+))?([A-Za-z]*))?$/.exec(text);
	if (found === null) throw refuseKey(`'${text}' is no key; it is FIELD[.BYTE][LETTERS][,FIELD[.BYTE][LETTERS]]`);
	const [, field, byte, letters = "", endField, endByte, endLetters = ""] = found;
	if (Number(field) === 0 || Number(endField ?? 1) === 0)
		throw refuseKey(`fields are counted from 1, not as in '${text}'`);
	if (Number(byte ?? 1) === 0) throw refuseKey(`bytes are counted from 1, not as in '${text}'`);
	const own = withLetters(withLetters(PLAIN, letters, "start"), endLetters, "end");
	const ordering = letters + endLetters === "" ? global : own;
	const fromStart = Number(field) === 1 && Number(byte ?? 1) === 1;
	return {
		...ordering,
		field: fromStart ? -1 : Number(field) - 1,
		byte: Number(byte ?? 1) - 1,
		endField: endField === undefined ? Number.POSITIVE_INFINITY : Number(endField) - 1,
		endByte: Number(endByte ?? 0),
	};
}

/** The whole line as a key. */
export function wholeLine(ordering: Ordering): Key {
	return { ...ordering, field: -1, byte: 0, endField: Number.POSITIVE_INFINITY, endByte: 0 };
}

/** Finds a key in lines. Its place is in `from` and `to` until the next one is looked for. */
export class Locator {
	from = 0;
	to = 0;
	readonly #key: Key;
	/** What is between fields; undefined: the change from non-blank to blank. */
	readonly #separator: number | undefined;

	constructor(key: Key, separator: number | undefined) {
		this.#key = key;
		this.#separator = separator;
	}

	locate(bytes: Buffer, start: number, end: number): void {
		const { field, byte, endField, endByte, skipStart, skipEnd } = this.#key;
		let to = end;
		if (endField !== Number.POSITIVE_INFINITY) {
			to = this.#skip(bytes, start, end, endByte === 0 ? endField + 1 : endField, endByte === 0);
			if (endByte > 0) {
				if (skipEnd) to = skipBlanks(bytes, to, end);
				to = Math.min(end, to + endByte);
			}
		}
		let from = field < 0 ? start : this.#skip(bytes, start, end, field, false);
		if (skipStart) from = skipBlanks(bytes, from, end);
		this.from = from = Math.min(end, from + byte);
		this.to = Math.max(to, from);
	}

	/** Past so many fields; with `before`, not past the separator after the last. */
	#skip(bytes: Buffer, start: number, end: number, fields: number, before: boolean): number {
		const separator = this.#separator;
		let at = start;
		for (let left = fields; left > 0 && at < end; left--) {
			if (separator === undefined) {
				at = skipBlanks(bytes, at, end);
				while (at < end && !isBlank(bytes[at] as number)) at++;
			} else {
				while (at < end && bytes[at] !== separator) at++;
				if (at < end && !(before && left === 1)) at++;
			}
		}
		return at;
	}
}

function isBlank(byte: number): boolean {
	return byte === 0x20 || byte === 0x09 || byte === 0x0a;
}

export function skipBlanks(bytes: Buffer, from: number, end: number): number {
	let at = from;
	while (at < end && isBlank(bytes[at] as number)) at++;
	return at;
}
