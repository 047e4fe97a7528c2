/** `performance/*.csv`: what came of it. */
import { toText } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { readCsv } from "../../../src/text/index.ts";
import type { TreeReader, TreeWriter } from "../../../src/vfs/index.ts";
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
	// They are read from the files when a report or an import asks for them: rows of a million touches, and an index by customer and time,
	// were a third of the time of an import, and half of the desk.
	touchpoints() {},
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
	check(nodes, tree) {
		const checked = new Set<number>();
		for (const node of nodes) {
			const parent = tree.get<{ parent: number }>("SELECT parent FROM node WHERE id = ?", node)?.parent;
			if (parent === undefined || checked.has(parent)) continue;
			checked.add(parent);
			refuseCurrencies(parent, nodes, tree);
		}
	},
});

/** Tables of one business are added up, so they must be in one currency. @throws DeskError EFORMAT */
function refuseCurrencies(folder: number, nodes: ReadonlySet<number>, tree: TreeReader): void {
	const tables = tree.all<{ id: number; currency: string }>(
		"SELECT id, value AS currency FROM node JOIN facet ON facet.node = id AND facet.name = 'currency' WHERE parent = ? ORDER BY id",
		folder,
	);
	const ours = (tables.find(({ id }) => !nodes.has(id)) ?? tables[0])?.currency;
	const odd = tables.find(({ id, currency }) => nodes.has(id) && currency !== ours);
	if (odd === undefined) return;
	const path = tree.pathOf(odd.id) ?? "";
	const [header, ...rows] = [...readCsv(toText(tree.read(path)), ",")];
	const at = header?.cells.indexOf("currency") ?? -1;
	const row = rows.find(({ cells }) => cells[at] === odd.currency);
	throw new DeskError("EFORMAT", `this is in ${odd.currency}, and another table in ${ours}`, {
		at: path,
		line: row?.line ?? 1,
		column: row?.columns[at] ?? 1,
		todo: "convert the amounts, or keep them in a business of their own",
	});
}
