/** Who writes to the terminal of a session, and who listens to it. */
import { DeskError } from "../base/errors.ts";
import { type ByteWriter, ClosedPipe } from "../command/index.ts";
import { OpenFile } from "./descriptors.ts";
import type { LineEditor, Listener, Terminal } from "./editor/index.ts";
import type { TerminalInput } from "./terminal-input.ts";

/** The terminal of the prompt, which a signal can hang up: whoever reads then finds its end. */
export class SessionTerminal implements Terminal {
	readonly #inner: Terminal;
	#listener: Listener | undefined;
	#gone = false;

	constructor(inner: Terminal) {
		this.#inner = inner;
	}

	get columns(): number {
		return this.#inner.columns;
	}

	get rows(): number {
		return this.#inner.rows;
	}

	get isDumb(): boolean {
		return this.#inner.isDumb;
	}

	write(text: string): void {
		if (!this.#gone) this.#inner.write(text);
	}

	listen(mode: "keys" | "lines", listener: Listener): () => void {
		this.#listener = listener;
		if (this.#gone) queueMicrotask(() => listener.end());
		const stop = this.#inner.listen(mode, listener);
		return () => {
			this.#listener = undefined;
			stop();
		};
	}

	/** End what is being read now, and all that will be. */
	hangUp(): void {
		this.#gone = true;
		this.#listener?.end();
	}
}

/**
 * Standard output or error of a session. While a line is edited, what background jobs write is shown above it, in whole lines;
 * what is left of one follows when the line has been entered.
 */
export class SessionWriter {
	readonly #real: ByteWriter & { flush?(): void | Promise<void> };
	#editor: LineEditor | undefined;
	#part = "";

	constructor(real: ByteWriter) {
		this.#real = real;
	}

	write(bytes: Uint8Array | string): void | Promise<void> {
		if (this.#editor === undefined) return this.#real.write(bytes);
		const text = this.#part + (typeof bytes === "string" ? bytes : Buffer.from(bytes).toString("utf8"));
		const end = text.lastIndexOf("\n") + 1;
		this.#part = text.slice(end);
		if (end > 0) this.#editor.print(text.slice(0, end));
	}

	flush(): void | Promise<void> {
		return this.#real.flush?.();
	}

	/** A line is being edited from now on. */
	share(editor: LineEditor): void {
		this.#editor = editor;
	}

	/** The line has been entered. */
	async own(): Promise<void> {
		this.#editor = undefined;
		const part = this.#part;
		this.#part = "";
		if (part !== "") await this.#real.write(part);
	}
}

/** What a session prints, in the order it was printed. */
export class SessionOutput {
	readonly #stdout: SessionWriter;
	readonly #stderr: SessionWriter;
	readonly #gone: () => void;
	#flushing: NodeJS.Immediate | undefined;

	/** @param gone called when there is no terminal any more */
	constructor(stdout: ByteWriter, stderr: ByteWriter, gone: () => void) {
		this.#stdout = new SessionWriter(stdout);
		this.#stderr = new SessionWriter(stderr);
		this.#gone = gone;
	}

	/** Descriptors 0, 1 and 2 of a session. */
	files(input: TerminalInput): [OpenFile, OpenFile, OpenFile] {
		const stdout = {
			write: (bytes: Uint8Array | string) => this.#write(bytes),
			flush: () => this.#stdout.flush(),
		};
		const stderr = { write: (bytes: Uint8Array | string) => this.#complain(bytes) };
		return [
			new OpenFile({ source: input, terminal: true, descriptor: 0 }),
			new OpenFile({ sink: stdout, terminal: true, descriptor: 1 }),
			new OpenFile({ sink: stderr, terminal: true, descriptor: 2 }),
		];
	}

	/** Tell the person something. */
	async tell(text: Uint8Array | string): Promise<void> {
		await this.#stderr.write(text);
	}

	async flush(): Promise<void> {
		try {
			await this.#stdout.flush();
		} catch (error) {
			if (!(error instanceof DeskError || error instanceof ClosedPipe)) throw error;
			this.#gone();
		}
	}

	/** Read a line; what is printed meanwhile is shown above it. @returns undefined at the end of the input */
	async edited(editor: LineEditor): Promise<string | undefined> {
		await this.flush();
		this.#stdout.share(editor);
		this.#stderr.share(editor);
		try {
			return await editor.read();
		} finally {
			await this.#stdout.own();
			await this.#stderr.own();
		}
	}

	/** Bytes to the terminal: out at the next pause, at the latest. */
	#write(bytes: Uint8Array | string): void | Promise<void> {
		this.#flushing ??= setImmediate(() => {
			this.#flushing = undefined;
			void (async () => this.#stdout.flush())().catch(() => undefined);
		});
		return this.#stdout.write(bytes);
	}

	/** A message comes after what was printed before it. */
	async #complain(bytes: Uint8Array | string): Promise<void> {
		await this.flush();
		await this.#stderr.write(bytes);
	}
}
