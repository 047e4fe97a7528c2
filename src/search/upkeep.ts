/**
 * Makes what search by meaning stands on: passages of files that have none yet, their vectors, and the embedder itself when the text has
 * changed enough. Works in small transactions, so that others read and write meanwhile; killed at any moment it goes on where it was.
 * The vectors in the database are always of the one embedder in it: a new one comes when those of the old are gone.
 */
import { type Pace, paceOf } from "../base/pace.ts";
import { chosenEmbedder, FITTED, NONE } from "../inference/index.ts";
import type { Database } from "../store/index.ts";
import { extractWaiting, isWaiting, type Vfs } from "../vfs/index.ts";
import { notePassages } from "./database-state.ts";
import { type EmbedderDetail, embedderRow, isChosen, openEmbedder, type Ready } from "./embedders.ts";
import { fitTime, mustFit, upkeepTime, waiting, waitingNodes } from "./estimate.ts";
import { quantize } from "./quantize.ts";
import { type Readied, readPassages } from "./readied.ts";
import { adopt, refit } from "./replace-embedder.ts";

export interface UpkeepOptions {
	/** Begin nothing new after so long (ms). A fit is not begun when it would take longer. */
	readonly budget?: number;
	readonly signal: AbortSignal;
	/** @param done 0 to 1, of all that waits @param left milliseconds until it is done, estimated */
	onProgress?(done: number, left: number): void;
}

export interface UpkeepReport {
	/** Files that got their passages. */
	readonly files: number;
	/** Files that still wait. */
	readonly waiting: number;
	/** Whether an embedder was fitted. */
	readonly fitted: boolean;
}

/** Passages whose vectors are written at once: some 20 ms in the lock. */
const BATCH = 256;
/** What a fit is of all that is then done. */
const FIT_SHARE = 0.6;

/** Do what waits. @throws the signal's reason; DeskError of an embedder that does not run */
export async function upkeep(vfs: Vfs, options: UpkeepOptions): Promise<UpkeepReport> {
	const { store } = vfs;
	const { database } = store;
	const started = performance.now();
	const pace = paceOf(options.signal);
	const isOver = () => options.budget !== undefined && performance.now() - started >= options.budget;
	// Before what is made of the text.
	if (isWaiting(database)) await extractWaiting(vfs, { signal: options.signal, budget: options.budget });
	const chosen = await chosenEmbedder(store.home);
	if (chosen === NONE) return { files: 0, waiting: 0, fitted: false };
	const expected = upkeepTime(database, chosen);
	const report = (part: number) => options.onProgress?.(part, (1 - part) * expected);
	const fitted =
		mustFit(database, chosen) &&
		(options.budget === undefined || fitTime(database) <= options.budget) &&
		(await refit(vfs, embedderRow(database), pace, (done) => report(done * FIT_SHARE)));
	if (chosen !== FITTED) await adopt(vfs, chosen, pace, options.signal);
	const row = embedderRow(database);
	const ready = isChosen(row, chosen) ? await openEmbedder(store, row, options.signal) : undefined;
	if (ready === undefined) return { files: 0, waiting: waiting(database), fitted };
	const nodes = waitingNodes(database);
	const base = fitted ? FIT_SHARE : 0;
	let files = 0;
	while (files < nodes.length && !isOver()) {
		const done = await embedSome(vfs, ready, nodes.slice(files, files + BATCH), pace, options.signal);
		if (done === 0) break;
		files += done;
		report(base + (1 - base) * (files / nodes.length));
	}
	if (files === nodes.length) await markComplete(database, ready);
	return { files, waiting: waiting(database), fitted };
}

interface Made {
	readonly node: number;
	readonly content: number | null;
	readonly passages: readonly Readied[];
}

/** Make and write the passages of the first few of these files. @returns how many; 0 when the embedder is not the desk's any more */
async function embedSome(
	vfs: Vfs,
	ready: Ready,
	nodes: readonly number[],
	pace: Pace,
	signal: AbortSignal,
): Promise<number> {
	const { database } = vfs.store;
	const made: Made[] = [];
	for (let count = 0; made.length < nodes.length && count < BATCH; await pace()) {
		const node = nodes[made.length] as number;
		const content = contentOf(database, node);
		const passages = await readPassages(vfs, node);
		made.push({ node, content, passages });
		count += passages.length;
	}
	const vectors = await ready.embedder.embed(
		made.flatMap(({ passages }) => passages.map(({ text }) => text)),
		signal,
		"passage",
	);
	const rows = vectors.map((vector) => quantize(vector, ready.centre));
	return await database.write(() => {
		if (embedderRow(database)?.fingerprint !== ready.row.fingerprint) return 0;
		let at = 0;
		for (const { node, content, passages } of made) {
			const own = rows.slice(at, at + passages.length);
			at += passages.length;
			// It was written to, or taken away, or another process was first.
			if (contentOf(database, node) !== content || isDone(database, node)) continue;
			for (const [index, { start, end }] of passages.entries()) {
				const { bits, scale, data } = own[index] as (typeof own)[number];
				const { lastInsertRowid } = database.run(
					"INSERT INTO passage (node, start, end, bits) VALUES (?, ?, ?, ?)",
					node,
					start,
					end,
					bits,
				);
				database.run("INSERT INTO vector (passage, scale, data) VALUES (?, ?, ?)", lastInsertRowid, scale, data);
			}
			database.run("INSERT INTO embedded (node, embedder) VALUES (?, ?)", node, ready.row.id);
		}
		notePassages(database);
		return made.length;
	});
}

function contentOf(database: Database, node: number): number | null {
	return database.get<{ content: number | null }>("SELECT content FROM node WHERE id = ?", node)?.content ?? null;
}

function isDone(database: Database, node: number): boolean {
	return (
		database.get("SELECT 1 FROM embedded WHERE node = ?", node) !== undefined ||
		database.get("SELECT 1 FROM text_docsize WHERE id = ?", node) === undefined
	);
}

/** Note how many passages there are when all of them have vectors for the first time: what `mustFit` compares with. */
async function markComplete(database: Database, { row, detail }: Ready): Promise<void> {
	if (row.kind !== FITTED || (JSON.parse(embedderRow(database)?.detail ?? "{}") as EmbedderDetail).last !== undefined)
		return;
	await database.write(() => {
		const all = database.get<{ passages: number; last: number | null }>(
			"SELECT count(*) AS passages, max(id) AS last FROM passage",
		);
		const complete = { ...detail, passages: all?.passages ?? 0, last: all?.last ?? 0 };
		database.run(
			"UPDATE embedder SET detail = ? WHERE id = ? AND fingerprint = ?",
			JSON.stringify(complete),
			row.id,
			row.fingerprint,
		);
	});
}
