/** Builtins for people: aliases, history, help. */

import { rawBytes } from "../../base/raw-text.ts";
import { compareNames } from "../../vfs/index.ts";
import { runExternal, stageIo } from "../external.ts";
import { quoteTransform } from "../language/quote.ts";
import type { Shell } from "../shell.ts";

/** What no alias's name may have: blanks, and what is special to the language (bash's general.c: legal_alias_name). */
const NO_ALIAS = /[\s()<>;&|"'`\\$/]/;

export async function alias(
	shell: Shell,
	words: readonly string[],
	options: ReadonlyMap<string, string>,
): Promise<number> {
	const show = async (name: string, value: string) => await shell.write(1, `alias ${name}=${quoteTransform(value)}\n`);
	if (words.length === 0 || options.has("p"))
		for (const name of [...shell.aliases.keys()].sort(compareNames)) await show(name, shell.aliases.get(name) ?? "");
	let status = 0;
	for (const word of words) {
		const equals = word.indexOf("=");
		const name = equals > 0 ? word.slice(0, equals) : word;
		const value = shell.aliases.get(word);
		if (equals > 0 && !NO_ALIAS.test(name)) {
			shell.aliases.set(name, word.slice(equals + 1));
			shell.aliasesChanged++;
		} else if (equals <= 0 && value !== undefined) await show(word, value);
		else {
			await shell.complain(equals > 0 ? `alias: \`${name}': invalid alias name` : `alias: ${word}: not found`);
			status = 1;
		}
	}
	return status;
}

export async function unalias(
	shell: Shell,
	names: readonly string[],
	options: ReadonlyMap<string, string>,
): Promise<number> {
	if (options.has("a")) {
		shell.aliases.clear();
		shell.aliasesChanged++;
		return 0;
	}
	if (names.length === 0) {
		await shell.complain("unalias: usage: unalias [-a] name [name ...]");
		return 2;
	}
	let status = 0;
	for (const name of names) {
		if (shell.aliases.delete(name)) shell.aliasesChanged++;
		else {
			await shell.complain(`unalias: ${name}: not found`);
			status = 1;
		}
	}
	return status;
}

/** A script has no history to list or to run again; in a session the editor and `history` do it. */
export async function fc(
	shell: Shell,
	_words: readonly string[],
	options: ReadonlyMap<string, string>,
): Promise<number> {
	if (!shell.world.interactive && !options.has("s") && !options.has("e")) return 0;
	await shell.complain("fc: no command found");
	return 1;
}

/** The session's history (a script has none); with a path, the revisions of a file: the desk command of that name. */
export async function history(shell: Shell, args: readonly string[]): Promise<number> {
	const [first] = args;
	if (first !== undefined && !/^(\d+|-[cdw].*|-\d+)$/.test(first)) return await runExternal(shell, "history", args);
	const { history: store } = shell.world;
	if (store === undefined) return 0;
	if (first === "-c") {
		await store.clear();
		return 0;
	}
	if (first === "-d") {
		const number = Number(args[1]);
		if (Number.isInteger(number) && (await store.delete(number)) !== false) return 0;
		await shell.complain(`history: ${args[1] ?? ""}: history position out of range`);
		return 1;
	}
	const lines = await store.all();
	const from = first === undefined ? 0 : Math.max(0, lines.length - Math.abs(Number(first)));
	const shown = lines.slice(from).map((line, at) => `${String(from + at + 1).padStart(5)}  ${line}\n`);
	return await print(shell, "history", shown.join(""));
}

/** Help on a builtin, a desk command, or for a newcomer on the shell. */
export async function help(
	shell: Shell,
	args: readonly string[],
	options: ReadonlyMap<string, string>,
): Promise<number> {
	const [topic] = args;
	const { commands, interactive } = shell.world;
	if (topic === undefined && interactive) {
		const isColoured = shell.descriptors.get(1)?.terminal === true && shell.world.colour;
		const { helpPage } = await import("../help-page.ts");
		return await print(
			shell,
			"help",
			helpPage(shell.world.columns(), isColoured ? (text) => `\x1b[1m${text}\x1b[0m` : (text) => text),
		);
	}
	if (topic === undefined || topic === "commands") return await commands.run(["--help"], stageIo(shell));
	const { BUILTIN_HELP } = await import("../builtin-help.ts");
	const own = BUILTIN_HELP[topic];
	if (own === undefined && commands.has(topic)) return await commands.run(["help", ...args], stageIo(shell));
	if (own === undefined) {
		await shell.complain(`help: no help topics match \`${topic}'; \`help commands\` lists all`);
		return 1;
	}
	if (options.has("d") || options.has("s")) {
		await shell.write(1, options.has("d") ? `${topic} - ${own.summary}\n` : `${topic}: ${own.usage}\n`);
		return 0;
	}
	await shell.write(1, `${own.usage}\n    ${own.summary}\n`);
	if (!commands.names.includes(topic)) return 0;
	await shell.write(1, "\n");
	return await commands.run(["help", ...args], stageIo(shell));
}

/** Text that may be longer than the screen. */
async function print(shell: Shell, name: string, text: string): Promise<number> {
	const io = stageIo(shell);
	const { show } = shell.world;
	if (show === undefined) await io.stdout.write(rawBytes(text));
	else await show(name, text, io);
	return 0;
}

/** An empty screen, and nothing to scroll back to; where there is no terminal, nothing. */
export async function clear(shell: Shell): Promise<number> {
	const isDumb = ["", "dumb"].includes(shell.variables.get("TERM") ?? "");
	if (shell.descriptors.get(1)?.terminal === true && !isDumb) await shell.write(1, "\x1b[H\x1b[2J\x1b[3J");
	return 0;
}
