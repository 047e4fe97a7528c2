import { setImmediate } from "node:timers/promises";
import { DeskError } from "../base/errors.ts";
import { type Database, isDamage } from "../store/index.ts";
import { retryExtraction } from "./extracted.ts";
import { extractWaiting } from "./extraction.ts";
import type { Format, Mount } from "./mount.ts";
import { deproject, dropStale, ensureTables, KERNEL_TABLES, project } from "./project.ts";
import { matchShape } from "./shape.ts";
import { DIRECTORY, FILE } from "./tree.ts";
import type { Vfs } from "./vfs.ts";

/** What a reindex did for one mount. */
export interface Reindexed {
	mount: string;
	/** Files that were read again. */
	files: number;
	/** Files that their mount's format no longer accepts; they are kept, but not searchable. */
	refused: { path: string; error: DeskError }[];
}

export interface ReindexOptions {
	/** Count what would be read, change nothing. */
	dryRun?: boolean;
	signal?: AbortSignal | undefined;
	/** Called with the number of files done since the last call. */
	onProgress?(files: number): void;
}

/** Whether files must be read again, with `reindex`: an older program indexed them otherwise, or a run that emptied tables did not finish. */
export function isIndexStale(database: Database): boolean {
	return database.get("SELECT 1 FROM meta WHERE key = 'reindex'") !== undefined;
}

/** How long one transaction may keep other writers waiting (ms). */
const BATCH = 50;

/**
 * Make the projections (search text, tags, links, the mounts' tables) anew from the originals. Each file's are replaced in
 * one transaction with others', so that readers see the old or the new, other processes can write meanwhile, and what a
 * kill left undone is done by running it again. Damaged tables are made anew first.
 */
export async function* reindex(
	vfs: Vfs,
	mounts: readonly string[],
	options: ReindexOptions = {},
): AsyncGenerator<Reindexed> {
	const { database } = vfs.store;
	const rebuilt = options.dryRun !== true && (await prepareTables(vfs));
	const all = vfs.mountNames;
	const chosen = rebuilt ? all : all.filter((name) => mounts.includes(name));
	if (options.dryRun !== true) await database.write(() => retryExtraction(database));
	for (const name of chosen) yield await reindexMount(vfs, name, options);
	if (options.dryRun !== true) await extractWaiting(vfs, { signal: options.signal });
	if (options.dryRun !== true && chosen.length === all.length) {
		await database.write(() => {
			dropStale(database);
			database.run("DELETE FROM meta WHERE key = 'reindex'");
		});
	}
}

/**
 * Make damaged tables anew, empty, and note that they must be filled.
 * @returns whether all mounts have to be read again: now, or because an earlier run that emptied tables did not finish
 */
async function prepareTables(vfs: Vfs): Promise<boolean> {
	const { database } = vfs.store;
	const tables = [...KERNEL_TABLES];
	for (const mount of vfs.mountNames) tables.push(...((await vfs.mountOf(`/${mount}`))?.tables?.names ?? []));
	const damaged: string[] = [];
	for (const table of tables) if (await isDamaged(database, table)) damaged.push(table);
	if (damaged.length > 0) await remake(database, damaged);
	return isIndexStale(database);
}

/** Whether a table, or for `text` what FTS5 keeps its index in, cannot be read or does not fit itself. A missing one is no damage. */
async function isDamaged(database: Database, table: string): Promise<boolean> {
	try {
		const stored = database.all<{ name: string }>(
			"SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND (name = @table OR (@table = 'text' AND name GLOB 'text_*'))",
			{ table },
		);
		if (stored.some(({ name }) => database.driver.pragma(`quick_check("${name}")`, { simple: true }) !== "ok"))
			return true;
		if (table === "text")
			await database.write(() => database.run("INSERT INTO text (text) VALUES ('integrity-check')"), false);
		return false;
	} catch (error) {
		if (!isDamage(error)) throw error;
		return true;
	}
}

/**
 * Forget tables and create them again. Not with DROP, which reads the very pages that cannot be read; those stay unused in
 * the file. One transaction, so that a kill leaves the old or the new.
 */
