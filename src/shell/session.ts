/** The session: a prompt, and what is typed there run in one shell, until it is left. */
import { setTimeout as sleep } from "node:timers/promises";
import { DeskError } from "../base/errors.ts";
import { rawBytes, rawText } from "../base/raw-text.ts";
import type { ByteWriter, CommandHost } from "../command/index.ts";
import { newWorld } from "./batch.ts";
import { jobLine } from "./builtins/jobs.ts";
import { setOptions } from "./builtins/options.ts";
import { ProcessTerminal } from "./editor/index.ts";
import { History } from "./history.ts";
import { type ExpansionMemory, expandHistory, HistoryMistake } from "./language/history-expansion.ts";
import { newShell } from "./new-shell.ts";
import { PagingHost } from "./paging-host.ts";
import { toTheEnd } from "./run.ts";
import { type EditingOptions, sessionEditor } from "./session-editor.ts";
import { LineRunner } from "./session-lines.ts";
import { SessionOutput, SessionTerminal } from "./session-screen.ts";
import { FAREWELL, SessionSignals } from "./session-signals.ts";
import type { Shell } from "./shell.ts";
import { TerminalInput } from "./terminal-input.ts";
import { type Job, PERSONAL_LIMITS, type ProgramHost, type World } from "./world.ts";

/** Run when a session begins. */
export const RC_FILE = "/files/.deskrc";

export interface SessionIo {
	readonly stdout: ByteWriter;
	readonly stderr: ByteWriter;
	readonly variables: Readonly<Record<string, string | undefined>>;
	readonly cwd?: string;
}

export interface SessionOptions extends EditingOptions {
	readonly commands: CommandHost;
	readonly programs?: ProgramHost | undefined;
	/** Why there are none. */
	readonly programsOff?: string | undefined;
	readonly home: string;
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
}

/** Run a session on the terminal of this process until it is left. @returns its exit status */
export async function runSession(io: SessionIo, options: SessionOptions): Promise<number> {
	const session = new Session(io, options);
	return await session.run();
}

class Session {
	readonly #options: SessionOptions;
	readonly #terminal = new SessionTerminal(new ProcessTerminal());
	readonly #input = new TerminalInput();
	readonly #output: SessionOutput;
	readonly #shell: Shell;
	readonly #lines: LineRunner;
	readonly #signals: SessionSignals;
	#history: History;
	#expansions: ExpansionMemory = {};
	/** The status that a signal or a broken terminal ends the session with. */
	#ended: number | undefined;
	/** Whether it has been said that jobs would end with the session. */
	#warned = false;

	constructor(io: SessionIo, options: SessionOptions) {
		this.#options = options;
		const terminal = this.#terminal;
		const input = this.#input;
		const end = (status: number) => {
			this.#ended ??= status;
			return this.#ended;
		};
		const output = new SessionOutput(io.stdout, io.stderr, () => end(129)); // as after SIGHUP
		this.#output = output;
		this.#history = new History(undefined, { size: options.historySize });
		const controller = new AbortController();
		const shell = newShell(this.#makeWorld(controller), controller.signal, process.pid, io.variables, io.cwd);
		shell.world.main = shell;
		shell.options.shopt.add("expand_aliases");
		Object.assign(shell.options, { histexpand: true, history: true });
		this.#shell = shell;
		const lines = new LineRunner({ shell, terminal, input, output });
		this.#lines = lines;
		this.#signals = new SessionSignals({ shell, terminal, lines, end, saved: () => this.#history.flush() });
	}

	#makeWorld(controller: AbortController): World {
		const { commands: host, programs, programsOff, home, colour, pager } = this.#options;
		const terminal = this.#terminal;
		const commands = new PagingHost(host, {
			terminal,
			isOn: (signal) => pager && !terminal.isDumb && signal === this.#lines.running?.controller.signal,
			interrupt: () => this.#signals.interrupt(),
			colour,
		});
		const shown = {
			stdin: true,
			stdout: true,
			stderr: true,
			get columns() {
				return terminal.columns;
			},
		};
		const options = { commands, programs, programsOff, limits: PERSONAL_LIMITS, home, signals: true };
		const world = newWorld(options, { terminal: shown }, controller, true);
		// What the `history` builtin sees.
		const history = {
			all: () => this.#history.all().map((entry) => entry.line),
			clear: () => this.#history.clear(),
			delete: (number: number) => this.#history.delete(number),
		};
		return Object.assign(world, { history, colour, show: commands.show });
	}

	async run(): Promise<number> {
		const shell = this.#shell;
		const files = this.#output.files(this.#input);
		shell.world.stdin = files[0];
		for (const [number, file] of files.entries()) await shell.descriptors.set(number, file);
		const unlisten = this.#signals.listen();
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

	/** The desk, for history and `.deskrc`. A session can begin without one: `init` makes it. */
	async #openDesk(): Promise<void> {
		const { commands, historySize, rc } = this.#options;
		const shell = this.#shell;
		try {
			const vfs = await commands.open();
			const onError = () =>
				void this.#output.tell("desk: history: this line cannot be stored; it is kept in this session only\n");
			this.#history = new History(vfs.store.database, { size: historySize, onError });
			if (!rc || (await vfs.find(RC_FILE))?.kind !== "file") return;
			await this.#lines.run(rawText(await vfs.readAll(RC_FILE)), RC_FILE);
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			await shell.complainOf(error);
		}
	}

	async #loop(): Promise<number> {
		const shell = this.#shell;
		const editor = sessionEditor(shell, this.#terminal, this.#history, this.#options);
		this.#lines.editor = editor;
		if (this.#history.line(0) === undefined && this.#options.greeting !== "")
			this.#terminal.write(`${this.#options.greeting}\n`);
		while (this.#ended === undefined) {
			await this.#tellJobs();
			await this.#lines.runPromptCommand();
			const line = await this.#output.edited(editor);
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
			const left = await this.#lines.run(`${meant}\n`, "desk");
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
			if (text !== line || printOnly) await this.#output.tell(rawBytes(`${text}\n`));
			if (!printOnly) return text;
			this.#history.add(text, cwd);
		} catch (error) {
			if (!(error instanceof HistoryMistake)) throw error;
			await this.#shell.complain(error.message);
		}
		return undefined;
	}

	/** `[1]+  Done  …` of what has ended since the last prompt. */
	async #tellJobs(): Promise<void> {
		const shell = this.#shell;
		const shown = shell.jobs.filter((job) => !job.disowned);
		for (const job of shown) {
			if (job.status === undefined || job.told) continue;
			const mark = job === shown.at(-1) ? "+" : job === shown.at(-2) ? "-" : " ";
			await this.#output.tell(jobLine(job, mark));
			job.told = true;
		}
		shell.jobs = shell.jobs.filter((job) => job.status === undefined);
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
		await this.#output.tell(`desk: ${what} with this session; \`jobs\` lists, \`wait\` waits, the same again leaves\n`);
		return false;
	}

	async #farewell(): Promise<void> {
		const jobs = this.#liveJobs();
		for (const job of jobs) job.kill("HUP");
		await Promise.race([Promise.all(jobs.map((job) => job.done)), sleep(FAREWELL)]);
		await this.#history.flush();
		await this.#output.flush();
	}
}
