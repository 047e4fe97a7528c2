/** The tree as MCP resources: every file that the client may read, and directories as listings. */
import { toTextStrict } from "../../base/bytes.ts";
import { DeskError } from "../../base/errors.ts";
import { rawBytes } from "../../base/raw-text.ts";
import { humanSize } from "../../base/size.ts";
import { isPersonal, mustPass } from "../../safety/index.ts";
import { mountNameOf, parentOf, type Stat, type Vfs } from "../../vfs/index.ts";
import { mediaType } from "../media-types.ts";
import { pathOfUri, uriOf } from "./uri.ts";

/** Resources of one answer. */
const PAGE = 200;
/** Bytes of a file that are handed out in one answer; tools read parts of larger ones. */
export const READ_LIMIT = 1024 * 1024;
const LISTING = "application/json";

/** A file or directory, as `resources/list` shows it. */
export interface ResourceEntry {
	[key: string]: unknown;
	uri: string;
	name: string;
	mimeType: string;
	size?: number;
	annotations: { lastModified: string };
}

/** What `resources/read` gives: text, or other bytes in base64. */
export type ResourceContents = { uri: string; mimeType: string } & ({ text: string } | { blob: string });

/** The one template: any path. */
export const TEMPLATES = [
	{
		uriTemplate: "desk:///{+path}",
		name: "path",
		title: "A file or directory of the desk",
		description:
			"A path of the tree, percent-encoded: desk:///notes/idea.md. A directory is read as a listing in JSON.",
	},
];

/** One page of all files in the order of their paths. @param cursor where the last page ended @throws DeskError EINVAL for a bad cursor */
export async function listResources(
	vfs: Vfs,
	cursor: string | undefined,
): Promise<{ resources: ResourceEntry[]; nextCursor?: string }> {
	const resources: ResourceEntry[] = [];
	let last = "";
	for await (const stat of filesAfter(vfs, "/", cursor === undefined ? [] : readCursor(cursor))) {
		if (resources.length === PAGE) return { resources, nextCursor: Buffer.from(rawBytes(last)).toString("base64url") };
		resources.push(entryOf(stat));
		last = stat.path;
	}
	return { resources };
}

/** A cursor is the path after which the next page begins, so that it stays good whatever changes in between. */
function readCursor(cursor: string): string[] {
	const path = Buffer.from(cursor, "base64url").toString("utf8");
	if (!/^[\w-]{2,20000}$/.test(cursor) || !path.startsWith("/"))
		throw new DeskError("EINVAL", "this is no cursor of this server", { todo: "begin the list again without one" });
	return path.slice(1).split("/");
}

/** Files below a directory, in byte order of their names, after a path below it; each directory on the way is read once. */
async function* filesAfter(
	vfs: Vfs,
	directory: string,
	after: readonly string[],
): AsyncGenerator<Stat, void, undefined> {
	const [name, ...rest] = after;
	const entries = await vfs.readdir(directory);
	if (directory === "/") entries.sort((a, b) => byBytes(a.name, b.name));
	for (const stat of entries) {
		const order = name === undefined ? 1 : byBytes(stat.name, name);
		if (order < 0) continue;
		if (stat.kind === "directory") yield* filesAfter(vfs, stat.path, order === 0 ? rest : []);
		else if (stat.kind === "file" && stat.special === undefined && (order > 0 || rest.length > 0)) yield stat;
	}
}

function byBytes(a: string, b: string): number {
	return Buffer.compare(rawBytes(a), rawBytes(b));
}

function entryOf(stat: Stat): ResourceEntry {
	return {
		uri: uriOf(stat.path),
		name: stat.path.slice(1),
		mimeType: stat.kind === "directory" ? LISTING : bareType(stat.name),
		...(stat.view || stat.kind === "directory" ? {} : { size: stat.size }),
		annotations: { lastModified: new Date(stat.mtime / 1000).toISOString() },
	};
}

function bareType(name: string): string {
	return mediaType(name).replace(/;.*/, "");
}

/**
 * What lies at a URI.
 * @throws DeskError EINVAL, ENOENT, EACCES; EFBIG over `READ_LIMIT` bytes; ESAFETY where the safety gate stops personal writing
 */
export async function readResource(vfs: Vfs, uri: string, signal: AbortSignal): Promise<ResourceContents> {
	const path = pathOfUri(uri);
	const stat = await vfs.followed(path);
	if (stat.kind === "directory") return { uri, mimeType: LISTING, text: await listing(vfs, path) };
	const bytes = await readBounded(vfs, path, signal);
	const text = bytes.includes(0) ? undefined : toTextStrict(bytes);
	const type = bareType(stat.name);
	if (text === undefined)
		return {
			uri,
			mimeType: type.startsWith("text/") ? "application/octet-stream" : type,
			blob: bytes.toString("base64"),
		};
	if (isPersonal(stat.path, tagsOf(vfs, stat))) await mustPass(vfs, [text], "mcp");
	return { uri, mimeType: type === "application/octet-stream" ? "text/plain" : type, text };
}

async function readBounded(vfs: Vfs, path: string, signal: AbortSignal): Promise<Buffer> {
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of vfs.read(path)) {
		signal.throwIfAborted();
		size += part.length;
		if (size > READ_LIMIT)
			throw new DeskError("EFBIG", `the file has more than ${humanSize(READ_LIMIT)}`, {
				at: path,
				todo: "read a part of it with the tools head, tail or grep",
			});
		parts.push(part);
	}
	return Buffer.concat(parts);
}

async function listing(vfs: Vfs, path: string): Promise<string> {
	const entries = (await vfs.readdir(path)).map((stat) => ({ kind: stat.kind, ...entryOf(stat) }));
	return JSON.stringify(entries.slice(0, 5000), undefined, 1);
}

function tagsOf(vfs: Vfs, stat: Stat): readonly string[] {
	if (stat.view) return [];
	return vfs.store.database
		.all<{ tag: string }>("SELECT tag FROM tag WHERE node = ?", stat.inode)
		.map(({ tag }) => tag);
}

/** Whether what happened at `touched` may have changed what a subscriber to `path` sees: itself, an entry of it, or for a view anything in its mount. */
export function concerns(path: string, isView: boolean, touched: string): boolean {
	if (touched === path || parentOf(touched) === path || path.startsWith(`${touched}/`)) return true;
	return isView && mountNameOf(touched) === mountNameOf(path);
}
