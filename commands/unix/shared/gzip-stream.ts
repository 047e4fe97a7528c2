/** Gzip members (RFC 1952) as streams: a header of our own, so that name and time are kept, around zlib's deflate. */
import { pipeline, Readable, type Transform } from "node:stream";
import { crc32, createDeflateRaw, createGunzip } from "node:zlib";
import type { ByteStream } from "../../../src/base/bytes.ts";
import type { Micros } from "../../../src/base/clock.ts";
import { codeOf, DeskError } from "../../../src/base/errors.ts";

const DEFLATE = 8;
const FNAME = 0x08;
const FEXTRA = 0x04;
const UNIX = 3;

/** What the header of a member says. */
export interface GzipHeader {
	/** Name of the file, in Latin-1. */
	name: string | undefined;
	/** Seconds; 0: not said. */
	mtime: number;
}

/** Send a stream through one of Node's transforms; who stops reading stops it. */
export async function* through(source: ByteStream, transform: Transform): AsyncGenerator<Uint8Array, void, undefined> {
	pipeline(Readable.from(source, { objectMode: false }), transform, () => undefined);
	yield* transform;
}

/** One member. */
export async function* compress(
	source: ByteStream,
	{ level, name, mtime }: { level: number; name?: string | undefined; mtime?: Micros | undefined },
): AsyncGenerator<Uint8Array, void, undefined> {
	const header = Buffer.alloc(10);
	header.set([0x1f, 0x8b, DEFLATE, name === undefined ? 0 : FNAME]);
	header.writeUInt32LE(Math.min(Math.max(0, Math.floor((mtime ?? 0) / 1e6)), 0xffffffff), 4);
	header.set([level === 9 ? 2 : level === 1 ? 4 : 0, UNIX], 8);
	yield name === undefined ? header : Buffer.concat([header, Buffer.from(`${name}\0`, "utf8")]);
	let crc = 0;
	let size = 0;
	const counted = async function* () {
		for await (const part of source) {
			crc = crc32(part, crc);
			size += part.length;
			yield part;
		}
	};
	yield* through(counted(), createDeflateRaw({ level, memLevel: 9 }));
	const trailer = Buffer.alloc(8);
	trailer.writeUInt32LE(crc, 0);
	trailer.writeUInt32LE(size % 2 ** 32, 4);
	yield trailer;
}

/** All members of a stream. @throws DeskError EFORMAT when it is no gzip, damaged, or cut off */
export async function* decompress(source: ByteStream, at: string): AsyncGenerator<Uint8Array, void, undefined> {
	try {
		yield* through(source, createGunzip());
	} catch (error) {
		throw gzipError(error, at) ?? error;
	}
}

const MISTAKES: Readonly<Record<string, string>> = {
	Z_BUF_ERROR: "the compressed data end too early",
	Z_DATA_ERROR: "this is not gzip, or it is damaged",
};

function gzipError(error: unknown, at: string): DeskError | undefined {
	const what = MISTAKES[codeOf(error)];
	if (what === undefined) return undefined;
	return new DeskError("EFORMAT", what, { at, todo: "check where it comes from", cause: error });
}

/** Whether bytes begin as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
	return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Read the header of the first member; undefined when these are not the bytes of one. */
export function readHeader(bytes: Buffer): GzipHeader | undefined {
	if (!isGzip(bytes) || bytes.length < 10 || bytes[2] !== DEFLATE) return undefined;
	const flags = bytes[3] ?? 0;
	let at = 10;
	if (flags & FEXTRA) at += 2 + (at + 2 <= bytes.length ? bytes.readUInt16LE(at) : 0);
	const end = flags & FNAME ? bytes.indexOf(0, at) : -1;
	const name = end < 0 ? undefined : bytes.toString("utf8", at, end);
	return { name, mtime: bytes.readUInt32LE(4) };
}
