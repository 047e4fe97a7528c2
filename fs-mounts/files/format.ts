import { toText, toTextStrict } from "../../src/base/bytes.ts";
import type { Format } from "../../src/vfs/index.ts";

/** Text files are searchable by their text, all files by their name. */
export const format: Format<null> = {
	parse(bytes, place) {
		return { record: null, title: place.name, text: textOf(bytes, place.truncated), tags: [], links: [] };
	},
};

/** The text of a text file; "" for binary content (a NUL in the first 8 KiB, as git decides, or invalid UTF-8). */
function textOf(bytes: Uint8Array, truncated: boolean): string {
	if (bytes.subarray(0, 8192).includes(0)) return "";
	// A cut may fall inside a character.
	if (truncated) return toText(bytes);
	return toTextStrict(bytes) ?? "";
}
