/**
 * Businesses of /context, as commands of other parts know them: which one is meant, and what it knows, by how surely. What is asked are the
 * tables of that mount: `await vfs.tables("/context")` first.
 */
import { configText } from "../base/config.ts";
import { DeskError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { joinPath, nameOfPath, type Vfs } from "../vfs/index.ts";
import type { Context } from "./command.ts";

/** Folders of all businesses, by name. */
export async function businesses(vfs: Vfs): Promise<string[]> {
	const entries = await vfs.readdir("/context");
	return entries.filter((entry) => entry.kind === "directory").map((entry) => entry.path);
}

/**
 * The folder of the business that is meant: of the one that is named, else of the default, else of the only one.
 * @throws DeskError ENOENT when there is none (of that name), EUSAGE when there are several and none is the default
 */
export async function businessFolder(
	context: Pick<Context, "home">,
	vfs: Vfs,
	given: string | undefined,
): Promise<string> {
	const name = given ?? (await configText(context.home, "context.business"));
	const folders = await businesses(vfs);
	if (name !== "") {
		const wanted = joinPath("/context", name.replace(/^\/?context\//, "").replace(/\/+$/, ""));
		const found = folders.find((folder) => folder.toLowerCase() === wanted.toLowerCase());
		if (found !== undefined) return found;
		const close = nearest(name, folders.map(nameOfPath));
		throw new DeskError("ENOENT", "there is no such business", {
			at: name,
			todo: close === undefined ? "`desk biz list` shows all, `desk biz init` makes one" : `did you mean ${close}?`,
		});
	}
	const [only] = folders;
	if (only === undefined)
		throw new DeskError("ENOENT", "there is no business yet", { at: "/context", todo: "`desk biz init` makes one" });
	if (folders.length === 1) return only;
	throw new DeskError("EUSAGE", `there are several businesses (${folders.map(nameOfPath).join(", ")})`, {
		at: "/context",
		todo: "name one with --biz, or choose one with `desk biz use`",
	});
}
