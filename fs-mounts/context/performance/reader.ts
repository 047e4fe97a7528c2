/** Reading an export: its rows as lines of our own tables. */
import { DeskError } from "../../../src/base/errors.ts";
import { type CsvRow, csvLine, readCsv, separatorOf } from "../../../src/text/index.ts";
import { EXPORTS, type Export, FIELDS, type FieldName, NAMES, plainHeading } from "./exports.ts";
import { type DayOrder, type Decimals, dayOrderOf, decimalsOf, readDay, readNumber, readTime } from "./numbers.ts";
import { FIGURES, PATHS, type TableKind, TOUCHPOINTS } from "./tables.ts";

/** What a person says of a file. */
export interface Told {
	/** Headings by the fields that they stand for. */
	readonly map?: Readonly<Partial<Record<FieldName, string>>>;
	/** Of rows that name none. */
	readonly channel?: string | undefined;
	readonly currency?: string | undefined;
	readonly dayOrder?: DayOrder | undefined;
	/** What the rows are said to come from. */
	readonly source?: string | undefined;
	/** Of a table of paths: the name of its file. */
	readonly name: string;
}

/** Lines for our tables. */
export interface ReadExport {
	/** Which program's export it is; `other` for one that was mapped by hand. */
	readonly from: string;
	readonly kind: TableKind;
	/** The headings, as the file has them: what a mapping is remembered by. */
	readonly header: string;
	/** Lines by the day (figures, touchpoints), or by the name (paths) of the table that they belong to. */
	readonly lines: ReadonlyMap<string, string[]>;
	/** Totals, and rows that do not count (unpaid orders). */
	readonly leftOut: number;
}

/** Lines that may stand above the headings. */
const MOST_PREAMBLE = 30;
const NUMBERS: readonly FieldName[] = [
	"impressions",
	"clicks",
	"conversions",
	"cost",
	"value",
	"total_conversions",
	"total_conversion_value",
	"total_null",
];

interface Headed {
	readonly header: CsvRow;
	readonly rows: CsvRow[];
	readonly from: Export | undefined;
	readonly columns: ReadonlyMap<FieldName, number>;
	/** What the headings say the amounts are in. */
	readonly currency: string;
}

/** Read an export. @throws DeskError EFORMAT with line and column; EINVAL when nobody knows what it is */
export function readExport(text: string, told: Told): ReadExport {
	const headed = findHeader([...readCsv(text, separatorOf(text))], told);
	const kind = kindOf(headed);
	const names = headed.header.cells.map((cell) => plainHeading(cell).name);
	const only = headed.from?.only;
	const onlyAt = only === undefined ? -1 : names.indexOf(only[0]);
	const rows = headed.rows.filter(
		(row) => !isTotal(row, headed) && (onlyAt < 0 || only?.[1].test(row.cells[onlyAt] ?? "") === true),
	);
	const line = lineReader(headed, kind, rows, told);
	const lines = new Map<string, string[]>();
	for (const row of rows) {
		const { table, text: made } = line(row);
		const list = lines.get(table);
		if (list === undefined) lines.set(table, [made]);
		else list.push(made);
	}
	return {
		from: headed.from?.name ?? "other",
		kind,
		header: csvLine(headed.header.cells).trimEnd(),
		lines,
		leftOut: headed.rows.length - rows.length,
	};
}

/** The first line that names columns, and what they are. */
function findHeader(records: CsvRow[], told: Told): Headed {
	for (const [at, header] of records.slice(0, MOST_PREAMBLE).entries()) {
		const headings = header.cells.map(plainHeading);
		const names = headings.map(({ name }) => name);
		const mapped = Object.values(told.map ?? {}).map((heading) => plainHeading(heading).name);
		const isMapped = mapped.length > 0 && mapped.every((name) => names.includes(name));
		const from = isMapped
			? undefined
			: EXPORTS.find(({ has }) => has.every((group) => group.some((name) => names.includes(name))));
		const isOurs = ["date", "channel"].every((name) => names.includes(name));
		if (!isMapped && from === undefined && !isOurs) continue;
		const columns = new Map<FieldName, number>();
		for (const field of FIELDS) {
			const wanted = told.map?.[field];
			const known = wanted === undefined ? (from?.instead?.[field] ?? NAMES[field]) : [plainHeading(wanted).name];
			const column = known.map((name) => names.indexOf(name)).find((index) => index >= 0);
			if (column !== undefined) columns.set(field, column);
		}
		const amounts = [columns.get("cost"), columns.get("value")].map((index) => headings[index ?? -1]?.currency ?? "");
		const currency = amounts.find((code) => code !== "") ?? "";
		return { header, rows: records.slice(at + 1), from, columns, currency };
	}
	const first = records[0];
	throw new DeskError("EFORMAT", "the headings are those of no program that is known here", {
		line: first?.line ?? 1,
		column: 1,
		todo: `say what is what: --map date=HEADING --map channel=HEADING …; fields are ${FIELDS.join(", ")}`,
	});
}

