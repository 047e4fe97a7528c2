/** Completion in the session: commands, arguments, paths, variables. */
import { DeskError } from "../base/errors.ts";
import type { Suggestion } from "../command/index.ts";
import type { Stat } from "../vfs/index.ts";
import { BUILTIN_HELP } from "./builtin-help.ts";
import { BUILTINS } from "./builtins/index.ts";
import { type Quote, quoted, unquote, type WordAtCursor, wordAtCursor } from "./complete-word.ts";
import type { Completion, Completions } from "./editor/index.ts";
import type { Shell } from "./shell.ts";

/** Builtins whose arguments are directories, commands or variables; those of the others are paths. */
const TAKES: Readonly<Record<string, "directory" | "command" | "variable" | "alias" | "nothing">> = {
	cd: "directory",
	pushd: "directory",
	type: "command",
	command: "command",
	which: "command",
	help: "command",
	builtin: "command",
	unset: "variable",
	export: "variable",
	readonly: "variable",
	declare: "variable",
	local: "variable",
	read: "variable",
	unalias: "alias",
	alias: "alias",
	exit: "nothing",
	jobs: "nothing",
	":": "nothing",
};
/** Commands that run another one: the words after them are that one's. */
const RUNS_ANOTHER: ReadonlySet<string> = new Set(["command", "builtin", "exec", "time", "desk", "nohup"]);

/** How the word before the cursor may go on. Nothing when the desk cannot be read. */
export async function completeLine(shell: Shell, line: string, cursor: number): Promise<Completions> {
	const nothing = { from: cursor, to: cursor, items: [] };
	const word = wordAtCursor(line.slice(0, cursor));
	if (word === undefined) return nothing;
	try {
		const items = await itemsOf(shell, word);
		return { from: word.from, to: cursor, items };
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		return nothing;
	}
}

async function itemsOf(shell: Shell, word: WordAtCursor): Promise<Completion[]> {
	const { raw, role, words } = word;
	if (role === "variable") return variables(shell, raw, words[0] === "${");
	if (role === "path") return asItems(raw, await paths(shell, pathTyped(shell, raw), false), shell);
	if (role === "command") {
		if (raw.includes("/")) return asItems(raw, await paths(shell, pathTyped(shell, raw), false), shell);
		return asItems(raw, await commandNames(shell), shell);
	}
	return asItems(raw, await argument(shell, words, raw), shell);
}

/** What an argument may be. */
async function argument(shell: Shell, words: readonly string[], raw: string): Promise<readonly Suggestion[]> {
	const typed = pathTyped(shell, raw);
	const [name = "", ...rest] = words;
	if (RUNS_ANOTHER.has(name)) {
		if (rest.length > 0) return await argument(shell, rest, raw);
		return await commandNames(shell);
	}
	const alias = shell.aliases.get(name);
	if (alias !== undefined && !shell.functions.has(name)) {
		const meant = alias.trim().split(/\s+/);
		if (meant[0] !== name) return await argument(shell, [...meant, ...rest], raw);
	}
	const isOwn =
		!shell.functions.has(name) &&
		(!BUILTINS.has(name) || (shell.world.commands.has(name) && TAKES[name] === undefined));
	if (isOwn && shell.world.commands.has(name)) {
		const found = (await shell.world.commands.complete?.([...words, typed], shell.cwd)) ?? [];
		// A builtin of the same name may take any path.
		if (found.length > 0 || !BUILTINS.has(name)) return found;
	}
	switch (TAKES[name]) {
		case "directory":
			return await paths(shell, typed, true);
		case "command":
			return await commandNames(shell);
		case "variable":
			return shell.variables.names().map((value) => ({ value }));
		case "alias":
			return [...shell.aliases].map(([value, about]) => ({ value, about }));
		case "nothing":
			return [];
		default:
			if (["fg", "kill", "wait", "bg", "disown"].includes(name)) {
				return shell.jobs.map((job) => ({ value: `%${job.number}`, about: job.text }));
			}
			return await paths(shell, typed, false);
	}
}

