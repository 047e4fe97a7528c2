/** One command, run for a client: its output held to a bound, its errors as sentences. */
import { DeskError, Status } from "../../base/errors.ts";
import { ClosedPipe, type CommandHost, type CommandTool, type StageIo, type ToolRun } from "../../command/index.ts";

/** Bytes of a command's output that go to a client: about 25,000 tokens of a model. */
export const OUTPUT_LIMIT = 100_000;
/** Bytes of its messages. */
const MESSAGES_LIMIT = 8_000;
/** Milliseconds that a command may take: nobody waits longer, and `tail -f` would never end. */
const TIME_LIMIT = 5 * 60_000;
/** What a shell gives a program that a closed pipe ended: here, one that had more to say. */
const BROKEN_PIPE = 141;

/** What a command did. */
export interface Ran {
	readonly status: number;
	readonly output: Buffer;
	/** Whether there would have been more output. */
	readonly isCut: boolean;
	/** What it said beside its output, a sentence each. */
	readonly notes: readonly string[];
	readonly errors: readonly string[];
}

export interface RunOptions {
	readonly json: boolean;
	readonly signal: AbortSignal;
	/** Told now and then how many bytes there are. */
	onProgress?(bytes: number): void;
	readonly timeLimit?: number;
}

/** Run a tool's command to its end. @throws DeskError ETIMEDOUT, EINTR */
export async function runTool(
	commands: CommandHost,
	tool: CommandTool,
	run: ToolRun,
	options: RunOptions,
): Promise<Ran> {
	const out = new Collector(OUTPUT_LIMIT, options.onProgress);
	const messages = new Collector(MESSAGES_LIMIT);
	const timeLimit = options.timeLimit ?? TIME_LIMIT;
	const deadline = AbortSignal.timeout(timeLimit);
	const { signal } = options;
	const io: StageIo = {
		stdin: textStream(run.stdin ?? ""),
		stdout: {
			write: (bytes) => {
				if (!out.add(bytes)) throw new ClosedPipe();
			},
			flush() {},
		},
		stderr: { write: (bytes) => void messages.add(bytes) },
		terminal: { stdin: false, stdout: false, stderr: false, columns: 120 },
		cwd: "/",
		variables: {},
		signal: AbortSignal.any([signal, deadline]),
		execute: (argv) => {
			messages.add(`desk: ${argv[0] ?? ""}: a tool runs no other command; call it by itself\n`);
			return Promise.resolve(Status.commandNotFound);
		},
		device: () => undefined,
	};
	const status = await commands.run([...tool.words, ...(options.json ? ["--json"] : []), ...run.argv], io);
	if (signal.aborted) throw new DeskError("EINTR", "the client has called it off");
	if (deadline.aborted)
		throw new DeskError("ETIMEDOUT", `it was stopped after ${timeLimit / 1000} seconds`, {
			at: tool.words.join(" "),
			todo: "ask for less at a time",
		});
	const isCut = status === BROKEN_PIPE && out.isFull;
	return { status: isCut ? 0 : status, output: out.bytes(), isCut, ...sorted(messages.bytes().toString("utf8")) };
}

async function* textStream(text: string): AsyncGenerator<Uint8Array, void, undefined> {
	if (text !== "") yield Buffer.from(text, "utf8");
}

/** Messages are problems (JSON or a line), or remarks for people. */
function sorted(text: string): { notes: string[]; errors: string[] } {
	const notes: string[] = [];
	const errors: string[] = [];
	for (const line of text.split("\n").filter((one) => one.trim() !== "")) {
		const problem = line.startsWith("{") ? sentenceOf(line) : undefined;
		if (problem !== undefined) errors.push(problem);
		else if (line.startsWith("desk: ")) errors.push(line.slice("desk: ".length));
		else notes.push(line);
	}
	return { notes, errors };
}

/** The sentence of a problem in JSON (`DeskError.toProblem`). */
function sentenceOf(line: string): string | undefined {
	try {
		const { type, detail, instance } = JSON.parse(line) as Record<string, unknown>;
		if (typeof type !== "string" || !type.startsWith("urn:deskfs:error:")) return undefined;
		return `${typeof instance === "string" ? `${instance}: ` : ""}${String(detail)}`;
	} catch {
		return undefined;
	}
}

/** Bytes up to a bound. */
class Collector {
	readonly #limit: number;
	readonly #tell: ((bytes: number) => void) | undefined;
	readonly #parts: Buffer[] = [];
	#size = 0;
	isFull = false;

	constructor(limit: number, tell?: (bytes: number) => void) {
		this.#limit = limit;
		this.#tell = tell;
	}

	/** @returns false when there was no room for all of it */
	add(bytes: Uint8Array | string): boolean {
		const part = Buffer.from(bytes as string);
		const kept = part.subarray(0, this.#limit - this.#size);
		this.#parts.push(kept);
		this.#size += kept.length;
		this.#tell?.(this.#size);
		if (kept.length < part.length) this.isFull = true;
		return !this.isFull;
	}

	bytes(): Buffer {
		return Buffer.concat(this.#parts);
	}
}
