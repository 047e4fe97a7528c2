/** Pieces of bytes put aside until they are asked for: in memory while they are few, else on disk. */
import { type Run, Spill } from "./spill.ts";

/** Bytes that stay in memory. */
const IN_MEMORY = 8 * 1024 * 1024;

/** A store of pieces for one piece of work, of any size with flat memory; on disk they are encrypted, in a file without a name. */
export class Spool {
	readonly #folder: string;
	#spill: Spill | undefined;
	#held = 0;

	/** @param folder of the host, for what does not stay in memory */
	constructor(folder: string) {
		this.#folder = folder;
	}

	/** Put a piece aside; its memory may be used again. @returns what gives it back, as often as it is asked. @throws DeskError ENOSPC */
	put(bytes: Uint8Array): () => Uint8Array {
		if (this.#held + bytes.length <= IN_MEMORY) {
			this.#held += bytes.length;
			const kept = Uint8Array.prototype.slice.call(bytes);
			return () => kept;
		}
		this.#spill ??= new Spill(this.#folder);
		const spill = this.#spill;
		const run: Run = spill.put(bytes);
		return () => spill.get(run);
	}

	/** Forget all of it. */
	close(): void {
		this.#spill?.close();
		this.#spill = undefined;
	}
}
