/**
 * What a link's target becomes when a file moves. Paths are relative to the mount's root, without a leading slash
 * (`projects/acme.md`). Pure: the caller knows which files exist and settles ambiguity.
 */
import { pathKey, wikiKey } from "../base/wiki-key.ts";
import { decodeDestination, type Link } from "./links.ts";

/** How a target names its file: by base name, by the last parts of its path, from the linking note's folder, from the root. */
type Style = "name" | "suffix" | "relative" | "root";

interface Reading {
	style: Style;
	path: string;
}

/**
 * The link's new target, ready to be put in place, if it may mean `oldPath`, which is now `newPath`; else `undefined`. The
 * form stays: by name, with folders, relative or from the root, with or without `.md`, percent-encoded as before. It may equal
 * the old target. `[[acme]]` matches by name, `[[projects/acme]]` by the end of the path, Markdown links by the path from the
 * note's folder, and, as Obsidian does, from the root.
 */
export function renamedTarget(link: Link, fromNotePath: string, oldPath: string, newPath: string): string | undefined {
	const reading = readings(link, fromNotePath).find((candidate) => matches(candidate, oldPath));
	if (reading === undefined) return undefined;
	const same = reading.style === "name" ? baseOf(oldPath) === baseOf(newPath) : oldPath === newPath;
	return same ? link.target : written(link, reading.style, fromNotePath, newPath);
}

/**
 * The link's new target when the note that holds it moves from `oldNotePath` to `newNotePath`; `undefined` when it need not
 * change. Only relative links do. A Markdown link may also be meant from the root: with `exists`, a link whose relative
 * reading (a path with `.md` or without, as written) does not exist is left alone.
 */
export function rebaseLink(
	link: Link,
	oldNotePath: string,
	newNotePath: string,
	exists?: (path: string) => boolean,
): string | undefined {
	const reading = readings(link, oldNotePath)[0];
	if (reading?.style !== "relative") return undefined;
	const toItself = matches(reading, oldNotePath);
	if (!toItself && (folderOf(oldNotePath) === folderOf(newNotePath) || exists?.(reading.path) === false))
		return undefined;
	const target = written(link, "relative", newNotePath, toItself ? newNotePath : reading.path);
	return target === link.target ? undefined : target;
}

/** The link as it would be read after its target was replaced: for a note that moves together with what it links to. */
export function withTarget(link: Link, target: string): Link {
	const path =
		link.kind === "markdown"
			? decodeDestination(target)
			: link.quoting === "single"
				? target.replaceAll("''", "'")
				: target;
	return { ...link, target, path };
}

/** What a target may mean, likeliest first. */
function readings(link: Link, fromNotePath: string): Reading[] {
	const { path } = link;
	if (path.startsWith("/")) return [{ style: "root", path: path.slice(1) }];
	const explicit = /^\.{1,2}\//.test(path);
	if (link.kind === "wiki" && !explicit) return [{ style: path.includes("/") ? "suffix" : "name", path }];
	const relative = resolve(folderOf(fromNotePath), path);
	const found: Reading[] = relative === undefined ? [] : [{ style: "relative", path: relative }];
	return explicit ? found : [...found, { style: "root", path }];
}

function matches({ style, path }: Reading, file: string): boolean {
	if (style === "name") return wikiKey(path) === wikiKey(file);
	const key = pathKey(path);
	const fileKey = pathKey(file);
	return fileKey === key || (style === "suffix" && fileKey.endsWith(`/${key}`));
}

/** The target for `path` in a given style and in the link's own manner of writing. */
function written(link: Link, style: Style, fromNotePath: string, path: string): string {
	const file = /\.md$/i.test(link.path) ? path : path.replace(/\.md$/i, "");
	if (style === "name") return encode(link, baseOf(file));
	if (style === "suffix") return encode(link, file);
	if (style === "root") return encode(link, link.path.startsWith("/") ? `/${file}` : file);
	const relative = relativePath(folderOf(fromNotePath), file);
	// Without `./`, a wiki link would be read by name, and `a:b.md` as an address.
	const dot =
		!relative.startsWith("../") && (link.kind === "wiki" || link.path.startsWith("./") || /^[^/]*:/.test(relative));
	return encode(link, dot ? `./${relative}` : relative);
}

function encode(link: Link, path: string): string {
	if (link.quoting === "single") return path.replaceAll("'", "''");
	if (link.quoting === "double") return path.replace(/["\\]/g, "\\$&");
	if (link.kind === "wiki") return path;
	const reserved = link.quoting === "angle" ? /[%#?<>\\`\p{Cc}]/gu : /[%#?<>\\`()"\s\p{Cc}]/gu;
	const all = /%[89a-f]/i.test(link.target); // the author's tool encodes other scripts too
	const encoded = path.replace(reserved, percent);
	return all ? encoded.replace(/[^\x00-\x7f]+/gu, percent) : encoded;
}

function percent(text: string): string {
	return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

function folderOf(path: string): string {
	return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function baseOf(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1);
}

/** `path` taken from `folder`; `undefined` when it leaves the root. */
function resolve(folder: string, path: string): string | undefined {
	const parts = folder === "" ? [] : folder.split("/");
	for (const part of path.split("/")) {
		if (part === "" || part === ".") continue;
		if (part !== "..") parts.push(part);
		else if (parts.pop() === undefined) return undefined;
	}
	return parts.join("/");
}

function relativePath(folder: string, path: string): string {
	const from = folder === "" ? [] : folder.split("/");
	const to = path.split("/");
	let same = 0;
	while (same < from.length && same < to.length - 1 && from[same] === to[same]) same++;
	return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/");
}
