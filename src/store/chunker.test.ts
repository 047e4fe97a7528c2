import { createCipheriv, createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CHUNK_SIZES, Chunker, type ChunkSizes, chunks, gearTable } from "./chunker.ts";

const secret = Buffer.alloc(32, 5);
const gear = gearTable(secret);
const small: ChunkSizes = { min: 64, average: 256, max: 1024 };

/** Repeatable bytes without pattern. */
function noise(length: number, seed = 0): Buffer {
	return createCipheriv("chacha20", Buffer.alloc(32, seed), Buffer.alloc(16)).update(Buffer.alloc(length));
}

function cut(pieces: Iterable<Uint8Array>, sizes?: ChunkSizes, table = gear): Buffer[] {
	const chunker = new Chunker(table, sizes);
	const all: Buffer[] = [];
	for (const piece of pieces) all.push(...chunker.push(piece));
	const rest = chunker.flush();
	return rest === undefined ? all : [...all, rest];
}

/** The algorithm as the paper writes it, over the whole content at once: the oracle. */
function oracle(content: Uint8Array, { min, average, max }: ChunkSizes): Buffer[] {
	const bits = Math.log2(average);
	const found: Buffer[] = [];
	for (let start = 0; start < content.length; ) {
		let end = Math.min(start + max, content.length);
		let hash = 0n;
		for (let at = start + min; at < end; at++) {
			hash = (hash * 2n + BigInt(gear[content[at] ?? 0] ?? 0)) % 2n ** 32n;
			const needed = at - start < average ? bits + 2 : bits - 2;
			if (hash < 2n ** BigInt(32 - needed)) end = at + 1;
		}
		found.push(Buffer.from(content.subarray(start, end)));
		start = end;
	}
	return found;
}

/** Content with runs and repeats as well as noise, and a way to split it. */
const contents = fc
	.array(
		fc.oneof(
			fc.uint8Array({ minLength: 1, maxLength: 800 }),
			fc
				.tuple(fc.nat(255), fc.integer({ min: 1, max: 3000 }))
				.map(([byte, length]) => new Uint8Array(length).fill(byte)),
			fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 6000 })).map(([seed, length]) => noise(length, seed)),
		),
		{ maxLength: 8 },
	)
	.map((parts) => Buffer.concat(parts));
const steps = fc
	.array(fc.integer({ min: 0, max: 1500 }), { minLength: 1, maxLength: 20 })
	.filter((all) => all.some(Boolean));

function* split(content: Buffer, lengths: readonly number[]): Generator<Buffer> {
	for (let at = 0, turn = 0; at < content.length; turn++) {
		const length = lengths[turn % lengths.length] ?? 1;
		yield content.subarray(at, at + length);
		at += length;
	}
}

describe("Chunker", () => {
	test("cuts as the paper's algorithm does, whatever the pieces; chunks join to the content", () => {
		fc.assert(
			fc.property(contents, steps, (content, lengths) => {
				const found = cut(split(content, lengths), small);
				expect(Buffer.concat(found).equals(content)).toBe(true);
				expect(found.map((chunk) => chunk.length)).toEqual(oracle(content, small).map((chunk) => chunk.length));
			}),
			{ numRuns: 200 },
		);
	});

	test("keeps the bounds, but for a shorter last chunk", () => {
		fc.assert(
			fc.property(contents, (content) => {
				const found = cut([content], small);
				for (const chunk of found) expect(chunk.length).toBeLessThanOrEqual(small.max);
				for (const chunk of found.slice(0, -1)) expect(chunk.length).toBeGreaterThan(small.min);
				expect(found.every((chunk) => chunk.length > 0)).toBe(true);
			}),
		);
		for (const fill of [0, 1, 255]) {
			const sizes = cut([Buffer.alloc(10_000, fill)], small).map((chunk) => chunk.length);
			expect(Math.max(...sizes)).toBeLessThanOrEqual(small.max);
		}
	});

	test("starts anew at every cut: from any old cut point the same chunks follow", () => {
		fc.assert(
			fc.property(contents, fc.nat(), fc.uint8Array({ maxLength: 500 }), (content, pick, other) => {
				const all = cut([content], small);
				const from = all.length === 0 ? 0 : pick % all.length;
				expect(cut(all.slice(from), small)).toEqual(all.slice(from));
				// the same holds for a chunker with a past, which flush ends like a cut
				const chunker = new Chunker(gear, small);
				Array.from(chunker.push(other));
				chunker.flush();
				expect([...chunker.push(content), ...[chunker.flush() ?? []].flat()]).toEqual(all);
			}),
		);
	});

	test("tells after each chunk where it ended, with the rest of the piece still to come", () => {
		const content = noise(20_000);
		const chunker = new Chunker(gear, small);
		const offsets: number[] = [];
		for (const _ of chunker.push(content)) offsets.push(chunker.offset);
		chunker.flush();
		let sum = 0;
		expect(offsets).toEqual(
			oracle(content, small)
				.slice(0, offsets.length)
				.map((chunk) => (sum += chunk.length)),
		);
		expect(offsets.length).toBeGreaterThan(20);
		expect(chunker.offset).toBe(content.length);
	});

	test("gives chunks that stay as they are when the piece is reused", () => {
		const content = noise(8000);
		const piece = Buffer.alloc(700);
		const chunker = new Chunker(gear, small);
		const found: Buffer[] = [];
		for (let at = 0; at < content.length; at += piece.length) {
			const length = content.copy(piece, 0, at);
			found.push(...chunker.push(piece.subarray(0, length)));
			piece.fill(0);
		}
		const rest = chunker.flush();
		expect(Buffer.concat(rest === undefined ? found : [...found, rest]).equals(content)).toBe(true);
	});

	test("an empty stream has no chunk; sizes out of order are refused", () => {
		expect(cut([])).toEqual([]);
		expect(cut([Buffer.alloc(0)])).toEqual([]);
		const bad = [
			{ min: 0 },
			{ min: 300 },
			{ max: 255 },
			{ average: 32, min: 16 },
			{ max: 2 ** 31 },
			{ average: Number.NaN },
		];
		for (const sizes of bad) expect(() => new Chunker(gear, { ...small, ...sizes })).toThrow(RangeError);
	});
});

