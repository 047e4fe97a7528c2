/** What of a received message may be edited: its flags, its labels, and the folder that it lies in. */
import { DeskError } from "../../src/base/errors.ts";
import { splitFrontMatter, valueError } from "../../src/text/index.ts";
import { readMailFile, withProperties } from "./front-matter.ts";
import { FLAGS, texts } from "./record.ts";

/** The keys that may change. */
const EDITABLE: ReadonlySet<string> = new Set(["flags", "labels", "folder"]);
/** IMAP's keywords (RFC 9051, flag-keyword: an atom). */
const KEYWORD = /^[^\s()[\]{}%*"\\\p{Cc}]{1,64}$/u;
const MOST = 100;

/** A message as an edit leaves it. */
export interface Edit {
	/** The old text with the new flags and labels, and nothing else changed. */
	readonly text: string;
	/** Where it is to lie, as it was written. */
	readonly folder?: string;
}

/**
 * Read what a program has made of a message's file. A newline added at its end is passed over.
 * @param next undefined when it is no text any more
 * @throws DeskError EACCES when anything else has changed, EFORMAT for what is no flag, label or folder
 */
export function editMessage(path: string, old: string, next: string | undefined): Edit {
	if (next === old) return { text: old };
	const readOnly = (what: string) =>
		new DeskError(
			"EACCES",
			`a received message is read-only; only flags, labels and folder can be changed, and ${what}`,
			{
				at: path,
				todo: "edit these lines alone, or `cp` it to /mail/drafts to write on",
			},
		);
	if (next === undefined) throw readOnly("this is no text");
	const before = splitFrontMatter(old);
	const after = splitFrontMatter(next);
	if (before.yaml === undefined) throw readOnly("it has no front matter to hold them");
	if (after.yaml === undefined) throw readOnly("the front matter is gone");
	if (after.body !== before.body && after.body !== `${before.body}\n`) throw readOnly("the text has changed");
	const kept = linesOf(before.yaml);
	const now = linesOf(after.yaml);
	const changed = firstDifference(fixed(kept), fixed(now));
	if (changed !== undefined) throw readOnly(`\`${changed}\` has changed`);
	const { data } = inFile(path, () => readMailFile(next));
	const flags = inOrder(checked(path, next, "flags", data));
	const labels = checked(path, next, "labels", data);
	const folder = texts(data, "folder")[0];
	const text = withProperties(old, { flags, labels });
	return folder === undefined ? { text } : { text, folder };
}

interface Lines {
	readonly key: string;
	/** With the lines that go on from it, and their ends. */
	readonly text: string;
}

/** Front matter by its top-level keys. */
function linesOf(yaml: string): Lines[] {
	const found: { key: string; text: string }[] = [];
	for (const line of yaml.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
		const key = /^"?([A-Za-z_][\w-]*)"?\s*:/.exec(line)?.[1];
		const last = found.at(-1);
		if (key !== undefined || last === undefined) found.push({ key: key ?? "", text: line });
		else last.text += line;
	}
	return found;
}

function fixed(lines: readonly Lines[]): Lines[] {
	return lines.filter(({ key }) => !EDITABLE.has(key));
}

/** The key at which two lists of lines differ first. */
function firstDifference(a: readonly Lines[], b: readonly Lines[]): string | undefined {
	for (let at = 0; at < Math.max(a.length, b.length); at++)
		if (a[at]?.text.trimEnd() !== b[at]?.text.trimEnd()) return (a[at] ?? b[at])?.key;
	return undefined;
}

/** System flags first, in one order: the same flags are the same content. */
export function inOrder(flags: readonly string[]): string[] {
	const system = Object.keys(FLAGS).filter((flag) => flags.some((one) => one.toLowerCase() === flag));
	return [...system, ...flags.filter((flag) => !Object.hasOwn(FLAGS, flag.toLowerCase()))];
}

function checked(
	path: string,
	text: string,
	key: "flags" | "labels",
	data: Readonly<Record<string, unknown>>,
): string[] {
	const value = data[key];
	const refuse = (what: string, todo: string) => {
		const error = valueError(text, [key], what, todo);
		error.at = path;
		return error;
	};
	if (value === undefined || value === null || value === "") return [];
	const given: unknown[] = Array.isArray(value) ? value : [value];
	const words = [...new Set(texts(data, key))];
	if (given.some((one) => typeof one === "object") || words.length > MOST)
		throw refuse(
			`${key} are a list of at most ${MOST} words`,
			`write \`${key}: [${key === "flags" ? "seen, flagged" : "work, urgent"}]\``,
		);
	for (const word of words) {
		if (key === "flags" && !KEYWORD.test(word))
			throw refuse(`'${word.slice(0, 80)}' is no flag`, "flags are words such as seen, flagged, answered, $Important");
		if (/\p{Cc}/u.test(word) || word.length > 200)
			throw refuse("a label has at most 200 characters, on one line", "shorten it");
	}
	return words;
}

function inFile<Result>(path: string, read: () => Result): Result {
	try {
		return read();
	} catch (error) {
		if (error instanceof DeskError) error.at = path;
		throw error;
	}
}