/** All that can be a first word, each once: what runs is what is named first. */
async function commandNames(shell: Shell): Promise<Suggestion[]> {
	const found = new Map<string, Suggestion>();
	const add = (value: string, about?: string) => {
		if (!found.has(value)) found.set(value, { value, about });
	};
	for (const [name, value] of shell.aliases) add(name, `alias: ${value}`);
	for (const name of shell.functions.keys()) add(name, "function");
	const summaries = new Map(
		((await shell.world.commands.complete?.([""], shell.cwd)) ?? []).map((one) => [one.value, one.about]),
	);
	for (const name of BUILTINS.keys())
		if (/^\w/.test(name)) add(name, BUILTIN_HELP[name]?.summary ?? summaries.get(name));
	for (const [name, about] of summaries) add(name, about);
	return [...found.values()].sort((a, b) => (a.value < b.value ? -1 : 1));
}

function variables(shell: Shell, typed: string, inBraces: boolean): Completion[] {
	return shell.variables
		.names()
		.filter((name) => name.startsWith(typed))
		.sort()
		.map((name) => ({ text: name, description: shell.variables.get(name)?.slice(0, 60), suffix: inBraces ? "}" : "" }));
}

/** The path that a word names so far: without quotes, with `~` and plain variables replaced. */
function pathTyped(shell: Shell, raw: string): string {
	return unquote(expanded(shell, raw)).value;
}

function expanded(shell: Shell, raw: string): string {
	if (raw.startsWith("'")) return raw;
	return raw
		.replace(/^~(?=\/|$)/, () => trimSlash(shell.variables.get("HOME") ?? ""))
		.replace(
			/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g,
			(_all, braced?: string, plain?: string) => shell.variables.get(braced ?? plain ?? "") ?? "",
		);
}

function trimSlash(path: string): string {
	return path.replace(/\/+$/, "");
}

/** Entries of the directory that the typed path is in, as whole words; directories end in a slash. */
async function paths(shell: Shell, typed: string, onlyDirectories: boolean): Promise<Suggestion[]> {
	const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
	const begun = typed.slice(folder.length);
	const { commands } = shell.world;
	if (commands.isOpen === false) return [];
	const vfs = await commands.open();
	const directory = folder === "" ? shell.cwd : shell.path(folder);
	if ((await vfs.find(directory))?.kind !== "directory") return [];
	return (await vfs.readdir(directory))
		.filter(
			({ name, kind }: Stat) =>
				(!onlyDirectories || kind === "directory") && (begun.startsWith(".") || !name.startsWith(".")),
		)
		.map(({ name, kind }) => ({ value: `${folder}${name}${kind === "directory" ? "/" : ""}` }));
}

/** Suggestions that begin as what was typed (else, in any case of letters), as the line has them: quoted as the word is. */
function asItems(raw: string, suggestions: readonly Suggestion[], shell: Shell): Completion[] {
	const typed = pathTyped(shell, raw);
	const lower = typed.toLowerCase();
	const exact = suggestions.filter(({ value }) => value.startsWith(typed));
	const fitting = exact.length > 0 ? exact : suggestions.filter(({ value }) => value.toLowerCase().startsWith(lower));
	// The directory part stays as it was typed, with its variables and quotes.
	const rawFolder = raw.slice(0, raw.lastIndexOf("/") + 1);
	const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
	const opening = /^(\$?'|")/.exec(raw)?.[0] ?? "";
	const head = rawFolder === "" ? opening : rawFolder;
	const quote: Quote = unquote(head).quote;
	return fitting.map(({ value, about }) => {
		const isDirectory = value.endsWith("/");
		const whole = isDirectory ? value.slice(0, -1) : value;
		const isInFolder = folder !== "" && whole.startsWith(folder);
		const name = isInFolder ? whole.slice(folder.length) : whole;
		const start = isInFolder || rawFolder === "" ? head : opening;
		const open = quote === "$'" ? "'" : quote;
		return {
			text: start + quoted(name, quote, start === ""),
			label: (isInFolder ? name : lastName(whole)) + (isDirectory ? "/" : ""),
			description: about,
			suffix: isDirectory ? "/" : value.endsWith("=") ? "" : `${open} `,
		};
	});
}

/** What the menu shows of a path. */
function lastName(path: string): string {
	return path.startsWith("/") && path.length > 1 ? path.slice(path.lastIndexOf("/") + 1) : path;
}
