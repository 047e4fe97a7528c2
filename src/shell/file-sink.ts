import type { ByteWriter } from "../command/index.ts";
import type { Vfs } from "../vfs/index.ts";
import { Pipe, streamOf } from "./pipe.ts";
import type { OpenForWriting } from "./world.ts";

/** More than this is streamed to the store while it is written (1 MiB). */
const KEPT = 1024 * 1024;

/**
 * A file that a redirection writes. Its bytes become one change set when it is closed, so that a mount judges the whole file;
 * when somebody reads it before, what there is so far is committed, and the rest is appended.
 */
export class FileSink implements ByteWriter, OpenForWriting {
	readonly #vfs: Vfs;
	readonly #path: string;
	readonly #cause: string;
	readonly #open: Map<string, OpenForWriting>;
	#at: number | "end" | undefined;
	#parts: Uint8Array[] = [];
	#size = 0;
	/** Whether there is something to commit: opening a file empties it. */
	#changed: boolean;
	#stream: { pipe: Pipe; done: Promise<unknown>; failed: boolean } | undefined;

	/** @param at `end` appends, a byte offset overwrites from there, undefined replaces the file */
	constructor(vfs: Vfs, path: string, at: number | "end" | undefined, cause: string, open: Map<string, OpenForWriting>) {
		this.#vfs = vfs;
		this.#path = path;
		this.#at = at;
		this.#cause = cause;
		this.#open = open;
		this.#changed = at === undefined;
		open.set(path, this);
	}

	write(bytes: Uint8Array | string): void | Promise<void> {
		const part = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
		if (part.length === 0) return;
		this.#changed = true;
		if (this.#stream !== undefined) return this.#send(this.#stream, part);
		this.#parts.push(part);
		this.#size += part.length;
		if (this.#size > KEPT) return this.#send(this.#start(), Buffer.concat(this.#take()));
	}

	#take(): Uint8Array[] {
		const parts = this.#parts;
		this.#parts = [];
		this.#size = 0;
		return parts;
	}

	#start() {
		const pipe = new Pipe();
		const stream = { pipe, failed: false, done: Promise.resolve<unknown>(undefined) };
		stream.done = this.#vfs.write(this.#path, streamOf(pipe), { cause: this.#cause, at: this.#at }).catch((error: unknown) => {
			stream.failed = true;
			pipe.close();
			throw error;
		});
		stream.done.catch(() => undefined); // awaited in `commit`
		this.#stream = stream;
		return stream;
	}

	async #send(stream: { pipe: Pipe; done: Promise<unknown>; failed: boolean }, part: Uint8Array): Promise<void> {
		if (stream.failed) await stream.done;
		try {
			await stream.pipe.write(part);
		} catch (error) {
			if (stream.failed) await stream.done;
			throw error;
		}
	}

	async commit(): Promise<void> {
		if (this.#stream !== undefined) {
			const stream = this.#stream;
			this.#stream = undefined;
			stream.pipe.end();
			await stream.done;
		} else if (this.#changed) {
			this.#changed = false;
			const bytes = Buffer.concat(this.#take());
			await this.#vfs.write(this.#path, bytes, { cause: this.#cause, at: this.#at });
			if (typeof this.#at === "number") this.#at += bytes.length;
		}
		this.#changed = false;
		this.#at ??= "end";
	}

	async end(): Promise<void> {
		if (this.#open.get(this.#path) === this) this.#open.delete(this.#path);
		await this.commit();
	}
}
