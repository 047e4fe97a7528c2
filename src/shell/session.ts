/** The session: a prompt, and what is typed there run in one shell, until it is left. */
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { env } from "../base/env.ts";
import { DeskError } from "../base/errors.ts";
import { rawBytes, rawText } from "../base/raw-text.ts";
import { type ByteWriter, ClosedPipe } from "../command/index.ts";
import { newWorld } from "./batch.ts";
import { jobLine } from "./builtins/jobs.ts";
import { setOptions } from "./builtins/options.ts";
import { completeLine } from "./complete.ts";
import { DiscardJump, ExitJump, FatalJump, Interrupted, LoopJump, ReturnJump } from "./control.ts";
import { OpenFile } from "./descriptors.ts";
import { LineEditor, ProcessTerminal } from "./editor/index.ts";
import { highlight } from "./highlight.ts";
import { History } from "./history.ts";
import { deliver, holdInterrupt, interrupt } from "./jobs.ts";
import { type ExpansionMemory, expandHistory, HistoryMistake } from "./language/history-expansion.ts";
import { newShell } from "./new-shell.ts";
import { PagingHost } from "./paging-host.ts";
import { BROKEN_PIPE, runText, toTheEnd } from "./run.ts";
import { continuationPrompt, sessionPrompt } from "./session-prompt.ts";
import { SessionTerminal, SessionWriter } from "./session-screen.ts";
import type { Shell } from "./shell.ts";
import { isUnfinished } from "./syntax.ts";
import { TerminalInput } from "./terminal-input.ts";
import { type CommandHost, type Job, PERSONAL_LIMITS, type ProgramHost, type World } from "./world.ts";

/** Run when a session begins. */
export const RC_FILE = "/files/.deskrc";
/** A second Ctrl-C this long (ms) after the first, with the command still running, ends the session. */
const PATIENCE = 400;
/** What is left to background jobs when the session ends (ms). */
const FAREWELL = 300;

export interface SessionIo {
	readonly stdout: ByteWriter;
	readonly stderr: ByteWriter;
	readonly variables: Readonly<Record<string, string | undefined>>;
	readonly cwd?: string;
}

export interface SessionOptions {
	readonly commands: CommandHost;
	readonly programs?: ProgramHost | undefined;
	/** Why there are none. */
	readonly programsOff?: string | undefined;
	readonly home: string;
	readonly colour: boolean;
	/** Words as `set` takes them: `-e`, `-o`, `pipefail`. */
	readonly options: readonly string[];
	/** `shell.history_size`. */
	readonly historySize: number;
	/** Whether long output goes through the pager: `shell.pager`. */
	readonly pager: boolean;
	/** Whether `/files/.deskrc` is run. */
	readonly rc: boolean;
	/** Said once, when there is no history yet. */
	readonly greeting: string;
	/** Edit a text in the user's own editor. */
	edit?(text: string): Promise<string>;
}

/** Run a session on the terminal of this process until it is left. @returns its exit status */
export async function runSession(io: SessionIo, options: SessionOptions): Promise<number> {
	const session = new Session(io, options);
	return await session.run();
}

/** A line that runs. */
interface Running {
	readonly controller: AbortController;
	/** When Ctrl-C was pressed first (ms of `performance.now()`). */
	interruptedAt: number | undefined;
}

class Session {
	readonly #options: SessionOptions;
	readonly #terminal = new SessionTerminal(new ProcessTerminal());
	readonly #input = new TerminalInput();
	readonly #stdout: SessionWriter;
	readonly #stderr: SessionWriter;
	readonly #shell: Shell;
	readonly #world: World;
	#history: History;
	#editor: LineEditor | undefined;
	#expansions: ExpansionMemory = {};
	#running: Running | undefined;
	/** The status that a signal or a broken terminal ends the session with. */
	#ended: number | undefined;
	/** Whether it has been said that jobs would end with the session. */
	#warned = false;

