/** Background jobs: `&`, and signals to them. They are tasks of this process; their numbers only look like process ids. */
import { setMaxListeners } from "node:events";
import type { Statement } from "unbash";
import { Interrupted } from "./control.ts";
import { OpenFile } from "./descriptors.ts";
import { execute, type Node, runList } from "./execute.ts";
import { toTheEnd } from "./run.ts";
import type { Shell } from "./shell.ts";
import { overLimit } from "./step.ts";
import { announceFor } from "./traps.ts";
import type { Job, World } from "./world.ts";

/** Signals by name, with Linux's numbers. */
export const SIGNALS: Readonly<Record<string, number>> = {
	HUP: 1,
	INT: 2,
	QUIT: 3,
	ILL: 4,
	TRAP: 5,
	ABRT: 6,
	BUS: 7,
	FPE: 8,
	KILL: 9,
	USR1: 10,
	SEGV: 11,
	USR2: 12,
	PIPE: 13,
	ALRM: 14,
	TERM: 15,
	STKFLT: 16,
	CHLD: 17,
	CONT: 18,
	STOP: 19,
	TSTP: 20,
	TTIN: 21,
	TTOU: 22,
	URG: 23,
	XCPU: 24,
	XFSZ: 25,
	VTALRM: 26,
	PROF: 27,
	WINCH: 28,
	IO: 29,
	PWR: 30,
	SYS: 31,
	...realTime(),
};

/** RTMIN (34) to RTMAX (64), named from the nearer end. */
function realTime(): Record<string, number> {
	const name = (number: number) =>
		number <= 49 ? `RTMIN${number === 34 ? "" : `+${number - 34}`}` : `RTMAX${number === 64 ? "" : `-${64 - number}`}`;
	return Object.fromEntries(Array.from({ length: 31 }, (_, at) => [name(34 + at), 34 + at]));
}

/** Signals that end nothing when nobody has a trap for them. */
const HARMLESS: ReadonlySet<string> = new Set(["CHLD", "CONT", "URG", "WINCH", "STOP", "TSTP", "TTIN", "TTOU"]);

/** `TERM` of `TERM`, `SIGTERM`, `sigterm` or `15`; also the conditions of `trap`. */
export function signalName(text: string): string | undefined {
	const upper = text.toUpperCase().replace(/^SIG/, "");
	if (upper in SIGNALS || ["EXIT", "ERR", "DEBUG", "RETURN"].includes(upper)) return upper;
	if (text === "0") return "EXIT";
	return Object.entries(SIGNALS).find(([, number]) => String(number) === text)?.[0];
}

/** All signals with their numbers, five to a line. */
export function signalTable(): string {
	const names = Object.entries(SIGNALS).map(([name, number]) => `${String(number).padStart(2)}) SIG${name}`);
	return `${names.map((name, at) => name + (at % 5 === 4 ? "\n" : "\t")).join("")}\n`;
}

/** Hand a signal to a shell: to its trap, or it ends. @param controller ends what it is waiting for; a subshell has none */
export function deliver(shell: Shell, controller: AbortController | undefined, signal: string): void {
	if (shell.successor !== undefined) return deliver(shell.successor, shell.successor.controller, signal);
	const trap = signal === "KILL" ? undefined : shell.traps.get(signal);
	if (trap === "") return;
	if (trap !== undefined) {
		shell.pendingSignals.push(signal);
		shell.wake?.();
	} else if (!HARMLESS.has(signal)) {
		const end = new Interrupted(128 + (SIGNALS[signal] ?? 0), signal);
		if (controller === undefined) shell.killed = end;
		else controller.abort(end);
	}
}

/** Ctrl-C: the signal for the main shell, and where it has a trap for it, the end of the commands that it waits for. */
export function interrupt(shell: Shell, controller: AbortController, signal = "INT"): void {
	deliver(shell, controller, signal);
	if (shell.traps.get(signal) === "") return;
	const reason = new Interrupted(128 + (SIGNALS[signal] ?? 0), signal);
	for (const command of shell.world.inFront) {
		// A subshell without a trap of its own dies too.
		if (command.shell !== shell && !command.shell.traps.has(signal)) command.shell.killed = reason;
		command.controller.abort(reason);
	}
}

/**
 * Ctrl-C while a program of the host has the terminal: the program has got the signal too, and how it ends says whether the script
 * goes on, as in bash. @returns whether that is so
 */
