/** The lines that a sed script works on, with one of lookahead at most. */
import { DeskError } from "../../../src/base/errors.ts";
import type { Context } from "../../../src/command/index.ts";
import { type Input, openInput } from "../shared/inputs.ts";
import { after, type Maybe, RecordReader, type Separator } from "../shared/records.ts";

/** One line and whether it ended in its separator. */
export interface Line {
	readonly text: string;
	readonly isEnded: boolean;
}

/** What is told when one file ends and the next begins. */
export interface Files {
	/** @returns false to pass over it */
	begin(input: Input): Promise<boolean>;
	end(input: Input): Promise<void>;
}

/** Exit status when a file cannot be read. */
const UNREADABLE = 2;

export class Lines {
	readonly #context: Context;
	readonly #operands: readonly string[];
	readonly #separator: Separator;
	/** Every file has a last line of its own (-s, -i). */
	readonly #isSeparate: boolean;
	readonly #files: Files;
	#next = 0;
	#input: Input | undefined;
	#reader: RecordReader | undefined;
	/** The next file, when the end of this one was looked at. */
	#ahead: { input: Input; reader: RecordReader } | undefined;
	/** A number of the line that was read last. */
	number = 0;

	constructor(context: Context, operands: readonly string[], separator: Separator, isSeparate: boolean, files: Files) {
		this.#context = context;
		this.#operands = operands;
		this.#separator = separator;
		this.#isSeparate = isSeparate;
		this.#files = files;
	}

	/** As typed, `-` for standard input. */
	get fileName(): string {
		return this.#input?.operand ?? "-";
	}

	/** The next line; undefined when there is none. */
	next(): Maybe<Line | undefined> {
		const reader = this.#reader;
		if (reader === undefined) return this.#advance();
		const text = reader.next(this.#separator);
		if (typeof text === "string") return this.#take(text, reader);
		return after(text, (late) => (late === undefined ? this.#advance() : this.#take(late, reader)));
	}

	#take(text: string, reader: RecordReader): Line {
		this.number++;
		return { text, isEnded: reader.terminator !== "" };
	}

	/** Whether the line that was read last is the last one. */
	isLast(): Maybe<boolean> {
		const reader = this.#reader;
		if (reader === undefined) return true;
		return after(reader.isAtEnd(), (isEnd) => {
			if (!isEnd) return false;
			return this.#isSeparate || after(this.#peek(), (ahead) => ahead === undefined);
		});
	}

	/** Whether no line is left at all, in whatever file. */
	isOver(): Maybe<boolean> {
		const reader = this.#reader;
		if (reader === undefined) return after(this.#peek(), (ahead) => ahead === undefined);
		return after(reader.isAtEnd(), (isEnd) => isEnd && after(this.#peek(), (ahead) => ahead === undefined));
	}

	/** The script ends before the lines do. */
	async close(): Promise<void> {
		await this.#reader?.close();
		await this.#ahead?.reader.close();
		await this.#finish();
	}

	async #finish(): Promise<void> {
		const input = this.#input;
		this.#input = undefined;
		this.#reader = undefined;
		if (input !== undefined) await this.#files.end(input);
	}

	async #advance(): Promise<Line | undefined> {
		for (;;) {
			// With -i the last file is complete before the next one begins; without, the next is looked for first.
			const ahead = await this.#peek();
			await this.#finish();
			if (ahead === undefined) return undefined;
			this.#ahead = undefined;
			if (!(await this.#files.begin(ahead.input))) continue;
			this.#input = ahead.input;
			this.#reader = ahead.reader;
			if (this.#isSeparate) this.number = 0;
			const text = await ahead.reader.next(this.#separator);
			if (text !== undefined) return this.#take(text, ahead.reader);
		}
	}

	/** The next file; where all are one, the next that is not empty. */
	async #peek(): Promise<{ input: Input; reader: RecordReader } | undefined> {
		while (this.#ahead === undefined && this.#next < this.#operands.length) {
			const input = await this.#open(this.#operands[this.#next++] ?? "");
			if (input === undefined) continue;
			const reader = new RecordReader(input.stream());
			if (this.#isSeparate || !(await reader.isAtEnd())) this.#ahead = { input, reader };
		}
		return this.#ahead;
	}

	async #open(operand: string): Promise<Input | undefined> {
		try {
			return await openInput(this.#context, operand);
		} catch (error) {
			if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
			// GNU sed: what cannot be read is not as bad as a wrong script.
			this.#context.setStatus(UNREADABLE);
			this.#context.fail(error);
			return undefined;
		}
	}
}
