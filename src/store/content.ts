import { rmSync, statSync } from "node:fs";
import type { ByteStream } from "../base/bytes.ts";
import { codeOf, DeskError } from "../base/errors.ts";
import { ContentReader, type Piece, type Staged } from "./content-reader.ts";
import { ContentWriter } from "./content-writer.ts";
import { Cutter } from "./cutter.ts";
import { abandoned, chunkFile } from "./staging.ts";

/** Content up to this many bytes is a database row; more is cut into chunk files. */
export const INLINE_LIMIT = 256 * 1024;

/**
 * All bytes of the desk, each stored once under a keyed hash. Small content is a row; large content is a list of
 * content-defined chunks (FastCDC), encrypted files under `blobs/` named by keyed hash. Memory stays flat for any size.
 */
export class ContentStore extends ContentReader {
	/** Prepare bytes that are in memory. */
	stageBytes(data: Uint8Array): Staged {
		if (data.length <= INLINE_LIMIT)
			return { hash: this.keys.bytesHash().update(data).digest(), size: data.length, data };
		return this.#stageChunks([data]);
	}

	/**
	 * Prepare a stream of any length. Nothing of it is part of the desk before `commit`.
	 * @throws DeskError ENOSPC when the disk is full.
	 */
	async stage(source: ByteStream): Promise<Staged> {
		const head: Uint8Array[] = [];
		let size = 0;
		let cutter: Cutter | undefined;
		try {
			for await (const bytes of source) {
				if (cutter !== undefined) {
					cutter.push(bytes);
					continue;
				}
				// The source may reuse its buffer for the next piece.
				head.push(Uint8Array.prototype.slice.call(bytes));
				size += bytes.length;
				if (size > INLINE_LIMIT) {
					cutter = this.#cutter();
					for (const part of head.splice(0)) cutter.push(part);
				}
			}
			if (cutter !== undefined) return cutter.end();
		} catch (error) {
			cutter?.abandon();
			throw error;
		}
		return this.stageBytes(Buffer.concat(head));
	}

