/**
 * Makes what search by meaning stands on: passages of files that have none yet, their vectors, and the embedder itself when the text has
 * changed enough. Works in small transactions, so that others read and write meanwhile; killed at any moment it goes on where it was.
 * The vectors in the database are always of the one embedder in it: a new one comes when those of the old are gone.
 */
import { now } from "../base/clock.ts";
import { type Pace, paceOf } from "../base/pace.ts";
import { chosenEmbedder, FITTED, NONE, openEmbedder as openAdded } from "../inference/index.ts";
import type { Database } from "../store/index.ts";
import { extractWaiting, isWaiting, type Vfs } from "../vfs/index.ts";
import { stateOf } from "./database-state.ts";
import { type EmbedderDetail, type EmbedderRow, embedderRow, isChosen, openEmbedder, type Ready } from "./embedders.ts";
import { quantize } from "./quantize.ts";

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
/** Passages whose mean is taken for that of all. */
const CENTRE_SAMPLE = 256;
/** The part of all passages that must be new, or gone, for the embedder to be fitted again. */
const CHANGED = 0.2;
/** What can be learnt of fewer is chance: such a desk is searched by words. */
const LEAST_PASSAGES = 40;
/** What things took on the two slow cores that this was measured on: ms for each passage. */
const READ_COST = 0.5;
const EMBED_COST = 0.6;
const FIT_COST = 1.5;
/** A sentence model is so much slower than a fitted one. */
const SENTENCE_FACTOR = 20;
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

/** How long `upkeep` would take now with this embedder (ms), about; 0 when nothing waits. */
export function upkeepTime(database: Database, chosen: string): number {
	if (chosen === NONE) return 0;
	const state = `${stateOf(database)} ${chosen}`;
	const known = estimates.get(database);
	if (known?.state === state) return known.time;
	const time = estimate(database, chosen);
	estimates.set(database, { state, time });
	return time;
}

/** Kept while nothing is written: every search asks. */
const estimates = new WeakMap<Database, { state: string; time: number }>();

function estimate(database: Database, chosen: string): number {
	const cost = READ_COST + EMBED_COST * (chosen === FITTED ? 1 : SENTENCE_FACTOR);
	if (mustFit(database, chosen)) return fitTime(database) + passagesIn(database, "text_docsize") * cost;
	const isReady = isChosen(embedderRow(database), chosen);
	if (isReady && waiting(database) === 0) return 0;
	if (chosen === FITTED && !isReady) return 0;
	return passagesIn(database, isReady ? "waits" : "text_docsize") * cost;
}

/** Files whose passages are not made yet. */
export function waiting(database: Database): number {
	// Only files with text have a row in either: as many rows are the same files.
	const rows = database.get<{ texts: number; done: number }>(
		"SELECT (SELECT count(*) FROM text_docsize) AS texts, (SELECT count(*) FROM embedded) AS done",
	);
	if (rows?.texts === rows?.done) return 0;
	return database.get<{ n: number }>(`SELECT count(*) AS n FROM (${WAITING})`)?.n ?? 0;
}

const WAITING = "SELECT id FROM text_docsize WHERE id NOT IN (SELECT node FROM embedded)";

function waitingNodes(database: Database): number[] {
	return database.all<{ id: number }>(`${WAITING} ORDER BY id`).map(({ id }) => id);
}

/** Passages of all files, or of those that wait, about. */
function passagesIn(database: Database, which: "text_docsize" | "waits"): number {
	const ids = which === "waits" ? WAITING : "SELECT id FROM text_docsize";
	return (
		database.get<{ n: number }>(
			`SELECT coalesce(sum(1 + min(size, 4194304) / 1200), 0) AS n FROM node WHERE id IN (${ids})`,
		)?.n ?? 0
	);
}

function fitTime(database: Database): number {
	return (
		passagesIn(database, "text_docsize") * READ_COST + Math.min(passagesIn(database, "text_docsize"), 40_000) * FIT_COST
	);
}

/** Whether there is no embedder but text, or one fitted on text of which a fifth is gone, or to which a fifth has come. */
function mustFit(database: Database, chosen: string): boolean {
	if (chosen !== FITTED) return false;
	const row = embedderRow(database);
	if (row?.kind !== FITTED) return passagesIn(database, "text_docsize") >= LEAST_PASSAGES;
	const { passages = 0, last } = JSON.parse(row.detail) as EmbedderDetail;
	if (last === undefined) return false;
	const there = database.get<{ old: number; new: number }>(
		"SELECT count(*) - (SELECT count(*) FROM passage WHERE id > @last) AS old, (SELECT count(*) FROM passage WHERE id > @last) AS new FROM passage",
		{ last },
	);
	return there !== undefined && Math.max(there.new, passages - there.old) > Math.max(CHANGED * passages, 5);
}

