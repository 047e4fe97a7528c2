/** Tar archives as streams, by the package tar-stream, which is loaded on first use. */

import type { Extract, Header, Pack } from "tar-stream";
import type { ByteStream } from "../../../src/base/bytes.ts";
import { escapedC } from "../../../src/base/c-escapes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { strftime } from "../../../src/base/strftime.ts";
import type { Zone } from "../../../src/base/zone.ts";
import { decompress, isGzip } from "./gzip-stream.ts";
import { permissionText } from "./mode.ts";

/** What an archive says of a member. */
export type Headers = Partial<Header> & Pick<Header, "name">;

/** One member, on its way into an archive. */
export interface TarMember {
	header: Headers & { size: number };
	/** Its bytes, of which there must be `header.size`. */
	content?: ByteStream;
}

/** One member of an archive that is being read. Its content is passed over if it is not read before the next one. */
export interface TarEntry {
	header: Headers;
	content: ByteStream;
}

/** An archive of members. */
export async function* packTar(members: AsyncIterable<TarMember>): AsyncGenerator<Uint8Array, void, undefined> {
	const { pack } = await import("tar-stream");
	const archive = pack();
	const fill = async () => {
		for await (const { header, content } of members) {
			if (content === undefined) {
				archive.entry(header).end(undefined);
				continue;
			}
			const entry = archive.entry(header);
			const failed = new Promise<never>((_, reject) => entry.on("error", reject));
			failed.catch(() => undefined);
			for await (const part of content) if (!entry.write(part)) await Promise.race([failed, roomIn(entry)]);
			await Promise.race([failed, new Promise<void>((resolve) => entry.on("finish", () => resolve()).end(undefined))]);
		}
		archive.finalize();
	};
	const filled = fill().catch((error: unknown) => void archive.destroy(error as Error));
	try {
		for await (const part of archive) yield part as Uint8Array;
		await filled;
	} finally {
		archive.destroy();
	}
}

/**
 * The members of an archive, plain or gzipped.
 * @throws DeskError EFORMAT when it is none, or cut off
 */
export async function* readTar(source: ByteStream, at: string): AsyncGenerator<TarEntry, void, undefined> {
	const { extract } = await import("tar-stream");
	const archive = extract();
	const feed = async () => {
		for await (const part of plain(source, at)) {
			if (archive.destroyed) return;
			if (!archive.write(part)) await roomIn(archive);
		}
		archive.end(undefined);
	};
	let cause: unknown;
	const fed = feed().catch((error: unknown) => {
		cause = error;
		archive.destroy(error as Error);
	});
	try {
		for await (const entry of archive) {
			yield { header: entry.header, content: entry as ByteStream };
			entry.resume();
		}
		await fed;
	} catch (error) {
		throw cause ?? (isTarError(error) ? damaged(error, at) : error);
	} finally {
		archive.destroy();
	}
}

/** Wait until a stream takes more, or is gone. */
async function roomIn(stream: Extract | ReturnType<Pack["entry"]>): Promise<void> {
	await new Promise<void>((resolve) => {
		const done = () => {
			stream.removeListener("drain", done);
			stream.removeListener("close", done);
			resolve();
		};
		stream.once("drain", done);
		stream.once("close", done);
	});
}

const BLOCK = 512;

/** The archive itself. What is shorter than one block is none. */
async function* plain(source: ByteStream, at: string): AsyncGenerator<Uint8Array, void, undefined> {
	let begin: Buffer = Buffer.alloc(0);
	const parts = source[Symbol.asyncIterator]();
	while (begin.length < BLOCK) {
		const next = await parts.next();
		if (next.done === true) break;
		begin = Buffer.concat([begin, next.value]);
	}
	const all = (async function* () {
		if (begin.length > 0) yield begin;
		for (let next = await parts.next(); next.done !== true; next = await parts.next()) yield next.value;
	})();
	if (isGzip(begin)) return yield* decompress(all, at);
	if (begin.length < BLOCK) throw damaged(undefined, at);
	yield* all;
}

function isTarError(error: unknown): boolean {
	return error instanceof Error && /header|end of data|writable stream closed/i.test(error.message);
}

function damaged(cause: unknown, at: string): DeskError {
	const isCut = cause instanceof Error && /end of data/i.test(cause.message);
	return new DeskError("EFORMAT", isCut ? "the archive ends too early" : "this is no tar archive", {
		at,
		todo: "check where it comes from",
		cause,
	});
}

const KINDS: Readonly<Record<string, string>> = {
	directory: "d",
	symlink: "l",
	link: "h",
	fifo: "p",
	"character-device": "c",
	"block-device": "b",
};

/** Lines of `tar -tv`: its columns grow with what they hold. */
export class TarLister {
	readonly #zone: Zone;
	#width = 19;

	constructor(zone: Zone) {
		this.#zone = zone;
	}

	line(header: Headers): string {
		const { name, mode = 0, size = 0, type, linkname, mtime } = header;
		const owner = `${header.uname || (header.uid ?? 0)}/${header.gname || (header.gid ?? 0)}`;
		const length = String(size);
		this.#width = Math.max(this.#width, owner.length + length.length + 1);
		const seconds = Math.floor((mtime?.getTime() ?? 0) / 1000);
		const time = strftime("%Y-%m-%d %H:%M", { seconds, nanos: 0 }, this.#zone);
		const link = type === "symlink" ? ` -> ${linkname}` : type === "link" ? ` link to ${linkname}` : "";
		const permissions = (KINDS[type ?? ""] ?? "-") + permissionText(mode);
		return `${permissions} ${owner} ${length.padStart(this.#width - owner.length - 1)} ${time} ${escapeName(name)}${escapeName(link)}`;
	}
}

/** A name as GNU tar lists it: what is not printable is escaped. */
export function escapeName(name: string): string {
	return name.replace(/[\\\x00-\x1f\x7f]/g, escapedC);
}
