import { DeskError } from "../base/errors.ts";
import type { ByteWriter } from "../command/index.ts";
import type { ByteSource } from "./pipe.ts";

/** What a descriptor stands for (POSIX: open file description). Shared by copies of it; closed with the last. */
export class OpenFile {
	readonly source: ByteSource | undefined;
	readonly sink: (ByteWriter & { end?(): void | Promise<void> }) | undefined;
	readonly terminal: boolean;
	/** The process's own descriptor that it is, which programs of the host inherit. */
	readonly descriptor: number | undefined;
	#references = 0;

	constructor(ends: {
		source?: ByteSource | undefined;
		sink?: (ByteWriter & { end?(): void | Promise<void> }) | undefined;
		terminal?: boolean;
		descriptor?: number | undefined;
	}) {
		this.source = ends.source;
		this.sink = ends.sink;
		this.terminal = ends.terminal === true;
		this.descriptor = ends.descriptor;
	}

	retain(): this {
		this.#references++;
		return this;
	}

	/** One holder less; the last one closes it, which for a file is when its bytes are committed. */
	release(): void | Promise<void> {
		if (--this.#references > 0) return;
		const closed = this.source?.close();
		const ended = this.sink?.end?.();
		if (closed instanceof Promise || ended instanceof Promise)
			return Promise.all([closed, ended]).then(() => undefined);
	}
}

/** The descriptors of one command or subshell. */
export class Descriptors {
	readonly #files = new Map<number, OpenFile>();

	get(descriptor: number): OpenFile | undefined {
		return this.#files.get(descriptor);
	}

	/** Put a file at a number; what was there is closed. */
	async set(descriptor: number, file: OpenFile): Promise<void> {
		file.retain();
		const before = this.#files.get(descriptor);
		this.#files.set(descriptor, file);
		if (before !== undefined) await before.release();
	}

	async close(descriptor: number): Promise<void> {
		const file = this.#files.get(descriptor);
		this.#files.delete(descriptor);
		await file?.release();
	}

	/** The lowest free number from 10 on, as `{name}>file` takes it. */
	free(): number {
		let number = 10;
		while (this.#files.has(number)) number++;
		return number;
	}

	numbers(): number[] {
		return [...this.#files.keys()];
	}

	clone(): Descriptors {
		const copy = new Descriptors();
		for (const [descriptor, file] of this.#files) copy.#files.set(descriptor, file.retain());
		return copy;
	}

	/** Close all. The first thing that cannot be written is thrown, when all are closed. */
	async closeAll(): Promise<void> {
		const files = [...this.#files.values()];
		this.#files.clear();
		let failed: unknown;
		for (const file of files) {
			try {
				const released = file.release();
				if (released !== undefined) await released;
			} catch (error) {
				failed ??= error;
			}
		}
		if (failed !== undefined) throw failed;
	}

	/** @throws DeskError EINVAL when it is not open for reading */
	source(descriptor: number): ByteSource {
		const source = this.#files.get(descriptor)?.source;
		if (source === undefined) throw badDescriptor(descriptor);
		return source;
	}

	/** @throws DeskError EINVAL when it is not open for writing */
	sink(descriptor: number): ByteWriter {
		const sink = this.#files.get(descriptor)?.sink;
		if (sink === undefined) throw badDescriptor(descriptor);
		return sink;
	}
}

export function badDescriptor(descriptor: number): DeskError {
	return new DeskError("EINVAL", "this descriptor is not open", {
		at: String(descriptor),
		todo: "open it with `exec`",
	});
}
