/** Terminal layout: widths, columns, tables, sizes and dates as people read them. */

/** Latin letters, dashes, quotes, lines and blocks: one column each, as they stand. */
const NARROW = /^[\x20-\x7e\xa0-\u02ff\u2010-\u2027\u2500-\u25fc]*$/;

/** Columns a text takes: wide characters (UAX #11) two, combining marks and escape sequences none. */
export function widthOf(text: string): number {
	const bare = text.includes("\x1b") ? text.replace(/\x1b\[[0-9;]*m/g, "") : text;
	if (NARROW.test(bare)) return bare.length;
	let width = 0;
	for (const point of bare.normalize("NFC")) {
		// As glibc's wcwidth: marks and format characters take nothing, but the soft hyphen and spacing marks do.
		if (point !== "\u00ad" && /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u.test(point)) continue;
		width +=
			/[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u.test(
				point,
			)
				? 2
				: 1;
	}
	return width;
}

/** Pad with spaces to a width in columns. */
export function pad(text: string, width: number, align: "left" | "right" = "left"): string {
	const space = " ".repeat(Math.max(0, width - widthOf(text)));
	return align === "left" ? text + space : space + text;
}

/** Cut to a width in columns, with an ellipsis. Not for text with escape sequences. */
export function shorten(text: string, width: number): string {
	if (widthOf(text) <= width) return text;
	let kept = "";
	for (const point of text) {
		if (widthOf(kept + point) > width - 1) break;
		kept += point;
	}
	return `${kept}…`;
}

/** Rows in aligned columns; right-aligned where `align` says. */
export function table(
	rows: readonly (readonly string[])[],
	align: readonly ("left" | "right")[] = [],
	gap = "  ",
): string {
	const sizes = rows.map((row) => row.map(widthOf));
	const widths: number[] = [];
	for (const row of sizes)
		for (let column = 0; column < row.length; column++)
			widths[column] = Math.max(widths[column] ?? 0, row[column] as number);
	return rows
		.map((row, index) =>
			row
				.map((cell, column) => {
					if (column === row.length - 1 && align[column] !== "right") return cell;
					const space = " ".repeat((widths[column] ?? 0) - (sizes[index]?.[column] ?? 0));
					return align[column] === "right" ? space + cell : cell + space;
				})
				.join(gap)
				.trimEnd(),
		)
		.join("\n");
}

/** Names in as many columns as fit, filled downwards as ls does. */
export function inColumns(names: readonly string[], columns: number): string {
	const widths = names.map(widthOf);
	for (let rows = 1; rows < names.length; rows++) {
		const count = Math.ceil(names.length / rows);
		const sizes: number[] = [];
		for (let column = 0; column < count; column++) {
			let widest = 0;
			for (let row = 0; row < rows; row++) widest = Math.max(widest, widths[column * rows + row] ?? 0);
			sizes.push(widest + 2);
		}
		if (sizes.reduce((sum, size) => sum + size, -2) > columns) continue;
		const lines: string[] = [];
		for (let row = 0; row < rows; row++) {
			let line = "";
			for (let column = 0; column < count; column++) {
				const name = names[column * rows + row];
				if (name !== undefined) line += pad(name, sizes[column] ?? 0);
			}
			lines.push(line.trimEnd());
		}
		return lines.join("\n");
	}
	return names.join("\n");
}
