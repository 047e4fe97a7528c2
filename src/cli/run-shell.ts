/** The shell on the command line: `desk -c`, `desk script`, a script on stdin. */
import { readFileSync, statSync } from "node:fs";
import type { ConfigKey } from "../base/config.ts";
import { codeOf, DeskError } from "../base/errors.ts";
import { rawText } from "../base/raw-text.ts";
import {
	PERSONAL_LIMITS,
	type ProgramHost,
	Programs,
	readInvocation,
	runBatch,
	SANDBOX_LIMITS,
} from "../shell/index.ts";
import { Store } from "../store/index.ts";
import { Vfs } from "../vfs/index.ts";
import type { Surroundings } from "./context.ts";
import { DeskCommands } from "./desk-commands.ts";
import type { Program } from "./main.ts";

/** Long options that only `desk` has. */
const OWN = ["sandbox", "json"];

/** Run `desk [OPTIONS] -c TEXT [NAME ARG…]`, `desk [OPTIONS] FILE [ARG…]`, or what stdin says. @returns the exit status */
export async function runShell(program: Program, argv: readonly string[], surroundings: Surroundings): Promise<number> {
	const called = readInvocation(argv, OWN);
	const flags = new Set(called.flags);
	const args = [...called.args];
	let { name } = called;
	// Where other commands take them too: after what they are about. No script is called `--json`.
	while (called.from === "command" && OWN.some((flag) => name === `--${flag}`)) {
		flags.add((name as string).slice(2));
		name = args.shift();
	}
	const sandbox = flags.has("sandbox");
	const rc = !flags.has("norc");
	const { stdin, stdout } = surroundings.terminal;
	if (called.from === "stdin" && (flags.has("interactive") || (!rc && stdin && stdout))) {
		const { openSession } = await import("./run-session.ts");
		return await openSession(program, { options: called.options, sandbox, rc }, surroundings);
	}
	const script = {
		text:
			called.from === "file"
				? await scriptText(program, called.script, surroundings)
				: called.from === "command"
					? called.script
					: undefined,
		name: name ?? "desk",
		args,
		options: called.options,
		isCommand: called.from === "command",
	};
	const host = new DeskHost(program, surroundings);
	try {
		const io = {
			stdin: surroundings.stdin,
			stdout: surroundings.stdout,
			stderr: surroundings.stderr,
			terminal: surroundings.terminal,
			own: ownStreams(surroundings),
			// Home is the tree; the host's is for the programs of the host.
			variables: surroundings.variables ?? { ...process.env, HOME: "/" },
			...(surroundings.cwd === undefined ? {} : { cwd: surroundings.cwd }),
			...(surroundings.signal === undefined ? {} : { signal: surroundings.signal }),
		};
		const options = {
			commands: host,
			...(await host.programs(sandbox)),
			limits: sandbox ? SANDBOX_LIMITS : PERSONAL_LIMITS,
			home: host.homeOrNone,
			signals: surroundings.signal === undefined,
		};
		if (!flags.has("json")) {
			const status = await runBatch(script, io, options);
			await surroundings.stdout.flush();
			return status;
		}
		const out: Buffer[] = [];
		const errors: Buffer[] = [];
		const started = performance.now();
		const collector = (parts: Buffer[]) => ({
			write: (bytes: Uint8Array | string) => void parts.push(Buffer.from(bytes as string)),
		});
		const terminal = {
			stdin: surroundings.terminal.stdin,
			stdout: false,
			stderr: false,
			columns: surroundings.terminal.columns,
		};
		const status = await runBatch(
			script,
			{ ...io, stdout: collector(out), stderr: collector(errors), terminal, own: [io.own[0], false, false] },
			options,
		);
		await surroundings.stdout.write(
			`${JSON.stringify({ status, ...textOrBytes("stdout", out), ...textOrBytes("stderr", errors), milliseconds: Math.round(performance.now() - started) })}\n`,
		);
		await surroundings.stdout.flush();
		return status;
	} finally {
		host.close();
	}
}

/** Which of the streams are this process's own. */
export function ownStreams({ isProcess = false }: Surroundings): readonly [boolean, boolean, boolean] {
	return [isProcess, isProcess, isProcess];
}

