import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import mounts from "../../fs-mounts/registry.ts";
import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, defineGroup, numberOption, option, options } from "../../src/command/index.ts";
import type { Collection, Figures } from "../../src/search/evaluate/index.ts";
import type { Mode } from "../../src/search/index.ts";

const MODES: readonly Mode[] = ["text", "vector", "hybrid"];

const search = defineCommand({
	name: "search",
	summary: "How good and how fast search is on a judged collection",
	about:
		"Reads a collection in the layout of BEIR (corpus.jsonl, queries.jsonl, qrels/test.tsv), TREC (qrels `query 0 document grade`; topics as SGML or lines of `id text`; documents as SGML, JSONL, TSV or a folder of text files) or SMART (.I .T .A .W). The documents go into a desk of their own, in a temporary folder that is removed at the end; your desk is not touched. The measures are those of trec_eval.",
	args: {
		corpus: options("the folder of the collection; several one after the other", {
			value: "DIR",
			completes: "host-path",
		}),
		mode: option("only this one (default: each of text, vector, hybrid)", { value: "MODE", choices: [...MODES] }),
		limit: numberOption("only so many queries"),
	},
	standalone: true,
	output: (z) =>
		z.object({
			collection: z.string(),
			mode: z.enum(["text", "vector", "hybrid"]),
			documents: z.number(),
			queries: z.number(),
			ndcg: z.number(),
			recall: z.number(),
			mrr: z.number(),
			p50: z.number(),
			p95: z.number(),
		}),
	examples: [
		["desk eval search --corpus ~/collections/abstracts", "all three modes"],
		["desk eval search --corpus abstracts --mode hybrid --json", "for a script"],
	],
	async *run(context, args): AsyncGenerator<Figures> {
		if (args.corpus.length === 0)
			throw new DeskError("EUSAGE", "it needs a collection", { todo: "give its folder: --corpus DIR" });
		const modes = args.mode === undefined ? MODES : [args.mode as Mode];
		const { readCollection } = await import("../../src/search/evaluate/index.ts");
		for (const folder of args.corpus) {
			const collection = readCollection(resolve(folder));
			const queries = collection.queries.slice(0, args.limit);
			yield* withDesk((home) => figures(context, home, { ...collection, queries }, modes));
		}
	},
	line: (item: Figures) =>
		`${item.collection} ${item.mode}: nDCG@10 ${item.ndcg.toFixed(4)}  recall@100 ${item.recall.toFixed(4)}  MRR ${item.mrr.toFixed(4)}  p50 ${item.p50.toFixed(1)} ms  p95 ${item.p95.toFixed(1)} ms  (${item.documents} documents, ${item.queries} queries)`,
});

/** A private folder for a desk, removed whatever happens. */
async function* withDesk<Item>(body: (home: string) => AsyncIterable<Item>): AsyncGenerator<Item> {
	const folder = mkdtempSync(join(tmpdir(), "desk-eval-"));
	try {
		yield* body(join(folder, "desk"));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function* figures(
	context: Context,
	home: string,
	collection: Collection,
	modes: readonly Mode[],
): AsyncGenerator<Figures> {
	const [{ Store }, { Vfs }, { load, measure }] = await Promise.all([
		import("../../src/store/index.ts"),
		import("../../src/vfs/index.ts"),
		import("../../src/search/evaluate/index.ts"),
	]);
	const store = await Store.create(home, { store: "file" });
	try {
		const vfs = new Vfs(store, mounts, "job:eval");
		const preparing = context.progress(`Preparing ${collection.name}`, 100);
		let shown = 0;
		const ids = await load(vfs, collection.documents, {
			signal: context.signal,
			onProgress: (part) => {
				preparing.add(Math.max(0, Math.floor(part * 100) - shown));
				shown = Math.max(shown, Math.floor(part * 100));
			},
		});
		preparing.done();
		for (const mode of modes) {
			const asking = context.progress(`Asking ${collection.name} (${mode})`, collection.queries.length);
			yield await measure(vfs, collection, ids, mode, { signal: context.signal, onQuery: () => asking.add(1) });
			asking.done();
		}
	} finally {
		store.close();
	}
}

/** `desk eval`: how good things are, measured. */
export const evaluate = defineGroup({
	name: "eval",
	summary: "Measure how good search is",
	commands: [search],
});
