/** A sed script at work: as a filter, and on files in place. */
import { DeskError } from "../../../src/base/errors.ts";
import { type Context, pacer } from "../../../src/command/index.ts";
import type { Staged } from "../../../src/store/index.ts";
import type { Change, Vfs } from "../../../src/vfs/index.ts";
import { deviceOf, type Input, openInput } from "../shared/inputs.ts";
import { FileOutputs, Pipe, standardOutput, TextWriter } from "../shared/outputs.ts";
import { after, type Maybe, plainSeparator, RecordReader } from "../shared/records.ts";
import { Executor, type World } from "./executor.ts";
import { type Files, Lines } from "./input.ts";
import { LineOutput } from "./output.ts";
import type { Script } from "./script.ts";

export interface Settings {
	readonly isQuiet: boolean;
	readonly isPosix: boolean;
	readonly isUnbuffered: boolean;
	/** What ends lines. */
	readonly end: string;
	readonly width: number;
}

/** Standard streams and files of a script, and what is printed to at the moment. */
class Desk {
	readonly #context: Context;
	readonly #settings: Settings;
	readonly #standard: ReturnType<typeof standardOutput>;
	readonly #stdout: TextWriter;
	readonly #files = new Map<string, LineOutput>();
	readonly #readers = new Map<string, Promise<RecordReader | undefined>>();
	readonly #pace: () => Promise<void> | undefined;
	outputs: FileOutputs | undefined;
	/** Where the script prints. */
	current: LineOutput;

