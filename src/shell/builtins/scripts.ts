/** Builtins that run text: `eval`, `.`, `exec`, `bash`, `desk`. */

import { collect } from "../../base/bytes.ts";
import { DeskError } from "../../base/errors.ts";
import { rawText } from "../../base/raw-text.ts";
import { ExitJump, ReturnJump } from "../control.ts";
import { streamOf } from "../pipe.ts";
import { openForReading } from "../redirect.ts";
import { runText } from "../run.ts";
import { runScriptText } from "../script-file.ts";
import type { Shell } from "../shell.ts";
import { runUnit } from "../simple.ts";
import { deeper } from "../step.ts";
import { lastWords, runTrap, withoutTraced } from "../traps.ts";
import { setOptions } from "./options.ts";

export async function evaluate(shell: Shell, args: readonly string[]): Promise<number> {
	if (/^-./.test(args[0] ?? "") && args[0] !== "--") {
		await shell.complain(`eval: ${args[0]}: invalid option`);
		return 2;
	}
	const text = (args[0] === "--" ? args.slice(1) : args).join(" ");
	if (text.trim() === "") return 0;
	return await deeper(shell, "eval", () => runText(shell, text, shell.source.name, shell.line));
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
		return await deeper(shell, name, () => runText(shell, text, name));
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

/** A script by path; a name without a slash is looked for on PATH first, as bash does. @throws DeskError */
async function scriptText(shell: Shell, name: string): Promise<string> {
	const vfs = await shell.world.commands.open();
	if (!name.includes("/")) {
		for (const folder of (shell.variables.get("PATH") ?? "").split(":")) {
			const path = shell.path(`${folder === "" ? "." : folder}/${name}`);
			if ((await vfs.find(path))?.kind === "file") return rawText(await vfs.readAll(path));
		}
	}
	return rawText(await collect(streamOf(await openForReading(shell, name))));
}

/** `exec command`: what the command ends with, the shell ends with. */
export async function exec(shell: Shell, args: readonly string[]): Promise<number> {
	let words = args;
	while (/^-[cla]$/.test(words[0] ?? "")) words = words.slice(words[0] === "-a" ? 2 : 1);
	if (words[0] === "--") words = words.slice(1);
	const [name, ...rest] = words;
	if (name === undefined) return 0;
	const status = await runUnit(shell, name, rest);
	if ((status === 127 || status === 126) && shell.world.interactive) return status;
	shell.traps.delete("EXIT");
	throw new ExitJump(status);
}

/** `bash`, `sh`: a shell of its own in this process. */
export async function bash(shell: Shell, args: readonly string[]): Promise<number> {
	return await newShellWith(shell, args, "bash");
}

async function newShellWith(shell: Shell, args: readonly string[], called: string): Promise<number> {
	let isCommand = false;
	const options: string[] = [];
	const shopts: [name: string, on: boolean][] = [];
	let at = 0;
	for (; at < args.length; at++) {
		const word = args[at] as string;
		if (word === "--") {
			at++;
			break;
		}
		if (/^--(norc|noprofile|login|posix|restricted)$/.test(word)) continue;
		if (!/^[-+]./.test(word)) break;
		if (word.startsWith("-") && word.includes("c") && !word.startsWith("--")) isCommand = true;
		if (word === "-O" || word === "+O") {
			shopts.push([args[++at] ?? "", word === "-O"]);
			continue;
		}
		const letters = word[0] + word.slice(1).replace(/[clis]/g, "");
		if (letters.length > 1) options.push(letters);
		if (word.endsWith("o")) options.push(args[++at] ?? "");
	}
	const rest = args.slice(at);
	const prepare = (child: Shell) => {
		void setOptions(child, options);
		for (const [name, on] of shopts) {
			if (on) child.options.shopt.add(name);
			else child.options.shopt.delete(name);
		}
	};
	if (isCommand) {
		const [text, name = called, ...parameters] = rest;
		if (text === undefined) {
			await shell.complain(`${called}: -c: option requires an argument`);
			return 2;
		}
		return await runScriptText(shell, text, name, parameters, prepare, "desk");
	}
	const [file, ...parameters] = rest;
	if (file === undefined) {
		const text = rawText(await collect(streamOf(shell.descriptors.source(0))));
		return await runScriptText(shell, text, called, parameters, prepare, called);
	}
	try {
		return await runScriptText(shell, await scriptText(shell, file), file, parameters, prepare);
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		await shell.complain(error.sentence);
		return 127;
	}
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
	return await newShellWith(shell, args, "desk");
}
