/** Comma-separated values (RFC 4180), as they should be and as programs write them, with the place of every cell. */
import { DeskError } from "../base/errors.ts";

/** One record. */
export interface CsvRow {
	/** The line on which it begins, from 1. */
	readonly line: number;
	readonly cells: string[];
	/** The column at which each cell begins, from 1; of a cell that begins on a later line of the record, on that line. */
	readonly columns: number[];
}

/** How much of a text is looked at to find its separator (UTF-16 units). */
const LOOKED_AT = 16_384;
const SEPARATORS = [",", ";", "\t", "|"] as const;

/** How long a record may be that comes in pieces (UTF-16 units): beyond, a quote was left open. */
const MOST_RECORD = 1024 * 1024;

/**
 * The records of a text; empty lines are left out, a byte-order mark too. A quote counts at the beginning of a cell only; within one, two
 * quotes are one. Line ends may be LF, CRLF or CR.
 * @throws DeskError EFORMAT at the line and column of a quote that is never closed
 */
export function readCsv(text: string, separator: string = separatorOf(text)): Generator<CsvRow> {
	return recordsIn(cursorOf(text), separator, true);
}

/**
 * The records of a text that comes in pieces, as `readCsv` reads them, with flat memory: those that each piece completes. All of them are
 * to be taken before the next ones are asked for.
 * @throws DeskError EFORMAT as `readCsv`, and for a record of more than 1 MiB
 */
export async function* readCsvPieces(
	pieces: AsyncIterable<string>,
	separator: string,
): AsyncGenerator<Generator<CsvRow>, void, undefined> {
	let cursor: Cursor | undefined;
	for await (const piece of pieces) {
		if (cursor === undefined) cursor = cursorOf(piece);
		else Object.assign(cursor, { text: cursor.text.slice(cursor.at) + piece, at: 0 });
		yield recordsIn(cursor, separator, false);
		if (cursor.text.length - cursor.at > MOST_RECORD) throw tooLong(cursor, separator);
	}
	if (cursor !== undefined) yield recordsIn(cursor, separator, true);
}

function tooLong(cursor: Cursor, separator: string): DeskError {
	// Most likely a quote that is never closed, which is then thrown with its place.
	recordsIn({ ...cursor }, separator, true).next();
	return new DeskError("EFORMAT", "a line of more than 1 MiB", {
		line: cursor.line,
		column: 1,
		todo: "give a table with one record a line",
	});
}

/** Where reading stands: always at the beginning of a record. */
interface Cursor {
	text: string;
	at: number;
	/** From 1. */
	line: number;
}

function cursorOf(text: string): Cursor {
	return { text, at: text.startsWith("\ufeff") ? 1 : 0, line: 1 };
}

/** Records from a place on. @param isWhole whether nothing follows the text; else a record that it may not have all of is left there */
function* recordsIn(cursor: Cursor, separator: string, isWhole: boolean): Generator<CsvRow> {
	const { text } = cursor;
	const end = text.length;
	let { at, line } = cursor;
	while (at < end) {
		const cells: string[] = [];
		const columns: number[] = [];
		const first = line;
		let lineStart = at;
		for (;;) {
			columns.push(at - lineStart + 1);
			if (text.charCodeAt(at) === 34) {
				const opened = at;
				let cell = "";
				for (;;) {
					const close = text.indexOf('"', at + 1);
					if (close < 0) {
						if (!isWhole) return;
						throw new DeskError("EFORMAT", "a quote is never closed", {
							line,
							column: opened - lineStart + 1,
							todo: 'end the cell with ", and write a quote within one twice',
						});
					}
					cell += text.slice(at + 1, close);
					at = close + 1;
					if (text.charCodeAt(at) !== 34) break;
					cell += '"';
				}
				if (cell.includes("\n")) {
					line += cell.split("\n").length - 1;
					lineStart = text.lastIndexOf("\n", at - 1) + 1;
				}
				// What stands between the quote and the separator belongs to it, against the RFC.
				const stop = endOfCell(text, at, separator);
				cells.push(cell + text.slice(at, stop));
				at = stop;
			} else {
				const stop = endOfCell(text, at, separator);
				cells.push(text.slice(at, stop));
				at = stop;
			}
			if (at < end && text[at] === separator) at++;
			else break;
		}
		if (text.charCodeAt(at) === 13) at++;
		// Its line end may be in the next piece, or the second half of it.
		if (at >= end && !isWhole) return;
		if (text.charCodeAt(at) === 10) at++;
		line++;
		cursor.at = at;
		cursor.line = line;
		if (cells.length > 1 || cells[0] !== "") yield { line: first, cells, columns };
	}
}

function endOfCell(text: string, from: number, separator: string): number {
	const stop = separator.charCodeAt(0);
	let at = from;
	for (; at < text.length; at++) {
		const char = text.charCodeAt(at);
		if (char === 10 || char === 13 || char === stop) break;
	}
	return at;
}

/** The separator that most lines of the beginning have equally often; a comma when there is none. */
export function separatorOf(text: string): string {
	const lines = text
		.slice(0, LOOKED_AT)
		.split(/\r\n?|\n/)
		.filter((line) => line !== "")
		.slice(0, 50);
	if (text.length > LOOKED_AT) lines.pop();
	const scores = SEPARATORS.map((separator) => {
		const counts = lines.map((line) => line.replace(/"(?:[^"]|"")*"/g, "").split(separator).length - 1);
		const most = Math.max(0, ...counts);
		return most === 0 ? 0 : counts.filter((count) => count === most).length * Math.min(most, 3) + most / 1000;
	});
	return SEPARATORS[scores.indexOf(Math.max(...scores))] ?? ",";
}

/** One record with its line end; cells are quoted where they must be. */
export function csvLine(cells: readonly (string | number | null)[]): string {
	return `${cells.map((cell) => quoted(String(cell ?? ""))).join(",")}\n`;
}

function quoted(cell: string): string {
	return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
