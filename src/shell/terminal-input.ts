/** What commands read when their stdin is the terminal of this process. */
import type { ReadStream } from "node:tty";
import type { ByteSource } from "./pipe.ts";
import { TerminalKeys } from "./terminal-keys.ts";

/**
 * The lines that a person types at a running command. The terminal is read only while a command waits for it: a read that nobody
 * wants any more would take the first keys of the next prompt. Ctrl-D ends one reader's input, and the next begins anew.
 */
export class TerminalInput implements ByteSource {
	readonly #descriptor: number;
	#kept: Uint8Array[] = [];
	#stream: ReadStream | undefined;
	/** How many want the terminal's own editing and echo off. */
	#raw = 0;
	/** Those who wait, in turn. */
	#readers: ((bytes: Uint8Array | undefined) => void)[] = [];

	constructor(descriptor = 0) {
		this.#descriptor = descriptor;
	}

	async read(): Promise<Uint8Array | undefined> {
		const kept = this.#kept.shift();
		if (kept !== undefined) return kept;
		return await new Promise((resolve) => {
			this.#readers.push(resolve);
			this.#listen();
		});
	}

	async ready(): Promise<void> {
		const bytes = await this.read();
		if (bytes !== undefined) this.unread(bytes);
	}

	unread(bytes: Uint8Array): void {
		if (bytes.length > 0) this.#kept.unshift(bytes);
	}

	/** One command of many has ended; the terminal stays. */
	close(): void {}

	/**
	 * Read with what the terminal itself does to keys (editing, echo) done here, so that it can be left out: single keys, secrets.
	 * @param how `lines` are read whole and unseen; else each key as it comes, seen or not
	 */
	async withKeys<Result>(
		how: { lines: boolean; echo: boolean },
		body: (source: ByteSource) => Promise<Result>,
	): Promise<Result> {
		this.#raw++;
		try {
			// From the first moment: what is typed before the first read must not be shown either.
			this.#open().setRawMode(true);
			return await body(
				new TerminalKeys(this, {
					...how,
					show: (bytes) => void this.#stream?.write(bytes),
					signal: (name) => {
						this.#kept = [];
						// Who shares the terminal hears it, too: it is the terminal that would have told them.
						process.kill(0, name);
					},
				}),
			);
		} finally {
			this.#raw = Math.max(0, this.#raw - 1);
			if (this.#raw === 0) this.#stop();
		}
	}

	/** Who waits now does not any more: what is typed next is for the next reader. */
	forget(): void {
		this.#readers = [];
		this.#raw = 0;
		this.#stop();
	}

	/** No command runs any more: whoever still waits finds the end. @returns what was typed and not read */
	release(): Uint8Array {
		const rest = Buffer.concat(this.#kept);
		this.#kept = [];
		this.#stop();
		for (const resolve of this.#readers.splice(0)) resolve(undefined);
		return rest;
	}

	#open(): ReadStream {
		if (this.#stream !== undefined) return this.#stream;
		// Loaded now: most scripts read no terminal, and it takes 2 ms. A handle of its own for each input: one that has seen Ctrl-D never reads again.
		const { ReadStream } = process.getBuiltinModule("node:tty");
		const stream = new ReadStream(this.#descriptor);
		this.#stream = stream;
		stream.on("data", (bytes: Buffer) => this.#answer(bytes));
		stream.on("end", () => this.#answer(undefined));
		stream.on("error", () => this.#answer(undefined)); // EIO: the terminal is gone
		return stream;
	}

	#listen(): void {
		this.#open().resume();
	}

	#answer(bytes: Uint8Array | undefined): void {
		const resolve = this.#readers.shift();
		if (resolve === undefined) {
			if (bytes !== undefined) this.#kept.push(bytes);
		} else resolve(bytes);
		if (bytes === undefined || (this.#readers.length === 0 && this.#raw === 0)) this.#stop();
		else if (this.#readers.length === 0) this.#stream?.pause();
		if (this.#readers.length > 0) this.#listen();
	}

	#stop(): void {
		const stream = this.#stream;
		this.#stream = undefined;
		stream?.removeAllListeners("data");
		if (stream?.isRaw === true) stream.setRawMode(false);
		stream?.destroy();
	}
}
