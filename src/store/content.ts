import { createHmac, type Hmac } from "node:crypto";
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ByteStream } from "../base/bytes.ts";
import { codeOf, DeskError } from "../base/errors.ts";
import { Chunker, gearTable } from "./chunker.ts";
import { asDeskError, type Database } from "./database.ts";
import { deriveKey } from "./keys.ts";
import { open, seal } from "./seal.ts";
import { abandoned, chunkFile, Staging } from "./staging.ts";

/** Content up to this many bytes is a database row; more is cut into chunk files. */
export const INLINE_LIMIT = 256 * 1024;

interface ChunkRef {
	/** Keyed hash of the plain bytes, hex: the file's name. */
	name: string;
	offset: number;
	size: number;
}

/** Bytes prepared for a write, not yet part of the desk: in memory when small, in staged chunk files when large. */
export interface Staged {
	readonly hash: Buffer;
	readonly size: number;
	readonly data?: Uint8Array;
	readonly chunks?: readonly ChunkRef[];
	/** Where its new chunks wait; each write has its own, so that writes at the same time cannot disturb each other. */
	readonly staging?: Staging;
}

/** A part of a new content: a range of what is stored or staged, or literal bytes. */
export type Piece = { from: number | Staged; start: number; end: number } | Uint8Array;

/** A half-open range of bytes. */
export interface Range {
	offset?: number | undefined;
	length?: number | undefined;
}

/**
 * All bytes of the desk, each stored once under a keyed hash. Small content is a row; large content is a list of
 * content-defined chunks (FastCDC), encrypted files under `blobs/` named by keyed hash. Memory stays flat for any size.
 */
export class ContentStore {
	readonly #database: Database;
	readonly #blobs: string;
	readonly #master: Uint8Array;
	#nameKey: Buffer | undefined;
	#listKey: Buffer | undefined;
	#sealKey: Buffer | undefined;
	#chunkNameKey: Buffer | undefined;
	#gear: Uint32Array | undefined;
	/** The chunk that was read last, plain: small sequential reads of a large file would open it again and again. */
	#last: { name: string; plain: Buffer } | undefined;

	constructor(database: Database, home: string, master: Uint8Array) {
		this.#database = database;
		this.#blobs = join(home, "blobs");
		this.#master = master;
	}

