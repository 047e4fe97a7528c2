import { type Database, isDamage, unpackName } from "../store/index.ts";
import type { Finding } from "./health.ts";
import { joinPath, nameKey, type NameRules } from "./path.ts";
import { DIRECTORY, ROOT } from "./tree.ts";

/** A row of `node`, as far as it can be read. */
interface Row {
	id: number;
	parent: number;
	/** The name, or the key where the row itself is damaged. */
	name: string;
	key: string;
	/** Absent when the row is damaged and only an index still knows of it. */
	rest?: { kind: number; size: number; content: number | null };
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
	const rows = readRows(database);
	const findings: Finding[] = [];
	const holders = new Map<number, string[]>();
	const paths = new Map<number, string | undefined>([[ROOT, "/"]]);
	for (const row of rows.values()) {
		if (row.id === ROOT) continue;
		const path = pathOf(row.id, rows, paths);
		const say = (detail: string) => findings.push({ check: "tree", level: "error", detail, path: path ?? row.name });
		if (path === undefined) {
			say(`it (node ${row.id}) lies in no directory that can be reached`);
			continue;
		}
		if (row.rest === undefined) {
			say("its entry in desk.db is damaged");
			continue;
		}
		const { kind, size, content } = row.rest;
		const rules = row.parent === ROOT ? "posix" : rulesOf(path.slice(1).split("/")[0] ?? "");
		if (rows.get(row.parent)?.rest?.kind !== DIRECTORY && rows.get(row.parent)?.rest !== undefined) say("it lies in something that is not a directory");
		if (rules !== undefined && nameKey(row.name, rules) !== row.key) say("its name does not fit the key that it is found by");
		if ((kind === DIRECTORY) !== (content === null)) say(kind === DIRECTORY ? "it is a directory with content" : "it is a file without content");
		if (content === null) continue;
		holders.set(content, [...(holders.get(content) ?? []), path]);
		const stored = attempt(() => database.get<{ size: number }>("SELECT size FROM content WHERE id = ?", content)?.size);
		if (stored !== "damaged" && stored !== undefined && stored !== size) say(`it is listed with ${size} bytes, its content has ${stored}`);
	}
	return { findings, count: rows.size - 1, holders };
}

/**
 * Every node that the table or its indexes still know of. The index over `id` also holds parent and key, so a file whose row
 * is damaged can be named.
 */
function readRows(database: Database): Map<number, Row> {
	const rows = new Map<number, Row>();
	const index = attempt(() => database.get<{ name: string }>("SELECT name FROM pragma_index_list('node') WHERE origin = 'u'")?.name);
	const add = ({ id, parent, key }: { id: number; parent: number; key: string | Buffer }) => {
		const text = unpackName(key);
		if (!rows.has(id)) rows.set(id, { id, parent, key: text, name: text });
	};
	const select = "SELECT id, parent, key FROM node";
	const ways = [`${select} INDEXED BY ${index}`, `${select} ORDER BY parent, key`, `${select} INDEXED BY ${index} ORDER BY id DESC`, `${select} ORDER BY parent DESC, key DESC`];
	if (!ways.some((sql) => scan(database, sql, add))) {
		const next = attempt(() => database.get<{ value: number }>("SELECT value FROM meta WHERE key = 'next_node'")?.value);
		for (let id = ROOT; id < (typeof next === "number" ? next : 0); id++) {
			const row = rows.has(id) ? undefined : attempt(() => database.get<{ id: number; parent: number; key: string | Buffer }>(`${select} WHERE id = ?`, id));
			if (row !== undefined && row !== "damaged") add(row);
		}
	}
	for (const row of rows.values()) {
		const found = attempt(() => database.get<{ name: string | Buffer; kind: number; size: number; content: number | null }>("SELECT name, kind, size, content FROM node WHERE id = ?", row.id));
		if (found === undefined || found === "damaged") continue;
		row.name = unpackName(found.name);
		row.rest = found;
	}
	return rows;
}

/** The path along the parents; undefined when one is missing or the way goes in a circle. */
function pathOf(id: number, rows: ReadonlyMap<number, Row>, known: Map<number, string | undefined>): string | undefined {
	const way: Row[] = [];
	let at = id;
	while (!known.has(at)) {
		const row = rows.get(at);
		known.set(at, undefined); // a circle comes back to here, and stays without a path
		if (row === undefined) break;
		way.push(row);
		at = row.parent;
	}
	let path = known.get(at);
	for (const row of way.reverse()) {
		path = path === undefined ? undefined : joinPath(path, row.name);
		known.set(row.id, path);
	}
	return path;
}
