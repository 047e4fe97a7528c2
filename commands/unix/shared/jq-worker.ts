/**
 * The thread that jq runs in. jq is a C program that reads and writes when it likes; here each of its system calls asks the main
 * thread and waits. So jq reads its input as it goes, waits for a slow reader, and can be ended in the middle of an endless loop.
 *
 * Bundled as text (`jq-worker.ts?script`); only `jq-engine.ts` starts it. The names of the functions are looked at below: the
 * bundle is not minified.
 */
import { parentPort, workerData } from "node:worker_threads";
import jq from "jq-wasm/dist/build/jq.js";
import type { Reply, Request, Run } from "./jq-engine.ts";

/** Numbers of WASI (wasi-libc errno.h), which Emscripten's libc uses. */
const EBADF = 8;
const ENOTTY = 59;
const ESPIPE = 70;
const DIRECTORY = 0o040755;
const FILE = 0o100644;
const BUFFER = 64 * 1024;

const port = parentPort;
if (port === null) throw new Error("this runs in a worker thread only");
const { turn, data } = workerData as Reply;

/** Ask the main thread, and sleep until it has answered. @returns its number: negative is an error number */
function ask(request: Request): number {
	Atomics.store(turn, 0, 0);
	port?.postMessage(request);
	Atomics.wait(turn, 0, 0);
	return turn[1] ?? 0;
}

/** What is compiled serves all runs; each has an instance, and so a memory, of its own. */
let compiled: WebAssembly.Module | undefined;
let memory = new WebAssembly.Memory({ initial: 0 });
let exported: Record<string, unknown> = {};
let run: Run = { argv: [], variables: [] };

/** What was read and is not taken yet, by descriptor. */
const held = new Map<number, Uint8Array>();
/** Standard output on its way. */
let output = Buffer.alloc(BUFFER);
let filled = 0;

function flush(): void {
	if (filled === 0) return;
	const bytes = output.subarray(0, filled);
	output = Buffer.alloc(BUFFER);
	filled = 0;
	ask({ op: "write", fd: 1, bytes });
}

const view = () => new DataView(memory.buffer);

function text(pointer: number): Uint8Array {
	const bytes = new Uint8Array(memory.buffer);
	return bytes.slice(pointer, bytes.indexOf(0, pointer));
}

/** The pieces of memory that a vector names. */
function pieces(vector: number, count: number): Uint8Array[] {
	const words = view();
	return Array.from({ length: count }, (_, index) => {
		const at = vector + index * 8;
		return new Uint8Array(memory.buffer, words.getUint32(at, true), words.getUint32(at + 4, true));
	});
}

function write(fd: number, bytes: Uint8Array): void {
	if (fd !== 1) {
		flush();
		ask({ op: "write", fd, bytes: bytes.slice() });
		return;
	}
	for (let at = 0; at < bytes.length; ) {
		const part = bytes.subarray(at, at + BUFFER - filled);
		output.set(part, filled);
		filled += part.length;
		at += part.length;
		if (filled === BUFFER) flush();
	}
}

/** Bytes of a descriptor; empty at its end, a number when it cannot be read. */
function more(fd: number): Uint8Array | number {
	const rest = held.get(fd);
	if (rest !== undefined && rest.length > 0) return rest;
	// Who waits for the next line wants to see what came of the last one.
	flush();
	const count = ask({ op: "read", fd });
	return count < 0 ? -count : data.slice(0, count);
}

function fillStat(path: Uint8Array, buffer: number): number {
	const kind = ask({ op: "stat", path });
	if (kind < 0) return kind;
	new Uint8Array(memory.buffer, buffer, 96).fill(0);
	view().setInt32(buffer + 4, kind === 1 ? DIRECTORY : FILE, true);
	return 0;
}

