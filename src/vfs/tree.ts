import type { MayContain } from "../base/trigram-filter.ts";
import type { Database } from "../store/index.ts";
import { packName, unpackName } from "../store/index.ts";
import type { Kind, Stat } from "./mount.ts";
import { joinPath, type NameRules, nameKey, namesOf } from "./path.ts";

/** The root directory's node, made by the first migration. */
export const ROOT = 1;

export const KINDS: readonly Kind[] = ["directory", "file", "symlink"];
export const DIRECTORY = 0;
export const FILE = 1;
export const SYMLINK = 2;

/** A row of `node`: one file or directory that is there now. */
export interface Node {
	parent: number;
	key: string | Buffer;
	id: number;
	name: string | Buffer;
	kind: number;
	size: number;
	mtime: number;
	revision: number;
	mode: number;
	content: number | null;
	ctime: number;
	birth: number;
	/** A path, packed as names are. */
	origin: string | Buffer | null;
	/** Null where nobody has set it. */
	atime: number | null;
}

const COLUMNS = "parent, key, id, name, kind, size, mtime, revision, mode, content, ctime, birth, origin, atime";
// Put together once: statements are found by their text, and a new string would be hashed at each call.
const CHILD = `SELECT ${COLUMNS} FROM node WHERE parent = ? AND key = ?`;
const BY_ID = `SELECT ${COLUMNS} FROM node WHERE id = ?`;
const INSERT = `INSERT INTO node (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** `[key, id, name, kind, bytes]` of a child; bytes are null when its content is no row, and undefined when they were left out. */
export type ChildData = [
	key: string | Buffer,
	id: number,
	name: string | Buffer,
	kind: number,
	data: Buffer | null | undefined,
];

/** The stored tree, read by node: rows in, rows out, no policy. */
export class Tree {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
	}

	child(parent: number, name: string, rules: NameRules): Node | undefined {
		return this.#database.get<Node>(CHILD, parent, packName(nameKey(name, rules)));
	}

	byId(id: number): Node | undefined {
		return this.#database.get<Node>(BY_ID, id);
	}

	/** Children in the order of their keys. */
	children(parent: number): Node[] {
		return this.#database.all<Node>(`SELECT ${COLUMNS} FROM node WHERE parent = ? ORDER BY key`, parent);
	}

	/** Names of the children, in the same order; much cheaper for a large directory. @param after the key of one: only those behind it, `count` at most */
	childNames(parent: number, after?: string | Buffer, count = -1): string[] {
		const behind = after === undefined ? "" : "AND key > ?";
		const select = this.#database.sql(`SELECT name FROM node WHERE parent = ? ${behind} ORDER BY key LIMIT ?`).pluck();
		const names = after === undefined ? select.all(parent, count) : select.all(parent, after, count);
		return (names as unknown as (string | Buffer)[]).map(unpackName);
	}

	/** Whether a directory has names that are no UTF-8: their keys come after all others, whatever their bytes. */
	hasByteNames(parent: number): boolean {
		return this.#database.get("SELECT 1 FROM node WHERE parent = ? AND key >= x'' LIMIT 1", parent) !== undefined;
	}

	/**
	 * The next children after a key, as `[key, id, name, kind, bytes]`; bytes of content that is a row, else null. One scan reads
	 * many small files; arrays, because building thirteen-column objects costs more than reading them.
	 */
	childrenWithData(parent: number, after: string | Buffer | undefined, count: number): ChildData[] {
		const statement = this.#database.sql(
			`SELECT key, node.id, name, kind, data FROM node LEFT JOIN content ON content.id = node.content
			WHERE parent = ? ${after === undefined ? "" : "AND key > ?"} ORDER BY key LIMIT ?`,
		);
		const rows: unknown =
			after === undefined ? statement.raw().all(parent, count) : statement.raw().all(parent, after, count);
		return rows as ChildData[];
	}

	/** `childrenWithData`, but without the bytes (undefined) of those whose trigrams rule them out. */
	childrenThatMay(contain: MayContain, parent: number, after: string | Buffer | undefined, count: number): ChildData[] {
		const statement = this.#database.sql(
			`SELECT key, node.id, name, kind, content, filter FROM node LEFT JOIN trigram ON trigram.node = node.id
			WHERE parent = ? ${after === undefined ? "" : "AND key > ?"} ORDER BY key LIMIT ?`,
		);
		const rows = (
			after === undefined ? statement.raw().all(parent, count) : statement.raw().all(parent, after, count)
		) as [string | Buffer, number, string | Buffer, number, number | null, Buffer | null][];
		// The statement is shared with every other reader of content: its rows stay rows (no `pluck`).
		const dataOf = (content: number) =>
			this.#database.get<{ data: Buffer | null }>("SELECT data FROM content WHERE id = ?", content)?.data ?? null;
		return rows.map(([key, id, name, kind, content, filter]): ChildData => {
			const isOut = filter !== null && !contain(filter);
			const data = isOut ? undefined : content === null ? null : dataOf(content);
			return [key, id, name, kind, data];
		});
	}

	countDirectories(parent: number): number {
		const row = this.#database.get<{ n: number }>(
			"SELECT count(*) AS n FROM node WHERE parent = ? AND kind = 0",
			parent,
		);
		return row?.n ?? 0;
	}

	hasChildren(parent: number): boolean {
		return this.#database.get("SELECT 1 FROM node WHERE parent = ? LIMIT 1", parent) !== undefined;
	}

	/**
	 * The node along `names` from the root; the first name is a mount's, compared as it is. `real` receives the names of what is
	 * there, as they are stored.
	 */
	resolve(names: readonly string[], rules: NameRules, real?: string[]): Node | undefined {
		let node = this.byId(ROOT);
		for (const name of names) {
			if (node === undefined || node.kind !== DIRECTORY) return undefined;
			node = this.child(node.id, name, rules);
			if (node !== undefined) real?.push(unpackName(node.name));
		}
		return node;
	}

	/** The file that stands where a path that is not there would need a directory. */
	fileAbove(path: string, rules: NameRules): string | undefined {
		const real: string[] = [];
		this.resolve(namesOf(path), rules, real);
		const at = real.length === 0 || real.length === namesOf(path).length ? undefined : this.resolve(real, rules);
		return at === undefined || at.kind === DIRECTORY ? undefined : `/${real.join("/")}`;
	}

	pathOf(id: number): string | undefined {
		const names: string[] = [];
		for (let at = id; at !== ROOT; ) {
			const row = this.#database.get<{ parent: number; name: string | Buffer }>(
				"SELECT parent, name FROM node WHERE id = ?",
				at,
			);
			if (row === undefined) return undefined;
			names.push(unpackName(row.name));
			at = row.parent;
		}
		return `/${names.reverse().join("/")}`;
	}

	insert(node: Node): void {
		this.#database.run(
			INSERT,
			node.parent,
			node.key,
			node.id,
			node.name,
			node.kind,
			node.size,
			node.mtime,
			node.revision,
			node.mode,
			node.content,
			node.ctime,
			node.birth,
			node.origin,
			node.atime,
		);
	}

	update(node: Node): void {
		this.#database.run(
			"UPDATE node SET parent = ?, key = ?, name = ?, size = ?, mtime = ?, revision = ?, mode = ?, content = ?, ctime = ?, origin = ?, atime = ? WHERE id = ?",
			node.parent,
			node.key,
			node.name,
			node.size,
			node.mtime,
			node.revision,
			node.mode,
			node.content,
			node.ctime,
			node.origin,
			node.atime,
			node.id,
		);
	}

	delete(id: number): void {
		this.#database.run("DELETE FROM node WHERE id = ?", id);
		this.#database.run("DELETE FROM attribute WHERE node = ?", id);
	}

	/** Extended attributes of a node, by name. */
	attributes(id: number): Map<string, Buffer> {
		const sql = "SELECT name, value FROM attribute WHERE node = ? ORDER BY name";
		return new Map(
			this.#database.all<{ name: string; value: Buffer }>(sql, id).map(({ name, value }) => [name, value]),
		);
	}

	/** Set an extended attribute, or (null) take it away. */
	setAttribute(id: number, name: string, value: Uint8Array | null): void {
		if (value === null) this.#database.run("DELETE FROM attribute WHERE node = ? AND name = ?", id, name);
		else this.#database.run("INSERT OR REPLACE INTO attribute VALUES (?, ?, ?)", id, name, value);
	}

	/** A directory's entries changed (POSIX: its mtime and ctime follow). */
	touchDirectory(id: number, at: number): void {
		this.#database.run("UPDATE node SET mtime = ?, ctime = ? WHERE id = ?", at, at, id);
	}
}

/** What callers see of a stored node. */
export function statOf(node: Node, directory: string): Stat {
	const name = unpackName(node.name);
	const stat: Stat = {
		path: name === "" ? "/" : joinPath(directory, name),
		name,
		kind: KINDS[node.kind] ?? "file",
		size: node.size,
		mtime: node.mtime,
		ctime: node.ctime,
		birth: node.birth,
		mode: node.mode,
		revision: node.revision,
		inode: node.id,
		view: false,
	};
	if (node.atime !== null) stat.atime = node.atime;
	if (node.origin !== null) stat.origin = unpackName(node.origin);
	return stat;
}
