/** Tables of HTML: data becomes a Markdown table, layout becomes lines. */

/** A cell's lines. */
export type Cell = readonly string[];

/** A table that is being read. */
export class Table {
	readonly rows: Cell[][] = [];
	hasHeading = false;
	/** Another table lies in it, so it is layout. */
	hasTable = false;
	/** `role="presentation"` (WAI-ARIA 1.2, 5.4). */
	isPresentation = false;

	openRow(): void {
		this.rows.push([]);
	}

	add(cell: Cell, columns: number): void {
		const row = this.rows.at(-1) ?? this.rows[this.rows.push([]) - 1]!;
		row.push(cell);
		for (let more = 1; more < columns && row.length < MOST_COLUMNS; more++) row.push([]);
	}
}

const MOST_COLUMNS = 50;
/** Characters of a cell; longer ones are prose. */
const LONGEST_CELL = 200;

/** The lines of a table. */
export function tableLines(table: Table): string[] {
	const rows = table.rows.map((row) => row.map(trimmed)).filter((row) => row.some((cell) => cell.length > 0));
	return isData(table, rows) ? markdownTable(rows) : flat(rows);
}

function isData(table: Table, rows: readonly Cell[][]): boolean {
	if (table.hasTable || rows.length < 2 || (table.isPresentation && !table.hasHeading)) return false;
	const wide = rows.filter((row) => row.filter((cell) => cell.length > 0).length > 1).length;
	if (wide < 2 && !(table.hasHeading && wide > 0)) return false;
	return rows.every(
		(row) => row.length <= MOST_COLUMNS && row.every((cell) => cell.length <= 3 && cell.every(isCellLine)),
	);
}

function isCellLine(line: string): boolean {
	return (
		line.length <= LONGEST_CELL * 3 &&
		line.replace(/\]\([^)]*\)/g, "").length <= LONGEST_CELL &&
		!/^(?:[-*>#]|\d+\.) /.test(line)
	);
}

function markdownTable(rows: readonly Cell[][]): string[] {
	const used = Array.from({ length: Math.max(...rows.map((row) => row.length)) }, (_, column) =>
		rows.some((row) => (row[column]?.length ?? 0) > 0),
	);
	const columns = [...used.keys()].filter((column) => used[column]);
	const line = (texts: readonly string[]) => `| ${texts.join(" | ")} |`;
	const [head, ...rest] = rows.map((row) =>
		line(columns.map((column) => (row[column] ?? []).join(" ").replace(/\|/g, "\\|"))),
	);
	return [head ?? "", line(columns.map(() => "---")), ...rest];
}

/** A row of short cells is a line; others follow each other. */
function flat(rows: readonly Cell[][]): string[] {
	const lines: string[] = [];
	for (const row of rows) {
		const cells = row.filter((cell) => cell.length > 0);
		if (cells.every((cell) => cell.length === 1) && cells.length > 1 && cells.every((cell) => isCellLine(cell[0]!))) {
			lines.push(cells.map((cell) => cell[0]).join("  "));
			continue;
		}
		for (const cell of cells) {
			const isBlock = cell.length > 1;
			if (isBlock && lines.length > 0 && lines.at(-1) !== "") lines.push("");
			for (const line of cell) lines.push(line);
			if (isBlock) lines.push("");
		}
	}
	return trimmed(lines) as string[];
}

function trimmed(lines: readonly string[]): readonly string[] {
	let start = 0;
	let end = lines.length;
	while (start < end && lines[start] === "") start++;
	while (end > start && lines[end - 1] === "") end--;
	return lines.slice(start, end);
}
