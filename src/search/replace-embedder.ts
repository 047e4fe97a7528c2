/** One embedder in place of another. The new one comes when all that the old one made is gone. */
import { now } from "../base/clock.ts";
import type { Pace } from "../base/pace.ts";
import { type Embedder, FITTED, openEmbedder as openAdded } from "../inference/index.ts";
import type { Database } from "../store/index.ts";
import type { Vfs } from "../vfs/index.ts";
import { type EmbedderDetail, type EmbedderRow, embedderRow } from "./embedders.ts";
import { passagesIn } from "./estimate.ts";
import { allPassages } from "./readied.ts";

/** Passages whose mean is taken for that of all. */
const CENTRE_SAMPLE = 256;

/** Fit an embedder in place of `old`. @returns false when the text is too little, or another process was first */
export async function refit(
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
export async function adopt(vfs: Vfs, name: string, pace: Pace, signal: AbortSignal): Promise<void> {
	const { database, home } = vfs.store;
	const old = embedderRow(database);
	const embedder = await openAdded(home, name, undefined, signal);
	if (embedder === undefined) return;
	try {
		const { kind, fingerprint, dimensions } = embedder;
		if (old?.fingerprint === fingerprint) return;
		const centre = await centreOf(vfs, embedder, signal);
		if (await forget(database, old?.id, pace)) await install(database, { name, kind, fingerprint, dimensions, centre });
	} finally {
		await embedder.close();
	}
}

/** The mean of the vectors of some passages. */
async function centreOf(vfs: Vfs, embedder: Embedder, signal: AbortSignal): Promise<Float32Array> {
	const sample: string[] = [];
	for await (const text of allPassages(vfs, 1, () => {})) if (sample.push(text) >= CENTRE_SAMPLE) break;
	const vectors = await embedder.embed(sample, signal, "passage");
	const centre = new Float32Array(embedder.dimensions);
	for (const vector of vectors)
		for (let at = 0; at < centre.length; at++)
			centre[at] = (centre[at] as number) + (vector[at] as number) / vectors.length;
	return centre;
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
