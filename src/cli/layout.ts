import { widthOf } from "./columns.ts";

/** Paragraphs filled to a width, each line indented. */
export function wrap(text: string, width: number, indent = 0): string {
	const space = " ".repeat(indent);
	return text
		.split("\n")
		.map((paragraph) =>
			filled(paragraph, width - indent)
				.map((line) => (line === "" ? "" : space + line))
				.join("\n"),
		)
		.join("\n");
}

/** Terms with what they mean beside them, as a man page lists options; a long term has its meaning below. */
export function definitions(rows: readonly (readonly [string, string])[], width: number): string {
	const widest = Math.max(0, ...rows.map(([term]) => widthOf(term)).filter((size) => size <= 26));
	const column = widest + 4;
	return rows
		.map(([term, meaning]) => {
			const lines = filled(meaning, Math.max(24, width - column));
			const beside = widthOf(term) <= widest;
			const head = `  ${term}`;
			const first = beside ? `${head}${" ".repeat(column - 2 - widthOf(term))}${lines.shift() ?? ""}` : head;
			return [first.trimEnd(), ...lines.map((line) => " ".repeat(column) + line)].join("\n");
		})
		.join("\n");
}

/** The lines of a paragraph. A word longer than the width has a line of its own; code in backticks is one word. */
function filled(paragraph: string, width: number): string[] {
	const lines: string[] = [];
	let line = "";
	for (const word of paragraph.match(/(?:`[^`]*`|[^ `])+|`/g) ?? []) {
		if (line !== "" && widthOf(line) + widthOf(word) + 1 > width) {
			lines.push(line);
			line = word;
		} else line = line === "" ? word : `${line} ${word}`;
	}
	return [...lines, line];
}
