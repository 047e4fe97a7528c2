/** What a business has planned and published, from the mount's table. */
import type { TreeReader } from "../../../src/vfs/index.ts";
import { joinPath } from "../../../src/vfs/index.ts";
import type { ArtifactStatus } from "./format.ts";

/** One artifact under `--json`. */
export interface Item {
	path: string;
	title: string;
	date: string;
	status: ArtifactStatus;
	kind: string | null;
	channel: string | null;
	audience: string | null;
	belief: string | null;
	event: string | null;
	metrics: Record<string, number>;
}

/** All of a business, by date and name. `mount.load("/context")` first. */
export function artifactsOf(tree: TreeReader, business: string): Item[] {
	const folder = tree.stat(joinPath(business, "calendar"));
	if (folder === undefined) return [];
	const rows = tree.all<Omit<Item, "path" | "metrics"> & { name: string; metrics: string }>(
		`SELECT node.name, artifact.title, artifact.date, artifact.status, artifact.kind, channel, audience, belief, event, metrics
			FROM node JOIN artifact ON artifact.node = node.id WHERE node.parent = ? ORDER BY date, node.name`,
		folder.inode,
	);
	return rows.map(({ name, metrics, ...item }) => ({
		path: joinPath(folder.path, name),
		...item,
		metrics: JSON.parse(metrics) as Record<string, number>,
	}));
}
