/** Reading an export: its rows as lines of our own tables. */
import type { Pace } from "../../../src/base/pace.ts";
import { type CsvRow, csvLine, readCsvPieces, separatorOf } from "../../../src/text/index.ts";
import { plainHeading } from "./exports.ts";
import { Forms, findHeader, isTotal, kindOf, type Told } from "./headings.ts";
import { LineReader, type Sink } from "./lines.ts";
import type { TableKind } from "./tables.ts";

/** Text of a file in pieces; each call reads it anew. */
export type Pieces = () => AsyncIterable<string>;

/** The beginning of an export. */
export interface Top {
	readonly separator: string;
	/** The first records: the headings are among them. */
	readonly records: readonly CsvRow[];
}

/** What an export was, apart from its lines. */
export interface ReadExport {
	/** Which program's export it is; `other` for one that was mapped by hand. */
	readonly from: string;
	readonly kind: TableKind;
	/** Whether its headings are as a person has said. */
	readonly isMapped: boolean;
	/** The headings, as the file has them: what a mapping is remembered by. */
	readonly header: string;
	/** What its amounts are in; "" when it does not say. */
	readonly currency: string;
	/** Totals, and rows that do not count (unpaid orders). */
	readonly leftOut: number;
}

/** Lines that may stand above the headings. */
const MOST_PREAMBLE = 30;
/** How much of a text its separator is told by (UTF-16 units). */
const HEAD = 32_768;

/** The beginning of an export. @throws DeskError EFORMAT */
export async function readTop(pieces: Pieces): Promise<Top> {
	let head = "";
	for await (const piece of pieces()) {
		head += piece;
		if (head.length > HEAD) break;
	}
	const separator = separatorOf(head);
	const records: CsvRow[] = [];
	for await (const rows of readCsvPieces(pieces(), separator)) {
		for (const row of rows) {
			records.push(row);
			if (records.length === MOST_PREAMBLE) return { separator, records };
		}
	}
	return { separator, records };
}

/**
 * Read an export: once for how its numbers and dates are written, once for its lines. Nothing of it is held.
 * @throws DeskError EFORMAT with line and column; EINVAL when nobody knows what it is
 */
export async function readExport(
	pieces: Pieces,
	{ separator, records }: Top,
	told: Told,
	pace: Pace,
	sink: Sink,
): Promise<ReadExport> {
	const headed = findHeader(records, told);
	const kind = kindOf(headed);
	const names = headed.header.cells.map((cell) => plainHeading(cell).name);
	const only = headed.from?.only;
	const onlyAt = only === undefined ? -1 : names.indexOf(only[0]);
	const counts = (row: CsvRow) =>
		!isTotal(row, headed) && (onlyAt < 0 || only?.[1].test(row.cells[onlyAt] ?? "") === true);
	const eachRow = async (take: (row: CsvRow) => void) => {
		for await (const rows of readCsvPieces(pieces(), separator)) {
			for (const row of rows) {
				if (row.line > headed.header.line) take(row);
				const turn = pace();
				if (turn !== undefined) await turn;
			}
		}
	};
	const forms = new Forms(headed, kind);
	await eachRow((row) => {
		if (counts(row)) forms.add(row);
	});
	const lines = new LineReader(headed, kind, forms, told);
	let leftOut = 0;
	await eachRow((row) => {
		if (counts(row)) lines.read(row, sink);
		else leftOut++;
	});
	return {
		from: headed.from?.name ?? "other",
		kind,
		isMapped: headed.isMapped,
		header: csvLine(headed.header.cells).trimEnd(),
		currency: lines.currency,
		leftOut,
	};
}
