/** Files and commands that an awk program reads and writes, by the names that it gives them. */
import { DeskError } from "../../../src/base/errors.ts";
import { type ByteWriter, ClosedPipe, type Context, pacer } from "../../../src/command/index.ts";
import { openInput } from "../shared/inputs.ts";
import { FileOutputs, Pipe, standardOutput, TextWriter } from "../shared/outputs.ts";
import { after, type Maybe, RecordReader } from "../shared/records.ts";

/** A command under way, as `bash -c` runs it. */
interface Child {
	readonly status: Promise<number>;
}

interface Output {
	readonly kind: ">" | "|";
	readonly writer: TextWriter;
	/** Nothing more is written. @returns its status */
	close(): Promise<number>;
}

interface Source {
	readonly reader: RecordReader;
	readonly child?: Child;
}

/** What `close` returns for a name that is not open. */
const NOT_OPEN = -1;

export class Streams {
	readonly #context: Context;
	readonly #standard: ReturnType<typeof standardOutput>;
	readonly stdout: TextWriter;
	readonly #outputs = new Map<string, Output>();
	readonly #inputs = new Map<string, Source>();
	#files: FileOutputs | undefined;
	readonly #pace: () => Promise<void> | undefined;

	constructor(context: Context) {
		this.#context = context;
		this.#pace = pacer(context);
		this.#standard = standardOutput(context);
		this.stdout = new TextWriter(this.#standard);
	}

	/** Where `print` with a redirection writes to; opened when it is not. */
	output(kind: ">" | ">>" | "|", name: string): TextWriter {
		const open = this.#outputs.get(name);
		if (open !== undefined) return open.writer;
		if (kind !== "|" && (name === "/dev/stdout" || name === "-")) return this.stdout;
		const made = kind === "|" ? this.#command(name) : this.#file(name, kind === ">>");
		this.#outputs.set(name, made);
		return made.writer;
	}

	#file(name: string, isAppended: boolean): Output {
		const device = this.#context.device(name)?.output;
		if (device !== undefined) {
			const writer = new TextWriter(device);
			return { kind: ">", writer, close: async () => await after(writer.flush(), () => 0) };
		}
		if (name === "") throw new DeskError("EINVAL", "a redirection needs the name of a file", { at: "awk" });
		this.#files ??= new FileOutputs(this.#context);
		const files = this.#files;
		const target = files.open(name, isAppended);
		const writer = new TextWriter(target);
		const close = async () => {
			await writer.flush();
			await files.close(target);
			return 0;
		};
		return { kind: ">", writer, close };
	}

	#command(text: string): Output {
		const pipe = new Pipe();
		const writer = new TextWriter(quiet(pipe));
		// What was printed so far comes before what the command prints.
		const status = Promise.resolve(this.stdout.flush()).then(() => this.#run(text, { stdin: pipe }));
		status.catch(() => undefined).finally(() => pipe.close());
		const close = async () => {
			await writer.flush();
			pipe.end();
			return await status;
		};
		return { kind: "|", writer, close };
	}

