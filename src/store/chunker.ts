/**
 * Content-defined chunking: FastCDC (Xia et al., USENIX ATC 2016; IEEE TPDS 2020) with normalised chunking at level 2.
 * A cut depends only on the bytes since the cut before it, so an edit changes the chunks around it and no others.
 */
import { hkdfSync } from "node:crypto";
import type { ByteStream } from "../base/bytes.ts";

/** Bounds of a chunk in bytes. Only the last chunk of a stream may be shorter than `min`. */
export interface ChunkSizes {
	min: number;
	average: number;
	max: number;
}

/** 256 KiB, about 1 MiB, 4 MiB. Changing them makes stored files share no chunk with what is written from then on. */
export const CHUNK_SIZES: ChunkSizes = { min: 256 * 1024, average: 1024 * 1024, max: 4 * 1024 * 1024 };

/** How many bits harder a cut is before the average size, and easier after it (the paper's level). */
const NORMALISATION = 2;

/**
 * The 256 random words of the gear hash, from a 32-byte secret (HKDF-SHA256): without it, chunk sizes cannot be compared
 * with those of a known file. It does not stand against someone who may choose the content and watch its chunks.
 */
export function gearTable(secret: Uint8Array): Uint32Array {
	if (secret.length !== 32) throw new RangeError("a gear secret is 32 bytes");
	const bytes = new DataView(hkdfSync("sha256", secret, "", "deskfs gear table", 1024));
	return Uint32Array.from({ length: 256 }, (_, index) => bytes.getUint32(4 * index, true));
}

/** Cuts what is pushed into chunks. Holds at most one chunk (`max`), and the piece being pushed. */
export class Chunker {
	readonly #gear: Int32Array;
	readonly #sizes: ChunkSizes;
	/** Up to which size of the chunk which mask ends it: hard before the average, easy after. */
	readonly #zones: readonly (readonly [until: number, mask: number])[];
	#hash = 0;
	#size = 0;
	#buffer = Buffer.alloc(0);
	#offset = 0;

	/** @param gear from `gearTable`. @throws RangeError unless 1 <= min <= average <= max <= 1 GiB and average >= 64. */
	constructor(gear: Uint32Array, sizes: ChunkSizes = CHUNK_SIZES) {
		const { min, average, max } = sizes;
		if (!(min >= 1 && min <= average && average >= 64 && average <= max && max <= 2 ** 30)) {
			throw new RangeError(`chunk sizes out of order: ${min}, ${average}, ${max}`);
		}
		const bits = Math.round(Math.log2(average));
		this.#gear = Int32Array.from(gear); // signed, so that the hash stays a small integer in V8
		this.#sizes = sizes;
		this.#zones = [
			[average, topBits(bits + NORMALISATION)],
			[max, topBits(bits - NORMALISATION)],
		];
	}

	/** The offset in the stream at which the last chunk ended. */
	get offset(): number {
		return this.#offset;
	}

	/**
	 * Take the next bytes and yield each chunk that they complete. The chunks are the caller's to keep; `bytes` may be
	 * reused once the loop has ended. It is a generator: bytes behind the point where the loop is left are not taken.
	 */
	*push(bytes: Uint8Array): Generator<Buffer, void, undefined> {
		for (let at = 0; at < bytes.length; ) {
			const [end, isCut] = this.#scan(bytes, at);
			this.#append(bytes.subarray(at, end));
			at = end;
			if (isCut) yield this.#take();
		}
	}

	/** The bytes after the last cut, if any. The chunker then starts anew, as after any cut. */
	flush(): Buffer | undefined {
		return this.#size === 0 ? undefined : this.#take();
	}

	/** Where the current chunk's bytes end in `bytes`, and whether that is a cut or only the end of the piece. */
	#scan(bytes: Uint8Array, from: number): [end: number, isCut: boolean] {
		const gear = this.#gear;
		const start = from - this.#size; // where the chunk starts, in the indices of `bytes`; often negative
		let hash = this.#hash;
		let at = Math.min(bytes.length, Math.max(from, start + this.#sizes.min)); // no cut below min: not even hashed
		for (const [until, mask] of this.#zones) {
			const end = Math.min(bytes.length, start + until);
			while (at < end) {
				hash = ((hash << 1) + (gear[bytes[at++] as number] as number)) | 0;
				if ((hash & mask) === 0) return [at, true];
			}
		}
		this.#hash = hash;
		return [at, at === start + this.#sizes.max];
	}

	#append(piece: Uint8Array): void {
		const size = this.#size + piece.length;
		if (size > this.#buffer.length) {
			const room = Math.min(this.#sizes.max, Math.max(size, 2 * this.#buffer.length));
			const grown = Buffer.allocUnsafeSlow(room);
			grown.set(this.#buffer.subarray(0, this.#size));
			this.#buffer = grown;
		}
		this.#buffer.set(piece, this.#size);
		this.#size = size;
	}

	#take(): Buffer {
		const chunk = Buffer.from(this.#buffer.subarray(0, this.#size));
		this.#offset += this.#size;
		this.#size = 0;
		this.#hash = 0;
		return chunk;
	}
}

/** The chunks of a stream; their concatenation is the stream. Leaving the loop stops the source. */
export async function* chunks(source: ByteStream, gear: Uint32Array, sizes?: ChunkSizes): AsyncGenerator<Buffer> {
	const chunker = new Chunker(gear, sizes);
	for await (const bytes of source) yield* chunker.push(bytes);
	const rest = chunker.flush();
	if (rest !== undefined) yield rest;
}

/** The top bits of a 32-bit word: bit n of a gear hash depends on the last n + 1 bytes, so these see the most. */
function topBits(count: number): number {
	return -1 << (32 - count);
}
