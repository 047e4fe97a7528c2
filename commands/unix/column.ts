import { collect } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { rawBytes, rawText } from "../../src/base/raw-text.ts";
import { pad, widthOf } from "../../src/cli/index.ts";
import { defineCommand, flag, numberOption, operands, option } from "../../src/command/index.ts";
import { joinedLines } from "./shared/inputs.ts";
import { lineOutput, printLines } from "./shared/lines.ts";

/** `desk column`: lists in columns. */
export const column = defineCommand({
	name: "column",
	summary: "Lay out lines in columns, or their fields as a table",
	about:
		"Without -t the lines fill columns downwards, as wide as the terminal (or COLUMNS, or 80). With -t the fields of each line become the cells of a table. " +
		"NAMES and COLUMNS have commas between them; COLUMNS are names or numbers, `-` is the last one.",
	args: {
		table: flag("a table of the fields of each line", "t"),
		separator: option("what is between fields: any of these characters (default: blanks, however many)", {
			short: "s",
			value: "CHARS",
		}),
		outputSeparator: option("what goes between columns of a table (default two spaces)", { short: "o", value: "TEXT" }),
		tableColumns: option("headings", { short: "N", value: "NAMES" }),
		tableColumnsLimit: numberOption("so many columns; the last takes the rest of the line", { short: "l" }),
		tableRight: option("align these to the right", { short: "R", value: "COLUMNS" }),
		tableHide: option("leave these out", { short: "H", value: "COLUMNS" }),
		tableNoheadings: flag("no headings, with -N too", "d"),
		fillrows: flag("fill rows first", "x"),
		keepEmptyLines: flag("empty lines, too", "L"),
		outputWidth: numberOption("columns of the output", { short: "c" }),
		paths: operands("PATH", "files; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	output: lineOutput,
	failsWith: 1,
	examples: [
		["desk column -t -s, /files/move/boxes.csv", "a table of a simple CSV file"],
		["desk ls /notes/projects | desk column -c 60", "names in columns"],
		["printf 'rent 900\\nfood 75\\n' | desk column -t -N WHAT,SUM -R SUM", "with headings, numbers to the right"],
	],
	async run(context, args) {
		// A layout depends on the widest line: all is held.
		const text = rawText(await collect(joinedLines(context, args.paths)));
		const lines = text.split("\n").slice(0, -1);
		const kept = lines.filter((line) => args.keepEmptyLines || /\S/.test(line));
		const width = args.outputWidth ?? (Number(context.variables.COLUMNS) || context.terminal.columns);
		const shown = args.table ? tableOf(kept, args) : inColumns(kept, width, args.fillrows);
		await printLines(context, single(rawBytes(shown.map((line) => `${line}\n`).join(""))));
	},
});

async function* single(bytes: Buffer): AsyncGenerator<Buffer> {
	if (bytes.length > 0) yield bytes;
}

interface TableOptions {
	separator: string | undefined;
	outputSeparator: string | undefined;
	tableColumns: string | undefined;
	tableColumnsLimit: number | undefined;
	tableRight: string | undefined;
	tableHide: string | undefined;
	tableNoheadings: boolean;
}

function tableOf(lines: readonly string[], options: TableOptions): string[] {
	const names = options.tableColumns?.split(",");
	const rows = lines.map((line) => fieldsOf(line, options.separator, options.tableColumnsLimit));
	if (rows.length === 0) return [];
	const count = Math.max(names?.length ?? 0, ...rows.map((row) => row.length));
	const right = new Set(columnsOf(options.tableRight, names, count));
	const hidden = new Set(columnsOf(options.tableHide, names, count));
	const shown = Array.from({ length: count }, (_, index) => index).filter((index) => !hidden.has(index));
	const all = names === undefined || options.tableNoheadings ? rows : [names, ...rows];
	const widths = shown.map((index) => all.reduce((most, row) => Math.max(most, widthOf(row[index] ?? "")), 0));
	const between = options.outputSeparator ?? "  ";
	return all.map((row) =>
		shown
			.map((index, at) => {
				const cell = row[index] ?? "";
				if (right.has(index)) return pad(cell, widths[at] ?? 0, "right");
				return at === shown.length - 1 ? cell : pad(cell, widths[at] ?? 0);
			})
			.join(between),
	);
}

/** Fields of a line: between single separators, or between any number of blanks. */
function fieldsOf(line: string, separators: string | undefined, limit: number | undefined): string[] {
	const fields: string[] = [];
	const most = limit ?? Number.POSITIVE_INFINITY;
	const isSeparator = (char: string | undefined) => char !== undefined && (separators ?? " \t").includes(char);
	const greedy = separators === undefined;
	let at = 0;
	if (greedy) while (isSeparator(line[at])) at++;
	for (;;) {
		if (greedy && at >= line.length) return fields;
		if (fields.length + 1 >= most) {
			fields.push(line.slice(at));
			return fields;
		}
		let end = at;
		while (end < line.length && !isSeparator(line[end])) end++;
		fields.push(line.slice(at, end));
		if (end >= line.length) return fields;
		at = end + 1;
		if (greedy) while (isSeparator(line[at])) at++;
	}
}

/** Numbers, from 0, of columns that are named. @throws DeskError EUSAGE */
function columnsOf(list: string | undefined, names: readonly string[] | undefined, count: number): number[] {
	return (list ?? "")
		.split(",")
		.filter((name) => name !== "")
		.map((name) => {
			if (name === "-") return count - 1;
			const index = /^\d+$/.test(name) ? Number(name) - 1 : (names?.indexOf(name) ?? -1);
			if (index < 0)
				throw new DeskError("EUSAGE", `there is no column ${name}`, { at: "column", todo: "name columns with -N" });
			return index;
		});
}

const TAB = 8;

/** As util-linux: columns are as wide as the widest line, to the next tab stop, and padded with tabs. */
function inColumns(lines: readonly string[], width: number, byRows: boolean): string[] {
	const widths = lines.map((line) => widthOf(line.replace(/\p{Cc}/gu, "")));
	const widest = Math.max(0, ...widths);
	if (widest >= width) return [...lines];
	const step = (Math.floor(widest / TAB) + 1) * TAB;
	const columns = Math.max(1, Math.floor(width / step));
	const rows = Math.ceil(lines.length / columns);
	const place = (row: number, at: number) => (byRows ? row * columns + at : at * rows + row);
	return Array.from({ length: rows }, (_, row) => {
		let text = "";
		let used = 0;
		for (let at = 0; at < columns; at++) {
			const index = place(row, at);
			text += lines[index] ?? "";
			used += widths[index] ?? 0;
			const next = place(row, at + 1);
			if (at + 1 === columns || next >= lines.length) break;
			for (let to = used - (used % TAB) + TAB; to <= (at + 1) * step; to += TAB) {
				text += "\t";
				used = to;
			}
		}
		return text;
	});
}
