import { type Embedder, FITTED } from "../inference/index.ts";
import type { Vfs } from "../vfs/index.ts";
import { embedderRow, openEmbedder } from "./embedders.ts";

/** An embedder that has made vectors of this desk's files. */
export interface StoredEmbedder {
	readonly name: string;
	readonly kind: string;
	readonly fingerprint: string;
	/** Of a fitted model, in bytes; else 0. */
	readonly bytes: number;
	readonly dimensions: number | null;
	/** How many files have their vectors from it. */
	readonly files: number;
}

/** All of them. */
export function storedEmbedders(vfs: Vfs): StoredEmbedder[] {
	return vfs.store.database.all<StoredEmbedder>(
		`SELECT name, kind, fingerprint, coalesce(length(model), 0) + coalesce(length(vocabulary), 0) AS bytes,
			json_extract(detail, '$.dimensions') AS dimensions,
			(SELECT count(*) FROM embedded WHERE embedder = embedder.id) AS files
		FROM embedder ORDER BY id`,
	);
}

/** The fitted embedder, loaded; undefined when there is none. @throws DeskError when it is damaged */
export async function openFitted(vfs: Vfs, signal?: AbortSignal): Promise<Embedder | undefined> {
	const row = embedderRow(vfs.store.database);
	return row?.kind === FITTED ? (await openEmbedder(vfs.store, row, signal))?.embedder : undefined;
}

/** How many files are searched, and how many of them have no vectors of the embedder with this fingerprint. */
export function filesWithout(vfs: Vfs, fingerprint: string): { searched: number; without: number } {
	const { database } = vfs.store;
	const searched = database.get<{ count: number }>("SELECT count(*) AS count FROM text")?.count ?? 0;
	const done = database.get<{ count: number }>(
		"SELECT count(*) AS count FROM embedded JOIN embedder ON embedder.id = embedded.embedder WHERE fingerprint = ?",
		fingerprint,
	);
	return { searched, without: Math.max(0, searched - (done?.count ?? 0)) };
}
