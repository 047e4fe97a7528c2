import { DeskError } from "../base/errors.ts";
import { compareNames } from "../vfs/index.ts";
import { DiscardJump } from "./control.ts";
import { globComponent, hasWildcard } from "./language/pattern.ts";
import { pace } from "./world.ts";
import type { Shell } from "./shell.ts";

/**
 * Paths that a pattern matches, in byte order; undefined when there is none and the pattern stands for itself.
 * @throws DiscardJump with `failglob`
 */
export async function expandGlob(shell: Shell, pattern: string): Promise<string[] | undefined> {
	const { shopt } = shell.options;
	const rules = {
		dotglob: shopt.has("dotglob"),
		nocaseglob: shopt.has("nocaseglob"),
		extglob: shopt.has("extglob"),
	};
	const components = pattern.split(/\/+/);
	const absolute = pattern.startsWith("/");
	if (absolute) components.shift();
	const directoriesOnly = components.at(-1) === "";
	if (directoriesOnly) components.pop();
	let found: string[] = [absolute ? "/" : ""];
	for (const [index, component] of components.entries()) {
		const last = index === components.length - 1 && !directoriesOnly;
		const next: string[] = [];
		if (!hasWildcard(component, rules.extglob)) {
			const name = unescaped(component);
			for (const prefix of found) {
				const path = prefix + name;
				// A name that is no pattern must exist where a pattern stood before it, or comes after.
				if (await exists(shell, path)) next.push(last ? path : `${path}/`);
			}
		} else if (component === "**" && shopt.has("globstar")) {
			for (const prefix of found) await deep(shell, prefix, last, rules.dotglob, next);
		} else {
			const matches = globComponent(component, rules);
			for (const prefix of found) {
				for (const entry of await entries(shell, prefix)) {
					if (!matches(entry.name)) continue;
					if (last) next.push(prefix + entry.name);
					else if (entry.directory) next.push(`${prefix}${entry.name}/`);
				}
			}
		}
		found = next;
		if (found.length === 0) break;
		const turn = pace(shell.world);
		if (turn !== undefined) await turn;
		shell.check();
	}
	if (found.length > 0) return [...new Set(found)].sort(compareNames);
	if (shopt.has("failglob")) {
		await shell.complain(`no match: ${unescaped(pattern)}`);
		throw new DiscardJump(1);
	}
	return shopt.has("nullglob") ? [] : undefined;
}

function unescaped(pattern: string): string {
	return pattern.replace(/\\([\s\S])/g, "$1");
}

/** `**`: all directories below, and as the last component all files too. */
async function deep(shell: Shell, prefix: string, last: boolean, dots: boolean, into: string[]): Promise<void> {
	if (prefix !== "" || !last) into.push(prefix);
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

async function exists(shell: Shell, path: string): Promise<boolean> {
	const vfs = await shell.world.commands.open();
	return (await vfs.find(shell.path(path))) !== undefined;
}

async function entries(shell: Shell, prefix: string): Promise<{ name: string; directory: boolean }[]> {
	const vfs = await shell.world.commands.open();
	try {
		const directory = prefix === "" ? shell.cwd : shell.path(prefix);
		return (await vfs.readdir(directory)).map((stat) => ({ name: stat.name, directory: stat.kind === "directory" }));
	} catch (error) {
		if (error instanceof DeskError && error.code !== "EINTR") return [];
		throw error;
	}
}

