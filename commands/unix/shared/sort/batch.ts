/** Lines in memory, and their sorting: by numbers that stand for keys, so that bytes are hardly ever compared. */
import { Bytes } from "../lines.ts";
import { SortSpace, sortBy } from "./merge-sort.ts";
import type { Line, LineOrder, Stage } from "./order.ts";

/** More than this goes to disk. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_LINES = 4 * 1024 * 1024;
/** So few lines are compared, not ranked. */
const FEW = 8;
/** Bytes of text in one rank; with their count, 51 bits. */
const WORD = 6;

/** Lines that are collected, sorted and handed out. Its memory is used again after `clear`. */
export class Batch {
	#bytes = Buffer.allocUnsafe(1024 * 1024);
	#length = 0;
	/** Where lines begin; the delimiter of each is there too. */
	#starts = new Uint32Array(16 * 1024);
	#count = 0;
	#space: SortSpace | undefined;
	readonly #delimiter: number;

	constructor(delimiter: number) {
		this.#delimiter = delimiter;
	}

	get isEmpty(): boolean {
		return this.#count === 0;
	}

	/** Whether these lines do not belong in it any more. */
	isFullFor(lines: Uint8Array): boolean {
		return this.#count > 0 && (this.#length + lines.length > MOST_BYTES || this.#count > MOST_LINES);
	}

