/** Evidence of beliefs, from the mount's table. */
import { joinPath, type TreeReader } from "../../../src/vfs/index.ts";
import type { Evidence } from "./format.ts";

/** Evidence of a belief, by side. */
export interface Known {
	readonly for: Evidence[];
	readonly against: Evidence[];
}

/** All evidence of a business's beliefs, by their paths. `Vfs.tables("/context")` first. */
export function evidenceOf(tree: TreeReader, business: string): Map<string, Known> {
	const folder = tree.stat(joinPath(business, "beliefs"));
	const all = new Map<string, Known>();
	if (folder === undefined) return all;
	const rows = tree.all<{ name: string; side: "for" | "against"; target: string; date: string; data: string }>(
		`SELECT node.name, side, target, date, data FROM node JOIN belief_evidence ON belief_evidence.node = node.id
			WHERE node.parent = ? ORDER BY node.name, date, side, position`,
		folder.inode,
	);
	for (const { name, side, target, date, data } of rows) {
		const path = joinPath(folder.path, name);
		const sides = all.get(path) ?? { for: [], against: [] };
		all.set(path, sides);
		sides[side].push({ path: target, date, ...(JSON.parse(data) as object) });
	}
	return all;
}
