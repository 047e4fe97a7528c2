/** /mail/.raw/outbox: what would be sent of each file of the outbox. */
import { DeskError } from "../../src/base/errors.ts";
import { nameOfPath, type TreeReader, type Vfs, type ViewEntry } from "../../src/vfs/index.ts";
import { composed } from "./compose/outbox.ts";

/** One entry for each file of the outbox of a root (`/mail`, `/mail/@work`); what cannot be composed any more is empty, and reading it says why. */
export async function listComposed(root: string, tree: TreeReader): Promise<ViewEntry[]> {
	if (tree.stat(`${root}/outbox`) === undefined) return [];
	const entries: ViewEntry[] = [];
	for (const { path, mtime } of tree.children(`${root}/outbox`))
		entries.push({ name: nameOfPath(path).replace(/\.md$/i, ".eml"), mtime, size: await sizeOf(path, tree) });
	return entries;
}

async function sizeOf(path: string, tree: TreeReader): Promise<number> {
	try {
		return (await composed(tree.read(path).toString(), path, tree)).length;
	} catch (error) {
		if (error instanceof DeskError) return 0;
		throw error;
	}
}

/** The entry of one name (without `.eml`); undefined when nothing of that name is in the outbox. */
export function findComposed(root: string, name: string, tree: TreeReader, _vfs: Vfs): ViewEntry | undefined {
	const stat = tree.stat(`${root}/outbox/${name}.md`);
	return stat === undefined ? undefined : { name: `${name}.eml`, mtime: stat.mtime };
}

/** The message as it would be sent. @throws DeskError ENOENT, and what entering the outbox refuses */
export async function readComposed(root: string, name: string, tree: TreeReader): Promise<Uint8Array> {
	const path = `${root}/outbox/${name}.md`;
	if (tree.stat(path) === undefined)
		throw new DeskError("ENOENT", "nothing of that name waits in the outbox", {
			at: `${root}/.raw/outbox/${name}.eml`,
			todo: `\`desk ls ${root}/outbox\` shows what waits`,
		});
	return await composed(tree.read(path).toString(), path, tree);
}
