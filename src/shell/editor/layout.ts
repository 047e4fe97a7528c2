/** What is edited → rows of a screen of some width: prompt, text, suggestion, and what stands below. */
import { type Cell, cellOf, cellsOf, over, type Span, STYLE, spansOf } from "./style.ts";
import { clusters } from "./text.ts";

/** A row of the screen. `soft`: it is full, and the terminal itself goes on with the next (so that it can be copied as one line). */
export interface Row {
	readonly cells: Cell[];
	width: number;
	soft: boolean;
}

/** All that the editor shows, from the row where the prompt begins. */
export interface Frame {
	readonly rows: readonly Row[];
	readonly cursor: { readonly row: number; readonly column: number };
}

export interface Size {
	readonly columns: number;
	readonly rows: number;
}

/** What there is to show. */
export interface View {
	/** May be coloured, may have several lines. */
	readonly prompt: string;
	/** Before every further line of the text. */
	readonly continuation: string;
	readonly text: string;
	readonly cursor: number;
	/** The text with SGR colours; not used unless it is the same text. */
	readonly highlighted?: string | undefined;
	/** A range of the text that stands out. */
	readonly match?: { readonly from: number; readonly to: number } | undefined;
	/** A suggestion behind the text, faint. */
	readonly ghost?: string | undefined;
	/** What stands below, given how many rows there are for it. */
	readonly below?: ((rows: number) => readonly (readonly Cell[])[]) | undefined;
	readonly colour: boolean;
}

/** Rows that are kept for what stands below, even when the text fills the screen. */
const LEAST_BELOW = 4;
/** Narrower than this, only the text is shown. */
const LEAST_WIDTH = 4;
const TAB = 8;

/**
 * Whether a terminal may have another idea of a cell's width: an emoji newer than it, a sequence that it does not join. The column is
 * then set anew behind it, and no row relies on the terminal's wrapping.
 */
export function isRisky(cell: Cell): boolean {
	return cell.text.length > 1 && !/^[\x20-\x7e]*$/.test(cell.text);
}

/** Fills rows of a width. */
class Flow {
	readonly rows: Row[] = [];
	readonly #columns: number;
	#row: Row;
	cursor: { row: number; column: number } | undefined;

	constructor(columns: number) {
		this.#columns = columns;
		this.#row = this.newline();
	}

	newline(): Row {
		const row = { cells: [], width: 0, soft: false };
		this.rows.push(row);
		this.#row = row;
		return row;
	}

