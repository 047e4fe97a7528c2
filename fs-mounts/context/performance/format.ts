/** `performance/*.csv`: what came of it. */
import type { TreeWriter } from "../../../src/vfs/index.ts";
import { definePart } from "../part.ts";
import { parseTable, type Row, type Table, type TableKind } from "./tables.ts";

const number = (cell: string | undefined) => (cell === undefined || cell === "" ? null : Number(cell));

/** How a row of each kind is projected. */
const PROJECTED: Readonly<
	Record<TableKind["kind"], (row: Row, node: number, position: number, tree: TreeWriter) => void>
> = {
	figures(row, node, position, tree) {
		tree.run(
			"INSERT INTO figure (node, position, date, channel, campaign, audience, artifact, impressions, clicks, conversions, cost, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			node,
			position,
			row.date ?? "",
			row.channel ?? "",
			row.campaign || null,
			row.audience || null,
			row.artifact || null,
			number(row.impressions),
			number(row.clicks),
			number(row.conversions),
			number(row.cost),
			number(row.value),
		);
	},
	touchpoints(row, node, position, tree) {
		tree.run(
			"INSERT INTO touchpoint (node, position, customer, time, channel, conversions, value) VALUES (?, ?, ?, ?, ?, ?, ?)",
			node,
			position,
			row.customer ?? "",
			Date.parse(row.time ?? ""),
			row.channel || null,
			number(row.conversions) ?? 0,
			number(row.value) ?? 0,
		);
	},
	// They are read from the file when a report or an import asks for them.
	paths() {},
	mappings() {},
};

/** A table of figures, touchpoints or paths. */
export const performance = definePart<Table>({
	parse(text, { name }) {
		const table = parseTable(name, text);
		const words = new Set(table.rows.flatMap((row) => [row.channel, row.campaign, row.audience].filter(Boolean)));
		return {
			record: table,
			title: name.replace(/\.csv$/, ""),
			text: [...words].join("\n"),
			tags: [],
			links: [],
			facets: table.currency === "" ? {} : { currency: [table.currency] },
		};
	},
	project({ kind, rows }, node, tree) {
		const project = PROJECTED[kind.kind];
		for (const [position, row] of rows.entries()) project(row, node, position, tree);
	},
});
