/**
 * YAML front matter, the `---` block at the head of a Markdown file, for every mount that has it. Synchronous, as it runs
 * inside a transaction. A file that does not begin with `---` costs one comparison; simple blocks need no YAML parser.
 */
import { DeskError } from "../base/errors.ts";
import { simpleMapping } from "./front-matter-simple.ts";
import { type Split, splitFrontMatter, whole } from "./front-matter-split.ts";
import { valuePosition, yamlData } from "./front-matter-yaml.ts";

export { type FrontMatterValue, replaceTexts, setFrontMatter } from "./front-matter-edit.ts";
export { lineColumn, type Split, splitFrontMatter } from "./front-matter-split.ts";

/** A file read: the data of its front matter (`{}` without one), and its body. */
export interface FrontMatter {
	readonly data: Record<string, unknown>;
	readonly body: string;
	/** UTF-16 index of the body in the file's text. */
	readonly bodyStart: number;
	/** 1-based line in the file on which the body begins. */
	readonly bodyLine: number;
}

/**
 * Read front matter strictly.
 * @throws DeskError EFORMAT with line and column in the file: broken YAML, duplicate keys, not a mapping, unbounded aliases,
 * longer than 64 Ki characters or nested too deeply. Tags such as `!foo` are ignored; dates stay strings as written.
 */
export function parseFrontMatter(text: string): FrontMatter {
	const split = splitFrontMatter(text);
	return read(split, split.yaml === undefined ? {} : (simpleMapping(split.yaml) ?? yamlData(text, split)));
}

/**
 * Read front matter as a note's: a block that cannot be read counts as part of the body, so that nothing of it is lost to
 * search, and `error` says why.
 */
export function tryFrontMatter(text: string): FrontMatter & { readonly error?: DeskError } {
	try {
		return parseFrontMatter(text);
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		return { ...read(whole(text), {}), error };
	}
}

/**
 * Refusal of a front matter value, pointing at it: `throw valueError(text, ["due"], "…", "…")`. `path` leads to the value
 * (keys, and indices in lists).
 */
export function valueError(text: string, path: readonly (string | number)[], what: string, todo: string): DeskError {
	return new DeskError("EFORMAT", what, { ...valuePosition(text, splitFrontMatter(text), path), todo });
}

function read(split: Split, data: Record<string, unknown>): FrontMatter {
	return { data, body: split.body, bodyStart: split.bodyStart, bodyLine: split.bodyLine };
}
