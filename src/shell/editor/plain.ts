/** Reading lines on a terminal that understands no escape sequences: the system edits, we only prompt. */
import { rawText } from "../../base/raw-text.ts";
import type { EditorOptions, Terminal } from "./options.ts";
import { spansOf } from "./style.ts";

/** Reads lines; what was typed after one waits for the next. */
export class PlainReader {
	readonly #terminal: Terminal;
	readonly #options: EditorOptions;
	#waiting: Buffer = Buffer.alloc(0);

	constructor(terminal: Terminal, options: EditorOptions) {
		this.#terminal = terminal;
		this.#options = options;
	}

	/** A whole input, of several lines where it has to be; `undefined` at its end. */
	async read(): Promise<string | undefined> {
		let text = "";
		for (;;) {
			this.#terminal.write(plain(text === "" ? this.#options.prompt() : this.#options.continuation));
			const line = await this.#line();
			if (line === undefined) return text === "" ? undefined : text;
			if (line === "interrupt") {
				this.#terminal.write("\n");
				this.#options.interrupted?.();
				text = "";
				continue;
			}
			text += line.text;
			if (!this.#options.isUnfinished(text)) return text;
			text += "\n";
		}
	}

	/** What was typed before the next line is read. */
	typeAhead(bytes: Uint8Array): void {
		this.#waiting = Buffer.concat([this.#waiting, bytes]);
	}

	/** What was typed after the last line. */
	take(): Uint8Array {
		const bytes = this.#waiting;
		this.#waiting = Buffer.alloc(0);
		return bytes;
	}

	async #line(): Promise<{ text: string } | "interrupt" | undefined> {
		const waiting = this.#next();
		if (waiting !== undefined) return waiting;
		return await new Promise((resolve) => {
			const done = (result: { text: string } | "interrupt" | undefined) => {
				stop();
				resolve(result);
			};
			const stop = this.#terminal.listen("lines", {
				data: (bytes) => {
					this.#waiting = Buffer.concat([this.#waiting, bytes]);
					const line = this.#next();
					if (line !== undefined) done(line);
				},
				end: () => done(undefined),
				interrupt: () => {
					this.#waiting = Buffer.alloc(0);
					done("interrupt");
				},
				resize: () => undefined,
			});
		});
	}

	#next(): { text: string } | undefined {
		const end = this.#waiting.indexOf("\n");
		if (end < 0) return undefined;
		const text = rawText(this.#waiting.subarray(0, end));
		this.#waiting = this.#waiting.subarray(end + 1);
		return { text: text.replace(/\r$/, "") };
	}
}

function plain(prompt: string): string {
	return spansOf(prompt, false)
		.map((span) => span.text)
		.join("");
}
