/** The headings of an export: which program's they are, what stands in each column, and how. */
import { DeskError } from "../../../src/base/errors.ts";
import type { CsvRow } from "../../../src/text/index.ts";
import { EXPORTS, type Export, FIELDS, type FieldName, NAMES, plainHeading } from "./exports.ts";
import { type DayOrder, DayOrders, DecimalSigns, type Decimals, signOf } from "./numbers.ts";
import { FIGURES, PATHS, type TableKind, TOUCHPOINTS } from "./tables.ts";

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

/** The headings of an export, and what they say. */
export interface Headed {
	readonly header: CsvRow;
	readonly from: Export | undefined;
	/** Whether they are as a person has said. */
	readonly isMapped: boolean;
	readonly columns: ReadonlyMap<FieldName, number>;
	/** What the headings say the amounts are in. */
	readonly currency: string;
}

/** How numbers and dates are written: what all cells of a column fit. */
export class Forms {
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

/** The column that says when a row happened. */
export function whenOf(columns: Headed["columns"], kind: TableKind): FieldName {
	return columns.has("time") && kind === TOUCHPOINTS ? "time" : "date";
}

/** The first line that names columns, and what they are. @throws DeskError EFORMAT when there is none */
export function findHeader(records: readonly CsvRow[], told: Told): Headed {
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
			const wanted = isMapped ? told.map?.[field] : undefined;
			const known = wanted === undefined ? (from?.instead?.[field] ?? NAMES[field]) : [plainHeading(wanted).name];
			const column = known.map((name) => names.indexOf(name)).find((index) => index >= 0);
			if (column !== undefined) columns.set(field, column);
		}
		const amounts = [columns.get("cost"), columns.get("value")].map((index) => headings[index ?? -1]?.currency ?? "");
		const currency = amounts.find((code) => code !== "") ?? "";
		return { header, from, isMapped, columns, currency };
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

/** Which table its rows go to. @throws DeskError EFORMAT */
export function kindOf({ columns, header }: Headed): TableKind {
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
export function isTotal({ cells }: CsvRow, { columns }: Headed): boolean {
	if (cells.every((cell) => cell.trim() === "") || cells.some((cell) => TOTAL.test(cell))) return true;
	const when = columns.get("time") ?? columns.get("date");
	return when !== undefined && (cells[when] ?? "").trim() === "";
}
