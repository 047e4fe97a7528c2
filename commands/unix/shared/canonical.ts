/** Canonical paths of the tree, as realpath and readlink want them. */
import { DeskError } from "../../../src/base/errors.ts";
import type { Context } from "../../../src/command/index.ts";
import { namesOf, parentOf, type Vfs } from "../../../src/vfs/index.ts";

/** What of a path has to be there. */
export type Existing = "all" | "parent" | "none";

/** Absolute, without `.` and `..`; unlike in `resolvePath`, the root is its own parent, as in POSIX. */
export function normalised(text: string, cwd: string): string {
	const names: string[] = [];
	for (const name of (text.startsWith("/") ? text : `${cwd}/${text}`).split("/")) {
		if (name === "..") names.pop();
		else if (name !== "" && name !== ".") names.push(name);
	}
	return `/${names.join("/")}`;
}

/**
 * The canonical path of what was typed.
 * @throws DeskError ENOENT, ENOTDIR when what has to be there is not
 */
export async function canonical(context: Context, vfs: Vfs, text: string, existing: Existing): Promise<string> {
	if (text === "") throw new DeskError("ENOENT", "the path is empty", { at: "''", todo: "name a file" });
	const path = await vfs.realPath(normalised(text, context.cwd)).catch((error: unknown) => {
		if (existing === "none" && error instanceof DeskError) return normalised(text, context.cwd);
		throw error;
	});
	if (existing === "none") return path;
	// `a/../b` needs a directory `a`.
	for (const { index } of text.matchAll(/\/\.\.(?=\/|$)/g)) {
		if (index > 0) await directory(vfs, normalised(text.slice(0, index), context.cwd));
	}
	const isDirectory = /(?:^|\/)\.{0,2}$/.test(text);
	if (existing === "all") {
		if (isDirectory) await directory(vfs, path);
		else if (path !== "/") await vfs.stat(path);
	} else {
		await directory(vfs, parentOf(path));
		const found = path === "/" ? undefined : await vfs.find(path);
		if (isDirectory && found !== undefined) await directory(vfs, path);
	}
	const link = existing === "all" || (await vfs.find(path)) !== undefined ? await vfs.followed(path) : undefined;
	return link?.path ?? path;
}

async function directory(vfs: Vfs, path: string): Promise<void> {
	if (path !== "/" && (await vfs.stat(path)).kind !== "directory")
		throw new DeskError("ENOTDIR", "this is not a directory", { at: path, todo: "name a directory" });
}

/** The way from a directory to a path: `../b/c`. */
export function relativeTo(path: string, base: string): string {
	const names = namesOf(path);
	const from = namesOf(base);
	let shared = 0;
	while (shared < names.length && shared < from.length && names[shared] === from[shared]) shared++;
	return [...from.slice(shared).map(() => ".."), ...names.slice(shared)].join("/") || ".";
}
