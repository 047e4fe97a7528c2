/** The parts of several files one below the other, under headers, as head and tail print them. */
import type { ByteStream } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import type { Context } from "../../../src/command/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import { writeContentJson } from "./content-json.ts";
import { type ContentWriter, contentWriter, type Input, openInput } from "./inputs.ts";

/** Prints `==> NAME <==` where another file begins: with several operands, or as `-q` and `-v` say. */
export class Sections {
	/** The operands; standard input when there are none. */
	readonly operands: readonly string[];
	readonly #context: Context;
	readonly #writer: ContentWriter;
	readonly #headers: boolean;
	#current: string | undefined;

	constructor(context: Context, options: { paths: readonly string[]; quiet: boolean; verbose: boolean }) {
		this.operands = options.paths.length === 0 ? ["-"] : options.paths;
		this.#context = context;
		this.#writer = contentWriter(context);
		this.#headers = !options.quiet && (options.verbose || this.operands.length > 1);
	}

	/** Open an operand. A directory gets its header, as it can be opened but not read. @throws DeskError those of `openInput` */
	async open(operand: string): Promise<Input> {
		try {
			return await openInput(this.#context, operand);
		} catch (error) {
			if (error instanceof DeskError && error.code === "EISDIR" && !this.#context.json) await this.#header(operand);
			throw error;
		}
	}

	/** Print a part of a file, under its header unless the last part was of the same one. */
	async print(input: Input, part: (input: Input) => ByteStream): Promise<void> {
		if (this.#context.json) return await writeContentJson(this.#context, input, () => part(input));
		await this.#header(input.operand);
		for await (const bytes of part(input)) await this.#writer.write(bytes);
	}

	async end(): Promise<void> {
		await this.#writer.end();
	}

	async #header(operand: string): Promise<void> {
		if (!this.#headers || operand === this.#current) return;
		const name = operand === "-" ? "standard input" : this.#context.terminal.stdout ? printable(operand) : operand;
		await this.#writer.write(`${this.#current === undefined ? "" : "\n"}==> ${name} <==\n`);
		this.#current = operand;
	}
}
