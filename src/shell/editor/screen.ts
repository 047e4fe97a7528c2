/** Frames → the least that must be written to a terminal that shows the frame before. */
import { type Frame, isRisky, type Row } from "./layout.ts";
import { type Cell, sgr } from "./style.ts";

/**
 * What is on the terminal, as far as the editor put it there. Every method returns what to write. Positions are relative to the
 * row where the prompt began: where that is on the screen is never asked, so no reply of the terminal mixes with keys.
 */
export class Screen {
	#columns: number;
	#rows: readonly Row[] = [];
	/** Rows from the first on that exist, since something was written on them or below. */
	#height = 1;
	#row = 0;
	/** Equal to the width when the terminal is about to wrap. */
	#column = 0;
	/** False behind a character whose width the terminal may see otherwise. */
	#sure = true;
	#style = "";
	#out = "";

	constructor(columns: number) {
		this.#columns = columns;
	}

	/** Begin a new frame on the row where the cursor is, of which nothing is known; below it all is cleared. */
	begin(columns: number): string {
		this.#columns = columns;
		this.#rows = [];
		this.#height = 1;
		this.#row = 0;
		this.#column = 0;
		this.#sure = true;
		this.#style = "";
		// tmux would keep what it clears from the top left corner in its history; and it clears lines for good from their first column only.
		return "\r\x1b[K \x1b[J\r\x1b[K";
	}

	/**
	 * Begin again after the terminal has become another size. Terminals that wrap anew keep lines of several rows whole and the cursor at its
	 * character, so it is known how many rows above it the prompt begins; where it is not for sure, less is cleared rather than more.
	 */
	beginResized(columns: number): string {
		const above = columns === this.#columns ? this.#row : this.#rowsAbove(columns);
		const up = above > 0 ? `\x1b[${above}A` : "";
		return up + this.begin(columns);
	}

	#rowsAbove(columns: number): number {
		let above = 0;
		let length = 0;
		for (const row of this.#rows.slice(0, this.#row)) {
			length += row.width;
			if (row.soft) continue;
			above += Math.max(1, Math.ceil(length / columns));
			length = 0;
		}
		// Behind a line that fills its last row, the cursor stays on that row.
		const isAtEnd = this.#column >= (this.#rows[this.#row]?.width ?? 0);
		return above + Math.floor(Math.max(0, length + this.#column - (isAtEnd ? 1 : 0)) / columns);
	}

	/** Show a frame in place of the one before. */
	draw(frame: Frame): string {
		this.#out = "";
		for (const [index, row] of frame.rows.entries()) this.#drawRow(index, row, frame.rows[index - 1]);
		if (this.#rows.length > frame.rows.length) {
			this.#setStyle("");
			this.#moveTo(frame.rows.length, 0);
			this.#out += "\x1b[J";
		}
		this.#setStyle("");
		this.#rows = frame.rows;
		this.#moveTo(frame.cursor.row, frame.cursor.column);
		return this.#out;
	}

	/** Leave the frame as it is: the cursor goes to a new line below it. */
	leave(): string {
		this.#out = "";
		this.#moveTo(Math.max(0, this.#rows.length - 1), 0);
		return `${this.#out}\r\n`;
	}

	/** To the first row of the frame. */
	home(): string {
		this.#out = "";
		this.#moveTo(0, 0);
		return this.#out;
	}

	#drawRow(index: number, row: Row, above: Row | undefined): void {
		const old = this.#rows[index];
		const oldAbove = this.#rows[index - 1];
		const joins = above?.soft === true && !(old !== undefined && oldAbove?.soft === true);
		const breaks = above?.soft === false && oldAbove?.soft === true;
		let first = 0;
		if (old !== undefined) while (first < row.cells.length && sameCell(old.cells[first], row.cells[first])) first++;
		const same = old !== undefined && first === row.cells.length && first === old.cells.length;
		if (same && !joins && !breaks) return;
		if (joins && above !== undefined) {
			this.#throughMargin(index, above);
			first = 0;
		} else if (breaks || index >= this.#height) {
			// A line feed from the row above also says that its line ends there.
			if (index > 0 && this.#row !== index - 1) this.#moveTo(index - 1, 0);
			if (index > 0) this.#out += "\r\n";
			this.#sure = true;
			this.#row = index;
			this.#column = 0;
			this.#height = Math.max(this.#height, index + 1);
		}
		const start = widthUpTo(row.cells, first);
		this.#moveTo(index, start);
		for (const cell of row.cells.slice(first)) this.#put(cell);
		if (old !== undefined && old.width > row.width) {
			this.#setStyle("");
			this.#moveTo(index, row.width);
			this.#out += "\x1b[K";
		}
	}

	/** Be where the terminal itself wraps from the end of the row above to this one with the next character. */
	#throughMargin(index: number, above: Row): void {
		const last = above.cells.at(-1);
		if (last === undefined) return;
		if (this.#row !== index - 1 || this.#column !== this.#columns || !this.#sure) {
			this.#moveTo(index - 1, above.width - last.width);
			this.#put(last);
		}
		this.#height = Math.max(this.#height, index + 1);
		// Its first character is what wraps.
		this.#row = index;
		this.#column = 0;
	}

	#put(cell: Cell): void {
		if (!this.#sure) this.#setColumn(this.#column);
		this.#setStyle(cell.style);
		this.#out += cell.text;
		this.#column += cell.width;
		this.#sure = !isRisky(cell);
	}

	#setStyle(style: string): void {
		if (style === this.#style) return;
		this.#out += sgr(style);
		this.#style = style;
	}

	#moveTo(row: number, column: number): void {
		if (row < this.#row) this.#out += `\x1b[${this.#row - row}A`;
		if (row > this.#row) {
			const down = Math.min(row, this.#height - 1) - this.#row;
			if (down > 0) this.#out += `\x1b[${down}B`;
			const beyond = row - this.#row - Math.max(down, 0);
			if (beyond > 0) {
				this.#out += "\r\n".repeat(beyond);
				this.#column = 0;
				this.#height = row + 1;
			}
		}
		// About to wrap, the terminal may be in the last column or behind it.
		const vague = !this.#sure || this.#column >= this.#columns;
		this.#row = row;
		if (this.#column !== column || vague) this.#setColumn(column);
	}

	#setColumn(column: number): void {
		if (column === 0) this.#out += "\r";
		else if (this.#sure && column === this.#column - 1 && this.#column < this.#columns) this.#out += "\b";
		else this.#out += `\x1b[${column + 1}G`;
		this.#column = column;
		this.#sure = true;
	}
}

function sameCell(a: Cell | undefined, b: Cell | undefined): boolean {
	return a === b || (a !== undefined && b !== undefined && a.text === b.text && a.style === b.style);
}

function widthUpTo(cells: readonly Cell[], end: number): number {
	let width = 0;
	for (let at = 0; at < end; at++) width += cells[at]?.width ?? 0;
	return width;
}
