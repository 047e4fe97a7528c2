/** Bringing lines into the tables of a business: only those that are not there yet, in one change set. */
import { toText } from "../../../src/base/bytes.ts";
import type { Pace } from "../../../src/base/pace.ts";
import type { Spool } from "../../../src/base/spool.ts";
import { csvLine } from "../../../src/text/index.ts";
import { type Change, type ChangeResult, joinPath, type Vfs } from "../../../src/vfs/index.ts";
import { groupOf, LineGroups, linesOf } from "./line-groups.ts";
import type { TableKind } from "./tables.ts";

/** What became of one table. */
export interface Imported {
	path: string;
	added: number;
	/** Rows that were there already: as often as they are there, they count as the same. */
	skipped_duplicates: number;
}

/** Bytes of a file of a table: below the bound of what a mount reads, and read and projected in less than 100 ms, so that Ctrl-C is heard. */
const MOST_BYTES = 256 * 1024;
/** Lines of a table that are compared at a time (bytes). */
const COMPARED = 8 * 1024 * 1024;
/** Pages of the database in memory meanwhile (bytes): nothing is read twice. */
const CACHE = 16 * 1024 * 1024;

/** How lines come in. */
export interface ImportOptions {
	readonly cause: string;
	readonly dryRun: boolean;
	readonly pace: Pace;
	/** Changes that belong to it. */
	readonly also: readonly Change[];
	/** Where what is to be written waits. */
	readonly spool: Spool;
	/** The operation of an earlier import of the same command. */
	readonly operation: number | undefined;
}

/** @throws DeskError ESTALE when a table was changed meanwhile */
export async function importLines(
	vfs: Vfs,
	folder: string,
	kind: TableKind,
	lines: LineGroups,
	options: ImportOptions,
): Promise<{ done: Imported[]; set: ChangeResult["set"] }> {
	const { database } = vfs.store;
	database.limitCache(CACHE);
	try {
		const changes: Change[] = [];
		const done: Imported[] = [];
		for (const table of lines.names) {
			const found = await planned(vfs, { folder, kind, table }, lines, options);
			changes.push(...found.changes);
			done.push(...found.done);
		}
		const { cause, dryRun, operation, pace, also } = options;
		if (changes.length === 0 && also.length === 0) return { done, set: undefined };
		const all: Change[] = [{ op: "mkdir", path: folder, parents: true }, ...also, ...changes];
		const { set } = await vfs.change(all, { cause, dryRun, pace, operation, keepRejected: false });
		return { done, set };
	} finally {
		database.limitCache();
	}
}

/** A table of a business. */
interface Table {
	readonly folder: string;
	readonly kind: TableKind;
	readonly table: string;
}

/** What is to be written of one table. */
async function planned(
	vfs: Vfs,
	table: Table,
	lines: LineGroups,
	{ spool, pace }: ImportOptions,
): Promise<{ changes: Change[]; done: Imported[] }> {
	const pieces = await piecesOf(vfs, table);
	const last = pieces.at(-1);
	const files = new Files(table, pieces, last === undefined ? [] : await linesIn(vfs, last.path));
	const changes: Change[] = [];
	const done: Imported[] = [];
	const write = ({ path, revision, text, added }: Filled) => {
		const bytes = spool.put(Buffer.from(text, "utf8"));
		// It is taken up under the lock, one file at a time.
		changes.push({ op: "write", path, content: () => vfs.store.content.stageBytes(bytes()), expect: revision });
		done.push({ path, added, skipped_duplicates: 0 });
	};
	let known = 0;
	for await (const [coming, there] of comparable(vfs, pieces, lines, table.table, spool, pace)) {
		for (const line of coming) {
			const left = there.get(line) ?? 0;
			if (left > 0) {
				there.set(line, left - 1);
				known++;
			} else for (const file of files.add(line)) write(file);
			const turn = pace();
			if (turn !== undefined) await turn;
		}
	}
	for (const file of files.end()) write(file);
	const [first = { path: last?.path ?? "", added: 0 }, ...further] = done;
	return { changes, done: [{ ...first, skipped_duplicates: known }, ...further] };
}

