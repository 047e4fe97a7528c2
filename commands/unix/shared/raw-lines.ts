import type { ByteStream } from "../../../src/base/bytes.ts";
import { rawText } from "../../../src/base/raw-text.ts";
import { NEWLINE, wholeLines } from "./lines.ts";

/** Lines as raw text, without their ends; what one reads piecemeal and not in bulk (lists of names, of digests). */
export async function* rawLines(stream: ByteStream, delimiter = NEWLINE): AsyncGenerator<string, void, undefined> {
	for await (const piece of wholeLines(stream, delimiter)) {
		for (let at = 0; at < piece.length; ) {
			const found = piece.indexOf(delimiter, at);
			const end = found < 0 ? piece.length : found;
			yield rawText(piece.subarray(at, end));
			at = end + 1;
		}
	}
}
