/** A file as its text, which passages are taken from. */
import { collect } from "../base/bytes.ts";
import { DeskError } from "../base/errors.ts";
import type { Pace } from "../base/pace.ts";
import { isPersonal } from "../safety/index.ts";
import type { Passage, Stat, Vfs } from "../vfs/index.ts";

/** A text with where it is from. */
export interface Document {
	/** Absolute; `stdin` for what is piped in. */
	readonly path: string;
	/** Its inode; 0 for what is not stored. */
	readonly node: number;
	/** 0 for what is not stored. */
	readonly revision: number;
	/** What it says: UTF-8, the file's own bytes or, where it has none to read (PDF), its extracted text. */
	readonly bytes: Buffer;
	/** Whether `bytes` are the file's own. */
	readonly inFile: boolean;
	/** The safety gate judges it. */
	readonly personal: boolean;
	passages(): Promise<readonly Passage[]>;
}

/** Most bytes of one. */
export const MOST_BYTES = 64 * 1024 ** 2;

/** What is said of more. */
export const tooMuch = (at: string) =>
	new DeskError("EFBIG", "this is more than 64 MiB", { at, todo: "name a part of it, such as `head -c 10M`" });

/** Bytes of which passages are made at once. */
const SLICE = 1024 ** 2;

/** Passages of plain text, slice by slice: each ends at the end of a line, where there is one. */
export function passagesOfText(bytes: Buffer, pace: Pace): () => Promise<readonly Passage[]> {
	return async () => {
		const { plainPassages } = await import("../text/index.ts");
		const passages: Passage[] = [];
		for (let from = 0; from < bytes.length; ) {
			const newline = bytes.lastIndexOf(10, from + SLICE);
			const to = from + SLICE >= bytes.length ? bytes.length : newline > from ? newline + 1 : from + SLICE;
			for (const passage of plainPassages(bytes.subarray(from, to)))
				passages.push({ ...passage, start: passage.start + from, end: passage.end + from });
			from = to;
			const turn = pace();
			if (turn !== undefined) await turn;
		}
		return passages;
	};
}

/** The text of a file; undefined when it has none. @throws DeskError EFBIG */
export async function documentOf(vfs: Vfs, stat: Stat, pace: Pace): Promise<Document | undefined> {
	const searched = stat.view ? undefined : await vfs.searched(stat.inode);
	const { path, inode: node, revision } = stat;
	const personal = isPersonal(path, searched?.text.tags ?? []);
	if (searched !== undefined && !searched.inFile) {
		const bytes = Buffer.from(searched.source());
		if (bytes.length === 0) return undefined;
		return { path, node, revision, bytes, inFile: false, personal, passages: async () => searched.passages() };
	}
	if (stat.size > MOST_BYTES) throw tooMuch(path);
	const bytes = await collect(vfs.read(path));
	if (bytes.length === 0 || bytes.includes(0)) return undefined;
	const passages =
		searched !== undefined && bytes.length <= searched.source().length
			? async () => searched.passages()
			: passagesOfText(bytes, pace);
	return { path, node: stat.view ? 0 : node, revision, bytes, inFile: true, personal, passages };
}
