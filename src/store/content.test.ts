import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cpuTime } from "../../test/support/cpu-time.ts";
import { builtProgram, ended } from "../../test/support/program.ts";
import { makeStore, seeds } from "../../test/support/store.ts";
import { DeskError } from "../base/errors.ts";
import { checkChunk, checkContent, INLINE_LIMIT, type Piece, type Staged, Store } from "./index.ts";

let desk: Awaited<ReturnType<typeof makeStore>>;
let store: Store;
beforeEach(async () => {
	desk = await makeStore({ memory: true });
	({ store } = desk);
});
afterEach(() => desk.remove());

const blobs = () => join(desk.home, "blobs");
const list = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);
const staging = () => list(join(blobs(), "staging"));
const chunkFiles = () =>
	list(blobs())
		.filter((name) => name.length === 2)
		.flatMap((name) => list(join(blobs(), name)));

/** Bytes without repetition, the same for the same seed. */
function noise(size: number, seed = 1): Buffer {
	const words = new Int32Array(Math.ceil(size / 4));
	let word = seed;
	for (let at = 0; at < words.length; at++) {
		word ^= word << 13;
		word ^= word >>> 17;
		word ^= word << 5;
		words[at] = word;
	}
	return Buffer.from(words.buffer).subarray(0, size);
}

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
	// One buffer for all pieces, as some sources have.
	const piece = Buffer.alloc(size);
	for (let at = 0; at < bytes.length; at += size) {
		const length = bytes.copy(piece, 0, at, at + size);
		yield piece.subarray(0, length);
	}
}

async function commit(staged: Staged): Promise<number> {
	const id = await store.database.write(() => store.content.commit(staged));
	store.content.unstage(staged);
	return id;
}

const read = (content: number | Staged, range = {}) => Buffer.concat([...store.content.readSync(content, range)]);
const row = (id: number) =>
	store.database.get<{ inline: number; pruned: number | null }>(
		"SELECT data IS NOT NULL AS inline, pruned FROM content WHERE id = ?",
		id,
	);