async function remake(database: Database, tables: readonly string[]): Promise<void> {
	const { driver } = database;
	// The tables that FTS5 keeps its index in go by its own name.
	const isMeant = `(${tables.map((table) => `tbl_name = '${table}'${table === "text" ? " OR tbl_name GLOB 'text_*'" : ""}`).join(" OR ")})`;
	driver.unsafeMode(true);
	try {
		await database.write(() => {
			const definitions = database.all<{ sql: string }>(
				`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND ${isMeant} AND tbl_name NOT GLOB 'text_*' ORDER BY rowid`,
			);
			driver.exec(
				`PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE ${isMeant}; PRAGMA writable_schema = RESET`,
			);
			for (const { sql } of definitions) driver.exec(sql);
			if (tables.includes("text")) driver.exec("INSERT INTO text (text, rank) VALUES ('secure-delete', 1)");
			database.run("INSERT OR REPLACE INTO meta VALUES ('reindex', 1)");
		});
	} finally {
		driver.pragma("writable_schema = RESET");
		driver.unsafeMode(false);
	}
}

async function reindexMount(
	vfs: Vfs,
	name: string,
	{ dryRun = false, signal, onProgress }: ReindexOptions,
): Promise<Reindexed> {
	const { database } = vfs.store;
	const mount = (await vfs.mountOf(`/${name}`)) as Mount;
	const format = await mount.format?.();
	if (!dryRun) {
		await database.write(() => restoreTables(vfs, mount));
		await vfs.load(`/${name}`);
	}
	const root = database.get<{ id: number }>("SELECT id FROM node WHERE parent = 1 AND key = ?", name);
	// The ids alone: a listing of all paths would not fit in memory of a large desk, and files move while this runs.
	const ids =
		root === undefined
			? []
			: database
					.all<{ id: number }>(
						`WITH RECURSIVE below (id, kind) AS (SELECT id, kind FROM node WHERE id = ? UNION ALL SELECT node.id, node.kind FROM node JOIN below ON node.parent = below.id WHERE below.kind = ${DIRECTORY})
		SELECT id FROM below WHERE kind = ${FILE}`,
						root.id,
					)
					.map((row) => row.id);
	const result: Reindexed = { mount: name, files: 0, refused: [] };
	for (let at = 0; at < ids.length; ) {
		const before = at;
		const step = () => {
			const end = performance.now() + BATCH;
			do again(vfs, mount, format, ids[at++] ?? 0, result, dryRun);
			while (at < ids.length && performance.now() < end);
		};
		if (dryRun) step();
		else await database.write(step);
		onProgress?.(at - before);
		await setImmediate();
		signal?.throwIfAborted();
	}
	return result;
}

/** Read one file again. */
function again(
	vfs: Vfs,
	mount: Mount,
	format: Format | undefined,
	node: number,
	result: Reindexed,
	dryRun: boolean,
): void {
	const tree = vfs.reader();
	const path = tree.pathOf(node);
	// It was removed, or moved to another mount, which projects it itself.
	if (path?.startsWith(`/${mount.name}/`) !== true) return;
	const content = tree.contentOf(node);
	const isParsed = matchShape(mount, path.slice(mount.name.length + 2), "file")?.shape.parsed === true;
	if (!dryRun) deproject(vfs.store, mount, node);
	if (!isParsed || format === undefined || content == null) return;
	result.files++;
	if (dryRun) return;
	try {
		project(vfs.store, format, node, content, path, tree);
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		deproject(vfs.store, mount, node);
		error.at ??= path;
		result.refused.push({ path, error });
	}
}

/** Make a mount's tables when one of them is missing or of another version; else remove what no node has any more. */
function restoreTables(vfs: Vfs, mount: Mount): void {
	const { database } = vfs.store;
	const isThere = (table: string) =>
		database.get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", table) !== undefined;
	if (mount.tables === undefined) return;
	if (!mount.tables.names.every(isThere)) database.run("DELETE FROM projection WHERE mount = ?", mount.name);
	if (ensureTables(vfs.store, mount)) return;
	for (const table of mount.tables.names) database.run(`DELETE FROM ${table} WHERE node NOT IN (SELECT id FROM node)`);
}
