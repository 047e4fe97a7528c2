/** Lines as rows of a screen, for the pager. */
import { cellsOf, sgr, spansOf } from "./editor/style.ts";
import { clusters } from "./editor/text.ts";

/** One row: as it goes to the terminal, and its text to search in. */
export interface Row {
	readonly shown: string;
	readonly plain: string;
}

const TAB = 8;

/** The rows that a line takes on a screen of so many columns; at least one. Only colours of it reach the terminal. */
export function rowsOf(line: string, columns: number, colour: boolean): Row[] {
	if (line.length < columns && /^[\x20-\x7e]*$/.test(line)) return [{ shown: line, plain: line }];
	const rows: Row[] = [];
	let shown = "";
	let plain = "";
	let width = 0;
	let style = "";
	const end = () => {
		rows.push({ shown: style === "" ? shown : shown + sgr(""), plain });
		shown = style === "" ? "" : sgr(style);
		plain = "";
		width = 0;
	};
	for (const span of spansOf(line.replace(/\r$/, ""), colour)) {
		for (const cluster of clusters(span.text)) {
			const text = cluster === "\t" ? " ".repeat(TAB - (width % TAB)) : cluster;
			for (const cell of cellsOf(text, span.style, colour)) {
				if (width + cell.width > columns) end();
				if (cell.style !== style) {
					shown += sgr(cell.style);
					style = cell.style;
				}
				shown += cell.text;
				plain += cell.text;
				width += cell.width;
			}
		}
	}
	if (style !== "") {
		shown += sgr("");
		style = "";
	}
	rows.push({ shown, plain });
	return rows;
}

/** A row with what a search has found in it shown in reverse. */
export function marked(row: Row, pattern: RegExp | undefined): string {
	if (pattern === undefined || !pattern.test(row.plain)) return row.shown;
	const all = new RegExp(pattern.source, `${pattern.flags}g`);
	return row.plain.replace(all, (text) => (text === "" ? "" : `${sgr("7")}${text}${sgr("")}`));
}
