import { setImmediate } from "node:timers/promises";
import {
	type ContentStore,
	checkChunk,
	checkContent,
	DATABASE_FILE,
	type Database,
	isDamage,
	unpackName,
} from "../store/index.ts";
import { listChunks } from "./collect-garbage.ts";
import { type Finding, guarded } from "./health.ts";
import { attempt, type Survey, scan, surveyTree } from "./health-tree.ts";
import type { NameRules } from "./path.ts";
import { rejectedName } from "./rejected.ts";
import type { Vfs } from "./vfs.ts";

export interface DeepOptions {
	signal: AbortSignal;
	progress(label: string, total?: number): { add(count: number): void; done(): void };
}

/** Tables that `desk reindex` fills anew. */
const PROJECTIONS = /^(text(_\w+)?|tag|link|projection)$/;

/**
 * Read and verify everything: database pages, the log's chain, the tree, every stored byte. Names the files that are
 * affected. Damage never ends it: what can still be read is read row by row. Changes nothing.
 */
export async function* checkDeep(vfs: Vfs, { signal, progress }: DeepOptions): AsyncGenerator<Finding> {
	const { database, content, log } = vfs.store;
	const breathe = breather(signal);
	const tables = await projectedTables(vfs);

	yield* guarded("pages", () => checkPages(database, tables));
	await breathe();
	yield* guarded("log", () => {
		const { entries, problems, head } = log.verify();
		if (problems.length === 0)
			return [
				{
					check: "log",
					level: "ok",
					detail: `${entries} entries, the chain is whole${head === "" ? "" : `; head ${head}`}`,
				},
			];
		return problems.slice(0, 20).map((detail) => ({ check: "log", level: "error", detail }));
	});
	await breathe();

	const rules = new Map<string, NameRules>();
	for (const name of vfs.mountNames) rules.set(name, (await vfs.mountOf(`/${name}`))?.names ?? "portable");
	const survey = surveyTree(database, (mount) => rules.get(mount));
	yield* survey.findings;
	if (survey.findings.length === 0)
		yield { check: "tree", level: "ok", detail: `${survey.count} files and directories` };
	await breathe();

	const { ids, chunks } = listContent(database, survey);
	const bar = progress("Checking content", ids.size + chunks.size);
	const bad = new Set<string>();
	for (const name of chunks) {
		const problem = checkChunk(content, name);
		if (problem !== undefined) {
			bad.add(name);
			yield { check: "chunks", level: "error", detail: problem, path: `blobs/${name.slice(0, 2)}/${name}` };
		}
		bar.add(1);
		await breathe();
	}
	if (bad.size === 0) yield { check: "chunks", level: "ok", detail: `${chunks.size} chunk files, all whole` };
	let affected = 0;
	let checked = 0;
	for (const id of ids) {
		const problem = contentProblem(database, content, id, bad);
		if (problem !== "pruned") checked++;
		if (problem !== undefined && problem !== "pruned") {
			affected++;
			for (const path of holdersOf(database, survey, id))
				yield { check: "content", level: "error", detail: problem, path };
		}
		bar.add(1);
		await breathe();
	}
	bar.done();
	if (affected === 0)
		yield { check: "content", level: "ok", detail: `${checked} contents, every byte as it was written` };

	yield* guarded("orphans", () => {
		const count = content.orphans(listChunks).length;
		if (count === 0) return [{ check: "orphans", level: "ok", detail: "no chunk files that nothing names" }];
		return [
			{
				check: "orphans",
				level: "warning",
				detail: `${count} chunk ${count === 1 ? "file" : "files"} that nothing names; \`desk gc\` removes them`,
			},
		];
	});
	try {
		await database.write(() => database.run("INSERT INTO text (text) VALUES ('integrity-check')"), false);
		yield { check: "index", level: "ok", detail: "the search index is consistent" };
	} catch (error) {
		if (!isDamage(error)) throw error;
		yield {
			check: "index",
			level: "error",
			detail: "the search index is damaged; `desk reindex` makes it anew",
			path: DATABASE_FILE,
		};
	}
}