	constructor(io: SessionIo, options: SessionOptions) {
		this.#options = options;
		this.#stdout = new SessionWriter(io.stdout);
		this.#stderr = new SessionWriter(io.stderr);
		this.#history = new History(undefined, { size: options.historySize });
		const controller = new AbortController();
		const terminal = this.#terminal;
		const shown = {
			stdin: true,
			stdout: true,
			stderr: true,
			get columns() {
				return terminal.columns;
			},
		};
		const commands = new PagingHost(options.commands, {
			terminal,
			isOn: (signal) => options.pager && !terminal.isDumb && signal === this.#running?.controller.signal,
			interrupt: () => this.#interrupt(),
			colour: options.colour,
		});
		const world = newWorld(
			{
				commands,
				programs: options.programs,
				programsOff: options.programsOff,
				limits: PERSONAL_LIMITS,
				home: options.home,
				signals: true,
			},
			{ terminal: shown },
			controller,
			true,
		);
		this.#world = Object.assign(world, { history: this.#lines, colour: options.colour, show: commands.show });
		this.#shell = newShell(world, controller.signal, process.pid, io.variables, io.cwd);
		world.main = this.#shell;
		this.#shell.options.shopt.add("expand_aliases");
		Object.assign(this.#shell.options, { histexpand: true, history: true });
	}

	/** What the `history` builtin sees. */
	readonly #lines = {
		all: () => this.#history.all().map((entry) => entry.line),
		clear: () => this.#history.clear(),
		delete: (number: number) => this.#history.delete(number),
	};

