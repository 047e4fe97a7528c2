import type { DeskError } from "../../../src/base/errors.ts";
import type { Pace } from "../../../src/base/pace.ts";
import type { Staged } from "../../../src/store/index.ts";
import {
	type Change,
	type ChangeResult,
	keepRefused,
	parentOf,
	type TreeReader,
	type Vfs,
} from "../../../src/vfs/index.ts";

/** One file or folder on its way in: what must be done for it, all or nothing. */
export interface Arrival<Result extends string = "created" | "changed"> {
	path: string;
	/** Where it lies on the host. */
	from: string;
	result: Result | "folder";
	size: number;
	/** A function looks at the tree as it is when its turn comes, maybe more than once; it may set `path` and `result`. */
	changes: readonly Change[] | ((tree: TreeReader) => readonly Change[]);
	/** A file's bytes; the batch unstages them. */
	content?: Staged;
}

/** One that the mount refused. */
export interface Refused<Result extends string = "created" | "changed"> {
	arrival: Arrival<Result>;
	error: DeskError;
}

/**
 * Most files and bytes of one change set: other processes get their turn, and memory stays flat. With 500 files, the commits of 10,000
 * notes took 605 ms; with 2,000, that merge fewer parts of the full-text index and sync less often, 360.
 */
export const MAX_FILES = 2000;
const MAX_BYTES = 16 * 1024 * 1024;

interface Options {
	cause: string;
	dryRun: boolean;
	pace: Pace;
	/** The operation that its change sets join; a new one if left out. */
	operation?: number | undefined;
	/** Most bytes of one change set, where an item takes more memory than its bytes. */
	maxBytes?: number;
	/** Keep refused content in /sys/rejected. */
	keepsRefused?: boolean;
}

/**
 * Brings files into the desk in change sets of one operation. The mounts validate and project each file, but do not plan:
 * an import takes files as they are, so it neither stamps a task as done today nor makes the next of a repeated one.
 */
export class ImportBatch<Result extends string = "created" | "changed"> {
	readonly #vfs: Vfs;
	readonly #options: Options;
	#waiting: Arrival<Result>[] = [];
	#bytes = 0;
	#operation: number | undefined;
	/** Folders that are there, or come with this change set. */
	readonly #folders = new Set<string>();
	/** Folders that were told as new; a dry run makes one again and again. */
	readonly #told = new Set<string>();
	/** Why a folder could not be made: what lies in it fails for the same reason. */
	readonly #lost = new Map<string, DeskError>();

	constructor(vfs: Vfs, options: Options) {
		this.#vfs = vfs;
		this.#options = options;
		this.#operation = options.operation;
	}

	/** The operation that all change sets share; undefined before the first. */
	get operation(): number | undefined {
		return this.#operation;
	}

	get isFull(): boolean {
		return this.#waiting.length >= MAX_FILES || this.#bytes >= (this.#options.maxBytes ?? MAX_BYTES);
	}

	/** Whether one more file of this size would make the change set too large. */
	isFullWith(size: number): boolean {
		return this.#bytes > 0 && this.#bytes + size > (this.#options.maxBytes ?? MAX_BYTES);
	}

	add(arrival: Arrival<Result>): void {
		// Where it goes may turn out only when its turn comes; then the changes make the folder.
		if (typeof arrival.changes !== "function") this.folder(parentOf(arrival.path), arrival.from);
		this.#waiting.push(arrival);
		this.#bytes += arrival.size;
	}

