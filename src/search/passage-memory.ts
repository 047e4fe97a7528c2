/**
 * A copy of the passages in memory, for as long as none come or go: their bits for the first look (24 to 48 bytes a passage), and from the second
 * search on their vectors too (about 210 bytes; `MOST_BYTES` at most). Rows are joined by SQLite and handed over as one: reading
 * 100,000 of them one by one takes ten times as long.
 */
import type { Database } from "../store/index.ts";
import { passageStateOf } from "./database-state.ts";
import { hamming, numbersIn } from "./quantize.ts";
import type { Allowed } from "./types.ts";

/** More bits, or more vectors, than this stay in the database. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Passages that are handed over at a time. */
const PART = 16_384;

/** A passage as it is scored. */
export interface Row {
	readonly id: number;
	readonly node: number;
	readonly scale: number;
	readonly data: Int8Array;
}

const memories = new WeakMap<Database, { state: string; memory: PassageMemory }>();

/** The copy, made now where there is none of this state; undefined where the passages are too many. @param words of 32 bits that a passage's bits have */
export function passageMemory(database: Database, words: number): PassageMemory | undefined {
	return database.read(() => {
		const state = `${passageStateOf(database)} ${words}`;
		let known = memories.get(database);
		if (known?.state !== state) {
			const size = database.get<{ count: number }>("SELECT count(*) AS count FROM passage")?.count ?? 0;
			if (size * words * 4 > MOST_BYTES) return undefined;
			known = { state, memory: new PassageMemory(database, words) };
			memories.set(database, known);
		}
		return known.memory;
	});
}

/** Vectors of passages, if they are in memory: as many numbers as the probe has. They are read at the second search that finds the same state. */
export function rowsInMemory(database: Database, dimensions: number): ((id: number) => Row | undefined) | undefined {
	return database.read(() => {
		const known = memories.get(database);
		const isCurrent = known?.state === `${passageStateOf(database)} ${Math.ceil(dimensions / 32)}`;
		return isCurrent ? known.memory.rows(dimensions) : undefined;
	});
}

/** The first search reads no vectors: a process that asks once would wait for all of them. */
const LOOKS_WITHOUT = 2;

export class PassageMemory {
	readonly #database: Database;
	readonly #words: number;
	readonly #bits: Uint32Array;
	readonly #ids: Float64Array;
	#nodes: Float64Array | undefined;
	#vectors: { readonly dimensions: number; readonly scales: Float64Array; readonly data: Int8Array } | undefined;
	#looks = 0;

	constructor(database: Database, words: number) {
		this.#database = database;
		this.#words = words;
		this.#ids = numbers(database, "id", words);
		const bytes = new Uint8Array(this.#ids.length * words * 4);
		joined(database, this.#ids, "SELECT CAST(group_concat(bits, '') AS BLOB) AS bytes", words, bytes);
		this.#bits = new Uint32Array(bytes.buffer);
	}

	/** Ids of the `wanted` passages whose bits are nearest, and no others than of allowed files; nearest first, then by id. */
	nearest(bits: Uint8Array, allowed: Allowed | undefined, wanted: (passages: number) => number): number[] {
		this.#looks++;
		const query = new Uint32Array(bits.buffer, bits.byteOffset, this.#words);
		const count = this.#ids.length;
		const most = this.#words * 32;
		const nodes = allowed === undefined ? undefined : this.#nodesOf();
		const distances = new Uint16Array(count);
		const histogram = new Uint32Array(most + 2);
		for (let at = 0; at < count; at++) {
			const isOut = nodes !== undefined && allowed?.nodes.has(nodes[at] as number) === false;
			const distance = isOut ? most + 1 : hamming(this.#bits, at * this.#words, query);
			distances[at] = distance;
			histogram[distance] = (histogram[distance] as number) + 1;
		}
		const enough = wanted(count);
		let limit = 0;
		for (let sum = histogram[0] as number; sum < enough && limit < most; ) sum += histogram[++limit] as number;
		const found: number[] = [];
		for (let at = 0; at < count; at++) if ((distances[at] as number) <= limit) found.push(at);
		return found
			.sort((a, b) => (distances[a] as number) - (distances[b] as number) || a - b)
			.slice(0, enough)
			.map((at) => this.#ids[at] as number);
	}

	/** What a passage is scored by; undefined before the second search, and for passages that are too many. */
	rows(dimensions: number): ((id: number) => Row | undefined) | undefined {
		if (this.#looks <= LOOKS_WITHOUT || this.#ids.length * dimensions > MOST_BYTES) return undefined;
		if (this.#vectors?.dimensions !== dimensions) this.#vectors = this.#read(dimensions);
		const nodes = this.#nodesOf();
		const { scales, data } = this.#vectors;
		return (id) => {
			const at = this.#placeOf(id);
			if (at === undefined || (scales[at] as number) < 0) return undefined;
			const from = at * dimensions;
			return {
				id,
				node: nodes[at] as number,
				scale: scales[at] as number,
				data: data.subarray(from, from + dimensions),
			};
		};
	}

	#nodesOf(): Float64Array {
		this.#nodes ??= numbers(this.#database, "node", this.#words);
		return this.#nodes;
	}

	/** A passage without a vector of that length has the scale -1. */
	#read(dimensions: number) {
		const data = new Uint8Array(this.#ids.length * dimensions);
		const isThere = `length(v.data) = ${dimensions}`;
		const one = `CASE WHEN ${isThere} THEN v.data ELSE zeroblob(${dimensions}) END`;
		joined(this.#database, this.#ids, `SELECT CAST(group_concat(${one}, '') AS BLOB) AS bytes`, this.#words, data);
		const scales = numbers(this.#database, `CASE WHEN ${isThere} THEN v.scale ELSE -1 END`, this.#words);
		return { dimensions, scales, data: numbersIn(data) };
	}

	#placeOf(id: number): number | undefined {
		let low = 0;
		let high = this.#ids.length - 1;
		while (low <= high) {
			const middle = (low + high) >>> 1;
			const found = this.#ids[middle] as number;
			if (found === id) return middle;
			if (found < id) low = middle + 1;
			else high = middle - 1;
		}
		return undefined;
	}
}

/** Passages that have bits of this length, in the order of their ids: that of the table, which no index may change. */
const from = (columns: string, words: number): string =>
	`FROM passage NOT INDEXED ${columns.includes("v.") ? "LEFT JOIN vector v ON v.passage = id" : ""} WHERE length(bits) = ${words * 4}`;

/** A number of each passage. */
function numbers(database: Database, column: string, words: number): Float64Array {
	const text = database
		.sql(`SELECT group_concat(${column}) AS list ${from(column, words)}`)
		.pluck()
		.get() as unknown;
	return Float64Array.from(JSON.parse(`[${typeof text === "string" ? text : ""}]`) as number[]);
}

/** Bytes of each passage, one after the other. */
function joined(database: Database, ids: Float64Array, select: string, words: number, into: Uint8Array): void {
	const statement = database.sql(`${select} ${from(select, words)} AND id BETWEEN ? AND ?`).pluck();
	let at = 0;
	for (let first = 0; first < ids.length; first += PART) {
		const last = Math.min(first + PART, ids.length) - 1;
		const bytes = statement.get(ids[first] as number, ids[last] as number) as unknown as Buffer;
		into.set(bytes, at);
		at += bytes.length;
	}
}
