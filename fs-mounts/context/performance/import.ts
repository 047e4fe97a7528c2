/** Bringing lines into the tables of a business: only those that are not there yet, in one change set. */
import { toText } from "../../../src/base/bytes.ts";
import type { Pace } from "../../../src/base/pace.ts";
import { csvLine } from "../../../src/text/index.ts";
import { type Change, joinPath, type Vfs } from "../../../src/vfs/index.ts";
import type { ReadExport } from "./reader.ts";
import { FIGURES, type TableKind, TOUCHPOINTS } from "./tables.ts";

/** What became of one table. */
export interface Imported {
	path: string;
	added: number;
	/** Rows that were there already: as often as they are there, they count as the same. */
	skipped_duplicates: number;
}

/** Bytes of a file of touches: below the bound of what a mount reads, and read and projected in less than 100 ms, so that Ctrl-C is heard. */
const MOST_BYTES = 256 * 1024;

/** @throws DeskError ESTALE when a table was changed meanwhile */
export async function importLines(
	vfs: Vfs,
	folder: string,
	read: ReadExport,
	options: { cause: string; dryRun: boolean; pace: Pace; also?: readonly Change[] },
): Promise<Imported[]> {
	const changes: Change[] = [{ op: "mkdir", path: folder, parents: true }, ...(options.also ?? [])];
	const done: Imported[] = [];
	for (const [table, lines] of [...read.lines].sort(([one], [other]) => (one < other ? -1 : 1))) {
		const pieces = await piecesOf(vfs, folder, read.kind, table);
		const fresh = missing(
			lines,
			pieces.flatMap((piece) => piece.lines),
		);
		await options.pace();
		const skipped = lines.length - fresh.length;
		if (fresh.length === 0) {
			done.push({ path: pieces.at(-1)?.path ?? "", added: 0, skipped_duplicates: skipped });
			continue;
		}
		for (const { path, revision, lines: all, added } of filled(folder, read.kind, table, pieces, fresh)) {
			const text = csvLine(read.kind.columns.map(({ name }) => name)) + all.sort().join("");
			changes.push({ op: "write", path, content: await vfs.stage(text), expect: revision });
			done.push({ path, added, skipped_duplicates: skipped });
		}
	}
	if (changes.length > 1 + (options.also?.length ?? 0)) await vfs.change(changes, { ...options, keepRejected: false });
	return done;
}

/** A file of a table, and the lines in it. */
interface Piece {
	readonly path: string;
	/** Null: it is not there yet. */
	readonly revision: number | null;
	readonly lines: string[];
}

/** The name of a table's file: touchpoints of a day may need several. */
function fileOf(kind: TableKind, table: string, number: number): string {
	if (kind === FIGURES) return `${table}.csv`;
	if (kind === TOUCHPOINTS) return `touchpoints-${table}${number === 1 ? "" : `-${number}`}.csv`;
	return `paths-${table}.csv`;
}

async function piecesOf(vfs: Vfs, folder: string, kind: TableKind, table: string): Promise<Piece[]> {
	const pieces: Piece[] = [];
	for (let number = 1; number === 1 || kind === TOUCHPOINTS; number++) {
		const path = joinPath(folder, fileOf(kind, table, number));
		const stat = await vfs.find(path);
		if (stat === undefined) break;
		const [, ...lines] = linesOf(toText(await vfs.readAll(path)));
		pieces.push({ path, revision: stat.revision, lines });
	}
	return pieces;
}

/** Records with their line ends; a quoted cell may hold some. */
function linesOf(text: string): string[] {
	const lines: string[] = [];
	let held = "";
	for (const line of text.split(/(?<=\n)/)) {
		held += line;
		if ((held.split('"').length - 1) % 2 === 1) continue;
		lines.push(held.endsWith("\n") ? held : `${held}\n`);
		held = "";
	}
	return lines;
}

/** Those lines that are there less often than they come. */
function missing(lines: readonly string[], there: readonly string[]): string[] {
	const counts = new Map<string, number>();
	for (const line of there) counts.set(line, (counts.get(line) ?? 0) + 1);
	return lines.filter((line) => {
		const left = counts.get(line) ?? 0;
		if (left > 0) counts.set(line, left - 1);
		return left === 0;
	});
}

/** The files that lines go to: the last one, and new ones where it is full. */
function filled(
	folder: string,
	kind: TableKind,
	table: string,
	pieces: readonly Piece[],
	fresh: readonly string[],
): (Piece & { added: number })[] {
	const result: (Piece & { added: number })[] = [];
	let current = pieces.at(-1);
	let number = Math.max(1, pieces.length);
	let open = {
		path: current?.path ?? joinPath(folder, fileOf(kind, table, number)),
		revision: current?.revision ?? null,
		lines: [...(current?.lines ?? [])],
		added: 0,
	};
	let size = open.lines.reduce((total, line) => total + line.length, 0);
	for (const line of fresh) {
		if (kind === TOUCHPOINTS && size + line.length > MOST_BYTES) {
			if (open.added > 0) result.push(open);
			number++;
			current = undefined;
			open = { path: joinPath(folder, fileOf(kind, table, number)), revision: null, lines: [], added: 0 };
			size = 0;
		}
		open.lines.push(line);
		open.added++;
		size += line.length;
	}
	result.push(open);
	return result;
}
