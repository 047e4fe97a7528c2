import { paceOf } from "../base/pace.ts";
import {
	type ContentStore,
	checkChunk,
	checkContent,
	type Database,
	unpackName,
	type Verified,
} from "../store/index.ts";
import { listChunks } from "./collect-garbage.ts";
import { damageFound, type Finding, guarded } from "./health.ts";
import { checkPages } from "./health-pages.ts";
import { attempt, type Survey, scan, surveyTree } from "./health-tree.ts";
import type { NameRules } from "./path.ts";
import { rejectedName } from "./rejected.ts";
import type { Vfs } from "./vfs.ts";

export interface DeepOptions {
	signal: AbortSignal;
	/** Runs what SQLite does in one go: nothing is lost when the process ends in the middle of it. */
	killable?<Result>(work: () => Result): Result;
	progress(label: string, total?: number): { add(count: number): void; done(): void };
}

/**
 * Read and verify everything: database pages, the log's chain, the tree, every stored byte. Names the files that are
 * affected. Damage never ends it: what can still be read is read row by row. Changes nothing.
 */
export async function* checkDeep(
	vfs: Vfs,
	{ signal, progress, killable = (work) => work() }: DeepOptions,
): AsyncGenerator<Finding> {
	const { database, content, log } = vfs.store;
	const pace = paceOf(signal);
	const tables = await projectedTables(vfs);

	yield* guarded("pages", () => killable(() => checkPages(database, tables)));
	await pace();
	try {
		yield* logFindings(await log.verifyInTurns(pace));
	} catch (error) {
		yield damageFound("log", error);
	}
	await pace();

	const rules = new Map<string, NameRules>();
	for (const name of vfs.mountNames) rules.set(name, (await vfs.mountOf(`/${name}`))?.names ?? "portable");
	const survey = surveyTree(database, (mount) => rules.get(mount));
	yield* survey.findings;
	if (survey.findings.length === 0)
		yield { check: "tree", level: "ok", detail: `${survey.count} files and directories` };
	await pace();

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
		await pace();
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
		await pace();
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
}

function logFindings({ entries, problems, head }: Verified): Finding[] {
	if (problems.length === 0) {
		const detail = `${entries} entries, the chain is whole${head === "" ? "" : `; head ${head}`}`;
		return [{ check: "log", level: "ok", detail }];
	}
	return problems.slice(0, 20).map((detail) => ({ check: "log", level: "error", detail }));
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
			"SELECT source AS id FROM content INDEXED BY content_source WHERE source IS NOT NULL",
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
	const made: number[] = [];
	scan<{ id: number }>(database, `SELECT id FROM content WHERE source = ${id}`, (row) => made.push(row.id));
	const all = [...present, ...past, ...made.flatMap((one) => holdersOf(database, survey, one))];
	return all.length > 0 ? all : [`content ${id}`];
}
