/** Which messages and folders the words of a command line mean. */
import { DeskError } from "../../../../src/base/errors.ts";
import { nearest } from "../../../../src/cli/index.ts";
import type { Context } from "../../../../src/command/index.ts";
import { isWithin, nameOfPath, printable, resolvePath, type TreeReader, type Vfs } from "../../../../src/vfs/index.ts";
import { keyOf } from "../../keys.ts";
import { byId } from "../../locations.ts";

/** A message that was found. */
export interface Found {
	readonly path: string;
	readonly node: number;
}

const SHOWN = 5;

/**
 * The message that a word means: a path (also a link in /mail/views), an id or at least four letters of its beginning, or a Message-ID with
 * or without `<>`. @throws DeskError ENOENT, EISDIR, EINVAL
 */
export async function messageNamed(context: Context, vfs: Vfs, word: string): Promise<Found> {
	await vfs.load("/mail");
	const tree = vfs.reader();
	if (/^[a-z2-7]{4,10}$/.test(word)) {
		const path = byPrefix(tree, word);
		if (path !== undefined) return path;
	}
	if (/^<?[^\s/<>]+@[^\s/<>]+>?$/.test(word)) {
		const found = byMessageId(tree, word.replace(/^<|>$/g, ""));
		if (found !== undefined) return found;
	}
	if (!word.includes("/") && context.cwd === "/" && !word.endsWith(".md")) throw noMessage(word);
	const at = context.path(word);
	const stat = await vfs.followed(at);
	if (stat.kind === "directory")
		throw new DeskError("EISDIR", "this is a folder", {
			at,
			todo: `name messages; \`desk mail list -0 '${printable(at)}'\` lists those in it`,
		});
	if (isWithin(stat.path, "/mail") && !stat.view) return { path: stat.path, node: stat.inode };
	throw new DeskError("EINVAL", "this is no message", { at, todo: "name one in /mail" });
}

function byPrefix(tree: TreeReader, prefix: string): Found | undefined {
	const end = `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`;
	const ids = tree.all<{ id: string }>(
		"SELECT DISTINCT id FROM mail WHERE id >= ? AND id < ? LIMIT ?",
		prefix,
		end,
		SHOWN + 1,
	);
	if (ids.length > 1)
		throw new DeskError(
			"EINVAL",
			`${ids.length > SHOWN ? "many" : ids.length} messages begin so: ${ids.map(({ id }) => id).join(", ")}`,
			{
				at: prefix,
				todo: "write more letters of the id",
			},
		);
	const [only] = ids;
	return only === undefined ? undefined : byId(tree, only.id);
}

function byMessageId(tree: TreeReader, id: string): Found | undefined {
	const row = tree.get<{ id: string }>(
		"SELECT mail.id FROM mail_reference JOIN mail USING (node) WHERE key = ? AND position = 0 LIMIT 1",
		keyOf(id),
	);
	return row === undefined ? undefined : byId(tree, row.id);
}

function noMessage(word: string): DeskError {
	return new DeskError("ENOENT", "there is no such message", {
		at: printable(word),
		todo: "name a path, or an id as `desk mail list` shows it",
	});
}

/** Messages named by words; without any, by lines of standard input (up to a tab, as `desk mail list` prints them; NUL-separated with `-0`). Each once. */
export async function* messagesNamed(context: Context, vfs: Vfs, words: readonly string[]): AsyncGenerator<Found> {
	const seen = new Set<number>();
	for await (const word of words.length > 0 ? words : wordsOfInput(context)) {
		try {
			const found = await messageNamed(context, vfs, word);
			if (!seen.has(found.node)) yield found;
			seen.add(found.node);
		} catch (error) {
			if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
			context.fail(error);
		}
	}
}

async function* wordsOfInput(context: Context): AsyncGenerator<string> {
	if (context.terminal.stdin)
		throw new DeskError("EUSAGE", "it needs messages", {
			todo: "name paths or ids, or pipe them in: `desk mail list -0 … | desk mail flag -0 +seen`",
		});
	const decoder = new TextDecoder();
	const end = context.nul ? "\0" : "\n";
	let rest = "";
	const word = (line: string) => (context.nul ? line : (line.split("\t")[0] ?? "").replace(/\r$/, ""));
	for await (const part of context.stdin) {
		const lines = (rest + decoder.decode(part, { stream: true })).split(end);
		rest = lines.pop() ?? "";
		for (const line of lines) if (word(line) !== "") yield word(line);
	}
	if (word(rest) !== "") yield word(rest);
}

/** The path of a folder from a word: `archive`, `@work/inbox`, `/mail/archive`; relative to /mail. @throws DeskError ENOENT for one elsewhere */
export function folderNamed(context: Context, word: string): string {
	const path = word.startsWith("/")
		? context.path(word)
		: resolvePath(word, isWithin(context.cwd, "/mail") ? context.cwd : "/mail");
	if (isWithin(path, "/mail")) return path;
	throw new DeskError("ENOENT", "this is no folder of mail", { at: printable(word), todo: "name one in /mail" });
}

/** The node of a folder that is there. @throws DeskError ENOENT with the nearest name, ENOTDIR */
export async function existingFolder(
	context: Context,
	vfs: Vfs,
	word: string,
): Promise<{ path: string; node: number }> {
	const path = folderNamed(context, word);
	const stat = await vfs.find(path);
	if (stat === undefined) {
		const names = (await vfs.readdir("/mail")).flatMap(({ name, kind }) => (kind === "directory" ? [name] : []));
		const close = nearest(nameOfPath(path), names);
		throw new DeskError("ENOENT", "there is no such folder", {
			at: printable(path),
			todo: close === undefined ? "`desk ls /mail` shows the folders" : `did you mean ${printable(close)}?`,
		});
	}
	if (stat.kind === "directory" && !stat.view) return { path: stat.path, node: stat.inode };
	throw new DeskError("ENOTDIR", "this is no folder of mail", {
		at: printable(path),
		todo: "name a folder such as /mail/inbox",
	});
}
