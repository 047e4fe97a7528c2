/** Passages as people see them: what an answer cites, and what is the answer where nobody has thought about one. */
import type { Part } from "../../../src/llm/index.ts";
import { printable } from "../../../src/vfs/index.ts";

/** What an answer made of passages alone is called. */
export const RETRIEVAL = "retrieval";
/** Passages of such an answer, and tokens of what is looked at for them. */
const RETRIEVED = 5;
export const RETRIEVED_TOKENS = 2_000;

/** A source as `--json` prints it. */
export interface SourceItem {
	number: number;
	path: string;
	line: number;
	lastLine: number;
	cited: boolean;
}

/** `[1] /notes/x.md:3-7` */
export function citationLine({ number, path, line, lastLine }: Omit<SourceItem, "cited">): string {
	return `[${number}] ${printable(path)}:${line}${lastLine > line ? `-${lastLine}` : ""}`;
}

export function sourceItem({ number, path, line, lastLine }: Part, cited: boolean): SourceItem {
	return { number, path, line, lastLine, cited };
}

/** The passages of an answer by retrieval. */
export function retrieved(parts: readonly Part[]): readonly Part[] {
	return parts.slice(0, RETRIEVED);
}

/** Passages with where they are from. */
export function retrievedText(parts: readonly Part[]): string {
	return retrieved(parts)
		.map((part) => `${citationLine(part)}\n${indented(part.text)}`)
		.join("\n\n");
}

function indented(text: string): string {
	return text
		.replaceAll("\r", "")
		.replace(/\n{3,}/g, "\n\n")
		.trim()
		.split("\n")
		.map((line) => `    ${line}`.trimEnd())
		.join("\n");
}
