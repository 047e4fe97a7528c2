import { setImmediate as turn } from "node:timers/promises";
import type { DeskError } from "../../../src/base/errors.ts";
import { type Context, pacer } from "../../../src/command/index.ts";
import { type Skipped, sourceFiles } from "../../../src/source/index.ts";
import {
	type Change,
	type ImportRequest,
	type Incoming,
	keepRefused,
	type Outcome,
	type Passed,
	parentOf,
	type SourceImporter,
	type TreeReader,
	type Vfs,
} from "../../../src/vfs/index.ts";
import { type Arrival, ImportBatch } from "./import-batch.ts";
import type { ImportItem } from "./import-item.ts";
import { sentenceOfError } from "./import-item.ts";
import type { ImportSummary } from "./tally.ts";

/** Longest stretch of work, in ms, before Ctrl-C gets its turn. */
const STRETCH = 40;

/** Most bytes of a change set: what is read ahead waits in memory meanwhile. */
const MAX_BYTES = 6 * 1024 * 1024;

/** What an item may come to. */
type Result = Outcome["result"];
type Item = Arrival<Result> & { conflict?: string; release?(): void };

/** What a source import is asked for, beside what the context says. */
export type SourceJob = Omit<ImportRequest, "vfs" | "files" | "signal"> & { readonly importer: SourceImporter };

/** Brings in what a mount's own importer reads: in batches of one operation, each item as it stands by itself. */
export class SourceImport {
	readonly #vfs: Vfs;
	readonly #context: Context;
	readonly #job: SourceJob;
	readonly #summary: ImportSummary;
	readonly #batch: ImportBatch<Result>;
	readonly #progress: ReturnType<Context["progress"]>;
	/** What was passed over while files were looked for, and is still to be told. */
	readonly #passedOver: Skipped[] = [];
	#turned = performance.now();

	constructor(vfs: Vfs, context: Context, job: SourceJob, cause: string, summary: ImportSummary) {
		this.#vfs = vfs;
		this.#context = context;
		this.#job = job;
		this.#summary = summary;
		this.#batch = new ImportBatch(vfs, {
			cause,
			dryRun: context.dryRun,
			pace: pacer(context),
			operation: summary.operation ?? undefined,
			maxBytes: MAX_BYTES,
			keepsRefused: true,
		});
		this.#progress = context.progress(job.importer.items);
	}

	/** @throws DeskError EINTR on Ctrl-C, what concerns the whole source; what is committed by then stays */
	async *run(): AsyncGenerator<ImportItem, void, undefined> {
		const { importer, ...job } = this.#job;
		const request: ImportRequest = {
			...job,
			vfs: this.#vfs,
			signal: this.#context.signal,
			files: () => sourceFiles(job.source, (skipped) => this.#passedOver.push(skipped)),
		};
		for await (const item of importer.read(request)) {
			yield* this.#tellPassedOver();
			this.#progress.add(1);
			if ("decide" in item) {
				if (this.#batch.isFullWith(item.size)) yield* this.#commit();
				this.#batch.add(arrivalOf(item));
				if (this.#batch.isFull) yield* this.#commit();
			} else yield* this.#pass(item);
			if (performance.now() - this.#turned >= STRETCH) await this.#breathe();
		}
		yield* this.#tellPassedOver();
		yield* this.#commit();
		this.#progress.done();
	}

	/** What it counts, for people. */
	get items(): string {
		return this.#job.importer.items;
	}

	/** Give up what is not committed. */
	abandon(): void {
		this.#batch.abandon();
		this.#progress.done();
	}

	*#tellPassedOver(): Generator<ImportItem, void, undefined> {
		for (const { name, reason, says } of this.#passedOver.splice(0))
			yield* this.#skip({ from: name, path: name, skipped: reason, says });
	}

	async *#pass(item: Passed): AsyncGenerator<ImportItem, void, undefined> {
		if ("result" in item) this.#count(item.result);
		else if ("skipped" in item) yield* this.#skip(item);
		else {
			if (item.content !== undefined) {
				if (!this.#context.dryRun) await keepRefused(this.#vfs, item.path, item.content, item.error);
				this.#vfs.store.content.unstage(item.content);
			}
			yield* this.#refuse(item, item.error);
		}
	}

	async *#commit(): AsyncGenerator<ImportItem, void, undefined> {
		const { done, refused } = await this.#batch.commit();
		for (const item of done as Item[]) item.release?.();
		for (const { arrival } of refused) (arrival as Item).release?.();
		this.#summary.operation ??= this.#batch.operation ?? null;
		// All is counted before any is told: whoever listens may stop in between.
		for (const { result, size } of done) {
			this.#count(result);
			if (result === "created" || result === "changed") this.#summary.bytes += size;
		}
		for (const { path, from, result, conflict } of done as Item[]) {
			const isNews = result === "conflict" || this.#context.json || this.#context.verbose;
			if (isNews && (result === "created" || result === "changed" || result === "conflict"))
				yield { ...itemOf({ path, from }), result, reason: conflict ?? null };
		}
		for (const { arrival, error } of refused) yield* this.#refuse(arrival, error);
		await this.#breathe();
	}

	#count(result: Result | "folder"): void {
		this.#summary[COUNTERS[result]]++;
	}

	*#refuse({ path, from }: { path: string; from: string }, error: DeskError): Generator<ImportItem, void, undefined> {
		const kept = error.kept === undefined ? "" : `; it is kept at ${error.kept}`;
		for (const item of this.#skip({ path, from, skipped: "refused", says: `${sentenceOfError(error)}${kept}` }))
			yield { ...item, line: error.line ?? null, column: error.column ?? null };
	}

	*#skip({ path, from, skipped, says }: Extract<Passed, { skipped: unknown }>): Generator<ImportItem, void, undefined> {
		this.#summary.skipped[skipped] = (this.#summary.skipped[skipped] ?? 0) + 1;
		yield { ...itemOf({ path, from }), result: "skipped", skipped, reason: says };
	}

	/** Let Ctrl-C and timers have their turn. @throws DeskError EINTR */
	async #breathe(): Promise<void> {
		await turn();
		this.#turned = performance.now();
		this.#context.signal.throwIfAborted();
	}
}

/** What of the summary counts a result. */
const COUNTERS = {
	created: "created",
	changed: "changed",
	same: "unchanged",
	older: "older",
	conflict: "conflicts",
	folder: "folders",
} as const satisfies Record<Result | "folder", keyof ImportSummary>;

/** What is told of the item is what came of it in the end. */
function arrivalOf(item: Incoming): Item {
	const arrival: Item = {
		path: item.path,
		from: item.from,
		size: item.size,
		result: "same",
		release: () => item.release?.(),
		...(item.content === undefined ? {} : { content: item.content }),
		changes: (tree) => {
			const outcome = item.decide(tree);
			arrival.path = outcome.path;
			arrival.result = outcome.result;
			if (outcome.result === "conflict") arrival.conflict = outcome.reason;
			return "changes" in outcome ? withFolder(outcome, tree) : [];
		},
	};
	return arrival;
}

/** The changes, after those that make the folder where the file is to lie. */
function withFolder(outcome: { path: string; changes: readonly Change[] }, tree: TreeReader): readonly Change[] {
	const folder = parentOf(outcome.path);
	if (parentOf(folder) === "/" || tree.stat(folder) !== undefined) return outcome.changes;
	return [{ op: "mkdir", path: folder, parents: true }, ...outcome.changes];
}

function itemOf({ path, from }: { path: string; from: string }): ImportItem {
	return { path, source: from, result: "skipped", skipped: null, reason: null, line: null, column: null };
}