	/** Prepare bytes that come bit by bit, and are read meanwhile. */
	writer(): ContentWriter {
		return new ContentWriter(this.#cutter());
	}

	/** Build new content from ranges of what exists. Chunks of large content that stay as they are cost nothing. */
	compose(pieces: readonly Piece[]): Staged {
		const size = pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
		if (size <= INLINE_LIMIT) {
			const parts: Uint8Array[] = [];
			for (const piece of pieces) {
				if (piece instanceof Uint8Array) parts.push(piece);
				else if ("zeros" in piece) parts.push(Buffer.alloc(piece.zeros));
				else
					for (const part of this.readSync(piece.from, { offset: piece.start, length: piece.end - piece.start }))
						parts.push(part);
			}
			return this.stageBytes(Buffer.concat(parts));
		}
		const cutter = this.#cutter();
		for (const piece of pieces) {
			if (piece instanceof Uint8Array) {
				cutter.push(piece);
				continue;
			}
			if ("zeros" in piece) {
				cutter.zeros(piece.zeros);
				continue;
			}
			const total = this.sizeOf(piece.from);
			for (const chunk of this.chunksOf(piece.from, piece.start, piece.end)) {
				const end = chunk.offset + chunk.size;
				if (end <= piece.start || chunk.offset >= piece.end) continue;
				const whole = chunk.offset >= piece.start && end <= piece.end;
				// A whole old chunk that starts at a cut ends at a cut: boundaries depend only on what follows the last one.
				// The last chunk ends where the file ended, not at a cut: more bytes may follow it now.
				if (whole && chunk.name !== "" && end < total && cutter.reuse(chunk, piece.from)) continue;
				const plain = this.plain(chunk, piece.from);
				cutter.push(
					plain.subarray(Math.max(0, piece.start - chunk.offset), Math.min(chunk.size, piece.end - chunk.offset)),
				);
			}
		}
		return cutter.end();
	}

	/** Prepared content once more, which outlives the other, and the rollback of a transaction that it was made of. */
	keep(given: Staged): Staged {
		const kept = this.compose([{ from: given, start: 0, end: given.size }]);
		for (const { name } of kept.chunks ?? []) if (name !== "") kept.staging?.hold(name);
		return given.source === undefined ? kept : { ...kept, source: given.source };
	}

	/**
	 * Make staged content part of the desk; only inside the write transaction.
	 * @returns its id
	 * @throws DeskError EIO when a chunk that was present while staging has been collected since; run the write again.
	 */
	commit(staged: Staged): number {
		const known = this.database.get<{ id: number; pruned: number | null; source: number | null }>(
			"SELECT id, pruned, source FROM content WHERE hash = ?",
			staged.hash,
		);
		const source = typeof staged.source === "object" ? this.commit(staged.source) : (staged.source ?? null);
		if (known !== undefined && known.pruned === null) {
			if (source !== null && known.source === null)
				this.database.run("UPDATE content SET source = ? WHERE id = ?", source, known.id);
			return known.id;
		}
		const { hash, size, data = null } = staged;
		let id: number;
		if (known !== undefined) {
			id = known.id;
			this.database.run("UPDATE content SET data = ?, pruned = NULL, source = ? WHERE id = ?", data, source, id);
		} else {
			const sql = "INSERT INTO content (hash, size, data, source) VALUES (?, ?, ?, ?)";
			id = Number(this.database.run(sql, hash, size, data, source).lastInsertRowid);
		}
		for (const chunk of staged.chunks ?? []) {
			const name = Buffer.from(chunk.name, "hex");
			let row = this.database.get<{ id: number }>("SELECT id FROM chunk WHERE name = ?", name);
			if (row === undefined) {
				if (staged.staging?.place(chunk.name) !== true) {
					throw new DeskError("EIO", "a part of the file was collected while it was being written", {
						todo: "run this again",
					});
				}
				row = {
					id: Number(
						this.database.run("INSERT INTO chunk (name, size) VALUES (?, ?)", name, chunk.size).lastInsertRowid,
					),
				};
			}
			this.database.run(
				"INSERT INTO content_chunk (content, offset, chunk) VALUES (?, ?, ?)",
				id,
				chunk.offset,
				row.id,
			);
		}
		return id;
	}

	/**
	 * Take back what `commit` placed in a transaction that was rolled back (a refusal, a dry run). What other content uses stays.
	 * The staged bytes may be committed again later.
	 */
	async retract(staged: Iterable<Staged>): Promise<void> {
		const placed = [...staged].flatMap(withSource).flatMap((one) => one.staging?.takePlaced() ?? []);
		if (placed.length > 0) await this.#unlinkUnreferenced(placed);
	}

	/** Drop what waits in staging: after the commit, or when the write was given up. */
	unstage(staged: Staged): void {
		for (const one of withSource(staged)) one.staging?.clear();
	}

	/**
	 * Remove content that nothing refers to, with its source and chunks that nothing else uses. Only inside the write transaction.
	 * @returns the bytes that were freed
	 */
	release(ids: Iterable<number>): number {
		let bytes = 0;
		for (const id of ids) {
			const used = this.database.get(
				`SELECT 1 WHERE EXISTS (SELECT 1 FROM node WHERE content = @id) OR EXISTS (SELECT 1 FROM change WHERE before = @id)
				OR EXISTS (SELECT 1 FROM change WHERE after = @id) OR EXISTS (SELECT 1 FROM rejected WHERE content = @id)
				OR EXISTS (SELECT 1 FROM content WHERE source = @id)`,
				{ id },
			);
			if (used !== undefined) continue;
			const source = this.sourceOf(id);
			bytes += this.sizeOf(id);
			this.#drop(id, true);
			if (source !== undefined) bytes += this.release([source]);
		}
		return bytes;
	}

	/** Remove the bytes but keep the entry: the log still refers to its hash. What it was made from is left to `release`. Only inside the write transaction. */
	prune(id: number, at: number): void {
		this.database.run("UPDATE content SET data = NULL, pruned = ?, source = NULL WHERE id = ?", at, id);
		this.#drop(id, false);
	}

	#drop(id: number, row: boolean): void {
		const chunks = this.database.all<{ id: number; name: Buffer }>(
			"SELECT DISTINCT chunk.id, name FROM content_chunk JOIN chunk ON chunk.id = chunk WHERE content = ?",
			id,
		);
		this.database.run("DELETE FROM content_chunk WHERE content = ?", id);
		if (row) this.database.run("DELETE FROM content WHERE id = ?", id);
		for (const chunk of chunks) {
			if (this.database.get("SELECT 1 FROM content_chunk WHERE chunk = ?", chunk.id) !== undefined) continue;
			this.database.run("DELETE FROM chunk WHERE id = ?", chunk.id);
			this.#dropped.push(chunk.name.toString("hex"));
		}
	}

