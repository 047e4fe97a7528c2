/** What names paths of the tree follows when these are renamed. */
import { DeskError } from "../base/errors.ts";
import type { TreeReader } from "./mount.ts";
import { isWithin, type NameRules, nameKey, namesOf, resolvePath } from "./path.ts";

/** A file or folder that was renamed, as those see it that name it or what lies in it. */
export interface Renamed {
	readonly from: string;
	readonly to: string;
	/** What a path is now, however it was written; undefined when nothing of it has moved. */
	now(path: string): string | undefined;
}

/** The link of a file as the `link` table has it: a path as all mounts would compare it, any other key as it is. */
export function linkTarget(link: string): string {
	return link.startsWith("/") ? nameKey(normalised(link), "portable") : link;
}

/** @param rules how the mount that was left compares names */
export function renaming(from: string, to: string, rules: NameRules): Renamed {
	const keys = (path: string) => namesOf(path).map((name) => nameKey(name, rules));
	const moved = keys(from);
	return {
		from,
		to,
		now(path) {
			const real = path.startsWith("/") ? normalised(path) : "";
			const names = keys(real);
			if (names.length < moved.length || moved.some((name, at) => name !== names[at])) return undefined;
			return [to, ...namesOf(real).slice(moved.length)].join("/");
		},
	};
}

/** Nodes of files that link to a path or to what lies below it. What is in /trash, or goes there, takes no links along: it may come back. */
export function linkingTo(tree: TreeReader, { from, to }: Pick<Renamed, "from" | "to">): number[] {
	if (isWithin(from, "/trash") || isWithin(to, "/trash")) return [];
	const target = linkTarget(from);
	return tree
		.all<{ node: number }>(
			"SELECT DISTINCT node FROM link WHERE target = ? OR (target > ? AND target < ?) ORDER BY node",
			target,
			`${target}/`,
			`${target}0`, // the character behind a slash
		)
		.map(({ node }) => node);
}

function normalised(path: string): string {
	try {
		return resolvePath(path);
	} catch (error) {
		if (error instanceof DeskError) return path; // it leads out of the tree, so nothing there is ever renamed
		throw error;
	}
}
