import { DeskError } from "../base/errors.ts";
import type { Shell } from "./shell.ts";

/** How a name is looked for. */
interface Search {
	/** Only files that may be executed count. */
	readonly executable?: boolean;
	/** The current folder comes before those of `PATH`. */
	readonly hereFirst?: boolean;
	/** The current folder comes after those of `PATH`. */
	readonly hereLast?: boolean;
}

/** The path of a file of the tree that a name without a slash leads to by `PATH`; undefined when there is none. The desk is opened only where a folder of `PATH` may be in it. */
export async function fileOnPath(shell: Shell, name: string, search: Search = {}): Promise<string | undefined> {
	if (name === "" || name.includes("/")) return undefined;
	const folders = (shell.variables.get("PATH") ?? "").split(":").filter((folder) => mayBeInTree(shell, folder));
	if (search.hereFirst === true) folders.unshift("");
	if (search.hereLast === true) folders.push("");
	for (const folder of folders) {
		const path = await fileIn(shell, folder, name, search.executable === true);
		if (path !== undefined) return path;
	}
	return undefined;
}

function mayBeInTree({ world }: Shell, folder: string): boolean {
	if (!folder.startsWith("/")) return true;
	return world.commands.mounts.includes(folder.split("/")[1] ?? "");
}

async function fileIn(shell: Shell, folder: string, name: string, executable: boolean): Promise<string | undefined> {
	try {
		const vfs = await shell.world.commands.open();
		const path = shell.path(`${folder === "" ? "." : folder}/${name}`);
		const stat = await vfs.find(path);
		return stat?.kind === "file" && (!executable || (stat.mode & 0o111) !== 0) ? path : undefined;
	} catch (error) {
		if (error instanceof DeskError && ["ENOENT", "ENOTDIR", "EINVAL", "ENAMETOOLONG"].includes(error.code))
			return undefined;
		throw error;
	}
}
