/** Changes that are tried and not made yet: a restricted hand's plan, which its owner looks at before it is applied. */
import { DeskError } from "../base/errors.ts";
import type { LogChange, Staged, Store } from "../store/index.ts";
import type { ChangeResult } from "./commit.ts";
import type { Change, NewContent } from "./mount.ts";
import type { Recorder, Vfs } from "./vfs.ts";

/** One thing that a draft would do to a file or folder, in the order of a log. */
export interface Effect {
	readonly op: LogChange["op"];
	readonly path: string;
	readonly to?: string | undefined;
	/** Of a file whose content changes; undefined where there is none, or it is larger than what is shown. */
	readonly before?: Buffer | undefined;
	readonly after?: Buffer | undefined;
	/** Bytes afterwards. */
	readonly size?: number | undefined;
}

/** What a draft comes to, and how to tell whether it would still come to the same. */
export interface DraftPlan {
	readonly effects: readonly Effect[];
	readonly signature: string;
}

/** The most that a draft may hold, in bytes of written content. */
const MOST_BYTES = 64 * 1024 ** 2;
const MOST_CHANGES = 2000;
/** Content up to here is shown, in bytes. */
const SHOWN = 1024 ** 2;

/**
 * A draft lives on a connection of its own. Each piece of work runs in a transaction that begins with its first write, or with all that
 * was drafted before, so that it sees its own changes everywhere, in tables and searches, too, with everything validated as it will be;
 * at its end all is rolled back, and only what was asked for is remembered. So nothing of it is ever in the desk before `apply`,
 * and the write lock is held while a single command of it works.
 */
export class Draft implements Recorder {
	/** The tree with the draft, for work that `run` does. */
	readonly vfs: Vfs;
	readonly #store: Store;
	readonly #owner: Vfs;
	readonly #changes: Change[] = [];
	#bytes = 0;
	#turn: Promise<unknown> = Promise.resolve();

	/** @param hand whose draft it is, with its actor and its permissions */
	constructor(hand: Vfs) {
		this.#owner = hand;
		this.#store = hand.store.again();
		this.vfs = hand.drafting(this.#store, this);
	}

	/** A draft with all tables made, so that none is made and rolled back within it. */
	static async open(hand: Vfs): Promise<Draft> {
		for (const name of hand.mountNames) await hand.tables(`/${name}`);
		return new Draft(hand);
	}

	/** What was asked for so far. */
	get changes(): readonly Change[] {
		return this.#changes;
	}

	/** Do work that sees the draft and adds to it; one after the other. What it had added before it failed stays. */
	async run<Result>(work: () => Promise<Result>): Promise<Result> {
		const turn = this.#turn.then(() => this.#tried(work));
		this.#turn = turn.catch(() => undefined);
		return await turn;
	}

	async #tried<Result>(work: () => Promise<Result>): Promise<Result> {
		const { database } = this.#store;
		database.startTrial();
		try {
			if (this.#changes.length > 0) await this.#again();
			return await work();
		} finally {
			database.endTrial();
			await this.#store.content.retract(this.#staged());
		}
	}

	/** All of it once more, in the open trial. @throws DeskError ECONFLICT where the desk has moved on */
	async #again(): Promise<ChangeResult> {
		const drafted = this.#changes.splice(0);
		const bytes = this.#bytes;
		this.#bytes = 0;
		try {
			return await this.vfs.change(drafted, { cause: "draft" });
		} catch (error) {
			this.#changes.splice(0, this.#changes.length, ...drafted);
			this.#bytes = bytes;
			if (!(error instanceof DeskError)) throw error;
			throw conflict(`what was drafted cannot be done any more: ${error.message}`, error.at);
		}
	}

