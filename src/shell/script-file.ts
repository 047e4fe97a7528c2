import { rawText } from "../base/raw-text.ts";
import type { OpenFile } from "./descriptors.ts";
import { newShell } from "./new-shell.ts";
import { runText, toTheEnd } from "./run.ts";
import type { Shell } from "./shell.ts";
import { deeper } from "./step.ts";

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
