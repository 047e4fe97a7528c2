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

/** The name of each thread: that of its first message. All of the tables is looked at, once. */
export function threadsOf(tree: TreeReader): string[] {
	const groups = new Groups();
	const byKey = new Map<number, number>();
	const [keys = [], named = []] = columnsOf<number>(tree, ["key", "node"], "mail_reference");
	for (const [at, key] of keys.entries()) {
		const node = named[at] as number;
		const other = byKey.get(key);
		if (other === undefined) byKey.set(key, node);
		else groups.join(other, node);
	}
	const order = "(SELECT * FROM mail WHERE id <> '' ORDER BY date, id, node)";
	const lastOfTopic = new Map<number, Pick<Member, "node" | "id" | "date">>();
	for (const { node, id, date, topic, orphan } of tree.all<Member>(
		// Only subjects that some reply goes by.
		`${MEMBER} WHERE date <> 0 AND topic IN (SELECT topic FROM mail WHERE orphan = 1) ORDER BY date, id, node`,
	)) {
		if (topic === null) continue;
		const before = lastOfTopic.get(topic);
		if (before?.id === id) continue;
		if (before !== undefined && orphan === 1 && date - before.date <= SUBJECT_WINDOW) groups.join(before.node, node);
		lastOfTopic.set(topic, { node, id, date });
	}
	const names = new Map<number, string>();
	const [nodes = [], threads = []] = columnsOf<number | string>(tree, ["node", "thread"], order);
	for (const [at, node] of nodes.entries()) {
		const group = groups.of(node as number);
		if (!names.has(group)) names.set(group, threads[at] as string);
	}
	return [...names.values()];
}

/** Columns of all rows, each as a list: as JSON, which is read in a fifth of the time that as many objects take. */
function columnsOf<Value>(tree: TreeReader, columns: readonly string[], from: string): Value[][] {
	const lists = columns.map((column) => `json_group_array(${column}) AS ${column}`);
	const row = tree.get<Record<string, string>>(`SELECT ${lists.join(", ")} FROM ${from}`);
	return columns.map((column) => JSON.parse(row?.[column] ?? "[]") as Value[]);
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
