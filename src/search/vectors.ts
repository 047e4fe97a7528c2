/**
 * Passages near a vector. A first look compares bits with all of them: by sqlite-vec in the database at first, in memory from the second
 * search of a process on, while no passages come or go. What it finds is scored exactly, as far as eight bits are exact.
 */
import type { Database } from "../store/index.ts";
import { passageStateOf } from "./database-state.ts";
import { dot, hamming, restore, signBits } from "./quantize.ts";
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
	readonly id: number;
	readonly passage: Span;
}

/** Ids of passages whose bits are nearest to those of the probe, nearest first. */
export async function candidates(database: Database, probe: Probe, allowed: Allowed | undefined): Promise<number[]> {
	const bits = signBits(probe.vector, probe.centre);
	const memory = memoryOf(database, bits.length / 4, !(await canLook(database)));
	return memory === undefined ? look(database, bits, allowed) : memory.nearest(bits, allowed);
}

interface Row {
	readonly id: number;
	readonly node: number;
	readonly start: number;
	readonly end: number;
	readonly scale: number;
	readonly data: Buffer;
}

type Fields = [id: number, node: number, start: number, end: number, scale: number, data: Buffer];

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
	// Thousands of rows: lists are made faster than objects.
	const select = database.sql(
		`SELECT p.id, p.node, p.start, p.end, v.scale, v.data FROM passage p JOIN vector v ON v.passage = p.id
			WHERE p.id IN (SELECT value FROM json_each(?) UNION SELECT id FROM passage WHERE node IN (SELECT value FROM json_each(?)))`,
	);
	const unknown = passages.filter((id) => !known.has(id));
	const rows = select.raw(true).all(JSON.stringify(unknown), JSON.stringify(nodes)) as unknown as Fields[];
	for (const [id, node, start, end, scale, data] of rows) {
		const isIn = allowed === undefined || allowed.nodes.has(node);
		if (isIn && data.length === vector.length) known.set(id, { id, node, start, end, scale, data });
	}
	const best = new Map<number, Nearest>();
	for (const { id, node, start, end, scale, data } of known.values()) {
		const found = dot(vector, scale, data);
		const other = best.get(node);
		if (other === undefined || found > other.score) best.set(node, { node, id, score: found, passage: { start, end } });
	}
	return [...best.values()].sort((a, b) => b.score - a.score || a.node - b.node);
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

/** The first look in SQL: 25 ms for 100,000 passages, without reading them into memory. */
function look(database: Database, bits: Uint8Array, allowed: Allowed | undefined): number[] {
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

const memories = new WeakMap<Database, { state: string; looks: number; memory?: PassageMemory }>();
/** Those of one search: a process that asks once reads nothing into memory. */
const LOOKS_IN_SQL = 2;

/** The copy in memory, if no passages came or went since the last search; it is made at the second search that finds the same state, or now. */
function memoryOf(database: Database, words: number, now: boolean): PassageMemory | undefined {
	const state = `${passageStateOf(database)} ${words}`;
	let known = memories.get(database);
	if (known?.state !== state) {
		known = { state, looks: 0 };
		memories.set(database, known);
	}
	if (known.looks++ < LOOKS_IN_SQL && !now) return undefined;
	known.memory ??= new PassageMemory(database, words);
	return known.memory;
}

/** Bits of all passages, 32 bytes each: a first look takes 2 ms for 100,000. */
class PassageMemory {
	readonly #ids: Uint32Array;
	readonly #nodes: Float64Array;
	readonly #bits: Uint32Array;
	readonly #words: number;

	constructor(database: Database, words: number) {
		const select = database.sql("SELECT id, node, bits FROM passage WHERE length(bits) = ?").raw(true);
		const rows = select.all(words * 4) as unknown as [number, number, Buffer][];
		this.#words = words;
		this.#ids = Uint32Array.from(rows, ([id]) => id);
		this.#nodes = Float64Array.from(rows, ([, node]) => node);
		const bytes = new Uint8Array(rows.length * words * 4);
		for (const [index, [, , bits]] of rows.entries()) bytes.set(bits, index * words * 4);
		this.#bits = new Uint32Array(bytes.buffer);
	}

	nearest(bits: Uint8Array, allowed: Allowed | undefined): number[] {
		const query = new Uint32Array(bits.buffer, bits.byteOffset, this.#words);
		const count = this.#ids.length;
		const most = this.#words * 32;
		const distances = new Uint16Array(count);
		const histogram = new Uint32Array(most + 2);
		for (let at = 0; at < count; at++) {
			const isOut = allowed !== undefined && !allowed.nodes.has(this.#nodes[at] as number);
			const distance = isOut ? most + 1 : hamming(this.#bits, at * this.#words, query);
			distances[at] = distance;
			histogram[distance] = (histogram[distance] as number) + 1;
		}
		const wanted = letThrough(count);
		let limit = 0;
		for (let sum = histogram[0] as number; sum < wanted && limit < most; ) sum += histogram[++limit] as number;
		const found: number[] = [];
		for (let at = 0; at < count; at++) if ((distances[at] as number) <= limit) found.push(at);
		return found
			.sort((a, b) => (distances[a] as number) - (distances[b] as number) || a - b)
			.slice(0, wanted)
			.map((at) => this.#ids[at] as number);
	}
}
