/** Builtins for people: aliases, history, help. */
import { quoteTransform } from "../language/quote.ts";
import type { Shell } from "../shell.ts";
import { stageIo } from "../external.ts";

export async function alias(shell: Shell, args: readonly string[]): Promise<number> {
	const words = args[0] === "-p" || args[0] === "--" ? args.slice(1) : args;
	const show = async (name: string, value: string) => await shell.write(1, `alias ${name}=${quoteTransform(value)}\n`);
	if (words.length === 0) for (const [name, value] of [...shell.aliases].sort()) await show(name, value);
	let status = 0;
	for (const word of words) {
		const equals = word.indexOf("=");
		if (equals > 0) {
			shell.aliases.set(word.slice(0, equals), word.slice(equals + 1));
			shell.aliasesChanged++;
			continue;
		}
		const value = shell.aliases.get(word);
		if (value !== undefined) await show(word, value);
		else {
			await shell.complain(`alias: ${word}: not found`);
			status = 1;
		}
	}
	return status;
}

export async function unalias(shell: Shell, args: readonly string[]): Promise<number> {
	if (args[0] === "-a") {
		shell.aliases.clear();
		shell.aliasesChanged++;
		return 0;
	}
	let status = 0;
	for (const name of args) {
		if (shell.aliases.delete(name)) shell.aliasesChanged++;
		else {
			await shell.complain(`unalias: ${name}: not found`);
			status = 1;
		}
	}
	return status;
}

/** The session's history; a script has none. */
export async function history(shell: Shell, args: readonly string[]): Promise<number> {
	const { history: store } = shell.world;
	if (store === undefined) return 0;
	if (args[0] === "-c") {
		await store.clear();
		return 0;
	}
	if (args[0] === "-d" && args[1] !== undefined) {
		await store.delete(Number(args[1]));
		return 0;
	}
	const lines = await store.all();
	const count = args[0] === undefined ? lines.length : Number(args[0]);
	const from = Math.max(0, lines.length - (Number.isNaN(count) ? lines.length : count));
	for (const [at, line] of lines.slice(from).entries()) await shell.write(1, `${String(from + at + 1).padStart(5)}  ${line}\n`);
	return 0;
}

export async function help(shell: Shell, args: readonly string[]): Promise<number> {
	const [topic] = args;
	if (topic !== undefined) return await shell.world.commands.run(["help", ...args], stageIo(shell));
	return await shell.world.commands.run(["--help"], stageIo(shell));
}
