/** The thread that reads messages, as the importer sees it: files in, items out, both with back-pressure. */
import type { Worker } from "node:worker_threads";
import { codeOf, DeskError, messageOf } from "../../../src/base/errors.ts";
import { hostPath } from "../../../src/source/index.ts";
import type { SourceFile } from "../../../src/vfs/index.ts";
import { type Answer, FILES, type Order, type ReaderSetup, UNREAD } from "./reader-protocol.ts";

/** Heap of the thread (MiB): a message of 64 MiB is read within it. */
const HEAP = 1024;

/** Messages of files, read in a thread. */
export class Reader {
	readonly #thread: Worker;
	readonly #answers: Answer[] = [];
	#failure: Error | undefined;
	#wake = () => {};
	/** Bytes and files that were sent and are not yet read. */
	#unread = 0;
	#files = 0;

	private constructor(thread: Worker) {
		this.#thread = thread;
		thread.on("message", (answer: Answer) => {
			if ("read" in answer) this.#unread -= answer.read;
			else if ("files" in answer) this.#files -= answer.files;
			else this.#answers.push(answer);
			this.#wake();
		});
		thread.on("error", (error: Error) => this.#fail(error));
		thread.on("exit", () => this.#fail(new DeskError("EIO", "the thread that reads mail ended without a word")));
	}

	static async start(setup: ReaderSetup): Promise<Reader> {
		const [{ Worker: Thread }, { default: source }] = await Promise.all([
			import("node:worker_threads"),
			import("./reader-worker.ts?script"),
		]);
		return new Reader(
			new Thread(source, {
				eval: true,
				workerData: setup,
				resourceLimits: { maxOldGenerationSizeMb: HEAP, maxYoungGenerationSizeMb: 8 },
			}),
		);
	}

	/** Have files read; meanwhile `answers` must be. @throws what looking for files raises */
	async feed(files: AsyncIterable<SourceFile>): Promise<void> {
		for await (const file of files) {
			const { name, from, path } = file;
			if (path !== undefined) this.#send({ file: { name, from, path: hostPath(path) } });
			else {
				this.#send({ file: { name, from, modified: Math.floor(file.mtime / 1000) } });
				await this.#feedBytes(file);
			}
			this.#files++;
			while (this.#files >= FILES) await this.#change();
		}
		this.#send({ finish: true });
	}

	async #feedBytes(file: SourceFile): Promise<void> {
		try {
			for await (const part of file.bytes()) {
				const bytes = new Uint8Array(part);
				this.#unread += bytes.length;
				this.#thread.postMessage({ bytes } satisfies Order, [bytes.buffer]);
				while (this.#unread > UNREAD) await this.#change();
			}
			this.#send({ end: true });
		} catch (error) {
			if (error instanceof DeskError ? error.code !== "EFORMAT" : codeOf(error) === "") throw error;
			this.#send({ end: true, failed: messageOf(error) });
		}
	}

	/** What the thread says, until it is done. Each must be told as `taken`. @throws what made it end */
	async *answers(): AsyncGenerator<Answer, void, undefined> {
		for (;;) {
			const answer = this.#answers.shift();
			if (answer === undefined) await this.#change();
			else if ("finished" in answer) return;
			else yield answer;
		}
	}

	/** So many bytes are stored, or waiting to be. */
	taken(bytes: number): void {
		this.#send({ taken: bytes });
	}

	/** The memory of a batch that is stored: left to the garbage collector, tens of megabytes of it would wait. */
	giveBack(data: ArrayBuffer): void {
		this.#thread.postMessage({ back: data } satisfies Order, [data]);
	}

	/** End the thread, whatever it does. */
	async stop(): Promise<void> {
		this.#thread.removeAllListeners();
		this.#thread.on("error", () => undefined);
		await this.#thread.terminate();
	}

	/** Stop reading with this error. */
	fail(error: Error): void {
		this.#fail(error);
	}

	#send(order: Order): void {
		this.#thread.postMessage(order);
	}

	#fail(error: Error): void {
		this.#failure ??= error;
		this.#wake();
	}

	#waiters: (() => void)[] = [];

	async #change(): Promise<void> {
		if (this.#failure !== undefined) throw this.#failure;
		await new Promise<void>((resolve) => {
			this.#waiters.push(resolve);
			this.#wake = () => {
				for (const waiter of this.#waiters.splice(0)) waiter();
			};
		});
		if (this.#failure !== undefined) throw this.#failure;
	}
}
