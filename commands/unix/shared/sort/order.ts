/** The order of whole lines: key by key, and last by all bytes. */
import { foldedByte } from "../lines.ts";
import {
	type Comparison,
	GeneralOrder,
	MonthOrder,
	NumericOrder,
	RandomOrder,
	TextOrder,
	UnitOrder,
	VersionOrder,
} from "./compare.ts";
import { type Key, Locator, type Ordering, PLAIN, wholeLine } from "./key.ts";

/** A line somewhere in a buffer. */
export interface Line {
	readonly bytes: Buffer;
	readonly start: number;
	readonly end: number;
}

/** One comparison of the order. */
export interface Stage {
	readonly locator: Locator;
	readonly comparison: Comparison;
	/** By bytes: ranks can be made piece by piece. */
	readonly isText: boolean;
	readonly reverse: boolean;
	/** The bytes of the key that count; absent: all, as they are. */
	readonly transform: ((bytes: Buffer) => Buffer) | undefined;
	/** The whole line, as it is, by bytes. */
	readonly isWhole: boolean;
}

export interface OrderOptions {
	keys: readonly Key[];
	global: Ordering;
	separator: number | undefined;
	/** Lines whose keys are equal stay in the order they came in. */
	stable: boolean;
	/** Of lines whose keys are equal only the first counts. */
	unique: boolean;
	hash: (key: Buffer) => Buffer;
}

export class LineOrder {
	readonly stages: readonly Stage[];

	constructor({ keys, global, separator, stable, unique, hash }: OrderOptions) {
		const { reverse, ...others } = global;
		const isPlain = Object.entries(others).every(([name, value]) => PLAIN[name as keyof Ordering] === value);
		const all = keys.length > 0 || isPlain ? keys : [wholeLine(global)];
		const stages = all.flatMap((key) => stagesOf(key, separator, hash));
		// Lines without a difference in any key are compared as a whole, unless that must not matter.
		if (all.length === 0 || !(stable || unique))
			stages.push(...stagesOf(wholeLine({ ...PLAIN, reverse }), separator, hash));
		this.stages = stages;
	}

	/** Compare from a stage on. */
	compare(a: Line, b: Line, from = 0): number {
		for (let index = from; index < this.stages.length; index++) {
			const stage = this.stages[index] as Stage;
			const result = compareStage(stage, a, b);
			if (result !== 0) return stage.reverse ? -result : result;
		}
		return 0;
	}
}

function compareStage({ locator, comparison, transform, isWhole }: Stage, a: Line, b: Line): number {
	if (isWhole) return comparison.compare(a.bytes, a.start, a.end, b.bytes, b.start, b.end);
	locator.locate(a.bytes, a.start, a.end);
	let [aBytes, aFrom, aTo] = [a.bytes, locator.from, locator.to];
	locator.locate(b.bytes, b.start, b.end);
	let [bBytes, bFrom, bTo] = [b.bytes, locator.from, locator.to];
	if (transform !== undefined) {
		aBytes = transform(aBytes.subarray(aFrom, aTo));
		bBytes = transform(bBytes.subarray(bFrom, bTo));
		[aFrom, aTo, bFrom, bTo] = [0, aBytes.length, 0, bBytes.length];
	}
	const difference = comparison.rank(aBytes, aFrom, aTo) - comparison.rank(bBytes, bFrom, bTo);
	// Two infinite ranks have no difference.
	if (difference !== 0 && !Number.isNaN(difference)) return difference;
	return comparison.compare(aBytes, aFrom, aTo, bBytes, bFrom, bTo);
}

function stagesOf(key: Key, separator: number | undefined, hash: (key: Buffer) => Buffer): Stage[] {
	const comparisons: Record<Key["order"], () => Comparison[]> = {
		text: () => [new TextOrder()],
		numeric: () => [new NumericOrder()],
		general: () => [new GeneralOrder()],
		human: () => [new UnitOrder(), new NumericOrder()],
		month: () => [new MonthOrder()],
		version: () => [new VersionOrder()],
		random: () => [new RandomOrder(hash)],
	};
	const transform = transformOf(key);
	const isWhole =
		key.order === "text" &&
		transform === undefined &&
		key.field < 0 &&
		key.byte === 0 &&
		key.endField === Number.POSITIVE_INFINITY &&
		!key.skipStart;
	return comparisons[key.order]().map((comparison) => ({
		locator: new Locator(key, separator),
		comparison,
		isText: key.order === "text",
		reverse: key.reverse,
		transform,
		isWhole,
	}));
}

const isAlphanumeric = (byte: number) =>
	(byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);

/** What counts of a byte; -1: it does not. */
function transformOf({ fold, only }: Ordering): ((bytes: Buffer) => Buffer) | undefined {
	if (!fold && only === "all") return undefined;
	const table = Int16Array.from({ length: 256 }, (_, byte) => {
		const counts =
			only === "all" ||
			(only === "printing"
				? byte >= 32 && byte < 127
				: isAlphanumeric(byte) || byte === 32 || byte === 9 || byte === 10);
		return counts ? (fold ? foldedByte(byte) : byte) : -1;
	});
	return (bytes) => {
		const result = Buffer.allocUnsafe(bytes.length);
		let length = 0;
		for (let i = 0; i < bytes.length; i++) {
			const value = table[bytes[i] as number] as number;
			if (value >= 0) result[length++] = value;
		}
		return result.subarray(0, length);
	};
}