export function holdInterrupt(world: World): boolean {
	if (world.programsInFront === 0) return false;
	world.interruptHeld = true;
	return true;
}

/** Start a statement in the background. */
export async function startJob(shell: Shell, statement: Statement): Promise<Job> {
	const { world } = shell;
	const text = shell.source.text.slice(statement.pos, statement.end).replace(/\s*&\s*$/, "");
	const prepare = async (child: Shell) => {
		// It does not take the shell's input (POSIX.1-2017 XCU 2.11), nor in a session the keys of the next prompt.
		if (child.descriptors.get(0) === world.stdin) await child.descriptors.set(0, new OpenFile({ source: NO_INPUT }));
	};
	const job = await startBackground(shell, withoutNegation(statement.command), text, prepare, true);
	if (world.interactive && shell === world.main) await shell.write(2, `[${job.number}] ${job.pid}\n`);
	return job;
}

/** `! a &` ends with the status of a. */
function withoutNegation(node: Statement["command"]): Statement["command"] {
	if (node.type !== "Pipeline" || !node.prefixes.some((prefix) => prefix.type === "Negation")) return node;
	const prefixes = node.prefixes.filter((prefix) => prefix.type !== "Negation");
	const [only] = node.commands;
	return node.commands.length === 1 && prefixes.length === 0 && only !== undefined ? only : { ...node, prefixes };
}

/** The jobs that `jobs` shows. */
export function listedJobs(shell: Shell): Job[] {
	return shell.jobs.filter((job) => job.listed && !job.disowned);
}

/** How many statuses of ended jobs are remembered. */
const REMEMBERED = 1024;

/** Take what has ended off the list; its status is remembered for `wait PID`. */
export function forgetEnded(shell: Shell): void {
	for (const job of shell.jobs)
		if (job.status !== undefined && job.owner === shell) Object.assign(job, { told: true, listed: false });
	const gone = shell.jobs.filter((job) => job.status !== undefined && !job.listed);
	if (gone.length <= REMEMBERED) return;
	const oldest = new Set(gone.slice(0, -REMEMBERED));
	shell.jobs = shell.jobs.filter((job) => !oldest.has(job));
}

/** What a script does whenever it has waited for a process: it never tells of jobs by itself. */
export function reap(shell: Shell): void {
	if (shell.jobs.length > 0 && !shell.world.interactive) forgetEnded(shell);
}

const NO_INPUT = { read: async () => undefined, unread() {}, close() {} };

/** Run a node in the background, in a subshell that `prepare` may change first. @param announces whether it is a command that the DEBUG trap sees */
export async function startBackground(
	shell: Shell,
	node: Node,
	text: string,
	prepare: (child: Shell) => Promise<void>,
	announces = false,
): Promise<Job> {
	const { world } = shell;
	const { jobs } = world.limits;
	if (jobs !== undefined && world.processes.size >= jobs)
		return await overLimit(shell, `more than ${jobs} jobs at a time`);
	const controller = new AbortController();
	setMaxListeners(0, controller.signal);
	const pid = world.nextPid++;
	const child = shell.subshell(controller.signal, pid);
	child.isBackground = true;
	child.lastCommand = node.type === "Command" ? node : undefined;
	await prepare(child);
	const skips = announces && node.type === "Command" && (await announceFor(shell, child, node));
	const job: Job = {
		number: Math.max(0, ...listedJobs(shell).map((other) => other.number)) + 1,
		pid,
		owner: shell,
		text,
		status: undefined,
		told: false,
		listed: true,
		disowned: false,
		kill: (signal) => deliver(child, controller, signal),
		done: Promise.resolve(0),
	};
	const done = new Promise<void>((resolve) => setImmediate(resolve))
		.then(() => toTheEnd(child, async () => (skips ? 0 : await runInBackground(child, node))))
		.then((status) => {
			job.status = status;
			world.processes.delete(pid);
			shell.wake?.();
			return status;
		});
	Object.assign(job, { done });
	world.processes.set(pid, job);
	shell.jobs.push(job);
	shell.lastBackground = pid;
	return job;
}

async function runInBackground(child: Shell, node: Node): Promise<number> {
	if (node.type === "Subshell") return await runList(child, node.body.commands);
	return await execute(child, node, node.type === "Command" ? false : undefined);
}
