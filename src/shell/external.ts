/** Commands that the shell does not run itself: desk commands, and programs of the host. */
import { DeskError } from "../base/errors.ts";
import { type ByteWriter, ClosedPipe, type ExecuteStreams, type StageIo } from "../command/index.ts";
import { parentOf } from "../vfs/index.ts";
import { Interrupted } from "./control.ts";
import { OpenFile } from "./descriptors.ts";
import { deliver, reap } from "./jobs.ts";
import { type ByteSource, StreamSource, streamOf } from "./pipe.ts";
import { BROKEN_PIPE, toTheEnd } from "./run.ts";
import { fileOnPath } from "./search-path.ts";
import type { Shell } from "./shell.ts";
import { notFound, runUnit } from "./simple.ts";
import { endWith } from "./subshell.ts";
import type { ProgramHost } from "./world.ts";

/** The status of what SIGINT ended. */
const INTERRUPTED = 130;

const CLOSED: ByteSource = {
	async read() {
		throw new DeskError("EINVAL", "this descriptor is closed", { at: "stdin", todo: "redirect it" });
	},
	unread() {},
	close() {},
};

/** Run a desk command or a program with this shell's descriptors. @returns its exit status */
export async function runExternal(shell: Shell, name: string, args: readonly string[]): Promise<number> {
	const { commands, programs } = shell.world;
	shell.check();
	const onPath = await fileOnPath(shell, name, { executable: true });
	if (onPath !== undefined) return await runFile(shell, onPath, onPath, args);
	if (commands.has(name)) return await ended(shell, () => inFront(shell, (io) => commands.run([name, ...args], io)));
	const program = programs?.find(name, shell.variables.exported());
	// Of paths that are in both, the tree's comes first.
	if (name.includes("/") && (program === undefined || (await isInTree(shell, name))))
		return await runFile(shell, shell.path(name), name, args);
	const plain = program === undefined ? await fileOnPath(shell, name) : undefined;
	if (plain !== undefined) return await runFile(shell, plain, name, args);
	if (programs === undefined || program === undefined) return await notFound(shell, name, args);
	return await ended(shell, () => runProgram(shell, programs, program, [name, ...args]));
}

async function isInTree(shell: Shell, name: string): Promise<boolean> {
	try {
		const vfs = await shell.world.commands.open();
		return (await vfs.find(shell.path(name))) !== undefined;
	} catch (error) {
		if (error instanceof DeskError && ["ENOENT", "EINVAL", "ENAMETOOLONG"].includes(error.code)) return false;
		throw error;
	}
}

/** Run a program of the host with this shell's descriptors. */
async function runProgram(
	shell: Shell,
	programs: ProgramHost,
	program: string,
	argv: readonly string[],
): Promise<number> {
	const { world, descriptors } = shell;
	const foreground = !shell.isBackground;
	// What a background job prints while a line is edited goes through the session.
	const mayInherit = foreground || !world.interactive;
	const inherited = (number: number) => (mayInherit ? descriptors.get(number)?.descriptor : undefined);
	const isInFront = foreground && programs.hasTerminal;
	if (isInFront) world.programsInFront++;
	let status = 0;
	try {
		status = await programs.run(program, argv, stageIo(shell), {
			source: descriptors.get(0)?.source,
			inherited: [inherited(0), inherited(1), inherited(2)],
			merged: descriptors.get(1) !== undefined && descriptors.get(1) === descriptors.get(2),
			foreground,
			interactive: world.interactive,
		});
	} catch (error) {
		if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
		await shell.complain(error.at === undefined ? `${argv[0]}: ${error.sentence}` : error.sentence);
		status = error.status;
	} finally {
		if (isInFront) world.programsInFront--;
	}
	if (world.interruptHeld && world.programsInFront === 0) {
		world.interruptHeld = false;
		if (status === INTERRUPTED && world.main !== undefined) deliver(world.main, world.controller, "INT");
	}
	return status;
}

async function ended(shell: Shell, body: () => Promise<number>): Promise<number> {
	let status: number;
	try {
		status = await body();
	} catch (error) {
		if (!(error instanceof ClosedPipe)) throw error;
		status = BROKEN_PIPE;
	}
	if (status === BROKEN_PIPE && shell.survivesClosedPipe()) status = 1;
	reap(shell);
	shell.check();
	return status;
}