	/** Prepare bytes that are in memory. */
	stageBytes(data: Uint8Array): Staged {
		if (data.length <= INLINE_LIMIT) return { hash: this.#hash(data), size: data.length, data };
		return this.#stageChunks([data]);
	}

	/**
	 * Prepare a stream of any length. Nothing of it is part of the desk before `commit`.
	 * @throws DeskError ENOSPC when the disk is full.
	 */
	async stage(source: ByteStream): Promise<Staged> {
		const head: Uint8Array[] = [];
		let size = 0;
		let cutter: ReturnType<ContentStore["cutter"]> | undefined;
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
					cutter = this.cutter();
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

	/** Build new content from ranges of what exists. Chunks of large content that stay as they are cost nothing. */
	compose(pieces: readonly Piece[]): Staged {
		const size = pieces.reduce(
			(sum, piece) => sum + (piece instanceof Uint8Array ? piece.length : piece.end - piece.start),
			0,
		);
		if (size <= INLINE_LIMIT) {
			const parts: Uint8Array[] = [];
			for (const piece of pieces) {
				if (piece instanceof Uint8Array) parts.push(piece);
				else
					for (const part of this.readSync(piece.from, { offset: piece.start, length: piece.end - piece.start }))
						parts.push(part);
			}
			return this.stageBytes(Buffer.concat(parts));
		}
		const cutter = this.cutter();
		for (const piece of pieces) {
			if (piece instanceof Uint8Array) {
				cutter.push(piece);
				continue;
			}
			const total = this.sizeOf(piece.from);
			for (const chunk of this.#chunksOf(piece.from, piece.start, piece.end)) {
				const end = chunk.offset + chunk.size;
				if (end <= piece.start || chunk.offset >= piece.end) continue;
				const whole = chunk.offset >= piece.start && end <= piece.end;
				// A whole old chunk that starts at a cut ends at a cut: boundaries depend only on what follows the last one.
				// The last chunk ends where the file ended, not at a cut: more bytes may follow it now.
				if (whole && chunk.name !== "" && end < total && cutter.reuse(chunk, piece.from)) continue;
				const plain = this.#plain(chunk, piece.from);
				cutter.push(
					plain.subarray(Math.max(0, piece.start - chunk.offset), Math.min(chunk.size, piece.end - chunk.offset)),
				);
			}
		}
		return cutter.end();
	}

	/**
	 * Make staged content part of the desk; only inside the write transaction.
	 * @returns its id
	 * @throws DeskError EIO when a chunk that was present while staging has been collected since; run the write again.
	 */
	commit(staged: Staged): number {
		const known = this.#database.get<{ id: number; pruned: number | null }>(
			"SELECT id, pruned FROM content WHERE hash = ?",
			staged.hash,
		);
		if (known !== undefined && known.pruned === null) return known.id;
		let id: number;
		if (known !== undefined) {
			id = known.id;
			this.#database.run("UPDATE content SET data = ?, pruned = NULL WHERE id = ?", staged.data ?? null, id);
		} else {
			const row = this.#database.run(
				"INSERT INTO content (hash, size, data) VALUES (?, ?, ?)",
				staged.hash,
				staged.size,
				staged.data ?? null,
			);
			id = Number(row.lastInsertRowid);
		}
		for (const chunk of staged.chunks ?? []) {
			const name = Buffer.from(chunk.name, "hex");
			let row = this.#database.get<{ id: number }>("SELECT id FROM chunk WHERE name = ?", name);
			if (row === undefined) {
				if (staged.staging?.place(chunk.name) !== true) {
					throw new DeskError("EIO", "a part of the file was collected while it was being written", {
						todo: "run this again",
					});
				}
				row = {
					id: Number(
						this.#database.run("INSERT INTO chunk (name, size) VALUES (?, ?)", name, chunk.size).lastInsertRowid,
					),
				};
			}
			this.#database.run(
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
		const placed = [...staged].flatMap((one) => one.staging?.takePlaced() ?? []);
		if (placed.length > 0) await this.#unlinkUnreferenced(placed);
	}

	/** Drop what waits in staging: after the commit, or when the write was given up. */
	unstage(staged: Staged): void {
		staged.staging?.clear();
	}

	sizeOf(content: number | Staged): number {
		if (typeof content !== "number") return content.size;
		return this.#database.get<{ size: number }>("SELECT size FROM content WHERE id = ?", content)?.size ?? 0;
	}

	/** Keyed hash of content, hex: equal bytes of one desk have equal hashes. */
	hashOf(content: number): string {
		return (
			this.#database.get<{ hash: Buffer }>("SELECT hash FROM content WHERE id = ?", content)?.hash.toString("hex") ?? ""
		);
	}

	/** Does this desk hold exactly these bytes as content `id`? */
	equals(id: number, staged: Staged): boolean {
		return this.#database.get("SELECT 1 FROM content WHERE id = ? AND hash = ?", id, staged.hash) !== undefined;
	}

	/** Whether the bytes are there (false: `gc` or `erase` removed them). */
	has(id: number): boolean {
		return this.#database.get("SELECT 1 FROM content WHERE id = ? AND pruned IS NULL", id) !== undefined;
	}

	/**
	 * The bytes of a range, a chunk at a time; ends where the content ends.
	 * @throws DeskError EIO when a chunk is missing or damaged, ENOENT when `gc` has removed the bytes.
	 */
	*readSync(content: number | Staged, range: Range = {}): Generator<Buffer> {
		const start = range.offset ?? 0;
		const end = range.length === undefined ? Number.POSITIVE_INFINITY : start + range.length;
		for (const chunk of this.#chunksOf(content, start, end)) {
			const from = Math.max(0, start - chunk.offset);
			const to = Math.min(chunk.size, end - chunk.offset);
			if (from >= to) continue;
			const plain = this.#plain(chunk, content);
			yield from === 0 && to === plain.length ? plain : plain.subarray(from, to);
		}
	}

	/** All bytes of small content, at once. */
	readAll(content: number | Staged): Buffer {
		const parts = [...this.readSync(content)];
		return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
	}

	/** Remove content that nothing refers to, with chunks that nothing else uses. Only inside the write transaction. */
	release(ids: Iterable<number>): void {
		for (const id of ids) {
			const used = this.#database.get(
				`SELECT 1 WHERE EXISTS (SELECT 1 FROM node WHERE content = @id) OR EXISTS (SELECT 1 FROM change WHERE before = @id)
				OR EXISTS (SELECT 1 FROM change WHERE after = @id) OR EXISTS (SELECT 1 FROM rejected WHERE content = @id)`,
				{ id },
			);
			if (used === undefined) this.#drop(id, true);
		}
	}

