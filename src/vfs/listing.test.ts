import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { makeStore } from "../../test/support/store.ts";
import { type Change, Vfs } from "./index.ts";

let desk: Awaited<ReturnType<typeof makeStore>>;
let vfs: Vfs;
beforeAll(async () => {
	desk = await makeStore({ memory: true });
	vfs = new Vfs(desk.store, mounts, "user");
});
afterAll(() => desk.remove());

const letters = fc.constantFrom(..."aAbBzZ_09-+@éÉßſσΣΩ日😀\u{10ffff}\uffee ");
const name = fc
	.tuple(fc.constantFrom("", "1", "2026-01-02-", "2026-01-", "!"), fc.string({ unit: letters, maxLength: 4 }))
	.map(([start, rest]) => `${start}${rest}`.normalize("NFC").trim())
	.filter((text) => text !== "");
const raw = fc.oneof(
	{ weight: 4, arbitrary: name },
	{ weight: 1, arbitrary: fc.constantFrom("a\udcff", "\udc80z", "z\udcfe") },
);

let directories = 0;
/** A directory that holds what may lie there of these. */
async function holding(mount: string, names: readonly string[]): Promise<string> {
	const path = `/${mount}/${++directories}`;
	await vfs.change([{ op: "mkdir", path }], { cause: "test" });
	for (const each of new Set(names)) {
		const change: Change = { op: "mkdir", path: `${path}/${each}` };
		// Of names that differ in case only, a portable mount takes the first.
		await vfs.change([change], { cause: "test", keepRejected: false }).catch(() => undefined);
	}
	return path;
}

test.each([
	["notes", name],
	["files", raw],
] as const)("pages of names in /%s are what readdir says, in its order, however large", async (mount, names) => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(names, { maxLength: 14, size: "max" }),
			fc.integer({ min: 1, max: 5 }),
			async (all, size) => {
				const path = await holding(mount, all);
				const expected = (await vfs.readdir(path)).map((entry) => entry.name);
				const pages: string[][] = [];
				for await (const page of vfs.namePages(path, size)) pages.push(page);
				expect(pages.flat()).toEqual(expected);
				expect(await vfs.names(path)).toEqual(expected);
			},
		),
		{ numRuns: 60 },
	);
});

test("names that begin with numbers come as they are asked for, whatever their case", async () => {
	const path = await holding(
		"notes",
		Array.from({ length: 50 }, (_, at) => `${10 + at} ${at % 2 === 0 ? "A" : "b"}`),
	);
	const first = await vfs.namePages(path, 10).next();
	expect(first.value).toEqual((await vfs.names(path)).slice(0, 9)); // the tenth may have others beside it
});
