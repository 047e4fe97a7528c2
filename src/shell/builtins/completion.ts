/** Programmable completion as scripts use it: `compgen`, and `complete`, which remembers what it is told. */
import { compareNames } from "../../vfs/index.ts";
import { expandText, expandWords } from "../expand.ts";
import { callFunction } from "../function.ts";
import { expandGlob } from "../glob.ts";
import { SIGNALS } from "../jobs.ts";
import { compilePattern } from "../language/pattern.ts";
import { quoteTransform } from "../language/quote.ts";
import { OPTION_NAMES, SHOPT_NAMES } from "../options.ts";
import type { Shell } from "../shell.ts";
import { ifsOf } from "../split-fields.ts";
import { parseSource, parseWord } from "../syntax.ts";
import { BUILTINS, builtinNames } from "./index.ts";
import { letterOptions } from "./letter-options.ts";
import { KEYWORDS } from "./lookup.ts";

/** Letters that stand for actions (bash(1), complete). */
const ACTION_OF_LETTER: Readonly<Record<string, string>> = {
	a: "alias",
	b: "builtin",
	c: "command",
	d: "directory",
	e: "export",
	f: "file",
	g: "group",
	j: "job",
	k: "keyword",
	s: "service",
	u: "user",
	v: "variable",
};

export const COMPLETE_OPTIONS = "abcdefgjko:prsuvA:G:W:P:S:X:F:C:DEI";

/** What there is of each kind; nothing where this shell has none of it. In the order in which bash lists kinds. */
const ACTIONS: Readonly<Record<string, (shell: Shell, prefix: string) => Promise<string[]> | string[]>> = {
	alias: (shell) => [...shell.aliases.keys()].sort(compareNames),
	arrayvar: (shell) => shell.variables.names().filter((name) => Array.isArray(shell.variables.value(name))),
	binding: () => [],
	builtin: () => builtinNames(),
	disabled: (shell) => [...shell.disabledBuiltins].sort(compareNames),
	enabled: (shell) => builtinNames().filter((name) => !shell.disabledBuiltins.has(name)),
	export: (shell) => Object.keys(shell.variables.exported()).sort(compareNames),
	function: (shell) => [...shell.functions.keys()].sort(compareNames),
	helptopic: () => builtinNames(),
	hostname: () => [],
	job: (shell) => shell.jobs.map((job) => job.text),
	keyword: () => [...KEYWORDS],
	running: (shell) => shell.jobs.filter((job) => job.status === undefined).map((job) => job.text),
	setopt: () => OPTION_NAMES.slice().sort(),
	shopt: () => [...SHOPT_NAMES],
	signal: () => [...Object.keys(SIGNALS).map((name) => `SIG${name}`), "DEBUG", "ERR", "EXIT", "RETURN"],
	stopped: () => [],
	variable: (shell) => shell.variables.names(),
	command: (shell) => [
		...new Set([...KEYWORDS, ...shell.functions.keys(), ...BUILTINS.keys(), ...shell.world.commands.names]),
	],
	file: (shell, prefix) => files(shell, prefix, false),
	user: () => [],
	group: () => [],
	service: () => [],
	directory: (shell, prefix) => files(shell, prefix, true),
};

async function files(shell: Shell, prefix: string, directories: boolean): Promise<string[]> {
	const slash = prefix.lastIndexOf("/") + 1;
	const folder = prefix.slice(0, slash);
	const vfs = await shell.world.commands.open();
	const path = shell.path(folder || ".");
	if ((await vfs.find(path))?.kind !== "directory") return [];
	const all = await vfs.readdir(path);
	return all.filter((stat) => !directories || stat.kind === "directory").map((stat) => folder + stat.name);
}

/** The words of `-W`: split as `IFS` says, with quotes and expansions. */
async function wordList(shell: Shell, text: string): Promise<string[]> {
	const ifs = ifsOf(shell);
	if (/^[ \t\n]*$/.test(ifs)) {
		const command = parseSource(`: ${text.replaceAll("\n", " ")}`).statements[0]?.command;
		const words = command?.type === "Command" ? command.args.filter((word) => word.type === "Word") : [];
		return await expandWords(shell, words);
	}
	const found: string[] = [];
	let word = "";
	const end = async () => {
		const parsed = word === "" ? undefined : parseWord(`"${word.replaceAll('"', '\\"')}"`);
		if (parsed !== undefined) found.push(await expandText(shell, parsed));
		word = "";
	};
	for (const char of text) {
		if (ifs.includes(char)) await end();
		else word += char;
	}
	await end();
	return found;
}

/** What a function for completion answers in `COMPREPLY`. */
async function replies(shell: Shell, name: string, word: string): Promise<string[]> {
	const known = shell.functions.get(name);
	if (known === undefined) return [];
	shell.variables.unset("COMPREPLY");
	await callFunction(shell, name, known, ["compgen", word, ""]);
	const value = shell.variables.value("COMPREPLY");
	return Array.isArray(value) ? value.filter(() => true) : value === undefined ? [] : [String(value)];
}