	/** Chunk files to unlink once their rows are gone for good. */
	readonly #dropped: string[] = [];

	/**
	 * Unlink the chunk files dropped by the transaction that has just committed. A kill before this leaves orphans,
	 * which `gc` finds; the other order could lose a file that a rolled-back row still names.
	 */
	async sweep(): Promise<void> {
		const names = this.#dropped.splice(0);
		if (names.length > 0) await this.#unlinkUnreferenced(names);
	}

	/** Take back what killed processes left in staging. Called when a desk is opened; cheap when there is nothing. */
	async recover(): Promise<void> {
		for (const { folder, names } of abandoned(this.blobs)) {
			await this.#unlinkUnreferenced(names);
			rmSync(folder, { recursive: true, force: true });
		}
	}

	/** Unlink chunk files that no row names, under the write lock, so that no other process can be about to name them. */
	async #unlinkUnreferenced(names: readonly string[]): Promise<void> {
		await this.database.write(() => {
			for (const name of names) {
				if (!/^[0-9a-f]{64}$/.test(name)) continue;
				if (this.database.get("SELECT 1 FROM chunk WHERE name = ?", Buffer.from(name, "hex")) === undefined) {
					rmSync(chunkFile(this.blobs, name), { force: true });
				}
			}
		});
	}

	/** Every chunk file on disk that no row names: left by a kill between a commit and its sweep. */
	orphans(listFiles: (folder: string) => Iterable<string>): string[] {
		return [...listFiles(this.blobs)].filter(
			(name) =>
				/^[0-9a-f]{64}$/.test(name) &&
				this.database.get("SELECT 1 FROM chunk WHERE name = ?", Buffer.from(name, "hex")) === undefined,
		);
	}

	async removeOrphans(names: readonly string[]): Promise<void> {
		await this.#unlinkUnreferenced(names);
	}

	/** Bytes on disk of all chunk files that are named. */
	chunkBytes(): number {
		let sum = 0;
		for (const { name } of this.database.all<{ name: Buffer }>("SELECT name FROM chunk")) {
			try {
				sum += statSync(chunkFile(this.blobs, name.toString("hex"))).size;
			} catch (error) {
				if (codeOf(error) !== "ENOENT") throw error; // doctor reports missing chunks
			}
		}
		return sum;
	}

	#stageChunks(parts: Iterable<Uint8Array>): Staged {
		const cutter = this.#cutter();
		for (const part of parts) cutter.push(part);
		return cutter.end();
	}

	#cutter(): Cutter {
		return new Cutter(this.database, this.blobs, this.keys);
	}
}

function withSource(staged: Staged): Staged[] {
	return typeof staged.source === "object" ? [staged, staged.source] : [staged];
}

function lengthOf(piece: Piece): number {
	if (piece instanceof Uint8Array) return piece.length;
	return "zeros" in piece ? piece.zeros : piece.end - piece.start;
}
