/**
 * Threads: messages that name each other (Message-ID, References, In-Reply-To), and replies that name nothing by their subject. Found
 * when they are asked for, from what is there: so they do not depend on the order in which mail came, nor on what was deleted since.
 */
import type { TreeReader } from "../../src/vfs/index.ts";
import { type Located, located } from "./locations.ts";

/** How long after a message a reply that names nothing may come (seconds). */
const SUBJECT_WINDOW = 30 * 24 * 3600;

/** A row of `mail`, as threads need it. */
export interface Member {
	readonly node: number;
	readonly id: string;
	readonly date: number;
	readonly thread: string;
	readonly topic: number | null;
	readonly orphan: number;
}

const MEMBER = "SELECT node, id, date, thread, topic, orphan FROM mail";

/** All messages of the thread that a message is in, itself too; by date, then id. */
export function threadWith(node: number, tree: TreeReader): Member[] {
	const members = new Map<number, Member>();
	const keys = new Set<number>();
	const waiting = [node];
	for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
		if (members.has(at)) continue;
		const member = tree.get<Member>(`${MEMBER} WHERE node = ?`, at);
		if (member === undefined) continue;
		members.set(at, member);
		for (const { key } of tree.all<{ key: number }>("SELECT key FROM mail_reference WHERE node = ?", at)) {
			if (keys.has(key)) continue;
			keys.add(key);
			for (const other of tree.all<{ node: number }>("SELECT node FROM mail_reference WHERE key = ?", key))
				if (!members.has(other.node)) waiting.push(other.node);
		}
		for (const other of bySubject(member, tree)) if (!members.has(other)) waiting.push(other);
	}
	return [...members.values()].sort(inOrder);
}

/** By date, then id, then node: copies of one message stand together. */
export function inOrder(a: Member, b: Member): number {
	return a.date - b.date || (a.id < b.id ? -1 : a.id > b.id ? 1 : a.node - b.node);
}

/** The message that one answers, and the one that answers it, as far as only subjects tell. */
function bySubject(member: Member, tree: TreeReader): number[] {
	if (member.topic === null || member.date === 0) return [];
	const found: number[] = [];
	const before = member.orphan === 1 ? answeredBySubject(member, tree) : undefined;
	if (before !== undefined) found.push(before.node);
	const after = tree.get<Member>(
		`${MEMBER} WHERE topic = ? AND (date, id) > (?, ?) ORDER BY date, id LIMIT 1`,
		member.topic,
		member.date,
		member.id,
	);
	if (after?.orphan === 1 && after.date - member.date <= SUBJECT_WINDOW) found.push(after.node);
	return found;
}

/** What a reply that names nothing answers: the last message of its subject before it, within 30 days. */
export function answeredBySubject(member: Member, tree: TreeReader): Member | undefined {
	if (member.topic === null || member.date === 0) return undefined;
	const before = tree.get<Member>(
		`${MEMBER} WHERE topic = ? AND (date, id) < (?, ?) ORDER BY date DESC, id DESC LIMIT 1`,
		member.topic,
		member.date,
		member.id,
	);
	return before === undefined || member.date - before.date > SUBJECT_WINDOW ? undefined : before;
}

/** The messages of a thread by its name: that of any message in it. */
export function messagesOfThread(thread: string, tree: TreeReader): Located[] {
	const first = tree.get<{ node: number }>("SELECT node FROM mail WHERE thread = ? LIMIT 1", thread);
	if (first === undefined) return [];
	const nodes = threadWith(first.node, tree).map(({ node }) => node);
	return located(tree, "mail.node IN (SELECT value FROM json_each(?))", JSON.stringify(nodes));
}

/** The name of each thread: that of its first message. All of the table is looked at, once. */
export function threadsOf(tree: TreeReader): string[] {
	const members = tree.all<Member>(`${MEMBER} WHERE id <> '' ORDER BY date, id, node`);
	const groups = new Groups();
	const byKey = new Map<number, number>();
	for (const { key, node } of tree.all<{ key: number; node: number }>("SELECT key, node FROM mail_reference")) {
		const other = byKey.get(key);
		if (other === undefined) byKey.set(key, node);
		else groups.join(other, node);
	}
	const lastOfTopic = new Map<number, Member>();
	for (const member of members) {
		if (member.topic === null || member.date === 0) continue;
		const before = lastOfTopic.get(member.topic);
		if (before?.id === member.id) continue;
		if (before !== undefined && member.orphan === 1 && member.date - before.date <= SUBJECT_WINDOW)
			groups.join(before.node, member.node);
		lastOfTopic.set(member.topic, member);
	}
	const names = new Map<number, string>();
	for (const { node, thread } of members) {
		const group = groups.of(node);
		if (!names.has(group)) names.set(group, thread);
	}
	return [...names.values()];
}

/** Disjoint sets of numbers (union by size, path halving). */
class Groups {
	readonly #parent = new Map<number, number>();
	readonly #size = new Map<number, number>();

	of(member: number): number {
		let at = member;
		for (let up = this.#parent.get(at); up !== undefined; up = this.#parent.get(at)) {
			const over = this.#parent.get(up);
			if (over !== undefined) this.#parent.set(at, over);
			at = up;
		}
		return at;
	}

	join(a: number, b: number): void {
		let [large, small] = [this.of(a), this.of(b)];
		if (large === small) return;
		const sizes = [this.#size.get(large) ?? 1, this.#size.get(small) ?? 1] as const;
		if (sizes[0] < sizes[1]) [large, small] = [small, large];
		this.#parent.set(small, large);
		this.#size.set(large, sizes[0] + sizes[1]);
	}
}