/** Fit an embedder in place of `old`. @returns false when the text is too little, or another process was first */
async function refit(
	vfs: Vfs,
	old: EmbedderRow | undefined,
	pace: Pace,
	onProgress: (done: number) => void,
): Promise<boolean> {
	const { database } = vfs.store;
	const { fitEmbedder, SAMPLE_LIMIT } = await import("./fitted/fit.ts");
	const { fingerprintOf } = await import("./fitted/embedder.ts");
	const share = Math.min(1, SAMPLE_LIMIT / Math.max(1, passagesIn(database, "text_docsize")));
	const made = await fitEmbedder(
		allPassages(vfs, share, (done) => onProgress(done * 0.4)),
		pace,
		(done) => onProgress(0.4 + done * 0.6),
	);
	if (made === undefined || !(await forget(database, old?.id, pace))) return false;
	return await install(
		database,
		{
			name: FITTED,
			kind: FITTED,
			fingerprint: fingerprintOf(made.model, made.vocabulary),
			dimensions: made.dimensions,
			centre: made.centre,
		},
		made,
	);
}

/** Make an added embedder the desk's, in place of another. */
async function adopt(vfs: Vfs, name: string, pace: Pace, signal: AbortSignal): Promise<void> {
	const { database, home } = vfs.store;
	const old = embedderRow(database);
	const embedder = await openAdded(home, name, undefined, signal);
	if (embedder === undefined || old?.fingerprint === embedder.fingerprint) return;
	const sample: string[] = [];
	for await (const text of allPassages(vfs, 1, () => {})) if (sample.push(text) >= CENTRE_SAMPLE) break;
	const vectors = await embedder.embed(sample, signal, "passage");
	const centre = new Float32Array(embedder.dimensions);
	for (const vector of vectors)
		for (let at = 0; at < centre.length; at++)
			centre[at] = (centre[at] as number) + (vector[at] as number) / vectors.length;
	const { kind, fingerprint, dimensions } = embedder;
	await embedder.close();
	if (await forget(database, old?.id, pace)) await install(database, { name, kind, fingerprint, dimensions, centre });
}

interface NewEmbedder {
	readonly name: string;
	readonly kind: string;
	readonly fingerprint: string;
	readonly dimensions: number;
	readonly centre: Float32Array;
}

/** @returns false when another process was first */
async function install(
	database: Database,
	{ name, kind, fingerprint, dimensions, centre }: NewEmbedder,
	files?: { readonly model: Uint8Array; readonly vocabulary: string },
): Promise<boolean> {
	const detail: EmbedderDetail = { dimensions, centre: [...centre].map((value) => Number(value.toFixed(5))) };
	return await database.write(() => {
		if (embedderRow(database) !== undefined) return false;
		database.run(
			"INSERT INTO embedder (name, kind, fingerprint, made, detail, model, vocabulary) VALUES (?, ?, ?, ?, ?, ?, ?)",
			name,
			kind,
			fingerprint,
			now(),
			JSON.stringify(detail),
			files?.model ?? null,
			files === undefined ? null : Buffer.from(files.vocabulary),
		);
		return true;
	});
}

/** The text of passages of all files, or of an even share of the files. */
async function* allPassages(vfs: Vfs, share: number, onProgress: (done: number) => void): AsyncGenerator<string> {
	const nodes = vfs.store.database.all<{ id: number }>("SELECT id FROM text_docsize ORDER BY id");
	for (const [index, { id }] of nodes.entries()) {
		if ((Math.imul(id, 0x9e3779b1) >>> 0) / 2 ** 32 > share) continue;
		for (const { text } of await readPassages(vfs, id)) yield text;
		if (index % 100 === 0) onProgress(index / nodes.length);
	}
}

interface Readied {
	readonly start: number;
	readonly end: number;
	/** With the title of the file, which a passage from its middle does not say. */
	readonly text: string;
}

async function readPassages(vfs: Vfs, node: number): Promise<Readied[]> {
	const searched = await vfs.searched(node);
	if (searched === undefined) return [];
	const { title } = searched.text;
	return searched
		.passages()
		.map(({ start, end, text }) => ({ start, end, text: text.includes(title) ? text : `${title}\n${text}` }));
}

/** Take away an embedder and all that it made. @returns false when it is not the desk's embedder any more */
async function forget(database: Database, id: number | undefined, pace: Pace): Promise<boolean> {
	const isCurrent = await database.write(() => {
		const isCurrent = embedderRow(database)?.id === id;
		if (isCurrent && id !== undefined) database.run("DELETE FROM embedder WHERE id = ?", id);
		return isCurrent;
	});
	for (let left = isCurrent; left; await pace()) {
		left = await database.write(() => {
			if (embedderRow(database) !== undefined) return false;
			const chosen = "SELECT id FROM passage ORDER BY id LIMIT 2000";
			database.run(`DELETE FROM embedded WHERE node IN (SELECT node FROM passage WHERE id IN (${chosen}))`);
			database.run(`DELETE FROM vector WHERE passage IN (${chosen})`);
			const { changes } = database.run(`DELETE FROM passage WHERE id IN (${chosen})`);
			if (changes === 0) database.run("DELETE FROM embedded");
			return changes > 0;
		});
	}
	return isCurrent;
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
