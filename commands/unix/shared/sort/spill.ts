/** Sorted lines on disk while others are sorted. What lies there is encrypted, and gone when the process ends, however it ends. */
import { type Cipher, createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf, DeskError } from "../../../../src/base/errors.ts";

const BLOCK = 128 * 1024;
/** A stream cipher without authentication will do: the file has no name, and only this process has it open. */
const CIPHER = "aes-256-ctr";

/** A part of the file. */
interface Run {
	offset: number;
	length: number;
	/** Never used twice with a key. */
	nonce: Buffer;
}

/** A temporary file of several runs of bytes. */
export class Spill {
	readonly #fd: number;
	readonly #key = randomBytes(32);
	#size = 0;

	/** @param folder where; default the system's temporary folder. @throws DeskError EFAILED */
	constructor(folder = tmpdir()) {
		const path = join(folder, `desk-sort-${randomBytes(12).toString("hex")}`);
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
			const sealed = cipher.update(piece);
			try {
				for (let done = 0; done < sealed.length; ) {
					done += writeSync(this.#fd, sealed, done, sealed.length - done, this.#size + done);
				}
			} catch (error) {
				throw refusal(error, tmpdir());
			}
			this.#size += sealed.length;
			run.length += sealed.length;
			const turn = pace();
			if (turn !== undefined) await turn;
		}
		return run;
	}

	/** The bytes of a run. */
	async *read({ offset, length, nonce }: Run): AsyncGenerator<Buffer, void, undefined> {
		const decipher = createDecipheriv(CIPHER, this.#key, nonce);
		for (let at = 0; at < length; ) {
			const block = Buffer.allocUnsafe(Math.min(BLOCK, length - at));
			const count = readSync(this.#fd, block, 0, block.length, offset + at);
			if (count === 0)
				throw new DeskError("EIO", "the temporary file has become shorter", { at: "sort", todo: "run it again" });
			at += count;
			yield decipher.update(block.subarray(0, count));
		}
	}

	close(): void {
		closeSync(this.#fd);
	}
}

function refusal(error: unknown, folder: string): DeskError {
	const code = codeOf(error);
	return new DeskError(code === "ENOSPC" ? "ENOSPC" : "EFAILED", `there is no room for temporary files (${code})`, {
		at: folder,
		todo: "name a larger folder with -T or TMPDIR",
		cause: error,
	});
}
