/** How a row of an export becomes a line of our tables. */
import { DeskError } from "../../../src/base/errors.ts";
import { type CsvRow, csvLine } from "../../../src/text/index.ts";
import type { FieldName } from "./exports.ts";
import { type Forms, type Headed, type Told, whenOf } from "./headings.ts";
import { type DayOrder, type Decimals, readDay, readNumber, readTime } from "./numbers.ts";
import { channelsOf, type TableKind } from "./tables.ts";

/** Takes a line and the table that it belongs to: the month (figures), the day (touchpoints), the name (paths). */
export type Sink = (table: string, line: string) => void;

type Cells = readonly (string | number | null)[];

/** What a currency is named by around a number; as `readNumber` leaves it out. */
const SIGN = /\p{Sc}|^[A-Z]{3}\b|\b[A-Z]{3}$/u;
const PLAIN = /^[\d.,]*$/;

/** Reads rows one after the other; what they are in must stay the same. */
export class LineReader {
	readonly #headed: Headed;
	readonly #told: Told;
	readonly #decimals: (field: FieldName) => Decimals;
	readonly #when: FieldName;
	readonly #order: DayOrder | undefined;
	readonly #read: (reader: LineReader) => [table: string, cells: Cells];
	#row: CsvRow | undefined;
	#sign: string | undefined;

	/** What the amounts so far are in; "" when nothing says. */
	currency: string;

	constructor(headed: Headed, kind: TableKind, forms: Forms, told: Told) {
		this.#headed = headed;
		this.#told = told;
		this.#decimals = forms.decimals;
		this.#when = whenOf(headed.columns, kind);
		this.#order = told.dayOrder ?? forms.dayOrder;
		this.#read = LINES[kind.kind as keyof typeof LINES];
		this.currency = told.currency ?? headed.currency;
	}

	/** @throws DeskError EFORMAT with line and column */
	read(row: CsvRow, sink: Sink): void {
		this.#row = row;
		this.#checkLength(row);
		this.#checkCurrency();
		const [table, cells] = this.#read(this);
		sink(table, csvLine(cells));
	}

	#refusal(field: FieldName, what: string, todo: string): DeskError {
		const { line = 1, columns = [] } = this.#row ?? {};
		return new DeskError("EFORMAT", what, { line, column: columns[this.#headed.columns.get(field) ?? 0] ?? 1, todo });
	}

	#cell(field: FieldName): string {
		return (this.#row?.cells[this.#headed.columns.get(field) ?? -1] ?? "").trim();
	}

	#amount(field: FieldName): number | null {
		const cell = this.#cell(field);
		if (!PLAIN.test(cell)) this.#checkSign(field, cell);
		const number = readNumber(cell, this.#decimals(field));
		if (number === undefined)
			throw this.#refusal(field, `\`${cell}\` is no number`, "mend the cell, or leave it empty");
		if (number !== null && number < 0)
			throw this.#refusal(
				field,
				`${field.replaceAll("_", " ")} ${field.endsWith("s") ? "are" : "is"} below zero`,
				"leave refunds and corrections out, or take them from the row that they belong to",
			);
		return number;
	}

	/** A line that was cut off, or a comma that no quotes are around: every cell behind it would stand for something else. */
	#checkLength({ line, cells, columns }: CsvRow): void {
		const { length } = this.#headed.header.cells;
		const extra = cells.findIndex((cell, at) => at >= length && cell.trim() !== "");
		if (cells.length >= length && extra < 0) return;
		throw new DeskError("EFORMAT", `the line has ${cells.length} cells, and the headings are ${length}`, {
			line,
			column: columns[extra] ?? (columns.at(-1) ?? 1) + (cells.at(-1)?.length ?? 0),
			todo: "add what is missing, or quote the cell that has a separator in it",
		});
	}

	/** Signs such as £ in the cells themselves. */
	#checkSign(field: FieldName, cell: string): void {
		const sign = SIGN.exec(cell)?.[0];
		if (sign === undefined) return;
		this.#sign ??= sign;
		if (sign !== this.#sign)
			throw this.#refusal(
				field,
				`this is in ${sign}, and what stands above in ${this.#sign}`,
				"import one currency at a time",
			);
	}

	#checkCurrency(): void {
		const own = this.#cell("currency").toUpperCase();
		const { ours } = this.#told;
		if (own !== "" && this.currency !== "" && own !== this.currency)
			throw this.#refusal(
				"currency",
				`this is in ${own}, and what stands above in ${this.currency}`,
				"import one currency at a time",
			);
		if (own !== "") this.currency = own;
		if (ours !== undefined && this.currency !== "" && this.currency !== ours)
			throw this.#refusal(
				"currency",
				`this is in ${this.currency}, and the figures of this business are in ${ours}`,
				"convert the amounts, or import them into a business of its own",
			);
	}

	/** The cell that says when, if it can mean one day only. */
	#moment(): string {
		const cell = this.#cell(this.#when);
		if (this.#order === undefined && /^\d{1,2}[/-]\d{1,2}[/-]/.test(cell))
			throw this.#refusal(
				this.#when,
				`\`${cell}\` may be of two days`,
				"say which comes first: --dates dmy or --dates mdy",
			);
		return cell;
	}

	get #channel(): string {
		return this.#cell("channel") || this.#told.channel || this.#headed.from?.channel || "";
	}

	static path(reader: LineReader): [string, Cells] {
		const path = reader.#cell("path");
		if (channelsOf(path).length === 0)
			throw reader.#refusal("path", "the path has no channel", "write channels with > between: search > email");
		const amounts = [reader.#amount("total_conversions") ?? 0, reader.#amount("total_conversion_value")];
		return [reader.#told.name, [path, ...amounts, reader.#amount("total_null")]];
	}

	static touch(reader: LineReader): [string, Cells] {
		const cell = reader.#moment();
		const time = readTime(cell, reader.#order ?? "dmy");
		if (time === undefined) throw reader.#refusal(reader.#when, `\`${cell}\` is no time`, "mend the cell");
		const customer = reader.#cell("customer");
		if (customer === "") throw reader.#refusal("customer", "there is no customer", "every touch needs one");
		const gained = [reader.#amount("conversions"), reader.#amount("value")];
		return [time.slice(0, 10), [customer, time, reader.#channel, ...gained, reader.currency]];
	}

	static figures(reader: LineReader): [string, Cells] {
		const cell = reader.#moment();
		const date = readDay(cell, reader.#order ?? "dmy");
		if (date === undefined) throw reader.#refusal("date", `\`${cell}\` is no date`, "mend the cell");
		const channel = reader.#channel;
		if (channel === "")
			throw reader.#refusal("channel", "there is no channel", "say which one all rows are of: --channel NAME");
		const { from } = reader.#headed;
		const conversions = from?.isOrders === true ? 1 : reader.#amount("conversions");
		const words = [reader.#cell("campaign"), reader.#cell("audience"), reader.#cell("artifact")];
		const seen = [reader.#amount("impressions"), reader.#amount("clicks"), conversions];
		const money = [reader.#amount("cost"), reader.#amount("value"), reader.currency];
		return [date.slice(0, 7), [date, channel, ...words, ...seen, ...money, reader.#told.source ?? from?.name ?? ""]];
	}
}

/** What a row of each kind comes to. */
const LINES = { figures: LineReader.figures, touchpoints: LineReader.touch, paths: LineReader.path };