/** A stream in JSON: text when it is UTF-8, else base64 under another name. */
function textOrBytes(name: string, parts: readonly Buffer[]): Record<string, string> {
	const bytes = Buffer.concat(parts);
	const text = bytes.toString("utf8");
	return Buffer.from(text, "utf8").equals(bytes) ? { [name]: text } : { [`${name}_base64`]: bytes.toString("base64") };
}

/** A script of the host; else, for an absolute path, one of the tree. @throws DeskError ENOENT */
async function scriptText(program: Program, path: string, surroundings: Surroundings): Promise<string> {
	try {
		return rawText(readFileSync(path));
	} catch (error) {
		if (codeOf(error) !== "ENOENT" && codeOf(error) !== "ENOTDIR") {
			throw new DeskError("EFAILED", `it cannot be read (${codeOf(error)})`, {
				at: path,
				todo: "name a script",
				cause: error,
			});
		}
	}
	const host = new DeskHost(program, surroundings);
	try {
		const vfs = await host.open();
		return rawText(await vfs.readAll(path.startsWith("/") ? path : `/${path}`));
	} catch (error) {
		if (!(error instanceof DeskError) || error.code === "EKEY") throw error;
		throw new DeskError("ENOENT", "there is no such command, and no such script", {
			at: path,
			todo: "`desk --help` lists the commands",
		});
	} finally {
		host.close();
	}
}

/** Whether a first word that is no command can be a script. */
export function looksLikeScript(word: string): boolean {
	if (word.includes("/") || word.endsWith(".desk") || word.endsWith(".sh")) return true;
	try {
		return statSync(word).isFile();
	} catch {
		return false;
	}
}

/** Runs desk commands for a shell of this process, all on one desk that it opens when the first asks for it. */
export class DeskHost extends DeskCommands {
	readonly #program: Program;
	readonly #surroundings: Surroundings;
	#store: Store | undefined;
	#vfs: Promise<Vfs> | undefined;
	#programs: ProgramHost | undefined;

	constructor(program: Program, surroundings: Surroundings) {
		super(program, {
			get home() {
				return surroundings.home;
			},
			actor: surroundings.actor,
			open: () => this.open(),
		});
		this.#program = program;
		this.#surroundings = surroundings;
	}

	get homeOrNone(): string {
		try {
			return this.#surroundings.home;
		} catch {
			return "";
		}
	}

	/**
	 * Programs of this machine, for the user's own shell on this process's streams, unless `shell.host` is off or it is a sandbox; or
	 * why there are none. Agents and MCP have none.
	 */
	async programs(sandbox: boolean): Promise<{ programs?: ProgramHost; programsOff?: string }> {
		const { isProcess, actor, terminal } = this.#surroundings;
		if (sandbox) return { programsOff: "a sandbox runs no programs of this computer" };
		if (isProcess !== true) return {};
		if (actor !== "user") return { programsOff: `for \`${actor}\` no programs of this computer are run` };
		if ((await this.#setting("shell.host")) === "off")
			return { programsOff: "`desk config set shell.host on` lets it run programs of this computer" };
		this.#programs ??= new Programs({
			open: () => this.open(),
			hasTerminal: terminal.stdin || terminal.stdout || terminal.stderr,
		});
		return { programs: this.#programs };
	}

	async #setting(key: ConfigKey): Promise<string> {
		const { configText } = await import("../base/config.ts");
		return await configText(this.homeOrNone, key);
	}

	override get isOpen(): boolean {
		return this.#store !== undefined || this.#surroundings.open !== undefined;
	}

	override open(): Promise<Vfs> {
		this.#vfs ??= this.#open().catch((error: unknown) => {
			this.#vfs = undefined;
			throw error;
		});
		return this.#vfs;
	}

	async #open(): Promise<Vfs> {
		if (this.#surroundings.open !== undefined) return await this.#surroundings.open();
		const { terminal } = this.#surroundings;
		const ask = async () => {
			const { askOnTerminal } = await import("./ask.ts");
			return (await askOnTerminal("Passphrase of this desk: ", true, new AbortController().signal)) ?? "";
		};
		this.#store = await Store.open(this.#surroundings.home, terminal.stdin ? ask : undefined);
		return new Vfs(this.#store, this.#program.mounts, this.#surroundings.actor);
	}

	close(): void {
		this.#programs?.close();
		this.#store?.close();
	}
}
