/** One stream in several parts, one after the other, without holding any: what split writes. */
import type { ByteStream } from "../../../src/base/bytes.ts";

/** How much of what comes next still belongs to the part: its bytes; with `done`, the part ends there. */
export type Taker = (bytes: Buffer) => { take: number; done: boolean };

/** A stream that is taken in parts. */
export class PartSource {
	readonly #pieces: AsyncIterator<Uint8Array>;
	#rest: Buffer | undefined;

	constructor(stream: ByteStream) {
		this.#pieces = stream[Symbol.asyncIterator]();
	}

	/** Whether there is more. */
	async more(): Promise<boolean> {
		while (this.#rest === undefined || this.#rest.length === 0) {
			const { done, value } = await this.#pieces.next();
			if (done === true) return false;
			this.#rest = Buffer.from(value.buffer, value.byteOffset, value.length);
		}
		return true;
	}

	/** The next part: as far as `taker` goes. It must be read to its end. */
	async *part(taker: Taker): AsyncGenerator<Buffer, void, undefined> {
		while (await this.more()) {
			const bytes = this.#rest as Buffer;
			const { take, done } = taker(bytes);
			this.#rest = bytes.subarray(take);
			if (take > 0) yield bytes.subarray(0, take);
			if (done) return;
		}
	}
}

export function byBytes(count: number): Taker {
	let left = count;
	return (bytes) => {
		const take = Math.min(left, bytes.length);
		left -= take;
		return { take, done: left === 0 };
	};
}

export function byLines(count: number, delimiter: number): Taker {
	let left = count;
	return (bytes) => {
		let at = 0;
		while (left > 0) {
			const found = bytes.indexOf(delimiter, at);
			if (found < 0) return { take: bytes.length, done: false };
			at = found + 1;
			left--;
		}
		return { take: at, done: true };
	};
}