describe("stage, commit, read", () => {
	test.each([0, 1, INLINE_LIMIT - 1, INLINE_LIMIT, INLINE_LIMIT + 1, 2 * INLINE_LIMIT, 5_000_000])(
		"%i bytes",
		async (size) => {
			const bytes = noise(size);
			const fromMemory = store.content.stageBytes(bytes);
			const fromStream = await store.content.stage(inPieces(bytes, 60_000));
			expect(fromStream.hash).toEqual(fromMemory.hash);
			expect(read(fromStream).equals(bytes)).toBe(true);
			store.content.unstage(fromMemory);
			const id = await commit(fromStream);
			expect(row(id)?.inline).toBe(size <= INLINE_LIMIT ? 1 : 0);
			expect(store.content.sizeOf(id)).toBe(size);
			expect(read(id).equals(bytes)).toBe(true);
			expect(checkContent(store.content, id, new Set())).toBeUndefined();
			expect(staging()).toEqual([]);
		},
	);

	test("equal content is stored once, whatever way it came", async () => {
		for (const size of [0, 100, 3_000_000]) {
			const bytes = noise(size);
			const ids = [
				await commit(store.content.stageBytes(bytes)),
				await commit(await store.content.stage(inPieces(bytes, 1_000_003))),
			];
			expect(new Set(ids).size).toBe(1);
		}
	});

	test("another desk names the same content otherwise", async () => {
		const other = await makeStore({ memory: true });
		const hash = (from: Store, size: number) => from.content.stageBytes(noise(size)).hash;
		for (const size of [10, 400_000]) expect(hash(store, size)).not.toEqual(hash(other.store, size));
		other.remove();
	});

	test("no text can pass for the chunk list of a large content", async () => {
		const large = store.content.stageBytes(noise(2_000_000));
		const records = large.chunks?.map(({ name, size }) => `${name}:${size}\n`).join("") ?? "";
		for (const text of [records, `${records}chunked`])
			expect(store.content.stageBytes(Buffer.from(text)).hash).not.toEqual(large.hash);
		store.content.unstage(large);
	});

	test("any range is a slice", async () => {
		for (const size of [1000, 3_500_000]) {
			const bytes = noise(size);
			const id = await commit(store.content.stageBytes(bytes));
			const number = fc.integer({ min: 0, max: size + 1000 });
			fc.assert(
				fc.property(number, fc.option(number, { nil: undefined }), (offset, length) => {
					const slice = bytes.subarray(offset, length === undefined ? undefined : offset + length);
					return read(id, { offset, length }).equals(slice);
				}),
				{ numRuns: 60 * seeds },
			);
		}
	});

	test("a source that fails leaves nothing", async () => {
		const failing = (async function* () {
			yield noise(6_000_000);
			throw new Error("the source failed");
		})();
		await expect(store.content.stage(failing)).rejects.toThrow("the source failed");
		expect(staging()).toEqual([]);
	});

	test("two writes at once do not disturb each other", async () => {
		const [first, second] = [noise(3_000_000, 1), noise(3_000_000, 2)];
		const staged = await Promise.all([
			store.content.stage(inPieces(first, 100_000)),
			store.content.stage(inPieces(second, 100_000)),
		]);
		const a = await commit(staged[0]);
		const b = await commit(staged[1]);
		expect(read(a).equals(first) && read(b).equals(second)).toBe(true);
	});

	test("chunk files are encrypted, and every altered byte is found", async () => {
		const bytes = Buffer.concat([Buffer.from("find me"), Buffer.alloc(600_000, "secret ")]);
		const id = await commit(store.content.stageBytes(bytes));
		const [name = ""] = chunkFiles();
		const file = join(blobs(), name.slice(0, 2), name);
		const sealed = readFileSync(file);
		expect(sealed.includes("secret")).toBe(false);
		for (const at of [0, 23, 24, sealed.length - 1]) {
			const altered = Buffer.from(sealed);
			altered[at] = (altered[at] ?? 0) ^ 1;
			writeFileSync(file, altered);
			const reopened = await Store.open(desk.home);
			expect(() => [...reopened.content.readSync(id)]).toThrow(DeskError);
			expect(checkChunk(reopened.content, name)).toMatch(/damaged/);
			reopened.close();
		}
		writeFileSync(file, sealed);
		expect(read(id).equals(bytes)).toBe(true);
	});
});

