import { toText, toTextStrict } from "../../src/base/bytes.ts";
import {
	type Link,
	markdownPassages,
	markdownSearchText,
	propertyFacets,
	rebaseLink,
	renamedTarget,
	rewriteLinks,
	wikiKey,
	withTarget,
} from "../../src/text/index.ts";
import type { Change, Format, TreeReader } from "../../src/vfs/index.ts";
import { isWithin, nameOfPath, namesOf, parentOf } from "../../src/vfs/index.ts";
import { parseNote } from "./format.ts";

/** What the mount keeps of a note in its own table. */
interface Record {
	key: string;
	title: string;
	/** Why the front matter could not be read; `desk doctor` tells it. */
	broken: string | undefined;
}

/** How /notes reads its files and what a rename entails. */
export const format: Format<Record> = {
	parse(bytes, place) {
		const note = parseNote(place.name, toText(bytes));
		return {
			record: { key: wikiKey(place.name), title: note.title, broken: note.error?.sentence },
			title: note.title,
			text: markdownSearchText(note.text, note.data, note.links),
			tags: note.tags,
			links: [...new Set(note.links.map((link) => wikiKey(link.path)))],
			facets: propertyFacets(note.data),
		};
	},
	passages: markdownPassages,
	project({ key, title, broken }, node, tree) {
		tree.run("INSERT INTO note (node, key, title, broken) VALUES (?, ?, ?, ?)", node, key, title, broken ?? null);
	},
	plan(change, tree) {
		if (change.op !== "rename" || !isWithin(change.path, "/notes") || !isWithin(change.to, "/notes")) return [change];
		return [change, ...rewrites(change.path, change.to, tree)];
	},
};

/** A note's path below /notes, as links name it. */
function below(path: string): string {
	return namesOf(path).slice(1).join("/");
}

/**
 * The writes that keep links whole when `from` (a note or a folder) becomes `to`: in every file that links to a moved note, and
 * in moved notes whose relative links would miss. The rename itself stands before them, so paths are the new ones.
 */
function rewrites(from: string, to: string, tree: TreeReader): Change[] {
	const moved = new Map<string, string>();
	for (const stat of tree.walk(from)) moved.set(stat.path, to + stat.path.slice(from.length));
	if (moved.size === 0) return [];
	const affected = new Set<string>();
	for (const path of moved.keys()) {
		if (/\.md$/i.test(path)) affected.add(path);
		for (const { node } of tree.all<{ node: number }>("SELECT node FROM link WHERE target = ?", wikiKey(path))) {
			const linking = tree.pathOf(node);
			if (linking !== undefined) affected.add(linking);
		}
	}
	const changes: Change[] = [];
	for (const path of affected) {
		const text = textOf(path, tree);
		if (text === undefined) continue;
		const links = parseNote(nameOfPath(path), text).links;
		const next = rewriteLinks(text, links, (link) => retarget(link, path, moved, tree));
		if (next !== text) changes.push({ op: "write", path: moved.get(path) ?? path, content: tree.stage(next) });
	}
	return changes;
}

/** The new target of one link, or undefined when it stays. */
function retarget(
	link: Link,
	holder: string,
	moved: ReadonlyMap<string, string>,
	tree: TreeReader,
): string | undefined {
	// Relative links of files outside /notes do not lead here.
	const outside = !isWithin(holder, "/notes");
	if (outside && link.kind !== "wiki") return undefined;
	const from = outside ? "" : below(holder);
	let current = link;
	for (const [oldPath, newPath] of moved) {
		if (wikiKey(link.path) !== wikiKey(oldPath)) continue;
		const target = renamedTarget(link, from, below(oldPath), below(newPath));
		if (target === undefined || !means(link, holder, oldPath, tree)) continue;
		current = withTarget(link, byPathIfAmbiguous(link, target, oldPath, newPath, moved, tree));
		break;
	}
	if (moved.has(holder)) {
		const exists = (path: string) =>
			tree.stat(`/notes/${path}`) !== undefined || tree.stat(`/notes/${path}.md`) !== undefined;
		const rebased = rebaseLink(
			current,
			from,
			below(moved.get(holder) ?? holder),
			current === link ? exists : undefined,
		);
		if (rebased !== undefined) current = withTarget(current, rebased);
	}
	return current.target === link.target ? undefined : current.target;
}

/** Whether a link by name means this very note: of several of that name, the one nearest by, else the one highest up. */
function means(link: Link, holder: string, path: string, tree: TreeReader): boolean {
	if (link.kind !== "wiki" || link.path.includes("/")) return true;
	return nearestOf(namesakes(wikiKey(path), tree), holder) === path;
}

/** All notes that a link by name could mean. */
function namesakes(key: string, tree: TreeReader): string[] {
	return tree
		.all<{ node: number }>("SELECT node FROM note WHERE key = ?", key)
		.map(({ node }) => tree.pathOf(node))
		.filter((path) => path !== undefined);
}

/** Obsidian's order: the same folder, then the fewest folders, then by name. */
function nearestOf(paths: readonly string[], holder: string): string | undefined {
	const here = parentOf(holder);
	const rank = (path: string): [number, number] => [parentOf(path) === here ? 0 : 1, namesOf(path).length];
	return paths.toSorted((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1] || (a < b ? -1 : 1))[0];
}

/** A link by name whose new name another note already has must name the folder too. */
function byPathIfAmbiguous(
	link: Link,
	target: string,
	oldPath: string,
	newPath: string,
	moved: ReadonlyMap<string, string>,
	tree: TreeReader,
): string {
	if (link.kind !== "wiki" || link.path.includes("/")) return target;
	const others = namesakes(wikiKey(newPath), tree).filter((path) => path !== oldPath && !moved.has(path));
	if (others.length === 0) return target;
	const path = below(newPath);
	return /\.md$/i.test(link.path) ? path : path.replace(/\.md$/i, "");
}

/** Text to rewrite; undefined for what is not valid UTF-8, which is never written back. */
function textOf(path: string, tree: TreeReader): string | undefined {
	return toTextStrict(tree.read(path));
}

/** For commands: which note a link means, as a path; undefined when there is none yet. */
export function resolveLink(link: Link, holder: string, tree: TreeReader): string | undefined {
	const candidates = namesakes(wikiKey(link.path), tree);
	if (link.kind === "wiki" && !link.path.includes("/")) return nearestOf(candidates, holder);
	const from = isWithin(holder, "/notes") ? below(holder) : "";
	return candidates.find((path) => renamedTarget(link, from, below(path), below(path)) !== undefined);
}
