import type { Staged, Store } from "../store/index.ts";
import type { Format, Mount, Parsed, TreeWriter } from "./mount.ts";
import { nameOfPath } from "./path.ts";

/** A format reads at most this many bytes of a file (4 MiB); the rest is stored, not indexed. */
export const PARSE_LIMIT = 4 * 1024 * 1024;

/** What is projected of files in general; a mount's own tables come on top. */
const TABLES = ["tag", "link"] as const;

/**
 * Read one stored file with its mount's format and fill the projections: search text, tags, links, the mount's tables.
 * @throws DeskError EFORMAT, which refuses the write that led here.
 */
export function project(
	store: Store,
	format: Format,
	node: number,
	content: number | Staged,
	path: string,
	tree: TreeWriter,
): Parsed {
	const size = store.content.sizeOf(content);
	const truncated = size > PARSE_LIMIT;
	const bytes = truncated
		? Buffer.concat([...store.content.readSync(content, { length: PARSE_LIMIT })])
		: store.content.readAll(content);
	const parsed = format.parse(bytes, { path, name: nameOfPath(path), size, truncated });
	if (parsed.text !== "" || parsed.title !== "") {
		store.database.run(
			"INSERT INTO text (rowid, title, tags, body) VALUES (?, ?, ?, ?)",
			node,
			parsed.title,
			parsed.tags.join(" "),
			parsed.text,
		);
	}
	for (const tag of parsed.tags) store.database.run("INSERT OR IGNORE INTO tag (node, tag) VALUES (?, ?)", node, tag);
	for (const target of parsed.links)
		store.database.run("INSERT OR IGNORE INTO link (node, target) VALUES (?, ?)", node, target);
	format.project?.(parsed.record, node, tree);
	return parsed;
}

/** Remove what was projected of a node. */
export function deproject(store: Store, mount: Mount, node: number): void {
	store.database.run("DELETE FROM text WHERE rowid = ?", node);
	for (const table of TABLES) store.database.run(`DELETE FROM ${table} WHERE node = ?`, node);
	for (const table of mount.tables?.names ?? []) store.database.run(`DELETE FROM ${table} WHERE node = ?`, node);
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