	own(change: Change): Change {
		if (change.op !== "write") return change;
		const { content } = this.#store;
		if (this.#known.has(change.content)) return change;
		const { content: given } = change;
		const owned: NewContent =
			typeof given === "function"
				? (current) => {
						// What is made under the lock is dropped with the change.
						const made = given(current);
						this.#known.set(owned, content.keep(made));
						return made;
					}
				: content.keep(given);
		this.#known.set(owned, owned as Staged);
		return { ...change, content: owned };
	}

	/** Content that is the draft's own; a function's, once it has run. */
	readonly #known = new WeakMap<NewContent, Staged>();

	has(staged: Staged): boolean {
		return this.#known.get(staged) === staged;
	}

	add(changes: readonly Change[]): void {
		for (const change of changes) {
			const kept = change.op === "write" ? { ...change, content: this.#known.get(change.content) as Staged } : change;
			if (kept.op === "write") {
				this.#known.set(kept.content, kept.content);
				this.#bytes += kept.content.size;
			}
			this.#changes.push(kept);
		}
		if (this.#changes.length > MOST_CHANGES || this.#bytes > MOST_BYTES)
			throw new DeskError("EFBIG", "the draft has become too large", {
				todo: `it holds at most ${MOST_CHANGES} changes and ${MOST_BYTES / 1024 ** 2} MiB`,
			});
	}

	#staged(): Staged[] {
		return this.#changes.flatMap((change) => (change.op === "write" ? [change.content as Staged] : []));
	}

	/** What the draft comes to, as the desk is now. @throws DeskError ECONFLICT where it cannot be done any more */
	async plan(): Promise<DraftPlan> {
		const { database, content } = this.#store;
		database.startTrial();
		try {
			const { changes } = this.#changes.length === 0 ? { changes: [] } : await this.#again();
			const bytes = (id: number | null | undefined) =>
				id == null || !content.has(id) || content.sizeOf(id) > SHOWN ? undefined : content.readAll(id);
			const effects = changes.map(({ op, path, to, before, after }): Effect => {
				const isContent = before !== after;
				return {
					op,
					path,
					to,
					...(isContent ? { before: bytes(before), after: bytes(after) } : {}),
					size: after == null ? undefined : content.sizeOf(after),
				};
			});
			return { effects, signature: signatureOf(changes) };
		} finally {
			database.endTrial();
			await content.retract(this.#staged());
		}
	}

	/**
	 * Make the changes, as one change set of the owner's hand. @param plan what was looked at: if they would come to anything else now, nothing
	 * is changed
	 * @throws DeskError ECONFLICT
	 */
	async apply(plan: DraftPlan, cause: string): Promise<ChangeResult> {
		return await applyDraft(this.#owner, this.#changes, plan.signature, cause);
	}

	/** Forget the draft. */
	close(): void {
		for (const staged of this.#staged()) this.#store.content.unstage(staged);
		this.#store.close();
	}
}

/** Make drafted changes as one change set, if they still come to what was looked at. @throws DeskError ECONFLICT with the tree unchanged */
export async function applyDraft(
	vfs: Vfs,
	changes: readonly Change[],
	signature: string,
	cause: string,
): Promise<ChangeResult> {
	const accept = (made: readonly LogChange[]) => {
		if (signatureOf(made) !== signature)
			throw conflict("files that it is about have changed since it was drafted", firstOther(made, signature));
	};
	try {
		return await vfs.change(changes, { cause, accept, keepRejected: false });
	} catch (error) {
		if (!(error instanceof DeskError) || !MOVED_ON.has(error.code)) throw error;
		throw conflict(`what was drafted cannot be done any more: ${error.message}`, error.at);
	}
}

/** What a change is refused with when the tree is not as it was. */
const MOVED_ON: ReadonlySet<string> = new Set([
	"ENOENT",
	"EEXIST",
	"ENOTDIR",
	"EISDIR",
	"ENOTEMPTY",
	"ESTALE",
	"EFORMAT",
]);

function conflict(what: string, at: string | undefined): DeskError {
	return new DeskError("ECONFLICT", what, {
		...(at === undefined ? {} : { at }),
		todo: "nothing was changed; run it again, so that it sees the desk as it is now",
	});
}

/** What changes do and to what, in a text: files that were changed by others since are other content before. */
function signatureOf(changes: readonly LogChange[]): string {
	const made = new Set<number>();
	const lines = changes.map(({ op, path, to, before, after }) => {
		// What the draft itself made has another number each time.
		const was = before == null ? null : made.has(before) ? "own" : before;
		if (after != null && after !== before) made.add(after);
		return JSON.stringify([op, path, to?.startsWith("/trash/") === true ? "/trash" : (to ?? null), was]);
	});
	return lines.join("\n");
}

/** The first path of which there is something else to say than there was. */
function firstOther(made: readonly LogChange[], signature: string): string | undefined {
	const [now, then] = [signatureOf(made).split("\n"), signature.split("\n")];
	const at = now.findIndex((line, index) => line !== then[index]);
	return made[at < 0 ? made.length - 1 : at]?.path;
}
