/** Reading directories: what the tree has, and what waits to be in it. */
import { compareNames, parentOf, type Stat } from "../../vfs/index.ts";
import { isAside } from "./asides.ts";
import { inodeOf, modeOf } from "./attributes.ts";
import type { Mounted } from "./mounted.ts";
import { waitingIn } from "./names.ts";
import type { Node } from "./nodes.ts";
import type { Attributes, DirectoryEntry } from "./operations.ts";

/** What an open directory holds, as it was when it was read from its start. */
export interface Listed {
	readonly entries: readonly Stat[];
	/** Of the desk when they were read. */
	readonly state: string;
}

/** `.` and `..` first. */
const DOTS = 2;

/** What lies in a directory, with what is not in the tree yet. */
export async function list(mounted: Mounted, directory: Node): Promise<Listed> {
	const { vfs, nodes, listings } = mounted;
	const state = listings.state();
	if (directory.isGone) return { entries: [], state };
	const own = await mounted.stat(directory);
	const path = nodes.path(directory);
	const found = await vfs.readdir(path);
	const stats = path === "/" ? await Promise.all(found.map((stat) => mounted.ofMount(stat))) : found;
	listings.set(directory, state, stats);
	const visible =
		mounted.asides.size === 0 ? stats : stats.filter(({ name, inode }) => !mounted.isHidden(directory, name, inode));
	const above = path === "/" ? own : ((await vfs.find(parentOf(path), false)) ?? own);
	const dots = [
		{ ...own, name: "." },
		{ ...above, name: ".." },
	];
	const made = await notInTree(mounted, directory, visible);
	if (made.length === 0) return { entries: [...dots, ...visible], state };
	return { entries: [...dots, ...[...visible, ...made].sort((a, b) => compareNames(a.name, b.name))], state };
}

/** Files that were just made, and those that are shown under another name than the tree has them. */
async function notInTree(mounted: Mounted, directory: Node, stats: readonly Stat[]): Promise<Stat[]> {
	const asides = [...mounted.asides.values()].filter(({ node }) => node.parent === directory && isAside(mounted, node));
	const waiting = [...waitingIn(directory), ...asides.map(({ node }) => node)];
	if (waiting.length === 0) return [];
	const names = new Set(stats.map(({ name }) => name));
	const made: Stat[] = [];
	for (const node of waiting) if (!names.has(node.name)) made.push({ ...(await mounted.stat(node)), name: node.name });
	return made;
}

/**
 * Hand entries on from a place in the order, until there is no more room.
 * @param plus with what `lookup` would tell of each; not when the directory may have changed since, as a name would lead to what has left it
 */
export function tell(
	mounted: Mounted,
	directory: Node,
	{ entries, state }: Listed,
	from: number,
	plus: boolean,
	take: (entry: DirectoryEntry) => boolean,
): void {
	const { nodes } = mounted;
	const isWhole = plus && state === mounted.listings.state();
	for (let index = from; index < entries.length; index++) {
		const stat = entries[index] as Stat;
		const next = index + 1;
		if (index < DOTS || !isWhole) {
			const known = index < DOTS ? undefined : directory.children.get(stat.name);
			const attributes = sketch(mounted, known?.inode ?? stat.inode, stat);
			if (!take({ name: stat.name, node: 0, next, ttl: 0, attributes })) return;
			continue;
		}
		const node = nodes.found(directory, stat.name, stat.inode);
		const attributes = mounted.attributes(node, node.file === undefined ? stat : node.file.shown(stat));
		if (take({ name: stat.name, node: node.id, next, ttl: mounted.ttl(stat), attributes })) node.lookups++;
		else {
			nodes.drop(node);
			return;
		}
	}
}

/** For an entry of which only name, number and type are told. */
function sketch({ options }: Mounted, inode: number, stat: Stat): Attributes {
	const { size, mtime, ctime } = stat;
	const mode = modeOf(stat);
	return { inode: inodeOf(inode), size, mode, links: 1, atime: mtime, mtime, ctime, ...options.owner };
}
