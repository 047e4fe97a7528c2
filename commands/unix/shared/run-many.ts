/** Running commands for items: several at once, and how a command line is shown. */

/** At most so many tasks at once (0: no limit). What one throws is thrown to whoever adds the next, or waits for all. */
export class Pool {
	readonly #limit: number;
	readonly #running = new Set<Promise<void>>();
	#failed: { error: unknown } | undefined;

	constructor(limit: number) {
		this.#limit = limit < 1 ? Number.POSITIVE_INFINITY : limit;
	}

	/** Start a task as soon as there is room; with room for one only, it is done on return. */
	async add(task: () => Promise<void>): Promise<void> {
		const run: Promise<void> = task()
			.catch((error: unknown) => {
				this.#failed ??= { error };
			})
			.finally(() => this.#running.delete(run));
		this.#running.add(run);
		while (this.#running.size >= this.#limit) await Promise.race(this.#running);
		this.#check();
	}

	async drain(): Promise<void> {
		await Promise.all(this.#running);
		this.#check();
	}

	#check(): void {
		if (this.#failed !== undefined) throw this.#failed.error;
	}
}

/** A word as a shell would read it back. */
export function quoteWord(word: string): string {
	if (/^[\w%+,./:=@^-]+$/.test(word)) return word;
	return `'${word.replaceAll("'", "'\\''")}'`;
}
