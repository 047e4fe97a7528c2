import type { Staged, Store } from "../../store/index.ts";
import type { Extent } from "./draft.ts";

/** A file that is written from its start to its end: its bytes are cut into chunks as they come, so that closing it takes no longer for more. */
export class SequentialDraft {
	readonly #writer: ReturnType<Store["content"]["writer"]>;
	#pushed = 0;

	constructor(writer: ReturnType<Store["content"]["writer"]>) {
		this.#writer = writer;
	}

	/** Bytes from the start that were taken: they must not change any more. */
	get pushed(): number {
		return this.#pushed;
	}

	/** Bytes from the start that can be read from `soFar`. */
	get cut(): number {
		return this.#writer.cut;
	}

	/** Take what comes after what was taken. All of that is in memory, or holes. */
	take(extents: readonly Extent[]): void {
		for (const { start, end, source, at } of extents) {
			if (end <= this.#pushed) continue;
			const from = Math.max(start, this.#pushed);
			if (source === undefined) this.#writer.zeros(end - from);
			else if ("bytes" in source) this.#writer.push(source.bytes.subarray(at + from - start, at + end - start));
			this.#pushed = end;
		}
	}

	soFar(): Staged {
		return this.#writer.soFar();
	}

	end(): Staged {
		return this.#writer.end();
	}

	abandon(): void {
		this.#writer.abandon();
	}
}
