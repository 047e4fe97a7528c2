/** Between two commands: interruptions, traps, limits, a turn for the event loop. */
import { FatalJump } from "./control.ts";
import type { Shell } from "./shell.ts";
import { handleSignals } from "./traps.ts";
import { pace } from "./world.ts";

/** What every node does first. Nothing to wait for is the usual case. @throws Interrupted, ExitJump */
export function step(shell: Shell): Promise<void> | undefined {
	const { world } = shell;
	world.commandsRun++;
	const { commands } = world.limits;
	if (commands !== undefined && world.commandsRun > commands) return overLimit(shell, `more than ${commands} commands`);
	if (shell.signal.aborted || shell.killed !== undefined) shell.check();
	if (shell.pendingSignals.length > 0) return handleSignals(shell);
	return (world.commandsRun & 15) === 0 ? turn(shell) : undefined;
}

function turn(shell: Shell): Promise<void> | undefined {
	return pace(shell.world)?.then(() => shell.check());
}

/** A limit of the sandbox ends everything. */
export async function overLimit(shell: Shell, what: string): Promise<never> {
	await shell.complain(`this script was stopped: ${what}`);
	shell.world.stopped = true;
	for (const job of shell.world.processes.values()) job.kill("KILL");
	throw new FatalJump(124);
}

/** Go one level deeper; functions, sourced files and evaluated text must end somewhere. @throws DeskError */
export async function deeper<Result>(shell: Shell, what: string, body: () => Promise<Result>): Promise<Result> {
	const most = Number(shell.variables.get("FUNCNEST")) || 0;
	const limit = most > 0 ? Math.min(most, shell.world.limits.depth) : shell.world.limits.depth;
	if (shell.depth >= limit) {
		await shell.complain(`${what}: nested more than ${limit} levels deep`);
		throw new FatalJump(1);
	}
	shell.depth++;
	try {
		// The stack of the machine is left here, so that depth costs memory only.
		await null;
		return await body();
	} finally {
		shell.depth--;
	}
}
