/** What commands of a session read when their stdin is the terminal. */
import { ReadStream } from "node:tty";
import type { ByteSource } from "./pipe.ts";

/**
 * The lines that a person types at a running command. The terminal is read only while a command waits for it: a read that nobody
 * wants any more would take the first keys of the next prompt. Ctrl-D ends one reader's input, and the next begins anew.
 */
export class TerminalInput implements ByteSource {
	readonly #descriptor: number;
	#kept: Uint8Array[] = [];
	#stream: ReadStream | undefined;
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

	unread(bytes: Uint8Array): void {
		if (bytes.length > 0) this.#kept.unshift(bytes);
	}

	/** One command of many has ended; the terminal stays. */
	close(): void {}

	/** No command runs any more: whoever still waits finds the end, and what was typed is for the prompt. */
	release(): void {
		this.#kept = [];
		this.#stop();
		for (const resolve of this.#readers.splice(0)) resolve(undefined);
	}

	#listen(): void {
		if (this.#stream !== undefined) return;
		// A handle of its own for each input: one that has seen Ctrl-D never reads again.
		const stream = new ReadStream(this.#descriptor);
		this.#stream = stream;
		stream.on("data", (bytes: Buffer) => this.#answer(bytes));
		stream.on("end", () => this.#answer(undefined));
		stream.on("error", () => this.#answer(undefined)); // EIO: the terminal is gone
		stream.resume();
	}

	#answer(bytes: Uint8Array | undefined): void {
		const resolve = this.#readers.shift();
		if (resolve === undefined) {
			if (bytes !== undefined) this.#kept.push(bytes);
		} else resolve(bytes);
		if (bytes === undefined || this.#readers.length === 0) this.#stop();
		if (this.#readers.length > 0) this.#listen();
	}

	#stop(): void {
		this.#stream?.removeAllListeners("data");
		this.#stream?.destroy();
		this.#stream = undefined;
	}
}