function kindOf({ columns, header }: Headed): TableKind {
	if (columns.has("path") && columns.has("total_conversions")) return PATHS;
	const isTouch = columns.has("customer") && (columns.has("time") || columns.has("date")) && columns.has("channel");
	if (isTouch) return TOUCHPOINTS;
	if (columns.has("date")) return FIGURES;
	throw new DeskError("EFORMAT", "no column has dates", {
		line: header.line,
		column: 1,
		todo: "say which one: --map date=HEADING",
	});
}

/** `Total: account`, or a line without a date below the others. */
function isTotal({ cells }: CsvRow, { columns }: Headed): boolean {
	const filled = cells.filter((cell) => cell.trim() !== "");
	if (
		filled.length === 0 ||
		cells.some((cell) => /^(?:grand )?(?:total|totals|gesamt|summe|insgesamt)\b/i.test(cell.trim()))
	)
		return true;
	const when = columns.get("time") ?? columns.get("date");
	return when !== undefined && (cells[when] ?? "").trim() === "";
}

/** How a row becomes a line: the forms of numbers and dates are those that all of a column fit. */
function lineReader(
	headed: Headed,
	kind: TableKind,
	rows: readonly CsvRow[],
	told: Told,
): (row: CsvRow) => { table: string; text: string } {
	const { columns, from } = headed;
	const cellsOf = (field: FieldName): string[] => {
		const column = columns.get(field);
		return column === undefined ? [] : rows.map((row) => row.cells[column] ?? "");
	};
	// A column that does not show its decimal sign has that of the others.
	const usual = decimalsOf(NUMBERS.flatMap(cellsOf)) ?? "point";
	const decimals = new Map<FieldName, Decimals>(NUMBERS.map((field) => [field, decimalsOf(cellsOf(field)) ?? usual]));
	const when: FieldName = columns.has("time") && kind === TOUCHPOINTS ? "time" : "date";
	const order = told.dayOrder ?? dayOrderOf(cellsOf(when));
	let money = told.currency ?? headed.currency;
	return (row) => {
		const refuse = (field: FieldName, what: string, todo: string) =>
			new DeskError("EFORMAT", what, { line: row.line, column: row.columns[columns.get(field) ?? 0] ?? 1, todo });
		const cell = (field: FieldName) => (row.cells[columns.get(field) ?? -1] ?? "").trim();
		const amount = (field: FieldName): number | null => {
			const number = readNumber(cell(field), decimals.get(field) ?? usual);
			if (number === undefined)
				throw refuse(field, `\`${cell(field)}\` is no number`, "mend the cell, or leave it empty");
			if (number !== null && number < 0)
				throw refuse(
					field,
					`${field.replaceAll("_", " ")} are below zero`,
					"leave refunds and corrections out, or take them from the row that they belong to",
				);
			return number;
		};
		const own = cell("currency").toUpperCase();
		if (own !== "" && money !== "" && own !== money)
			throw refuse("currency", `this is in ${own}, and what stands above in ${money}`, "import one currency at a time");
		if (own !== "") money = own;
		if (kind === PATHS)
			return {
				table: told.name,
				text: csvLine([
					cell("path"),
					amount("total_conversions") ?? 0,
					amount("total_conversion_value"),
					amount("total_null"),
				]),
			};
		if (order === undefined && /^\d{1,2}[/-]\d{1,2}[/-]/.test(cell(when)))
			throw refuse(when, `\`${cell(when)}\` may be of two days`, "say which comes first: --dates dmy or --dates mdy");
		const channel = cell("channel") || told.channel || from?.channel || "";
		if (kind === TOUCHPOINTS) {
			const time = readTime(cell(when), order ?? "dmy");
			if (time === undefined) throw refuse(when, `\`${cell(when)}\` is no time`, "mend the cell");
			if (cell("customer") === "") throw refuse("customer", "there is no customer", "every touch needs one");
			const gained = [amount("conversions"), amount("value")] as const;
			return { table: time.slice(0, 10), text: csvLine([cell("customer"), time, channel, ...gained, money]) };
		}
		const date = readDay(cell("date"), order ?? "dmy");
		if (date === undefined) throw refuse("date", `\`${cell("date")}\` is no date`, "mend the cell");
		if (channel === "") throw refuse("channel", "there is no channel", "say which one all rows are of: --channel NAME");
		const conversions = from?.isOrders === true ? 1 : amount("conversions");
		const figures = [amount("impressions"), amount("clicks"), conversions, amount("cost"), amount("value")];
		const source = told.source ?? from?.name ?? "";
		return {
			table: date.slice(0, 7),
			text: csvLine([date, channel, cell("campaign"), cell("audience"), cell("artifact"), ...figures, money, source]),
		};
	};
}
