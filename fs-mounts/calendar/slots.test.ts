import fc from "fast-check";
import { expect, test } from "vitest";
import { freeIn, merged, type Stretch } from "./slots.ts";

const stretch = fc
	.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
	.map(([from, length]): Stretch => ({ from, to: from + length }));
const covers = (all: readonly Stretch[], at: number) => all.some(({ from, to }) => from <= at && at < to);

test("free is what is in a window and not busy, minute by minute", () => {
	fc.assert(
		fc.property(fc.array(stretch), fc.array(stretch), fc.integer({ min: 0, max: 8 }), (windows, busy, atLeast) => {
			const free = freeIn(windows, busy, atLeast);
			const isFree = Array.from({ length: 90 }, (_, at) => covers(windows, at) && !covers(busy, at));
			// A run of free minutes counts where it is long enough.
			const expected = isFree.map((one, at) => {
				let [from, to] = [at, at];
				while (isFree[from - 1]) from--;
				while (isFree[to]) to++;
				return one && to - from >= atLeast;
			});
			expect(Array.from({ length: 90 }, (_, at) => covers(free, at))).toEqual(expected);
			expect(merged(free)).toEqual(free);
		}),
	);
});
