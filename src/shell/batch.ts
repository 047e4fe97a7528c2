/** Scripts without a session: `desk -c`, a file, a script on stdin. */
import { setMaxListeners } from "node:events";
import type { ByteStream } from "../base/bytes.ts";
import type { ByteWriter, CommandHost, Context } from "../command/index.ts";
import { Interrupted, LimitPassed } from "./control.ts";
import { OpenFile } from "./descriptors.ts";
import { applyOptions } from "./invocation.ts";
import { deliver, holdInterrupt, interrupt } from "./jobs.ts";
import { newShell } from "./new-shell.ts";
import { StreamSource } from "./pipe.ts";
import { runText, toTheEnd } from "./run.ts";
import type { Shell } from "./shell.ts";
import { runStdin } from "./stdin-script.ts";
import { TerminalInput } from "./terminal-input.ts";
import { type Limits, PERSONAL_LIMITS, type ProgramHost, type World } from "./world.ts";

/** What is to be run. */
export interface BatchScript {
	/** The script; undefined: it is read from stdin, line by line, which its commands share. */
	readonly text: string | undefined;
	/** `$0`, and what messages call it; for `-c`, messages say `desk`. */
	readonly name: string;
	readonly args: readonly string[];
	/** As `applyOptions` takes them: `-e`, `-o`, `pipefail`. */
	readonly options: readonly string[];
	readonly isCommand: boolean;
}

export interface BatchIo {
	readonly stdin: ByteStream;
	readonly stdout: ByteWriter;
	readonly stderr: ByteWriter;
	readonly terminal: Context["terminal"];
	/** Which of the three streams are the process's own descriptors 0, 1 and 2, so that programs of the host may inherit them. */
	readonly own?: readonly [boolean, boolean, boolean];
	readonly variables: Readonly<Record<string, string | undefined>>;
	readonly cwd?: string;
	/** Aborts the run from outside. */
	readonly signal?: AbortSignal;
}

export interface BatchOptions {
	readonly commands: CommandHost;
	readonly programs?: ProgramHost | undefined;
	/** Why there are none. */
	readonly programsOff?: string | undefined;
	readonly limits?: Limits;
	readonly home: string;
	/** Whether signals of the process go to the script. */
	readonly signals: boolean;
}

/** Run a script to its end, its background jobs too. @returns its exit status, 2 for a wrong option */
export async function runBatch(script: BatchScript, io: BatchIo, options: BatchOptions): Promise<number> {
	const controller = new AbortController();
	// Every command that runs listens.
	setMaxListeners(0, controller.signal);
	const world = newWorld(options, io, controller);
	const shell = newShell(world, controller.signal, process.pid, io.variables, io.cwd);
	world.main = shell;
	await standardFiles(shell, io);
	shell.from = script.text === undefined ? "stdin" : script.isCommand ? "command" : "file";
	shell.name = script.name;
	shell.positional = [...script.args];
	if (script.isCommand) shell.variables.set("BASH_EXECUTION_STRING", script.text ?? "");
	if (!(await applyOptions(shell, script.options))) return 2;
	const stop = () => controller.abort(io.signal?.reason);
	if (io.signal?.aborted === true) stop();
	io.signal?.addEventListener("abort", stop, { once: true });
	const deadline = options.limits?.milliseconds;
	const timer =
		deadline === undefined
			? undefined
			: setTimeout(() => controller.abort(new LimitPassed(`more than ${deadline / 1000} seconds`, "TERM")), deadline);
	const listeners = options.signals ? listen(shell, controller) : undefined;
	try {
		const source = shell.from === "file" ? script.name : "desk";
		const status = await toTheEnd(shell, () =>
			script.text === undefined ? runStdin(shell, source) : runText(shell, script.text, source),
		);
		// bash would leave them behind as processes; ours would keep this one for as long as they take.
		if (controller.signal.aborted) for (const job of world.processes.values()) job.kill("KILL");
		await Promise.all([...world.processes.values()].filter((job) => !job.disowned).map((job) => job.done));
		const { reason } = controller.signal;
		if (reason instanceof LimitPassed) await io.stderr.write(`desk: this script was stopped: ${reason.what}\n`);
		return controller.signal.aborted && controller.signal.reason instanceof Interrupted
			? controller.signal.reason.status
			: status;
	} finally {
		clearTimeout(timer);
		io.signal?.removeEventListener("abort", stop);
		listeners?.();
		const stdin = world.stdin?.source;
		if (stdin instanceof TerminalInput) stdin.release();
	}
}

