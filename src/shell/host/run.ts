/** One program of the host, from its arguments to what it changed. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { codeOf, DeskError, Status } from "../../base/errors.ts";
import { rawBytes } from "../../base/raw-text.ts";
import type { StageIo } from "../../command/index.ts";
import { printable, type Vfs } from "../../vfs/index.ts";
import { Interrupted } from "../control.ts";
import type { ProgramStreams } from "../world.ts";
import { mapArguments } from "./arguments.ts";
import { Mirror } from "./mirror.ts";
import { Plumbing } from "./plumbing.ts";
import type { ProgramsOptions } from "./programs.ts";
import type { Workspace } from "./workspace.ts";
import { WriteBack } from "./write-back.ts";

/** How often (ms) the files of a running program are looked at. */
const LOOK = 500;
/** How long (ms) after an interruption a program is asked harder, and ended. */
const TERMINATE = 1000;
const KILL = 3000;

/** A program to be run for a stage. */
export interface Run {
	/** Its path on the host. */
	readonly program: string;
	readonly argv: readonly string[];
	readonly io: StageIo;
	readonly streams: ProgramStreams;
}

/** Run it to its end, and write back what it changed. @returns its exit status; 5 or 6 when it ended well and its files could not be written as they are */
export async function runProgram(run: Run, workspace: Workspace, options: ProgramsOptions): Promise<number> {
	const { io, argv } = run;
	const vfs = await treeOf(options);
	const folder = workspace.makeRun();
	const root = join(folder, "fs");
	try {
		mkdirSync(root, { mode: 0o700 });
		if (vfs === undefined) return await execute(run, argv.slice(1), root, workspace, options);
		const mirror = new Mirror(vfs, root, io.signal);
		mirror.addFolder(io.cwd);
		const args = await mapArguments(argv.slice(1), io.cwd, vfs, mirror);
		const back = new WriteBack(vfs, mirror, argv.join(" ").slice(0, 200));
		const stop = watch(back);
		let status: number;
		try {
			status = await execute(run, args, mirror.hostPath(io.cwd), workspace, options);
		} finally {
			await stop();
			await back.save(true);
		}
		const { problems } = back;
		for (const problem of problems) await io.stderr.write(`desk: ${printable(problem.sentence)}\n`);
		return status === 0 ? (problems[0]?.status ?? 0) : status;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The tree; undefined where there is no desk: programs run without one. @throws DeskError when it is locked or damaged */
async function treeOf(options: ProgramsOptions): Promise<Vfs | undefined> {
	try {
		return await options.open();
	} catch (error) {
		if (error instanceof DeskError && error.code === "ENOENT") return undefined;
		throw error;
	}
}

/** Write back what is saved while the program runs. @returns what ends that */
function watch(back: WriteBack): () => Promise<void> {
	let saving = Promise.resolve();
	let timer: NodeJS.Timeout;
	const later = (delay: number) => {
		timer = setTimeout(() => {
			const began = performance.now();
			saving = back
				.save(false)
				.catch(() => undefined) // told when the program has ended
				.then(() => later(Math.max(LOOK, 20 * (performance.now() - began))));
		}, delay);
		timer.unref();
	};
	later(LOOK);
	return async () => {
		clearTimeout(timer);
		await saving;
		clearTimeout(timer);
	};
}

async function execute(
	run: Run,
	args: readonly string[],
	cwd: string,
	workspace: Workspace,
	options: ProgramsOptions,
): Promise<number> {
	const { program, argv, io, streams } = run;
	// What was printed before comes before what the program prints.
	await io.stdout.flush();
	const plumbing = new Plumbing(workspace, io, streams, args);
	// A program that uses the terminal must be in its foreground process group, which is ours.
	const sharesGroup = streams.foreground && options.hasTerminal;
	let child: ChildProcess;
	try {
		child = spawn(program, args, {
			argv0: argv[0],
			cwd,
			env: environment(io, cwd),
			stdio: plumbing.stdio,
			detached: !sharesGroup,
		});
	} catch (error) {
		plumbing.started();
		await plumbing.ended(io.signal);
		return await cannotRun(program, error, io);
	}
	if (child.pid !== undefined) workspace.addUser(child.pid);
	const send = (signal: NodeJS.Signals) => {
		try {
			if (sharesGroup || child.pid === undefined) child.kill(signal);
			else process.kill(-child.pid, signal);
		} catch {
			// It has ended.
		}
	};
	plumbing.onClosed = () => send("SIGPIPE");
	const calm = interruptible(io.signal, send);
	// Ctrl-Z stops what has the terminal; here it goes on, because nothing could take it up again.
	const goOn = () => void setTimeout(() => send("SIGCONT"), 20);
	if (streams.interactive && sharesGroup) process.on("SIGTSTP", goOn);
	plumbing.started();
	try {
		const ended = await new Promise<{ status: number | null; signal: NodeJS.Signals | null; error?: unknown }>(
			(resolve) => {
				child.once("error", (error) => resolve({ status: null, signal: null, error }));
				child.once("exit", (status, signal) => resolve({ status, signal }));
			},
		);
		calm();
		await plumbing.ended(io.signal);
		if (ended.error !== undefined) return await cannotRun(program, ended.error, io);
		if (ended.signal !== null && sharesGroup && io.terminal.stdin) await repairTerminal();
		return ended.status ?? 128 + (ended.signal === null ? 0 : constants.signals[ended.signal]);
	} finally {
		calm();
		process.removeListener("SIGTSTP", goOn);
	}
}

/** Ask the program to end when the shell is interrupted: as the shell was, then harder. @returns what calls that off */
function interruptible(signal: AbortSignal, send: (signal: NodeJS.Signals) => void): () => void {
	const timers: NodeJS.Timeout[] = [];
	const stop = () => {
		const reason: unknown = signal.reason;
		const name = reason instanceof Interrupted ? `SIG${reason.signal}` : "SIGINT";
		send(name in constants.signals ? (name as NodeJS.Signals) : "SIGINT");
		timers.push(
			setTimeout(() => send("SIGTERM"), TERMINATE),
			setTimeout(() => send("SIGKILL"), KILL),
		);
	};
	if (signal.aborted) stop();
	else signal.addEventListener("abort", stop, { once: true });
	return () => {
		signal.removeEventListener("abort", stop);
		for (const timer of timers) clearTimeout(timer);
	};
}

/** Variables of the shell that a program does not get: they open the desk. */
const SECRET = /^DESK_.*(PASSPHRASE|PASSWORD|SECRET|TOKEN|API_KEY)/;

/** The shell's environment; home and working directory are the host's. */
function environment(io: StageIo, cwd: string): NodeJS.ProcessEnv {
	const variables: NodeJS.ProcessEnv = {};
	for (const [name, value] of Object.entries(io.variables))
		if (value !== undefined && !SECRET.test(name)) variables[name] = value;
	delete variables.OLDPWD;
	delete variables.HOME;
	if (process.env.HOME !== undefined) variables.HOME = process.env.HOME;
	return { ...variables, PWD: cwd };
}

/** @returns 127 when it is not there, 126 when it cannot be run */
async function cannotRun(program: string, error: unknown, io: StageIo): Promise<number> {
	const code = codeOf(error);
	const what =
		code === "ENOEXEC"
			? "it has no `#!` line and is no program of this system"
			: code === "E2BIG"
				? "the arguments are too long"
				: code === "ENOENT"
					? "what its `#!` line names is not there"
					: `it cannot be run (${code})`;
	await io.stderr.write(rawBytes(`desk: ${program}: ${what}\n`));
	return code === "ENOENT" ? Status.commandNotFound : Status.notExecutable;
}

/** A program that was killed may have left the terminal without echo. */
async function repairTerminal(): Promise<void> {
	await new Promise<void>((resolve) => {
		spawn("stty", ["sane"], { stdio: ["inherit", "ignore", "ignore"] })
			.once("error", () => resolve())
			.once("close", () => resolve());
	});
}