	async run(): Promise<number> {
		const shell = this.#shell;
		await this.#connect();
		const unlisten = this.#listen();
		try {
			if ((await setOptions(shell, this.#options.options)) === undefined) return 2;
			await this.#openDesk();
			const status = await toTheEnd(shell, () => this.#loop());
			return this.#ended ?? status;
		} finally {
			await this.#farewell();
			unlisten();
		}
	}

	async #connect(): Promise<void> {
		const { descriptors } = this.#shell;
		const files = [
			new OpenFile({ source: this.#input, terminal: true, descriptor: 0 }),
			new OpenFile({
				sink: { write: (bytes) => this.#out(bytes), flush: () => this.#stdout.flush() },
				terminal: true,
				descriptor: 1,
			}),
			new OpenFile({ sink: { write: (bytes) => this.#complain(bytes) }, terminal: true, descriptor: 2 }),
		];
		this.#world.stdin = files[0];
		for (const [number, file] of files.entries()) await descriptors.set(number, file);
	}

	#flushing: NodeJS.Immediate | undefined;

	/** Bytes to the terminal: out at the next pause, at the latest. */
	#out(bytes: Uint8Array | string): void | Promise<void> {
		this.#flushing ??= setImmediate(() => {
			this.#flushing = undefined;
			void (async () => this.#stdout.flush())().catch(() => undefined);
		});
		return this.#stdout.write(bytes);
	}

	/** A message comes after what was printed before it. */
	async #complain(bytes: Uint8Array | string): Promise<void> {
		await this.#flush();
		await this.#stderr.write(bytes);
	}

	async #flush(): Promise<void> {
		try {
			await this.#stdout.flush();
		} catch (error) {
			if (!(error instanceof DeskError || error instanceof ClosedPipe)) throw error;
			this.#ended ??= 129; // the terminal is gone
		}
	}

	/** The desk, for history and `.deskrc`. A session can begin without one: `init` makes it. */
	async #openDesk(): Promise<void> {
		const { commands, historySize, rc } = this.#options;
		const shell = this.#shell;
		try {
			const vfs = await commands.open();
			const onError = () =>
				void this.#stderr.write("desk: history: this line cannot be stored; it is kept in this session only\n");
			this.#history = new History(vfs.store.database, { size: historySize, onError });
			if (!rc || (await vfs.find(RC_FILE))?.kind !== "file") return;
			await this.#runLine(rawText(await vfs.readAll(RC_FILE)), RC_FILE);
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			await shell.complainOf(error);
		}
	}

	async #loop(): Promise<number> {
		const shell = this.#shell;
		const editor = this.#makeEditor();
		this.#editor = editor;
		if (this.#history.line(0) === undefined && this.#options.greeting !== "")
			this.#terminal.write(`${this.#options.greeting}\n`);
		while (this.#ended === undefined) {
			await this.#tellJobs();
			await this.#promptCommand();
			const line = await this.#read(editor);
			if (this.#ended !== undefined) break;
			if (line === undefined) {
				if (await this.#mayLeave()) {
					this.#terminal.write("exit\n");
					return shell.status;
				}
				continue;
			}
			if (line.trim() === "") continue;
			const meant = await this.#expanded(line);
			if (meant === undefined) continue;
			this.#history.add(meant, shell.cwd);
			const left = await this.#runLine(`${meant}\n`, "desk");
			this.#history.ended(shell.status);
			if (left !== undefined && (await this.#mayLeave())) return left;
			if (left === undefined) this.#warned = false;
		}
		return this.#ended ?? 0;
	}

	/** What `!!` and its kind make of a line, shown before it runs; nothing when it is not to be run. */
	async #expanded(line: string): Promise<string | undefined> {
		const { options, cwd } = this.#shell;
		if (!options.histexpand) return line;
		try {
			const { text, printOnly, memory } = expandHistory(
				line,
				this.#history,
				this.#expansions,
				options.shopt.has("extglob"),
			);
			this.#expansions = memory;
			if (text !== line || printOnly) await this.#stderr.write(rawBytes(`${text}\n`));
			if (!printOnly) return text;
			this.#history.add(text, cwd);
		} catch (error) {
			if (!(error instanceof HistoryMistake)) throw error;
			await this.#shell.complain(error.message);
		}
		return undefined;
	}

	#makeEditor(): LineEditor {
		const { colour, edit } = this.#options;
		const shell = this.#shell;
		const terminal = this.#terminal;
		const history = () => this.#history;
		const unicode = /utf-?8/i.test(process.env.LC_ALL || process.env.LC_CTYPE || process.env.LANG || "");
		return new LineEditor(terminal, {
			prompt: () => sessionPrompt(shell, { colour, unicode, columns: terminal.columns }),
			get continuation() {
				return continuationPrompt(shell);
			},
			history: {
				line: (age) => history().line(age),
				count: () => history().count(),
				previous: (...words) => history().previous(...words),
				next: (...words) => history().next(...words),
				search: (...words) => history().search(...words),
				suggest: (prefix) => history().suggest(prefix),
			},
			complete: (line, cursor) => completeLine(shell, line, cursor),
			isUnfinished,
			...(colour ? { highlight: (text: string) => highlight(shell, text) } : {}),
			...(edit === undefined ? {} : { edit }),
			interrupted: () => {
				shell.status = 130;
				shell.pipeStatus = [130];
			},
			colour,
		});
	}

	async #read(editor: LineEditor): Promise<string | undefined> {
		await this.#flush();
		this.#stdout.share(editor);
		this.#stderr.share(editor);
		try {
			return await editor.read();
		} finally {
			await this.#stdout.own();
			await this.#stderr.own();
		}
	}

	/** Run what was typed. @returns the status to leave the session with, if it is to be left */
	async #runLine(text: string, name: string): Promise<number | undefined> {
		const shell = this.#shell;
		const controller = new AbortController();
		shell.signal = controller.signal;
		this.#world.controller = controller;
		this.#running = { controller, interruptedAt: undefined };
		const typed = this.#editor?.takeTypeAhead();
		if (typed !== undefined) this.#input.unread(typed);
		let left: number | undefined;
		try {
			await runText(shell, text, name);
		} catch (jump) {
			const status = await this.#statusOf(jump);
			if (jump instanceof ExitJump && !(jump instanceof FatalJump)) left = status;
			shell.status = status;
			shell.pipeStatus = [status];
		}
		this.#running = undefined;
		this.#editor?.typeAhead(this.#input.release());
		// What a jump has left behind.
		Object.assign(shell, { loops: 0, tested: 0, depth: 0, traceDepth: 0, frames: [] });
		shell.trapping.clear();
		await this.#flush();
		if (controller.signal.aborted) this.#terminal.write("\n");
		return left;
	}

	/** The status of what ended a line early. */
	async #statusOf(jump: unknown): Promise<number> {
		if (
			jump instanceof ExitJump ||
			jump instanceof ReturnJump ||
			jump instanceof DiscardJump ||
			jump instanceof Interrupted
		)
			return jump.status;
		if (jump instanceof LoopJump) return 0;
		if (jump instanceof ClosedPipe) return BROKEN_PIPE;
		if (jump instanceof RangeError && /call stack/.test(jump.message)) {
			await this.#shell.complain("nested too deeply");
			return 2;
		}
		if (jump instanceof DeskError) {
			if (jump.code !== "EINTR") await this.#shell.complainOf(jump);
			return jump.status;
		}
		// A bug in one command must not take the session with it.
		await this.#shell.complain(
			`this is a bug in deskfs (${jump instanceof Error ? jump.message : String(jump)}); please report it, with what DESK_DEBUG=1 shows`,
		);
		if (env.debug && jump instanceof Error) await this.#shell.write(2, `${jump.stack ?? ""}\n`);
		return 70;
	}

	/** `[1]+  Done  …` of what has ended since the last prompt. */
	async #tellJobs(): Promise<void> {
		const shell = this.#shell;
		const shown = shell.jobs.filter((job) => !job.disowned);
		for (const job of shown) {
			if (job.status === undefined || job.told) continue;
			const mark = job === shown.at(-1) ? "+" : job === shown.at(-2) ? "-" : " ";
			await this.#stderr.write(jobLine(job, mark));
			job.told = true;
		}
		shell.jobs = shell.jobs.filter((job) => job.status === undefined);
	}

