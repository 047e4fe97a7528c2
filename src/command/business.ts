/** Businesses of /context, as commands of all parts know them: which one is meant. */
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

/** The folder of the default: the one that is chosen, wherever it was renamed to since, else the only one. */
export async function defaultBusiness(home: string, vfs: Vfs, folders: readonly string[]): Promise<string | undefined> {
	const name = await configText(home, "context.business");
	if (name === "") return folders.length === 1 ? folders[0] : undefined;
	const chosen = folderNamed(name, folders);
	if (chosen !== undefined) return chosen;
	const renamed = vfs
		.reader()
		.get<{ node: number }>(
			"SELECT node FROM change WHERE path = ? AND op = 'rename' ORDER BY change_set DESC LIMIT 1",
			joinPath("/context", name),
		);
	const now = renamed === undefined ? undefined : vfs.reader().pathOf(renamed.node);
	return folders.find((folder) => folder === now);
}

function folderNamed(name: string, folders: readonly string[]): string | undefined {
	const wanted = joinPath("/context", name.replace(/^\/?context\//, "").replace(/\/+$/, ""));
	return folders.find((folder) => folder.toLowerCase() === wanted.toLowerCase());
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
	const folders = await businesses(vfs);
	const found = given === undefined ? await defaultBusiness(context.home, vfs, folders) : folderNamed(given, folders);
	if (found !== undefined) return found;
	const name = given ?? (await configText(context.home, "context.business"));
	if (name !== "") {
		const close = nearest(name, folders.map(nameOfPath));
		throw new DeskError("ENOENT", "there is no such business", {
			at: name,
			todo: close === undefined ? "`desk biz list` shows all, `desk biz init` makes one" : `did you mean ${close}?`,
		});
	}
	if (folders.length === 0)
		throw new DeskError("ENOENT", "there is no business yet", { at: "/context", todo: "`desk biz init` makes one" });
	throw new DeskError("EUSAGE", `there are several businesses (${folders.map(nameOfPath).join(", ")})`, {
		at: "/context",
		todo: "name one with --biz, or choose one with `desk biz use`",
	});
}
