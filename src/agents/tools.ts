/** The tools of an agent: desk commands by their schemas, and a shell of them. */
import { DeskError, messageOf } from "../base/errors.ts";
import {
	argsSchema,
	ClosedPipe,
	type CommandSet,
	type CommandTool,
	readCall,
	type StageIo,
	toolsOf,
} from "../command/index.ts";
import type { Tool, ToolCall } from "../llm/index.ts";
import { runBatch, SANDBOX_LIMITS } from "../shell/index.ts";
import type { Access } from "../vfs/index.ts";
import { SHELL } from "./definition.ts";
import { ExposedCommands } from "./exposed.ts";

/** What a tool call came to. */
export interface ToolResult {
	/** The command line, for people. */
	readonly title: string;
	readonly text: string;
	readonly isError: boolean;
}

/** The most that is kept of a command's output, in bytes; a command that goes on writing is ended as by a closed pipe. */
const MOST_OUTPUT = 1024 ** 2;
/** How long one call may take (ms): others may be waiting to write. */
const LONGEST_CALL = 20_000;

const SHELL_TOOL: Tool = {
	name: SHELL,
	description:
		"Run a script in a bash-like shell whose commands and files are the desk's. It has pipes, redirections, globs, loops and variables, no programs of a computer and no network. Each call starts in / with a new shell.",
	schema: {
		type: "object",
		properties: { script: { type: "string", description: "the script" } },
		required: ["script"],
		additionalProperties: false,
	},
};

/** What an agent may call, on a view of the desk that is restricted to its permissions. */
export class Tools {
	/** What the model is told. */
	readonly tools: readonly Tool[];
	readonly #host: ExposedCommands;
	readonly #commands: ReadonlyMap<string, CommandTool>;
	readonly #hasShell: boolean;

	private constructor(host: ExposedCommands, commands: readonly CommandTool[], hasShell: boolean) {
		this.#host = host;
		this.#commands = new Map(commands.map((tool) => [tool.name, tool]));
		this.#hasShell = hasShell;
		this.tools = [
			...commands.map(({ name, command }) => ({
				name,
				description: command.summary,
				schema: argsSchema(withoutHost(command)),
			})),
			...(hasShell ? [SHELL_TOOL] : []),
		];
	}

	/** @param names as `Definition.tools`; a shell has all commands that the permissions allow, without one there are those that are named */
	static async of(
		set: CommandSet,
		access: Access,
		names: readonly string[],
		onTables?: (mounts: readonly string[]) => void,
	): Promise<Tools> {
		const hasShell = names.includes(SHELL);
		const host = new ExposedCommands(set, access, hasShell ? undefined : names, onTables);
		const words = names.filter((name) => name !== SHELL).map((name) => name.split(" "));
		const found: CommandTool[] = [];
		for (const [first, verb] of words) {
			const entry = set.entries.find(({ name }) => name === first);
			if (entry === undefined)
				throw new DeskError("EINVAL", `there is no command '${first}'`, { todo: "take it out of `tools`" });
			const tools = (await toolsOf(entry)).filter((tool) => verb === undefined || tool.words[1] === verb);
			found.push(...tools.filter((tool) => host.refusal(tool.words.join(" ")) === undefined));
		}
		return new Tools(host, found, hasShell);
	}

