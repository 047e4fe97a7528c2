/** Shells within the shell: `bash script`, `sh -c`, `./script`. Each is a process of its own as far as scripts can see. */
import { setMaxListeners } from "node:events";
import { collect } from "../base/bytes.ts";
import { DeskError } from "../base/errors.ts";
import { rawText } from "../base/raw-text.ts";
import { ReturnJump } from "./control.ts";
import type { OpenFile } from "./descriptors.ts";
import { processIdOf } from "./dynamic-variables.ts";
import { expandText } from "./expand.ts";
import { applyOptions, type Invocation, readInvocation } from "./invocation.ts";
import { newShell } from "./new-shell.ts";
import { streamOf } from "./pipe.ts";
import { openForReading } from "./redirect.ts";
import { runText, toTheEnd } from "./run.ts";
import { fileOnPath } from "./search-path.ts";
import type { Shell } from "./shell.ts";
import { runStdin } from "./stdin-script.ts";
import { deeper } from "./step.ts";
import { endWith } from "./subshell.ts";
import { wordOf } from "./syntax.ts";

/** Shells whose language ours is. */
const SHELLS: ReadonlySet<string> = new Set(["sh", "bash", "dash", "ash", "ksh", "zsh", "desk"]);

/** Of a file, what tells what kind of script it is (bytes). */
const START = 256;

/**
 * Who reads a script, as its `#!` line says, with that line's words. A line `#!/usr/bin/env NAME` names NAME; the last component counts, as
 * `/usr/bin` is not in the tree. Without such a line, it is `bash`.
 */
async function interpreterOf(shell: Shell, path: string): Promise<[name: string, ...words: string[]]> {
	const vfs = await shell.world.commands.open();
	let start = "";
	for await (const bytes of vfs.read(path, { length: START })) start += rawText(bytes);
	refuseBinary(start, path);
	const [line, interpreter = "", rest = ""] = /^#![ \t]*([^ \t\n]+)[ \t]*([^\n]*)/.exec(start) ?? [];
	if (line === undefined) return ["bash"];
	if (!/(^|\/)env$/.test(interpreter)) return rest.trim() === "" ? [interpreter] : [interpreter, rest.trim()];
	const words = rest.replace(/^-S[ \t]*/, "").trim();
	return words.split(/[ \t]+/) as [string, ...string[]];
}

/** @throws DeskError EACCES when a text is none: it has a NUL on its first line, as bash looks at it */
function refuseBinary(start: string, at: string): void {
	const end = start.indexOf("\n");
	if (start.slice(0, end < 0 ? undefined : end).includes("\0"))
		throw new DeskError("EACCES", "this is no script: it has bytes that are no text", {
			at,
			todo: "`cat -v` shows it",
		});
}

/** Run a file of the tree by its `#!` line: `./backup.sh`. @param name what was typed */
export async function runExecutable(
	shell: Shell,
	path: string,
	name: string,
	args: readonly string[],
	runCommand: (name: string, args: readonly string[]) => Promise<number>,
): Promise<number> {
	const [interpreter, ...words] = await interpreterOf(shell, path);
	const program = interpreter.slice(interpreter.lastIndexOf("/") + 1);
	if (SHELLS.has(program)) return await runShell(shell, [...words, name, ...args], program);
	if (shell.world.commands.has(program)) return await runCommand(program, [...words, path, ...args]);
	if (shell.world.programs?.find(interpreter, shell.variables.exported()) === undefined) {
		await shell.complain(`${name}: ${interpreter}: bad interpreter: there is no such program`);
		return 127;
	}
	return await runCommand(interpreter, [...words, path, ...args]);
}

/** What makes a shell of its own. */
interface NestedScript {
	/** Undefined: it is read from stdin. */
	readonly text: string | undefined;
	readonly name: string;
	readonly args: readonly string[];
	readonly options: readonly string[];
	readonly from: Invocation["from"];
	/** Whether `BASH_ENV` is read. */
	readonly readsEnvironmentFile: boolean;
}

