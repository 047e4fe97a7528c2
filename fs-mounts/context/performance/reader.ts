/** Reading an export: its rows as lines of our own tables. */
import { DeskError } from "../../../src/base/errors.ts";
import type { Pace } from "../../../src/base/pace.ts";
import { type CsvRow, csvLine, readCsv, separatorOf } from "../../../src/text/index.ts";
import { EXPORTS, type Export, FIELDS, type FieldName, NAMES, plainHeading } from "./exports.ts";
import {
	type DayOrder,
	DayOrders,
	DecimalSigns,
	type Decimals,
	readDay,
	readNumber,
	readTime,
	signOf,
} from "./numbers.ts";
import { channelsOf, FIGURES, PATHS, type TableKind, TOUCHPOINTS } from "./tables.ts";

/** What a person says of a file. */
export interface Told {
	/** Headings by the fields that they stand for. */
	readonly map?: Readonly<Partial<Record<FieldName, string>>>;
	/** Of rows that name none. */
	readonly channel?: string | undefined;
	readonly currency?: string | undefined;
	/** What the business's figures are in: others are refused, as no report could add them up. */
	readonly ours?: string | undefined;
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
	readonly from: Export | undefined;
	readonly columns: ReadonlyMap<FieldName, number>;
	/** What the headings say the amounts are in. */
	readonly currency: string;
}

/**
 * Read an export: once for how its numbers and dates are written, once for its lines, so that no more than the lines is held.
 * @throws DeskError EFORMAT with line and column; EINVAL when nobody knows what it is
 */
export async function readExport(text: string, told: Told, pace: Pace): Promise<ReadExport> {
	const separator = separatorOf(text);
	const headed = findHeader([...take(readCsv(text, separator), MOST_PREAMBLE)], told);
	const kind = kindOf(headed);
	const names = headed.header.cells.map((cell) => plainHeading(cell).name);
	const only = headed.from?.only;
	const onlyAt = only === undefined ? -1 : names.indexOf(only[0]);
	const counts = (row: CsvRow) =>
		!isTotal(row, headed) && (onlyAt < 0 || only?.[1].test(row.cells[onlyAt] ?? "") === true);
	const forms = new Forms(headed, kind);
	for (const row of below(headed, readCsv(text, separator))) {
		if (counts(row)) forms.add(row);
		const turn = pace();
		if (turn !== undefined) await turn;
	}
	const line = lineReader(headed, kind, forms, told);
	const lines = new Map<string, string[]>();
	let leftOut = 0;
	for (const row of below(headed, readCsv(text, separator))) {
		if (counts(row)) {
			const { table, text: made } = line(row);
			const list = lines.get(table);
			if (list === undefined) lines.set(table, [made]);
			else list.push(made);
		} else leftOut++;
		const turn = pace();
		if (turn !== undefined) await turn;
	}
	return {
		from: headed.from?.name ?? "other",
		kind,
		header: csvLine(headed.header.cells).trimEnd(),
		lines,
		leftOut,
	};
}

/** The first items. */
export function* take<Item>(items: Iterable<Item>, count: number): Generator<Item> {
	let left = count;
	for (const item of items) {
		if (left-- === 0) return;
		yield item;
	}
}

/** The records below the headings. */
function* below({ header }: Headed, records: Iterable<CsvRow>): Generator<CsvRow> {
	for (const row of records) if (row.line > header.line) yield row;
}

/** How numbers and dates are written: what all cells of a column fit. */
class Forms {
	readonly #columns: readonly { readonly field: FieldName; readonly column: number; readonly signs: DecimalSigns }[];
	readonly #when: number;
	readonly #days = new DayOrders();

	constructor({ columns }: Headed, kind: TableKind) {
		this.#columns = NUMBERS.flatMap((field) => {
			const column = columns.get(field);
			return column === undefined ? [] : { field, column, signs: new DecimalSigns() };
		});
		this.#when = columns.get(whenOf(columns, kind)) ?? -1;
	}

	add({ cells }: CsvRow): void {
		for (const { column, signs } of this.#columns) signs.add(cells[column] ?? "");
		this.#days.add(cells[this.#when] ?? "");
	}

	/** A column that does not show its decimal sign has that of the others. */
	get decimals(): (field: FieldName) => Decimals {
		const usual = signOf(this.#columns.map(({ signs }) => signs)) ?? "point";
		const own = new Map(this.#columns.map(({ field, signs }) => [field, signOf([signs]) ?? usual]));
		return (field) => own.get(field) ?? usual;
	}

	get dayOrder(): DayOrder | undefined {
		return this.#days.order;
	}
}

function whenOf(columns: Headed["columns"], kind: TableKind): FieldName {
	return columns.has("time") && kind === TOUCHPOINTS ? "time" : "date";
}

/** The first line that names columns, and what they are. */
function findHeader(records: readonly CsvRow[], told: Told): Headed {
	for (const header of records) {
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
		return { header, from, columns, currency };
	}
	const first = records[0];
	if (first === undefined)
		throw new DeskError("EFORMAT", "there is nothing in it", { line: 1, column: 1, todo: "export it again" });
	throw new DeskError("EFORMAT", "the headings are those of no program that is known here", {
		line: first.line,
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

const TOTAL = /^\s*(?:grand )?(?:total|totals|gesamt|summe|insgesamt)\b/i;

/** `Total: account`, or a line without a date below the others. */
function isTotal({ cells }: CsvRow, { columns }: Headed): boolean {
	if (cells.every((cell) => cell.trim() === "") || cells.some((cell) => TOTAL.test(cell))) return true;
	const when = columns.get("time") ?? columns.get("date");
	return when !== undefined && (cells[when] ?? "").trim() === "";
}

/** How a row becomes a line. */
function lineReader(
	headed: Headed,
	kind: TableKind,
	forms: Forms,
	told: Told,
): (row: CsvRow) => { table: string; text: string } {
	const { columns, from } = headed;
	const decimals = forms.decimals;
	const when = whenOf(columns, kind);
	const order = told.dayOrder ?? forms.dayOrder;
	let money = told.currency ?? headed.currency;
	return (row) => {
		const refuse = (field: FieldName, what: string, todo: string) =>
			new DeskError("EFORMAT", what, { line: row.line, column: row.columns[columns.get(field) ?? 0] ?? 1, todo });
		const cell = (field: FieldName) => (row.cells[columns.get(field) ?? -1] ?? "").trim();
		const amount = (field: FieldName): number | null => {
			const number = readNumber(cell(field), decimals(field));
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
		if (told.ours !== undefined && money !== "" && money !== told.ours)
			throw refuse(
				"currency",
				`this is in ${money}, and the figures of this business are in ${told.ours}`,
				"convert the amounts, or import them into a business of its own",
			);
		if (kind === PATHS) {
			if (channelsOf(cell("path")).length === 0)
				throw refuse("path", "the path has no channel", "write channels with > between: search > email");
			return {
				table: told.name,
				text: csvLine([
					cell("path"),
					amount("total_conversions") ?? 0,
					amount("total_conversion_value"),
					amount("total_null"),
				]),
			};
		}
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
