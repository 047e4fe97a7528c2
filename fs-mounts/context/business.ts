/** Which business a command is about. */
import { configText } from "../../src/base/config.ts";
import { DeskError } from "../../src/base/errors.ts";
import { nearest } from "../../src/base/nearest.ts";
import { type Context, option } from "../../src/command/index.ts";
import { joinPath, nameOfPath, type Vfs } from "../../src/vfs/index.ts";

/** `--biz`, as every command has it that is about one business. */
export const biz = option(
	"the business: a folder of /context (default: the one that `desk biz use` chose, or the only one)",
	{
		short: "b",
		value: "NAME",
		completes: "business",
	},
);

/** Folders of all businesses, by name. */
export async function businesses(vfs: Vfs): Promise<string[]> {
	const entries = await vfs.readdir("/context");
	return entries.filter((entry) => entry.kind === "directory").map((entry) => entry.path);
}

/**
 * The folder of the business that is meant: of the one that is named, else of the default, else of the only one.
 * @throws DeskError ENOENT when there is none (of that name), EUSAGE when there are several and none is the default
 */
export async function businessFolder(context: Context, vfs: Vfs, given: string | undefined): Promise<string> {
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
