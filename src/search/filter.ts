/** From a filter to the nodes that it lets through. */
import { nearest } from "../base/nearest.ts";
import type { Bound } from "../store/index.ts";
import type { TreeReader, Vfs } from "../vfs/index.ts";
import type { Allowed, Filter } from "./types.ts";

/** A condition on `node n`, in SQL. */
interface Condition {
	readonly sql: string;
	readonly values: readonly Bound[];
}

/** The date of `node n`, in microseconds: its own `date`, else when it was modified. A date without a zone is a local one. */
export const DATE_OF_NODE =
	"COALESCE((SELECT unixepoch(value, 'utc') * 1000000 FROM facet WHERE facet.node = n.id AND name = 'date' LIMIT 1), n.mtime)";

/** Nodes that fit all of the filters; undefined when they ask for nothing. */
export async function allowedBy(vfs: Vfs, filters: readonly Filter[]): Promise<Allowed | undefined> {
	const conditions: Condition[] = [];
	for (const filter of filters) {
		conditions.push(...(await conditionsOf(vfs, filter)));
		for (const { sql, values } of await conditionsOf(vfs, filter.except ?? {}))
			conditions.push({ sql: `NOT (${sql})`, values });
	}
	if (vfs.access !== undefined) conditions.push(await readableBy(vfs));
	if (conditions.length === 0) return undefined;
	const rows = vfs.store.database
		.sql(`SELECT n.id FROM node n WHERE n.kind = 1 AND ${conditions.map(({ sql }) => sql).join(" AND ")}`)
		.pluck()
		.all(...conditions.flatMap(({ values }) => values)) as number[];
	return { nodes: new Set(rows), json: JSON.stringify(rows) };
}

async function conditionsOf(vfs: Vfs, filter: Filter): Promise<Condition[]> {
	const tree = vfs.reader();
	const conditions: Condition[] = [];
	const places = [...(filter.within ?? [])];
	if (places.length > 0 && !places.includes("/")) conditions.push(await below(vfs, places));
	if (filter.mounts !== undefined)
		conditions.push(
			await below(
				vfs,
				filter.mounts.map((name) => `/${name}`),
			),
		);
	if (filter.kinds !== undefined) conditions.push(await ofKind(vfs, filter.kinds));
	for (const tag of filter.tags ?? []) {
		const tags = tree.all<{ tag: string }>("SELECT DISTINCT tag FROM tag").map((row) => row.tag);
		conditions.push(
			inRows(
				"SELECT node FROM tag WHERE tag IN",
				tags.filter((known) => tagMatches(tag, known)),
			),
		);
	}
	for (const name of new Set(filter.facets?.map(([name]) => name.toLowerCase()))) {
		const asked = filter.facets?.flatMap(([given, value]) => (given.toLowerCase() === name ? [value] : [])) ?? [];
		conditions.push(withFacet(tree, name, (value) => asked.some((one) => facetMatches(one, value))));
	}
	if (filter.since !== undefined) conditions.push({ sql: `${DATE_OF_NODE} >= ?`, values: [filter.since] });
	if (filter.until !== undefined) conditions.push({ sql: `${DATE_OF_NODE} < ?`, values: [filter.until] });
	return conditions;
}

/** What may be read by a hand that may not read everything. */
async function readableBy(vfs: Vfs): Promise<Condition> {
	const nodes: number[] = [];
	for await (const { inode, kind } of vfs.walk("/", { views: false }))
		if (kind === "file" && (await vfs.mayRead(inode))) nodes.push(inode);
	return { sql: "n.id IN (SELECT value FROM json_each(?))", values: [JSON.stringify(nodes)] };
}

/** A path itself, or what lies below it; one that is not there holds nothing. */
async function below(vfs: Vfs, paths: readonly string[]): Promise<Condition> {
	const nodes: number[] = [];
	for (const path of paths) {
		const stat = await vfs.find(path);
		if (stat !== undefined) nodes.push(stat.inode);
	}
	// Only directories are followed; what lies in them is one look at each node's parent.
	return {
		sql: `(n.id IN (SELECT value FROM json_each(?)) OR n.parent IN (WITH RECURSIVE inside (id) AS (SELECT value FROM json_each(?) UNION SELECT node.id FROM node JOIN inside ON node.parent = inside.id WHERE node.kind = 0) SELECT id FROM inside))`,
		values: [JSON.stringify(nodes), JSON.stringify(nodes)],
	};
}

