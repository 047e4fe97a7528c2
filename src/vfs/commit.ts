import { atOnce, type Pace } from "../base/pace.ts";
import type { ChangeSet, LogChange, Staged, Store } from "../store/index.ts";
import type { MountLoader } from "./mount-loader.ts";
import { MountNeeded } from "./stored-tree.ts";
import { Transaction } from "./transaction.ts";

/** How a change set is made. */
export interface ChangeOptions {
	/** The command, as a person would read it in the log. */
	cause: string;
	/** Join an earlier change set of the same command: `undo` takes them back together. */
	operation?: number | undefined;
	/** Do all the work, then roll it back: the result says what would have happened. */
	dryRun?: boolean | undefined;
	/** Keep what a mount refused under /sys/rejected (default); an import does not, its source is still there. */
	keepRejected?: boolean | undefined;
	/** The operation that this one takes back; only undo gives it. */
	undoes?: number | undefined;
	/** Looks at all that the change set comes to, before it is committed; what it throws refuses the whole. */
	accept?: ((changes: readonly LogChange[]) => void) | undefined;
	/** For long work: it then takes turns with other work, and ends, with the tree unchanged, when this throws. */
	pace?: Pace | undefined;
}

/** What a change set did: `set` is absent when nothing changed, or in a dry run. */
export interface ChangeResult {
	set?: ChangeSet;
	changes: LogChange[];
}

/** What a change set does, pausing where it may be interrupted. */
export type Work = (transaction: Transaction) => Generator<void, void>;

/**
 * One change set, from the lock to the log: all that `body` does, or nothing of it. A plan that reaches into a mount that is not
 * loaded starts again with it.
 * @param given content that was prepared for it; what was placed of it is taken back when nothing comes of the change set
 * @throws DeskError with the tree unchanged
 */
export async function commit(
	store: Store,
	mounts: MountLoader,
	actor: string,
	body: Work,
	options: ChangeOptions,
	given: readonly Staged[] = [],
): Promise<ChangeResult> {
	for (;;) {
		try {
			return await attempt(store, mounts, actor, body, options, given);
		} catch (error) {
			if (!(error instanceof MountNeeded)) throw error;
			await mounts.load([`/${error.mount}`]);
		}
	}
}

async function attempt(
	store: Store,
	mounts: MountLoader,
	actor: string,
	body: Work,
	options: ChangeOptions,
	given: readonly Staged[],
): Promise<ChangeResult> {
	const { database, content, log } = store;
	const keep = options.dryRun !== true;
	const prepared: Staged[] = [];
	let done = false;
	try {
		const steps = function* (): Generator<void, ChangeResult> {
			const transaction = new Transaction(store, mounts.entries, mounts.loaded);
			try {
				yield* body(transaction);
			} finally {
				prepared.push(...transaction.prepared);
			}
			transaction.finish();
			const { changes } = transaction;
			options.accept?.(changes);
			if (!keep || changes.length === 0) return { changes };
			const set = yield* log.appendInSteps(
				{ actor, cause: options.cause, operation: options.operation, undoes: options.undoes },
				changes,
			);
			return { set, changes };
		};
		const { pace } = options;
		const result = await (pace === undefined
			? database.write(() => atOnce(steps()), keep)
			: database.writeInSteps(steps, pace, keep));
		done = keep;
		return result;
	} finally {
		// What cannot be taken back now (the disk is full) stays an orphan, which `gc` finds; the refusal matters more.
		if (!done) await content.retract([...prepared, ...given]).catch(() => undefined);
		for (const staged of prepared) content.unstage(staged);
	}
}
