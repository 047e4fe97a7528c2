/** Runs commands as the shell would: with a directory, an environment, Unix statuses, and other commands to run. */
import commands from "../../commands/registry.ts";
import mounts, { mountCommands } from "../../fs-mounts/registry.ts";
import type { ByteStream } from "../../src/base/bytes.ts";
import { rawBytes } from "../../src/base/raw-text.ts";
import { main, type Surroundings } from "../../src/cli/index.ts";
import type { ByteWriter, Context } from "../../src/command/index.ts";
import type { TestDesk } from "./desk.ts";
import type { Twin } from "./oracle.ts";

export interface ToolOptions {
	stdin?: string | Uint8Array | ByteStream;
	cwd?: string;
	variables?: Record<string, string>;
	signal?: AbortSignal;
	/** Pretend that stdout is a terminal of this width. */
	columns?: number;
}

export interface ToolOutcome {
	status: number;
	bytes: Buffer;
	stdout: string;
	stderr: string;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	yield bytes;
}

function collector(): { parts: Buffer[]; writer: ByteWriter & { flush(): void } } {
	const parts: Buffer[] = [];
	return { parts, writer: { write: (bytes) => void parts.push(Buffer.from(bytes as string)), flush() {} } };
}

/** The few words of a shell that tests need where the desk has no command: `echo`, and `sh -c 'exit N'`. */
const WORDS: Record<string, (argv: readonly string[], out: ByteWriter) => Promise<number>> = {
	async echo([, ...words], out) {
		await out.write(rawBytes(`${words.join(" ")}\n`));
		return 0;
	},
	async sh(argv, out) {
		const [, status, said] = /^(?:exit (\d+)|printf '(.*)')$/s.exec(argv[2] ?? "") ?? [];
		if (said !== undefined) await out.write(said);
		return Number(status ?? 0);
	},
};

/** Run a command in `/files`, and what it runs, through the program. */
export async function runTool(
	desk: TestDesk,
	argv: readonly string[],
	options: ToolOptions = {},
): Promise<ToolOutcome> {
	const out = collector();
	const errors = collector();
	const { stdin = "" } = options;
	const surroundings: Surroundings = {
		stdin: typeof stdin === "string" ? once(Buffer.from(stdin)) : stdin instanceof Uint8Array ? once(stdin) : stdin,
		stdout: out.writer,
		stderr: errors.writer,
		terminal: { stdin: false, stdout: options.columns !== undefined, stderr: false, columns: options.columns ?? 80 },
		home: desk.home,
		actor: "user",
		cwd: options.cwd ?? "/files",
		variables: options.variables ?? { TZ: "UTC" },
		signal: options.signal ?? new AbortController().signal,
		unixStatus: true,
		execute: (words, streams) => execute(surroundings, words, streams),
	};
	const status = await main(program, argv, surroundings);
	const bytes = Buffer.concat(out.parts);
	return { status, bytes, stdout: bytes.toString("utf8"), stderr: Buffer.concat(errors.parts).toString("utf8") };
}

const program = { version: "0.0.0-test", commands: [...commands, ...mountCommands], mounts };

const execute = async (
	outer: Surroundings,
	argv: readonly string[],
	streams: Parameters<Context["execute"]>[1] = {},
): Promise<number> => {
	const stdout = { flush() {}, write: (bytes: Uint8Array | string) => (streams.stdout ?? outer.stdout).write(bytes) };
	const inner: Surroundings = { ...outer, ...streams, stdout, execute: (words, more) => execute(inner, words, more) };
	const word = WORDS[argv[0] ?? ""];
	return word === undefined ? await main(program, argv, inner) : await word(argv, stdout);
};

/** What a run shows when it is compared: stderr is ours. */
export function shown({ status, bytes }: { status: number; bytes: Buffer }): { status: number; stdout: string } {
	return { status, stdout: bytes.toString("latin1") };
}

/** The same command line in the twin's folder on disk (`files/`) and in the desk's `/files`. */
export async function both(
	twin: Twin,
	argv: readonly string[],
	options: ToolOptions & { env?: readonly string[] } = {},
) {
	const { stdin } = options;
	const env = Object.entries(options.variables ?? {}).map(([name, value]) => `${name}=${value}`);
	const input = stdin === undefined ? undefined : Buffer.from(stdin as string);
	const gnu = twin.gnu(["env", "-C", `${twin.folder}/files`, ...env, ...argv], input);
	return { desk: await runTool(twin.desk, argv, options), gnu };
}
