import { Readable, type Transform } from "node:stream";
import { createGunzip, createInflateRaw } from "node:zlib";
import type { ByteStream } from "../base/bytes.ts";
import { codeOf, DeskError } from "../base/errors.ts";

/** Nobody packs mail or calendars that well: more than this many times the packed size, and more than 1 GiB, is a bomb. */
const RATIO = 200;
const HARMLESS = 1024 ** 3;

/** What an archive may unpack to, counted over all that is in it. */
export class Allowance {
	#left: number;

	/** @param packed bytes of the archive */
	constructor(packed: number) {
		this.#left = Math.max(HARMLESS, packed * RATIO);
	}

	/** @throws DeskError EFORMAT for too much */
	take(bytes: number): void {
		this.#left -= bytes;
		if (this.#left < 0) throw damaged(`it unpacks to more than ${RATIO} times its size`);
	}
}

/** What a gzip file holds. @throws DeskError EFORMAT when it is damaged, or unpacks to too much */
export function gunzip(packed: ByteStream, allowance: Allowance): ByteStream {
	return through(packed, createGunzip(), allowance);
}

/** What a deflated entry of a zip file holds. @throws as `gunzip` */
export function inflate(packed: ByteStream, allowance: Allowance): ByteStream {
	return through(packed, createInflateRaw(), allowance);
}

async function* through(packed: ByteStream, unpack: Transform, allowance: Allowance): ByteStream {
	const input = Readable.from(copied(packed));
	input.on("error", (error) => unpack.destroy(error));
	input.pipe(unpack);
	try {
		for await (const part of unpack as AsyncIterable<Buffer>) {
			allowance.take(part.length);
			yield part;
		}
	} catch (error) {
		if (codeOf(error).startsWith("Z_")) throw damaged("it is damaged, or cut off");
		throw error;
	} finally {
		input.destroy();
		unpack.destroy();
	}
}

/** Pieces that stay as they are while the next one is read. */
export async function* copied(stream: ByteStream): AsyncGenerator<Buffer, void, undefined> {
	for await (const part of stream) yield Buffer.from(part);
}

export function damaged(says: string): DeskError {
	return new DeskError("EFORMAT", says);
}