describe("compose", () => {
	test("is Buffer.concat, for any pieces of anything", async () => {
		const sources = await Promise.all(
			[0, 10, INLINE_LIMIT, INLINE_LIMIT + 1, 1_000_000, 6_000_000].map(async (size, at) => {
				const bytes = noise(size, at + 1);
				return { bytes, id: await commit(store.content.stageBytes(bytes)) };
			}),
		);
		// Where a piece begins and ends in its source: often at an end of it.
		const share = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
		const piece = fc.oneof(
			{
				weight: 4,
				arbitrary: fc.record({
					source: fc.nat(sources.length - 1),
					from: share,
					to: share,
					staged: fc.boolean(),
				}),
			},
			{ weight: 1, arbitrary: fc.record({ literal: fc.nat(300_000) }) },
			{
				weight: 1,
				arbitrary: fc.record({ zeros: fc.oneof(fc.nat(300_000), fc.integer({ min: 300_000, max: 13_000_000 })) }),
			},
		);
		await fc.assert(
			fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 6 }), fc.boolean(), async (chosen, commits) => {
				const held: Staged[] = [];
				const parts: Buffer[] = [];
				const pieces = chosen.map((one): Piece => {
					if ("zeros" in one) {
						parts.push(Buffer.alloc(one.zeros));
						return one;
					}
					if ("literal" in one) {
						parts.push(noise(one.literal, 99));
						return noise(one.literal, 99);
					}
					const { bytes, id } = sources[one.source] as (typeof sources)[number];
					const [start, end] = [Math.floor(one.from * bytes.length), Math.floor(one.to * bytes.length)].sort(
						(a, b) => a - b,
					) as [number, number];
					// Staged bytes that no commit has seen: half of them differ from all that is stored.
					const own = one.from < 0.5 ? bytes : Buffer.from(bytes).fill("x", 0, Math.min(5, bytes.length));
					const staged = one.staged ? store.content.stageBytes(own) : undefined;
					if (staged !== undefined) held.push(staged);
					parts.push((one.staged ? own : bytes).subarray(start, end));
					return { from: staged ?? id, start, end };
				});
				const whole = Buffer.concat(parts);
				const composed = store.content.compose(pieces);
				expect(composed.size).toBe(whole.length);
				expect(read(composed).equals(whole)).toBe(true);
				const fresh = store.content.stageBytes(whole);
				expect(composed.hash).toEqual(fresh.hash);
				store.content.unstage(fresh);
				// What it was made of may go first.
				for (const staged of held) store.content.unstage(staged);
				expect(read(composed).equals(whole)).toBe(true);
				if (commits) {
					const id = await commit(composed);
					expect(read(id).equals(whole)).toBe(true);
					expect(checkContent(store.content, id, new Set())).toBeUndefined();
				}
				store.content.unstage(composed);
				expect(staging()).toEqual([]);
			}),
			{ numRuns: 25 * seeds },
		);
	});

	test("zeros cost nothing but a line for each of their chunks, which is one file", async () => {
		const size = 100 * 2 ** 30;
		const started = cpuTime();
		const composed = store.content.compose([noise(1_000_000), { zeros: size }, Buffer.from("end")]);
		const id = await commit(composed);
		store.content.unstage(composed);
		const took = cpuTime() - started;
		console.log(`100 GiB of zeros: ${took.toFixed(0)} ms`);
		expect(took).toBeLessThan(10_000);
		expect(store.content.sizeOf(id)).toBe(1_000_000 + size + 3);
		expect(chunkFiles().length).toBeLessThan(12);
		const last = [...store.content.readSync(id, { offset: 1_000_000 + size - 2 })];
		expect(Buffer.concat(last)).toEqual(Buffer.from("\0\0end"));
	});

	test("an edit in the middle of a large file stages only what is around it", async () => {
		const bytes = noise(30_000_000);
		const id = await commit(store.content.stageBytes(bytes));
		const before = chunkFiles().length;
		for (const [start, end, text] of [
			[15_000_000, 15_000_010, "replaced"],
			[15_000_000, 15_000_000, "inserted"],
			[12_345_678, 12_400_000, ""],
		] as const) {
			const whole = Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(end)]);
			const composed = store.content.compose([
				{ from: id, start: 0, end: start },
				Buffer.from(text),
				{ from: id, start: end, end: bytes.length },
			]);
			const [own = ""] = staging();
			// Mostly two or three; how soon the cuts are the old ones again is a matter of the desk's key.
			expect(readdirSync(join(blobs(), "staging", own)).length).toBeLessThanOrEqual(8);
			const fresh = store.content.stageBytes(whole);
			expect(composed.hash).toEqual(fresh.hash);
			store.content.unstage(fresh);
			expect(read(await commit(composed)).equals(whole)).toBe(true);
		}
		expect(chunkFiles().length - before).toBeLessThanOrEqual(24);
	});
});

