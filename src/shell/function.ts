import { ReturnJump } from "./control.ts";
import { execute } from "./execute.ts";
import type { Shell, ShellFunction } from "./shell.ts";
import { deeper } from "./step.ts";
import { debugTrapSkips, lastWords, runTrap, withoutTraced } from "./traps.ts";

/** Call a function: its own parameters, local variables, and place in the call stack. */
export async function callFunction(
	shell: Shell,
	name: string,
	called: ShellFunction,
	args: readonly string[],
): Promise<number> {
	const { positional, source, position, lineAt, loops } = shell;
	if (shell.lateSubshell) shell.subshellDepth++;
	shell.lateSubshell = false;
	shell.frames.push({ name, kind: "function", line: shell.line, source: called.source });
	shell.positional = [...args];
	shell.loops = 0;
	shell.variables.pushScope();
	const putBack = withoutTraced(shell, ["DEBUG", "ERR", "RETURN"]);
	try {
		const status = await deeper(shell, name, () => runBody(shell, called));
		await runTrap(shell, "RETURN");
		return status;
	} catch (jump) {
		await lastWords(shell, jump);
		throw jump;
	} finally {
		putBack();
		shell.variables.popScope();
		const { options } = shell.frames.pop() ?? {};
		if (options !== undefined) shell.options = options;
		Object.assign(shell, { positional, source, position, lineAt, loops });
	}
}

async function runBody(shell: Shell, { body, source }: ShellFunction): Promise<number> {
	Object.assign(shell, { source, lineAt: body.pos });
	if (shell.traps.has("DEBUG") && (await debugTrapSkips(shell))) return 0;
	try {
		const status = await execute(shell, body);
		// `return` leaves its own line to the RETURN trap.
		shell.lineAt = body.pos;
		return status;
	} catch (jump) {
		if (!(jump instanceof ReturnJump)) throw jump;
		return jump.status;
	}
}
