import { DATABASE_FILE, type Database, isDamage, unpackName } from "../store/index.ts";
import type { Finding } from "./health.ts";
import { joinPath, type NameRules, nameKey } from "./path.ts";
import { DIRECTORY, ROOT } from "./tree.ts";

/** A row of `node`. */
interface Row {
	id: number;
	parent: number;
	key: string | Buffer;
	name: string | Buffer;
	kind: number;
	size: number;
	content: number | null;
}

/** The tree as it can still be read, and what is wrong with it. */
export interface Survey {
	findings: Finding[];
	count: number;
	/** Paths of the files that hold a content. */
	holders: ReadonlyMap<number, readonly string[]>;
}

/** Reads rows until one cannot be read. @returns whether all could. @throws what is no damage */
export function scan<Row>(database: Database, sql: string, take: (row: Row) => void): boolean {
	try {
		for (const row of database.driver.prepare(sql).iterate()) take(row as Row);
		return true;
	} catch (error) {
		if (!isDamage(error)) throw error;
		return false;
	}
}

/** One read that damage may prevent. @throws what is no damage */
export function attempt<Result>(read: () => Result): Result | "damaged" {
	try {
		return read();
	} catch (error) {
		if (!isDamage(error)) throw error;
		return "damaged";
	}
}

/**
 * Check that the nodes are a tree: parents exist and are directories, nothing contains itself, names have the keys that they
 * are found by, sizes are those of the content.
 * @param rulesOf the name rules of a mount, undefined when there is no such mount
 */
export function surveyTree(database: Database, rulesOf: (mount: string) => NameRules | undefined): Survey {
	const findings: Finding[] = [];
	const holders = new Map<number, string[]>();
	const { rows, complete } = readRows(database);
	const paths = new Map<number, string | undefined>([[ROOT, "/"]]);
	for (const row of rows.values()) {
		if (row.id === ROOT) continue;
		const name = unpackName(row.name);
		const path = pathOf(row.id, rows, paths, (id) => (complete ? undefined : pathInLog(database, "node", id)));
		const say = (detail: string) => findings.push({ check: "tree", level: "error", detail, path: path ?? name });
		if (path === undefined) say(`it (node ${row.id}) lies in no directory that can be reached`);
		const rules = row.parent === ROOT ? "posix" : rulesOf(path?.split("/")[1] ?? "");
		if ((rows.get(row.parent)?.kind ?? DIRECTORY) !== DIRECTORY) say("it lies in something that is not a directory");
		if (rules !== undefined && nameKey(name, rules) !== unpackName(row.key))
			say("its name does not fit the key that it is found by");
		if ((row.kind === DIRECTORY) !== (row.content === null))
			say(row.kind === DIRECTORY ? "it is a directory with content" : "it is a file without content");
		if (row.content === null) continue;
		holders.set(row.content, [...(holders.get(row.content) ?? []), path ?? name]);
		const stored = attempt(
			() => database.get<{ size: number }>("SELECT size FROM content WHERE id = ?", row.content)?.size,
		);
		if (stored !== "damaged" && stored !== undefined && stored !== row.size)
			say(`it is listed with ${row.size} bytes, its content has ${stored}`);
	}
	if (!complete) {
		findings.push({
			check: "tree",
			level: "error",
			detail: "parts of the list of files cannot be read",
			path: DATABASE_FILE,
		});
		for (const { path, content } of lostFiles(database, rows, paths)) {
			findings.push({ check: "tree", level: "error", detail: "its entry in desk.db is damaged", path });
			holders.set(content, [...(holders.get(content) ?? []), path]);
		}
	}
	return { findings, count: rows.size - 1, holders };
}

/** Every node that can be read: from both ends of the table, and where that leaves a gap, one by one. */
function readRows(database: Database): { rows: Map<number, Row>; complete: boolean } {
	const rows = new Map<number, Row>();
	const add = (row: Row) => rows.set(row.id, row);
	const select = "SELECT id, parent, key, name, kind, size, content FROM node";
	if (scan(database, `${select} ORDER BY parent, key`, add)) return { rows, complete: true };
	scan(database, `${select} ORDER BY parent DESC, key DESC`, add);
	const next = attempt(() => database.get<{ value: number }>("SELECT value FROM meta WHERE key = 'next_node'")?.value);
	for (let id = ROOT; id < (typeof next === "number" ? next : 0); id++) {
		const row = rows.has(id) ? undefined : attempt(() => database.get<Row>(`${select} WHERE id = ?`, id));
		if (row !== undefined && row !== "damaged") add(row);
	}
	return { rows, complete: false };
}

/** Files whose row is damaged, as the index over `content` knows them: it holds the directory and the key too. */
function lostFiles(
	database: Database,
	rows: ReadonlyMap<number, Row>,
	paths: ReadonlyMap<number, string | undefined>,
): { path: string; content: number }[] {
	const place = (parent: number, key: string | Buffer) => `${parent}/${unpackName(key)}`;
	const found = new Set(Array.from(rows.values(), (row) => place(row.parent, row.key)));
	const lost: { path: string; content: number }[] = [];
	scan<Pick<Row, "parent" | "key"> & { content: number }>(
		database,
		"SELECT content, parent, key FROM node INDEXED BY node_content WHERE content IS NOT NULL",
		(row) => {
			if (found.has(place(row.parent, row.key))) return;
			const directory = paths.get(row.parent) ?? pathInLog(database, "node", row.parent);
			const path =
				directory === undefined ? pathInLog(database, "after", row.content) : joinPath(directory, unpackName(row.key));
			lost.push({ path: path ?? unpackName(row.key), content: row.content });
		},
	);
	return lost;
}

/** Where the log saw a node or a content last. */
function pathInLog(database: Database, column: "node" | "after", id: number): string | undefined {
	const row = attempt(() =>
		database.get<{ path: string | Buffer }>(
			`SELECT coalesce(to_path, path) AS path FROM change WHERE ${column} = ? AND path IS NOT NULL ORDER BY change_set DESC, seq DESC LIMIT 1`,
			id,
		),
	);
	return row === undefined || row === "damaged" ? undefined : unpackName(row.path);
}

/** The path along the parents; undefined when one is missing (and `elsewhere` does not know it) or the way goes in a circle. */
function pathOf(
	id: number,
	rows: ReadonlyMap<number, Row>,
	known: Map<number, string | undefined>,
	elsewhere: (id: number) => string | undefined,
): string | undefined {
	const way: Row[] = [];
	let at = id;
	while (!known.has(at)) {
		const row = rows.get(at);
		known.set(at, row === undefined ? elsewhere(at) : undefined); // a circle comes back to here, and stays without a path
		if (row === undefined) break;
		way.push(row);
		at = row.parent;
	}
	let path = known.get(at);
	for (const row of way.reverse()) {
		path = path === undefined ? undefined : joinPath(path, unpackName(row.name));
		known.set(row.id, path);
	}
	return path;
}
