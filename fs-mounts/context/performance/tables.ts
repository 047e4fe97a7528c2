/** The tables of /context/<business>/performance: their columns, and what each cell must be. */
import { isCalendarDate } from "../../../src/base/calendar.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { readCsv } from "../../../src/text/index.ts";

/** What a cell must be; undefined when it fits. */
interface Column {
	readonly name: string;
	/** Why a cell does not fit, and what to do; undefined when it does. */
	check(cell: string): readonly [what: string, todo: string] | undefined;
}

const text = (name: string): Column => ({ name, check: () => undefined });

/** A number from 0 on with a decimal point, or nothing. */
const amount = (name: string, isRequired = false): Column => ({
	name,
	check(cell) {
		if (cell === "" && !isRequired) return undefined;
		if (/^\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(cell)) return undefined;
		return cell.startsWith("-")
			? [`${name} are below zero`, "write a number from 0 on"]
			: [`\`${cell}\` is no number`, "write digits with a decimal point, such as 1250.5"];
	},
});

const currency: Column = {
	name: "currency",
	check: (cell) =>
		/^(?:[A-Z]{3})?$/.test(cell) ? undefined : [`\`${cell}\` is no currency`, "write three letters such as EUR"],
};

const required = (name: string): Column => ({
	name,
	check: (cell) => (cell === "" ? [`there is no ${name}`, `write a ${name}`] : undefined),
});

/** Channels in the order in which a customer met them, with `>` between. */
const way: Column = {
	name: "path",
	check: (cell) =>
		channelsOf(cell).length > 0
			? undefined
			: ["the path has no channel", "write channels with > between: search > email"],
};

/** The channels of a path. */
export function channelsOf(path: string): string[] {
	return path
		.split(">")
		.map((channel) => channel.trim())
		.filter((channel) => channel !== "");
}

const day: Column = {
	name: "date",
	check: (cell) => (isCalendarDate(cell) ? undefined : [`\`${cell}\` is no date`, "write a day such as 2026-11-02"]),
};

const INSTANT = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,3})?Z$/;
const time: Column = {
	name: "time",
	check(cell) {
		const found = INSTANT.exec(cell);
		return found !== null && isCalendarDate(found[1] ?? "")
			? undefined
			: [`\`${cell}\` is no time`, "write it in UTC: 2026-11-02T14:00:00Z"];
	},
};

/** One kind of table. */
export interface TableKind {
	readonly kind: "figures" | "touchpoints" | "paths" | "mappings";
	readonly columns: readonly Column[];
	/** Whether a file name is one of such a table. */
	readonly file: RegExp;
	/** The name of a table's file; a large table has several, numbered from 1. */
	fileOf(table: string, number: number): string;
}

/** `2026-10`, `2026-10-2`. */
const numbered = (number: number) => (number === 1 ? "" : `-${number}`);

export const FIGURES: TableKind = {
	kind: "figures",
	file: /^\d{4}-\d\d(?:-\d+)?\.csv$/,
	fileOf: (month, number) => `${month}${numbered(number)}.csv`,
	columns: [
		day,
		required("channel"),
		text("campaign"),
		text("audience"),
		text("artifact"),
		amount("impressions"),
		amount("clicks"),
		amount("conversions"),
		amount("cost"),
		amount("value"),
		currency,
		text("source"),
	],
};

export const TOUCHPOINTS: TableKind = {
	kind: "touchpoints",
	file: /^touchpoints-\d{4}-\d\d-\d\d(?:-\d+)?\.csv$/,
	fileOf: (day, number) => `touchpoints-${day}${numbered(number)}.csv`,
	columns: [required("customer"), time, text("channel"), amount("conversions"), amount("value"), currency],
};

export const PATHS: TableKind = {
	kind: "paths",
	file: /^paths-[^/]+\.csv$/,
	// With a point, as a name may end in a number itself.
	fileOf: (name, number) => `paths-${name}${number === 1 ? "" : `.${number}`}.csv`,
	columns: [way, amount("total_conversions", true), amount("total_conversion_value"), amount("total_null")],
};

