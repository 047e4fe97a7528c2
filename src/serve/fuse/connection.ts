/**
 * The conversation with the kernel over an open /dev/fuse: requests are read, put to the file system, and answered. What it answers at
 * once is replied to in the same turn, with one system call.
 */
import { read, readFileSync, write, writeSync, writevSync } from "node:fs";
import { constants } from "node:os";
import { codeOf, messageOf } from "../../base/errors.ts";
import { told } from "./daemon-log.ts";
import { errnoOf } from "./errno.ts";
import { EXCHANGES, type Exchange } from "./exchanges.ts";
import { Opcode, OUT_HEADER } from "./layouts.ts";
import type { NodeId, Notifier, Operations } from "./operations.ts";
import { encodeHeader, encodeInit, noticeOfEntry, noticeOfNode, TRANSFER } from "./replies.ts";
import {
	decodeBatchForget,
	decodeForget,
	decodeInit,
	decodeInterrupt,
	decodeRequest,
	type Request,
} from "./requests.ts";

const { EAGAIN, EINTR, EIO, ENOSYS } = constants.errno;

/** One request with all it can carry; the kernel refuses to fill less. */
const REQUEST_SIZE = TRANSFER + 4096;

/** Replies up to this are one buffer; larger ones go beside their header without being copied. */
const COPIED = 16 * 1024;

/**
 * Requests that are waited for at a time: while one is answered the other is already here. Each keeps a thread of libuv's pool (a
 * daemon sets UV_THREADPOOL_SIZE) and a buffer. Measured with `node test/bench/fuse-floor.mjs`: two are as good as four.
 */
const READERS = 2;

/** Of a read: ask again (a request was taken back before we had it). */
const AGAIN = new Set(["ENOENT", "EINTR", "EAGAIN"]);
const UNMOUNTED = new Set(["ENODEV", "ECONNABORTED", "ENOTCONN"]);
/** Of a reply: its request is over. */
const UNAWAITED = new Set(["ENOENT", ...UNMOUNTED]);
const UNNOTICED = new Set(["ENOENT", "ENOTEMPTY", "EBUSY", ...UNMOUNTED]);
const SIGKILL_BIT = 1n << BigInt(constants.signals.SIGKILL - 1);

/** How often it is looked whether a thread that got a signal dies (ms). */
const LOOK_AGAIN = 100;

export interface ConnectionOptions {
	/** Gets one line for each error that nobody expected. */
	log(line: string): void;
	readers?: number;
}

/** A request whose answer is not there yet. */
interface Pending {
	/** The thread that asked. */
	pid: number;
	/** It has died: what comes is given back. */
	abandoned: boolean;
}

/** One mount's connection. */
export class Connection implements Notifier {
	readonly #fd: number;
	readonly #log: (line: string) => void;
	readonly #readers: number;
	readonly #out = Buffer.allocUnsafeSlow(OUT_HEADER.size + COPIED);
	readonly #pending = new Map<number, Pending>();
	readonly #notices: Buffer[] = [];
	#operations!: Operations;
	#noticing = false;
	#reading = 0;
	#openFiles = 0;
	readonly #ready = signal();
	readonly #ended = signal();