/** The calls that are answered here instead of by Emscripten, by the names of its functions. */
const CALLS: Readonly<Record<string, (...words: number[]) => number>> = {
	_fd_read(fd = 0, vector = 0, count = 0, done = 0) {
		let total = 0;
		for (const piece of pieces(vector, count)) {
			if (piece.length === 0) continue;
			const bytes = total > 0 ? (held.get(fd) ?? new Uint8Array()) : more(fd);
			if (typeof bytes === "number") return bytes;
			const taken = bytes.subarray(0, piece.length);
			piece.set(taken);
			held.set(fd, bytes.subarray(taken.length));
			total += taken.length;
			if (taken.length < piece.length) break;
		}
		view().setUint32(done, total, true);
		return 0;
	},
	_fd_write(fd = 0, vector = 0, count = 0, done = 0) {
		let total = 0;
		for (const piece of pieces(vector, count)) {
			write(fd, piece);
			total += piece.length;
		}
		view().setUint32(done, total, true);
		return 0;
	},
	_fd_close(fd = 0) {
		held.delete(fd);
		if (fd > 2) ask({ op: "close", fd });
		else if (fd === 1) flush();
		return 0;
	},
	_fd_seek: () => ESPIPE,
	_fd_fdstat_get: () => EBADF,
	___syscall_ioctl: () => -ENOTTY,
	___syscall_fcntl64: () => 0,
	___syscall_openat: (_directory, path = 0) => ask({ op: "open", path: text(path) }),
	___syscall_stat64: (path = 0, buffer = 0) => fillStat(text(path), buffer),
	___syscall_lstat64: (path = 0, buffer = 0) => fillStat(text(path), buffer),
	___syscall_newfstatat: (_directory, path = 0, buffer = 0) => fillStat(text(path), buffer),
	___syscall_fstat64(_fd, buffer = 0) {
		new Uint8Array(memory.buffer, buffer, 96).fill(0);
		view().setInt32(buffer + 4, FILE, true);
		return 0;
	},
	_environ_sizes_get(count = 0, size = 0) {
		view().setUint32(count, run.variables.length, true);
		view().setUint32(
			size,
			run.variables.reduce((sum, entry) => sum + entry.length + 1, 0),
			true,
		);
		return 0;
	},
	_environ_get(table = 0, buffer = 0) {
		putStrings(run.variables, table, buffer);
		return 0;
	},
};

/** Strings one after the other, each with a NUL, and a table of where they are. */
function putStrings(strings: readonly Uint8Array[], table: number, buffer: number): void {
	const bytes = new Uint8Array(memory.buffer);
	let at = buffer;
	for (const [index, string] of strings.entries()) {
		view().setUint32(table + index * 4, at, true);
		bytes.set(string, at);
		bytes[at + string.length] = 0;
		at += string.length + 1;
	}
}

// Emscripten's own loader does not let its callers have the instance.
Object.assign(WebAssembly, {
	async instantiate(binary: Uint8Array, imports: Record<string, Record<string, unknown>>) {
		compiled ??= new WebAssembly.Module(binary);
		const answered = Object.fromEntries(
			Object.entries(imports).map(([name, functions]) => [
				name,
				Object.fromEntries(
					Object.entries(functions).map(([key, made]) => [
						key,
						CALLS[typeof made === "function" ? made.name : ""] ?? made,
					]),
				),
			]),
		);
		const instance = new WebAssembly.Instance(compiled, answered);
		exported = instance.exports;
		const found = Object.values(exported).find((item) => item instanceof WebAssembly.Memory);
		if (found !== undefined) memory = found;
		return { module: compiled, instance };
	},
});
// What it says when it gives up is thrown as well.
console.error = () => {};

/** The export that lays room on C's stack, which Emscripten names with a letter: of its functions of one argument the last. */
function stackRoom(size: number): number {
	const functions = Object.values(exported).filter(
		(item): item is (size: number) => number => typeof item === "function",
	);
	const last = functions.at(-1);
	if (last === undefined) throw new Error("jq-wasm has no stack allocator");
	return last(size);
}

async function start(): Promise<number> {
	held.clear();
	filled = 0;
	const { _main: main } = await jq({ thisProgram: "jq" });
	const words = [Buffer.from("jq"), ...run.argv];
	const table = stackRoom((words.length + 1) * 4);
	const strings = stackRoom(words.reduce((sum, word) => sum + word.length + 1, 0));
	putStrings(words, table, strings);
	view().setUint32(table + words.length * 4, 0, true);
	try {
		return main(words.length, table);
	} catch (error) {
		if (error instanceof Error || typeof error !== "object" || error === null || !("status" in error)) throw error;
		return Number(error.status);
	}
}

port.on("message", (asked: Run) => {
	run = asked;
	start().then(
		(status) => {
			flush();
			port.postMessage({ op: "exit", status } satisfies Request);
		},
		(error: unknown) => {
			flush();
			port.postMessage({ op: "crash", message: String(error) } satisfies Request);
		},
	);
});
