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

/**
 * The records of a text; empty lines are left out, a byte-order mark too. A quote counts at the beginning of a cell only; within one, two
 * quotes are one. Line ends may be LF, CRLF or CR.
 * @throws DeskError EFORMAT at the line and column of a quote that is never closed
 */
export function* readCsv(text: string, separator: string = separatorOf(text)): Generator<CsvRow> {
	const end = text.length;
	let at = text.startsWith("\ufeff") ? 1 : 0;
	let line = 1;
	let lineStart = at;
	while (at < end) {
		const cells: string[] = [];
		const columns: number[] = [];
		const first = line;
		for (;;) {
			columns.push(at - lineStart + 1);
			if (text.charCodeAt(at) === 34) {
				const opened = at;
				let cell = "";
				for (;;) {
					const close = text.indexOf('"', at + 1);
					if (close < 0)
						throw new DeskError("EFORMAT", "a quote is never closed", {
							line,
							column: opened - lineStart + 1,
							todo: 'end the cell with ", and write a quote within one twice',
						});
					cell += text.slice(at + 1, close);
					at = close + 1;
					if (text.charCodeAt(at) !== 34) break;
					cell += '"';
				}
				for (
					let newline = text.indexOf("\n", opened);
					newline >= 0 && newline < at;
					newline = text.indexOf("\n", newline + 1)
				) {
					line++;
					lineStart = newline + 1;
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
		if (text.charCodeAt(at) === 10) at++;
		line++;
		lineStart = at;
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
