import { rawText } from "../base/raw-text.ts";
import type { OpenFile } from "./descriptors.ts";
import { newShell } from "./new-shell.ts";
import { runText, toTheEnd } from "./run.ts";
import type { Shell } from "./shell.ts";
import { deeper } from "./step.ts";

/** Shells whose language ours is. */
const SHELLS: ReadonlySet<string> = new Set(["sh", "bash", "dash", "ash", "ksh", "zsh", "desk"]);

/**
 * Who reads a script, as its `#!` line says (`#!/usr/bin/env python3`, `#!/usr/bin/awk -f`), with that line's words: a desk command, or
 * a program of the host. Nothing for scripts of a shell, and where there is no such command: then it is run as a script of this shell.
 */
export async function interpreterOf(shell: Shell, path: string): Promise<string[]> {
	const vfs = await shell.world.commands.open();
	let start = "";
	for await (const bytes of vfs.read(path, { length: 256 })) start += rawText(bytes);
	const [, interpreter = "", rest = ""] = /^#![ \t]*([^ \t\n]+)[ \t]*([^\n]*)/.exec(start) ?? [];
	const words = rest.trim() === "" ? [] : [rest.trim()];
	const isEnv = /(^|\/)env$/.test(interpreter);
	const [program = "", ...more] = isEnv
		? rest
				.replace(/^-S[ \t]*/, "")
				.trim()
				.split(/[ \t]+/)
		: [interpreter, ...words];
	const name = program.slice(program.lastIndexOf("/") + 1);
	if (name === "" || SHELLS.has(name)) return [];
	if (shell.world.commands.has(name)) return [name, ...more];
	const found = shell.world.programs?.find(program, shell.variables.exported());
	return found === undefined ? [] : [program, ...more];
}

/** Run a script of the tree in a shell of its own (`./script`, `bash script`): it gets the environment, not the variables. */
export async function runScriptFile(
	shell: Shell,
	path: string,
	name: string,
	args: readonly string[],
): Promise<number> {
	const vfs = await shell.world.commands.open();
	const text = rawText(await vfs.readAll(path));
	return await runScriptText(shell, text, name, args);
}

/** Run a text as a script in a shell of its own. */
export async function runScriptText(
	shell: Shell,
	text: string,
	name: string,
	args: readonly string[],
	prepare: (child: Shell) => void = () => undefined,
	sourceName = name,
): Promise<number> {
	const child = newShell(shell.world, shell.signal, shell.world.nextPid++, shell.variables.exported());
	child.cwd = shell.cwd;
	child.subshellDepth = 0;
	child.depth = shell.depth;
	child.name = name;
	child.positional = [...args];
	for (const number of shell.descriptors.numbers())
		await child.descriptors.set(number, shell.descriptors.get(number) as OpenFile);
	child.isScript = sourceName !== "desk";
	for (const exported of shell.exportedFunctions) {
		const called = shell.functions.get(exported);
		if (called !== undefined) child.functions.set(exported, called);
		child.exportedFunctions.add(exported);
	}
	prepare(child);
	return await deeper(child, name, () => toTheEnd(child, () => runText(child, text, sourceName)));
}
