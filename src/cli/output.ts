import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "../base/errors.ts";
import { type ByteWriter, ClosedPipe } from "../command/index.ts";

const BUFFER = 64 * 1024;

/**
 * Buffered bytes to a file descriptor. `process.stdout` is not used: loading it costs start-up time, and it buffers
 * without bound. A pipe that takes no more is waited for; a closed one ends the command quietly.
 */
export class FdWriter implements ByteWriter {
	readonly #fd: number;
	readonly #immediate: boolean;
	#parts: Buffer[] = [];
	#size = 0;

	/** With `immediate`, each write goes out at once (a terminal, stderr). */
	constructor(fd: number, immediate: boolean) {
		this.#fd = fd;
		this.#immediate = immediate;
	}

	write(bytes: Uint8Array | string): void | Promise<void> {
		const part =
			typeof bytes === "string"
				? Buffer.from(bytes, "utf8")
				: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
		// A large piece may be a buffer that its owner reuses; it is flushed before this returns.
		this.#parts.push(part);
		this.#size += part.length;
		if (this.#immediate || this.#size >= BUFFER) return this.flush();
	}

	/** Bring everything out. @throws ClosedPipe */
	flush(): void | Promise<void> {
		if (this.#size === 0) return;
		const bytes = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
		this.#parts = [];
		this.#size = 0;
		return this.#out(bytes, 0);
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
						throw error;
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
 * Text from the tree on its way to a terminal: control characters other than newline and tab are shown, not obeyed, so that no
 * file can move the cursor, retitle the window or answer a query in the user's name.
 */
export function safeForTerminal(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what this is about
	return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, (char) => {
		const code = char.charCodeAt(0);
		return code === 0x0d ? "" : code < 0x20 ? `^${String.fromCharCode(code + 64)}` : `\\x${code.toString(16)}`;
	});
}
