/** Two columns, as diff -y and sdiff print them (GNU diffutils 3.8, side.c). */
import { widthOf } from "../../../../src/cli/index.ts";
import type { Change, Comparison } from "./compare.ts";
import type { Piece } from "./formats.ts";

export interface Columns {
	/** -W: columns of the whole line. */
	readonly width: number;
	/** Print only the left one of two equal lines. */
	readonly leftColumn?: boolean;
	readonly suppressCommonLines?: boolean;
	readonly expandTabs?: boolean;
	readonly tabSize?: number;
}

/** Columns that the sign between the halves takes at least. */
const GUTTER = 3;

/** Lines side by side: `|` changed, `<` only left, `>` only right, `/` and `\` where only one ends in a newline. */
export function* sideBySide(comparison: Comparison, columns: Columns): Generator<Piece> {
	const { old, new: fresh, changes } = comparison;
	const layout = new Layout(columns);
	let [at0, at1] = [0, 0];
	const same = function* (to0: number, to1: number): Generator<Piece> {
		if (!columns.suppressCommonLines) {
			while (at0 < to0 && at1 < to1) {
				const [left, right] = [old[at0++], fresh[at1++]];
				yield ["plain", columns.leftColumn ? layout.line(left, "(", undefined) : layout.line(left, " ", right)];
			}
			while (at1 < to1 && !columns.leftColumn) yield ["plain", layout.line(undefined, ")", fresh[at1++])];
			while (at0 < to0) yield ["plain", layout.line(old[at0++], "(", undefined)];
		}
		[at0, at1] = [to0, to1];
	};
	const changed = function* ({ line0, deleted, line1, inserted }: Change): Generator<Piece> {
		yield* same(line0, line1);
		const [end0, end1] = [line0 + deleted, line1 + inserted];
		while (at0 < end0 && at1 < end1) yield ["plain", layout.line(old[at0++], "|", fresh[at1++])];
		while (at1 < end1) yield ["new", layout.line(undefined, ">", fresh[at1++])];
		while (at0 < end0) yield ["old", layout.line(old[at0++], "<", undefined)];
	};
	for (const change of changes) if (!change.trivial) yield* changed(change);
	yield* same(old.length, fresh.length);
}

class Layout {
	readonly #half: number;
	readonly #second: number;
	readonly #tab: number;
	readonly #expand: boolean;

	constructor({ width, expandTabs = false, tabSize = 8 }: Columns) {
		this.#tab = tabSize;
		this.#expand = expandTabs;
		const unit = expandTabs ? 1 : tabSize;
		const gap = unit + GUTTER;
		const middle = (width >> 1) + (gap >> 1) + (width & gap & 1);
		const offset = middle - (middle % unit);
		this.#half = Math.max(0, Math.min(offset - GUTTER, width - offset));
		this.#second = this.#half > 0 ? offset : width;
	}

	line(left: string | undefined, sign: string, right: string | undefined): string {
		let text = "";
		let column = 0;
		let ends = false;
		if (left !== undefined) {
			ends = left.endsWith("\n");
			const half = this.#fit(left, 0);
			text = half.text;
			column = half.column;
		}
		let shown = sign;
		if (sign !== " ") {
			const place = Math.floor((this.#half + this.#second - 1) / 2);
			if (sign === "|" && right !== undefined && ends !== right.endsWith("\n")) shown = ends ? "/" : "\\";
			text += this.#fill(column, place) + shown;
			column = place + 1;
		}
		if (right !== undefined) {
			ends ||= right.endsWith("\n");
			if (!right.startsWith("\n")) text += this.#fill(column, this.#second) + this.#fit(right, this.#second).text;
		}
		return ends ? `${text}\n` : text;
	}

	/** Tabs and spaces from one column to another. */
	#fill(from: number, to: number): string {
		let at = from;
		let text = "";
		if (!this.#expand) {
			for (let stop = at + this.#tab - (at % this.#tab); stop <= to; stop += this.#tab) {
				text += "\t";
				at = stop;
			}
		}
		return text + " ".repeat(Math.max(0, to - at));
	}

	/** As much of a line as fits in a half (print_half_line). */
	#fit(line: string, indent: number): { text: string; column: number } {
		const limit = this.#half;
		let text = "";
		let [seen, column] = [0, 0];
		for (const char of characters(line.replace(/\n$/, ""))) {
			if (char === "\t") {
				const spaces = this.#tab - (seen % this.#tab);
				if (seen === column) {
					const stop = column + spaces;
					if (this.#expand) {
						const end = Math.min(limit, stop);
						text += " ".repeat(Math.max(0, end - column));
						column = Math.max(column, end);
					} else if (stop < limit) {
						column = stop;
						text += char;
					}
				}
				seen += spaces;
			} else if (char === "\r") {
				text += char + this.#fill(0, indent);
				seen = column = 0;
			} else if (char === "\b") {
				if (seen === 0 || --seen >= limit) continue;
				if (column <= seen) {
					text += " ".repeat(seen - column);
					column = seen;
				} else {
					column = seen;
					text += char;
				}
			} else {
				const width = widthIn(char);
				if (width === 0) {
					if (seen < limit) text += char;
					continue;
				}
				seen += width;
				if (seen <= limit) {
					column = seen;
					text += char;
				}
			}
		}
		return { text, column };
	}
}

/** Characters of UTF-8 in a latin1 text; a byte that is in none stands alone. */
function characters(line: string): readonly string[] {
	return line.match(/[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\s\S]/g) ?? [];
}

function widthIn(char: string): number {
	if (char.length === 1) return char >= " " && char <= "~" ? 1 : 0;
	return widthOf(Buffer.from(char, "latin1").toString("utf8"));
}
