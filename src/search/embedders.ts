/** Which embedder this desk uses, and what makes it run. */
import { DeskError } from "../base/errors.ts";
import { chosenEmbedder, type Embedder, FITTED, openEmbedder as openAdded } from "../inference/index.ts";
import type { Database, Store } from "../store/index.ts";

/** A row of the table `embedder`: the vectors of the desk are of this one. */
export interface EmbedderRow {
	readonly id: number;
	readonly name: string;
	readonly kind: string;
	readonly fingerprint: string;
	readonly detail: string;
}

/** What `detail` says, as JSON. */
export interface EmbedderDetail {
	readonly dimensions: number;
	/** The mean of the vectors: bits are signs beside it. */
	readonly centre: readonly number[];
	/** Passages that there were when it was fitted. */
	readonly passages?: number;
	/** The newest passage when all had vectors for the first time. */
	readonly last?: number;
}

/** An embedder that is ready, with what is known of it. */
export interface Ready {
	readonly row: EmbedderRow;
	readonly detail: EmbedderDetail;
	readonly embedder: Embedder;
	readonly centre: Float32Array;
}

/** The embedder of the desk's vectors; undefined before the first upkeep, and after `erase`. */
export function embedderRow(database: Database): EmbedderRow | undefined {
	return database.get<EmbedderRow>("SELECT id, name, kind, fingerprint, detail FROM embedder ORDER BY id DESC LIMIT 1");
}

/** Whether the desk's vectors are of the embedder that the user chose (`fitted`, or the name of an added one). */
export function isChosen(row: EmbedderRow | undefined, chosen: string): row is EmbedderRow {
	return row !== undefined && (chosen === FITTED ? row.kind === FITTED : row.kind !== FITTED && row.name === chosen);
}

/** What makes vectors of queries that can be compared with those of the desk; undefined before the first upkeep, and with another choice. */
export async function readyEmbedder(store: Store, signal?: AbortSignal): Promise<Ready | undefined> {
	const row = embedderRow(store.database);
	return isChosen(row, await chosenEmbedder(store.home)) ? await openEmbedder(store, row, signal) : undefined;
}

/** What people are told when an embedder cannot be used. @throws what was caught, when it is no `DeskError` */
export function withoutVectors(error: unknown): string {
	if (!(error instanceof DeskError)) throw error;
	return `search goes by words alone: ${error.sentence}`;
}

const ready = new WeakMap<Database, Ready>();

/** The embedder of a row, loaded once; undefined for one that is not to be had any more. @throws DeskError when it is damaged */
export async function openEmbedder(
	{ database, home }: Store,
	row: EmbedderRow,
	signal?: AbortSignal,
): Promise<Ready | undefined> {
	const known = ready.get(database);
	if (known?.row.id === row.id && known.row.fingerprint === row.fingerprint) return known;
	const detail = JSON.parse(row.detail) as EmbedderDetail;
	const embedder =
		row.kind === FITTED ? await openFitted(database, row, detail) : await openAdded(home, row.name, undefined, signal);
	if (embedder?.fingerprint !== row.fingerprint) return undefined;
	await known?.embedder.close();
	const opened = { row, detail, embedder, centre: Float32Array.from(detail.centre) };
	ready.set(database, opened);
	return opened;
}

async function openFitted(
	database: Database,
	row: EmbedderRow,
	{ dimensions }: EmbedderDetail,
): Promise<Embedder | undefined> {
	const stored = database.get<{ model: Buffer; vocabulary: Buffer }>(
		"SELECT model, vocabulary FROM embedder WHERE id = ?",
		row.id,
	);
	if (stored === undefined) return undefined;
	const { FittedEmbedder } = await import("./fitted/embedder.ts");
	return new FittedEmbedder(stored.model, stored.vocabulary, dimensions, row.fingerprint);
}