	/** Take whole lines; a last one without a delimiter gets it. */
	add(lines: Uint8Array): void {
		this.#room(lines.length + 1);
		this.#bytes.set(lines, this.#length);
		const end = this.#length + lines.length;
		if (lines.at(-1) !== this.#delimiter) this.#bytes[end] = this.#delimiter;
		const bytes = this.#bytes;
		for (let at = this.#length; at < end; ) {
			if (this.#count + 2 > this.#starts.length) {
				const larger = new Uint32Array(this.#starts.length * 2);
				larger.set(this.#starts);
				this.#starts = larger;
			}
			this.#starts[this.#count++] = at;
			at = bytes.indexOf(this.#delimiter, at) + 1;
			this.#length = at;
		}
		this.#starts[this.#count] = this.#length;
	}

	#room(more: number): void {
		if (this.#length + more <= this.#bytes.length) return;
		const larger = Buffer.allocUnsafe(
			Math.max(this.#length + more, Math.min(2 * this.#bytes.length, MOST_BYTES + 1024 * 1024)),
		);
		this.#bytes.copy(larger, 0, 0, this.#length);
		this.#bytes = larger;
	}

	clear(): void {
		this.#length = this.#count = 0;
	}

	/** The numbers of the lines in order; with `unique`, of lines without a difference only the first. */
	async sorted(order: LineOrder, unique: boolean, pace: () => Promise<void> | undefined): Promise<Uint32Array> {
		const numbers = new Uint32Array(this.#count);
		for (let i = 0; i < numbers.length; i++) numbers[i] = i;
		if (this.#space === undefined || this.#space.keys.length < this.#count) this.#space = new SortSpace(this.#count);
		const sorting = new Sorting(this.#bytes, this.#starts, numbers, order, this.#space);
		for (const _ of sorting.run(unique)) {
			const turn = pace();
			if (turn !== undefined) await turn;
		}
		return unique ? numbers.filter((number) => number !== DROPPED) : numbers;
	}

	/** Lines in an order, in pieces. */
	*pieces(numbers: Uint32Array): Generator<Buffer, void, undefined> {
		const out = new Bytes();
		const starts = this.#starts;
		for (let i = 0; i < numbers.length; i++) {
			const number = numbers[i] as number;
			out.copy(this.#bytes, starts[number] as number, starts[number + 1] as number);
			if (out.full) yield out.take();
		}
		if (out.length > 0) yield out.take();
	}
}

const DROPPED = 0xffffffff;

/** Lines that no stage before `stage`, and no byte of its key before `depth`, tells apart. */
interface Group {
	from: number;
	to: number;
	stage: number;
	depth: number;
}

/** Where the keys of a stage lie, of every line that came to it. */
interface Keys {
	bytes: Buffer;
	from: Uint32Array;
	to: Uint32Array;
	arena: Bytes | undefined;
}

class Sorting {
	readonly #bytes: Buffer;
	readonly #starts: Uint32Array;
	readonly #items: Uint32Array;
	readonly #order: LineOrder;
	readonly #space: SortSpace;
	readonly #keys: Keys[] = [];
	#unique = false;

	constructor(bytes: Buffer, starts: Uint32Array, items: Uint32Array, order: LineOrder, space: SortSpace) {
		this.#bytes = bytes;
		this.#starts = starts;
		this.#items = items;
		this.#order = order;
		this.#space = space;
	}

	*run(unique: boolean): Generator<void, void, undefined> {
		this.#unique = unique;
		const { stages } = this.#order;
		const groups: Group[] = [{ from: 0, to: this.#items.length, stage: 0, depth: 0 }];
		for (let group = groups.pop(); group !== undefined; group = groups.pop()) {
			yield;
			const { from, to } = group;
			const stage = stages[group.stage];
			if (to - from < 2) continue;
			if (stage === undefined) {
				if (unique) this.#items.fill(DROPPED, from + 1, to);
			} else if (to - from <= FEW) this.#few(group);
			else if (stage.isText) yield* this.#byText(group, stage, groups);
			else yield* this.#byRank(group, stage, groups);
		}
	}

	#line(item: number): Line {
		return { bytes: this.#bytes, start: this.#starts[item] as number, end: (this.#starts[item + 1] as number) - 1 };
	}

	#few({ from, to, stage }: Group): void {
		const items = this.#items;
		const compare = (a: number, b: number) => this.#order.compare(this.#line(a), this.#line(b), stage);
		for (let i = from + 1; i < to; i++) {
			const item = items[i] as number;
			let j = i - 1;
			for (; j >= from && compare(items[j] as number, item) > 0; j--) items[j + 1] = items[j] as number;
			items[j + 1] = item;
		}
		if (!this.#unique) return;
		for (let i = from + 1, kept = from; i < to; i++) {
			if (compare(items[kept] as number, items[i] as number) === 0) items[i] = DROPPED;
			else kept = i;
		}
	}

	/** Find the keys of a group, in the lines themselves or changed to what counts of them. */
	#keysOf(group: Group, stage: Stage): Keys {
		let keys = this.#keys[group.stage];
		if (keys === undefined) {
			const size = this.#items.length;
			const arena = stage.transform === undefined ? undefined : new Bytes();
			keys = { bytes: this.#bytes, from: new Uint32Array(size), to: new Uint32Array(size), arena };
			this.#keys[group.stage] = keys;
		}
		if (group.depth > 0) return keys;
		const { locator, transform } = stage;
		for (let i = group.from; i < group.to; i++) {
			const item = this.#items[i] as number;
			locator.locate(this.#bytes, this.#starts[item] as number, (this.#starts[item + 1] as number) - 1);
			if (transform === undefined || keys.arena === undefined) {
				keys.from[item] = locator.from;
				keys.to[item] = locator.to;
			} else {
				keys.from[item] = keys.arena.length;
				keys.arena.copy(transform(this.#bytes.subarray(locator.from, locator.to)));
				keys.to[item] = keys.arena.length;
			}
		}
		if (keys.arena !== undefined) keys.bytes = keys.arena.room(0);
		return keys;
	}

	*#byText(group: Group, stage: Stage, groups: Group[]): Generator<void, void, undefined> {
		const { from, to, depth } = group;
		const items = this.#items;
		const ranks = this.#space.keys;
		const sign = stage.reverse ? -1 : 1;
		if (stage.isWhole) {
			const starts = this.#starts;
			for (let i = from; i < to; i++) {
				const item = items[i] as number;
				ranks[i - from] =
					sign * wordAt(this.#bytes, (starts[item] as number) + depth, (starts[item + 1] as number) - 1);
			}
		} else {
			const keys = this.#keysOf(group, stage);
			for (let i = from; i < to; i++) {
				const item = items[i] as number;
				ranks[i - from] = sign * wordAt(keys.bytes, (keys.from[item] as number) + depth, keys.to[item] as number);
			}
		}
		yield* this.#space.sort(items, from, to - from);
		this.#split(from, to - from, (start, end, rank) => {
			const goesOn = Math.abs(rank) % 8 > WORD;
			groups.push(
				goesOn
					? { from: start, to: end, stage: group.stage, depth: depth + WORD }
					: { from: start, to: end, stage: group.stage + 1, depth: 0 },
			);
		});
	}

	*#byRank(group: Group, stage: Stage, groups: Group[]): Generator<void, void, undefined> {
		const { from, to } = group;
		const { comparison } = stage;
		const items = this.#items;
		const keys = this.#keysOf(group, stage);
		const sign = stage.reverse ? -1 : 1;
		for (let i = from; i < to; i++) {
			const item = items[i] as number;
			this.#space.keys[i - from] =
				sign * comparison.rank(keys.bytes, keys.from[item] as number, keys.to[item] as number);
		}
		yield* this.#space.sort(items, from, to - from);
		const equal: [number, number][] = [];
		this.#split(from, to - from, (start, end) => equal.push([start, end]));
		const compare = (a: number, b: number) =>
			sign *
			comparison.compare(
				keys.bytes,
				keys.from[a] as number,
				keys.to[a] as number,
				keys.bytes,
				keys.from[b] as number,
				keys.to[b] as number,
			);
		for (const [start, end] of equal) {
			const next = (at: number, until: number) =>
				groups.push({ from: at, to: until, stage: group.stage + 1, depth: 0 });
			if (comparison.exact) {
				next(start, end);
				continue;
			}
			yield* sortBy(items, start, end, compare);
			let first = start;
			for (let i = start + 1; i <= end; i++) {
				if (i < end && compare(items[first] as number, items[i] as number) === 0) continue;
				if (i - first > 1) next(first, i);
				first = i;
			}
		}
	}

	/** Hand out the runs of two and more equal ranks. */
	#split(from: number, length: number, run: (start: number, end: number, rank: number) => void): void {
		const ranks = this.#space.keys;
		for (let start = 0; start < length; ) {
			const rank = ranks[start] as number;
			let end = start + 1;
			while (end < length && ranks[end] === rank) end++;
			if (end - start > 1) run(from + start, from + end, rank);
			start = end;
		}
	}
}

/**
 * Six bytes as a number that sorts as they do; its last three bits say how many there are, 7 for more than six. A text that
 * ends comes before one that goes on with NUL.
 */
function wordAt(bytes: Buffer, at: number, end: number): number {
	const left = end - at;
	if (left >= WORD) {
		const high = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
		const low = ((bytes[at + 3] as number) << 16) | ((bytes[at + 4] as number) << 8) | (bytes[at + 5] as number);
		return (high * 0x1000000 + low) * 8 + (left > WORD ? WORD + 1 : WORD);
	}
	let value = 0;
	for (let i = 0; i < WORD; i++) value = value * 256 + (i < left ? (bytes[at + i] as number) : 0);
	return value * 8 + left;
}
