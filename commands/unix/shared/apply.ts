/** Many changes of one command: few change sets, one undo, and an item that is refused does not stop the others. */
import { DeskError, type ErrorCode } from "../../../src/base/errors.ts";
import type { Context } from "../../../src/command/index.ts";
import { nameBytes } from "../../../src/store/index.ts";
import { type Change, type ChangeResult, printable, type Vfs } from "../../../src/vfs/index.ts";
import { type ChangeItem, isTold, toChangeItems } from "./changes.ts";

/** What one operand, or one file below it, asks for: done whole or not at all. */
export interface Step {
	/** The changes; asked for again each time that they are tried. */
	changes(): readonly Change[] | Promise<readonly Change[]>;
	/** Size of the file, which its mount has to read. */
	bytes?: number;
	/**
	 * What `-v` says of it when it is done, a sentence a line, as the GNU program says it. `made`: what was made and is
	 * not said yet, for what makes several. Without it the changes are told.
	 */
	said?(made: Set<string>): readonly string[];
	/** Not tried when that one was refused: there is nothing to copy into. */
	needs?: Step;
}

/** Between steps: what was asked for so far is to be done before the next step is thought out (not in a dry run). */
export const COMMIT: Step = { changes: () => [] };

/** A change set holds at most so many steps, and so many bytes to read: other processes wait while it is made. */
const MOST_STEPS = 500;
const MOST_BYTES = 8 * 1024 * 1024;
/** Mounts read no more of a file than this (4 MiB), whatever its size. */
const MOST_READ = 4 * 1024 * 1024;

/** Errors of the desk and not of one item. */
const FATAL: ReadonlySet<ErrorCode> = new Set(["ENOSPC", "EBUSY", "EINTR", "EKEY"]);

/**
 * Carries out a command's steps. All change sets share one operation, so `desk undo` takes the command back whole. A set
 * that is refused is halved and tried again, down to the step at fault, which is reported; the others are done.
 */
export class Applier {
	readonly #context: Context;
	readonly #vfs: Vfs;
	readonly #ignore: ReadonlySet<ErrorCode>;
	readonly #refused = new Set<Step>();
	#operation: number | undefined;
	/** A dry run keeps nothing, so each rehearsal begins with the steps before it. */
	readonly #rehearsed: Step[] = [];
	#rehearsedChanges = 0;

	/** Errors in `ignore` (`rm -f`: ENOENT) are passed over in silence. */
	constructor(context: Context, vfs: Vfs, ignore: readonly ErrorCode[] = []) {
		this.#context = context;
		this.#vfs = vfs;
		this.#ignore = new Set(ignore);
	}

	/** Do the steps in order, and yield what was done when it is to be told. Each call begins a new change set. */
	async *apply(steps: AsyncIterable<Step> | Iterable<Step>): AsyncGenerator<ChangeItem, void, undefined> {
		const { signal, dryRun, cause } = this.#context;
		const progress = this.#context.progress(cause.split(" ")[1] ?? cause);
		let batch: Step[] = [];
		let bytes = 0;
		try {
			for await (const step of steps) {
				if (signal.aborted) throw signal.reason;
				const read = Math.min(step.bytes ?? 0, MOST_READ);
				const isFull = batch.length >= MOST_STEPS || (bytes > 0 && bytes + read > MOST_BYTES);
				if (!dryRun && (isFull || step === COMMIT)) {
					yield* this.#commit(batch);
					progress.add(batch.length);
					batch = [];
					bytes = 0;
				}
				batch.push(step);
				bytes += read;
			}
			yield* this.#commit(batch);
		} finally {
			progress.done();
		}
	}

	async *#commit(steps: readonly Step[]): AsyncGenerator<ChangeItem, void, undefined> {
		const possible = steps.filter((step) => this.#isPossible(step));
		if (possible.length === 0) return;
		if (this.#context.signal.aborted) throw this.#context.signal.reason;
		const result = await this.#try(possible);
		if (!(result instanceof DeskError)) {
			if (isTold(this.#context)) yield* this.#told(possible, result);
		} else if (possible.length === 1) {
			for (const step of possible) this.#refused.add(step);
			if (!this.#ignore.has(result.code)) this.#context.fail(result);
		} else {
			const half = Math.ceil(possible.length / 2);
			yield* this.#commit(possible.slice(0, half));
			yield* this.#commit(possible.slice(half));
		}
	}

	/** What was done: in the words of the Unix program for a person, as changes for everything else. */
	async *#told(steps: readonly Step[], result: ChangeResult): AsyncGenerator<ChangeItem, void, undefined> {
		const { json, dryRun, stdout, terminal } = this.#context;
		if (json || dryRun || steps.some((step) => step.said === undefined)) return yield* toChangeItems(result);
		const made = new Set(result.changes.filter(({ op }) => op === "create").map(({ path }) => path));
		const lines = steps.flatMap((step) => step.said?.(made) ?? []);
		const text = lines.map((line) => `${terminal.stdout ? printable(line) : line}\n`).join("");
		if (text !== "") await stdout.write(nameBytes(text));
	}

	#isPossible(step: Step): boolean {
		if (step.needs === undefined || !this.#refused.has(step.needs)) return true;
		this.#refused.add(step);
		return false;
	}

	async #try(steps: readonly Step[]): Promise<ChangeResult | DeskError> {
		const { cause, dryRun } = this.#context;
		try {
			const changes: Change[] = [];
			for (const step of [...this.#rehearsed, ...steps]) changes.push(...(await step.changes()));
			if (changes.length === 0) return { changes: [] };
			// The source of a copy or a move is still there: nothing has to be kept of what a mount refuses.
			const result = await this.#vfs.change(changes, {
				cause,
				dryRun,
				keepRejected: false,
				operation: this.#operation,
			});
			this.#operation ??= result.set?.operation;
			if (!dryRun) return result;
			this.#rehearsed.push(...steps);
			const before = this.#rehearsedChanges;
			this.#rehearsedChanges = result.changes.length;
			return { changes: result.changes.slice(before) };
		} catch (error) {
			if (!(error instanceof DeskError) || FATAL.has(error.code)) throw error;
			return error;
		}
	}
}
