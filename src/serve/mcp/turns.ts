/** So many things at a time; the others wait in the order in which they came. */
export class Turns {
	#free: number;
	readonly #waiting: (() => void)[] = [];
	#idle: (() => void)[] = [];
	readonly #all: number;

	constructor(count: number) {
		this.#free = count;
		this.#all = count;
	}

	/** @throws the signal's reason when it is aborted before its turn */
	async take<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
		if (this.#free > 0) this.#free--;
		else await new Promise<void>((resolve) => this.#waiting.push(resolve));
		try {
			signal.throwIfAborted();
			return await work();
		} finally {
			const next = this.#waiting.shift();
			if (next !== undefined) next();
			else this.#free++;
			if (this.#free === this.#all) for (const tell of this.#idle.splice(0)) tell();
		}
	}

	/** Resolves when nothing is under way. */
	async idle(): Promise<void> {
		if (this.#free < this.#all) await new Promise<void>((resolve) => this.#idle.push(resolve));
	}
}