export function newWorld(
	options: BatchOptions,
	io: Pick<BatchIo, "terminal">,
	controller: AbortController,
	interactive = false,
): World {
	return {
		commands: options.commands,
		programs: options.programs,
		programsOff: options.programsOff,
		programsInFront: 0,
		inFront: new Set(),
		interruptHeld: false,
		limits: options.limits ?? PERSONAL_LIMITS,
		interactive,
		columns: () => io.terminal.columns,
		home: options.home,
		commandsRun: 0,
		nextPid: process.pid + 1,
		processes: new Map(),
		subshells: new Map(),
		stdin: undefined,
		devices: new Map(),
		stopped: false,
		optionOffsets: new WeakMap(),
		controller,
		history: undefined,
		main: undefined,
		lastTurn: performance.now(),
		startedAt: Date.now(),
	};
}

/** Descriptors 0, 1 and 2. What is written to stdout is out before something goes to stderr, so that one log has the right order. */
export async function standardFiles(shell: Shell, io: BatchIo): Promise<void> {
	const { stdin, stdout, stderr, terminal, own = [] } = io;
	let flushing = false;
	const limit = shell.world.limits.outputBytes;
	let written = 0;
	const count = (bytes: Uint8Array | string) => {
		if (limit === undefined) return;
		written += bytes.length;
		if (written > limit) shell.world.controller.abort(new LimitPassed(`more than ${limit} bytes of output`, "PIPE"));
	};
	const output: ByteWriter = {
		write(bytes) {
			count(bytes);
			// Out when the script waits for something, at the latest.
			if (!flushing) {
				flushing = true;
				setImmediate(() => {
					flushing = false;
					// What cannot be written is told by the next write.
					void (async () => stdout.flush?.())().catch(() => undefined);
				});
			}
			return stdout.write(bytes);
		},
		flush: () => stdout.flush?.(),
	};
	const errors: ByteWriter = {
		async write(bytes) {
			count(bytes);
			await Promise.resolve(stdout.flush?.()).catch(() => undefined);
			await stderr.write(bytes);
		},
	};
	const descriptor = (number: number) => (own[number] === true ? number : undefined);
	// The terminal itself can be read key by key, and a read of it can be called off.
	const source = terminal.stdin && own[0] === true ? new TerminalInput() : new StreamSource(stdin);
	const files = [
		new OpenFile({ source, terminal: terminal.stdin, descriptor: descriptor(0) }),
		new OpenFile({ sink: output, terminal: terminal.stdout, descriptor: descriptor(1) }),
		new OpenFile({ sink: errors, terminal: terminal.stderr, descriptor: descriptor(2) }),
	];
	shell.world.stdin = files[0];
	for (const [number, file] of files.entries()) await shell.descriptors.set(number, file);
}

/** Hand the process's signals to the script. @returns what stops that */
function listen(shell: Shell, controller: AbortController): () => void {
	const names = ["INT", "TERM", "HUP", "USR1", "USR2", "QUIT", "ALRM"] as const;
	const listeners = names.map((name) => {
		const listener = () => {
			if (name !== "INT") deliver(shell, controller, name);
			else if (!holdInterrupt(shell.world)) interrupt(shell, controller);
		};
		process.on(`SIG${name}`, listener);
		return () => process.removeListener(`SIG${name}`, listener);
	});
	return () => {
		for (const remove of listeners) remove();
	};
}
