import type { ZodType, z } from "zod";
import type { ByteStream } from "../base/bytes.ts";
import type { DeskError } from "../base/errors.ts";
import type { Stat, Vfs } from "../vfs/index.ts";
import type { ArgTable, Values } from "./args.ts";
import type { CommandSet } from "./host.ts";

/** Where bytes go. `write` resolves when the reader has room; it throws `ClosedPipe` when the reader is gone. */
export interface ByteWriter {
	write(bytes: Uint8Array | string): void | Promise<void>;
	/** Bring out what is buffered, for work that pauses (`tail -f`); at the end of a command it happens by itself. */
	flush?(): void | Promise<void>;
}

/** The reader went away (`| head -1`): the command ends quietly, as SIGPIPE ends a Unix program. */
export class ClosedPipe extends Error {}

/** What a command sees of the world. The surface (CLI, shell, MCP, agent) fills it in. */
export interface Context {
	/** The desk; opened at the first call. */
	open(): Promise<Vfs>;
	/** An absolute path from what the user typed. @throws DeskError EINVAL */
	path(text: string): string;
	/** `path`, and what lies there. @throws DeskError ENOENT */
	stat(text: string): Promise<Stat>;
	readonly cwd: string;
	/** The folder that holds the desk (`DESK_HOME`). */
	readonly home: string;
	readonly stdin: ByteStream;
	readonly stdout: ByteWriter;
	readonly stderr: ByteWriter;
	readonly terminal: { stdin: boolean; stdout: boolean; stderr: boolean; columns: number };
	readonly json: boolean;
	readonly dryRun: boolean;
	readonly quiet: boolean;
	readonly verbose: boolean;
	/** Items end in NUL instead of a newline (`-0`). */
	readonly nul: boolean;
	readonly style: Style;
	/** Aborted by Ctrl-C or a deadline: long work looks at it between steps. */
	readonly signal: AbortSignal;
	/** The command as typed, for the log's `cause`. */
	readonly cause: string;
	/** Report an error of one item and go on; the command ends with its status. `silent`: without a word (`grep -s`). */
	fail(error: DeskError, silent?: boolean): void;
	/** End with this status though nothing failed (`grep` without a match). */
	setStatus(status: number): void;
	/** One line for people on stderr, not with `-q`. */
	note(text: string): void;
	/** A bar on a terminal, a line every few seconds elsewhere, nothing with `-q`. */
	progress(label: string, total?: number): Progress;
	/** The environment: the process's own, or in a shell the exported variables of the calling shell. */
	readonly variables: Readonly<Record<string, string | undefined>>;
	/**
	 * Run another command, as the shell would run a word with arguments (function and builtin excepted): what `xargs`, `timeout`,
	 * `env`, `watch` and `find -exec` are made of. Streams not given are this command's own.
	 * @returns its exit status; 127 when there is no such command (said on stderr)
	 */
	execute(argv: readonly string[], streams?: ExecuteStreams): Promise<number>;
	/**
	 * All commands of the program on another view of the same open desk: another actor's, one with fewer permissions, a draft. They see
	 * what they are given and nothing of this process: no streams or terminal of its own, no environment, no programs of the host.
	 */
	commandsOn(vfs: Vfs): CommandSet;
	/** The stream that a path stands for instead of a file: /dev/null, /dev/stdin, and in a shell /dev/fd/63 (`<(…)`). */
	device(path: string): Device | undefined;
	/**
	 * Do a long synchronous step that can take no turns, such as a check within SQLite. Nothing must be lost when the process ends in
	 * the middle of it: where the process is this command's own, Ctrl-C meanwhile ends it at once.
	 */
	killable<Result>(work: () => Result): Result;
	/** Ask a question on the terminal; undefined when there is none to ask. */
	ask(question: string, options?: { secret?: boolean }): Promise<string | undefined>;
}

/** One stream with the ends it has. */
export interface Device {
	readonly input?: ByteStream;
	readonly output?: ByteWriter;
}

