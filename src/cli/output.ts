import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf, DeskError } from "../base/errors.ts";
import { type ByteWriter, ClosedPipe } from "../command/index.ts";

const BUFFER = 64 * 1024;

/**
 * Standard output cannot be written: its disk is full, say. What the command did in the desk is done, so this must not say that
 * nothing was changed.
 */
export class OutputError extends DeskError {
	constructor(cause: unknown) {
		const code = codeOf(cause);
		super(code === "ENOSPC" ? "ENOSPC" : "EFAILED", `the output cannot be written (${code})`, {
			at: "stdout",
			todo: "check where it goes to; the rest of it is lost",
			cause,
		});
	}
}

/**
 * Buffered bytes to a file descriptor. `process.stdout` is not used: loading it costs start-up time, and it buffers
 * without bound. A pipe that takes no more is waited for; a closed one ends the command quietly.
 */
export class FdWriter implements ByteWriter {
	readonly #fd: number;
	#parts: Buffer[] = [];
	/** What was written last, as long as it is text: ten thousand lines are encoded at once. */
	#text = "";
	/** Bytes, or as many UTF-16 units. */
	#size = 0;

	constructor(fd: number) {
		this.#fd = fd;
	}

	write(bytes: Uint8Array | string): void | Promise<void> {
		if (typeof bytes === "string") this.#text += bytes;
		else {
			this.#encode();
			// A large piece may be a buffer that its owner reuses; it is flushed before this returns.
			this.#parts.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
		}
		this.#size += bytes.length;
		if (this.#size >= BUFFER) return this.flush();
	}

	/** Bring everything out. @throws ClosedPipe, OutputError */
	flush(): void | Promise<void> {
		if (this.#size === 0) return;
		this.#encode();
		const bytes = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
		this.#parts = [];
		this.#size = 0;
		return this.#out(bytes, 0);
	}

	#encode(): void {
		if (this.#text === "") return;
		this.#parts.push(Buffer.from(this.#text, "utf8"));
		this.#text = "";
	}

	#out(bytes: Buffer, from: number): void | Promise<void> {
		for (let at = from; at < bytes.length; ) {
			try {
				at += writeSync(this.#fd, bytes, at);
			} catch (error) {
				switch (codeOf(error)) {
					case "EAGAIN":
						return this.#wait(bytes, at);
					case "EPIPE":
					case "ECONNRESET":
						throw new ClosedPipe();
					default:
						throw new OutputError(error);
				}
			}
		}
	}

	/** A non-blocking pipe is full: let its reader work. */
	async #wait(bytes: Buffer, at: number): Promise<void> {
		await sleep(1);
		await this.#out(bytes, at);
	}
}

/**
 * Messages to a file descriptor, each at once. Where they cannot be written (stderr is closed or full), nobody can be told:
 * the work and its exit status matter more.
 */
export class ErrorWriter implements ByteWriter {
	readonly #out: FdWriter;

	constructor(fd: number) {
		this.#out = new FdWriter(fd);
	}

	async write(bytes: Uint8Array | string): Promise<void> {
		try {
			this.#out.write(bytes);
			await this.#out.flush();
		} catch {
			// See above.
		}
	}
}

/**
 * Text from the tree on its way to a terminal: control characters other than newline and tab are shown, not obeyed, so that no
 * file can move the cursor, retitle the window or answer a query in the user's name.
 */
export function safeForTerminal(text: string): string {
	return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, (char) => {
		const code = char.charCodeAt(0);
		return code === 0x0d ? "" : code < 0x20 ? `^${String.fromCharCode(code + 64)}` : `\\x${code.toString(16)}`;
	});
}
