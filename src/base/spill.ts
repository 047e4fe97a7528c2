/** Bytes put aside on disk while work goes on. What lies there is encrypted, and gone when the process ends, however it ends. */
import { type Cipher, createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf, DeskError } from "./errors.ts";

const BLOCK = 128 * 1024;
/** A stream cipher without authentication will do: the file has no name, and only this process has it open. */
const CIPHER = "aes-256-ctr";

/** A part of the file. */
export interface Run {
	offset: number;
	length: number;
	/** Never used twice with a key. */
	nonce: Buffer;
}

/** A temporary file of several runs of bytes. */
export class Spill {
	readonly #folder: string;
	readonly #fd: number;
	readonly #key = randomBytes(32);
	#size = 0;

	/** @param folder where; default the system's temporary folder. @throws DeskError EFAILED */
	constructor(folder = tmpdir()) {
		this.#folder = folder;
		const path = join(folder, `desk-spill-${randomBytes(12).toString("hex")}`);
		try {
			this.#fd = openSync(path, "wx+", 0o600);
			// It lives on without a name.
			unlinkSync(path);
		} catch (error) {
			throw refusal(error, folder);
		}
	}

	/** Write one run. Hands control back between pieces. */
	async write(pieces: Iterable<Uint8Array>, pace: () => Promise<void> | undefined): Promise<Run> {
		const run: Run = { offset: this.#size, length: 0, nonce: randomBytes(16) };
		const cipher: Cipher = createCipheriv(CIPHER, this.#key, run.nonce);
		for (const piece of pieces) {
			this.#append(cipher.update(piece), run);
			const turn = pace();
			if (turn !== undefined) await turn;
		}
		return run;
	}

	/** Write one run at once. */
	put(bytes: Uint8Array): Run {
		const run: Run = { offset: this.#size, length: 0, nonce: randomBytes(16) };
		this.#append(createCipheriv(CIPHER, this.#key, run.nonce).update(bytes), run);
		return run;
	}

	#append(sealed: Buffer, run: Run): void {
		try {
			for (let done = 0; done < sealed.length; )
				done += writeSync(this.#fd, sealed, done, sealed.length - done, this.#size + done);
		} catch (error) {
			throw refusal(error, this.#folder);
		}
		this.#size += sealed.length;
		run.length += sealed.length;
	}

	/** The bytes of a run. */
	async *read({ offset, length, nonce }: Run): AsyncGenerator<Buffer, void, undefined> {
		const decipher = createDecipheriv(CIPHER, this.#key, nonce);
		for (let at = 0; at < length; ) {
			const block = this.#block(offset + at, Math.min(BLOCK, length - at));
			at += block.length;
			yield decipher.update(block);
		}
	}

	/** All bytes of a run that is known to be small. */
	get({ offset, length, nonce }: Run): Buffer {
		return createDecipheriv(CIPHER, this.#key, nonce).update(this.#block(offset, length));
	}

	#block(offset: number, length: number): Buffer {
		const block = Buffer.allocUnsafe(length);
		for (let done = 0; done < length; ) {
			const count = readSync(this.#fd, block, done, length - done, offset + done);
			if (count === 0)
				throw new DeskError("EIO", "the temporary file has become shorter", {
					at: this.#folder,
					todo: "run it again",
				});
			done += count;
		}
		return block;
	}

	close(): void {
		closeSync(this.#fd);
	}
}

function refusal(error: unknown, folder: string): DeskError {
	const code = codeOf(error);
	return new DeskError(code === "ENOSPC" ? "ENOSPC" : "EFAILED", `there is no room for temporary files (${code})`, {
		at: folder,
		todo: "make room there, or name a larger folder (TMPDIR; of sort: -T)",
		cause: error,
	});
}
