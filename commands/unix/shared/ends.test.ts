import fc from "fast-check";
import { expect, test } from "vitest";
import { collect } from "../../../src/base/bytes.ts";
import { type Amount, afterFirst, firstOf, splitBeforeLast, startOfLast } from "./ends.ts";

const pieces = fc.array(
	fc.array(fc.constantFrom(0x0a, 0x61, 0x62), { maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
	{ maxLength: 12 },
);
const amounts = fc.record({
	unit: fc.constantFrom("lines" as const, "bytes" as const),
	count: fc.integer({ min: 0, max: 12 }),
});

async function* streamOf(parts: readonly Buffer[]): AsyncGenerator<Buffer> {
	yield* parts;
}

/** The same by splitting a string: nothing of the streaming in it. */
function simple(bytes: Buffer, unit: Amount["unit"]): string[] {
	return unit === "bytes" ? [...bytes.toString()] : (bytes.toString().match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

test("the first and the last of a stream do not depend on its pieces", async () => {
	await fc.assert(
		fc.asyncProperty(pieces, amounts, async (parts, { unit, count }) => {
			const bytes = Buffer.concat(parts);
			const amount: Amount = { unit, count, sign: "", delimiter: 0x0a };
			const units = simple(bytes, unit);
			const split: { part: Uint8Array; last: boolean }[] = [];
			for await (const piece of splitBeforeLast(streamOf(parts), amount)) split.push(piece);
			const partOf = (last: boolean) =>
				Buffer.concat(split.filter((piece) => piece.last === last).map(({ part }) => part)).toString();
			const end = Math.max(0, units.length - count);
			expect((await collect(firstOf(streamOf(parts), amount))).toString()).toBe(units.slice(0, count).join(""));
			expect((await collect(afterFirst(streamOf(parts), amount))).toString()).toBe(units.slice(count).join(""));
			expect([partOf(false), partOf(true)]).toEqual([units.slice(0, end).join(""), units.slice(end).join("")]);
		}),
	);
});

test("first stops reading where it has enough", async () => {
	let pulled = 0;
	const endless = (async function* () {
		for (;;) {
			pulled++;
			yield Buffer.from("a\nb\n");
		}
	})();
	await collect(firstOf(endless, { unit: "lines", count: 3, sign: "", delimiter: 0x0a }));
	expect(pulled).toBe(2);
});

test("what lies before the end comes while the rest is still to come", async () => {
	let pulled = 0;
	const source = (async function* () {
		for (; pulled < 1000; pulled++) yield Buffer.from("line\n");
	})();
	for await (const { last } of splitBeforeLast(source, { unit: "lines", count: 5, sign: "-", delimiter: 0x0a })) {
		expect(last).toBe(false);
		expect(pulled).toBeLessThan(10);
		break;
	}
});

test("the last lines are found across blocks", async () => {
	const bytes = Buffer.concat([Buffer.from("x\n".repeat(3)), Buffer.alloc(200_000, "y"), Buffer.from("\nz")]);
	const read: number[] = [];
	const stream = async function* (range: { offset?: number | undefined; length?: number | undefined } = {}) {
		read.push(range.offset ?? 0);
		yield bytes.subarray(range.offset, (range.offset ?? 0) + (range.length ?? bytes.length));
	};
	const last = (count: number) =>
		startOfLast({ size: bytes.length, stream }, { unit: "lines", count, sign: "", delimiter: 0x0a });
	expect(await last(1)).toBe(bytes.length - 1);
	expect(read.length).toBe(1);
	expect(await last(2)).toBe(6);
	expect(await last(3)).toBe(4);
	expect(await last(9)).toBe(0);
});
