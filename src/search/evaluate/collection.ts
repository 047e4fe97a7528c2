/** Judged collections on disk: documents, queries, judgments, in the layouts that they are given away in. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join, relative } from "node:path";
import { codeOf, DeskError } from "../../base/errors.ts";
import { parseDocuments, parseJudgments, parseQueries } from "./layouts.ts";

export interface CollectionDocument {
	readonly id: string;
	readonly title: string;
	readonly text: string;
}

export interface CollectionQuery {
	readonly id: string;
	readonly text: string;
}

export interface Collection {
	readonly name: string;
	readonly documents: readonly CollectionDocument[];
	/** Those that something is judged relevant to. */
	readonly queries: readonly CollectionQuery[];
	/** By query, then document: the grade. */
	readonly judgments: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** What names of files say of what is in them. */
const JUDGMENTS = /qrel|judg|\brel(evance)?\b/i;
const QUERIES = /quer|topic|\.qry$|question|\.que$/i;
const DOCUMENTS = /corpus|docs?\b|documents?|collection|\.all(\.|$)|\.(dat|sgml?|trec)$/i;

/**
 * Read a collection: BEIR (`corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`), TREC (`qrels`: `query 0 document grade`; topics as SGML
 * or TSV; documents as SGML, JSONL, TSV or a folder of text files) or SMART (`.I .T .A .W`).
 * @throws DeskError ENOENT when a part is missing, EFORMAT when one cannot be read
 */
export function readCollection(folder: string): Collection {
	const files = list(folder);
	const judgmentFiles = files.filter((file) => JUDGMENTS.test(relative(folder, file)));
	const rest = files.filter((file) => !judgmentFiles.includes(file));
	const queryFiles = rest.filter((file) => QUERIES.test(basename(file)));
	const others = rest.filter((file) => !queryFiles.includes(file) && !/readme|licen[cs]e/i.test(basename(file)));
	const named = others.filter((file) => DOCUMENTS.test(relative(folder, file)));
	const documentFiles = named.length > 0 ? named : others;
	// A set of its own for tests is what figures are published of.
	const judgmentFile = judgmentFiles.find((file) => /test/i.test(basename(file))) ?? judgmentFiles[0];
	if (judgmentFile === undefined) throw missing(folder, "judgments", "qrels/test.tsv");
	if (queryFiles[0] === undefined) throw missing(folder, "queries", "queries.jsonl");
	if (documentFiles.length === 0) throw missing(folder, "documents", "corpus.jsonl");
	const documents = documentFiles.flatMap((file) => parseDocuments(text(file), nameOf(folder, file)));
	const queries = parseQueries(text(queryFiles[0]));
	const judgments = parseJudgments(text(judgmentFile));
	const named2 = byName(queries, judgments);
	const judged = named2.filter(({ id }) => [...(judgments.get(id)?.values() ?? [])].some((grade) => grade > 0));
	if (documents.length === 0 || judged.length === 0)
		throw new DeskError("EFORMAT", `it has ${documents.length} documents and ${judged.length} judged queries`, {
			at: folder,
			todo: "see `desk eval search --help` for the layouts that can be read",
		});
	return { name: basename(folder), documents, queries: judged, judgments };
}

/** SMART's judgments count queries from 1, whatever the queries are called: the aerodynamics abstracts have 225 of them, up to `365`. */
function byName(queries: readonly CollectionQuery[], judgments: Collection["judgments"]): readonly CollectionQuery[] {
	const ids = queries.map(({ id }) => id);
	const numbered = queries.map(({ text }, index) => ({ id: String(index + 1), text }));
	const known = (items: readonly string[]) => items.filter((id) => judgments.has(id)).length;
	return known(numbered.map(({ id }) => id)) > known(ids) ? numbered : queries;
}

function list(folder: string): string[] {
	try {
		return readdirSync(folder, { recursive: true, encoding: "utf8" })
			.sort()
			.map((name) => join(folder, name))
			.filter((file) => statSync(file).isFile() && !basename(file).startsWith("."));
	} catch (error) {
		throw new DeskError(codeOf(error) === "ENOTDIR" ? "ENOTDIR" : "ENOENT", "the collection cannot be read", {
			at: folder,
			todo: "give the folder that holds corpus.jsonl, queries.jsonl and qrels",
			cause: error,
		});
	}
}

function text(file: string): string {
	const bytes = readFileSync(file);
	const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
	return (isGzip ? process.getBuiltinModule("node:zlib").gunzipSync(bytes) : bytes).toString("utf8");
}

function nameOf(folder: string, file: string): string {
	return basename(relative(folder, file), extname(file));
}

function missing(folder: string, what: string, example: string): DeskError {
	return new DeskError("ENOENT", `there are no ${what}`, { at: folder, todo: `it needs a file such as ${example}` });
}
