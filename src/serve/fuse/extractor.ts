import { DeskError } from "../../base/errors.ts";
import { extractWaiting, isWaiting, type Vfs } from "../../vfs/index.ts";

/** Writes are left alone for so long before their text is extracted (ms): a copy of many files is not slowed down. */
const PAUSE = 2000;

/** Gets the text of PDFs and the like out of what was written, after close(2) has returned. */
export class Extractor {
	readonly #vfs: Vfs;
	readonly #end = new AbortController();
	#timer: NodeJS.Timeout | undefined;
	#running: Promise<void> | undefined;

	constructor(vfs: Vfs) {
		this.#vfs = vfs;
	}

	/** Something was written. */
	wake(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			this.#running ??= this.#run().finally(() => {
				this.#running = undefined;
			});
		}, PAUSE);
		this.#timer.unref();
	}

	async #run(): Promise<void> {
		if (this.#end.signal.aborted || !isWaiting(this.#vfs.store.database)) return;
		try {
			await extractWaiting(this.#vfs, { signal: this.#end.signal });
		} catch (error) {
			// It goes on waiting, for a search or `desk reindex`; doctor says so.
			if (!(error instanceof DeskError)) throw error;
		}
	}

	/** What is not done is taken up by the next search. */
	async close(): Promise<void> {
		clearTimeout(this.#timer);
		this.#end.abort();
		await this.#running;
	}
}
