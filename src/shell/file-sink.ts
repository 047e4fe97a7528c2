import type { ByteWriter } from "../command/index.ts";
import type { Unsettled, Vfs } from "../vfs/index.ts";
import { type ByteSource, Pipe, streamOf } from "./pipe.ts";

/** More than this is streamed to the store while it is written (1 MiB). */
const KEPT = 1024 * 1024;

/** A write to the store that is under way. */
interface OpenStream {
	readonly pipe: Pipe;
	done: Promise<unknown>;
	failed: boolean;
	/** Bytes sent. */
	size: number;
}

/**
 * A file that a redirection writes. Its bytes become one change set when it is closed, so that a mount judges the whole file;
 * when somebody reads it before, what there is so far is committed, and the rest follows.
 */
export class FileSink implements ByteWriter, Unsettled {
	readonly path: string;
	readonly #vfs: Vfs;
	readonly #cause: string;
	/** Where the next commit goes; undefined replaces the whole file, which happens once. */
	#at: number | "end" | undefined;
	#parts: Uint8Array[] = [];
	#size = 0;
	/** Whether there is something to commit: opening a file empties or makes it. */
	#changed: boolean;
	#stream: OpenStream | undefined;

	/** @param at `end` appends, a byte offset overwrites from there, undefined replaces the file */
	constructor(vfs: Vfs, path: string, at: number | "end" | undefined, exists: boolean, cause: string) {
		this.#vfs = vfs;
		this.path = path;
		this.#at = at;
		this.#cause = cause;
		this.#changed = at === undefined || !exists;
		vfs.unsettled.add(this);
	}

	write(bytes: Uint8Array | string): void | Promise<void> {
		const part = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
		if (part.length === 0) return;
		this.#changed = true;
		if (this.#stream !== undefined) return this.#send(this.#stream, part);
		this.#parts.push(part);
		this.#size += part.length;
		if (this.#size > KEPT) return this.#send(this.#start(), this.#take());
	}

	#take(): Buffer {
		const bytes = Buffer.concat(this.#parts);
		this.#parts = [];
		this.#size = 0;
		return bytes;
	}

	#start() {
		const pipe = new Pipe();
		const stream: OpenStream = { pipe, failed: false, size: 0, done: Promise.resolve<unknown>(undefined) };
		stream.done = this.#vfs
			.write(this.path, streamOf(pipe), { cause: this.#cause, at: this.#at })
			.catch((error: unknown) => {
				stream.failed = true;
				pipe.close();
				throw error;
			});
		stream.done.catch(() => undefined); // awaited in `commit`
		this.#stream = stream;
		return stream;
	}

	async #send(stream: OpenStream, part: Uint8Array): Promise<void> {
		if (stream.failed) await stream.done;
		stream.size += part.length;
		try {
			await stream.pipe.write(part);
		} catch (error) {
			if (stream.failed) await stream.done;
			throw error;
		}
	}

	async commit(): Promise<void> {
		const stream = this.#stream;
		if (stream === undefined && !this.#changed) return;
		this.#changed = false;
		this.#stream = undefined;
		let size: number;
		if (stream !== undefined) {
			stream.pipe.end();
			await stream.done;
			size = stream.size;
		} else {
			const bytes = this.#take();
			size = bytes.length;
			await this.#vfs.write(this.path, bytes, { cause: this.#cause, at: this.#at });
		}
		// Another opening of the same file may have written meanwhile: each goes on at its own place.
		if (this.#at !== "end") this.#at = (this.#at ?? 0) + size;
	}

	async end(): Promise<void> {
		try {
			await this.commit();
		} finally {
			this.#vfs.unsettled.delete(this);
		}
	}
}

/** A file that `<>` opens: one place for reading and writing. What is written is committed at once. */
export class UpdateFile implements ByteSource, ByteWriter {
	readonly #vfs: Vfs;
	readonly #path: string;
	readonly #cause: string;
	#at = 0;

	constructor(vfs: Vfs, path: string, cause: string) {
		this.#vfs = vfs;
		this.#path = path;
		this.#cause = cause;
	}

	async read(): Promise<Uint8Array | undefined> {
		for await (const bytes of this.#vfs.read(this.#path, { offset: this.#at })) {
			if (bytes.length === 0) continue;
			this.#at += bytes.length;
			return bytes;
		}
		return undefined;
	}

	unread(bytes: Uint8Array): void {
		this.#at -= bytes.length;
	}

	async write(bytes: Uint8Array | string): Promise<void> {
		const part = Buffer.from(bytes as string);
		await this.#vfs.write(this.#path, part, { cause: this.#cause, at: this.#at });
		this.#at += part.length;
	}

	close(): void {}
}
