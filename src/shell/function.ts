import { ReturnJump } from "./control.ts";
import { execute } from "./execute.ts";
import type { Shell, ShellFunction } from "./shell.ts";
import { deeper, runTrap } from "./step.ts";

/** Call a function: its own parameters, local variables, and place in the call stack. */
export async function callFunction(
	shell: Shell,
	name: string,
	called: ShellFunction,
	args: readonly string[],
): Promise<number> {
	const { positional, source, position, loops } = shell;
	if (shell.lateSubshell) shell.subshellDepth++;
	shell.lateSubshell = false;
	shell.frames.push({ name, kind: "function", line: shell.line, source: called.source });
	shell.positional = [...args];
	shell.loops = 0;
	shell.variables.pushScope();
	// A RETURN trap is the function's own, unless it is inherited.
	const outerTrap = shell.traps.get("RETURN");
	if (!shell.options.functrace) shell.traps.delete("RETURN");
	try {
		return await deeper(shell, name, async () => {
			shell.source = called.source;
			try {
				return await execute(shell, called.body);
			} catch (jump) {
				if (!(jump instanceof ReturnJump)) throw jump;
				return jump.status;
			}
		});
	} finally {
		if (shell.traps.has("RETURN")) await runTrap(shell, "RETURN");
		else if (outerTrap !== undefined && !shell.options.functrace) shell.traps.set("RETURN", outerTrap);
		shell.variables.popScope();
		const { options } = shell.frames.pop() ?? {};
		if (options !== undefined) shell.options = options;
		Object.assign(shell, { positional, source, position, loops });
	}
}