export async function compgen(shell: Shell, args: readonly string[]): Promise<number> {
	const parsed = await letterOptions(shell, "compgen", args, COMPLETE_OPTIONS);
	if (parsed === undefined) return 2;
	const [word = ""] = parsed.words;
	const value = new Map(parsed.options);
	const actions = await actionsOf(shell, "compgen", parsed.options);
	if (actions === undefined) return 2;
	const found: string[] = [];
	for (const [name, list] of Object.entries(ACTIONS))
		if (actions.has(name)) found.push(...(await list(shell, word)).filter((one) => one.startsWith(word)));
	const glob = value.get("G");
	if (glob !== undefined) found.push(...((await expandGlob(shell, glob)) ?? []));
	const list = value.get("W");
	if (list !== undefined) found.push(...(await wordList(shell, list)).filter((one) => one.startsWith(word)));
	const name = value.get("F");
	if (name !== undefined) found.push(...(await replies(shell, name, word)));
	const filter = value.get("X");
	const left = filter === undefined ? found : filtered(shell, found, filter, word);
	for (const one of left) await shell.write(1, `${value.get("P") ?? ""}${one}${value.get("S") ?? ""}\n`);
	return left.length > 0 ? 0 : 1;
}

/** Without what matches; with `!` first, without all else. */
function filtered(shell: Shell, words: readonly string[], filter: string, word: string): string[] {
	const inverted = filter.startsWith("!");
	const text = filter.slice(inverted ? 1 : 0).replace(/\\&|&/g, (found) => (found === "&" ? word : "&"));
	const pattern = compilePattern(text, { extglob: shell.options.shopt.has("extglob") });
	return words.filter((one) => pattern.matches(one) === inverted);
}

async function actionsOf(
	shell: Shell,
	command: string,
	options: readonly (readonly [string, string])[],
): Promise<Set<string> | undefined> {
	const actions = new Set<string>();
	for (const [letter, value] of options) {
		const action = letter === "A" ? value : ACTION_OF_LETTER[letter];
		if (action === undefined) continue;
		if (!Object.hasOwn(ACTIONS, action)) {
			await shell.complain(`${command}: ${action}: invalid action name`);
			return undefined;
		}
		actions.add(action);
	}
	return actions;
}

/** What `complete` has no name for: the commands without a specification, the empty line, the first word. */
const PLACES = ["D", "E", "I"];

export async function complete(shell: Shell, args: readonly string[]): Promise<number> {
	const parsed = await letterOptions(shell, "complete", args, COMPLETE_OPTIONS);
	if (parsed === undefined) return 2;
	const { options, words } = parsed;
	const letters = new Set(options.map(([letter]) => letter));
	const places = PLACES.filter((place) => letters.has(place)).map((place) => `-${place}`);
	const names = places.length > 0 ? places : words;
	const { completions } = shell;
	if (letters.has("r") && names.length === 0) completions.clear();
	else if (letters.has("p") || letters.has("r") || (options.length === 0 && names.length === 0)) {
		let status = 0;
		for (const name of names.length > 0 ? names : completions.keys()) {
			const specification = completions.get(name);
			if (specification === undefined) {
				await shell.complain(`complete: ${name}: no completion specification`);
				status = 1;
			} else if (letters.has("r")) completions.delete(name);
			else await shell.write(1, `complete ${specification}${name}\n`);
		}
		return status;
	} else {
		const actions = await actionsOf(shell, "complete", options);
		if (actions === undefined) return 2;
		if (names.length === 0) {
			await shell.complain("complete: usage: complete [OPTIONS] [NAME ...]");
			return 2;
		}
		for (const name of names) completions.set(name, printed(options, actions));
	}
	return 0;
}

/** A specification as `complete -p` prints it, in bash's order. */
function printed(options: readonly (readonly [string, string])[], actions: ReadonlySet<string>): string {
	const words = options
		.filter(([letter]) => letter === "o")
		.map(([, value]) => `-o ${value}`)
		.sort();
	const short = new Set(Object.values(ACTION_OF_LETTER));
	for (const [letter, action] of Object.entries(ACTION_OF_LETTER)) if (actions.has(action)) words.push(`-${letter}`);
	for (const action of Object.keys(ACTIONS)) if (actions.has(action) && !short.has(action)) words.push(`-A ${action}`);
	const value = new Map(options);
	for (const letter of "GWPSXC") {
		const text = value.get(letter);
		if (text !== undefined) words.push(`-${letter} ${quoteTransform(text)}`);
	}
	const name = value.get("F");
	if (name !== undefined) words.push(`-F ${name}`);
	return words.map((word) => `${word} `).join("");
}

/** Options of a specification cannot be changed while completing, as nothing is completed here; only that it is there is looked at. */
export async function compopt(shell: Shell, names: readonly string[]): Promise<number> {
	const missing = names.find((name) => !shell.completions.has(name));
	if (names.length > 0 && missing === undefined) return 0;
	await shell.complain(
		missing === undefined
			? "compopt: not currently executing a completion function"
			: `compopt: ${missing}: no completion specification`,
	);
	return 1;
}
