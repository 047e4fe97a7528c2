import { fstatSync, read } from "node:fs";
import type { ByteStream } from "../base/bytes.ts";
import { env } from "../base/env.ts";
import { DeskError, Status } from "../base/errors.ts";
import type { ByteWriter, CommandSet, Context, Device, ExecuteStreams, Style } from "../command/index.ts";
import { Store } from "../store/index.ts";
import { printable, resolvePath, Vfs } from "../vfs/index.ts";
import { DeskCommands } from "./desk-commands.ts";
import { wrap } from "./layout.ts";
import type { Program } from "./main.ts";
import { ErrorWriter, FdWriter, OutputError } from "./output.ts";
import { type Bar, startProgress } from "./progress.ts";
import { plainStyle } from "./style.ts";

/** The options that every command takes, as parsed. */
export interface GlobalOptions {
	json: boolean;
	dryRun: boolean;
	quiet: boolean;
	verbose: boolean;
	nul: boolean;
	style?: Style;
	/** The status of every failure, where the command stands for a Unix program (`Command.failsWith`). */
	failsWith?: number | undefined;
}

/** Where a command line runs: the process's own descriptors, or those of a test or a shell stage. */
export interface Surroundings {
	readonly stdin: ByteStream;
	readonly stdout: ByteWriter & { flush(): void | Promise<void> };
	readonly stderr: ByteWriter;
	readonly terminal: Context["terminal"];
	readonly home: string;
	readonly actor: string;
	/** Whether the three streams are the descriptors 0, 1 and 2 of this process: programs of the host may then inherit them. */
	readonly isProcess?: boolean;
	/** The directory that paths are relative to; the root when not given. */
	readonly cwd?: string;
	/** The environment; the process's own when not given. */
	readonly variables?: Context["variables"];
	/** Aborts the command. Without one, the process's SIGINT and SIGTERM do. */
	readonly signal?: AbortSignal;
	/** Streams that paths stand for, beside those of every process; a shell gives it. */
	readonly device?: Context["device"];
	/** Runs another command (`xargs`); a shell gives it. */
	readonly execute?: Context["execute"];
	/** In a shell, commands that stand for Unix programs end with the statuses of those (`Command.failsWith`). */
	readonly unixStatus?: boolean;
	/** Opens the desk of a shell session, which closes it too. Without it, the command opens and closes the desk of `home`. */
	readonly open?: () => Promise<Vfs>;
}

/** This process's descriptors, and the desk that the environment names. */
export function processSurroundings(): Surroundings {
	return {
		stdin: readFd(0),
		stdout: new FdWriter(1),
		stderr: new ErrorWriter(2),
		terminal: terminalOf(),
		// Asked for only by what works on a desk: `desk --help` must not fail where there can be none.
		get home() {
			return env.home;
		},
		actor: env.actor,
		isProcess: true,
	};
}

/** The CLI's side of a command's context: its surroundings, the desk, the exit status so far. */
export class CliContext implements Context {
	readonly cwd: string;
	readonly variables: Context["variables"];
	readonly stdin: ByteStream;
	readonly stdout: Surroundings["stdout"];
	readonly stderr: ByteWriter;
	readonly terminal: Context["terminal"];
	readonly cause: string;
	readonly style: Style;
	readonly json: boolean;
	readonly dryRun: boolean;
	readonly quiet: boolean;
	readonly verbose: boolean;
	readonly nul: boolean;
	readonly #surroundings: Surroundings;
	readonly #title: string | undefined;
	readonly #abort = new AbortController();
	readonly #program: Program;
	readonly #actor: string;
	readonly #failsWith: number | undefined;
	readonly #startBar: (label: string, total: number | undefined) => Bar;
	#store: Store | undefined;
	#vfs: Promise<Vfs> | undefined;
	/** Why the desk could not be opened. */
	#unopened: unknown;
	#bar: Bar | undefined;
	/** The exit status that the run so far asks for. */
	status = 0;

