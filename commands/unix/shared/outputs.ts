/** Where scripts write to (`print > "file"` of awk, `w file` of sed): buffered text, pipes, and files of the tree. */
import { toTextStrict } from "../../../src/base/bytes.ts";
import { rawBytes } from "../../../src/base/raw-text.ts";
import { type ByteWriter, ClosedPipe, type Context } from "../../../src/command/index.ts";
import type { Staged } from "../../../src/store/index.ts";
import type { Change, Vfs } from "../../../src/vfs/index.ts";
import { changeLine, isTold, toChangeItems } from "./changes.ts";
import { contentWriter } from "./inputs.ts";
import { NEWLINE } from "./lines.ts";
import type { Maybe } from "./records.ts";

/** Characters that are gathered before they are written. */
const FULL = 64 * 1024;

/** Gathers raw text for a writer. Writing never waits: who writes looks at `isFull` between steps. */
export class TextWriter {
	readonly #target: ByteWriter;
	#text = "";

	constructor(target: ByteWriter) {
		this.#target = target;
	}

	write(text: string): void {
		this.#text += text;
	}

	get isFull(): boolean {
		return this.#text.length >= FULL;
	}

	/** Hand on what was gathered. */
	flush(): Maybe<void> {
		if (this.#text === "") return;
		const text = this.#text;
		this.#text = "";
		return this.#target.write(rawBytes(text));
	}
}

/** What is printed: bytes into pipes, safe text on a terminal, one object for each line (`lineOutput`) with `--json`. */
export function standardOutput(context: Context): ByteWriter & { end(): Maybe<void> } {
	if (!context.json) return contentWriter(context);
	let rest: Uint8Array = new Uint8Array();
	const itemOf = (line: Uint8Array) => {
		const text = toTextStrict(line);
		return `${JSON.stringify(text === undefined ? { base64: Buffer.from(line).toString("base64") } : { text })}\n`;
	};
	return {
		write(bytes) {
			const all = Buffer.concat([rest, Buffer.from(bytes as Uint8Array)]);
			let items = "";
			let at = 0;
			for (let end = all.indexOf(NEWLINE); end >= 0; end = all.indexOf(NEWLINE, at)) {
				items += itemOf(all.subarray(at, end));
				at = end + 1;
			}
			rest = all.subarray(at);
			return context.stdout.write(items);
		},
		end: () => (rest.length === 0 ? undefined : context.stdout.write(itemOf(rest))),
	};
}

/** A pipe within the process. A writer waits while it is full; one whose reader is gone is told so (`ClosedPipe`). */
export class Pipe implements ByteWriter, AsyncIterable<Uint8Array> {
	#parts: Uint8Array[] = [];
	#size = 0;
	#ended = false;
	#failure: unknown;
	#readerGone = false;
	/** Wakes whoever waits on the other end. */
	#wake: (() => void) | undefined;

	write(bytes: Uint8Array | string): Maybe<void> {
		if (this.#readerGone) throw new ClosedPipe();
		const part = typeof bytes === "string" ? Buffer.from(bytes, "utf8") : Uint8Array.prototype.slice.call(bytes);
		if (part.length === 0) return;
		this.#parts.push(part);
		this.#size += part.length;
		this.#stir();
		if (this.#size >= FULL) return this.#roomy();
	}

	/** There is no more to come; with a failure, the reader gets that instead. */
	end(failure?: unknown): void {
		this.#ended = true;
		this.#failure = failure;
		this.#stir();
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
		try {
			for (;;) {
				const parts = this.#parts;
				this.#parts = [];
				this.#size = 0;
				this.#stir();
				yield* parts;
				if (this.#parts.length > 0) continue;
				if (this.#ended) break;
				await this.#change();
			}
			if (this.#failure !== undefined) throw this.#failure;
		} finally {
			this.close();
		}
	}

	/** The reader reads no more. */
	close(): void {
		this.#readerGone = true;
		this.#stir();
	}

	async #roomy(): Promise<void> {
		while (this.#size >= FULL && !this.#readerGone) await this.#change();
		if (this.#readerGone) throw new ClosedPipe();
	}

	#change(): Promise<void> {
		return new Promise((resolve) => {
			this.#wake = resolve;
		});
	}

	#stir(): void {
		this.#wake?.();
		this.#wake = undefined;
	}
}

/** Paths that are no files: where they lead. */
const STANDARD = new Set(["/dev/stdout", "/dev/stderr", "/dev/null"]);

/** Whether a name in a script stands for one of the standard streams, or for nothing. */
export function isStandardName(name: string): boolean {
	return STANDARD.has(name);
}

/** One file being written: its bytes wait in the store until `commit`. */
interface OpenFile {
	readonly path: string;
	readonly isAppended: boolean;
	readonly pipe: Pipe;
	readonly staged: Promise<Staged>;
}

/**
 * The files that a script writes. Nothing of them is in the tree before they are closed; all change sets of one run share an
 * operation, so that `desk undo` takes back what a script did.
 */
export class FileOutputs {
	readonly #context: Context;
	readonly #vfs: Promise<Vfs>;
	readonly #open = new Map<ByteWriter, OpenFile>();
	#operation: number | undefined;

	constructor(context: Context) {
		this.#context = context;
		this.#vfs = context.open();
		this.#vfs.catch(() => undefined);
	}

	/** Begin to write a file, in place of what is there or after it. */
	open(name: string, isAppended: boolean): ByteWriter {
		const pipe = new Pipe();
		const staged = this.#vfs.then((vfs) => vfs.stage(pipe));
		// Told when the file is closed.
		staged.catch(() => pipe.close());
		this.#open.set(pipe, { path: this.#context.path(name), isAppended, pipe, staged });
		return pipe;
	}

	/** The file is complete. @throws DeskError that of `Vfs.change` */
	async close(writer: ByteWriter): Promise<void> {
		const file = this.#open.get(writer);
		if (file !== undefined) await this.#commit([file], []);
	}

	/** All files are complete; `more` changes go into the same change set. */
	async closeAll(more: readonly Change[] = []): Promise<void> {
		await this.#commit([...this.#open.values()], more);
	}

	/** The script failed: what it wrote is not kept. */
	abandon(reason: unknown): void {
		for (const file of this.#open.values()) {
			file.pipe.end(reason);
			file.staged.catch(() => undefined);
		}
		this.#open.clear();
	}

	async #commit(files: readonly OpenFile[], more: readonly Change[]): Promise<void> {
		if (files.length === 0 && more.length === 0) return;
		const { cause, dryRun } = this.#context;
		for (const file of files) {
			this.#open.delete(file.pipe);
			file.pipe.end();
		}
		const vfs = await this.#vfs;
		const changes: Change[] = [];
		for (const { path, isAppended, staged } of files)
			changes.push({ op: "write", path, content: vfs.placed(await staged, isAppended ? "end" : undefined) });
		const result = await vfs.change([...changes, ...more], { cause, dryRun, operation: this.#operation });
		this.#operation ??= result.set?.operation;
		if (!isTold(this.#context)) return;
		for (const item of toChangeItems(result)) {
			const line = this.#context.json ? JSON.stringify(item) : changeLine(item, this.#context);
			await this.#context.stdout.write(`${line}\n`);
		}
	}
}