	async #run(text: string, streams: { stdin?: Pipe; stdout?: ByteWriter } = {}): Promise<number> {
		const stdout = streams.stdout ?? this.#standard;
		return await this.#context.execute(["bash", "-c", text], { ...streams, stdout });
	}

	/** The reader of a file; undefined when it cannot be opened. */
	async fileReader(name: string): Promise<RecordReader | undefined> {
		const open = this.#inputs.get(name);
		if (open !== undefined) return open.reader;
		try {
			const input = await openInput(this.#context, name);
			const reader = new RecordReader(input.stream());
			this.#inputs.set(name, { reader });
			return reader;
		} catch (error) {
			if (error instanceof DeskError && error.code !== "EINTR" && error.code !== "EKEY") return undefined;
			throw error;
		}
	}

	/** An open reader of a file or a command, at hand without waiting. */
	openReader(name: string): RecordReader | undefined {
		return this.#inputs.get(name)?.reader;
	}

	/** The reader of what a command prints. */
	async commandReader(text: string): Promise<RecordReader> {
		const open = this.#inputs.get(text);
		if (open !== undefined) return open.reader;
		// What the command reads must be complete, and what was printed comes before what it says on stderr.
		await this.flush();
		const pipe = new Pipe();
		const status = this.#run(text, { stdout: pipe }).then(
			(code) => {
				pipe.end();
				return code;
			},
			(error: unknown) => {
				pipe.end(error);
				throw error;
			},
		);
		status.catch(() => undefined);
		const reader = new RecordReader(pipe);
		this.#inputs.set(text, { reader, child: { status } });
		return reader;
	}

	/** Run a command to its end (`system`). @returns its status */
	async system(text: string): Promise<number> {
		await this.flush();
		return await this.#run(text);
	}

	/** @returns the status of a command, 0 for a file, -1 for what is not open */
	async close(name: string): Promise<number> {
		let result = NOT_OPEN;
		const output = this.#outputs.get(name);
		if (output !== undefined) {
			if (output.kind === "|") await this.stdout.flush();
			this.#outputs.delete(name);
			result = await output.close();
		}
		const source = this.#inputs.get(name);
		if (source === undefined) return result;
		this.#inputs.delete(name);
		await source.reader.close();
		return source.child === undefined ? 0 : await source.child.status;
	}

	/** Hand on what was printed: all of it, or what went to `name`. @returns whether there is such an output */
	async flush(name?: string): Promise<boolean> {
		if (name !== undefined && name !== "") {
			const output = this.#outputs.get(name);
			await output?.writer.flush();
			return output !== undefined;
		}
		await this.stdout.flush();
		await this.#context.stdout.flush?.();
		for (const { writer } of this.#outputs.values()) await writer.flush();
		return true;
	}

	/** Called now and then by all that goes on for long: full buffers are written, and Ctrl-C is heard. */
	readonly pause = (): Maybe<void> => {
		if (this.stdout.isFull) return after(this.stdout.flush(), this.pause);
		for (const { writer } of this.#outputs.values()) if (writer.isFull) return after(writer.flush(), this.pause);
		return this.#pace();
	};

	/** Who reads sees what was printed so far while we wait for more input. */
	async waited<Value>(promise: Promise<Value>): Promise<Value> {
		promise.catch(() => undefined);
		await this.stdout.flush();
		await this.#context.stdout.flush?.();
		return await promise;
	}

	/** The program is at its end: all is written, all commands have ended. */
	async end(): Promise<void> {
		await this.stdout.flush();
		const outputs = [...this.#outputs.values()];
		for (const output of outputs) if (output.kind === "|") await output.close();
		for (const output of outputs) if (output.kind !== "|") await output.writer.flush();
		await this.#files?.closeAll();
		await this.stdout.flush();
		await this.#standard.end();
		await this.#closeInputs();
	}

	/** The program failed: files are left as they were. */
	async abandon(reason: unknown): Promise<void> {
		if (!(reason instanceof ClosedPipe)) {
			// What was printed before stays printed.
			await Promise.resolve(this.stdout.flush()).catch(() => undefined);
		}
		this.#files?.abandon(reason);
		for (const output of this.#outputs.values()) if (output.kind === "|") await output.close().catch(() => undefined);
		await this.#closeInputs().catch(() => undefined);
	}

	async #closeInputs(): Promise<void> {
		for (const { reader, child } of this.#inputs.values()) {
			await reader.close();
			await child?.status;
		}
		this.#inputs.clear();
	}
}

/** A command may end before it read all: what is written after that is lost, as in `print | "head -1"`. */
function quiet(pipe: Pipe): ByteWriter {
	return {
		async write(bytes) {
			try {
				await pipe.write(bytes);
			} catch (error) {
				if (!(error instanceof ClosedPipe)) throw error;
			}
		},
	};
}
