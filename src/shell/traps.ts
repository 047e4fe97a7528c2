/** `trap`: what runs before commands (`DEBUG`), after failures (`ERR`), at ends (`EXIT`, `RETURN`) and on signals. */
import type { ArithmeticCommand, Case, Command, For, Select, Subshell, TestCommand } from "unbash";
import { DiscardJump, ExitJump, FatalJump, ReturnJump } from "./control.ts";
import { linePosition } from "./execute.ts";
import { runText } from "./run.ts";
import type { Shell } from "./shell.ts";
import type { Source } from "./syntax.ts";

/** One of the three expressions of `for ((…))`, as text. */
export interface ArithmeticStep {
	readonly type: "ArithmeticStep";
	readonly text: string;
}

/** What `BASH_COMMAND` can name. */
export type Announced = Command | For | Select | Case | TestCommand | ArithmeticCommand | Subshell | ArithmeticStep;

export interface AnnouncedCommand {
	readonly node: Announced;
	readonly source: Source;
}

/** Traps whose text goes on with the line of the command that they are about; in others lines count from 1. */
const OF_COMMANDS: ReadonlySet<string> = new Set(["DEBUG", "ERR", "RETURN"]);
/** The status with which a DEBUG trap of a debugger returns from the function. */
const RETURNS = 2;

/** Remember what is run next (`BASH_COMMAND`): not while a trap runs, which asks for what was run before it. */
export function remember(shell: Shell, node: Announced): void {
	if (shell.trapping.size === 0) shell.command = { node, source: shell.source };
}

/**
 * What comes before a command: `BASH_COMMAND` names it, and the DEBUG trap runs.
 * @returns whether it is to be left out, as the trap of a debugger says (`shopt -s extdebug`)
 * @throws ReturnJump
 */
export function announce(shell: Shell, node: Announced): boolean | Promise<boolean> {
	remember(shell, node);
	if (!shell.traps.has("DEBUG")) return false;
	if (shell.announced !== node) return debugTrapSkips(shell);
	// The shell whose pipeline it is part of has done it.
	shell.announced = undefined;
	return false;
}

/** Run the DEBUG trap. @returns whether what follows is to be left out @throws ReturnJump */
export async function debugTrapSkips(shell: Shell): Promise<boolean> {
	const status = await runTrap(shell, "DEBUG");
	if (!shell.options.shopt.has("extdebug")) return false;
	if (status === RETURNS && shell.frames.length > 0) throw new ReturnJump(status);
	return status !== 0;
}

/** Announce what another shell is to run: a pipeline's stage, a background command. @returns whether it is to be left out */
export async function announceFor(shell: Shell, child: Shell, node: Command): Promise<boolean> {
	shell.lineAt = linePosition(node);
	const skips = await announce(shell, node);
	child.command = shell.command;
	child.announced = node;
	return skips;
}

/** Run the traps of the signals that have come. */
export async function handleSignals(shell: Shell): Promise<void> {
	for (;;) {
		const signal = shell.pendingSignals.shift();
		if (signal === undefined) return;
		await runTrap(shell, signal);
	}
}

/** Run the trap of a condition, if it has one; `$?` is as before afterwards. @returns the status of the trap itself, 0 without one */
export async function runTrap(shell: Shell, condition: string): Promise<number> {
	const command = shell.traps.get(condition);
	if (command === undefined || command === "" || shell.trapping.has(condition)) return 0;
	const { status, pipeStatus } = shell;
	shell.trapping.set(condition, status);
	shell.traceDepth++;
	try {
		const found = await runText(shell, command, shell.source.name, OF_COMMANDS.has(condition) ? shell.line : 1);
		if (condition !== "EXIT") {
			shell.status = status;
			shell.pipeStatus = pipeStatus;
		}
		return found;
	} catch (jump) {
		// A mistake ends the last words, not what the shell ends with.
		if (condition === "EXIT" && (jump instanceof FatalJump || jump instanceof DiscardJump)) return status;
		throw jump;
	} finally {
		shell.traceDepth--;
		shell.trapping.delete(condition);
	}
}

/** The status that `exit` and `return` without one take: in a trap that of the command before it (DEBUG's own status counts). */
export function statusBeforeTrap(shell: Shell): number {
	const [condition, status] = [...shell.trapping].at(-1) ?? [];
	return condition === undefined || condition === "DEBUG" ? shell.status : (status ?? shell.status);
}

/** Traps that a function has only when they are traced. */
const TRACED = { DEBUG: "functrace", RETURN: "functrace", ERR: "errtrace" } as const;

/**
 * Take away traps that are not inherited.
 * @returns what puts those back that have not been set anew
 */
export function withoutTraced(shell: Shell, conditions: readonly (keyof typeof TRACED)[]): () => void {
	const taken: [string, string][] = [];
	for (const condition of conditions) {
		const command = shell.traps.get(condition);
		if (command === undefined || shell.options[TRACED[condition]]) continue;
		taken.push([condition, command]);
		shell.traps.delete(condition);
	}
	return () => {
		for (const [condition, command] of taken) if (!shell.traps.has(condition)) shell.traps.set(condition, command);
	};
}

/** Run the EXIT trap where `exit` was called, with the variables and redirections of the functions around it. */
export async function lastWords(shell: Shell, jump: unknown): Promise<void> {
	if (!(jump instanceof ExitJump) || !jump.asked || !shell.traps.has("EXIT")) return;
	shell.status = jump.status;
	const command = shell.traps.get("EXIT") as string;
	try {
		await runTrap(shell, "EXIT");
	} finally {
		if (shell.traps.get("EXIT") === command) shell.traps.delete("EXIT");
	}
}
