/**
 * Passages near a vector. A first look compares bits with all of them: in memory, and where they are too many for it by sqlite-vec in the
 * database. What it finds is scored exactly, as far as eight bits are exact.
 */
import { DeskError } from "../base/errors.ts";
import type { Database } from "../store/index.ts";
import { passageMemory, type Row, rowsInMemory } from "./passage-memory.ts";
import { dot, numbersIn, restore, signBits } from "./quantize.ts";
import type { Allowed, Ranked, Span } from "./types.ts";

/** Passages that the first look lets through. */
const FIRST_LOOK = 1000;
/** Among so few there is time to score more than that exactly: what bits miss of 5,000 is half a percent of the recall. */
const FEW = 20_000;
const FIRST_LOOK_OF_FEW = 3000;
/** How many the first look lets through of all of them. */
const letThrough = (passages: number): number => (passages > FEW ? FIRST_LOOK : FIRST_LOOK_OF_FEW);

/** No more passages than the highest id says, which takes no time to find. */
function mostPassages(database: Database): number {
	return database.get<{ last: number | null }>("SELECT max(id) AS last FROM passage")?.last ?? 0;
}

/** Whether the passages are so many that a search has no time for more than what must be. */
export function isLarge(database: Database): boolean {
	return mostPassages(database) > FEW;
}

/** A vector to look for, and the centre of those that are kept. */
export interface Probe {
	readonly vector: Float32Array;
	readonly centre: Float32Array;
}

/** The best passage of a file. */
export interface Nearest extends Ranked {
	/** Of the passage. */
	readonly id: number;
}

/** Ids of passages whose bits are nearest to those of the probe, nearest first. */
export async function candidates(database: Database, probe: Probe, allowed: Allowed | undefined): Promise<number[]> {
	const bits = signBits(probe.vector, probe.centre);
	const memory = passageMemory(database, bits.length / 4);
	return memory === undefined ? await look(database, bits, allowed) : memory.nearest(bits, allowed, letThrough);
}

type Fields = [id: number, node: number, scale: number, data: Buffer];

/** Passages that were read for a search: its second look reads only what the first did not. */
export type Known = Map<number, Row>;

/** All passages read so far, and these, and those of these files: each file that is allowed by its passage most like the vector, best first. */
export function score(
	database: Database,
	vector: Float32Array,
	passages: readonly number[],
	allowed: Allowed | undefined,
	nodes: readonly number[] = [],
	known: Known = new Map(),
): Nearest[] {
	const wanted = new Set(passages);
	if (nodes.length > 0) for (const id of passagesOf(database, nodes)) wanted.add(id);
	const unknown = [...wanted].filter((id) => !known.has(id));
	const inMemory = rowsInMemory(database, vector.length);
	const rows = inMemory === undefined ? readRows(database, unknown) : unknown.map(inMemory);
	for (const row of rows) {
		const isIn = row !== undefined && (allowed === undefined || allowed.nodes.has(row.node));
		if (isIn && row.data.length === vector.length) known.set(row.id, row);
	}
	const best = new Map<number, Nearest>();
	for (const { id, node, scale, data } of known.values()) {
		const found = dot(vector, scale, data);
		const other = best.get(node);
		if (other === undefined || found > other.score) best.set(node, { node, id, score: found });
	}
	return [...best.values()].sort((a, b) => b.score - a.score || a.node - b.node);
}

function passagesOf(database: Database, nodes: readonly number[]): number[] {
	const select = database.sql("SELECT id FROM passage WHERE node IN (SELECT value FROM json_each(?))");
	return select.pluck().all(JSON.stringify(nodes)) as unknown as number[];
}

function readRows(database: Database, ids: readonly number[]): Row[] {
	// Thousands of rows: lists are made faster than objects.
	const select = database.sql(
		`SELECT p.id, p.node, v.scale, v.data FROM passage p JOIN vector v ON v.passage = p.id
			WHERE p.id IN (SELECT value FROM json_each(?))`,
	);
	const rows = select.raw(true).all(JSON.stringify(ids)) as unknown as Fields[];
	return rows.map(([id, node, scale, data]) => ({
		id,
		node,
		scale,
		data: numbersIn(data),
	}));
}

/** Where passages lie in their files, by their ids. */
export function spansOf(database: Database, ids: readonly number[]): Map<number, Span> {
	const rows = database.all<Span & { id: number }>(
		"SELECT id, start, end FROM passage WHERE id IN (SELECT value FROM json_each(?))",
		JSON.stringify(ids),
	);
	return new Map(rows.map(({ id, start, end }) => [id, { start, end }]));
}

/** The vector of a passage that was read; undefined for another. */
export function vectorIn(known: Known, passage: number): Float32Array | undefined {
	const row = known.get(passage);
	return row === undefined ? undefined : restore(row.scale, row.data);
}

const extended = new WeakMap<Database, boolean>();

/** Whether the database has sqlite-vec's functions; there are systems that it is not built for. */
async function canLook(database: Database): Promise<boolean> {
	let known = extended.get(database);
	if (known === undefined) {
		try {
			const { load } = await import("sqlite-vec");
			load(database.driver);
			known = true;
		} catch {
			known = false;
		}
		extended.set(database, known);
	}
	return known;
}

/** The first look in SQL: 25 ms for 100,000 passages, without reading them into memory. @throws DeskError EFAILED without sqlite-vec */
async function look(database: Database, bits: Uint8Array, allowed: Allowed | undefined): Promise<number[]> {
	if (!(await canLook(database)))
		throw new DeskError("EFAILED", "there are too many passages to compare without sqlite-vec", {
			at: "sqlite-vec",
			todo: "install deskfs again, or search with --mode text",
		});
	const within = allowed === undefined ? "" : "AND node IN (SELECT value FROM json_each(?))";
	const rows = database.all<{ id: number }>(
		`SELECT id, vec_distance_hamming(vec_bit(bits), vec_bit(?)) AS distance FROM passage
			WHERE length(bits) = ? ${within} ORDER BY distance, id LIMIT ${letThrough(mostPassages(database))}`,
		bits,
		bits.length,
		...(allowed === undefined ? [] : [allowed.json]),
	);
	return rows.map(({ id }) => id);
}
