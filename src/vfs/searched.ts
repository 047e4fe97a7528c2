import { DeskError } from "../base/errors.ts";
import { readExtracted } from "./extracted.ts";
import type { Passage } from "./mount.ts";
import { readable } from "./project.ts";
import { matchShape } from "./shape.ts";
import type { Vfs } from "./vfs.ts";

/** What of a file is searched, as a person reads it. */
export interface SearchedText {
	title: string;
	tags: readonly string[];
	body: string;
}

/** A file as searches see it. */
export interface Searched {
	text: SearchedText;
	/** Whether `source` is the file's own bytes. */
	inFile: boolean;
	/** What passages' offsets are into: the file's bytes (its first 4 MiB), or its text (UTF-8) where that was extracted or is shown instead. */
	source(): Uint8Array;
	passages(): Passage[];
}

/** Read a stored file with its mount's format; undefined for what is not searched, not there, or refused by a newer format. */
export async function readSearched(vfs: Vfs, inode: number): Promise<Searched | undefined> {
	const path = vfs.reader().pathOf(inode);
	if (path === undefined) return undefined;
	await vfs.load(path);
	const { plainPassages } = await import("../text/index.ts");
	const tree = vfs.reader();
	const { mount, format } = tree.mountOf(path);
	const content = tree.contentOf(inode);
	const match = matchShape(mount, path.slice(mount.name.length + 2), "file");
	if (match?.shape.parsed !== true || format === undefined || content == null) return undefined;
	const { bytes, place } = readable(vfs.store, content, path);
	try {
		const { title, tags, text, extract } = format.parse(bytes, place);
		const body = extract === undefined ? text : (readExtracted(vfs.store.database, content) ?? "");
		const isRead = extract === undefined && format.showsText !== true;
		const source = () => (isRead ? bytes : Buffer.from(body));
		return {
			text: { title, tags, body },
			inFile: isRead,
			source,
			passages: () => format.passages?.(source(), place, extract) ?? (body === "" ? [] : plainPassages(source())),
		};
	} catch (error) {
		if (error instanceof DeskError && error.code === "EFORMAT") return undefined;
		throw error;
	}
}