describe("with the default sizes", () => {
	const content = noise(20 * 1024 * 1024);
	const names = (found: Buffer[]) => found.map((chunk) => createHash("sha256").update(chunk).digest("hex"));

	test("the mean is near the average", () => {
		const found = cut([content]);
		expect(content.length / found.length).toBeGreaterThan(0.8 * CHUNK_SIZES.average);
		expect(content.length / found.length).toBeLessThan(1.4 * CHUNK_SIZES.average);
	});

	test("a byte inserted early leaves more than 90 % of the chunks as they were", () => {
		const before = new Set(names(cut([content])));
		const after = names(cut([content.subarray(0, 1000), Buffer.from("x"), content.subarray(1000)]));
		expect(after.filter((name) => before.has(name)).length / after.length).toBeGreaterThan(0.9);
		expect(before.has(after[0] ?? "")).toBe(false);
	});

	test("memory stays flat: nothing but the current chunk is held", () => {
		const piece = noise(64 * 1024);
		const chunker = new Chunker(gear);
		const before = process.memoryUsage.rss();
		let size = 0;
		for (let turn = 0; turn < 4096; turn++) for (const chunk of chunker.push(piece)) size += chunk.length;
		expect(size).toBeGreaterThan(250 * 1024 * 1024);
		expect(process.memoryUsage.rss() - before).toBeLessThan(128 * 1024 * 1024);
	});
});

describe("gearTable", () => {
	test("is fixed by the secret: stored files would share no chunk with new ones if it changed", () => {
		expect(gearTable(secret)).toEqual(gear);
		expect(gear.length).toBe(256);
		expect(new Set(gear).size).toBe(256);
		const digest = createHash("sha256").update(gear.join()).digest("hex");
		expect(digest).toBe("27dcbbccc0bde403b4db6be9857a2963365f49fa952edb77c8627fbaafff9e78");
		expect(() => gearTable(Buffer.alloc(31))).toThrow(RangeError);
	});

	test("another secret cuts elsewhere", () => {
		const content = noise(100_000);
		const lengths = (table: Uint32Array) => cut([content], small, table).map((chunk) => chunk.length);
		expect(lengths(gearTable(Buffer.alloc(32, 6)))).not.toEqual(lengths(gear));
	});
});

describe("chunks", () => {
	test("cuts a stream like the push style", async () => {
		const content = noise(30_000);
		async function* source() {
			yield* split(content, [1, 999, 4000]);
		}
		const found: Buffer[] = [];
		for await (const chunk of chunks(source(), gear, small)) found.push(chunk);
		expect(found).toEqual(oracle(content, small));
	});

	test("leaving the loop stops the source", async () => {
		let read = 0;
		let closed = false;
		async function* source() {
			try {
				for (;;) {
					read++;
					yield noise(2000);
				}
			} finally {
				closed = true;
			}
		}
		for await (const chunk of chunks(source(), gear, small)) {
			expect(chunk.length).toBeGreaterThan(0);
			break;
		}
		expect(closed).toBe(true);
		expect(read).toBe(1);
	});
});
