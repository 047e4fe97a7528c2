/** Builtins that run text: `eval`, `.`, `exec`, `bash`, `desk`. */
import { collect } from "../../base/bytes.ts";
import { rawText } from "../../base/raw-text.ts";
import { unaryTest } from "../conditional.ts";
import { ExitJump, ReturnJump } from "../control.ts";
import { runExternal } from "../external.ts";
import { streamOf } from "../pipe.ts";
import { openForReading } from "../redirect.ts";
import { runText } from "../run.ts";
import { fileOnPath } from "../search-path.ts";
import type { Shell } from "../shell.ts";
import { runUnit } from "../simple.ts";
import { deeper } from "../step.ts";
import { traced } from "../trace.ts";
import { lastWords, runTrap, withoutTraced } from "../traps.ts";
import { isProgram } from "./index.ts";

export async function evaluate(shell: Shell, words: readonly string[]): Promise<number> {
	const text = words.join(" ");
	if (text.trim() === "") return 0;
	return await deeper(shell, "eval", () => traced(shell, () => runText(shell, text, shell.source.name, shell.line)));
}

export async function source(shell: Shell, [name, ...rest]: readonly string[]): Promise<number> {
	if (name === undefined) {
		await shell.complain(".: filename argument required");
		return 2;
	}
	const text = await scriptText(shell, name);
	const { positional } = shell;
	const given = rest;
	if (rest.length > 0) shell.positional = given;
	shell.frames.push({ name, kind: "source", line: shell.line, source: { name, text, firstLine: 1 } });
	const putBack = withoutTraced(shell, ["DEBUG"]);
	try {
		return await deeper(shell, name, () => traced(shell, () => runText(shell, text, name)));
	} catch (jump) {
		if (jump instanceof ReturnJump) return jump.status;
		await lastWords(shell, jump);
		throw jump;
	} finally {
		putBack();
		shell.frames.pop();
		// What the script set stays; parameters that were given to it do not.
		if (rest.length > 0 && shell.positional === given) shell.positional = positional;
		if (shell.traps.has("RETURN")) await runTrap(shell, "RETURN");
	}
}

/** A script by path; a name without a slash is looked for on PATH first, then here; in POSIX mode, only there. @throws DeskError */
async function scriptText(shell: Shell, name: string): Promise<string> {
	const path = await fileOnPath(shell, name);
	if (path === undefined && shell.options.posix && !name.includes("/")) {
		await shell.complain(`.: ${name}: file not found`);
		throw new ExitJump(1);
	}
	return rawText(await collect(streamOf(await openForReading(shell, path ?? name))));
}

/** `exec command`: what the command ends with, the shell ends with. Functions and builtins that are no programs too are none. */
export async function exec(
	shell: Shell,
	[name, ...rest]: readonly string[],
	options: ReadonlyMap<string, string>,
): Promise<number> {
	if (name === undefined) return 0;
	const { variables } = shell;
	if (options.has("c")) for (const one of Object.keys(variables.exported())) variables.make(one).exported = false;
	shell.lastCommand = undefined;
	shell.isReplaced = shell.subshellDepth === 0;
	const exits = shell.traps.get("EXIT");
	shell.traps.delete("EXIT");
	const run = async () => {
		if (isProgram(name)) return await runProgram(shell, name, rest, options);
		const status = await runExternal(shell, name, rest);
		// A folder of that name is what cannot be executed, not what is not there.
		return status === 127 && (await unaryTest(shell, "-d", name)) ? 126 : status;
	};
	const status = await run();
	shell.isReplaced = false;
	if (status !== 127 && status !== 126) throw new ExitJump(status);
	// It could not be run: the shell is still there.
	if (exits !== undefined && status === 127) shell.traps.set("EXIT", exits);
	if (shell.world.interactive || (shell.options.shopt.has("execfail") && shell.subshellDepth === 0)) return status;
	throw new ExitJump(status);
}

/** A builtin that is a program too; a shell may get another name for its `$0`. */
async function runProgram(
	shell: Shell,
	name: string,
	args: readonly string[],
	options: ReadonlyMap<string, string>,
): Promise<number> {
	const called = options.get("a") ?? (options.has("l") ? `-${name}` : undefined);
	if (called === undefined || !["bash", "sh"].includes(name)) return await runUnit(shell, name, args);
	const { runShell } = await import("../script-file.ts");
	return await runShell(shell, args, name, called);
}

/** `bash`, `sh`: a shell of its own in this process. */
export function newShell(called: string): (shell: Shell, args: readonly string[]) => Promise<number> {
	return async (shell, args) => {
		const { runShell } = await import("../script-file.ts");
		return await runShell(shell, args, called);
	};
}

/** `desk ls`, inside the shell: the command itself; `desk -c …` and `desk script` as outside. */
export async function desk(shell: Shell, args: readonly string[]): Promise<number> {
	const [name, ...rest] = args;
	if (name !== undefined && shell.world.commands.has(name)) return await runUnit(shell, name, rest);
	if (name === undefined || name === "--help" || name === "--version" || name === "-h" || name === "-V")
		return await shell.world.commands.run(
			args.length === 0 ? ["--help"] : args,
			(await import("../external.ts")).stageIo(shell),
		);
	return await newShell("desk")(shell, args);
}