/** SQLite's own check of all pages and indexes; when pages cannot be read, table by table to say which are affected. */
function checkPages(database: Database, projections: ReadonlySet<string>): Finding[] {
	const error = (detail: string): Finding => ({ check: "pages", level: "error", detail, path: DATABASE_FILE });
	const rows = attempt(() => integrity(database, "integrity_check"));
	if (rows !== "damaged") {
		if (rows.length === 0)
			return [
				{
					check: "pages",
					level: "ok",
					detail: `${database.driver.pragma("page_count", { simple: true })} database pages, all whole`,
				},
			];
		// What `desk reindex` leaves where a damaged table was: no data, no harm.
		const unused = rows.flatMap((row) => row.split("\n")).filter((line) => /: never used$/.test(line)).length;
		const rest = rows.flatMap((row) => row.split("\n")).filter((line) => !/: never used$|^\*\*\*|^$/.test(line));
		const left: Finding[] =
			unused === 0
				? []
				: [
						{
							check: "pages",
							level: "warning",
							detail: `${unused} pages that nothing uses, where a damaged table was`,
							path: DATABASE_FILE,
						},
					];
		return [...left, ...rest.slice(0, 20).map(error)];
	}
	const tables: string[] = [];
	const listed = scan<{ name: string }>(
		database,
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0",
		({ name }) => tables.push(name),
	);
	if (!listed) return [error("damaged where it lists its tables")];
	const damaged = tables.filter((table) => {
		const found = attempt(() => integrity(database, `quick_check("${table}")`));
		return found === "damaged" || found.length > 0;
	});
	if (damaged.length === 0) return [error("damaged in pages that no table uses")];
	return damaged.map((table) =>
		error(
			PROJECTIONS.test(table) || projections.has(table)
				? `damaged in table ${table}, which \`desk reindex\` makes anew`
				: `damaged in table ${table}; restore ${DATABASE_FILE} from a backup`,
		),
	);
}

/** What SQLite complains of. @throws SQLITE_CORRUPT for a page that cannot be read */
function integrity(database: Database, pragma: string): string[] {
	const rows = database.driver.pragma(pragma) as Record<string, string>[];
	return rows.flatMap((row) => Object.values(row)).filter((text) => text !== "ok");
}

async function projectedTables(vfs: Vfs): Promise<Set<string>> {
	const names = new Set<string>();
	for (const mount of vfs.mountNames)
		for (const table of (await vfs.mountOf(`/${mount}`))?.tables?.names ?? []) names.add(table);
	return names;
}

/** All content and chunks that the tables, their indexes or the files that hold them still name. */
function listContent(database: Database, survey: Survey): { ids: Set<number>; chunks: Set<string> } {
	const ids = new Set(survey.holders.keys());
	const add = ({ id }: { id: number }) => ids.add(id);
	// The index over `hash` holds the ids too, without the large rows.
	const whole = scan(database, "SELECT id FROM content INDEXED BY sqlite_autoindex_content_1", add);
	if (!whole) {
		for (const sql of [
			"SELECT id FROM content ORDER BY id",
			"SELECT id FROM content ORDER BY id DESC",
			"SELECT after AS id FROM change WHERE after IS NOT NULL",
			"SELECT content AS id FROM rejected",
		])
			scan(database, sql, add);
	}
	const chunks = new Set<string>();
	const addChunk = ({ name }: { name: Buffer }) => chunks.add(name.toString("hex"));
	for (const sql of [
		"SELECT name FROM chunk INDEXED BY sqlite_autoindex_chunk_1",
		"SELECT name FROM chunk ORDER BY id",
		"SELECT name FROM chunk ORDER BY id DESC",
	]) {
		if (scan(database, sql, addChunk)) break;
	}
	return { ids, chunks };
}

function contentProblem(
	database: Database,
	content: ContentStore,
	id: number,
	bad: ReadonlySet<string>,
): string | undefined {
	const row = attempt(() => database.get<{ pruned: number | null }>("SELECT pruned FROM content WHERE id = ?", id));
	if (row === "damaged") return "its bytes in desk.db are damaged";
	if (row === undefined) return "its content is missing from desk.db";
	return row.pruned === null ? checkContent(content, id, bad) : "pruned";
}

/** Every name of a content: present files, else the revisions and refused writes that had it. */
function holdersOf(database: Database, survey: Survey, id: number): string[] {
	const present = survey.holders.get(id) ?? [];
	const past: string[] = [];
	scan<{ path: string | Buffer; revision: number }>(
		database,
		`SELECT path, revision FROM change WHERE after = ${id} AND op IN ('create', 'write')`,
		(row) => {
			const path = unpackName(row.path);
			if (!present.includes(path)) past.push(`${path}@${row.revision}`);
		},
	);
	scan<{ id: number; path: string }>(database, `SELECT id, path FROM rejected WHERE content = ${id}`, (row) =>
		past.push(`/sys/rejected/${rejectedName(row.id, row.path)}`),
	);
	const all = [...present, ...past];
	return all.length > 0 ? all : [`content ${id}`];
}

/** Lets Ctrl-C through now and then. @throws what the signal was aborted with */
function breather(signal: AbortSignal): () => Promise<void> {
	let last = performance.now();
	return async () => {
		if (performance.now() - last > 20) {
			await setImmediate();
			last = performance.now();
		}
		signal.throwIfAborted();
	};
}
