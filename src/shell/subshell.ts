import { ExitJump } from "./control.ts";
import { toTheEnd } from "./run.ts";
import type { Shell } from "./shell.ts";
import { deeper } from "./step.ts";

/** `( … )`: run a body in a copy of this shell, of which nothing comes back but the status. @throws Interrupted */
export async function runSubshell(shell: Shell, body: (child: Shell) => Promise<number>): Promise<number> {
	const child = shell.subshell();
	child.depth = shell.depth;
	const status = await deeper(child, "( )", () => toTheEnd(child, () => body(child)));
	endWith(shell);
	return status;
}

/** After a child ended: what interrupted it, interrupts this shell too; a limit that it passed holds for all. */
export function endWith(shell: Shell): void {
	shell.check();
	if (shell.world.stopped) throw new ExitJump(124);
}