	/** @param title the command, as the place of errors that have no other */
	constructor(program: Program, cause: string, options: GlobalOptions, surroundings: Surroundings, title?: string) {
		this.#title = title;
		this.#program = program;
		this.cause = cause;
		this.terminal = surroundings.terminal;
		this.cwd = surroundings.cwd ?? "/";
		this.variables = surroundings.variables ?? process.env;
		const { signal } = surroundings;
		if (signal?.aborted === true) this.abort();
		else signal?.addEventListener("abort", this.#onAbort, { once: true });
		const { stdin } = surroundings;
		this.stdin = Object.assign(untilAborted(stdin, this.signal), { size: stdin.size });
		this.stdout = surroundings.stdout;
		this.stderr = {
			write: (bytes) => {
				this.clearProgress();
				return surroundings.stderr.write(bytes);
			},
		};
		this.#startBar = (label, total) => startProgress(surroundings.stderr, this.terminal.stderr, label, total);
		this.#surroundings = surroundings;
		this.#actor = surroundings.actor;
		this.style = options.style ?? plainStyle;
		this.json = options.json;
		this.dryRun = options.dryRun;
		this.quiet = options.quiet;
		this.verbose = options.verbose;
		this.nul = options.nul;
		this.#failsWith = options.failsWith;
	}

	/** @throws DeskError ENOENT when nothing says where the desk is */
	get home(): string {
		return this.#surroundings.home;
	}

	get signal(): AbortSignal {
		return this.#abort.signal;
	}

	readonly #onAbort = () => this.abort();

	async execute(argv: readonly string[], streams?: ExecuteStreams): Promise<number> {
		const { execute } = this.#surroundings;
		if (execute === undefined)
			throw new DeskError("EFAILED", "commands can be run by a shell only", { todo: "use desk -c" });
		return await execute(argv, { ...streams, signal: streams?.signal ?? this.signal });
	}

	commandsOn(vfs: Vfs): CommandSet {
		const surroundings = this.#surroundings;
		return new DeskCommands(this.#program, {
			get home() {
				return surroundings.home;
			},
			actor: vfs.actor,
			open: () => Promise.resolve(vfs),
		});
	}

	device(path: string): Device | undefined {
		const found = this.#surroundings.device?.(path);
		if (found !== undefined) return found;
		switch (path) {
			case "/dev/null":
				return { input: nothing(), output: { write() {} } };
			case "/dev/stdin":
			case "/dev/fd/0":
				return { input: this.stdin };
			case "/dev/stdout":
			case "/dev/fd/1":
				return { output: this.stdout };
			case "/dev/stderr":
			case "/dev/fd/2":
				return { output: this.stderr };
			default:
				return undefined;
		}
	}

	/** Takes the handlers of Ctrl-C off the process, and puts them back; undefined where a shell does that. */
	signalHandlers: { remove(): void; add(): void } | undefined;

	killable<Result>(work: () => Result): Result {
		this.clearProgress();
		this.signalHandlers?.remove();
		try {
			return work();
		} finally {
			this.signalHandlers?.add();
		}
	}

	/** Ctrl-C: commands stop between steps; what they printed stays. */
	abort(): void {
		this.#abort.abort(new DeskError("EINTR", "interrupted"));
	}

