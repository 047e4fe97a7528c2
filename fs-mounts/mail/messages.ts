/** Messages by what the mount's tables hold of them, newest first, page by page: nothing is read of files. */
import type { TreeReader } from "../../src/vfs/index.ts";
import { pathsOf } from "./locations.ts";
import { FLAGS, type MailRecord } from "./record.ts";

/** Which messages. All conditions hold together; of several values one is enough. */
export interface MessageFilter {
	/** Nodes of folders; undefined: all of /mail but what was composed here. */
	readonly folders?: readonly number[];
	/** Bits of `FLAGS` that are set, and that are not. */
	readonly with?: number;
	readonly without?: number;
	readonly attachments?: boolean;
	/** Values of facets, as stored (`valuesFitting` finds them). */
	readonly facets?: readonly { readonly names: readonly string[]; readonly values: readonly string[] }[];
	/** Seconds UTC: from then on, and before. */
	readonly since?: number;
	readonly until?: number;
}

/** A message as lists show it. */
export interface MessageRow extends Omit<MailRecord, "topic" | "orphan" | "references"> {
	readonly node: number;
	readonly path: string;
}

const COLUMNS =
	"mail.node, mail.id, mail.date, mail.flags, sender, recipient, subject, thread, list, mail.size, attachments, node.parent, node.name";
const FROM = "FROM mail JOIN node ON node.id = mail.node";

/** Messages, newest first. They are read a page at a time, so that who stops early costs little. */
export function* messages(tree: TreeReader, filter: MessageFilter, page = 200): Generator<MessageRow> {
	const { where, values } = condition(filter);
	const pathOf = pathsOf(tree);
	let after: readonly (string | number)[] = [];
	for (;;) {
		const next = after.length === 0 ? "" : "AND (mail.date, mail.id, mail.node) < (?, ?, ?)";
		const rows = tree.all<Omit<MessageRow, "path"> & { parent: number; name: string }>(
			`SELECT ${COLUMNS} ${FROM} WHERE ${where} ${next} ORDER BY mail.date DESC, mail.id DESC, mail.node DESC LIMIT ?`,
			...values,
			...after,
			page,
		);
		for (const { parent, name, ...row } of rows) yield { ...row, path: pathOf(parent, name) };
		const last = rows.at(-1);
		if (last === undefined || rows.length < page) return;
		after = [last.date, last.id, last.node];
	}
}

/** Messages by their nodes, in the order of these; what is no message is left out. */
export function messagesByNode(tree: TreeReader, nodes: readonly number[]): MessageRow[] {
	const pathOf = pathsOf(tree);
	const rows = new Map(
		tree
			.all<Omit<MessageRow, "path"> & { parent: number; name: string }>(
				`SELECT ${COLUMNS} ${FROM} WHERE mail.node IN (SELECT value FROM json_each(?))`,
				JSON.stringify(nodes),
			)
			.map(({ parent, name, ...row }) => [row.node, { ...row, path: pathOf(parent, name) }]),
	);
	return nodes.flatMap((node) => rows.get(node) ?? []);
}

/** How many there are. */
export function countMessages(tree: TreeReader, filter: MessageFilter): number {
	const { where, values } = condition(filter);
	return tree.get<{ count: number }>(`SELECT count(*) AS count FROM mail WHERE ${where}`, ...values)?.count ?? 0;
}

/** A filter as SQL on `mail`. */
export function condition(filter: MessageFilter): { where: string; values: (string | number)[] } {
	const parts: string[] = [];
	const values: (string | number)[] = [];
	const add = (sql: string, ...bound: (string | number)[]) => {
		parts.push(sql);
		values.push(...bound);
	};
	const { folders } = filter;
	if (folders === undefined) add("mail.id <> ''");
	else if (folders.length === 1) add("mail.parent = ?", folders[0] as number);
	else add("mail.parent IN (SELECT value FROM json_each(?))", JSON.stringify(folders));
	// Bit by bit, and literally: so the partial indices fit.
	for (const [bits, sql] of [
		[filter.with ?? 0, "<> 0"],
		[filter.without ?? 0, "= 0"],
	] as const)
		for (const bit of Object.values(FLAGS)) if ((bits & bit) !== 0) add(`mail.flags & ${bit} ${sql}`);
	if (filter.attachments === true) add("mail.attachments > 0");
	if (filter.since !== undefined) add("mail.date >= ?", filter.since);
	if (filter.until !== undefined) add("mail.date < ?", filter.until);
	for (const { names, values: fitting } of filter.facets ?? [])
		add(
			"mail.node IN (SELECT node FROM facet WHERE name IN (SELECT value FROM json_each(?)) AND value IN (SELECT value FROM json_each(?)))",
			JSON.stringify(names),
			JSON.stringify(fitting),
		);
	return { where: parts.join(" AND "), values };
}

/** Flags, keywords and labels of messages, as they are written. */
export function wordsOf(
	tree: TreeReader,
	nodes: readonly number[],
): Map<number, { flags: string[]; labels: string[] }> {
	const words = new Map(nodes.map((node) => [node, { flags: [] as string[], labels: [] as string[] }]));
	for (const { node, name, value } of tree.all<{ node: number; name: string; value: string }>(
		"SELECT node, name, value FROM facet WHERE node IN (SELECT value FROM json_each(?)) AND name IN ('flag', 'label') ORDER BY name, value",
		JSON.stringify(nodes),
	))
		words.get(node)?.[name === "flag" ? "flags" : "labels"].push(value);
	return words;
}

/** A folder and all below it, by node. */
export function foldersIn(tree: TreeReader, folder: number): number[] {
	return tree
		.all<{ id: number }>(
			"WITH RECURSIVE inside (id) AS (SELECT ? UNION SELECT node.id FROM node JOIN inside ON node.parent = inside.id WHERE node.kind = 0) SELECT id FROM inside",
			folder,
		)
		.map(({ id }) => id);
}
