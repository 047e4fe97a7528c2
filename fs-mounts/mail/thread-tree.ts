/** A thread as a tree: which message answers which. */
import type { TreeReader } from "../../src/vfs/index.ts";
import { answeredBySubject, inOrder, type Member } from "./threads.ts";

/** A message in its thread. */
export interface ThreadNode {
	readonly member: Member;
	/** The message that it answers, of those that are there. */
	readonly parent: Member | undefined;
	readonly depth: number;
	/** Whether another message that answers the same one follows. */
	readonly last: boolean;
}

/**
 * The messages of a thread, each once, depth first, siblings by date: a message lies below the last of those that it refers to and
 * that is there (as JWZ's algorithm has it, https://www.jwz.org/doc/threading.html), unless that makes a circle.
 */
export function treeOf(members: readonly Member[], tree: TreeReader): ThreadNode[] {
	const unique = [
		...new Map(
			members
				.toSorted(inOrder)
				.toReversed()
				.map((one) => [one.id, one]),
		).values(),
	].sort(inOrder);
	const references = new Map(unique.map((member) => [member.id, referencesOf(member, tree)]));
	const byKey = new Map<number, Member>();
	for (const member of unique) {
		const [own] = references.get(member.id) ?? [];
		if (own !== undefined && !byKey.has(own)) byKey.set(own, member);
	}
	const byId = new Map(unique.map((member) => [member.id, member]));
	const parents = new Map<string, Member>();
	const answered = new Set<string>();
	// What nothing lies below yet cannot be above anything.
	const isAbove = (member: Member, other: Member): boolean => {
		if (member.id === other.id) return true;
		if (!answered.has(member.id)) return false;
		for (let at = parents.get(other.id); at !== undefined; at = parents.get(at.id))
			if (at.id === member.id) return true;
		return false;
	};
	for (const member of unique) {
		const named = (references.get(member.id) ?? []).slice(1).toReversed();
		const bySubject = member.orphan === 1 ? answeredBySubject(member, tree) : undefined;
		const candidates = [...named.map((key) => byKey.get(key)), bySubject && byId.get(bySubject.id)];
		const parent = candidates.find((one) => one !== undefined && !isAbove(member, one));
		if (parent === undefined) continue;
		parents.set(member.id, parent);
		answered.add(parent.id);
	}
	const children = new Map<string | undefined, Member[]>();
	for (const member of unique) {
		const above = parents.get(member.id)?.id;
		const beside = children.get(above);
		if (beside === undefined) children.set(above, [member]);
		else beside.push(member);
	}
	// On a list of its own: a thread may be deeper than the stack.
	const nodes: ThreadNode[] = [];
	const level = (above: string | undefined, depth: number) =>
		(children.get(above) ?? [])
			.map(
				(member, at, all): ThreadNode => ({
					member,
					parent: parents.get(member.id),
					depth,
					last: at === all.length - 1,
				}),
			)
			.reverse();
	const waiting = level(undefined, 0);
	for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
		nodes.push(node);
		waiting.push(...level(node.member.id, node.depth + 1));
	}
	return nodes;
}

/** Keys of message ids: its own, then what it refers to, the nearest last. */
function referencesOf({ node }: Member, tree: TreeReader): number[] {
	return tree
		.all<{ key: number }>("SELECT key FROM mail_reference WHERE node = ? ORDER BY position", node)
		.map(({ key }) => key);
}
