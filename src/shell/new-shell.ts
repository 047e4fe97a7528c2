import { Shell } from "./shell.ts";
import type { World } from "./world.ts";

/** `SHLVL` of a shell within one of this level; what cannot be is put right (variables.c: adjust_shell_level). */
function nextLevel(text = ""): number {
	const level = (/^\s*[-+]?\d+\s*$/.test(text) ? Number(text) : 0) + 1;
	return level < 0 ? 0 : level >= 1000 ? 1 : level;
}

/** A fresh shell that has the environment and nothing else, at `cwd`. */
export function newShell(
	world: World,
	signal: AbortSignal,
	pid: number,
	environment: Readonly<Record<string, string | undefined>>,
	cwd = "/",
): Shell {
	const shell = new Shell(world, signal, pid);
	shell.cwd = cwd;
	for (const [name, value] of Object.entries(environment)) {
		if (value === undefined || !/^[A-Za-z_]\w*$/.test(name) || shell.variables.dynamic.has(name)) continue;
		const variable = shell.variables.make(name);
		variable.value = value;
		variable.exported = true;
	}
	const { variables } = shell;
	variables.unset("OLDPWD");
	const put = (name: string, value: string, exported = false) => {
		const variable = variables.make(name);
		variable.value = value;
		if (exported) variable.exported = true;
	};
	put("IFS", " \t\n");
	variables.make("IFS").exported = false;
	put("SHLVL", String(nextLevel(variables.get("SHLVL"))), true);
	put("OPTIND", "1");
	put("OPTERR", "1");
	put("PS4", "+ ");
	put("PWD", shell.cwd, true);
	return shell;
}
