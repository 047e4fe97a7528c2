import { foundIn, type Hit, recentQueries, SAVED, savedQuery } from "../../src/search/index.ts";
import { nameOfPath, type Vfs, type ViewEntry } from "../../src/vfs/index.ts";

/** Saved searches, and what was looked for in this session. */
export async function listSearches(vfs: Vfs): Promise<ViewEntry[]> {
	const saved = (await vfs.find(SAVED)) === undefined ? [] : await vfs.readdir(SAVED);
	const names = saved.map(({ name, mtime }) => ({ name: `@${name}`, mtime }));
	const recent = recentQueries(vfs).filter(
		(query) => !query.startsWith("@") && !names.some(({ name }) => name === query),
	);
	return [...names, ...recent.map((name) => ({ name }))];
}

/** A name as a search: `@name` is a saved one. Programs probe for hidden files: those are none. */
async function queryOf(name: string, vfs: Vfs): Promise<string | undefined> {
	if (name.startsWith(".")) return undefined;
	return name.startsWith("@") ? await savedQuery(vfs, name.slice(1)) : name;
}

/** Whether there is a folder of that name: for any query that asks for something. */
export async function findSearch(name: string, vfs: Vfs): Promise<ViewEntry | undefined> {
	const query = await queryOf(name, vfs);
	return query === undefined || (await foundIn(vfs, query)) === undefined ? undefined : { name };
}

/** Links to what a search finds, numbered so that they list in its order. */
export async function listFound(name: string, vfs: Vfs): Promise<ViewEntry[]> {
	const query = await queryOf(name, vfs);
	const hits = query === undefined ? [] : ((await foundIn(vfs, query)) ?? []);
	return hits.map((hit, index) => linkTo(hit, index));
}

function linkTo({ path, date }: Hit, index: number): ViewEntry {
	return { name: `${String(index + 1).padStart(2, "0")} ${nameFor(nameOfPath(path))}`, target: path, mtime: date };
}

/** The name of a file of any mount, as portable names are; its extension stays. */
function nameFor(name: string): string {
	const extension = /(?<=[^.])\.[\w-]{1,16}$/.exec(name)?.[0] ?? "";
	const stem = name.slice(0, name.length - extension.length).replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, "_");
	let kept = "";
	for (const char of stem) {
		if (Buffer.byteLength(kept + char) > 150) break;
		kept += char;
	}
	return (kept + extension).replace(/[. ]+$/, "").normalize("NFC");
}
