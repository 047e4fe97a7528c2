/** What files of a business name by a path must be there, when a person or program writes it. */
import { toText } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { valueError } from "../../src/text/index.ts";
import { type Change, resolvePath, type Stat, type TreeReader } from "../../src/vfs/index.ts";

/** Something that a file names. */
export interface Target {
	/** Where in the front matter the path stands; keys of bytes are beside it. */
	readonly at: readonly (string | number)[];
	readonly path: string;
	/** Bytes of it, where only a part is meant. */
	readonly start?: number | undefined;
	readonly end?: number | undefined;
	/** What is said when it is not there, and what to do then. */
	readonly none: readonly [what: string, todo: string];
}

type Write = Extract<Change, { op: "write" }>;

/**
 * A write, if all that it newly names is there, with the bytes that are meant. What the file has named before may have gone or shrunk since.
 * @param targetsOf what a text names; it may refuse the text as `parse` does, with its place
 * @throws DeskError EFORMAT with line and column
 */
export function namingKnown(
	change: Write,
	tree: TreeReader,
	targetsOf: (text: string, path: string) => readonly Target[],
): Change {
	const staged = tree.prepare(change.path, change.content);
	const written = { ...change, content: staged };
	const text = toText(tree.bytes(staged));
	const named = targetsIn(text, change.path, targetsOf);
	if (named.length === 0) return written;
	const old = tree.stat(change.path)?.kind === "file" ? toText(tree.read(change.path)) : "";
	const before = new Set(targetsIn(old, change.path, targetsOf).map(keyOf));
	for (const target of named) {
		if (before.has(keyOf(target))) continue;
		const problem = problemOf(target, tree);
		if (problem === undefined) continue;
		const error = valueError(text, [...problem.at], problem.what, problem.todo);
		error.at = change.path;
		throw error;
	}
	return written;
}

function targetsIn(text: string, path: string, targetsOf: (text: string, path: string) => readonly Target[]) {
	try {
		return targetsOf(text, path);
	} catch (error) {
		if (error instanceof DeskError) return []; // `parse` refuses it, with its place
		throw error;
	}
}

function keyOf({ path, start, end }: Target): string {
	return JSON.stringify([path, start, end]);
}

function problemOf({ at, path, start, end, none: [what, todo] }: Target, tree: TreeReader) {
	if (!path.startsWith("/")) return undefined; // `parse` refuses it
	const stat = tree.stat(resolvePath(path));
	if (stat === undefined) return { at, what, todo };
	const size = start === undefined && end === undefined ? undefined : sizeOf(stat, tree);
	if (size === undefined || Math.max(start ?? 0, end ?? 0) <= size) return undefined;
	return {
		at: [...at.slice(0, -1), (end ?? 0) > size ? "end" : "start"],
		what: `\`${at[0]}\`: ${path} ${stat.kind === "directory" ? "is a folder" : `has only ${size} bytes`}`,
		todo: "name bytes that are in it, or the whole file",
	};
}

/** How many bytes can be named; undefined where that is a text yet to be extracted, or computed. */
function sizeOf({ kind, inode, size, view }: Stat, tree: TreeReader): number | undefined {
	if (kind === "directory") return 0;
	const isExtracted = "SELECT 1 FROM extract JOIN node ON node.content = extract.content WHERE node.id = ?";
	return view || tree.get(isExtracted, inode) !== undefined ? undefined : size;
}
