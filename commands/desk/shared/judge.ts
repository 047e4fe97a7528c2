import type { ChangeSet, Staged, Store } from "../../../src/store/index.ts";
import { isWithin, printable } from "../../../src/vfs/index.ts";

/**
 * What an import does with a file that the desk has already.
 * - `unchanged`: the same bytes.
 * - `changed`: the desk has what an import from this source brought last; the source has moved on.
 * - `kept`: the desk has moved on; the source has nothing that the desk has not seen.
 * - `conflict`: both have moved on, or the two never had to do with each other.
 */
export type Verdict = "unchanged" | "changed" | "kept" | "conflict";

/** What an import writes as the `cause` of its change sets, and what `sourceOf` reads. The log holds UTF-8 only. */
export function causeOf(mount: string | undefined, source: string, into: string | undefined): string {
	const words = [
		"desk import",
		...(mount === undefined ? [] : [mount]),
		source,
		...(into === undefined ? [] : [`--into ${into}`]),
	];
	return printable(words.join(" "));
}

/** The host path that a change set was imported from, "export" for any export of a desk; undefined: it was no import. */
function sourceOf(set: ChangeSet): string | undefined {
	const found = /^desk import (\w+ )?(\/.*?)(?: --into \/.*)?$/s.exec(set.cause ?? "");
	return found === null ? undefined : found[1] === undefined ? "export" : found[2];
}

/**
 * Compare a source's bytes with those of a stored file, by their hashes and by the log.
 * @param node the file's inode
 * @param cause what `causeOf` says of this import
 */
export function judge(store: Store, node: number, staged: Staged, cause: string): Verdict {
	const current = store.database.get<{ hash: Buffer }>(
		"SELECT hash FROM node JOIN content ON content.id = node.content WHERE node.id = ?",
		node,
	);
	if (current?.hash.equals(staged.hash) === true) return "unchanged";
	const steps = standing(store, node);
	const here = sourceOf({ cause } as ChangeSet) ?? "";
	const fromHere = steps.filter(({ set }) => isSame(sourceOf(set), here));
	const base = fromHere.at(-1);
	if (base !== undefined && base === steps.at(-1)) return "changed";
	const seen = base === undefined ? steps : [base];
	const isSeen = seen.some(({ after }) => typeof after === "number" && store.content.equals(after, staged));
	return isSeen ? "kept" : "conflict";
}

/** The same source: a file of a folder that was imported before, or the folder of such a file. */
function isSame(one: string | undefined, other: string): boolean {
	return one !== undefined && (isWithin(one, other) || isWithin(other, one));
}

/** What happened to a node and was not undone, oldest first, without changes of attributes alone. */
function standing(store: Store, node: number) {
	const undone = new Set<number>();
	return store.log
		.ofNode(node)
		.reverse()
		.filter(({ op, set }) => {
			// Newest first, so that an undo that was undone itself does not count.
			if (undone.has(set.operation)) return false;
			if (set.undoes !== null) undone.add(set.undoes);
			return set.undoes === null && op !== "setattr";
		})
		.reverse();
}
