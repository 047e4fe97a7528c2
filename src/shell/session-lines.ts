/** Lines of a session, one at a time: each runs under a signal of its own, and what ends it early ends nothing else. */
import { env } from "../base/env.ts";
import { DeskError } from "../base/errors.ts";
import { ClosedPipe } from "../command/index.ts";
import { DiscardJump, ExitJump, FatalJump, Interrupted, LoopJump, ReturnJump } from "./control.ts";
import type { LineEditor } from "./editor/index.ts";
import { BROKEN_PIPE, runText } from "./run.ts";
import type { SessionOutput, SessionTerminal } from "./session-screen.ts";
import type { Shell } from "./shell.ts";
import type { TerminalInput } from "./terminal-input.ts";

/** A line that runs. */
export interface Running {
	readonly controller: AbortController;
	/** When Ctrl-C was pressed first (ms of `performance.now()`). */
	interruptedAt: number | undefined;
}

/** What lines share. */
export interface LineSurroundings {
	readonly shell: Shell;
	readonly terminal: SessionTerminal;
	readonly input: TerminalInput;
	readonly output: SessionOutput;
}

/** Runs what was typed. */
export class LineRunner {
	readonly #shell: Shell;
	readonly #terminal: SessionTerminal;
	readonly #input: TerminalInput;
	readonly #output: SessionOutput;
	/** Undefined while a line is edited. */
	running: Running | undefined;
	/** Whose keys, typed ahead, a command reads, and which gets those that no command has read. */
	editor: LineEditor | undefined;

	constructor({ shell, terminal, input, output }: LineSurroundings) {
		this.#shell = shell;
		this.#terminal = terminal;
		this.#input = input;
		this.#output = output;
	}

	/** Run what was typed. @returns the status to leave the session with, if it is to be left */
	async run(text: string, name: string): Promise<number | undefined> {
		const shell = this.#shell;
		const controller = new AbortController();
		shell.signal = controller.signal;
		shell.world.controller = controller;
		this.running = { controller, interruptedAt: undefined };
		const typed = this.editor?.takeTypeAhead();
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
		this.running = undefined;
		this.editor?.typeAhead(this.#input.release());
		// What a jump has left behind.
		Object.assign(shell, { loops: 0, tested: 0, depth: 0, traceDepth: 0, frames: [] });
		shell.trapping.clear();
		await this.#output.flush();
		if (controller.signal.aborted) this.#terminal.write("\n");
		return left;
	}

	/** Run PROMPT_COMMAND, which leaves `$?` alone. */
	async runPromptCommand(): Promise<void> {
		const shell = this.#shell;
		const command = shell.variables.get("PROMPT_COMMAND");
		if (command === undefined || command === "") return;
		const { status, pipeStatus } = shell;
		await this.run(command, "PROMPT_COMMAND");
		shell.status = status;
		shell.pipeStatus = pipeStatus;
	}

	/** The status of what ended a line early. */
	async #statusOf(jump: unknown): Promise<number> {
		const shell = this.#shell;
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
			await shell.complain("nested too deeply");
			return 2;
		}
		if (jump instanceof DeskError) {
			if (jump.code !== "EINTR") await shell.complainOf(jump);
			return jump.status;
		}
		// A bug in one command must not take the session with it.
		await shell.complain(
			`this is a bug in deskfs (${jump instanceof Error ? jump.message : String(jump)}); please report it, with what DESK_DEBUG=1 shows`,
		);
		if (env.debug && jump instanceof Error) await shell.write(2, `${jump.stack ?? ""}\n`);
		return 70;
	}
}