	put(cell: Cell): void {
		const fits = cell.width <= this.#columns ? cell : { text: "?", width: 1, style: cell.style };
		if (this.#row.width + fits.width > this.#columns) this.#wrap();
		this.#row.cells.push(fits);
		this.#row.width += fits.width;
	}

	tab(style: string): void {
		if (this.#row.width === this.#columns) this.#wrap();
		const width = Math.min(TAB - (this.#row.width % TAB), this.#columns - this.#row.width);
		for (let at = 0; at < width; at++) this.put({ text: " ", width: 1, style });
	}

	/** A prompt; its control characters are left out. */
	prompt(spans: readonly Span[], colour: boolean): void {
		for (const [index, line] of linesOf(spans).entries()) {
			if (index > 0) this.newline();
			for (const { text, style } of line)
				for (const cell of cellsOf(text.replace(/[\0-\x1f\x7f-\x9f]/g, ""), style, colour)) this.put(cell);
		}
	}

	/** The cursor is here: never behind the last column, where terminals disagree. */
	mark(): void {
		if (this.#row.width === this.#columns) this.#wrap();
		this.cursor = { row: this.rows.length - 1, column: this.#row.width };
	}

	#wrap(): void {
		const row = this.#row;
		// A wide character does not fit in the last column.
		while (row.width < this.#columns) {
			row.cells.push({ text: " ", width: 1, style: "" });
			row.width++;
		}
		const last = row.cells.at(-1);
		row.soft = last === undefined || !isRisky(last);
		this.newline();
	}
}

/** Spans split at newlines. */
function linesOf(spans: readonly Span[]): Span[][] {
	const lines: Span[][] = [[]];
	for (const { text, style } of spans) {
		for (const [index, part] of text.split("\n").entries()) {
			if (index > 0) lines.push([]);
			lines.at(-1)?.push({ text: part, style });
		}
	}
	return lines;
}

/** The spans of the text: highlighted when that is the same text. */
function textSpans({ text, highlighted, colour }: View): readonly Span[] {
	const plain = [{ text, style: "" }];
	if (highlighted === undefined || !colour || text.includes("\x1b")) return plain;
	const spans = spansOf(highlighted, colour);
	return spans.map((span) => span.text).join("") === text ? spans : plain;
}

/** All rows of prompt, text and suggestion, however many. */
export function inputFrame(view: View, columns: number): Frame {
	const { colour, match, cursor } = view;
	const flow = new Flow(columns);
	flow.prompt(spansOf(view.prompt, colour), colour);
	const continuation = spansOf(view.continuation, colour);
	let at = 0;
	for (const span of textSpans(view)) {
		for (const cluster of clusters(span.text)) {
			if (flow.cursor === undefined && at >= cursor) flow.mark();
			const matches = colour && match !== undefined && at >= match.from && at < match.to;
			const style = matches ? over(span.style, STYLE.match) : span.style;
			if (cluster === "\n") {
				flow.newline();
				flow.prompt(continuation, colour);
			} else if (cluster === "\t") flow.tab(style);
			else flow.put(cellOf(cluster, style, colour));
			at += cluster.length;
		}
	}
	if (flow.cursor === undefined) flow.mark();
	if (view.ghost !== undefined && colour) for (const cell of ghostCells(view.ghost)) flow.put(cell);
	const { rows } = flow;
	// To an empty row nothing wraps.
	for (const [index, row] of rows.entries()) if (rows[index + 1]?.cells.length === 0) row.soft = false;
	return { rows, cursor: flow.cursor ?? { row: 0, column: 0 } };
}

/** A suggestion of one line: more lines are shown as an ellipsis until they are accepted. */
function ghostCells(ghost: string): Cell[] {
	const end = ghost.indexOf("\n");
	return cellsOf(end < 0 ? ghost : `${ghost.slice(0, end)}…`, STYLE.ghost, true);
}

/**
 * What fits the screen: all, or as much around the cursor as there is room for. `top` is the first row of the text that was shown before; it
 * changes as little as possible.
 */
export function frameOf(view: View, size: Size, top: number): { frame: Frame; top: number } {
	let { rows, cursor } = inputFrame(view, size.columns);
	// A suggestion never makes the text scroll.
	if (view.ghost !== undefined && rows.length > size.rows)
		({ rows, cursor } = inputFrame({ ...view, ghost: undefined }, size.columns));
	const least = Math.min(LEAST_BELOW, Math.floor(size.rows / 2));
	const room = Math.max(size.rows - rows.length, least);
	const below = room < 1 || size.columns < LEAST_WIDTH ? [] : (view.below?.(room) ?? []).map(belowRow);
	const height = Math.max(1, size.rows - below.length);
	const first = Math.max(Math.min(top, cursor.row, rows.length - height), cursor.row - height + 1, 0);
	const shown = rows.slice(first, first + height);
	const last = shown.at(-1);
	// The last row of a window goes on nowhere.
	if (last?.soft === true) shown[shown.length - 1] = { ...last, soft: false };
	return {
		frame: { rows: [...shown, ...below], cursor: { row: cursor.row - first, column: cursor.column } },
		top: first,
	};
}

function belowRow(cells: readonly Cell[]): Row {
	return { cells: [...cells], width: cells.reduce((sum, cell) => sum + cell.width, 0), soft: false };
}
