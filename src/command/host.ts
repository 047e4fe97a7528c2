import type { ByteStream } from "../base/bytes.ts";
import type { Vfs } from "../vfs/index.ts";
import type { ByteWriter, CommandEntry, Context, Device, ExecuteStreams } from "./command.ts";

/** What a desk command runs with, beside the desk: the streams and the directory of a shell's stage, or of a tool call. */
export interface StageIo {
	readonly stdin: ByteStream;
	readonly stdout: ByteWriter & { flush(): void | Promise<void> };
	readonly stderr: ByteWriter;
	readonly terminal: Context["terminal"];
	readonly cwd: string;
	readonly variables: Readonly<Record<string, string | undefined>>;
	readonly signal: AbortSignal;
	execute(argv: readonly string[], streams?: ExecuteStreams): Promise<number>;
	device(path: string): Device | undefined;
}

/** Who runs desk commands for a shell, an agent or an MCP client: the command line, which stands above them. */
export interface CommandHost {
	/** Names of all desk commands. */
	readonly names: readonly string[];
	/** Names of the tree's first folders, known without opening it. */
	readonly mounts: readonly string[];
	has(name: string): boolean;
	/** Run a desk command to its end. @returns its exit status; what went wrong is said on `io.stderr` */
	run(argv: readonly string[], io: StageIo): Promise<number>;
	/** The desk; opened at the first call. */
	open(): Promise<Vfs>;
	/** Whether `open` would only hand it out: completion must not ask for a passphrase. */
	readonly isOpen?: boolean;
	/**
	 * What the last of a command's words may be, whether or not it begins as that does; with one word, the names of all commands.
	 * @param cwd what paths are relative to
	 */
	complete?(words: readonly string[], cwd: string): Promise<readonly Suggestion[]>;
}

/** All commands of the program on one view of a desk (`Context.commandsOn`), with their definitions: what tools are made of. */
export interface CommandSet extends CommandHost {
	readonly entries: readonly CommandEntry[];
}

/** A word that would fit. */
export interface Suggestion {
	/** The whole word; a directory ends in `/`. */
	readonly value: string;
	readonly about?: string | undefined;
}
