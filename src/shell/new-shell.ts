import { Shell } from "./shell.ts";
import type { World } from "./world.ts";

/** A fresh shell that has the environment and nothing else. */
export function newShell(
	world: World,
	signal: AbortSignal,
	pid: number,
	environment: Readonly<Record<string, string | undefined>>,
): Shell {
	const shell = new Shell(world, signal, pid);
	for (const [name, value] of Object.entries(environment)) {
		if (value === undefined || !/^[A-Za-z_]\w*$/.test(name) || shell.variables.dynamic.has(name)) continue;
		const variable = shell.variables.make(name);
		variable.value = value;
		variable.exported = true;
	}
	const { variables } = shell;
	variables.unset("OLDPWD");
	const level = Number(variables.get("SHLVL")) || 0;
	const put = (name: string, value: string, exported = false) => {
		const variable = variables.make(name);
		variable.value = value;
		if (exported) variable.exported = true;
	};
	put("IFS", " \t\n");
	variables.make("IFS").exported = false;
	put("SHLVL", String(level + 1), true);
	put("OPTIND", "1");
	put("OPTERR", "1");
	put("PS4", "+ ");
	put("PWD", shell.cwd, true);
	return shell;
}
