import { createHmac, type Hmac } from "node:crypto";
import { gearTable } from "./chunker.ts";
import { deriveKey } from "./keys.ts";
import { open, seal } from "./seal.ts";

/** A part of large content, as its list names it. */
export interface ChunkRef {
	/** Keyed hash of the plain bytes, hex: the file's name. Empty for content that is a row. */
	name: string;
	offset: number;
	size: number;
}

/** The keys of stored bytes, each derived at its first use: a process that only lists files needs none. */
export class ContentKeys {
	readonly #master: Uint8Array;
	readonly #derived = new Map<string, Buffer>();
	#gear: Uint32Array | undefined;

	constructor(master: Uint8Array) {
		this.#master = master;
	}

	/** Names content that is a row: equal bytes of one desk have equal hashes. */
	bytesHash(): Hmac {
		return createHmac("sha256", this.#key("content-names"));
	}

	/**
	 * Names chunked content by what `chunkRecord` says of each chunk: chunking is deterministic, so equal bytes give equal hashes. Under
	 * a key of its own: no small file can have the hash of a large one, whatever its text.
	 */
	listHash(): Hmac {
		return createHmac("sha256", this.#key("content-lists"));
	}

	/** The name of a chunk with these bytes, hex. */
	chunkName(plain: Uint8Array): string {
		return createHmac("sha256", this.#key("blob-names")).update(plain).digest("hex");
	}

	/** A chunk as its file holds it. The name is authenticated with it, so that files cannot change places. */
	seal(name: string, plain: Uint8Array): Buffer {
		return seal(this.#key("blobs"), plain, Buffer.from(name, "hex"));
	}

	/** @throws DeskError EIO when a bit of it is not as it was written */
	open(name: string, sealed: Buffer): Buffer {
		return open(this.#key("blobs"), sealed, Buffer.from(name, "hex"));
	}

	/** Where content-defined chunks are cut; keyed, so that their sizes say little about known files. */
	get gear(): Uint32Array {
		this.#gear ??= gearTable(deriveKey(this.#master, "gear"));
		return this.#gear;
	}

	#key(purpose: string): Buffer {
		let key = this.#derived.get(purpose);
		if (key === undefined) {
			key = deriveKey(this.#master, purpose);
			this.#derived.set(purpose, key);
		}
		return key;
	}
}

/** What the hash of chunked content covers of each chunk. */
export function chunkRecord(chunk: ChunkRef): string {
	return `${chunk.name}:${chunk.size}\n`;
}
