/** New content of a file that keeps part of the old: evaluated under the write lock, so that no update is lost. */
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
		for (let gap = start - size; gap > 0; gap -= ZEROS.length)
			pieces.push(ZEROS.subarray(0, Math.min(gap, ZEROS.length)));
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
		for (let gap = size - had; gap > 0; gap -= ZEROS.length)
			pieces.push(ZEROS.subarray(0, Math.min(gap, ZEROS.length)));
		return content.compose(pieces);
	};
}

const ZEROS = Buffer.alloc(64 * 1024);