	/** Do what a model asks for. What goes wrong is a result like any other. @throws the signal's reason */
	async call(call: ToolCall, signal: AbortSignal): Promise<ToolResult> {
		let given: unknown;
		try {
			given = JSON.parse(call.arguments === "" ? "{}" : call.arguments);
		} catch (error) {
			return failed(call.name, `the arguments are no JSON (${messageOf(error)})`);
		}
		const late = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_CALL)]);
		const run = this.#runOf(call.name, given);
		if ("isError" in run) return run;
		const output = new Output();
		const io = this.#io(output, run.stdin ?? "", late);
		let status: number;
		try {
			status = await run.work(io);
		} catch (error) {
			signal.throwIfAborted();
			if (!(error instanceof DeskError)) throw error;
			return failed(run.title, error.sentence);
		}
		signal.throwIfAborted();
		const told = [
			output.text,
			late.aborted ? `[ended after ${LONGEST_CALL / 1000} seconds]` : "",
			output.isCut ? "[the rest was not kept]" : "",
		];
		const end = status === 0 ? "" : `[exit status ${status}]`;
		const text = [...told, end].filter((part) => part !== "").join("\n");
		return { title: run.title, text: text === "" ? "[no output]" : text, isError: status !== 0 };
	}

	#runOf(
		name: string,
		given: unknown,
	): { title: string; stdin?: string | undefined; work: (io: StageIo) => Promise<number> } | ToolResult {
		if (name === SHELL && this.#hasShell) {
			const script = (given as { script?: unknown } | null)?.script;
			if (typeof script !== "string") return failed(name, "`script` is missing");
			return { title: script, work: (io) => this.#shell(script, io) };
		}
		const tool = this.#commands.get(name);
		if (tool === undefined) return failed(name, `there is no tool '${name.slice(0, 80)}'`);
		try {
			const { argv, stdin } = readCall(tool, given);
			const words = [...tool.words, ...argv];
			const title = words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(" ");
			return { title, stdin, work: (io) => this.#host.run(words, io) };
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			return failed(name, error.sentence);
		}
	}

	async #shell(script: string, io: StageIo): Promise<number> {
		return await runBatch(
			{ text: script, name: "agent", args: [], options: [], isCommand: true },
			{
				stdin: io.stdin,
				stdout: io.stdout,
				stderr: io.stderr,
				terminal: io.terminal,
				variables: io.variables,
				signal: io.signal,
			},
			{
				commands: this.#host,
				programsOff: "agents run no programs of this computer",
				limits: SANDBOX_LIMITS,
				home: "",
				signals: false,
			},
		);
	}

	#io(output: Output, stdin: string, signal: AbortSignal): StageIo {
		const io: StageIo = {
			stdin: (async function* () {
				if (stdin !== "") yield Buffer.from(stdin);
			})(),
			stdout: output,
			stderr: output,
			terminal: { stdin: false, stdout: false, stderr: false, columns: 80 },
			cwd: "/",
			// Nothing of this computer's environment.
			variables: { HOME: "/", PATH: "/bin" },
			signal,
			execute: (argv, streams = {}) => {
				const stdout = streams.stdout ?? output;
				const given = streams.signal === undefined ? signal : AbortSignal.any([signal, streams.signal]);
				return this.#host.run(argv, {
					...io,
					...streams,
					signal: given,
					stdout: { write: (bytes) => stdout.write(bytes), flush: () => stdout.flush?.() },
				});
			},
			device: () => undefined,
		};
		return io;
	}
}

function failed(title: string, text: string): ToolResult {
	return { title, text, isError: true };
}

/** A command without the arguments that name files of the computer. */
function withoutHost<Kind extends { readonly args: object }>(command: Kind): Kind {
	const args = Object.fromEntries(
		Object.entries(command.args).filter(([, arg]) => (arg as { completes?: string }).completes !== "host-path"),
	);
	return { ...command, args };
}

/** Collects what a command writes, in the order in which it comes. */
class Output {
	readonly #parts: Buffer[] = [];
	#size = 0;
	isCut = false;

	write(bytes: Uint8Array | string): void {
		if (this.isCut) throw new ClosedPipe();
		const part = Buffer.from(bytes as string);
		const room = MOST_OUTPUT - this.#size;
		this.#parts.push(part.subarray(0, room));
		this.#size += part.length;
		if (this.#size <= MOST_OUTPUT) return;
		this.isCut = true;
		throw new ClosedPipe();
	}

	flush(): void {}

	get text(): string {
		return Buffer.concat(this.#parts).toString("utf8").replace(/\n$/, "");
	}
}
