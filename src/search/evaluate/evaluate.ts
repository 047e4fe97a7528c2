/** How good search is on a judged collection: documents go into a desk as any files do, and queries through the front door. */
import { type Pace, paceOf } from "../../base/pace.ts";
import type { Vfs } from "../../vfs/index.ts";
import { search } from "../search.ts";
import type { Mode } from "../types.ts";
import { upkeep } from "../upkeep.ts";
import type { Collection, CollectionDocument } from "./collection.ts";
import { mean, ndcg, percentile, recall, reciprocalRank } from "./measures.ts";

/** What one mode does on a collection: means over the queries, times in milliseconds. */
export interface Figures {
	readonly collection: string;
	readonly mode: Mode;
	readonly documents: number;
	readonly queries: number;
	readonly ndcg: number;
	readonly recall: number;
	readonly mrr: number;
	readonly p50: number;
	readonly p95: number;
}

/** Hits that are asked for: recall is measured so deep. */
const DEPTH = 100;
const FOLDER = "/notes/collection";
/** Files of one change set. */
const BATCH = 200;

/** Put a collection's documents into an empty desk, and make all that search needs. @returns id by node */
export async function load(
	vfs: Vfs,
	documents: readonly CollectionDocument[],
	options: { signal: AbortSignal; onProgress(part: number, what: string): void },
): Promise<Map<number, string>> {
	const pace = paceOf(options.signal);
	await vfs.change([{ op: "mkdir", path: FOLDER, parents: true }], { cause: "desk eval search" });
	const ids = new Map<number, string>();
	for (let at = 0; at < documents.length; at += BATCH) {
		const batch = documents.slice(at, at + BATCH);
		const changes = await Promise.all(
			batch.map(async (document, index) => ({
				op: "write" as const,
				path: pathOf(at + index),
				content: await vfs.stage(asNote(document)),
			})),
		);
		await vfs.change(changes, { cause: "desk eval search" });
		await noteIds(vfs, batch, at, ids, pace);
		options.onProgress((0.4 * at) / documents.length, "writing");
	}
	await upkeep(vfs, {
		signal: options.signal,
		onProgress: (done) => options.onProgress(0.4 + 0.6 * done, "embedding"),
	});
	return ids;
}

async function noteIds(
	vfs: Vfs,
	batch: readonly CollectionDocument[],
	at: number,
	ids: Map<number, string>,
	pace: Pace,
): Promise<void> {
	for (const [index, { id }] of batch.entries()) {
		ids.set((await vfs.stat(pathOf(at + index))).inode, id);
		await pace();
	}
}

/** Where a document lies. What has no title is called by its file name, so that is nothing that a query asks for, such as a number. */
function pathOf(index: number): string {
	return `${FOLDER}/d${index}.md`;
}

/** A document as a note: its title, then its text, in which nothing is markup. */
function asNote({ title, text }: CollectionDocument): string {
	const plain = text.replace(/^(\s*)(?=[#>`~=-]|\d+[.)])/gm, "$1\\");
	return title.trim() === "" ? `${plain}\n` : `# ${title.replace(/\s+/g, " ").trim()}\n\n${plain}\n`;
}

/** Ask all queries of a collection in one mode. */
export async function measure(
	vfs: Vfs,
	collection: Collection,
	ids: ReadonlyMap<number, string>,
	mode: Mode,
	options: { signal: AbortSignal; onQuery?(): void },
): Promise<Figures> {
	const rows: { ndcg: number; recall: number; mrr: number; time: number }[] = [];
	for (const { id, text } of collection.queries) {
		options.signal.throwIfAborted();
		const started = performance.now();
		const { hits } = await search(vfs, {
			query: asWords(text),
			mode,
			filter: {},
			limit: DEPTH,
			snippets: false,
			signal: options.signal,
		});
		const time = performance.now() - started;
		const ranking = hits.map(({ node }) => ids.get(node) ?? "");
		const judged = collection.judgments.get(id) ?? new Map();
		rows.push({
			ndcg: ndcg(ranking, judged, 10),
			recall: recall(ranking, judged, DEPTH),
			mrr: reciprocalRank(ranking, judged),
			time,
		});
		options.onQuery?.();
	}
	const times = rows.map(({ time }) => time);
	return {
		collection: collection.name,
		mode,
		documents: collection.documents.length,
		queries: rows.length,
		ndcg: mean(rows.map((row) => row.ndcg)),
		recall: mean(rows.map((row) => row.recall)),
		mrr: mean(rows.map((row) => row.mrr)),
		p50: percentile(times, 0.5),
		p95: percentile(times, 0.95),
	};
}

/** A question as plain words: collections' queries are sentences, in which quotes, colons and dashes are no operators. */
export function asWords(text: string): string {
	return text
		.replace(/["“”„‟():*+]/g, " ")
		.replace(/(^|\s)-+/g, "$1")
		.replace(/\b(AND|OR|NOT|NEAR)\b/g, (word) => word.toLowerCase());
}