/** `bash WORDS`, `sh WORDS`: run a shell with these words. @param called which of the two @param name `$0`, where the words do not give it */
export async function runShell(shell: Shell, words: readonly string[], called: string, name = called): Promise<number> {
	// As bash saves itself the fork for what a process ends with.
	if (shell.lastCommand !== undefined && shell.lastCommand === shell.command?.node && shell.traps.size === 0)
		shell.isReplaced = true;
	let invocation: Invocation;
	try {
		invocation = readInvocation(words);
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		await shell.complain(`${called}: ${error.sentence}`);
		return 2;
	}
	const { from, script, args, flags } = invocation;
	if (flags.has("version") || flags.has("help")) return await describe(shell, called, flags.has("version"));
	const isPosix = called === "sh" || called === "dash";
	const options = isPosix ? ["-o", "posix", ...invocation.options] : invocation.options;
	const common = { from, args, options, readsEnvironmentFile: !isPosix && !flags.has("posix") };
	if (from === "command") {
		return await runNested(shell, { ...common, text: script, name: invocation.name ?? name });
	}
	if (from === "stdin") return await runNested(shell, { ...common, text: undefined, name });
	let text: string;
	try {
		const path = await fileOnPath(shell, script, { hereFirst: true });
		text = rawText(await collect(streamOf(await openForReading(shell, path ?? script))));
		refuseBinary(text.slice(0, START), script);
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		await shell.complain(error.sentence);
		return error.code === "ENOENT" ? 127 : 126;
	}
	return await runNested(shell, { ...common, text, name: script });
}

async function describe(shell: Shell, called: string, isVersion: boolean): Promise<number> {
	const version = shell.variables.get("BASH_VERSION");
	await shell.write(
		1,
		isVersion
			? `desk, whose language is that of GNU bash, version ${version}\n`
			: `Usage: ${called} [OPTIONS] [-c TEXT [NAME]] [FILE] [ARG...]\n\`help\` in the shell lists its builtins and commands.\n`,
	);
	return 0;
}

/** Run a script in a shell that has nothing of this one but the environment, the directory and the open files. */
async function runNested(shell: Shell, script: NestedScript): Promise<number> {
	const controller = new AbortController();
	const signal = AbortSignal.any([shell.signal, controller.signal]);
	setMaxListeners(0, controller.signal, signal);
	const { world, descriptors } = shell;
	const pid = shell.isReplaced ? processIdOf(shell) : world.nextPid++;
	const child = newShell(world, signal, pid, shell.variables.exported(), shell.cwd);
	if (shell.isReplaced) child.variables.set("SHLVL", shell.variables.get("SHLVL") ?? "1");
	child.controller = controller;
	child.parentPid = !shell.isReplaced
		? processIdOf(shell)
		: shell.subshellDepth > 0
			? shell.leader.pid
			: shell.parentPid;
	if (shell.isReplaced) shell.successor = child;
	child.depth = shell.depth;
	child.umask = shell.umask;
	child.isBackground = shell.isBackground;
	child.name = script.name;
	child.positional = [...script.args];
	child.from = script.from;
	if (script.text !== undefined && script.from === "command") child.variables.set("BASH_EXECUTION_STRING", script.text);
	for (const [condition, command] of shell.traps) if (command === "") child.traps.set(condition, command);
	for (const number of descriptors.numbers()) await child.descriptors.set(number, descriptors.get(number) as OpenFile);
	for (const exported of shell.exportedFunctions) {
		const called = shell.functions.get(exported);
		if (called !== undefined) child.functions.set(exported, called);
		child.exportedFunctions.add(exported);
	}
	world.subshells.set(pid, new WeakRef(child));
	try {
		const status = await deeper(child, script.name, () => toTheEnd(child, () => runWith(child, script)));
		endWith(shell);
		return status;
	} finally {
		world.subshells.delete(pid);
	}
}

async function runWith(child: Shell, script: NestedScript): Promise<number> {
	if (!(await applyOptions(child, script.options))) return 2;
	if (script.readsEnvironmentFile) await readEnvironmentFile(child);
	const sourceName = script.from === "file" ? script.name : "desk";
	return script.text === undefined
		? await runStdin(child, sourceName)
		: await runText(child, script.text, sourceName, 1, script.from === "command");
}

/** What `BASH_ENV` names is read before a script (bash(1), Invocation); nothing is said where there is no such file. */
async function readEnvironmentFile(child: Shell): Promise<void> {
	const value = child.variables.get("BASH_ENV");
	if (value === undefined || value === "") return;
	const path = await expandText(child, wordOf(value));
	const vfs = await child.world.commands.open();
	if ((await vfs.find(child.path(path)))?.kind !== "file") return;
	try {
		await runText(child, rawText(await vfs.readAll(child.path(path))), path);
	} catch (jump) {
		if (!(jump instanceof ReturnJump)) throw jump;
	}
}
