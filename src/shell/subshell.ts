import type { Statement } from "unbash";
import { ExitJump } from "./control.ts";
import { reap } from "./jobs.ts";
import { runScript } from "./run.ts";
import type { Shell } from "./shell.ts";
import { deeper } from "./step.ts";

/** `( … )`: run commands in a copy of this shell, of which nothing comes back but the status. @throws Interrupted */
export async function runSubshell(shell: Shell, statements: readonly Statement[]): Promise<number> {
	const child = shell.subshell();
	child.depth = shell.depth;
	const status = await deeper(child, "( )", () => runScript(child, statements));
	endWith(shell);
	return status;
}

/** After a child ended: what interrupted it, interrupts this shell too; a limit that it passed holds for all. */
export function endWith(shell: Shell): void {
	shell.check();
	reap(shell);
	if (shell.world.stopped) throw new ExitJump(124);
}
