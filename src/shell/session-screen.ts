/** Who writes to the terminal of a session, and who listens to it. */
import type { ByteWriter } from "../command/index.ts";
import type { LineEditor, Listener, Terminal } from "./editor/index.ts";

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
