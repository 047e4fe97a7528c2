/** Where a sed script prints: a last line without a newline gets one only when something follows it. */
import { escapedC } from "../../../src/base/c-escapes.ts";
import type { TextWriter } from "../shared/outputs.ts";

export class LineOutput {
	readonly writer: TextWriter;
	#lacksEnd = false;

	readonly #end: string;

	/** @param end what ends lines */
	constructor(writer: TextWriter, end: string) {
		this.writer = writer;
		this.#end = end;
	}

	/** A line; its end is left out when the input's was missing. */
	line(text: string, isEnded: boolean): void {
		this.text(isEnded ? text + this.#end : text);
		this.#lacksEnd = !isEnded;
	}

	/** Text with what ends it. None only ends what is there. */
	text(text: string): void {
		this.writer.write(this.#lacksEnd ? this.#end + text : text);
		this.#lacksEnd = false;
	}
}

/** `l`: what cannot be seen as escapes, lines broken at `width` (0: never), `$` at the end. */
export function visible(bytes: Uint8Array, width: number): string {
	const limit = width > 0 ? width - 1 : Number.POSITIVE_INFINITY;
	let out = "";
	let column = 0;
	for (const byte of bytes) {
		const char = String.fromCharCode(byte);
		const shown = byte >= 32 && byte < 127 && char !== "\\" ? char : escapedC(char);
		if (column + shown.length > limit) {
			out += "\\\n";
			column = 0;
		}
		out += shown;
		column += shown.length;
	}
	return `${out}$`;
}
