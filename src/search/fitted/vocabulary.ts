import { isPair } from "./weigh.ts";

/** The terms of a model as they are stored, a line each, in the order of their UTF-16 units: looked up in place, as a map of 50,000 takes longer to make than a search. */
export class Vocabulary {
	readonly #bytes: Buffer;
	/** Where the lines begin, and where one more would. */
	readonly #starts: Uint32Array;
	#words: { readonly names: readonly string[]; readonly ids: readonly number[] } | undefined;

	/** @param bytes UTF-8; line n is the term of id n, the first line is empty */
	constructor(bytes: Uint8Array) {
		this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		let starts = new Uint32Array(1 << 16);
		let lines = 1;
		for (let at = 0; at < bytes.length; at++) {
			if (bytes[at] !== NEWLINE) continue;
			if (lines + 1 === starts.length) starts = grown(starts);
			starts[lines++] = at + 1;
		}
		starts[lines] = bytes.length + 1;
		this.#starts = starts.subarray(0, lines + 1);
	}

	/** The id of a term; undefined for one that the model does not know. */
	idOf(term: string): number | undefined {
		let low = 1;
		let high = this.#starts.length - 2;
		while (low <= high) {
			const middle = (low + high) >>> 1;
			const found = this.#term(middle);
			if (found === term) return middle;
			if (found < term) low = middle + 1;
			else high = middle - 1;
		}
		return undefined;
	}

	/** All terms that are words, and their ids. */
	get words(): { readonly names: readonly string[]; readonly ids: readonly number[] } {
		if (this.#words === undefined) {
			const all = this.#bytes.toString("utf8").split("\n");
			const ids = [...all.keys()].filter((id) => !isPair(all[id] as string));
			this.#words = { ids, names: ids.map((id) => all[id] as string) };
		}
		return this.#words;
	}

	#term(id: number): string {
		return this.#bytes.toString("utf8", this.#starts[id], (this.#starts[id + 1] as number) - 1);
	}
}

const NEWLINE = 10;

function grown(list: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
	const more = new Uint32Array(list.length * 2);
	more.set(list);
	return more;
}
