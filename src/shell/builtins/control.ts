/** Builtins that change where control goes. */
import { ExitJump, LineJump, LoopJump, ReturnJump } from "../control.ts";
import { SIGNALS, signalName, signalTable } from "../jobs.ts";
import { quoteTransform } from "../language/quote.ts";
import type { Shell } from "../shell.ts";
import { statusBeforeTrap } from "../traps.ts";

/** Words too many end the line that they are on, as in bash. @throws LineJump */
export async function refuseMore(shell: Shell, name: string, words: readonly string[], most: number): Promise<void> {
	if (words.length <= most) return;
	await shell.complain(`${name}: too many arguments`);
	throw new LineJump(1);
}

async function levels(shell: Shell, name: string, args: readonly string[]): Promise<number | undefined> {
	const [text = "1"] = args[0] === "--" ? args.slice(1) : args;
	const count = Number(text);
	if (!/^[+-]?\d+$/.test(text)) {
		await shell.complain(`${name}: ${text}: numeric argument required`);
		throw new ExitJump(128);
	}
	await refuseMore(shell, name, args[0] === "--" ? args.slice(1) : args, 1);
	if (count < 1) {
		await shell.complain(`${name}: ${text}: loop count out of range`);
		return undefined;
	}
	return count;
}

export async function breakLoop(shell: Shell, args: readonly string[]): Promise<number> {
	return await jump(shell, "break", args);
}

export async function continueLoop(shell: Shell, args: readonly string[]): Promise<number> {
	return await jump(shell, "continue", args);
}

async function jump(shell: Shell, kind: "break" | "continue", args: readonly string[]): Promise<number> {
	if (shell.loops === 0) {
		await shell.complain(`${kind}: only meaningful in a \`for', \`while', or \`until' loop`);
		return 0;
	}
	const count = await levels(shell, kind, args);
	// `break 0` says so and leaves the loop.
	if (count === undefined) {
		throw new LoopJump("break", 1, 1);
	}
	throw new LoopJump(kind, Math.min(count, shell.loops));
}

/** The status that `exit` and `return` take: 0–255. */
async function statusOf(shell: Shell, name: string, args: readonly string[]): Promise<number | undefined> {
	const [text] = args[0] === "--" ? args.slice(1) : args;
	if (text === undefined) return statusBeforeTrap(shell);
	if (!/^\s*[+-]?\d+\s*$/.test(text)) {
		await shell.complain(`${name}: ${text}: numeric argument required`);
		return undefined;
	}
	return Number(BigInt.asUintN(8, BigInt(text.trim().replace(/^\+/, ""))));
}

export async function returnFrom(shell: Shell, args: readonly string[]): Promise<number> {
	if (shell.frames.length === 0) {
		await shell.complain("return: can only `return' from a function or sourced script");
		return 2;
	}
	await refuseMore(shell, "return", args[0] === "--" ? args.slice(1) : args, 1);
	throw new ReturnJump((await statusOf(shell, "return", args)) ?? 2);
}

export async function exit(shell: Shell, args: readonly string[]): Promise<number> {
	if (/^[+-]?\d+$/.test(args[0] ?? "")) await refuseMore(shell, "exit", args, 1);
	throw new ExitJump((await statusOf(shell, "exit", args)) ?? 2, true);
}

/** There is no login shell. */
export async function logout(shell: Shell): Promise<number> {
	await shell.complain("logout: not a login shell: use `exit`");
	return 1;
}

export async function suspend(shell: Shell): Promise<number> {
	await shell.complain("suspend: cannot suspend: no job control");
	return 1;
}

export async function trap(shell: Shell, args: readonly string[]): Promise<number> {
	const words = args[0] === "--" ? args.slice(1) : [...args];
	if (words[0] === "-l") {
		await shell.write(1, signalTable());
		return 0;
	}
	if (words.length === 0 || words[0] === "-p") {
		const wanted = words.slice(1).map((word) => signalName(word));
		for (const [name, command] of [...(shell.inheritedTraps ?? shell.traps)].sort(
			(a, b) => order(a[0]) - order(b[0]),
		)) {
			const shown = name in SIGNALS ? `SIG${name}` : name;
			if (wanted.length === 0 || wanted.includes(name))
				await shell.write(1, `trap -- ${quoteTransform(command)} ${shown}\n`);
		}
		return 0;
	}
	if (words.length === 1 && signalName(words[0] as string) === undefined) {
		await shell.complain("trap: usage: trap [-lp] [[arg] signal_spec ...]");
		return 2;
	}
	shell.inheritedTraps = undefined;
	// One word alone, or a number first, resets.
	const resets = words[0] === "-" || words.length === 1 || /^\d+$/.test(words[0] ?? "");
	const conditions = words[0] === "-" || !resets ? words.slice(1) : words;
	let status = 0;
	for (const word of conditions) {
		const name = signalName(word);
		if (name === undefined) {
			await shell.complain(`trap: ${word}: invalid signal specification`);
			status = 1;
		} else if (resets) shell.traps.delete(name);
		else shell.traps.set(name, words[0] as string);
	}
	return status;
}

function order(name: string): number {
	return name === "EXIT" ? 0 : (SIGNALS[name] ?? 100 + ["DEBUG", "ERR", "RETURN"].indexOf(name));
}
