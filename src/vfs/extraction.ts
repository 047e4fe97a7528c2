import { DeskError } from "../base/errors.ts";
import type { LogChange } from "../store/index.ts";
import { keepExtracted, waiting } from "./extracted.ts";
import type { Vfs } from "./vfs.ts";

/** What is extracted, and how long it may take. */
export interface ExtractionOptions {
	/** Only these contents. */
	contents?: readonly number[];
	/** Ends it quietly: what is done is kept, the rest goes on waiting. */
	signal?: AbortSignal | undefined;
	/** Stop after so long (ms); a file that is begun is finished. */
	budget?: number | undefined;
	/** Called after each file. */
	onProgress?(files: number): void;
}

type Found = { content: number } & ({ text: string } | { error: string });

/** Files whose text one transaction takes in. */
const BATCH = 50;
/** How long found text may wait for others' (ms). */
const PATIENCE = 500;

/**
 * Extract the text of files that wait for it, and index them by it: after a write, and for what a killed process left. It happens
 * outside the write lock. A file that cannot be read keeps the reason, for `desk doctor`.
 * @returns how many were read, and how many the budget or the signal left
 */
export async function extractWaiting(
	vfs: Vfs,
	options: ExtractionOptions = {},
): Promise<{ read: number; left: number }> {
	const { database } = vfs.store;
	const wanted = options.contents === undefined ? undefined : new Set(options.contents);
	const signal = options.signal ?? new AbortController().signal;
	const end = performance.now() + (options.budget ?? Number.POSITIVE_INFINITY);
	const found: Found[] = [];
	let since = performance.now();
	const all = waiting(database).filter(({ content }) => wanted?.has(content) !== false);
	const result = { read: 0, left: all.length };
	try {
		for (const { content, kind } of all) {
			if (signal.aborted || performance.now() > end) break;
			result.left--;
			const one = await extract(vfs, content, kind, signal);
			if (one === undefined) continue;
			found.push(one);
			result.read++;
			options.onProgress?.(1);
			if (found.length < BATCH && performance.now() - since < PATIENCE) continue;
			await keep(vfs, found.splice(0));
			since = performance.now();
		}
	} finally {
		if (found.length > 0) await keep(vfs, found);
	}
	return result;
}

/** Extract the text of what was just written. Never an error of the write, which is done: what fails goes on waiting, and doctor says so. */
export async function extractAfterCommit(vfs: Vfs, changes: readonly LogChange[], signal?: AbortSignal): Promise<void> {
	try {
		await extractWaiting(vfs, { contents: changes.flatMap(({ after }) => after ?? []), signal });
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
	}
}

/** The text of one content; undefined when no file has it any more, its mount extracts nothing, or the signal came. */
async function extract(vfs: Vfs, content: number, kind: string, signal: AbortSignal): Promise<Found | undefined> {
	const [path] = holdersOf(vfs, content);
	if (path === undefined) return undefined;
	await vfs.load(path);
	const tree = vfs.reader();
	const { format } = tree.mountOf(path);
	if (format?.extract === undefined) return undefined;
	const size = vfs.store.content.sizeOf(content);
	const place = { path, name: path.slice(path.lastIndexOf("/") + 1), size, truncated: false };
	try {
		return { content, text: await format.extract(kind, tree.stream(content), place, signal) };
	} catch (error) {
		if (signal.aborted) return undefined;
		// Not damage of the desk, or of the disk: that is no matter of the file's.
		if (!(error instanceof DeskError) || error.code !== "EFORMAT") throw error;
		return { content, error: error.message };
	}
}

function holdersOf(vfs: Vfs, content: number): string[] {
	const tree = vfs.reader();
	return vfs.store.database
		.all<{ id: number }>("SELECT id FROM node WHERE content = ?", content)
		.map(({ id }) => tree.pathOf(id))
		.filter((path) => path !== undefined);
}

/** Keep what was found, and index the files that have it. */
async function keep(vfs: Vfs, found: readonly Found[]): Promise<void> {
	for (const { content } of found) for (const path of holdersOf(vfs, content)) await vfs.load(path);
	await vfs.store.database.write(() => {
		const tree = vfs.reader();
		for (const one of found) {
			keepExtracted(vfs.store.database, one.content, one);
			for (const path of holdersOf(vfs, one.content)) {
				const node = tree.nodeAt(path);
				if (node !== undefined) tree.project(node, path, true);
			}
		}
	});
}
