/** What AI commands work on: files, folders and globs of the tree, and standard input, as text. */
import { DeskError } from "../../../src/base/errors.ts";
import { globToRegExp } from "../../../src/base/glob.ts";
import { type Context, pacer } from "../../../src/command/index.ts";
import { type Document, documentOf, MOST_BYTES, passagesOfText, tooMuch } from "../../../src/llm/index.ts";
import { parentOf, printable, type Stat, type Vfs } from "../../../src/vfs/index.ts";

/** What standard input is called where a path is. */
export const STDIN = "stdin";

/** Most files of one command, and bytes of all that are held at once. */
const MOST_FILES = 2_000;
const MOST_HELD = 256 * 1024 ** 2;

/** What is piped in; undefined at a terminal, and where nothing comes. @throws DeskError EFBIG */
export async function pipedIn(context: Context): Promise<Document | undefined> {
	if (context.terminal.stdin) return undefined;
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of context.stdin) {
		size += part.length;
		if (size > MOST_BYTES) throw tooMuch(STDIN);
		parts.push(part);
	}
	const bytes = Buffer.concat(parts);
	if (!/\S/.test(bytes.subarray(0, 4096).toString()) && bytes.toString().trim() === "") return undefined;
	if (bytes.includes(0)) throw noText(STDIN);
	return {
		path: STDIN,
		node: 0,
		revision: 0,
		bytes,
		inFile: true,
		personal: true,
		passages: passagesOfText(bytes, pacer(context)),
	};
}

const noText = (at: string) =>
	new DeskError("EFORMAT", "there is no text in it", { at, todo: "name a file that has text" });

/** All files that words name, as `documentsAt` gives them, held at once. @throws DeskError EFBIG when that is too much */
export async function allDocuments(context: Context, words: readonly string[]): Promise<Document[]> {
	const documents: Document[] = [];
	let size = 0;
	for await (const document of documentsAt(context, words)) {
		size += document.bytes.length;
		if (size > MOST_HELD)
			throw new DeskError("EFBIG", "these files have more than 256 MiB of text", {
				at: document.path,
				todo: "name fewer of them",
			});
		documents.push(document);
	}
	return documents;
}

/**
 * The files that words name, each once: a file, a folder with all below it, a glob. What cannot be read is reported, and the others go on.
 */
export async function* documentsAt(
	context: Context,
	words: readonly string[],
): AsyncGenerator<Document, void, undefined> {
	const pace = pacer(context);
	const seen = new Set<string>();
	for (const word of words) {
		try {
			for await (const [vfs, stat, named] of filesAt(context, word)) {
				if (seen.has(stat.path)) continue;
				seen.add(stat.path);
				if (seen.size > MOST_FILES) return context.note(`only the first ${MOST_FILES} files are read`);
				const document = await documentOf(vfs, stat, pace);
				if (document !== undefined) yield document;
				else if (named) context.fail(noText(stat.path));
				const turn = pace();
				if (turn !== undefined) await turn;
			}
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			context.fail(error);
		}
	}
}

/** Files with whether they were named themselves. */
async function* filesAt(context: Context, word: string): AsyncGenerator<readonly [Vfs, Stat, boolean]> {
	const vfs = await context.open();
	const path = context.path(word);
	const stat = await vfs.find(path);
	if (stat === undefined && /[*?[]/.test(path)) return yield* globbed(vfs, path, word);
	if (stat === undefined)
		throw new DeskError("ENOENT", "there is no such file or directory", {
			at: printable(word),
			todo: "check the name",
		});
	if (stat.kind !== "directory") return yield [vfs, await vfs.followed(path), true];
	for await (const below of vfs.walk(path, { views: false })) if (below.kind === "file") yield [vfs, below, false];
}

/** The files whose paths match a glob, for words that no shell has expanded. @throws DeskError ENOENT for none */
export async function* globbed(vfs: Vfs, path: string, word: string): AsyncGenerator<readonly [Vfs, Stat, boolean]> {
	let base = parentOf(path);
	while (/[*?[]/.test(base)) base = parentOf(base);
	const wanted = globToRegExp(path, { pathname: true });
	let any = false;
	if ((await vfs.find(base)) !== undefined)
		for await (const stat of vfs.walk(base, { views: false })) {
			if (stat.kind !== "file" || !wanted.test(stat.path)) continue;
			any = true;
			yield [vfs, stat, true];
		}
	if (!any)
		throw new DeskError("ENOENT", "no file has such a name", { at: printable(word), todo: "check the pattern" });
}

/** The text of a document. */
export function textOf(document: Document): string {
	return document.bytes.toString("utf8");
}
