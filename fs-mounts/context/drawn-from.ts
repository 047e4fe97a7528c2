/** Files of a business that are made from one other file: one for each, replaced when it is made again. */
import { createHash } from "node:crypto";
import { slug } from "../../src/base/file-name.ts";
import { isWithin, joinPath, nameOfPath, type Vfs } from "../../src/vfs/index.ts";

/** Folders of such files, and their tables, which have a `source`. */
const TABLES = { extractions: "extraction", transcripts: "transcript" } as const;
export type DrawnFolder = keyof typeof TABLES;

/** What was made from a source, wherever it lies in its folder now, and whatever the source is called now; undefined when nothing was. */
export async function drawnFrom(
	vfs: Vfs,
	business: string,
	folder: DrawnFolder,
	source: string,
): Promise<string | undefined> {
	await vfs.tables("/context");
	const tree = vfs.reader();
	return tree
		.all<{ node: number }>(`SELECT node FROM ${TABLES[folder]} WHERE source = ? ORDER BY node`, source)
		.map(({ node }) => tree.pathOf(node))
		.find((path) => path !== undefined && isWithin(path, joinPath(business, folder)));
}

/** Where what is made from a source goes: in place of what was made before, else a name of its own. */
export async function placeFor(
	vfs: Vfs,
	business: string,
	folder: DrawnFolder,
	source: string,
	title = nameOfPath(source),
): Promise<string> {
	const known = await drawnFrom(vfs, business, folder, source);
	if (known !== undefined) return known;
	const id = createHash("sha256").update(source).digest("hex").slice(0, 8);
	const words = (slug(title).toLowerCase() || "file").slice(0, 50).replace(/-+$/, "");
	return joinPath(business, `${folder}/${words}-${id}.md`);
}
