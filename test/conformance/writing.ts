import fc from "fast-check";
import { expect, test } from "vitest";
import { collect } from "../../src/base/bytes.ts";
import { type Change, historyOf, type Vfs } from "../../src/vfs/index.ts";
import { seeds } from "../support/store.ts";
import { dump } from "./dump.ts";
import { codeOf, DO, text } from "./look.ts";
import type { Place } from "./place.ts";

/** Writes, revisions, ranges, refusals. */
export function writing(place: Place, at: () => Vfs): void {
	test("what is written is read, and each write is a revision", async () => {
		const vfs = at();
		const first = await place.put(vfs);
		expect(await text(vfs, place.path)).toBe(place.text);
		expect([first.kind, first.size, first.view]).toEqual(["file", Buffer.byteLength(place.text), false]);
		const second = await place.put(vfs, place.path, place.with(`More.\n`));
		expect(await text(vfs, place.path)).toBe(place.with(`More.\n`));
		expect([second.inode, second.revision]).toEqual([first.inode, first.revision + 1]);
		expect((await vfs.write(place.path, place.with(`More.\n`), DO)).set).toBeUndefined();
		expect((await historyOf(vfs, place.path)).map(({ op, revision }) => [op, revision])).toEqual([
			["create", 1],
			["write", 2],
		]);
		const end = place.sample.with === undefined ? "End.\n" : "\n";
		await vfs.write(place.path, end, { ...DO, at: "end" });
		expect(await text(vfs, place.path)).toBe(place.with("More.\n") + end);
	});

	test("a range is a slice", async () => {
		const vfs = at();
		await place.put(vfs);
		const bytes = Buffer.from(place.text);
		const number = fc.nat(bytes.length + 10);
		await fc.assert(
			fc.asyncProperty(number, fc.option(number, { nil: undefined }), async (offset, length) => {
				const part = await collect(vfs.read(place.path, { offset, length }));
				expect(part.equals(bytes.subarray(offset, length === undefined ? undefined : offset + length))).toBe(true);
			}),
			{ numRuns: 20 * seeds },
		);
	});

	test("refusals have their POSIX codes, and a stale write is told from a conflict", async () => {
		const vfs = at();
		const { path, folder } = place;
		await place.put(vfs);
		const content = await vfs.stage(place.text);
		const other = place.beside("other");
		await place.put(vfs, other);
		const attempts: [string, Change][] = [
			["EISDIR", { op: "write", path: folder, content }],
			["ENOTDIR", { op: "write", path: `${path}/x.md`, content }],
			["ENOTDIR", { op: "write", path: `${path}/x/y.md`, content }],
			["ENOENT", { op: "write", path: path.replace(folder, `${folder}-not-there`), content }],
			["EEXIST", { op: "write", path, content, expect: null }],
			["ESTALE", { op: "write", path, content, expect: 99 }],
			["ESTALE", { op: "write", path: place.beside("gone"), content, expect: 1 }],
			["EEXIST", { op: "mkdir", path: folder }],
			["EEXIST", { op: "mkdir", path }],
			["EEXIST", { op: "mkdir", path, parents: true }],
			["ENOTDIR", { op: "mkdir", path: `${path}/x`, parents: true }],
			["ENOENT", { op: "remove", path: place.beside("gone") }],
			["ENOTEMPTY", { op: "remove", path: folder }],
			["ESTALE", { op: "remove", path, expect: 99 }],
			["ENOENT", { op: "rename", path: place.beside("gone"), to: other }],
			["EEXIST", { op: "rename", path, to: other }],
			["EISDIR", { op: "rename", path, to: folder, replace: true }],
			["EINVAL", { op: "rename", path: folder, to: path, replace: true }],
			["EINVAL", { op: "rename", path: folder, to: `${folder}/inside` }],
			["ENOENT", { op: "setattr", path: place.beside("gone"), mode: 0o600 }],
			["EACCES", { op: "write", path: "/nowhere.md", content }],
			["EACCES", { op: "mkdir", path: "/nowhere" }],
			["EACCES", { op: "rename", path, to: "/nowhere.md" }],
		];
		const before = await dump(vfs);
		for (const [code, change] of attempts)
			expect(
				await codeOf(() => vfs.change([change], { ...DO, keepRejected: false })),
				JSON.stringify({ ...change, content: undefined }),
			).toBe(code);
		expect(await dump(vfs)).toEqual(before);
	});
}
