/** What becomes of a card that an import brings: by its UID and REV, or, without a UID, by its content. */
import type { Staged } from "../../src/store/index.ts";
import {
	type Change,
	isWithin,
	joinPath,
	nameOfPath,
	type Outcome,
	parentOf,
	type TreeReader,
} from "../../src/vfs/index.ts";
import { uidKey } from "./values.ts";
import type { Card } from "./vcard.ts";

/** A card that comes in. */
export interface IncomingCard {
	readonly card: Pick<Card, "uid" | "rev" | "name">;
	readonly bytes: Uint8Array;
	readonly content: Staged;
	/** Where it goes if it is new. */
	readonly path: string;
}

/**
 * Look up a card in the tree, and say what is to be done.
 * - The same bytes are there: nothing.
 * - What is there is what an import brought, and the source has moved on: it is changed, unless its REV is newer.
 * - It was edited here, and the source has nothing new: it stays.
 * - Both have moved on: a conflict, unless `force`.
 * @param within the folder that is looked in: a card may lie in several address books
 */
export function planCardImport(tree: TreeReader, incoming: IncomingCard, within: string, force: boolean): Outcome {
	const { card, bytes, content, path } = incoming;
	const known = card.uid === undefined ? withoutUid(tree, card.name) : withUid(tree, card.uid);
	const there = known.flatMap((node) => {
		const at = tree.pathOf(node);
		return at !== undefined && isWithin(at, within) ? { node, path: at } : [];
	});
	const same = there.find((one) => tree.read(one.path).equals(bytes));
	if (same !== undefined) return { result: "same", path: same.path };
	const [found] = card.uid === undefined ? [] : there;
	if (found === undefined) {
		const free = freePath(tree, path);
		return { result: "created", path: free, changes: [{ op: "write", path: free, content, expect: null }] };
	}
	const changes: Change[] = [{ op: "write", path: found.path, content }];
	const changed: Outcome = { result: "changed", path: found.path, changes };
	if (force) return changed;
	const mine = tree.get<{ rev: string | null }>(
		"SELECT rev FROM contact JOIN contact_uid USING (node, card) WHERE node = ? AND contact_uid.uid = ?",
		found.node,
		uidKey(card.uid ?? ""),
	)?.rev;
	const order = compareRevisions(card.rev, mine ?? undefined);
	const state = since(tree, found.node, content);
	if (state === "imported") return order !== undefined && order < 0 ? { result: "older", path: found.path } : changed;
	if (state === "edited") return { result: "older", path: found.path };
	if (state === "own" && order !== undefined) return order > 0 ? changed : { result: "older", path: found.path };
	const reason = "it was changed in the desk, and in the source too; --force takes the source's";
	return { result: "conflict", path: found.path, reason };
}

/** Which of two REVs is later: above 0 for the first; undefined where one is missing or is no time. */
export function compareRevisions(one: string | undefined, other: string | undefined): number | undefined {
	const time = (rev: string | undefined) => {
		const digits = /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d\d):?(\d\d):?(\d\d)(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(
			rev?.trim() ?? "",
		);
		if (digits === null) return Number.NaN;
		const [, year, month, day, hour = "00", minute = "00", second = "00", zone = "Z"] = digits;
		return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone.replace(/(\d\d)(\d\d)$/, "$1:$2")}`);
	};
	const difference = time(one) - time(other);
	return Number.isNaN(difference) ? undefined : difference;
}

/**
 * What happened to a file since an import brought it: nothing (`imported`); it was edited, and `incoming` is what that import brought
 * (`edited`); it was edited, and `incoming` is something else (`both`). `own`: no import brought it.
 */
function since(tree: TreeReader, node: number, incoming: Staged): "imported" | "edited" | "both" | "own" {
	const brought = tree.get<{ content: number; hash: Buffer }>(
		`SELECT after AS content, content.hash AS hash FROM change JOIN change_set ON change_set.id = change_set JOIN content ON content.id = after
			WHERE node = ? AND cause LIKE 'desk import %' AND op IN ('create', 'write') ORDER BY change_set DESC, seq DESC LIMIT 1`,
		node,
	);
	if (brought === undefined) return "own";
	const current = tree.get<{ content: number }>("SELECT content FROM node WHERE id = ?", node)?.content;
	if (current === brought.content) return "imported";
	return brought.hash.equals(incoming.hash) ? "edited" : "both";
}

function withUid(tree: TreeReader, uid: string): number[] {
	return tree
		.all<{ node: number }>("SELECT DISTINCT node FROM contact_uid WHERE uid = ? ORDER BY node", uidKey(uid))
		.map(({ node }) => node);
}

function withoutUid(tree: TreeReader, name: string): number[] {
	return tree
		.all<{ node: number }>("SELECT DISTINCT node FROM contact WHERE uid IS NULL AND name = ?", name)
		.map(({ node }) => node);
}

/** The path, or one with a number where that name is taken. */
function freePath(tree: TreeReader, path: string): string {
	let free = path;
	for (let count = 2; tree.stat(free) !== undefined; count++)
		free = joinPath(parentOf(path), nameOfPath(path).replace(/(?=\.vcf$)/i, `-${count}`));
	return free;
}