/** By the `kind` facet, the extension of the name, or the mount: `task` and `tasks` are the files of /tasks. */
async function ofKind(vfs: Vfs, kinds: readonly string[]): Promise<Condition> {
	const wanted = kinds.map((kind) => fold(kind));
	const mounts = vfs.mountNames.filter((name) => wanted.some((kind) => kind === name || `${kind}s` === name));
	const place = await below(
		vfs,
		mounts.map((name) => `/${name}`),
	);
	const facet = withFacet(vfs.reader(), "kind", (value) => wanted.includes(fold(value)));
	const names = wanted.map(() => "n.name LIKE '%.' || ? ESCAPE '\\'");
	return {
		sql: `(${[place.sql, facet.sql, ...names].join(" OR ")})`,
		values: [...place.values, ...facet.values, ...wanted.map((kind) => kind.replace(/[\\%_]/g, "\\$&"))],
	};
}

function withFacet(tree: TreeReader, name: string, fits: (value: string) => boolean): Condition {
	const values = tree.all<{ value: string }>("SELECT DISTINCT value FROM facet WHERE name = ?", name);
	const { sql, values: bound } = inRows(
		"SELECT node FROM facet WHERE name = ? AND value IN",
		values.map(({ value }) => value).filter(fits),
	);
	return { sql, values: [name, ...bound] };
}

function inRows(select: string, values: readonly string[]): Condition {
	return { sql: `n.id IN (${select} (SELECT value FROM json_each(?)))`, values: [JSON.stringify(values)] };
}

/** `work` fits the tags `work` and `Work/clients`. */
export function tagMatches(asked: string, tag: string): boolean {
	const wanted = fold(asked.replace(/^#|\/$/g, ""));
	const known = fold(tag);
	return known === wanted || known.startsWith(`${wanted}/`);
}

/**
 * A facet's value fits what was asked for when it is the same, regardless of case and accents, or holds it as whole words (`anna` fits
 * `Anna Karlsson <anna@example.org>`). With `*` at the end, words that begin so; dates fit their month and year (`due:2026-11`).
 */
export function facetMatches(asked: string, value: string): boolean {
	const wanted = fold(asked);
	const known = fold(value);
	const isPrefix = wanted.endsWith("*") || /^\d{4}(-\d\d)?$/.test(wanted);
	const begin = wanted.replace(/\*+$/, "").trim();
	if (begin === "") return wanted !== "";
	for (let at = known.indexOf(begin); at >= 0; at = known.indexOf(begin, at + 1)) {
		const starts = at === 0 || !isLetter(known.charAt(at - 1));
		if (starts && (isPrefix || !isLetter(known.charAt(at + begin.length)))) return true;
	}
	return false;
}

function isLetter(char: string): boolean {
	return /[\p{L}\p{N}\p{M}]/u.test(char);
}

function fold(text: string): string {
	return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/** Conditions that nothing can fit, for people: a path that is not there, a property that no file has. */
export async function doubtsOf(vfs: Vfs, filters: readonly Filter[]): Promise<string[]> {
	const doubts: string[] = [];
	// What properties there are tells of files.
	if (vfs.access !== undefined) return doubts;
	const names = facetNames(vfs.reader());
	for (const { within = [], facets = [] } of filters) {
		for (const path of within) if ((await vfs.find(path)) === undefined) doubts.push(`there is no ${path}`);
		for (const name of new Set(facets.map(([name]) => name))) {
			if (names.includes(name)) continue;
			const close = nearest(name, names);
			doubts.push(`no file has a property '${name}'${close === undefined ? "" : `, but some have '${close}'`}`);
		}
	}
	return doubts;
}

/** Names of the facets that files of this desk have. */
export function facetNames(tree: Pick<TreeReader, "all">): string[] {
	// One step into the index for each name, not for each row.
	return tree
		.all<{ name: string | null }>(
			"WITH RECURSIVE n (name) AS (SELECT min(name) FROM facet UNION ALL SELECT (SELECT min(name) FROM facet WHERE name > n.name) FROM n WHERE n.name IS NOT NULL) SELECT name FROM n",
		)
		.flatMap(({ name }) => (name === null ? [] : [name]));
}