	/** Remove the bytes but keep the entry: the log still refers to its hash. Only inside the write transaction. */
	prune(id: number, at: number): void {
		this.#database.run("UPDATE content SET data = NULL, pruned = ? WHERE id = ?", at, id);
		this.#drop(id, false);
	}

	#drop(id: number, row: boolean): void {
		const chunks = this.#database.all<{ id: number; name: Buffer }>(
			"SELECT DISTINCT chunk.id, name FROM content_chunk JOIN chunk ON chunk.id = chunk WHERE content = ?",
			id,
		);
		this.#database.run("DELETE FROM content_chunk WHERE content = ?", id);
		if (row) this.#database.run("DELETE FROM content WHERE id = ?", id);
		for (const chunk of chunks) {
			if (this.#database.get("SELECT 1 FROM content_chunk WHERE chunk = ?", chunk.id) !== undefined) continue;
			this.#database.run("DELETE FROM chunk WHERE id = ?", chunk.id);
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
		for (const { folder, names } of abandoned(this.#blobs)) {
			await this.#unlinkUnreferenced(names);
			rmSync(folder, { recursive: true, force: true });
		}
	}

	/** Unlink chunk files that no row names, under the write lock, so that no other process can be about to name them. */
	async #unlinkUnreferenced(names: readonly string[]): Promise<void> {
		await this.#database.write(() => {
			for (const name of names) {
				if (!/^[0-9a-f]{64}$/.test(name)) continue;
				if (this.#database.get("SELECT 1 FROM chunk WHERE name = ?", Buffer.from(name, "hex")) === undefined) {
					rmSync(chunkFile(this.#blobs, name), { force: true });
				}
			}
		});
	}

	/** What is wrong with one chunk file, undefined when nothing is. For `doctor --deep`. @throws what is no damage */
	checkChunk(name: string): string | undefined {
		try {
			const plain = open(this.#sealKeyOf(), this.#sealed(name, undefined), Buffer.from(name, "hex"));
			return this.#chunkName(plain) === name ? undefined : "its bytes do not match its name";
		} catch (error) {
			return damageOf(error);
		}
	}

	/**
	 * What is wrong with one content, undefined when nothing is. Chunks are not read again: `bad` says which of them are
	 * damaged (hex names), and the content's hash covers their order. For `doctor --deep`.
	 * @throws what is no damage
	 */
	check(content: number, bad: ReadonlySet<string>): string | undefined {
		try {
			let hash: Hmac | undefined;
			let size = 0;
			for (const chunk of this.#chunksOf(content)) {
				if (bad.has(chunk.name)) return `a chunk is damaged or missing (blobs/${chunk.name.slice(0, 2)}/${chunk.name})`;
				if (chunk.offset !== size) return "its chunks do not follow each other";
				size += chunk.size;
				hash ??= createHmac("sha256", chunk.name === "" ? this.#nameKeyOf() : this.#listKeyOf());
				hash.update(chunk.name === "" ? this.#plain(chunk, content) : chunkRecord(chunk));
			}
			hash ??= createHmac("sha256", this.#nameKeyOf());
			const row = this.#database.get<{ size: number; hash: Buffer }>(
				"SELECT size, hash FROM content WHERE id = ?",
				content,
			);
			if (row === undefined) return "the content is missing";
			if (row.size !== size) return `it should have ${row.size} bytes and has ${size}`;
			return hash.digest().equals(row.hash) ? undefined : "its bytes do not match their hash";
		} catch (error) {
			return damageOf(error);
		}
	}

	/** Every chunk file on disk that no row names: left by a kill between a commit and its sweep. */
	orphans(listFiles: (folder: string) => Iterable<string>): string[] {
		return [...listFiles(this.#blobs)].filter(
			(name) =>
				/^[0-9a-f]{64}$/.test(name) &&
				this.#database.get("SELECT 1 FROM chunk WHERE name = ?", Buffer.from(name, "hex")) === undefined,
		);
	}

	async removeOrphans(names: readonly string[]): Promise<void> {
		await this.#unlinkUnreferenced(names);
	}

	/** Bytes on disk of all chunk files that are named. */
	chunkBytes(): number {
		let sum = 0;
		for (const { name } of this.#database.all<{ name: Buffer }>("SELECT name FROM chunk")) {
			try {
				sum += statSync(chunkFile(this.#blobs, name.toString("hex"))).size;
			} catch (error) {
				if (codeOf(error) !== "ENOENT") throw error; // doctor reports missing chunks
			}
		}
		return sum;
	}

	#stageChunks(parts: Iterable<Uint8Array>): Staged {
		const cutter = this.cutter();
		for (const part of parts) cutter.push(part);
		return cutter.end();
	}

	/** Cuts pushed bytes into chunks and stages each; `reuse` takes over an existing chunk when it falls on a boundary. */
	private cutter() {
		this.#gear ??= gearTable(deriveKey(this.#master, "gear"));
		const chunker = new Chunker(this.#gear);
		const staging = new Staging(this.#blobs);
		const chunks: ChunkRef[] = [];
		let offset = 0;
		let pending = 0;
		const add = (plain: Buffer) => {
			const name = this.#chunkName(plain);
			this.#stageChunk(staging, name, plain);
			chunks.push({ name, offset, size: plain.length });
			offset += plain.length;
			pending -= plain.length;
		};
		return {
			push(bytes: Uint8Array): void {
				pending += bytes.length;
				for (const plain of chunker.push(bytes)) add(plain);
			},
			reuse(chunk: ChunkRef, from: number | Staged): boolean {
				if (pending !== 0) return false;
				// What only waits in another write's staging goes when that one is unstaged.
				if (typeof from !== "number" && from.staging !== undefined && !staging.adopt(from.staging, chunk.name))
					return false;
				chunks.push({ ...chunk, offset });
				offset += chunk.size;
				return true;
			},
			end: (): Staged => {
				const rest = chunker.flush();
				if (rest !== undefined && rest.length > 0) add(rest);
				const hash = createHmac("sha256", this.#listKeyOf());
				for (const chunk of chunks) hash.update(chunkRecord(chunk));
				return { hash: hash.digest(), size: offset, chunks, staging };
			},
			abandon: () => staging.clear(),
		};
	}

	#stageChunk(staging: Staging, name: string, plain: Buffer): void {
		try {
			const known = this.#database.get("SELECT 1 FROM chunk WHERE name = ?", Buffer.from(name, "hex")) !== undefined;
			if (known && staging.hold(name)) return;
			staging.put(name, seal(this.#sealKeyOf(), plain, Buffer.from(name, "hex")));
		} catch (error) {
			throw asDeskError(error, this.#blobs);
		}
	}

	/** The chunks that overlap a range; inline content is one chunk without a name. */
	*#chunksOf(content: number | Staged, start = 0, end = Number.POSITIVE_INFINITY): Generator<ChunkRef> {
		if (typeof content !== "number") {
			if (content.data !== undefined) yield { name: "", offset: 0, size: content.size };
			else yield* (content.chunks ?? []).filter((chunk) => chunk.offset + chunk.size > start && chunk.offset < end);
			return;
		}
		const row = this.#database.get<{ size: number; inline: number; pruned: number | null }>(
			"SELECT size, data IS NOT NULL AS inline, pruned FROM content WHERE id = ?",
			content,
		);
		if (row === undefined || row.pruned !== null) throw gone();
		if (row.inline === 1) {
			yield { name: "", offset: 0, size: row.size };
			return;
		}
		const rows = this.#database.all<{ offset: number; name: Buffer; size: number }>(
			`SELECT offset, name, size FROM content_chunk JOIN chunk ON chunk.id = chunk WHERE content = @content
			AND offset >= coalesce((SELECT max(offset) FROM content_chunk WHERE content = @content AND offset <= @start), 0) AND offset < @end
			ORDER BY offset`,
			{ content, start, end: end === Number.POSITIVE_INFINITY ? Number.MAX_SAFE_INTEGER : end },
		);
		for (const chunk of rows) yield { name: chunk.name.toString("hex"), offset: chunk.offset, size: chunk.size };
	}

	#plain(chunk: ChunkRef, content: number | Staged): Buffer {
		if (chunk.name === "") {
			if (typeof content !== "number") return Buffer.from(content.data ?? []);
			const data = this.#database.get<{ data: Buffer | null }>("SELECT data FROM content WHERE id = ?", content)?.data;
			if (data == null) throw gone(); // erased by another process since the row was seen
			return data;
		}
		if (this.#last?.name === chunk.name) return this.#last.plain;
		const plain = open(
			this.#sealKeyOf(),
			this.#sealed(chunk.name, typeof content === "number" ? undefined : content.staging),
			Buffer.from(chunk.name, "hex"),
		);
		this.#last = { name: chunk.name, plain };
		return plain;
	}

	#sealed(name: string, staging: Staging | undefined): Buffer {
		try {
			return readFileSync(chunkFile(this.#blobs, name));
		} catch (error) {
			if (codeOf(error) !== "ENOENT") throw asDeskError(error, this.#blobs);
			const staged = staging?.get(name);
			if (staged !== undefined) return staged;
			throw new DeskError("EIO", `a chunk of this file is missing (blobs/${name.slice(0, 2)}/${name})`, {
				todo: "restore the blobs folder from a backup, or run `desk doctor --deep` to see all that is affected",
			});
		}
	}

	#hash(data: Uint8Array): Buffer {
		return createHmac("sha256", this.#nameKeyOf()).update(data).digest();
	}

	#chunkName(plain: Uint8Array): string {
		this.#chunkNameKey ??= deriveKey(this.#master, "blob-names");
		return createHmac("sha256", this.#chunkNameKey).update(plain).digest("hex");
	}

	#nameKeyOf(): Buffer {
		this.#nameKey ??= deriveKey(this.#master, "content-names");
		return this.#nameKey;
	}

	/** Chunk lists are hashed under a key of their own: no small file can have the hash of a large one, whatever its text. */
	#listKeyOf(): Buffer {
		this.#listKey ??= deriveKey(this.#master, "content-lists");
		return this.#listKey;
	}

	#sealKeyOf(): Buffer {
		this.#sealKey ??= deriveKey(this.#master, "blobs");
		return this.#sealKey;
	}
}

function gone(): DeskError {
	return new DeskError("ENOENT", "the bytes of this revision were removed by `desk gc` or `desk erase`", {
		todo: "see `desk history` for the revisions that are kept",
	});
}

/** What the hash of chunked content covers of each chunk; chunking is deterministic, so equal bytes give equal hashes. */
function chunkRecord(chunk: ChunkRef): string {
	return `${chunk.name}:${chunk.size}\n`;
}

/** What a failed read says of stored bytes. @throws the error when it is none that damage causes */
function damageOf(error: unknown): string {
	const known = asDeskError(error, "desk.db");
	if (known instanceof DeskError) return known.message;
	throw error;
}
