import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import commands from "../../commands/registry.ts";
import mounts, { mountCommands } from "../../fs-mounts/registry.ts";
import { main } from "../../src/cli/index.ts";
import { ClosedPipe } from "../../src/command/index.ts";
import { Store } from "../../src/store/index.ts";
import { type MountEntry, Vfs } from "../../src/vfs/index.ts";

/** What a command line did. */
export interface Outcome {
	status: number;
	stdout: string;
	stderr: string;
	bytes: Buffer;
}

export interface RunOptions {
	stdin?: string | Uint8Array;
	/** Pretend that stdout is a terminal of this width. */
	columns?: number;
	actor?: string;
	/** Where relative paths begin. */
	cwd?: string;
	/** Statuses of the Unix programs, as in the shell. */
	unixStatus?: boolean;
	/** The environment. */
	variables?: Readonly<Record<string, string | undefined>>;
	/** The reader of stdout is gone after so many bytes; without it, after what no test needs. */
	limit?: number;
	/** Ends the command, as Ctrl-C does. */
	signal?: AbortSignal;
	/** Told of each piece of stdout as it comes. */
	onOutput?: (text: string) => void;
	/** Other mounts than the program's. */
	mounts?: readonly MountEntry[];
}

/** What no test collects: a command that never ends is stopped before the machine's memory is full. */
const ENOUGH = 512 * 1024 ** 2;

/** A temporary desk, and the whole program run on it in this process: the very code of `desk`, but for its launcher. */
export class TestDesk {
	readonly folder = mkdtempSync(join(tmpdir(), "desk-test-"));
	readonly home = join(this.folder, "desk");

	/** Run `desk ...argv`. */
	async run(argv: readonly string[], options: RunOptions = {}): Promise<Outcome> {
		const out: Buffer[] = [];
		const errors: Buffer[] = [];
		const collector = (parts: Buffer[], told?: (text: string) => void) => {
			let room = options.limit ?? ENOUGH;
			return {
				write(bytes: Uint8Array | string) {
					if (room <= 0) throw new ClosedPipe();
					room -= bytes.length;
					parts.push(Buffer.from(bytes as string));
					told?.(Buffer.from(bytes as string).toString());
				},
				flush() {},
			};
		};
		const input = options.stdin === undefined ? Buffer.alloc(0) : Buffer.from(options.stdin as string);
		const program = {
			version: "0.0.0-test",
			commands: [...commands, ...mountCommands],
			mounts: options.mounts ?? mounts,
		};
		const status = await main(program, argv, {
			stdin: (async function* () {
				yield input;
			})(),
			stdout: collector(out, options.onOutput),
			stderr: collector(errors),
			terminal: { stdin: false, stdout: options.columns !== undefined, stderr: false, columns: options.columns ?? 80 },
			home: this.home,
			actor: options.actor ?? "user",
			...(options.cwd === undefined ? {} : { cwd: options.cwd }),
			...(options.unixStatus === undefined ? {} : { unixStatus: options.unixStatus }),
			...(options.variables === undefined ? {} : { variables: options.variables }),
			...(options.signal === undefined ? {} : { signal: options.signal }),
		});
		const bytes = Buffer.concat(out);
		return { status, stdout: bytes.toString("utf8"), stderr: Buffer.concat(errors).toString("utf8"), bytes };
	}

	/** `run` that must succeed. @returns stdout */
	async ok(...argv: string[]): Promise<string> {
		const outcome = await this.run(argv);
		if (outcome.status !== 0) throw new Error(`desk ${argv.join(" ")}: status ${outcome.status}\n${outcome.stderr}`);
		return outcome.stdout;
	}

	/** Write text at a path, which must be accepted. */
	async put(path: string, text: string | Uint8Array): Promise<void> {
		const outcome = await this.run(["write", "-p", path], { stdin: text });
		if (outcome.status !== 0) throw new Error(outcome.stderr);
	}

	/** The tree below the command line, for tests of the kernel. Close `store` when done. */
	async vfs(actor = "user"): Promise<Vfs> {
		return new Vfs(await Store.open(this.home), mounts, actor);
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** A new desk with a file key, in a temporary folder. */
export async function makeDesk(): Promise<TestDesk> {
	process.env.DESK_KEYCHAIN = "off";
	const desk = new TestDesk();
	await desk.ok("init", "--key", "file");
	return desk;
}