/** How tables that no program is known for are read: see `mappings.ts`. */
export const MAPPINGS: TableKind = {
	kind: "mappings",
	file: /^mappings\.csv$/,
	fileOf: () => "mappings.csv",
	columns: [required("header"), text("channel"), text("dates"), required("mapping")],
};

const KINDS = [FIGURES, TOUCHPOINTS, PATHS, MAPPINGS];

/** Cells by the names of their columns; those that the header leaves out are empty. */
export type Row = Readonly<Record<string, string>>;

/** A table in a file. */
export interface Table {
	readonly kind: TableKind;
	readonly rows: readonly Row[];
	/** The one currency of its amounts; "" when none is named. */
	readonly currency: string;
}

/** Which table a file is by its name; undefined when that does not say. */
export function kindOfFile(name: string): TableKind | undefined {
	return KINDS.find(({ file }) => file.test(name));
}

/** Whether a file is one of the table of paths of a name. */
export function isOfPaths(file: string, name: string): boolean {
	const number = /\.(\d+)\.csv$/.exec(file)?.[1] ?? "1";
	return file === PATHS.fileOf(name, 1) || file === PATHS.fileOf(name, Number(number));
}

/** Read a table. @throws DeskError EFORMAT with line and column; EINVAL for a file name that says no kind */
export function parseTable(name: string, source: string): Table {
	const kind = kindOfFile(name);
	if (kind === undefined)
		throw new DeskError("EINVAL", "the name does not say which table this is", {
			todo: "call it YYYY-MM.csv, touchpoints-YYYY-MM-DD.csv or paths-NAME.csv",
		});
	const records = readCsv(source, ",");
	const header = records.next();
	if (header.done === true)
		throw new DeskError("EFORMAT", "the table has no header", { line: 1, column: 1, todo: headerOf(kind) });
	const { cells: names, columns: places } = header.value;
	const columns = names.map((cell, at) => {
		const column = kind.columns.find((one) => one.name === cell);
		if (column !== undefined && names.indexOf(cell) === at) return column;
		const what = column === undefined ? `there is no column \`${cell}\`` : `there are two columns \`${cell}\``;
		throw new DeskError("EFORMAT", what, { line: 1, column: places[at] ?? 1, todo: headerOf(kind) });
	});
	const missing = kind.columns.find((column) => !names.includes(column.name) && column.check("") !== undefined);
	if (missing !== undefined)
		throw new DeskError("EFORMAT", `there is no column \`${missing.name}\``, {
			line: 1,
			column: 1,
			todo: headerOf(kind),
		});
	const rows: Row[] = [];
	let money = "";
	for (const { line, cells, columns: at } of records) {
		const refuse = (index: number, what: string, todo: string) =>
			new DeskError("EFORMAT", what, {
				line,
				column: at[index] ?? (at.at(-1) ?? 1) + (cells.at(-1)?.length ?? 0),
				todo,
			});
		if (cells.length !== columns.length)
			throw refuse(
				Math.min(cells.length, columns.length),
				`the line has ${cells.length} cells, and the header ${columns.length}`,
				"add or remove commas, or quote the cell that has one",
			);
		const row: Record<string, string> = {};
		for (const [index, column] of columns.entries()) {
			const cell = cells[index] ?? "";
			const problem = column.check(cell);
			if (problem !== undefined) throw refuse(index, ...problem);
			if (column === currency && cell !== "") {
				if (money !== "" && cell !== money)
					throw refuse(
						index,
						`this is in ${cell}, and what stands above in ${money}`,
						"convert it: one table has one currency",
					);
				money = cell;
			}
			row[column.name] = cell;
		}
		rows.push(row);
	}
	return { kind, rows, currency: money };
}

function headerOf({ columns }: TableKind): string {
	return `the header is ${columns.map(({ name }) => name).join(",")}`;
}