	open(): Promise<Vfs> {
		this.#vfs ??= this.#open().catch((error: unknown) => {
			this.#unopened = error;
			throw error;
		});
		return this.#vfs;
	}

	async #open(): Promise<Vfs> {
		if (this.#surroundings.open !== undefined) return await this.#surroundings.open();
		const ask = async () => (await this.ask("Passphrase of this desk: ", { secret: true })) ?? "";
		this.#store = await Store.open(this.home, this.terminal.stdin ? ask : undefined);
		return new Vfs(this.#store, this.#program.mounts, this.#actor, { scratch: false, signal: this.signal });
	}

	path(text: string): string {
		return resolvePath(text, this.cwd);
	}

	async stat(text: string) {
		return await (await this.open()).stat(this.path(text));
	}

	fail(error: DeskError, silent = false): void {
		// Nothing that one item has: the others must not go on.
		if (error.code === "EINTR" || error instanceof OutputError || error === this.#unopened) throw error;
		if (this.status === 0) this.status = this.statusOf(error);
		if (!silent) this.report(error);
	}

	/** Whether a shell runs it, as one of its stages. */
	get inShell(): boolean {
		return this.#surroundings.unixStatus === true;
	}

	/** The exit status that an error asks for. */
	statusOf(error: DeskError): number {
		const isFailure = error.status >= Status.failed && error.status <= Status.conflict;
		return (isFailure ? this.#failsWith : undefined) ?? error.status;
	}

	/** Say an error on stderr in the shape that was asked for. */
	report(error: DeskError): void {
		error.at ??= this.#title;
		const sentences = [`desk: ${error.sentence}`, ...error.lines].map((line) => this.#sentence(line));
		this.stderr.write(this.json ? `${JSON.stringify(error.toProblem())}\n` : sentences.join(""));
		if (env.debug && error.cause !== undefined)
			this.stderr.write(`${error.stack ?? ""}\n${String((error.cause as Error).stack ?? error.cause)}\n`);
	}

	setStatus(status: number): void {
		if (this.status === 0) this.status = status;
	}

	note(text: string): void {
		if (!this.quiet) this.stderr.write(this.#sentence(text));
	}

	/** A line for people; on a terminal it breaks between words, and what is in backticks stays in one piece to be copied. */
	#sentence(text: string): string {
		const safe = printable(text);
		return `${this.terminal.stderr ? wrap(safe, this.terminal.columns) : safe}\n`;
	}

	progress(label: string, total?: number) {
		if (this.quiet) return { add() {}, done() {} };
		this.#bar = this.#startBar(label, total);
		return this.#bar;
	}

	/** Take the progress line off the screen before something else is written; it comes back by itself. */
	clearProgress(): void {
		this.#bar?.clear();
	}

	async ask(question: string, options: { secret?: boolean } = {}): Promise<string | undefined> {
		if (!this.terminal.stdin) return undefined;
		const { askOnTerminal } = await import("./ask.ts");
		this.clearProgress();
		return await askOnTerminal(question, options.secret === true, this.signal);
	}

	close(): void {
		this.#surroundings.signal?.removeEventListener("abort", this.#onAbort);
		this.#store?.close();
	}
}

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {}

/** What the three standard descriptors are; each is looked at when somebody asks. */
export function terminalOf(): Context["terminal"] {
	const known = new Map<number, boolean>();
	const is = (fd: number): boolean => {
		const answer = known.get(fd) ?? isTerminal(fd);
		known.set(fd, answer);
		return answer;
	};
	return {
		get stdin() {
			return is(0);
		},
		get stdout() {
			return is(1);
		},
		get stderr() {
			return is(2);
		},
		get columns() {
			return Number(process.env.COLUMNS) || (is(1) ? (process.stdout.columns ?? 80) : 80);
		},
	};
}

/** Like `isatty`, but a pipe or a file is told without loading `node:tty`, which brings all of `node:net`. */
function isTerminal(fd: number): boolean {
	try {
		if (!fstatSync(fd).isCharacterDevice()) return false;
	} catch {
		return false; // closed, as under some cron daemons
	}
	return process.getBuiltinModule("node:tty").isatty(fd);
}

/** A stream whose reader does not wait for it any longer once the signal is aborted. @throws the signal's reason */
async function* untilAborted(source: ByteStream, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
	const items = source[Symbol.asyncIterator]();
	for (;;) {
		const next = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
			const stop = () => reject(signal.reason);
			if (signal.aborted) return stop();
			signal.addEventListener("abort", stop, { once: true });
			items
				.next()
				.then(resolve, reject)
				.finally(() => signal.removeEventListener("abort", stop));
		});
		if (next.done === true) return;
		yield next.value;
	}
}

/** Reads of a descriptor that are under way. */
let reading = 0;

/**
 * Whether a read waits for its descriptor. Nothing calls it off, and `process.exit` waits for it too: only a signal ends the
 * process before something is typed or the pipe is closed.
 */
export function isReading(): boolean {
	return reading > 0;
}

/** A descriptor as a stream of bytes; nothing is read before somebody asks. */
async function* readFd(fd: number): AsyncGenerator<Uint8Array, void, undefined> {
	for (;;) {
		const buffer = Buffer.allocUnsafe(64 * 1024);
		reading++;
		const count = await new Promise<number>((resolve, reject) => {
			const again = () =>
				read(fd, buffer, 0, buffer.length, null, (error, size) => {
					if (error === null) resolve(size);
					else if (error.code === "EAGAIN") setTimeout(again, 2);
					else if (error.code === "EOF") resolve(0);
					else {
						const what = error.code === "EISDIR" ? "it is a directory" : `it cannot be read (${error.code})`;
						reject(new DeskError("EFAILED", what, { at: "stdin", todo: "give it a file or a pipe", cause: error }));
					}
				});
			again();
		}).finally(() => reading--);
		if (count === 0) return;
		yield buffer.subarray(0, count);
	}
}
