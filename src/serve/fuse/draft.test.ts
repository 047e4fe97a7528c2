import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeStore, seeds } from "../../../test/support/store.ts";
import { ChunkCache } from "./chunk-cache.ts";
import { Draft } from "./draft.ts";

let desk: Awaited<ReturnType<typeof makeStore>>;
beforeAll(async () => {
	desk = await makeStore({ memory: true });
});
afterAll(() => desk.remove());

/** Bytes that differ everywhere, and do not compress to one chunk. */
function pattern(seed: number, length: number): Buffer {
	const bytes = Buffer.alloc(length);
	for (let index = 0, value = seed * 2654435761 + 1; index < length; index++) {
		value = (Math.imul(value, 1664525) + 1013904223) >>> 0;
		bytes[index] = value >>> 24;
	}
	return bytes;
}

const step = fc.oneof(
	fc.record({ op: fc.constant("write" as const), at: fc.nat(9_000_000), length: fc.nat(2_500_000) }),
	fc.record({ op: fc.constant("write" as const), at: fc.nat(300_000), length: fc.nat(5000) }),
	fc.record({ op: fc.constant("append" as const), length: fc.nat(2_500_000) }),
	fc.record({ op: fc.constant("truncate" as const), size: fc.nat(9_000_000) }),
	fc.record({ op: fc.constant("commit" as const) }),
	fc.record({ op: fc.constant("read" as const), at: fc.nat(9_000_000), length: fc.nat(500_000) }),
);

test("holds what a buffer would, whatever is written, cut, staged and committed", async () => {
	const { content, database } = desk.store;
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 14 }), fc.nat(3_000_000), async (steps, size) => {
			let model = pattern(7, size);
			const first = content.stageBytes(model);
			const id = await database.write(() => content.commit(first));
			content.unstage(first);
			const draft = new Draft(content, new ChunkCache(content), { content: id, size });
			const write = (at: number, bytes: Buffer) => {
				const length = bytes.length === 0 ? model.length : Math.max(model.length, at + bytes.length);
				const grown = Buffer.alloc(length);
				model.copy(grown);
				bytes.copy(grown, at);
				model = grown;
				draft.write(at, bytes);
			};
			for (const [index, one] of steps.entries()) {
				if (one.op === "write") write(one.at, pattern(index, one.length));
				else if (one.op === "append") write(model.length, pattern(index, one.length));
				else if (one.op === "truncate") {
					const cut = Buffer.alloc(one.size);
					model.copy(cut);
					model = cut;
					draft.truncate(one.size);
				} else if (one.op === "commit") {
					const staged = draft.stage();
					draft.committed(staged, await database.write(() => content.commit(staged)));
				} else expect(draft.read(one.at, one.length).equals(model.subarray(one.at, one.at + one.length))).toBe(true);
				expect(draft.size).toBe(model.length);
			}
			expect(draft.read(0, model.length + 1).equals(model)).toBe(true);
			const staged = draft.stage();
			expect(content.readAll(staged).equals(model)).toBe(true);
			expect(staged.hash.equals(content.stageBytes(model).hash)).toBe(true);
			draft.returned(staged);
			draft.abandon();
		}),
		{ numRuns: 25 * seeds },
	);
}, 120_000);
