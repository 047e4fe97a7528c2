import type { Change, Parsed, Place, TreeReader, TreeWriter } from "../../src/vfs/index.ts";

/** One kind of file of a business: how it is read, and what its writing entails. As `Format`, for text. */
export interface Part<Record = unknown> {
	/** @throws DeskError EFORMAT with line and column */
	parse(text: string, place: Place): Parsed<Record>;
	project(record: Record, node: number, tree: TreeWriter): void;
	plan?(change: Change, tree: TreeReader): Change[];
	/** Rules between files: see `Format.check`. */
	check?(nodes: ReadonlySet<number>, tree: TreeReader): void;
}

/** A part whose record only it knows. */
export function definePart<Record>(part: Part<Record>): Part {
	return part as Part;
}
