/** What a session does when it gets a signal, and when its terminal changes or goes. */
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { deliver, holdInterrupt, interrupt } from "./jobs.ts";
import type { LineRunner } from "./session-lines.ts";
import type { SessionTerminal } from "./session-screen.ts";
import type { Shell } from "./shell.ts";

/** A second Ctrl-C this long (ms) after the first, with the command still running, ends the session. */
const PATIENCE = 400;
/** What is left to background jobs, and to the history's last line, when the session ends (ms). */
export const FAREWELL = 300;

/** Who listens. */
export interface SignalledSession {
	readonly shell: Shell;
	readonly terminal: SessionTerminal;
	readonly lines: LineRunner;
	/** End at the next prompt. @param status unless something else has ended it before. @returns the status it ends with */
	end(status: number): number;
	/** When what was typed is kept. */
	saved(): Promise<void>;
}

/** The signals of a session. */
export class SessionSignals {
	readonly #session: SignalledSession;

	constructor(session: SignalledSession) {
		this.#session = session;
	}

	/** Take the process's signals from now on. @returns the end of it */
	listen(): () => void {
		const { shell, terminal } = this.#session;
		const handlers: readonly (readonly [NodeJS.Signals, () => void])[] = [
			["SIGINT", () => this.interrupt()],
			["SIGQUIT", () => this.#signal("QUIT")],
			["SIGTSTP", () => this.#cannotStop()],
			["SIGHUP", () => this.#end("SIGHUP")],
			["SIGTERM", () => this.#end("SIGTERM")],
		];
		for (const [name, handler] of handlers) process.on(name, handler);
		const resized = () => shell.variables.set("LINES", String(terminal.rows));
		resized();
		process.stdout.on("resize", resized);
		const broken = () => this.#end("SIGHUP");
		process.stdout.on("error", broken);
		return () => {
			for (const [name, handler] of handlers) process.removeListener(name, handler);
			process.stdout.removeListener("resize", resized);
		};
	}

	/** Ctrl-C. */
	interrupt(): void {
		const { shell, lines, terminal } = this.#session;
		const { running } = lines;
		if (running === undefined || holdInterrupt(shell.world)) return;
		const now = performance.now();
		if (running.interruptedAt === undefined || !running.controller.signal.aborted) {
			running.interruptedAt = now;
			return this.#signal("INT");
		}
		if (now - running.interruptedAt < PATIENCE) return;
		terminal.write("\ndesk: this command does not stop; the session ends\n");
		void this.#leaveNow(130);
	}

	#signal(name: string): void {
		const { shell, lines } = this.#session;
		if (lines.running === undefined) return;
		const send = name === "INT" ? interrupt : deliver;
		send(shell, lines.running.controller, name);
	}

	/** Ctrl-Z. */
	#cannotStop(): void {
		const { shell, lines, terminal } = this.#session;
		if (lines.running === undefined || shell.world.programsInFront > 0) return;
		terminal.write(
			"\ndesk: a command cannot be stopped halfway here: `COMMAND &` runs it in the background, Ctrl-C ends it\n",
		);
	}

	/** The terminal is gone, or somebody ends the process: what was typed is kept, and nothing is asked. */
	#end(signal: "SIGHUP" | "SIGTERM"): void {
		const status = this.#session.end(128 + constants.signals[signal]);
		this.#signal(signal.slice(3));
		this.#session.terminal.hangUp();
		setTimeout(() => void this.#leaveNow(status), 2 * FAREWELL).unref();
	}

	async #leaveNow(status: number): Promise<void> {
		await Promise.race([this.#session.saved(), sleep(FAREWELL)]);
		process.exit(status);
	}
}
