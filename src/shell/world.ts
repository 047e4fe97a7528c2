import type { ByteWriter, CommandHost, Device, StageIo } from "../command/index.ts";
import type { OpenFile } from "./descriptors.ts";
import type { ByteSource } from "./pipe.ts";
import type { Shell } from "./shell.ts";

/** What a program of the machine gets of its stage, beside what a desk command gets. */
export interface ProgramStreams {
	/** The stage's stdin: what the program has not read goes back there. */
	readonly source: ByteSource | undefined;
	/** The process's own descriptors that the stage's stdin, stdout and stderr are; undefined where it has another stream. */
	readonly inherited: readonly [number | undefined, number | undefined, number | undefined];
	/** Whether stdout and stderr are one (`2>&1`): their order counts. */
	readonly merged: boolean;
	/** Whether it may use the session's terminal, and gets the signals that are typed there. */
	readonly foreground: boolean;
	/** Whether it runs in a session, which a key cannot stop. */
	readonly interactive: boolean;
}

/** Who runs programs of the machine: a person's own session and scripts have one, sandboxes and agents do not. */
export interface ProgramHost {
	/** Whether this process has a terminal: Ctrl-C there reaches programs too. */
	readonly hasTerminal: boolean;
	/** The program's path on the host, or undefined. */
	find(name: string, variables: Readonly<Record<string, string | undefined>>): string | undefined;
	/** Run it to its end, and write back what it changed. @returns its exit status @throws DeskError when it cannot be run with this tree */
	run(program: string, argv: readonly string[], io: StageIo, streams: ProgramStreams): Promise<number>;
	/** Remove what is left on the host. */
	close(): void;
}

/** What ends a script of any shape. Absent: no limit. */
export interface Limits {
	/** Simple commands that may be run. */
	readonly commands?: number;
	/** Commands that may run in the background at a time. */
	readonly jobs?: number;
	/** How deep functions, sourced files, substitutions and subshells may nest. */
	readonly depth: number;
	/** Bytes of one value: a variable, a substitution. */
	readonly valueBytes: number;
	/** Milliseconds of the whole run. */
	readonly milliseconds?: number;
	/** Bytes that may be written to stdout and stderr. */
	readonly outputBytes?: number;
}

export const PERSONAL_LIMITS: Limits = { depth: 4000, valueBytes: 256 * 1024 * 1024 };
export const SANDBOX_LIMITS: Limits = {
	commands: 1_000_000,
	jobs: 1000,
	depth: 500,
	valueBytes: 16 * 1024 * 1024,
	milliseconds: 60_000,
	outputBytes: 64 * 1024 * 1024,
};

/** A background command, or one that Ctrl-Z would have stopped. */
export interface Job {
	readonly number: number;
	readonly pid: number;
	/** Who started it, and may wait for it. */
	readonly owner: Shell;
	/** As typed. */
	readonly text: string;
	/** Its end: the exit status. */
	readonly done: Promise<number>;
	/** Known once it has ended. */
	status: number | undefined;
	/** Ask it to end, or run its trap. @param signal without `SIG` */
	kill(signal: string): void;
	/** Whether its end has been told to the user. */
	told: boolean;
	disowned: boolean;
	/** Whether `jobs` and `%1` know it: not a process substitution, and not once its end was told; `wait PID` still does. */
	listed: boolean;
}

/** The lines of a session, oldest first; numbers count from 1. */
export interface SessionHistory {
	all(): Promise<readonly string[]> | readonly string[];
	clear(): Promise<void> | void;
	/** @returns false when there is no such line */
	delete(number: number): Promise<boolean> | boolean;
}

/** The stream of a process substitution. */
export interface SubstitutionDevice extends Device {
	readonly source?: ByteSource;
	readonly sink?: ByteWriter & { end(): void };
	/** A redirection has opened it, and closes it with its descriptor. */
	held: boolean;
}

/** What all shells of one session share. */
export interface World {
	readonly commands: CommandHost;
	readonly programs: ProgramHost | undefined;
	/** Why programs of the host are not run, for messages. */
	readonly programsOff: string | undefined;
	/** How many programs of the host have the terminal now: Ctrl-C is theirs, and the shell is interrupted if it ends one. */
	programsInFront: number;
	/** Commands that Ctrl-C ends while its trap keeps the script alive. */
	readonly inFront: Set<{ readonly shell: Shell; readonly controller: AbortController }>;
	/** Ctrl-C was pressed while a program had the terminal. */
	interruptHeld: boolean;
	readonly limits: Limits;
	readonly interactive: boolean;
	readonly columns: () => number;
	readonly home: string;
	/** Commands that were run, for the limit. */
	commandsRun: number;
	nextPid: number;
	/** Every job by its process id, also those of subshells. */
	readonly processes: Map<number, Job>;
	/** Subshells that know their process id. */
	readonly subshells: Map<number, WeakRef<Shell>>;
	/** Whether the session's terminal shows colours. */
	readonly colour?: boolean;
	/** Print text of a builtin; a session has it to show long text by the screen. */
	show?(name: string, text: string, io: StageIo): Promise<void>;
	/** What the session's own stdin is. */
	stdin: OpenFile | undefined;
	/** Streams that a path stands for while a command runs: /dev/fd/63. */
	readonly devices: Map<string, SubstitutionDevice>;
	/** What ends the main shell. */
	controller: AbortController;
	/** The lines that were typed; an interactive session has them. */
	readonly history: SessionHistory | undefined;
	/** The shell that signals of the process go to. */
	main: Shell | undefined;
	/** A limit was passed: nothing runs any more. */
	stopped: boolean;
	/** Where within a word of bundled options `getopts` of a shell is. */
	readonly optionOffsets: WeakMap<Shell, number>;
	/** When the last turn was given to the event loop (ms of `performance.now()`). */
	lastTurn: number;
	readonly startedAt: number;
}

/** How long a script may keep the event loop to itself (ms): Ctrl-C must be heard. */
const TURN = 20;

/** Between two commands: give the event loop a turn now and then, and hold the limits. */
export function pace(world: World): Promise<void> | undefined {
	const at = performance.now();
	if (at - world.lastTurn < TURN) return undefined;
	return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
		world.lastTurn = performance.now();
	});
}
