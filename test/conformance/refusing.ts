import { expect, test } from "vitest";
import { DeskError } from "../../src/base/errors.ts";
import { type Change, parentOf, type Vfs } from "../../src/vfs/index.ts";
import { dump } from "./dump.ts";
import { codeOf, DO, WORD, without } from "./look.ts";
import type { Place } from "./place.ts";

/** What is refused leaves no trace but in /sys/rejected, and a dry run none at all. */
export function refusing(place: Place, at: () => Vfs): void {
	const invalid = place.sample.invalid;

	test("a refused write leaves the tree as it is and is kept whole under /sys/rejected", async () => {
		const vfs = at();
		await place.put(vfs);
		const before = await dump(vfs, ["content", "rejected"]);
		const bytes = Buffer.concat([Buffer.from("mine\n"), Buffer.alloc(300_000, "x")]);
		const attempts: [Uint8Array, number | undefined][] = [
			[Buffer.from("mine\n"), 99],
			[bytes, 99],
		];
		if (invalid !== undefined) attempts.push([Buffer.from(invalid[1]), undefined]);
		for (const [body, revision] of attempts) {
			const refused = await vfs
				.write(revision === undefined ? `/${place.mount.name}/${invalid?.[0]}` : place.path, body, {
					...DO,
					expect: revision,
				})
				.catch((error: unknown) => error);
			expect(refused).toBeInstanceOf(DeskError);
			const { kept = "", code } = refused as DeskError;
			expect(code).toBe(revision === undefined ? "EFORMAT" : "ESTALE");
			expect(parentOf(kept)).toBe("/sys/rejected");
			expect((await vfs.readAll(kept)).equals(body)).toBe(true);
			expect((await vfs.stat(kept)).size).toBe(body.length);
		}
		expect(await dump(vfs, ["content", "rejected"])).toEqual({
			...before,
			chunk: expect.anything(),
			content_chunk: expect.anything(),
			blobs: expect.anything(),
		});
		expect(await dump(vfs, ["content", "rejected", "chunk", "content_chunk", "blobs"])).toEqual(
			without(before, ["chunk", "content_chunk", "blobs"]),
		);
	});

	test.skipIf(invalid === undefined)(
		"what a mount refuses cannot be moved in either, and the place stays as it is",
		async () => {
			const vfs = at();
			const [path, body] = invalid ?? ["", ""];
			await place.put(vfs);
			await vfs.write("/files/folder/bad.md", body, { ...DO, parents: true });
			const before = await dump(vfs);
			const to = `/${place.mount.name}/${path}`;
			expect(
				await codeOf(() => vfs.change([{ op: "rename", path: "/files/folder/bad.md", to, replace: true }], DO)),
			).toBe("EFORMAT");
			expect(
				await codeOf(() =>
					vfs.change([{ op: "rename", path: "/files/folder", to: `/${place.mount.name}/moved-in` }], DO),
				),
			).not.toBe("done");
			expect(await dump(vfs)).toEqual(before);
		},
	);

	test("one refusal takes the whole change set back", async () => {
		const vfs = at();
		await place.put(vfs);
		const before = await dump(vfs);
		const content = await vfs.stage(place.with(`${WORD}\n`));
		const set: Change[] = [
			{ op: "write", path: place.path, content },
			{ op: "write", path: place.beside("second"), content },
			{ op: "remove", path: place.beside("gone") },
		];
		expect(await codeOf(() => vfs.change(set, DO))).toBe("ENOENT");
		expect(await dump(vfs)).toEqual(before);
	});

	test("a dry run changes nothing and tells what the real run does", async () => {
		const vfs = at();
		await place.put(vfs);
		await place.put(vfs, place.beside("second"));
		const large = place.with(`${"x".repeat(600_000)}`);
		const sets: (() => Promise<Change[]>)[] = [
			async () => [{ op: "write", path: place.beside("new"), content: await vfs.stage(place.text) }],
			async () => [{ op: "write", path: place.path, content: await vfs.stage(place.with(`changed\n`)) }],
			async () => [{ op: "write", path: place.beside("large"), content: await vfs.stage(large) }],
			async () => [{ op: "setattr", path: place.path, mode: 0o600, mtime: 12_345 }],
			async () => [
				{ op: "rename", path: place.path, to: place.beside("moved") },
				{ op: "rename", path: place.beside("second"), to: place.path },
			],
			async () => [{ op: "remove", path: place.folder, recursive: true }],
		];
		for (const set of sets) {
			const before = await dump(vfs);
			const rehearsed = await vfs.change(await set(), { ...DO, dryRun: true });
			expect(rehearsed.set).toBeUndefined();
			expect(await dump(vfs)).toEqual(before);
			const done = await vfs.change(await set(), DO);
			expect(rehearsed.changes).toEqual(done.changes);
		}
	});
}
