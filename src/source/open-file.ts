import { closeSync, constants, fstatSync, openSync, read, readSync } from "node:fs";
import { promisify } from "node:util";
import type { ByteStream } from "../base/bytes.ts";
import type { Micros } from "../base/clock.ts";
import { INLINE_LIMIT } from "../store/index.ts";
import { hostPath, microsOf } from "./host.ts";

/** A file of the host, opened. */
export interface OpenFile {
	/** All bytes of a small file; a stream of a large one, which must be read to its end or given up. */
	readonly bytes: Buffer | ByteStream;
	readonly size: number;
	readonly mtime: Micros;
	/** Permission bits, without setuid, setgid and sticky. */
	readonly mode: number;
}

/** What was a file in the listing is none any more. */
export class NotAFile extends Error {}

const PIECE = 1024 * 1024;
const readPiece = promisify(read);

/**
 * Open a file, and read it when it is small (up to `INLINE_LIMIT`). Never waits: should a pipe have taken the file's place,
 * opening it does not block, and nothing is read of it.
 * @throws NotAFile; what open(2) and read(2) raise
 */
export function openFile(path: string): OpenFile {
	const handle = openSync(hostPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
	let keep = false;
	try {
		const stat = fstatSync(handle, { bigint: true });
		if (!stat.isFile()) throw new NotAFile("it is not a file any more");
		const size = Number(stat.size);
		keep = size > INLINE_LIMIT;
		return {
			bytes: keep ? pieces(handle) : whole(handle, size),
			size,
			mtime: microsOf(stat.mtimeNs),
			mode: Number(stat.mode) & 0o777,
		};
	} finally {
		if (!keep) closeSync(handle);
	}
}

/** Up to `size` bytes: one read for a file that nobody is writing. */
function whole(handle: number, size: number): Buffer {
	const buffer = Buffer.allocUnsafe(size);
	let done = 0;
	while (done < size) {
		const count = readSync(handle, buffer, done, size - done, null);
		if (count === 0) break;
		done += count;
	}
	return done === size ? buffer : buffer.subarray(0, done);
}

async function* pieces(handle: number): AsyncGenerator<Uint8Array, void, undefined> {
	try {
		const buffer = Buffer.allocUnsafe(PIECE);
		for (;;) {
			const { bytesRead } = await readPiece(handle, buffer, 0, PIECE, null);
			if (bytesRead === 0) return;
			yield buffer.subarray(0, bytesRead);
		}
	} finally {
		closeSync(handle);
	}
}
