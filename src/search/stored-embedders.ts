import type { Vfs } from "../vfs/index.ts";

/** An embedder that has made vectors of this desk's files. */
export interface StoredEmbedder {
	readonly name: string;
	readonly kind: string;
	readonly fingerprint: string;
	/** Of a fitted model, in bytes; else 0. */
	readonly bytes: number;
	/** How many files have their vectors from it. */
	readonly files: number;
}

/** All of them. */
export function storedEmbedders(vfs: Vfs): StoredEmbedder[] {
	return vfs.store.database.all<StoredEmbedder>(
		`SELECT name, kind, fingerprint, coalesce(length(model), 0) + coalesce(length(vocabulary), 0) AS bytes,
			(SELECT count(*) FROM embedded WHERE embedder = embedder.id) AS files
		FROM embedder ORDER BY id`,
	);
}

/** The graph of the fitted model; undefined when there is none. */
export function fittedGraph(vfs: Vfs): Uint8Array | undefined {
	const row = vfs.store.database.get<{ model: Uint8Array | null }>(
		"SELECT model FROM embedder WHERE kind = 'fitted' ORDER BY id DESC LIMIT 1",
	);
	return row?.model ?? undefined;
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
