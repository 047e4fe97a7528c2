/** Passages as embedders get them. */
import type { Vfs } from "../vfs/index.ts";

/** A passage as it is given to an embedder; offsets as in `Passage`. */
export interface Readied {
	readonly start: number;
	readonly end: number;
	/** With the title of the file, which a passage from its middle does not say. */
	readonly text: string;
}

/** The passages of a file, in order; none for what is not searched. */
export async function readPassages(vfs: Vfs, node: number): Promise<Readied[]> {
	const searched = await vfs.searched(node);
	if (searched === undefined) return [];
	const { title } = searched.text;
	return searched
		.passages()
		.map(({ start, end, text }) => ({ start, end, text: text.includes(title) ? text : `${title}\n${text}` }));
}

/** The text of passages of all files, or of an even share of the files. */
export async function* allPassages(
	vfs: Vfs,
	share: number,
	onProgress: (done: number) => void,
): AsyncGenerator<string> {
	const nodes = vfs.store.database.all<{ id: number }>("SELECT id FROM text_docsize ORDER BY id");
	for (const [index, { id }] of nodes.entries()) {
		if ((Math.imul(id, 0x9e3779b1) >>> 0) / 2 ** 32 > share) continue;
		for (const { text } of await readPassages(vfs, id)) yield text;
		if (index % 100 === 0) onProgress(index / nodes.length);
	}
}
