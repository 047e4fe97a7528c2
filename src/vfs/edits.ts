/** New content of a file that keeps part of the old: evaluated under the write lock, so that no update is lost. */
import { DeskError } from "../base/errors.ts";
import type { Piece, Staged, Store } from "../store/index.ts";
import type { NewContent } from "./mount.ts";

type Content = Store["content"];

/** `staged` at the end, or over a range from a byte offset (a gap is zeros); without `at` it replaces the whole file. */
export function placed(content: Content, staged: Staged, at: number | "end" | undefined): NewContent {
	if (at === undefined) return staged;
	return (current) => {
		const size = current === undefined ? 0 : content.sizeOf(current);
		const start = at === "end" ? size : at;
		const pieces: Piece[] = [];
		if (current !== undefined && start > 0) pieces.push({ from: current, start: 0, end: Math.min(start, size) });
		if (start > size) pieces.push(zeros(start - size));
		pieces.push({ from: staged, start: 0, end: staged.size });
		if (current !== undefined && start + staged.size < size)
			pieces.push({ from: current, start: start + staged.size, end: size });
		return content.compose(pieces);
	};
}

/** The file cut to `size` bytes, or lengthened with zeros (POSIX truncate). */
export function resized(content: Content, size: number): NewContent {
	return (current) => {
		const had = current === undefined ? 0 : content.sizeOf(current);
		const pieces: Piece[] = current === undefined ? [] : [{ from: current, start: 0, end: Math.min(size, had) }];
		if (size > had) pieces.push(zeros(size - had));
		return content.compose(pieces);
	};
}

/** The longest gap (1 TiB): it takes no room on the disk, but a line in the file's list for every few hundred KiB. */
const LONGEST_GAP = 2 ** 40;

/** @throws DeskError EFBIG */
function zeros(count: number): Piece {
	if (count > LONGEST_GAP)
		throw new DeskError("EFBIG", "the gap of zeros would be longer than 1 TiB", {
			todo: "choose a smaller size or offset",
		});
	return { zeros: count };
}
