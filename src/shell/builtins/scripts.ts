/** Builtins that run text: `eval`, `.`, `exec`, `bash`, `desk`. */
import { collect } from "../../base/bytes.ts";
import { rawText } from "../../base/raw-text.ts";
import { ExitJump, ReturnJump } from "../control.ts";
import { streamOf } from "../pipe.ts";
import { openForReading } from "../redirect.ts";
import { runText } from "../run.ts";
import { fileOnPath } from "../search-path.ts";
import type { Shell } from "../shell.ts";
import { runUnit } from "../simple.ts";
import { deeper } from "../step.ts";
import { traced } from "../trace.ts";
import { lastWords, runTrap, withoutTraced } from "../traps.ts";

export async function evaluate(shell: Shell, args: readonly string[]): Promise<number> {
	if (/^-./.test(args[0] ?? "") && args[0] !== "--") {
		await shell.complain(`eval: ${args[0]}: invalid option`);
		return 2;
	}
	const text = (args[0] === "--" ? args.slice(1) : args).join(" ");
	if (text.trim() === "") return 0;
	return await deeper(shell, "eval", () => traced(shell, () => runText(shell, text, shell.source.name, shell.line)));
}

export async function source(shell: Shell, args: readonly string[]): Promise<number> {
	const [name, ...rest] = args[0] === "--" ? args.slice(1) : args;
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

/** `exec command`: what the command ends with, the shell ends with. */
export async function exec(shell: Shell, args: readonly string[]): Promise<number> {
	let words = args;
	while (/^-[cla]$/.test(words[0] ?? "")) words = words.slice(words[0] === "-a" ? 2 : 1);
	if (words[0] === "--") words = words.slice(1);
	const [name, ...rest] = words;
	if (name === undefined) return 0;
	shell.lastCommand = undefined;
	shell.isReplaced = shell.subshellDepth === 0;
	const status = await runUnit(shell, name, rest);
	shell.isReplaced = false;
	if ((status === 127 || status === 126) && shell.world.interactive) return status;
	shell.traps.delete("EXIT");
	throw new ExitJump(status);
}

/** `bash`, `sh`: a shell of its own in this process. */
export function newShell(called: string): (shell: Shell, args: readonly string[]) => Promise<number> {
	return async (shell, args) => {
		if (shell.lastCommand !== undefined && shell.lastCommand === shell.command?.node && shell.traps.size === 0)
			shell.isReplaced = true;
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
