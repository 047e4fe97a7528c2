import { rmSync } from "node:fs";
import { join } from "node:path";
import { now } from "../base/clock.ts";
import { DeskError } from "../base/errors.ts";
import { type Database, nameBytes, SNAPSHOT_FOLDER } from "../store/index.ts";
import { forgetExtracted } from "./extracted.ts";
import type { Stat, TreeReader } from "./mount.ts";
import { joinPath } from "./path.ts";
import type { Vfs } from "./vfs.ts";

/** What an erase removed (or, in a dry run, would remove). */
export interface Erased {
	/** Files and directories, present or long deleted. */
	nodes: number;
	/** Log entries whose payload is gone. */
	entries: number;
	/** Bytes of content that nothing else holds. */
	bytes: number;
}

/**
 * Remove a file or a directory for good: content, all revisions, search text, links, and what the log says of it. What
 * remains in the log is that something was erased, and salted digests, so that the chain still verifies.
 * @throws DeskError ENOENT when the path is not there and never was
 */
export async function erase(vfs: Vfs, asked: string, options: { dryRun: boolean }): Promise<Erased> {
	const { database, content, log, home } = vfs.store;
	await vfs.load(asked);
	const stat = await vfs.find(asked, false);
	if (stat?.view === true)
		throw new DeskError("EROFS", "a view holds nothing of its own", {
			at: asked,
			todo: "erase the files that it shows",
		});
	const path = stat?.path ?? asked;
	const result = await database.write(() => {
		// Under the lock: what another process puts into a directory just now goes, too.
		const present = everything(vfs.reader(), path);
		const nodes = new Set(present.map((entry) => entry.inode));
		const past = database.all<{ node: number }>(
			`SELECT DISTINCT node FROM change WHERE ${isWithin("path")} OR ${isWithin("to_path")}`,
			range(path),
		);
		for (const { node } of past)
			if (database.get("SELECT 1 FROM node WHERE id = ?", node) === undefined) nodes.add(node);
		const refused = database.all<{ id: number; content: number }>(
			`SELECT id, content FROM rejected WHERE ${isWithin("path")}`,
			range(asText(path)),
		);
		if (nodes.size === 0 && refused.length === 0)
			throw new DeskError("ENOENT", "there is no such file, and never was", { at: path, todo: "check the path" });
		const contents = new Set<number>();
		const erased: string[] = [];
		for (const node of nodes) {
			const rows = database.all<{ change_set: number; seq: number; before: number | null; after: number | null }>(
				"SELECT change_set, seq, before, after FROM change WHERE node = ? AND salt IS NOT NULL",
				node,
			);
			for (const row of rows) {
				erased.push(`${row.change_set}.${row.seq}`, `${row.change_set}`);
				for (const id of [row.before, row.after]) if (id !== null) contents.add(id);
			}
			database.run(
				"UPDATE change SET op = NULL, path = NULL, to_path = NULL, before = NULL, after = NULL, revision = NULL, detail = NULL, salt = NULL WHERE node = ?",
				node,
			);
			const held = database.get<{ content: number | null }>("SELECT content FROM node WHERE id = ?", node)?.content;
			if (held != null) contents.add(held);
		}
		// Causes name paths too.
		for (const name of erased)
			if (!name.includes("."))
				database.run("UPDATE change_set SET cause = NULL, salt = NULL WHERE id = ?", Number(name));
		for (const row of refused) {
			contents.add(row.content);
			database.run("DELETE FROM rejected WHERE id = ?", row.id);
		}
		vfs.reader().drop(present.toReversed());
		forgetExtracted(database, contents);
		forgetFitted(database);
		forgetElsewhere(database, nodes, path);
		const bytes = content.release(contents);
		const entries = erased.filter((name) => name.includes(".")).length;
		log.append(
			{ actor: vfs.actor, cause: "desk erase" },
			[{ node: 0, op: "erase", path: "", revision: 0, detail: { erased: [...new Set(erased)] } }],
			now(),
		);
		return { nodes: nodes.size, entries, bytes };
	}, !options.dryRun);
	if (options.dryRun) return result;
	await content.sweep();
	// Old pages may hold what was erased: in the search index, in the write-ahead log, in snapshots of old versions.
	await database.write(() => database.run("INSERT INTO text (text) VALUES ('optimize')"));
	await database.shrink();
	rmSync(join(home, SNAPSHOT_FOLDER), { recursive: true, force: true });
	return result;
}

/** Remove the embedder that was fitted on the desk's text, whose words it holds, with all that it made; upkeep fits a new one. */
function forgetFitted(database: Database): void {
	const embedders = "SELECT id FROM embedder WHERE kind = 'fitted'";
	const nodes = `SELECT node FROM embedded WHERE embedder IN (${embedders})`;
	database.run(`DELETE FROM vector WHERE passage IN (SELECT id FROM passage WHERE node IN (${nodes}))`);
	database.run(`DELETE FROM passage WHERE node IN (${nodes})`);
	database.run(`DELETE FROM embedded WHERE embedder IN (${embedders})`);
	database.run(`DELETE FROM embedder WHERE id IN (${embedders})`);
}

/** What else tells of these files goes by triggers on `erasing` (conversations). */
function forgetElsewhere(database: Database, nodes: Iterable<number>, path: string): void {
	for (const node of nodes) database.run("INSERT INTO erasing (node) VALUES (?)", node);
	const { path: at, below, end } = range(path);
	database.run("INSERT INTO erasing (path, below, past) VALUES (?, ?, ?)", at, below, end);
	database.run("DELETE FROM erasing");
}

/** What is stored at a path and below it, parents first. */
function everything(tree: TreeReader, path: string): Stat[] {
	const stat = tree.stat(path);
	if (stat === undefined) return [];
	const below = stat.kind === "directory" ? tree.children(path).flatMap((child) => everything(tree, child.path)) : [];
	return [stat, ...below];
}

/** SQL: whether a column's path is `@path` or below it. By bytes, as a path that is not valid UTF-8 is a BLOB. */
function isWithin(column: string): string {
	return `(CAST(${column} AS BLOB) = @path OR (CAST(${column} AS BLOB) >= @below AND CAST(${column} AS BLOB) < @end))`;
}

function range(path: string): { path: Buffer; below: Buffer; end: Buffer } {
	const below = nameBytes(joinPath(path, ""));
	return { path: nameBytes(path), below, end: Buffer.concat([below.subarray(0, -1), Buffer.from("0")]) };
}

/** `rejected` keeps text: what is no valid Unicode in a path is replaced there. */
function asText(path: string): string {
	return Buffer.from(path, "utf8").toString("utf8");
}
