import { Chunker } from "./chunker.ts";
import { type ChunkRef, type ContentKeys, chunkRecord } from "./content-keys.ts";
import type { Staged } from "./content-reader.ts";
import type { Database } from "./database.ts";
import { asDeskError } from "./database-errors.ts";
import { Staging } from "./staging.ts";

const ZEROS = Buffer.alloc(64 * 1024);

/** Cuts bytes into content-defined chunks and stages each, encrypted; one chunk is in memory at a time. */
export class Cutter {
	readonly #database: Database;
	readonly #blobs: string;
	readonly #keys: ContentKeys;
	readonly #chunker: Chunker;
	readonly #staging: Staging;
	readonly #chunks: ChunkRef[] = [];
	#offset = 0;
	/** Bytes pushed since the last cut. */
	#pending = 0;
	/** A chunk of nothing but zeros, from a cut to a cut. */
	#zeros: ChunkRef | undefined;

	constructor(database: Database, blobs: string, keys: ContentKeys) {
		this.#database = database;
		this.#blobs = blobs;
		this.#keys = keys;
		this.#chunker = new Chunker(keys.gear);
		this.#staging = new Staging(blobs);
	}

	/** @throws DeskError ENOSPC when the disk is full */
	push(bytes: Uint8Array): void {
		this.#pending += bytes.length;
		for (const plain of this.#chunker.push(bytes)) this.#add(plain);
	}

	/** So many zero bytes. From the first cut in them on all their chunks are the same one, which is staged once. */
	zeros(count: number): void {
		let isFromCut = this.#pending === 0;
		for (let left = count; left > 0; ) {
			const repeated = this.#zeros;
			if (isFromCut && this.#pending === 0 && repeated !== undefined && repeated.size <= left) {
				this.#chunks.push({ ...repeated, offset: this.#offset });
				this.#offset += repeated.size;
				left -= repeated.size;
				continue;
			}
			left -= this.#pushToCut(ZEROS.subarray(0, Math.min(left, ZEROS.length)));
			if (this.#pending > 0) continue;
			if (isFromCut) this.#zeros ??= this.#chunks.at(-1);
			isFromCut = true;
		}
	}

	/** Take bytes up to the first cut in them. @returns how many */
	#pushToCut(bytes: Uint8Array): number {
		for (const plain of this.#chunker.push(bytes)) {
			const taken = plain.length - this.#pending;
			this.#pending = plain.length;
			this.#add(plain);
			return taken;
		}
		this.#pending += bytes.length;
		return bytes.length;
	}

	/** Take over a chunk of other content as it is, when it would fall on a boundary here too. @returns whether it did */
	reuse(chunk: ChunkRef, from: number | Staged): boolean {
		if (this.#pending !== 0) return false;
		// What only waits in another write's staging goes when that one is unstaged.
		if (typeof from !== "number" && from.staging !== undefined && !this.#staging.adopt(from.staging, chunk.name))
			return false;
		this.#chunks.push({ ...chunk, offset: this.#offset });
		this.#offset += chunk.size;
		return true;
	}

	/** Bytes that are cut: all that was pushed but the last chunk. */
	get offset(): number {
		return this.#offset;
	}

	/** What is cut so far, for reading only: it has no hash. */
	soFar(): Staged {
		return { hash: Buffer.of(), size: this.#offset, chunks: this.#chunks, staging: this.#staging };
	}

	/** All that was pushed, prepared. */
	end(): Staged {
		const rest = this.#chunker.flush();
		if (rest !== undefined && rest.length > 0) this.#add(rest);
		const hash = this.#keys.listHash();
		for (const chunk of this.#chunks) hash.update(chunkRecord(chunk));
		return { hash: hash.digest(), size: this.#offset, chunks: this.#chunks, staging: this.#staging };
	}

	abandon(): void {
		this.#staging.clear();
	}

	#add(plain: Buffer): void {
		const name = this.#keys.chunkName(plain);
		this.#stage(name, plain);
		this.#chunks.push({ name, offset: this.#offset, size: plain.length });
		this.#offset += plain.length;
		this.#pending -= plain.length;
	}

	#stage(name: string, plain: Buffer): void {
		try {
			const known = this.#database.get("SELECT 1 FROM chunk WHERE name = ?", Buffer.from(name, "hex")) !== undefined;
			if (known && this.#staging.hold(name)) return;
			this.#staging.put(name, this.#keys.seal(name, plain));
		} catch (error) {
			throw asDeskError(error, this.#blobs);
		}
	}
}
