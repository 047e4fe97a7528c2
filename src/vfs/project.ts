import { indexable } from "../base/indexable.ts";
import { trigramFilter } from "../base/trigram-filter.ts";
import { type Database, INLINE_LIMIT, type Staged, type Store } from "../store/index.ts";
import { extractedText } from "./extracted.ts";
import { linkTarget } from "./follow.ts";
import type { Format, Mount, Parsed, Place, Prepared, TreeWriter } from "./mount.ts";
import { nameOfPath } from "./path.ts";

/** A format reads at most this many bytes of a file (4 MiB); the rest is stored, not indexed. */
export const PARSE_LIMIT = 4 * 1024 * 1024;

/** What is projected of files in general, by node; `text` and a mount's own tables come on top. */
const BY_NODE = ["tag", "link", "facet", "trigram", "embedded", "passage"] as const;

/** All tables that the kernel fills from files, and `desk reindex` makes anew. */
export const KERNEL_TABLES: readonly string[] = [...BY_NODE, "text", "vector", "embedder", "extract", "projection"];

/** The bytes that a format reads of a file, and what it is told of the place. */
export function readable(store: Store, content: number | Staged, path: string): { bytes: Uint8Array; place: Place } {
	const size = store.content.sizeOf(content);
	const truncated = size > PARSE_LIMIT;
	// What is in memory is looked at where it is, not copied: an import projects every file.
	const atHand = typeof content === "number" ? undefined : content.data;
	const bytes =
		atHand ??
		(truncated
			? Buffer.concat([...store.content.readSync(content, { length: PARSE_LIMIT })])
			: store.content.readAll(content));
	return { bytes, place: { path, name: nameOfPath(path), size, truncated } };
}

/**
 * Read one stored file with its mount's format and fill the projections: search text, tags, links, facets, the mount's tables.
 * @param staged the content's bytes, where they need not be read back
 * @throws DeskError EFORMAT, which refuses the write that led here.
 */
export function project(
	store: Store,
	format: Format,
	node: number,
	content: number,
	path: string,
	tree: TreeWriter,
	staged?: Prepared,
): Parsed {
	const { database } = store;
	const { bytes, place } = readable(store, staged ?? content, path);
	if (place.size <= INLINE_LIMIT)
		database.run(
			"INSERT INTO trigram (node, filter) VALUES (?, ?)",
			node,
			staged?.read?.filter ?? trigramFilter(bytes),
		);
	const parsed = staged?.read?.parsed ?? format.parse(bytes, place);
	const text = parsed.extract === undefined ? parsed.text : extractedText(database, content, parsed.extract);
	if (text !== "" || parsed.title !== "") {
		database.run(
			"INSERT INTO text (rowid, title, tags, body) VALUES (?, ?, ?, ?)",
			node,
			indexable(parsed.title),
			indexable(parsed.tags.join(" ")),
			indexable(text),
		);
	}
	for (const tag of parsed.tags) database.run("INSERT OR IGNORE INTO tag (node, tag) VALUES (?, ?)", node, tag);
	for (const target of parsed.links)
		database.run("INSERT OR IGNORE INTO link (node, target) VALUES (?, ?)", node, linkTarget(target));
	for (const name in parsed.facets)
		for (const value of parsed.facets[name] ?? [])
			database.run("INSERT OR IGNORE INTO facet (node, name, value) VALUES (?, ?, ?)", node, name, value);
	format.project?.(parsed.record, node, tree);
	return parsed;
}

/** Remove what was projected of a node. */
export function deproject({ database }: Store, mount: Mount, node: number): void {
	database.run("DELETE FROM text WHERE rowid = ?", node);
	database.run("DELETE FROM vector WHERE passage IN (SELECT id FROM passage WHERE node = ?)", node);
	for (const table of BY_NODE) database.run(`DELETE FROM ${table} WHERE node = ?`, node);
	for (const table of mount.tables?.names ?? []) database.run(`DELETE FROM ${table} WHERE node = ?`, node);
}

/** Remove what no file holds: rows of nodes that are no more, passages' vectors, text extracted of content that only history has. */
export function dropStale(database: Database): void {
	database.run("DELETE FROM text WHERE rowid IN (SELECT rowid FROM text WHERE rowid NOT IN (SELECT id FROM node))");
	for (const table of BY_NODE) database.run(`DELETE FROM ${table} WHERE node NOT IN (SELECT id FROM node)`);
	database.run("DELETE FROM vector WHERE passage NOT IN (SELECT id FROM passage)");
	database.run("DELETE FROM extract WHERE content NOT IN (SELECT content FROM node WHERE content IS NOT NULL)");
}

/**
 * Make a mount's tables, or drop and rebuild them when their version has changed.
 * @returns whether files must be read again: also for new tables, as an older program without them may have written files
 */
export function ensureTables(store: Store, mount: Mount): boolean {
	if (mount.tables === undefined) return false;
	const known = store.database.get<{ version: number }>(
		"SELECT version FROM projection WHERE mount = ?",
		mount.name,
	)?.version;
	if (known === mount.tables.version) return false;
	for (const table of mount.tables.names) store.database.driver.exec(`DROP TABLE IF EXISTS ${table}`);
	store.database.driver.exec(mount.tables.sql);
	store.database.run(
		"INSERT INTO projection VALUES (?, ?) ON CONFLICT (mount) DO UPDATE SET version = excluded.version",
		mount.name,
		mount.tables.version,
	);
	return true;
}
