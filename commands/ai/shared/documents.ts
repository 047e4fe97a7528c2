/** What AI commands work on: files, folders and globs of the tree, and standard input, as text. */
import { collect } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { globToRegExp } from "../../../src/base/glob.ts";
import type { Pace } from "../../../src/base/pace.ts";
import { type Context, pacer } from "../../../src/command/index.ts";
import { isPersonal } from "../../../src/safety/index.ts";
import { type Passage, parentOf, printable, type Stat, type Vfs } from "../../../src/vfs/index.ts";

/** What standard input is called where a path is. */
export const STDIN = "stdin";

/** A text with where it is from. */
export interface Document {
	/** Absolute; `stdin` for what is piped in. */
	readonly path: string;
	/** Its inode; 0 for what is not stored. */
	readonly node: number;
	/** 0 for what is not stored. */
	readonly revision: number;
	/** What it says: UTF-8, the file's own bytes or, where it has none to read (PDF), its extracted text. */
	readonly bytes: Buffer;
	/** Whether `bytes` are the file's own. */
	readonly inFile: boolean;
	/** The safety gate judges it. */
	readonly personal: boolean;
	passages(): Promise<readonly Passage[]>;
}

/** Most files of one command, most bytes of one of them, and of all that are held at once. */
const MOST_FILES = 2_000;
const MOST_BYTES = 64 * 1024 ** 2;
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
		passages: plain(bytes, pacer(context)),
	};
}

const tooMuch = (at: string) =>
	new DeskError("EFBIG", "this is more than 64 MiB", { at, todo: "name a part of it, such as `head -c 10M`" });

const noText = (at: string) =>
	new DeskError("EFORMAT", "there is no text in it", { at, todo: "name a file that has text" });

/** Bytes of which passages are made at once. */
const SLICE = 1024 ** 2;

/** Passages of plain text, slice by slice: each ends at the end of a line, where there is one. */
function plain(bytes: Buffer, pace: Pace): () => Promise<readonly Passage[]> {
	return async () => {
		const { plainPassages } = await import("../../../src/text/index.ts");
		const passages: Passage[] = [];
		for (let from = 0; from < bytes.length; ) {
			const newline = bytes.lastIndexOf(10, from + SLICE);
			const to = from + SLICE >= bytes.length ? bytes.length : newline > from ? newline + 1 : from + SLICE;
			for (const passage of plainPassages(bytes.subarray(from, to)))
				passages.push({ ...passage, start: passage.start + from, end: passage.end + from });
			from = to;
			const turn = pace();
			if (turn !== undefined) await turn;
		}
		return passages;
	};
}

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
 * The files that words name: a file, a folder with all below it, a glob. What cannot be read is reported, and the others go on.
 */
export async function* documentsAt(
	context: Context,
	words: readonly string[],
): AsyncGenerator<Document, void, undefined> {
	const pace = pacer(context);
	let count = 0;
	for (const word of words) {
		try {
			for await (const [vfs, stat, named] of filesAt(context, word)) {
				if (++count > MOST_FILES) return context.note(`only the first ${MOST_FILES} files are read`);
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

async function* globbed(vfs: Vfs, path: string, word: string): AsyncGenerator<readonly [Vfs, Stat, boolean]> {
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

/** The text of a file; undefined when it has none. @throws DeskError EFBIG */
export async function documentOf(vfs: Vfs, stat: Stat, pace: Pace): Promise<Document | undefined> {
	const searched = stat.view ? undefined : await vfs.searched(stat.inode);
	const { path, inode: node, revision } = stat;
	const personal = isPersonal(path, searched?.text.tags ?? []);
	if (searched !== undefined && !searched.inFile) {
		const bytes = Buffer.from(searched.source());
		if (bytes.length === 0) return undefined;
		return { path, node, revision, bytes, inFile: false, personal, passages: async () => searched.passages() };
	}
	if (stat.size > MOST_BYTES) throw tooMuch(path);
	const bytes = await collect(vfs.read(path));
	if (bytes.length === 0 || bytes.includes(0)) return undefined;
	const passages =
		searched !== undefined && bytes.length <= searched.source().length
			? async () => searched.passages()
			: plain(bytes, pace);
	return { path, node: stat.view ? 0 : node, revision, bytes, inFile: true, personal, passages };
}

/** The text of a document. */
export function textOf(document: Document): string {
	return document.bytes.toString("utf8");
}