	async #promptCommand(): Promise<void> {
		const shell = this.#shell;
		const command = shell.variables.get("PROMPT_COMMAND");
		if (command === undefined || command === "") return;
		const { status, pipeStatus } = shell;
		await this.#runLine(command, "PROMPT_COMMAND");
		shell.status = status;
		shell.pipeStatus = pipeStatus;
	}

	#liveJobs(): Job[] {
		return this.#shell.jobs.filter((job) => job.status === undefined && !job.disowned);
	}

	/** Whether the session may be left now; with jobs, the second time. */
	async #mayLeave(): Promise<boolean> {
		const count = this.#liveJobs().length;
		if (count === 0 || this.#warned) return true;
		this.#warned = true;
		const what = count === 1 ? "1 job is still running and ends" : `${count} jobs are still running and end`;
		await this.#stderr.write(
			`desk: ${what} with this session; \`jobs\` lists, \`wait\` waits, the same again leaves\n`,
		);
		return false;
	}

	#listen(): () => void {
		const handlers: readonly (readonly [NodeJS.Signals, () => void])[] = [
			["SIGINT", () => this.#interrupt()],
			["SIGQUIT", () => this.#signal("QUIT")],
			["SIGTSTP", () => this.#cannotStop()],
			["SIGHUP", () => this.#end("SIGHUP")],
			["SIGTERM", () => this.#end("SIGTERM")],
		];
		for (const [name, handler] of handlers) process.on(name, handler);
		const resized = () => this.#shell.variables.set("LINES", String(this.#terminal.rows));
		resized();
		process.stdout.on("resize", resized);
		const broken = () => this.#end("SIGHUP");
		process.stdout.on("error", broken);
		return () => {
			for (const [name, handler] of handlers) process.removeListener(name, handler);
			process.stdout.removeListener("resize", resized);
		};
	}

	#signal(name: string): void {
		if (this.#running === undefined) return;
		const send = name === "INT" ? interrupt : deliver;
		send(this.#shell, this.#running.controller, name);
	}

	#interrupt(): void {
		const running = this.#running;
		if (running === undefined || holdInterrupt(this.#world)) return;
		const now = performance.now();
		if (running.interruptedAt === undefined || !running.controller.signal.aborted) {
			running.interruptedAt = now;
			return this.#signal("INT");
		}
		if (now - running.interruptedAt < PATIENCE) return;
		this.#terminal.write("\ndesk: this command does not stop; the session ends\n");
		void this.#leaveNow(130);
	}

	/** Ctrl-Z. */
	#cannotStop(): void {
		if (this.#running === undefined || this.#world.programsInFront > 0) return;
		this.#terminal.write(
			"\ndesk: a command cannot be stopped halfway here: `COMMAND &` runs it in the background, Ctrl-C ends it\n",
		);
	}

	/** The terminal is gone, or somebody ends the process: what was typed is kept, and nothing is asked. */
	#end(signal: "SIGHUP" | "SIGTERM"): void {
		this.#ended ??= 128 + constants.signals[signal];
		this.#signal(signal.slice(3));
		this.#terminal.hangUp();
		setTimeout(() => void this.#leaveNow(this.#ended ?? 129), 2 * FAREWELL).unref();
	}

	async #leaveNow(status: number): Promise<void> {
		await Promise.race([this.#history.flush(), sleep(FAREWELL)]);
		process.exit(status);
	}

	async #farewell(): Promise<void> {
		const jobs = this.#liveJobs();
		for (const job of jobs) job.kill("HUP");
		await Promise.race([Promise.all(jobs.map((job) => job.done)), sleep(FAREWELL)]);
		await this.#history.flush();
		await this.#flush();
	}
}
