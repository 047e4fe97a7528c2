/** What commands print, as it is put before a model: cut to a budget, without what drives terminals, between marks that it cannot forge. */
import { randomBytes } from "node:crypto";

/** The most of a result that a model is shown, in characters. */
export const RESULT_LIMIT = 16_000;

/** Characters that are not seen, or move what is: controls but tab and newline, direction marks, zero-width ones, tags. */
const UNSEEN =
	/[^\P{Cc}\t\n]|[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Text with all that is not seen written out, so that it can neither drive a terminal nor hide from a reader. */
export function plainText(text: string): string {
	return text.replaceAll("\r\n", "\n").replace(UNSEEN, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The beginning and the end of a long text, with a word on what is missing. */
export function cutText(text: string, limit: number): string {
	if (text.length <= limit) return text;
	const tail = Math.floor(limit / 4);
	const missing = text.length - limit;
	return `${text.slice(0, limit - tail)}\n[… ${missing} characters left out; ask for less with head, tail, cut or grep …]\n${text.slice(-tail)}`;
}

/** A mark for one run: what is data cannot know it, so it cannot end the fence. */
export function newMark(): string {
	return randomBytes(9).toString("base64url");
}

/** Data between two marks. @param about what it is, for the model; plain */
export function fenced(mark: string, about: string, text: string): string {
	const label = plainText(about)
		.replace(/[\n"<>]/g, " ")
		.slice(0, 200);
	return `<data-${mark} from="${label}">\n${plainText(text).replaceAll(mark, "…")}\n</data-${mark}>`;
}
