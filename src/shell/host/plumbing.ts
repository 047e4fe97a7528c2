/** The streams of a program: descriptors that it inherits, and pipes to those of the shell. */
import { closeSync, read as readFd } from "node:fs";
import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type ByteWriter, ClosedPipe, type StageIo } from "../../command/index.ts";
import { type ByteSource, StreamSource } from "../pipe.ts";
import type { ProgramStreams } from "../world.ts";
import type { SystemPipe, Workspace } from "./workspace.ts";

/** After an interruption, a process that the program has left behind may hold its output for so long (ms). */
const PATIENCE = 300;

/** How long (ms) somebody who opens `/dev/stdin` after its end may have to wait. */
const ADMIT = 100;

export class Plumbing {
	readonly #workspace: Workspace;
	/** What the program gets as 0, 1, 2, … */
	readonly stdio: (number | "ignore")[] = [];
	/** Ends of pipes that are the program's: closed here when it has them. */
	readonly #theirs: number[] = [];
	readonly #begin: (() => void)[] = [];
	readonly #inputs: Promise<void>[] = [];
	readonly #outputs: Promise<void>[] = [];
	readonly #sockets: Socket[] = [];
	#end: () => void = () => undefined;
	readonly #ended = new Promise<void>((resolve) => {
		this.#end = resolve;
	});
	#hasEnded = false;
	/** A reader of its output has gone. */
	onClosed: () => void = () => undefined;
	/** What a stream of the shell threw. */
	#failed: unknown;

	constructor(workspace: Workspace, io: StageIo, streams: ProgramStreams, args: readonly string[]) {
		this.#workspace = workspace;
		const { inherited, source, merged } = streams;
		this.stdio[0] = this.#stdin(io, streams);
		this.stdio[1] = inherited[1] ?? this.#output(io.stdout);
		this.stdio[2] = merged ? this.stdio[1] : (inherited[2] ?? this.#output(io.stderr));
		if (source === undefined) this.stdio[0] = "ignore";
		for (const arg of args) this.#device(arg, io);
	}

	#stdin(io: StageIo, { inherited, source, foreground }: ProgramStreams): number | "ignore" {
		const isWhole = source?.untouched !== false;
		if (inherited[0] !== undefined && isWhole && (foreground || !io.terminal.stdin)) return inherited[0];
		// Of two who read a terminal, each would get a part.
		if (io.terminal.stdin || source === undefined) return "ignore";
		return this.#input(source, true);
	}

	/** `/dev/fd/63` of a process substitution: the program gets it under the same number. */
	#device(arg: string, io: StageIo): void {
		const number = Number(/(?:^|=)\/dev\/fd\/(\d{1,3})$/.exec(arg)?.[1] ?? 0);
		if (number < 3 || typeof this.stdio[number] === "number") return;
		const device = io.device(`/dev/fd/${number}`);
		if (device === undefined) return;
		while (this.stdio.length < number) this.stdio.push("ignore");
		if (device.input !== undefined) this.stdio[number] = this.#input(new StreamSource(device.input), false);
		else if (device.output !== undefined) this.stdio[number] = this.#output(device.output);
	}

	/** @param givesBack whether what the program does not read goes back to the source @returns the program's end */
	#input(source: ByteSource, givesBack: boolean): number {
		const pipe = this.#workspace.makePipe();
		this.#begin.push(() => this.#inputs.push(this.#feed(source, pipe, givesBack)));
		return pipe.read;
	}

	#output(sink: ByteWriter): number {
		const { read, write, forget } = this.#workspace.makePipe();
		forget();
		this.#theirs.push(write);
		this.#begin.push(() => this.#outputs.push(this.#drain(read, sink)));
		return write;
	}

	/** The program has been started. */
	started(): void {
		for (const descriptor of this.#theirs.splice(0)) closeSync(descriptor);
		for (const begin of this.#begin.splice(0)) begin();
	}

	/** The program has ended: its output is brought out, what it has not read is given back. @throws what a stream of the shell threw */
	async ended(signal: AbortSignal): Promise<void> {
		this.#hasEnded = true;
		this.#end();
		const all = Promise.all([...this.#outputs, ...this.#inputs]);
		const give = () => void setTimeout(() => this.#cut(), PATIENCE).unref();
		if (signal.aborted) give();
		else signal.addEventListener("abort", give, { once: true });
		await all;
		signal.removeEventListener("abort", give);
		if (this.#failed !== undefined && !(this.#failed instanceof ClosedPipe)) throw this.#failed;
	}

	#cut(): void {
		for (const socket of this.#sockets) socket.destroy();
	}

	async #feed(source: ByteSource, pipe: SystemPipe, givesBack: boolean): Promise<void> {
		const socket = this.#socket(pipe.write, false);
		while (!this.#hasEnded) {
			await Promise.race([source.ready?.(), this.#ended]);
			if (this.#hasEnded) break;
			let bytes: Uint8Array | undefined;
			try {
				bytes = await source.read();
			} catch (error) {
				this.#failed ??= error;
			}
			if (bytes === undefined) break;
			const part = bytes;
			await Promise.race([
				new Promise<void>((resolve) => {
					socket.write(part, () => resolve());
				}),
				this.#ended,
			]);
		}
		socket.end();
		for (let pause = 1; !this.#hasEnded; pause = Math.min(2 * pause, ADMIT)) {
			await Promise.race([sleep(pause, undefined, { ref: false }), this.#ended]);
			if (socket.closed) pipe.admit();
		}
		pipe.forget();
		// Also what is still being written comes this way.
		const rest = await readRest(pipe.read);
		closeSync(pipe.read);
		if (givesBack) for (const bytes of rest.reverse()) source.unread(bytes);
	}

	async #drain(read: number, sink: ByteWriter): Promise<void> {
		const socket = this.#socket(read, true);
		try {
			for await (const bytes of socket) {
				const written = sink.write(bytes as Uint8Array);
				if (written !== undefined) await written;
			}
		} catch (error) {
			socket.destroy();
			if (isPremature(error)) return;
			this.#failed ??= error;
			this.onClosed();
		}
	}

	#socket(descriptor: number, readable: boolean): Socket {
		const socket = new Socket({ fd: descriptor, readable, writable: !readable });
		socket.on("error", () => undefined); // the program has closed its end
		this.#sockets.push(socket);
		return socket;
	}
}

/** The socket was destroyed while it was read. */
function isPremature(error: unknown): boolean {
	return typeof error === "object" && error !== null && "code" in error && String(error.code).startsWith("ERR_STREAM");
}

/** What lies in a pipe whose writing end is being closed. */
async function readRest(descriptor: number): Promise<Uint8Array[]> {
	const parts: Uint8Array[] = [];
	for (;;) {
		const buffer = Buffer.allocUnsafe(64 * 1024);
		const count = await new Promise<number>((resolve) =>
			readFd(descriptor, buffer, 0, buffer.length, null, (error, size) => resolve(error === null ? size : 0)),
		);
		if (count === 0) return parts;
		parts.push(buffer.subarray(0, count));
	}
}
