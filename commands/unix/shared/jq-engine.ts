/** jq in a thread: how its system calls are answered. */
import type { Worker } from "node:worker_threads";
import { DeskError } from "../../../src/base/errors.ts";

/** What jq is started with: words and `NAME=value` entries, as bytes. */
export interface Run {
	readonly argv: readonly Uint8Array[];
	readonly variables: readonly Uint8Array[];
}

/** Where answers lie: `turn[0]` wakes the thread, `turn[1]` is the number, `data` what was read. */
export interface Reply {
	readonly turn: Int32Array;
	readonly data: Uint8Array;
}

/** What the thread asks for. */
export type Request =
	| { op: "open" | "stat"; path: Uint8Array }
	| { op: "read" | "close"; fd: number }
	| { op: "write"; fd: number; bytes: Uint8Array }
	| { op: "exit"; status: number }
	| { op: "crash"; message: string };

/** A system call fails with this error number; anything else that a host throws ends jq. */
export class Errno extends Error {
	readonly number: number;
	constructor(number: number) {
		super(`errno ${number}`);
		this.number = number;
	}
}

/** WASI's numbers (wasi-libc errno.h). */
export const ERRNO = { EACCES: 2, EBADF: 8, EIO: 29, EISDIR: 31, ENOENT: 44, ENOTDIR: 54 } as const;

/** What jq sees of the world. @throws Errno */
export interface Host {
	/** Pieces of a file; opened when the first is asked for. */
	open(path: Uint8Array): Promise<AsyncIterable<Uint8Array>>;
	isDirectory(path: Uint8Array): Promise<boolean>;
	readonly stdin: AsyncIterable<Uint8Array>;
	write(fd: number, bytes: Uint8Array): void | Promise<void>;
}

/** One answer of a read is at most so long. */
const PIECE = 64 * 1024;
/** Threads that wait for the next run: as many as a pipeline of two jq needs. */
const MOST_IDLE = 2;

/** What a run listens to. */
const EVENTS = ["message", "error", "exit"];

interface Thread extends Reply {
	readonly worker: Worker;
}

const idle: Thread[] = [];

async function newThread(): Promise<Thread> {
	const [{ Worker: Thread }, { default: source }] = await Promise.all([
		import("node:worker_threads"),
		import("./jq-worker.ts?script"),
	]);
	const reply = {
		turn: new Int32Array(new SharedArrayBuffer(8)),
		data: new Uint8Array(new SharedArrayBuffer(PIECE)),
	};
	return { ...reply, worker: new Thread(source, { eval: true, workerData: reply, stdin: false }) };
}

/**
 * Run jq to its end. It reads only as its program does, and stops where `host.write` waits.
 * @returns its exit status
 * @throws what the host throws (`ClosedPipe`), the signal's reason, or DeskError EFAILED when jq's memory (256 MiB) is full
 */
export async function runJq(run: Run, host: Host, signal: AbortSignal): Promise<number> {
	const thread = idle.pop() ?? (await newThread());
	const { worker } = thread;
	const descriptors = new Descriptors(host);
	let stop = () => {};
	worker.ref();
	try {
		const status = await new Promise<number>((resolve, reject) => {
			stop = () => reject(signal.reason);
			if (signal.aborted) return stop();
			signal.addEventListener("abort", stop, { once: true });
			worker.on("error", reject);
			worker.on("exit", () => reject(new DeskError("EFAILED", "jq ended without a word", { at: "jq" })));
			worker.on("message", (request: Request) => {
				if (request.op === "exit") return resolve(request.status);
				if (request.op === "crash") return reject(crashed(request.message));
				descriptors.answer(request, thread.data).then((number) => {
					thread.turn[1] = number;
					Atomics.store(thread.turn, 0, 1);
					Atomics.notify(thread.turn, 0);
				}, reject);
			});
			worker.postMessage(run);
		});
		for (const event of EVENTS) worker.removeAllListeners(event);
		worker.unref();
		if (idle.length < MOST_IDLE) idle.push(thread);
		else await worker.terminate();
		return status;
	} catch (error) {
		for (const event of EVENTS) worker.removeAllListeners(event);
		await worker.terminate();
		throw error;
	} finally {
		signal.removeEventListener("abort", stop);
		await descriptors.close();
	}
}

function crashed(message: string): DeskError {
	return new DeskError("EFAILED", `jq cannot go on (${message})`, {
		at: "jq",
		todo: "it has 256 MiB of memory: read large input piece by piece, with --stream or `inputs` instead of -s",
	});
}

/** Open files of one run. */
class Descriptors {
	readonly #host: Host;
	readonly #open = new Map<number, { source: AsyncIterator<Uint8Array>; rest: Uint8Array }>();
	#next = 3;

	constructor(host: Host) {
		this.#host = host;
		this.#add(0, host.stdin);
	}

	#add(fd: number, pieces: AsyncIterable<Uint8Array>): void {
		this.#open.set(fd, { source: pieces[Symbol.asyncIterator](), rest: new Uint8Array() });
	}

	/** The number that a call returns: a descriptor, a count of bytes in `data`, or an error number below 0. */
	async answer(request: Exclude<Request, { op: "exit" | "crash" }>, data: Uint8Array): Promise<number> {
		try {
			switch (request.op) {
				case "write":
					await this.#host.write(request.fd, request.bytes);
					return 0;
				case "read":
					return await this.#read(request.fd, data);
				case "open":
					this.#add(this.#next, await this.#host.open(request.path));
					return this.#next++;
				case "stat":
					return (await this.#host.isDirectory(request.path)) ? 1 : 2;
				case "close":
					await this.#close(request.fd);
					return 0;
			}
		} catch (error) {
			if (error instanceof Errno) return -error.number;
			throw error;
		}
	}

	async #read(fd: number, data: Uint8Array): Promise<number> {
		const file = this.#open.get(fd);
		if (file === undefined) return -ERRNO.EBADF;
		while (file.rest.length === 0) {
			const next = await file.source.next();
			if (next.done === true) return 0;
			file.rest = next.value;
		}
		const piece = file.rest.subarray(0, data.length);
		data.set(piece);
		file.rest = file.rest.subarray(piece.length);
		return piece.length;
	}

	async #close(fd: number): Promise<void> {
		const file = this.#open.get(fd);
		this.#open.delete(fd);
		await file?.source.return?.();
	}

	/** Let go of all files; standard input is the caller's. */
	async close(): Promise<void> {
		this.#open.delete(0);
		for (const fd of [...this.#open.keys()]) await this.#close(fd);
	}
}
