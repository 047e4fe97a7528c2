/** A stable merge sort of numbers that carry something with them. */

/** Runs of this length are sorted by insertion. */
const RUN = 12;

/** Arrays to work in; made once for many sorts. */
export class SortSpace {
	readonly keys: Float64Array;
	readonly #keys: Float64Array;
	readonly #items: Uint32Array;

	constructor(size: number) {
		this.keys = new Float64Array(size);
		this.#keys = new Float64Array(size);
		this.#items = new Uint32Array(size);
	}

	/** Sort `keys[0, length)` and with them `items[from, from + length)`. Yields between passes, so that others get a turn. */
	*sort(items: Uint32Array, from: number, length: number): Generator<void, void, undefined> {
		const { keys } = this;
		if (isSorted(keys, length)) return;
		for (let start = 0; start < length; start += RUN)
			insertionSort(keys, items, from, start, Math.min(length, start + RUN));
		let [fromKeys, toKeys] = [keys, this.#keys];
		let [fromItems, fromBase, toItems, toBase] = [items, from, this.#items, 0];
		for (let width = RUN; width < length; width *= 2) {
			yield;
			for (let start = 0; start < length; start += 2 * width) {
				const middle = Math.min(length, start + width);
				const end = Math.min(length, start + 2 * width);
				merge(fromKeys, fromItems, fromBase, toKeys, toItems, toBase, start, middle, end);
			}
			[fromKeys, toKeys] = [toKeys, fromKeys];
			[fromItems, fromBase, toItems, toBase] = [toItems, toBase, fromItems, fromBase];
		}
		if (fromItems === items) return;
		keys.set(this.#keys.subarray(0, length));
		items.set(this.#items.subarray(0, length), from);
	}
}

function isSorted(keys: Float64Array, length: number): boolean {
	for (let i = 1; i < length; i++) if ((keys[i - 1] as number) > (keys[i] as number)) return false;
	return true;
}

function insertionSort(keys: Float64Array, items: Uint32Array, base: number, start: number, end: number): void {
	for (let i = start + 1; i < end; i++) {
		const key = keys[i] as number;
		const item = items[base + i] as number;
		let j = i - 1;
		for (; j >= start && (keys[j] as number) > key; j--) {
			keys[j + 1] = keys[j] as number;
			items[base + j + 1] = items[base + j] as number;
		}
		keys[j + 1] = key;
		items[base + j + 1] = item;
	}
}

function merge(
	keys: Float64Array,
	items: Uint32Array,
	base: number,
	toKeys: Float64Array,
	toItems: Uint32Array,
	toBase: number,
	start: number,
	middle: number,
	end: number,
): void {
	let [left, right, to] = [start, middle, start];
	if (middle < end && (keys[middle - 1] as number) > (keys[middle] as number)) {
		while (left < middle && right < end) {
			const at = (keys[left] as number) <= (keys[right] as number) ? left++ : right++;
			toKeys[to] = keys[at] as number;
			toItems[toBase + to++] = items[base + at] as number;
		}
	}
	for (; left < middle; left++) {
		toKeys[to] = keys[left] as number;
		toItems[toBase + to++] = items[base + left] as number;
	}
	for (; right < end; right++) {
		toKeys[to] = keys[right] as number;
		toItems[toBase + to++] = items[base + right] as number;
	}
}

/** Sort `items[from, to)` by a comparison; stable. Yields now and then. */
export function* sortBy(
	items: Uint32Array,
	from: number,
	to: number,
	compare: (a: number, b: number) => number,
): Generator<void, void, undefined> {
	let source = items.slice(from, to);
	let target = new Uint32Array(source.length);
	const { length } = source;
	for (let width = 1; width < length; width *= 2) {
		for (let start = 0; start < length; start += 2 * width) {
			if (start % 8192 === 0) yield;
			const middle = Math.min(length, start + width);
			const end = Math.min(length, start + 2 * width);
			let [left, right, at] = [start, middle, start];
			while (left < middle && right < end)
				target[at++] = (
					compare(source[left] as number, source[right] as number) <= 0 ? source[left++] : source[right++]
				) as number;
			while (left < middle) target[at++] = source[left++] as number;
			while (right < end) target[at++] = source[right++] as number;
		}
		[source, target] = [target, source];
	}
	items.set(source, from);
}
