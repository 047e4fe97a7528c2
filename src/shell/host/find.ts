import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/**
 * The path on the host of a program that a shell's variables (`PATH`) lead to. An absolute name is its own path. Folders of `PATH`
 * that are relative or empty do not count: the shell's directory is one of the tree.
 */
export function findProgram(
	name: string,
	{ PATH = "" }: Readonly<Record<string, string | undefined>>,
): string | undefined {
	if (name === "" || name.includes("\0")) return undefined;
	if (name.includes("/")) return isAbsolute(name) && isProgram(name) ? name : undefined;
	for (const folder of PATH.split(delimiter)) {
		const path = join(folder, name);
		if (isAbsolute(folder) && isProgram(path)) return path;
	}
	return undefined;
}

function isProgram(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false; // not there, or not for us
	}
}
