import { DeskError } from "../base/errors.ts";
import { compareNames } from "../vfs/index.ts";
import { DiscardJump } from "./control.ts";
import { compilePattern, globComponent, hasWildcard } from "./language/pattern.ts";
import type { Shell } from "./shell.ts";
import { pace } from "./world.ts";

/**
 * Paths that a pattern matches, in byte order; undefined when there is none and the pattern stands for itself.
 * @throws DiscardJump with `failglob`
 */
export async function expandGlob(shell: Shell, pattern: string): Promise<string[] | undefined> {
	const { shopt } = shell.options;
	const rules = {
		dotglob: shopt.has("dotglob") || (shell.variables.get("GLOBIGNORE") ?? "") !== "",
		nocaseglob: shopt.has("nocaseglob"),
		extglob: shopt.has("extglob"),
	};
	const { components, separators } = split(pattern);
	let found: string[] = [separators[0] ?? ""];
	let globbed = false;
	for (const [index, component] of components.entries()) {
		const separator = separators[index + 1] ?? "";
		const last = separator === "";
		const next: string[] = [];
		if (!hasWildcard(component, rules.extglob)) {
			const name = unescaped(component);
			for (const prefix of found) {
				const path = prefix + name;
				// A name that is no pattern must exist where a pattern stood before it, or comes after.
				if (await exists(shell, path, !last)) next.push(path + separator);
			}
		} else if (component === "**" && shopt.has("globstar")) {
			for (const prefix of found) await deep(shell, prefix, last, rules.dotglob, globbed, next);
			globbed = true;
		} else {
			globbed = true;
			const matches = globComponent(component, rules);
			for (const prefix of found) {
				if (last && !component.startsWith(".")) {
					for (const name of await namesIn(shell, prefix)) if (matches(name)) next.push(prefix + name);
					continue;
				}
				for (const entry of await entries(shell, prefix, !shopt.has("globskipdots") && component.startsWith("."))) {
					if (matches(entry.name) && (last || entry.directory)) next.push(prefix + entry.name + separator);
				}
			}
		}
		found = next;
		if (found.length === 0) break;
		const turn = pace(shell.world);
		if (turn !== undefined) await turn;
		shell.check();
	}
	found = ignored(
		shell,
		found.filter((path) => path !== ""),
	);
	if (found.length > 0) return [...new Set(found)].sort(compareNames);
	if (shopt.has("failglob")) {
		await shell.complain(`no match: ${unescaped(pattern)}`);
		throw new DiscardJump(1);
	}
	return shopt.has("nullglob") ? [] : undefined;
}

/** A pattern at its slashes, which stand between components; `separators[0]` is before the first. */
function split(pattern: string): { components: string[]; separators: string[] } {
	const components: string[] = [];
	const separators: string[] = [/^\/*/.exec(pattern)?.[0] ?? ""];
	let depth = 0;
	let component = "";
	for (let at = (separators[0] as string).length; at < pattern.length; at++) {
		const char = pattern[at] as string;
		if (char === "\\") component += char + (pattern[++at] ?? "");
		else if (char === "/" && depth === 0) {
			let slashes = char;
			while (pattern[at + 1] === "/") slashes += pattern[++at];
			components.push(component);
			separators.push(slashes);
			component = "";
		} else {
			if (char === "(" && /[?*+@!]$/.test(component)) depth++;
			else if (char === ")" && depth > 0) depth--;
			component += char;
		}
	}
	if (component !== "") components.push(component);
	return { components, separators };
}

/** Without what `GLOBIGNORE` names. */
function ignored(shell: Shell, paths: string[]): string[] {
	const list = shell.variables.get("GLOBIGNORE") ?? "";
	if (list === "") return paths;
	const patterns = splitColons(list).map((pattern) => compilePattern(pattern, { extglob: true }));
	return paths.filter((path) => !patterns.some((pattern) => pattern.matches(path)));
}

function splitColons(list: string): string[] {
	return list.split(/(?<!\\):/).filter((pattern) => pattern !== "");
}

function unescaped(pattern: string): string {
	return pattern.replace(/\\([\s\S])/g, "$1");
}

/** `**`: all directories below, and as the last component all files too. */
async function deep(
	shell: Shell,
	prefix: string,
	last: boolean,
	dots: boolean,
	globbed: boolean,
	into: string[],
): Promise<void> {
	// A directory that a pattern gave stands without its slash.
	if (prefix !== "" || !last) into.push(last && globbed ? prefix.replace(/\/$/, "") : prefix);
	for (const entry of await entries(shell, prefix)) {
		if (entry.name.startsWith(".") && !dots) continue;
		const path = prefix + entry.name;
		if (entry.directory) {
			if (last) into.push(path);
			await deepBelow(shell, path, last, dots, into);
		} else if (last) into.push(path);
	}
}

async function deepBelow(shell: Shell, path: string, last: boolean, dots: boolean, into: string[]): Promise<void> {
	if (!last) into.push(`${path}/`);
	const turn = pace(shell.world);
	if (turn !== undefined) await turn;
	shell.check();
	for (const entry of await entries(shell, `${path}/`)) {
		if (entry.name.startsWith(".") && !dots) continue;
		const below = `${path}/${entry.name}`;
		if (last) into.push(below);
		if (entry.directory) await deepBelow(shell, below, last, dots, into);
	}
}

async function exists(shell: Shell, path: string, directory: boolean): Promise<boolean> {
	const vfs = await shell.world.commands.open();
	const found = await vfs.find(shell.path(path));
	return found !== undefined && (!directory || found.kind === "directory");
}

/** Names alone cost a tenth of what entries do. */
async function namesIn(shell: Shell, prefix: string): Promise<string[]> {
	const vfs = await shell.world.commands.open();
	try {
		return await vfs.names(prefix === "" ? shell.cwd : shell.path(prefix));
	} catch (error) {
		if (error instanceof DeskError && error.code !== "EINTR") return [];
		throw error;
	}
}

async function entries(shell: Shell, prefix: string, dots = false): Promise<{ name: string; directory: boolean }[]> {
	const vfs = await shell.world.commands.open();
	try {
		const directory = prefix === "" ? shell.cwd : shell.path(prefix);
		const found = (await vfs.readdir(directory)).map((stat) => ({
			name: stat.name,
			directory: stat.kind === "directory",
		}));
		return dots ? [{ name: ".", directory: true }, { name: "..", directory: true }, ...found] : found;
	} catch (error) {
		if (error instanceof DeskError && error.code !== "EINTR") return [];
		throw error;
	}
}