/** A file of a table that is there. */
interface Piece {
	readonly path: string;
	readonly revision: number;
	/** Bytes. */
	readonly size: number;
}

async function piecesOf(vfs: Vfs, { folder, kind, table }: Table): Promise<Piece[]> {
	const pieces: Piece[] = [];
	for (;;) {
		const path = joinPath(folder, kind.fileOf(table, pieces.length + 1));
		const stat = await vfs.find(path);
		if (stat === undefined) return pieces;
		pieces.push({ path, revision: stat.revision, size: stat.size });
	}
}

/** The lines of a table's file, without the headings. */
async function linesIn(vfs: Vfs, path: string): Promise<string[]> {
	const [, ...lines] = linesOf(toText(await vfs.readAll(path)));
	return lines;
}

/**
 * The lines that come to a table, and how often each is there: those that come as often are known. All at once for a table of usual size;
 * a large one in parts, each with all that is equal to a line of it.
 */
async function* comparable(
	vfs: Vfs,
	pieces: readonly Piece[],
	lines: LineGroups,
	table: string,
	spool: Spool,
	pace: Pace,
): AsyncGenerator<[Iterable<string>, Map<string, number>], void, undefined> {
	const there = pieces.reduce((total, { size }) => total + size, 0);
	const parts = Math.ceil((there + lines.sizeOf(table)) / COMPARED);
	if (there === 0 || parts === 1) return yield [lines.lines(table), await counted(vfs, pieces)];
	const [coming, known] = [new LineGroups(spool), new LineGroups(spool)];
	for (const line of lines.lines(table)) {
		coming.add(groupOf(line, parts), line);
		const turn = pace();
		if (turn !== undefined) await turn;
	}
	for (const { path } of pieces) {
		for (const line of await linesIn(vfs, path)) known.add(groupOf(line, parts), line);
		await pace();
	}
	for (const part of coming.names) yield [coming.lines(part), countsOf(known.lines(part))];
}

async function counted(vfs: Vfs, pieces: readonly Piece[]): Promise<Map<string, number>> {
	const counts = new Map<string, number>();
	for (const { path } of pieces) countsOf(await linesIn(vfs, path), counts);
	return counts;
}

function countsOf(lines: Iterable<string>, counts = new Map<string, number>()): Map<string, number> {
	for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
	return counts;
}

/** A file that has got lines. */
interface Filled {
	readonly path: string;
	/** Null: it is not there yet. */
	readonly revision: number | null;
	readonly text: string;
	readonly added: number;
}

/** The files that lines go to: the last one, and new ones where it is full. */
class Files {
	readonly #table: Table;
	readonly #header: string;
	#number: number;
	#revision: number | null;
	#lines: string[];
	#size: number;
	#added = 0;

	/** @param lines of the last of the pieces that are there */
	constructor(table: Table, pieces: readonly Piece[], lines: string[]) {
		this.#table = table;
		this.#header = csvLine(table.kind.columns.map(({ name }) => name));
		this.#number = Math.max(1, pieces.length);
		this.#revision = pieces.at(-1)?.revision ?? null;
		this.#lines = lines;
		this.#size = pieces.at(-1)?.size ?? this.#header.length;
	}

	/** @returns the file that is full with that, if one is */
	*add(line: string): Generator<Filled> {
		const size = Buffer.byteLength(line);
		if (this.#lines.length > 0 && this.#size + size > MOST_BYTES) {
			yield* this.end();
			this.#number++;
			this.#revision = null;
			this.#lines = [];
			this.#size = this.#header.length;
			this.#added = 0;
		}
		this.#lines.push(line);
		this.#size += size;
		this.#added++;
	}

	/** The file that lines were added to last, if any were. */
	*end(): Generator<Filled> {
		if (this.#added === 0) return;
		const { folder, kind, table } = this.#table;
		const path = joinPath(folder, kind.fileOf(table, this.#number));
		const text = this.#header + this.#lines.sort().join("");
		yield { path, revision: this.#revision, text, added: this.#added };
	}
}
