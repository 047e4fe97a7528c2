/** Where a sed script prints: a last line without a newline gets one only when something follows it. */
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
		const shown = ESCAPES[char] ?? (byte >= 32 && byte < 127 ? char : `\\${byte.toString(8).padStart(3, "0")}`);
		if (column + shown.length > limit) {
			out += "\\\n";
			column = 0;
		}
		out += shown;
		column += shown.length;
	}
	return `${out}$`;
}

const ESCAPES: Readonly<Record<string, string>> = {
	"\\": "\\\\",
	"\x07": "\\a",
	"\b": "\\b",
	"\f": "\\f",
	"\n": "\\n",
	"\r": "\\r",
	"\t": "\\t",
	"\v": "\\v",
};