/** What `Context.execute` runs a command with. */
export interface ExecuteStreams {
	readonly stdin?: ByteStream;
	readonly stdout?: ByteWriter;
	readonly stderr?: ByteWriter;
	/** All of its environment. */
	readonly variables?: Readonly<Record<string, string | undefined>>;
	/** Where it runs. */
	readonly cwd?: string;
	/** Ends it, with status 130, before the calling command's own signal would. */
	readonly signal?: AbortSignal;
}

export interface Progress {
	/** So many more items or bytes are done. */
	add(count: number): void;
	done(): void;
}

/** Colours by meaning; identity functions when colour is off. */
export interface Style {
	readonly on: boolean;
	directory(text: string): string;
	name(text: string): string;
	faint(text: string): string;
	strong(text: string): string;
	match(text: string): string;
	good(text: string): string;
	warning(text: string): string;
	bad(text: string): string;
	added(text: string): string;
	removed(text: string): string;
}

/**
 * One command, four surfaces: CLI subcommand, shell command, MCP tool, agent tool. Help, completion and the JSON shape come from
 * this definition.
 */
export interface Command<Table extends ArgTable = ArgTable, Item = unknown> {
	readonly name: string;
	readonly summary: string;
	/** More help: paragraphs, wrapped by the surface. */
	readonly about?: string;
	readonly args: Table;
	/** Shape of one item under `--json`: stable across releases. Lazy, because zod is. */
	readonly output?: (zod: typeof z) => ZodType<Item>;
	/** `[command line, what it does]`. */
	readonly examples: readonly (readonly [string, string])[];
	/** Names of the arguments whose paths it reads, and writes: what permissions look at. `writes` brings `--dry-run`. */
	readonly reads?: readonly (keyof Table & string)[];
	readonly writes?: readonly (keyof Table & string)[];
	/** Changes the desk or the machine through no path argument (`undo`, `gc`): also brings `--dry-run`. */
	readonly changes?: boolean;
	/**
	 * In the shell this command stands for a Unix program, and ends as that does: every failure, a usage error too, has this status
	 * (GNU: 2 for ls, grep, sort, diff; 1 for most). On the command line the statuses of `DESIGN.md` section 6 hold.
	 */
	readonly failsWith?: number;
	/** Works without a desk. */
	readonly standalone?: boolean;
	/** Yield items, or write bytes to `context.stdout` and yield nothing. Items that are there all at once are printed faster as what a promise gives. */
	run(
		context: Context,
		args: Values<Table>,
	): AsyncIterable<Item> | Iterable<Item> | Promise<Iterable<Item>> | Promise<void>;
	/** One item as a plain line (without its newline); undefined prints nothing. Default: the item as JSON. */
	line?(item: Item, context: Context): string | undefined;
	/** All items as a person at a terminal sees them; default: their lines. */
	screen?(items: Item[], context: Context, args: Values<Table>): string;
}

/** A noun with verbs: `desk task add`. */
export interface CommandGroup {
	readonly name: string;
	readonly summary: string;
	readonly commands: readonly Command[];
	/** The verb that runs when none is given. */
	readonly fallback?: string;
	/** The verbs whose first examples the help of the noun shows, where all would not fit a screen. */
	readonly exampleVerbs?: readonly string[];
}

/** Type a command by its own argument table. */
export function defineCommand<Table extends ArgTable, Item = never>(command: Command<Table, Item>): Command {
	return command as unknown as Command;
}

export function defineGroup(group: CommandGroup): CommandGroup {
	return group;
}

/** What the registry hands out. */
export interface CommandEntry {
	readonly name: string;
	/** The heading in `desk --help`. */
	readonly group: string;
	/** The built program knows it without loading the command. */
	readonly summary?: string | undefined;
	readonly load: () => Promise<Command | CommandGroup>;
}

/** The summary of a registered command, for lists of all of them. */
export async function summaryOf(entry: CommandEntry): Promise<string> {
	return entry.summary ?? (await entry.load()).summary;
}

/** Whether a command can change something: then it takes `--dry-run`, and runs for others need a permission to write. */
export function mayChange(command: Command): boolean {
	return command.changes === true || (command.writes?.length ?? 0) > 0;
}

export function isGroup(command: Command | CommandGroup): command is CommandGroup {
	return "commands" in command;
}
