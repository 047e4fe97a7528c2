import { readFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf, DeskError } from "../base/errors.ts";
import { type ChunkRef, ContentKeys } from "./content-keys.ts";
import { overlapping } from "./content-writer.ts";
import type { Database } from "./database.ts";
import { asDeskError } from "./database-errors.ts";
import { BLOBS_FOLDER, chunkFile, type Staging } from "./staging.ts";

/** Bytes prepared for a write, not yet part of the desk: in memory when small, in staged chunk files when large. */
export interface Staged {
	readonly hash: Buffer;
	readonly size: number;
	readonly data?: Uint8Array;
	readonly chunks?: readonly ChunkRef[];
	/** Where its new chunks wait; each write has its own, so that writes at the same time cannot disturb each other. */
	readonly staging?: Staging;
	/** What it was made from, where the original is something else: kept as long as this content is. Stored (its id), or to be stored with it. */
	readonly source?: number | Staged;
}

/** A part of a new content: a range of what is stored or staged, literal bytes, or so many zeros. */
export type Piece = { from: number | Staged; start: number; end: number } | Uint8Array | { zeros: number };

/** A half-open range of bytes. */
export interface Range {
	offset?: number | undefined;
	length?: number | undefined;
}

/** Reading of stored and staged bytes, a chunk at a time. */
export class ContentReader {
	protected readonly database: Database;
	/** The folder of the chunk files. */
	protected readonly blobs: string;
	readonly keys: ContentKeys;
	/** The chunk that was read last, plain: small sequential reads of a large file would open it again and again. */
	#last: { name: string; plain: Buffer } | undefined;

	constructor(database: Database, home: string, master: Uint8Array) {
		this.database = database;
		this.blobs = join(home, BLOBS_FOLDER);
		this.keys = new ContentKeys(master);
	}

	/** Bytes; 0 for content that is not there. */
	sizeOf(content: number | Staged): number {
		if (typeof content !== "number") return content.size;
		return this.database.get<{ size: number }>("SELECT size FROM content WHERE id = ?", content)?.size ?? 0;
	}

	/** What the desk recorded of content: its size (bytes) and its keyed hash; undefined when it has none of that id. */
	recordOf(id: number): { size: number; hash: Buffer } | undefined {
		return this.database.get<{ size: number; hash: Buffer }>("SELECT size, hash FROM content WHERE id = ?", id);
	}

	/** Keyed hash of content, hex: equal bytes of one desk have equal hashes. */
	hashOf(id: number): string {
		return this.recordOf(id)?.hash.toString("hex") ?? "";
	}

	/** Does this desk hold exactly these bytes as content `id`? */
	equals(id: number, staged: Staged): boolean {
		return this.database.get("SELECT 1 FROM content WHERE id = ? AND hash = ?", id, staged.hash) !== undefined;
	}

	/** Id of the content that this was made from; undefined for content that is an original itself. */
	sourceOf(id: number): number | undefined {
		return (
			this.database.get<{ source: number | null }>("SELECT source FROM content WHERE id = ?", id)?.source ?? undefined
		);
	}

	/** Whether the bytes are there (false: `gc` or `erase` removed them). */
	has(id: number): boolean {
		return this.database.get("SELECT 1 FROM content WHERE id = ? AND pruned IS NULL", id) !== undefined;
	}

	/**
	 * The bytes of a range, a chunk at a time; ends where the content ends.
	 * @throws DeskError EIO when a chunk is missing or damaged, ENOENT when `gc` has removed the bytes.
	 */
	*readSync(content: number | Staged, range: Range = {}): Generator<Buffer> {
		const start = range.offset ?? 0;
		const end = range.length === undefined ? Number.POSITIVE_INFINITY : start + range.length;
		for (const chunk of this.chunksOf(content, start, end)) {
			const from = Math.max(0, start - chunk.offset);
			const to = Math.min(chunk.size, end - chunk.offset);
			if (from >= to) continue;
			const plain = this.plain(chunk, content);
			yield from === 0 && to === plain.length ? plain : plain.subarray(from, to);
		}
	}

	/** All bytes of content that is a row; undefined for any other. */
	row(content: number): Buffer | undefined {
		const sql = "SELECT data FROM content WHERE id = ? AND pruned IS NULL";
		return this.database.get<{ data: Buffer | null }>(sql, content)?.data ?? undefined;
	}

	/** All bytes of small content, at once. */
	readAll(content: number | Staged): Buffer {
		const parts = [...this.readSync(content)];
		return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
	}

	/** The chunks that overlap a range; inline content is one chunk without a name. */
	*chunksOf(content: number | Staged, start = 0, end = Number.POSITIVE_INFINITY): Generator<ChunkRef> {
		if (typeof content !== "number") {
			if (content.data !== undefined) yield { name: "", offset: 0, size: content.size };
			else yield* overlapping(content.chunks ?? [], start, end);
			return;
		}
		const row = this.database.get<{ size: number; inline: number; pruned: number | null }>(
			"SELECT size, data IS NOT NULL AS inline, pruned FROM content WHERE id = ?",
			content,
		);
		if (row === undefined || row.pruned !== null) throw gone();
		if (row.inline === 1) {
			yield { name: "", offset: 0, size: row.size };
			return;
		}
		const rows = this.database.all<{ offset: number; name: Buffer; size: number }>(
			`SELECT offset, name, size FROM content_chunk JOIN chunk ON chunk.id = chunk WHERE content = @content
			AND offset >= coalesce((SELECT max(offset) FROM content_chunk WHERE content = @content AND offset <= @start), 0) AND offset < @end
			ORDER BY offset`,
			{ content, start, end: end === Number.POSITIVE_INFINITY ? Number.MAX_SAFE_INTEGER : end },
		);
		for (const chunk of rows) yield { name: chunk.name.toString("hex"), offset: chunk.offset, size: chunk.size };
	}

	/**
	 * Bytes of one chunk that `chunksOf` named.
	 * @throws DeskError EIO when it is missing or damaged
	 */
	plain(chunk: ChunkRef, content: number | Staged): Buffer {
		if (chunk.name === "") {
			if (typeof content !== "number") return Buffer.from(content.data ?? []);
			const data = this.database.get<{ data: Buffer | null }>("SELECT data FROM content WHERE id = ?", content)?.data;
			if (data == null) throw gone(); // erased by another process since the row was seen
			return data;
		}
		if (this.#last?.name === chunk.name) return this.#last.plain;
		const plain = this.keys.open(
			chunk.name,
			this.sealed(chunk.name, typeof content === "number" ? undefined : content.staging),
		);
		this.#last = { name: chunk.name, plain };
		return plain;
	}

	/** A chunk file as it lies on disk, in its place or in staging. @throws DeskError EIO when it is missing */
	sealed(name: string, staging: Staging | undefined): Buffer {
		try {
			return readFileSync(chunkFile(this.blobs, name));
		} catch (error) {
			if (codeOf(error) !== "ENOENT") throw asDeskError(error, this.blobs);
			const staged = staging?.get(name);
			if (staged !== undefined) return staged;
			throw new DeskError("EIO", `a chunk of this file is missing (blobs/${name.slice(0, 2)}/${name})`, {
				todo: "restore the blobs folder from a backup, or run `desk doctor --deep` to see all that is affected",
			});
		}
	}
}

function gone(): DeskError {
	return new DeskError("ENOENT", "the bytes of this revision were removed by `desk gc` or `desk erase`", {
		todo: "see `desk history` for the revisions that are kept",
	});
}
