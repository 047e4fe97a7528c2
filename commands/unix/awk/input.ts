/** The main input: the operands of ARGV one after the other, assignments among them made when they are reached. */
import { DeskError } from "../../../src/base/errors.ts";
import type { Context } from "../../../src/command/index.ts";
import { openInput } from "../shared/inputs.ts";
import {
	type Maybe,
	paragraphSeparator,
	plainSeparator,
	RecordReader,
	regexSeparator,
	type Separator,
} from "../shared/records.ts";
import { unescapeText } from "./escapes.ts";
import { patternOf } from "./regex.ts";
import { Strnum, toText, type Value } from "./values.ts";

/** How RS parts records: "" paragraphs, one character itself, all else a regex. */
export function separatorOf(rs: string): Separator {
	if (rs === "") return paragraphSeparator();
	return Array.from(rs).length === 1 ? plainSeparator(rs) : regexSeparator(patternOf(rs).regex);
}

/** `name=value` as an operand or after -v; the value may hold escapes. */
export function readAssignment(operand: string): { name: string; value: Strnum } | undefined {
	const found = /^([A-Za-z_][A-Za-z_0-9]*)=(.*)$/s.exec(operand);
	if (found === null) return undefined;
	return { name: found[1] ?? "", value: new Strnum(unescapeText(found[2] ?? "")) };
}

/** What the main input asks of the program that reads it. */
export interface Reader {
	/** ARGV[index]; undefined when it was deleted. */
	operand(index: number): Value;
	operandCount(): number;
	assign(name: string, value: Value): void;
	/** A file begins (BEGINFILE): FILENAME and FNR are to be set. @returns false to pass over it */
	begin(name: string): Maybe<boolean>;
	/** A file was read to its end (ENDFILE). */
	finish(): Maybe<void>;
}

export class MainInput {
	readonly #context: Context;
	readonly #reader: Reader;
	#current: RecordReader | undefined;
	#next = 1;
	/** Whether an operand was a file: if none is, standard input is read. */
	#hasFile = false;
	#isOver = false;

	constructor(context: Context, reader: Reader) {
		this.#context = context;
		this.#reader = reader;
	}

	/** The next record, or undefined when all is read. */
	next(separator: Separator): Maybe<string | undefined> {
		if (this.#current === undefined) return this.#isOver ? undefined : this.#advance(separator);
		const record = this.#current.next(separator);
		if (typeof record === "string") return record;
		return this.#slowly(record, separator);
	}

	async #slowly(first: Maybe<string | undefined>, separator: Separator): Promise<string | undefined> {
		const record = await first;
		if (record !== undefined) return record;
		this.#current = undefined;
		await this.#reader.finish();
		return await this.#advance(separator);
	}

	async #advance(separator: Separator): Promise<string | undefined> {
		for (;;) {
			this.#current = await this.#open();
			if (this.#current === undefined) {
				this.#isOver = true;
				return undefined;
			}
			const record = await this.#current.next(separator);
			if (record !== undefined) return record;
			this.#current = undefined;
			await this.#reader.finish();
		}
	}

	/** The text that ended the last record (gawk's RT). */
	get terminator(): string {
		return this.#current?.terminator ?? "";
	}

	/** Leave out what is left of this file. */
	async skip(): Promise<void> {
		const current = this.#current;
		this.#current = undefined;
		await current?.close();
		await this.#reader.finish();
	}

	async close(): Promise<void> {
		await this.#current?.close();
	}

	async #open(): Promise<RecordReader | undefined> {
		while (this.#next < this.#reader.operandCount()) {
			const operand = toText(this.#reader.operand(this.#next++), "%d");
			const assignment = readAssignment(operand);
			if (assignment !== undefined) this.#reader.assign(assignment.name, assignment.value);
			else if (operand !== "") {
				this.#hasFile = true;
				const opened = await this.#openFile(operand);
				if (opened !== undefined) return opened;
			}
		}
		if (this.#hasFile) return undefined;
		this.#hasFile = true;
		return await this.#openFile("-");
	}

	async #openFile(operand: string): Promise<RecordReader | undefined> {
		let source: AsyncIterable<Uint8Array>;
		try {
			source = (await openInput(this.#context, operand)).stream();
		} catch (error) {
			if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
			this.#context.fail(error);
			return undefined;
		}
		return (await this.#reader.begin(operand)) ? new RecordReader(source) : undefined;
	}
}