describe("what goes", () => {
	const put = async (bytes: Buffer) => await commit(store.content.stageBytes(bytes));
	const log = (id: number) =>
		store.database.write(
			() =>
				void store.log.append({ actor: "user", cause: "test" }, [
					{ node: 9, op: "write", path: "/x", revision: 1, after: id },
				]),
		);

	test("release removes what nothing refers to, and only chunks that nobody shares", async () => {
		const common = noise(4_000_000);
		const kept = await put(common);
		const gone = await put(Buffer.concat([common, noise(3_000_000, 5)]));
		await log(kept);
		const before = chunkFiles().length;
		await store.database.write(() => store.content.release([kept, gone]));
		await store.content.sweep();
		expect(store.content.has(gone)).toBe(false);
		expect(() => read(gone)).toThrow("removed");
		expect(read(kept).equals(common)).toBe(true);
		expect(chunkFiles().length).toBeLessThan(before);
		expect(store.content.orphans(() => chunkFiles())).toEqual([]);
		expect(store.database.all("SELECT 1 FROM chunk")).toHaveLength(chunkFiles().length);
	});

	test.each([1000, 3_000_000])(
		"pruned content (%i bytes) keeps its hash, and writing the bytes again brings it back",
		async (size) => {
			const bytes = noise(size);
			const id = await put(bytes);
			const hash = store.content.hashOf(id);
			await store.database.write(() => store.content.prune(id, 1));
			await store.content.sweep();
			expect([store.content.has(id), store.content.hashOf(id), chunkFiles().length]).toEqual([false, hash, 0]);
			expect(() => read(id)).toThrow("removed");
			expect(await put(bytes)).toBe(id);
			expect(read(id).equals(bytes)).toBe(true);
			expect(row(id)?.pruned).toBeNull();
		},
	);

	test("a transaction that is rolled back leaves no chunk, and can be tried again", async () => {
		const staged = store.content.stageBytes(noise(3_000_000));
		await store.database.write(() => store.content.commit(staged), false);
		expect(chunkFiles().length).toBeGreaterThan(0);
		await store.content.retract([staged]);
		expect(chunkFiles()).toEqual([]);
		expect(read(await commit(staged)).equals(noise(3_000_000))).toBe(true);
	});

	test("what is retracted stays when other content has it", async () => {
		const staged = store.content.stageBytes(noise(3_000_000));
		await store.database.write(() => store.content.commit(staged), false);
		const id = await put(noise(3_000_000));
		await store.content.retract([staged]);
		expect(read(id).equals(noise(3_000_000))).toBe(true);
	});

	test("chunks that are collected between staging and commit are not lost", async () => {
		const id = await put(noise(3_000_000));
		const staged = store.content.stageBytes(noise(3_000_000)); // finds its chunks in the store
		const composed = store.content.compose([{ from: staged, start: 0, end: 3_000_000 }, Buffer.from("more")]);
		await store.database.write(() => store.content.release([id]));
		await store.content.sweep();
		expect(chunkFiles()).toEqual([]);
		expect(read(await commit(composed)).equals(Buffer.concat([noise(3_000_000), Buffer.from("more")]))).toBe(true);
		expect(read(await commit(staged)).equals(noise(3_000_000))).toBe(true);
	});
});

describe("after a kill", () => {
	test.each([
		["staged", 0],
		["placed", 0],
		["committed", 3],
	])("%s", async (when, chunks) => {
		const { signal, stderr } = await ended(builtProgram().script("stage.mjs", desk.home, [when, 3_000_000]));
		expect([signal, stderr]).toEqual(["SIGKILL", ""]);
		expect(staging()).toHaveLength(1);
		// Several processes may come at once.
		const opened = await Promise.all([Store.open(desk.home), Store.open(desk.home), Store.open(desk.home)]);
		for (const other of opened) other.close();
		expect(staging()).toEqual([]);
		if (chunks === 0) expect(chunkFiles()).toEqual([]);
		else expect(chunkFiles().length).toBeGreaterThan(0);
		expect(store.content.orphans(() => chunkFiles())).toEqual([]);
		expect(store.database.all("SELECT 1 FROM chunk")).toHaveLength(chunkFiles().length);
	});

	test("what a living process stages is left alone", async () => {
		const staged = store.content.stageBytes(noise(3_000_000));
		(await Store.open(desk.home)).close();
		expect(staging()).toHaveLength(1);
		expect(read(await commit(staged)).length).toBe(3_000_000);
	});

	test("a process number that was given again does not protect an old folder", async () => {
		mkdirSync(join(blobs(), "staging", `${process.pid}-1-00`), { recursive: true });
		(await Store.open(desk.home)).close();
		expect(staging()).toEqual([]);
	});
});