/** Run a command that Ctrl-C ends though a trap keeps the script alive, as the signal that goes to all processes of the terminal does. */
async function inFront(shell: Shell, body: (io: StageIo) => Promise<number>): Promise<number> {
	const { world } = shell;
	const io = stageIo(shell);
	// Without a trap the whole script is interrupted.
	if (shell.isBackground || world.main?.traps.has("INT") !== true) return await body(io);
	const controller = new AbortController();
	const entry = { shell, controller };
	world.inFront.add(entry);
	try {
		const status = await body({ ...io, signal: AbortSignal.any([io.signal, controller.signal]) });
		return controller.signal.aborted ? INTERRUPTED : status;
	} catch (error) {
		if (!controller.signal.aborted || !(error instanceof DeskError || error instanceof Interrupted)) throw error;
		return INTERRUPTED;
	} finally {
		world.inFront.delete(entry);
	}
}

/** Run a file of the tree as a program: `./backup.sh`, by its `#!` line. @param name what messages and `$0` call it */
async function runFile(shell: Shell, path: string, name: string, args: readonly string[]): Promise<number> {
	const vfs = await shell.world.commands.open();
	const stat = await vfs.find(path);
	if (stat === undefined) {
		const isInFile = (await vfs.find(parentOf(path)))?.kind === "file";
		await shell.complain(`${name}: there is no such file; \`ls\` shows what is there`);
		return isInFile ? 126 : 127;
	}
	if (stat.kind === "directory") {
		await shell.complain(`${name}: this is a directory; \`cd ${name}\` goes there`);
		return 126;
	}
	if ((stat.mode & 0o111) === 0) {
		await shell.complain(`${name}: it is not executable; \`chmod +x ${name}\` makes it so, or run \`bash ${name}\``);
		return 126;
	}
	const { runExecutable } = await import("./script-file.ts");
	try {
		return await runExecutable(shell, path, name, args, (program, words) => runExternal(shell, program, words));
	} catch (error) {
		if (!(error instanceof DeskError) || error.code !== "EACCES") throw error;
		await shell.complain(error.sentence);
		return 126;
	}
}

/** What a command gets of this shell. */
export function stageIo(shell: Shell): StageIo {
	const source = shell.descriptors.get(0)?.source ?? CLOSED;
	const { descriptors } = shell;
	const closed = (number: number): ByteWriter => ({
		write() {
			throw new DeskError("EINVAL", "this descriptor is closed", { at: String(number), todo: "redirect it" });
		},
	});
	const stdout = descriptors.get(1)?.sink ?? closed(1);
	const stderr = descriptors.get(2)?.sink ?? { write() {} };
	return {
		stdin: streamOf(source),
		stdout: { write: (bytes) => stdout.write(bytes), flush: () => stdout.flush?.() },
		stderr,
		terminal: {
			stdin: descriptors.get(0)?.terminal === true,
			stdout: descriptors.get(1)?.terminal === true,
			stderr: descriptors.get(2)?.terminal === true,
			columns: shell.world.columns(),
		},
		cwd: shell.cwd,
		variables: shell.variables.exported(),
		signal: shell.signal,
		execute: (argv, streams) => executeWords(shell, argv, streams),
		device: (path) => {
			const device = shell.world.devices.get(path);
			if (device !== undefined) return device;
			const number = /^\/dev\/fd\/(\d+)$/.exec(path)?.[1];
			const file = number === undefined || Number(number) < 3 ? undefined : descriptors.get(Number(number));
			if (file === undefined) return undefined;
			return {
				...(file.source === undefined ? {} : { input: streamOf(file.source) }),
				...(file.sink === undefined ? {} : { output: file.sink }),
			};
		},
	};
}

/** Run words as one command in a subshell: what `xargs`, `timeout` and `env` call. */
export async function executeWords(
	shell: Shell,
	argv: readonly string[],
	streams: ExecuteStreams = {},
): Promise<number> {
	const [name, ...args] = argv;
	if (name === undefined) return 0;
	const child = shell.subshell(streams.signal ?? shell.signal);
	if (streams.stdin !== undefined)
		await child.descriptors.set(0, new OpenFile({ source: new StreamSource(streams.stdin) }));
	if (streams.stdout !== undefined) await child.descriptors.set(1, new OpenFile({ sink: lent(streams.stdout) }));
	if (streams.stderr !== undefined) await child.descriptors.set(2, new OpenFile({ sink: lent(streams.stderr) }));
	if (streams.cwd !== undefined) child.cwd = streams.cwd;
	if (streams.variables !== undefined) {
		for (const variable of Object.keys(child.variables.exported()))
			if (!(variable in streams.variables)) child.variables.make(variable).exported = false;
		for (const [variable, value] of Object.entries(streams.variables)) {
			if (value === undefined) continue;
			const made = child.variables.make(variable);
			made.value = value;
			made.exported = true;
		}
	}
	const status = await toTheEnd(child, () => runUnit(child, name, args));
	if (streams.signal === undefined) endWith(shell);
	return status;
}

/** A writer that its owner closes. */
function lent(writer: ByteWriter): ByteWriter {
	return { write: (bytes) => writer.write(bytes), flush: () => writer.flush?.() };
}