	constructor(context: Context, settings: Settings, script: Script) {
		this.#context = context;
		this.#settings = settings;
		this.#pace = pacer(context);
		this.#standard = standardOutput(context);
		this.#stdout = new TextWriter(this.#standard);
		this.current = new LineOutput(this.#stdout, settings.end);
		// Files are made even when nothing is written to them.
		for (const { name, text, substitution } of script.commands) {
			const file = "wW".includes(name) ? text : substitution?.file;
			if (file !== undefined) this.file(file);
		}
	}

	file(name: string): LineOutput {
		let file = this.#files.get(name);
		if (file === undefined) {
			file = new LineOutput(this.#writer(name), this.#settings.end);
			this.#files.set(name, file);
		}
		return file;
	}

	#writer(name: string): TextWriter {
		if (name === "/dev/stdout") return this.#stdout;
		if (name === "/dev/stderr") return new TextWriter(this.#context.stderr);
		if (name === "/dev/null") return new TextWriter({ write() {} });
		this.outputs ??= new FileOutputs(this.#context);
		return new TextWriter(this.outputs.open(name, false));
	}

	linesOf(name: string): Promise<RecordReader | undefined> {
		let reader = this.#readers.get(name);
		if (reader === undefined) {
			reader = this.#open(name).then((input) => input && new RecordReader(input.stream()));
			this.#readers.set(name, reader);
		}
		return reader;
	}

	async *bytesOf(name: string): AsyncGenerator<Uint8Array, void, undefined> {
		const input = await this.#open(name);
		if (input !== undefined) yield* input.stream();
	}

	/** What cannot be read is as an empty file (POSIX). */
	async #open(name: string): Promise<Input | undefined> {
		try {
			return await openInput(this.#context, name);
		} catch (error) {
			if (error instanceof DeskError && ["ENOENT", "ENOTDIR", "EISDIR"].includes(error.code)) return undefined;
			throw error;
		}
	}

	readonly drain = (): Maybe<void> => {
		if (this.#settings.isUnbuffered) return this.flush();
		if (this.current.writer.isFull) return after(this.current.writer.flush(), this.drain);
		if (this.#stdout.isFull) return after(this.#stdout.flush(), this.drain);
		for (const { writer } of this.#files.values()) if (writer.isFull) return after(writer.flush(), this.drain);
		return this.#pace();
	};

	/** Hand on all that was printed. */
	async flush(): Promise<void> {
		await this.current.writer.flush();
		await this.#stdout.flush();
		await this.#context.stdout.flush?.();
	}

	/** The script is done. Its files and `more` are one change set. */
	async end(more: readonly Change[] = []): Promise<void> {
		await this.#stdout.flush();
		for (const { writer } of this.#files.values()) await writer.flush();
		if (more.length > 0) this.outputs ??= new FileOutputs(this.#context);
		await this.outputs?.closeAll(more);
		await this.#standard.end();
		for (const reader of this.#readers.values()) await (await reader)?.close();
	}

	/** The script failed: files are left as they were; what was printed stays. */
	async abandon(reason: unknown): Promise<void> {
		this.outputs?.abandon(reason);
		await Promise.resolve(this.#stdout.flush()).catch(() => undefined);
	}
}

async function execute(
	context: Context,
	script: Script,
	operands: readonly string[],
	settings: Settings,
	desk: Desk,
	isSeparate: boolean,
	files: Files,
): Promise<void> {
	const separator = plainSeparator(settings.end);
	const lines = new Lines(context, operands, separator, isSeparate, files);
	const world: World = {
		lines,
		separator,
		end: settings.end,
		output: () => desk.current,
		file: (name) => desk.file(name),
		linesOf: (name) => desk.linesOf(name),
		bytesOf: (name) => desk.bytesOf(name),
		drain: desk.drain,
		flush: () => desk.flush(),
		isSeparate,
		isQuiet: settings.isQuiet,
		isPosix: settings.isPosix,
		width: settings.width,
	};
	const status = await new Executor(script, world).run();
	context.setStatus(status);
}

/** Lines of the files, or of standard input, to standard output. */
export async function filter(
	context: Context,
	script: Script,
	operands: readonly string[],
	settings: Settings & { readonly isSeparate: boolean },
): Promise<void> {
	const desk = new Desk(context, settings, script);
	const files: Files = { begin: async () => true, end: async () => undefined };
	try {
		await execute(
			context,
			script,
			operands.length === 0 ? ["-"] : operands,
			settings,
			desk,
			settings.isSeparate,
			files,
		);
		await desk.end();
	} catch (error) {
		await desk.abandon(error);
		throw error;
	}
}

/** One file that is being edited: what is printed goes into `pipe`, and from there into the store. */
interface Edited {
	readonly input: Input;
	readonly pipe: Pipe;
	readonly staged: Promise<Staged>;
}

/** The path of the old text: SUFFIX behind the name; where it holds `*`, the name in its place (GNU sed). */
function backupPath(path: string, suffix: string): string {
	const slash = path.lastIndexOf("/");
	const name = path.slice(slash + 1);
	const made = suffix.includes("*") ? suffix.replaceAll("*", name) : name + suffix;
	return made.includes("/") ? made : path.slice(0, slash + 1) + made;
}

/** Edit files themselves: all of them in one change set. */
export async function editInPlace(
	context: Context,
	script: Script,
	operands: readonly string[],
	settings: Settings,
	suffix: string,
): Promise<void> {
	if (operands.length === 0) throw new DeskError("EUSAGE", "-i needs files to edit", { at: "sed", todo: "name them" });
	const vfs = await context.open();
	const desk = new Desk(context, settings, script);
	const printed = desk.current;
	const edited: Edited[] = [];
	const files: Files = {
		async begin(input) {
			if (deviceOf(context, input.operand) !== undefined) {
				context.fail(new DeskError("EINVAL", "this is no file that can be edited", { at: input.operand }));
				return false;
			}
			const pipe = new Pipe();
			const staged = vfs.stage(pipe);
			staged.catch(() => pipe.close());
			edited.push({ input, pipe, staged });
			desk.current = new LineOutput(new TextWriter(pipe), settings.end);
			return true;
		},
		async end() {
			await desk.current.writer.flush();
			edited.at(-1)?.pipe.end();
			desk.current = printed;
		},
	};
	try {
		await execute(context, script, operands, settings, desk, true, files);
		await desk.end(await changesOf(context, vfs, edited, suffix));
	} catch (error) {
		edited.at(-1)?.pipe.end(error);
		for (const { staged } of edited) staged.then((done) => vfs.store.content.unstage(done)).catch(() => undefined);
		await desk.abandon(error);
		throw error;
	}
}

async function changesOf(context: Context, vfs: Vfs, edited: readonly Edited[], suffix: string): Promise<Change[]> {
	const changes: Change[] = [];
	for (const { input, staged } of edited) {
		const kept = suffix === "" ? undefined : context.path(backupPath(input.path, suffix));
		if (kept !== undefined) changes.push({ op: "write", path: kept, content: await vfs.contentOf(input.path) });
		changes.push({ op: "write", path: input.path, content: await staged, expect: input.revision });
	}
	return changes;
}
