/** Texts that scripts by grammar are made of. */
import { readFileSync } from "node:fs";

/** The lines of `lists/<name>.txt`: an empty one is an empty text. */
export function listed(name: string): string[] {
	const text = readFileSync(new URL(`lists/${name}.txt`, import.meta.url), "utf8");
	return text.replace(/\n$/, "").split("\n");
}

/** The words of a text with blanks between them. */
export function wordsOf(text: string): string[] {
	return text.split(/\s+/);
}