	/** Requests that are about the conversation itself. */
	readonly #own: Readonly<Record<number, (request: Request) => void>> = {
		[Opcode.INIT]: (request) => {
			this.#send(request.unique, 0, encodeInit(this.#out, OUT_HEADER.size, decodeInit(request)));
			this.#ready.give();
		},
		[Opcode.FORGET]: (request) => this.#operations.forget(request.node, decodeForget(request)),
		[Opcode.BATCH_FORGET]: (request) => {
			for (const { node, count } of decodeBatchForget(request)) this.#operations.forget(node, count);
		},
		[Opcode.INTERRUPT]: (request) => this.#interrupt(request.unique, decodeInterrupt(request)),
		[Opcode.DESTROY]: ({ unique }) => this.#send(unique, 0, 0),
	};

	/** @param fd of /dev/fuse, mounted */
	constructor(fd: number, { log, readers = READERS }: ConnectionOptions) {
		this.#fd = fd;
		this.#log = log;
		this.#readers = readers;
	}

	/** Files that programs have open now. */
	get openFiles(): number {
		return this.#openFiles;
	}

	/** Whether requests are still waited for: by threads that would hold up the end of the process. */
	get isListening(): boolean {
		return this.#reading > 0;
	}

	/** Settles when the kernel and we have agreed on the protocol: from then on the mount answers. */
	get ready(): Promise<void> {
		return this.#ready.given;
	}

	/** Answer until the mount ends; then the file system is destroyed, and this settles. */
	async serve(operations: Operations): Promise<void> {
		this.#operations = operations;
		for (let reader = 0; reader < this.#readers; reader++) {
			this.#reading++;
			this.#next(Buffer.allocUnsafeSlow(REQUEST_SIZE));
		}
		await this.#ended.given;
		await operations.destroy();
	}

	/** Do not wait for programs that still have files open: what is committed is all there will be. */
	end(): void {
		this.#ended.give();
	}

	invalidateNode(node: NodeId, offset = 0): void {
		this.#notify(noticeOfNode(node, offset));
	}

	invalidateEntry(parent: NodeId, name: string): void {
		this.#notify(noticeOfEntry(parent, name));
	}

	#next(buffer: Buffer): void {
		read(this.#fd, buffer, 0, REQUEST_SIZE, null, (error, length) => {
			if (error === null) this.#take(decodeRequest(buffer, length));
			else if (!AGAIN.has(codeOf(error))) return this.#stop(error);
			this.#next(buffer);
		});
	}

	#stop(error: Error): void {
		if (!UNMOUNTED.has(codeOf(error))) this.#log(`reading requests: ${messageOf(error)}`);
		if (--this.#reading === 0) this.#ended.give();
	}

	#take(request: Request): void {
		const { opcode, unique } = request;
		const exchange = EXCHANGES[opcode];
		if (exchange !== undefined) return this.#answer(exchange, request);
		try {
			const own = this.#own[opcode];
			if (own === undefined) this.#send(unique, ENOSYS, 0);
			else own(request);
		} catch (error) {
			this.#log(`request ${opcode}: ${told(error)}`);
		}
	}

	#answer(exchange: Exchange, request: Request): void {
		const { unique } = request;
		try {
			const answer = exchange.ask(this.#operations, request);
			if (answer instanceof Promise) void this.#later(exchange, request, answer);
			else this.#reply(exchange, unique, answer);
		} catch (error) {
			this.#fail(exchange, unique, error);
		}
	}

	async #later(exchange: Exchange, { unique, caller }: Request, answer: Promise<unknown>): Promise<void> {
		const pending = { pid: caller.pid, abandoned: false };
		this.#pending.set(unique, pending);
		try {
			const result = await answer;
			if (pending.abandoned) this.#discard(exchange, result);
			else this.#reply(exchange, unique, result);
		} catch (error) {
			if (pending.abandoned) errnoFor(exchange, error, this.#log);
			else this.#fail(exchange, unique, error);
		} finally {
			this.#pending.delete(unique);
		}
	}

	#reply(exchange: Exchange, unique: number, result: unknown): void {
		const delivered = this.#send(unique, 0, exchange.encode(this.#out, OUT_HEADER.size, result));
		if (!delivered) this.#discard(exchange, result);
		else this.#openFiles += exchange.opens;
	}

	#fail(exchange: Exchange, unique: number, error: unknown): void {
		// What could not be saved is closed all the same.
		this.#openFiles += Math.min(0, exchange.opens);
		this.#send(unique, errnoFor(exchange, error, this.#log), 0);
	}

	#discard(exchange: Exchange, result: unknown): void {
		void (async () => exchange.discard?.(this.#operations, result))().catch((error) =>
			this.#log(`${exchange.name}, nobody waits for it: ${told(error)}`),
		);
	}

	/**
	 * One message to the kernel: `body` stands in `#out` with that length, or beside it.
	 * @returns whether somebody waited for it
	 */
	#send(unique: number, error: number, body: number | Uint8Array): boolean {
		const size = typeof body === "number" ? body : body.length;
		encodeHeader(this.#out, size, error, unique);
		try {
			if (typeof body === "number" || size <= COPIED) {
				if (typeof body !== "number") this.#out.set(body, OUT_HEADER.size);
				writeSync(this.#fd, this.#out, 0, OUT_HEADER.size + size);
			} else {
				writevSync(this.#fd, [this.#out.subarray(0, OUT_HEADER.size), body]);
			}
			return true;
		} catch (failure) {
			const code = codeOf(failure);
			if (!UNAWAITED.has(code)) this.#log(`reply of ${size} bytes, errno ${error}: ${messageOf(failure)}`);
			// A reply that the kernel finds wrong leaves the request without one.
			if (code === "EINVAL" && error !== EIO) this.#send(unique, EIO, 0);
			return false;
		}
	}

	/**
	 * A signal has come to a thread that waits. Only one that dies is let go: programs do not expect EINTR of files, and what the
	 * request does is done in either case.
	 */
	#interrupt(own: number, unique: number): void {
		const pending = this.#pending.get(unique);
		// The request itself may still be on its way through the other reader: EAGAIN asks for this to be said again.
		if (pending === undefined) this.#send(own, EAGAIN, 0);
		else this.#letGo(unique, pending);
	}

	/** The kernel says once that a signal came: whether a later one kills, we have to see ourselves. */
	#letGo(unique: number, pending: Pending): void {
		if (pending.abandoned || this.#pending.get(unique) !== pending) return;
		pending.abandoned = isDying(pending.pid);
		if (pending.abandoned) this.#send(unique, EINTR, 0);
		else setTimeout(() => this.#letGo(unique, pending), LOOK_AGAIN).unref();
	}

	/** Notices go one after the other and off this thread: the kernel may hold one up until we have answered something else. */
	#notify(notice: Buffer): void {
		this.#notices.push(notice);
		if (!this.#noticing) this.#sendNotices();
	}

	#sendNotices(): void {
		const notice = this.#notices.shift();
		this.#noticing = notice !== undefined;
		if (notice === undefined) return;
		write(this.#fd, notice, 0, notice.length, null, (error) => {
			// ENOENT: the kernel has no such thing in memory. ENOTEMPTY, EBUSY: something is mounted below.
			if (error !== null && !UNNOTICED.has(codeOf(error))) this.#log(`notice: ${messageOf(error)}`);
			this.#sendNotices();
		});
	}
}

/** The errno of what an exchange was refused with; what nobody expected is told to the log. */
function errnoFor(exchange: Exchange, error: unknown, log: (line: string) => void): number {
	const errno = errnoOf(error);
	if (errno === undefined) log(`${exchange.name}: ${told(error)}`);
	return errno ?? EIO;
}

/** Whether a thread has SIGKILL to take, as all threads of a process have that a signal ends (proc(5): SigPnd). */
function isDying(pid: number): boolean {
	try {
		const pending = /^SigPnd:\s*([0-9a-f]+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? "0";
		return (BigInt(`0x${pending}`) & SIGKILL_BIT) !== 0n;
	} catch {
		// It is gone, or of another PID namespace (pid 0).
		return pid !== 0;
	}
}

function signal(): { given: Promise<void>; give(): void } {
	let give!: () => void;
	const given = new Promise<void>((resolve) => {
		give = resolve;
	});
	return { given, give };
}
