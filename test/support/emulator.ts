/** A terminal in memory, as far as the line editor uses one: cells, wrapping, scrolling, and wrapping anew at another size as tmux does. */
import type { Listener, Terminal } from "../../src/shell/editor/index.ts";
import { clusterWidth } from "../../src/shell/editor/text.ts";

interface Cell {
	text: string;
	/** 0 for the second half of a wide character. */
	width: number;
	style: string;
}

interface Line {
	cells: (Cell | undefined)[];
	/** The terminal went on with the next row by itself. */
	wrapped: boolean;
}

const SEQUENCE = /^\x1b\[([?>]?)([\d;]*)([A-Za-z])/;

export class Emulator {
	columns: number;
	rows: number;
	/** All lines, those scrolled away first. */
	lines: Line[] = [];
	/** Index of the screen's first line. */
	top = 0;
	/** Index into `lines`. */
	row = 0;
	/** Equal to `columns` when the next character wraps. */
	column = 0;
	modes = new Set<string>();
	#style = "";
	readonly #widthOf: (cluster: string) => number;

	constructor(columns: number, rows: number, widthOf: (cluster: string) => number = clusterWidth) {
		this.columns = columns;
		this.rows = rows;
		this.#widthOf = widthOf;
	}

	write(text: string): void {
		for (let at = 0; at < text.length; ) {
			const code = text.charCodeAt(at);
			if (code === 0x1b) {
				const match = SEQUENCE.exec(text.slice(at));
				if (match === null) throw new Error(`no known sequence: ${JSON.stringify(text.slice(at, at + 12))}`);
				this.#sequence(match[1] ?? "", match[2] ?? "", match[3] ?? "");
				at += match[0].length;
			} else if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
				this.#control(code);
				at++;
			} else {
				let end = at;
				while (end < text.length && text.charCodeAt(end) >= 0x20 && text.charCodeAt(end) !== 0x7f) end++;
				for (const { segment } of new Intl.Segmenter().segment(text.slice(at, end))) this.#put(segment);
				at = end;
			}
		}
	}

	#line(row: number): Line {
		while (this.lines.length <= row) this.lines.push({ cells: [], wrapped: false });
		return this.lines[row] ?? { cells: [], wrapped: false };
	}

	#put(text: string): void {
		const width = this.#widthOf(text);
		if (width === 0) throw new Error(`a character without width: ${JSON.stringify(text)}`);
		if (this.column + width > this.columns) {
			this.#line(this.row).wrapped = true;
			this.#down();
			this.column = 0;
		}
		this.#clear(this.row, this.column, this.column + width);
		const { cells } = this.#line(this.row);
		for (let at = 0; at < width; at++)
			cells[this.column + at] = { text: at === 0 ? text : "", width: at === 0 ? width : 0, style: this.#style };
		this.column += width;
	}

	/** Half of a wide character is none. */
	#clear(row: number, from: number, to: number): void {
		const { cells } = this.#line(row);
		if (cells[from]?.width === 0)
			for (let at = from; at >= 0; at--) {
				const wide = (cells[at]?.width ?? 0) > 1;
				cells[at] = undefined;
				if (wide) break;
			}
		for (let at = to; cells[at]?.width === 0; at++) cells[at] = undefined;
		for (let at = from; at < Math.min(to, cells.length); at++) cells[at] = undefined;
	}

	#down(): void {
		if (this.row - this.top === this.rows - 1) this.top++;
		this.row++;
		this.#line(this.row);
	}

	#control(code: number): void {
		if (code === 13) this.column = 0;
		else if (code === 10) {
			this.#line(this.row).wrapped = false;
			this.#down();
		} else if (code === 8) this.column = Math.max(0, Math.min(this.column, this.columns - 1) - 1);
		else throw new Error(`control character ${code}`);
	}

	#sequence(mark: string, parameters: string, final: string): void {
		const n = Math.max(1, Number(parameters.split(";")[0] || 1));
		if (mark === "?" && final === "h") this.modes.add(parameters);
		else if (mark === "?" && final === "l") this.modes.delete(parameters);
		else if (final === "m") this.#style = parameters.replace(/^0;?/, "");
		else if (final === "A") this.row = Math.max(this.top, this.row - n);
		else if (final === "B") this.row = Math.min(this.top + this.rows - 1, this.row + n);
		else if (final === "G") this.column = Math.min(this.columns, n) - 1;
		else if (final === "H") {
			this.row = this.top;
			this.column = 0;
		} else if (final === "K") this.#clearToEnd();
		else if (final === "J" && parameters !== "2") {
			// As tmux: what is cleared from the corner goes to the history.
			if (this.row === this.top && this.column === 0 && this.lines.slice(this.top).some((line) => usedOf(line) > 0)) {
				this.top = this.lines.length;
				this.row = this.top;
			}
			this.#clearToEnd();
			this.#line(this.row).wrapped = false;
			this.lines.length = this.row + 1;
		} else if (final === "J") this.lines.length = this.top;
		else throw new Error(`sequence ${mark}${parameters}${final}`);
		this.#line(this.row);
	}

	#clearToEnd(): void {
		this.#clear(this.row, Math.min(this.column, this.columns - 1), this.columns);
		// As tmux: nothing wraps to a line that was cleared.
		if (this.column === 0 && this.row > 0) this.#line(this.row - 1).wrapped = false;
	}

	/** Another size: lines that were wrapped are wrapped anew, and the cursor stays at its character (tmux, grid_reflow). */
	resize(columns: number, rows: number): void {
		const next: Line[] = [];
		let cursor = { row: 0, column: 0 };
		for (let at = 0; at < this.lines.length; ) {
			let offset = -1;
			const whole: (Cell | undefined)[] = [];
			for (let goesOn = true; goesOn && at < this.lines.length; at++) {
				const line = this.#line(at);
				const isPast = at === this.row && this.column >= usedOf(line);
				if (at === this.row) offset = isPast ? Number.POSITIVE_INFINITY : whole.length + this.column;
				const length = line.wrapped ? this.columns : usedOf(line);
				for (let column = 0; column < length; column++) whole.push(line.cells[column]);
				goesOn = line.wrapped;
			}
			const first = next.length;
			next.push(...wrapped(whole, columns));
			if (offset < 0) continue;
			let row = first;
			while (next[row]?.wrapped === true && offset >= columns) {
				offset -= columns;
				row++;
			}
			const end = next[row]?.cells.length ?? 0;
			cursor = { row, column: Math.min(offset === Number.POSITIVE_INFINITY ? end : offset, columns - 1) };
		}
		this.columns = columns;
		this.rows = rows;
		this.lines = next;
		this.row = cursor.row;
		this.column = cursor.column;
		while (this.lines.length > this.row + 1 && usedOf(this.#line(this.lines.length - 1)) === 0) this.lines.pop();
		this.top = Math.min(this.row, Math.max(0, this.lines.length - rows));
		if (this.row - this.top >= rows) this.top = this.row - rows + 1;
		this.lines.length = Math.min(this.lines.length, this.top + rows);
	}

	/** The screen's rows as text, without the blank ones at its end. */
	get screen(): string[] {
		const rows = this.lines.slice(this.top, this.top + this.rows).map(textOf);
		while (rows.at(-1) === "") rows.pop();
		return rows;
	}

	/** What has scrolled away, and the screen. */
	get everything(): string[] {
		return this.lines.map(textOf);
	}

	/** The whole state of the screen, to compare; `⏎` where the terminal itself wrapped. */
	get state(): { rows: string[]; row: number; column: number } {
		const rows = this.lines.slice(this.top, this.top + this.rows).map(
			(line) =>
				Array.from({ length: usedOf(line) }, (_, at) => line.cells[at])
					.map((cell) => (cell === undefined ? "·" : cell.style === "" ? cell.text : `{${cell.style}:${cell.text}}`))
					.join("")
					.replace(/·+$/, "") + (line.wrapped ? "⏎" : ""),
		);
		while (rows.at(-1) === "") rows.pop();
		return { rows, row: this.row - this.top, column: this.column };
	}

	/** The style of the first place where this text is shown. */
	styleOf(text: string): string | undefined {
		for (const line of this.lines.slice(this.top)) {
			const at = line.cells.map((cell) => cell?.text ?? " ").join("\0");
			const index = at.indexOf([...text].join("\0"));
			if (index >= 0) return line.cells[at.slice(0, index).split("\0").length - 1]?.style;
		}
		return undefined;
	}
}

function usedOf(line: Line): number {
	let used = line.cells.length;
	while (used > 0 && line.cells[used - 1] === undefined) used--;
	return used;
}

function textOf(line: Line): string {
	return Array.from(line.cells, (cell) => cell?.text ?? " ")
		.join("")
		.trimEnd();
}

function wrapped(cells: readonly (Cell | undefined)[], columns: number): Line[] {
	const lines: Line[] = [];
	for (let at = 0; at < cells.length; ) {
		let end = Math.min(cells.length, at + columns);
		if (cells[end]?.width === 0) end = Math.max(at + 1, end - 1);
		lines.push({ cells: cells.slice(at, end), wrapped: end < cells.length });
		at = end;
	}
	return lines.length === 0 ? [{ cells: [], wrapped: false }] : lines;
}

/** An emulator to edit on. */
export class TestTerminal implements Terminal {
	readonly emulator: Emulator;
	readonly isDumb: boolean;
	listener: Listener | undefined;
	mode = "";
	/** All that was written. */
	written = "";
	#waiting: Uint8Array[] = [];

	constructor(columns = 40, rows = 10, options: { isDumb?: boolean; widthOf?: (cluster: string) => number } = {}) {
		this.emulator = new Emulator(columns, rows, options.widthOf);
		this.isDumb = options.isDumb ?? false;
	}

	get columns(): number {
		return this.emulator.columns;
	}

	get rows(): number {
		return this.emulator.rows;
	}

	write(text: string): void {
		this.written += text;
		this.emulator.write(this.isDumb ? text.replaceAll("\n", "\r\n") : text);
	}

	listen(mode: "keys" | "lines", listener: Listener): () => void {
		this.listener = listener;
		this.mode = mode;
		const waiting = this.#waiting;
		this.#waiting = [];
		queueMicrotask(() => {
			for (const bytes of waiting) this.#data(bytes);
		});
		return () => {
			this.listener = undefined;
			this.mode = "";
		};
	}

	#data(bytes: Uint8Array): void {
		if (this.listener === undefined) this.#waiting.push(bytes);
		else this.listener.data(bytes);
	}

	/** Type, and wait until that has had its effect. */
	async type(...keys: (string | Uint8Array)[]): Promise<void> {
		for (const key of keys) {
			this.#data(Buffer.from(key));
			await settled();
		}
	}

	resize(columns: number, rows: number): void {
		this.emulator.resize(columns, rows);
		this.listener?.resize();
	}
}

async function settled(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}