	/** Make a folder, with its parents. */
	folder(path: string, from: string, mode?: number): void {
		if (this.#folders.has(path) || this.#lost.has(path) || parentOf(path) === "/") return;
		this.folder(parentOf(path), from);
		this.#folders.add(path);
		this.#waiting.push({
			path,
			from,
			result: "folder",
			size: 0,
			changes: [{ op: "mkdir", path, parents: true, mode }],
		});
	}

	/**
	 * Commit what waits. @returns what came in, and what was refused
	 * @throws DeskError that concerns all: ENOSPC, EBUSY, EIO
	 */
	async commit(): Promise<{ done: Arrival<Result>[]; refused: Refused<Result>[] }> {
		const arrivals = this.#waiting;
		if (arrivals.length === 0) return { done: [], refused: [] };
		this.#waiting = [];
		this.#bytes = 0;
		const refused = new Map<Arrival<Result>, DeskError>();
		const made = new Set<string>();
		const explain = (arrival: Arrival<Result>, error: DeskError) => this.#explain(arrival, error);
		const result = await this.#inDesk(arrivals, refused, function* (transaction) {
			const bring = function* (some: readonly Arrival<Result>[]) {
				for (const { changes } of some) {
					for (const change of typeof changes === "function" ? changes(transaction) : changes)
						transaction.apply(change);
					yield;
				}
			};
			// Nearly always nothing is refused; else the halves are tried, until what is refused is alone: savepoints are dear.
			const attempt = function* (some: readonly Arrival<Result>[]): Generator<void> {
				const error = yield* transaction.attempt(() => bring(some));
				if (error === undefined) return;
				if (some.length === 1) refused.set(some[0] as Arrival<Result>, explain(some[0] as Arrival<Result>, error));
				else {
					yield* attempt(some.slice(0, some.length / 2));
					yield* attempt(some.slice(some.length / 2));
				}
			};
			// It is run again when a mount had to be loaded first.
			refused.clear();
			made.clear();
			yield* attempt(arrivals);
			for (const change of transaction.changes) if (change.op === "create") made.add(change.path);
		});
		this.#operation ??= result.set?.operation;
		// What a dry run made is gone again; the next change set must make it anew.
		if (this.#options.dryRun) this.#folders.clear();
		const isNew = ({ path }: Arrival<Result>) => made.has(path) && !this.#told.has(path);
		const done = arrivals.filter((arrival) => !refused.has(arrival) && (arrival.result !== "folder" || isNew(arrival)));
		for (const { path, result } of done) if (result === "folder") this.#told.add(path);
		return { done, refused: [...refused].map(([arrival, error]) => ({ arrival, error })) };
	}

	/** Run one transaction, and clear away the chunk files that wait for it. */
	async #inDesk(
		arrivals: readonly Arrival<Result>[],
		refused: ReadonlyMap<Arrival<Result>, DeskError>,
		body: Parameters<Vfs["replay"]>[1],
	): Promise<ChangeResult> {
		const { content } = this.#vfs.store;
		let isDone = false;
		try {
			const result = await this.#vfs.replay(
				arrivals.map(({ path }) => path),
				body,
				{ ...this.#options, operation: this.#operation },
			);
			isDone = !this.#options.dryRun;
			if (isDone && this.#options.keepsRefused === true)
				for (const [{ path, content }, error] of refused)
					if (content !== undefined) await keepRefused(this.#vfs, path, content, error);
			return result;
		} finally {
			const lost = isDone ? [...refused.keys()] : arrivals;
			// What cannot be taken back now (the disk is full) stays an orphan, which `gc` finds; the first error matters more.
			await content.retract(lost.flatMap((arrival) => arrival.content ?? [])).catch(() => undefined);
			unstage(this.#vfs, arrivals);
		}
	}

	/** Give up what waits. */
	abandon(): void {
		unstage(this.#vfs, this.#waiting.splice(0));
	}

	/** What is below a folder that could not be made fails for that folder's reason. */
	#explain(arrival: Arrival<Result>, error: DeskError): DeskError {
		const reason = error.code === "ENOENT" ? (this.#lost.get(parentOf(arrival.path)) ?? error) : error;
		if (arrival.result === "folder") this.#lost.set(arrival.path, reason);
		return reason;
	}
}

function unstage(vfs: Vfs, arrivals: readonly Pick<Arrival, "content">[]): void {
	for (const { content } of arrivals) if (content !== undefined) vfs.store.content.unstage(content);
}
