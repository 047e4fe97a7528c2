/** Searches as folders of /search: a query is the name, what it finds the entries. */
import { toText } from "../base/bytes.ts";
import type { Vfs } from "../vfs/index.ts";
import { search, understand } from "./search.ts";
import type { Hit } from "./types.ts";

/** Where saved searches lie. */
export const SAVED = "/search/saved";
/** The most entries of a search's folder. */
export const FOLDER_SIZE = 50;
/** How many queries a process remembers. */
const REMEMBERED = 10;

interface Found {
	/** What the tree was like: whatever any process commits changes it. */
	readonly state: string;
	readonly hits: readonly Hit[];
}

/** What was found last, by query, the newest last; for each desk that this process has open. */
const memory = new WeakMap<Vfs, Map<string, Found>>();

/** What a query finds, best first, at most `FOLDER_SIZE`; undefined for one that asks for nothing. Remembered until anything in the desk changes. */
export async function foundIn(vfs: Vfs, query: string): Promise<readonly Hit[] | undefined> {
	await vfs.settle("/");
	const known = memory.get(vfs) ?? new Map<string, Found>();
	memory.set(vfs, known);
	const state = stateOf(vfs);
	let found = known.get(query);
	if (found?.state !== state) {
		const { match, filter } = await understand(vfs, query);
		if (match === "" && Object.keys(filter).length === 0) return undefined;
		const request = { query, mode: "hybrid", filter: {}, limit: FOLDER_SIZE, snippets: false, wait: false } as const;
		found = { state, hits: (await search(vfs, request)).hits };
	}
	known.delete(query);
	known.set(query, found);
	for (const oldest of known.keys()) if (known.size > REMEMBERED) known.delete(oldest);
	return found.hits;
}

/** Queries that this process has looked into as folders and that found something, the newest last. */
export function recentQueries(vfs: Vfs): string[] {
	return [...(memory.get(vfs) ?? [])].flatMap(([query, { hits }]) => (hits.length === 0 ? [] : [query]));
}

/** Tells commits of other processes (`data_version`) and of this one. */
function stateOf({ store }: Vfs): string {
	const { driver } = store.database;
	const own = store.database.sql("SELECT total_changes()").pluck().get();
	return `${String(driver.pragma("data_version", { simple: true }))} ${String(own)}`;
}

/** The query of a saved search, as typed; undefined when there is none of that name. Lines that begin with `#` are remarks. */
export async function savedQuery(vfs: Vfs, name: string): Promise<string | undefined> {
	const path = `${SAVED}/${name}`;
	return (await vfs.find(path))?.kind === "file" ? queryOfFile(toText(await vfs.readAll(path))) : undefined;
}

/** The query that a saved search's file holds. */
export function queryOfFile(text: string): string {
	return text
		.split("\n")
		.filter((line) => !line.startsWith("#"))
		.join(" ")
		.trim();
}
