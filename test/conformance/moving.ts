import { expect, test } from "vitest";
import { historyOf, nameOfPath, parentOf, undo, type Vfs } from "../../src/vfs/index.ts";
import { codeOf, DO, state, text } from "./look.ts";
import type { Place } from "./place.ts";

/** Renames within a mount and between mounts, and /trash. */
export function moving(place: Place, at: () => Vfs): void {
	test("a rename keeps inode, bytes, time and history; undo takes it back", async () => {
		const vfs = at();
		const before = await place.put(vfs);
		const to = place.beside("renamed");
		await vfs.change([{ op: "rename", path: place.path, to }], DO);
		expect(await vfs.find(place.path)).toBeUndefined();
		expect(await vfs.stat(to)).toMatchObject({
			inode: before.inode,
			mtime: before.mtime,
			size: before.size,
			revision: before.revision + 1,
		});
		expect(await text(vfs, to)).toBe(place.text);
		expect((await historyOf(vfs, to)).map(({ op }) => op)).toEqual(["create", "rename"]);
		await undo(vfs, undefined, DO);
		expect(await vfs.stat(place.path)).toMatchObject({ inode: before.inode });
	});

	test("a rename replaces only when it is told to, and revisions go on", async () => {
		const vfs = at();
		const first = await place.put(vfs);
		const to = place.beside("taken");
		await place.put(vfs, to, place.with(`old\n`));
		await place.put(vfs, to, place.with(`newer\n`));
		const taken = await vfs.stat(to);
		await vfs.change([{ op: "rename", path: place.path, to, replace: true }], DO);
		const now = await vfs.stat(to);
		expect([now.inode, now.revision > taken.revision, await text(vfs, to)]).toEqual([first.inode, true, place.text]);
		await undo(vfs, undefined, DO);
		expect([(await vfs.stat(to)).inode, await text(vfs, to), await text(vfs, place.path)]).toEqual([
			taken.inode,
			place.with(`newer\n`),
			place.text,
		]);
	});

	test("to /files and back, or a clear refusal", async () => {
		const vfs = at();
		const before = await place.put(vfs);
		const out = await codeOf(() => vfs.change([{ op: "rename", path: place.path, to: "/files/moved.txt" }], DO));
		if (out !== "done") return expect(out).toBe("EXDEV");
		expect(await vfs.stat("/files/moved.txt")).toMatchObject({ inode: before.inode });
		await vfs.change([{ op: "rename", path: "/files/moved.txt", to: place.path }], DO);
		expect([(await vfs.stat(place.path)).inode, await text(vfs, place.path)]).toEqual([before.inode, place.text]);
	});

	test("a folder from /files, names and all, is what it was when undo takes it back", async () => {
		const vfs = at();
		const name = nameOfPath(place.path).replace(/^[^.]*/, "cafe\u0301");
		await vfs.write(`/files/folder/${name}`, place.text, { ...DO, parents: true });
		const beside = `${parentOf(place.folder) === "/" ? place.folder : parentOf(place.folder)}/from-files`;
		const to = place.isFixed(place.folder) ? place.folder : beside;
		if (parentOf(to) !== `/${place.mount.name}`)
			await vfs.change([{ op: "mkdir", path: parentOf(to), parents: true }], DO);
		const before = await state(vfs);
		expect(await codeOf(() => vfs.change([{ op: "rename", path: "/files/folder", to }], DO))).toBe("done");
		expect(await text(vfs, `${to}/${name}`)).toBe(place.text);
		await undo(vfs, undefined, DO);
		expect(await state(vfs)).toEqual(before);
	});

	test("what is removed lies in /trash with all it had, and comes back", async () => {
		const vfs = at();
		const before = await place.put(vfs);
		const folder = await vfs.find(place.folder);
		await vfs.change([{ op: "remove", path: place.path }], DO);
		expect(await vfs.find(place.path)).toBeUndefined();
		if (place.isTrash) {
			await undo(vfs, undefined, DO);
		} else {
			const kept = (await vfs.readdir("/trash")).find(({ origin }) => origin === place.path);
			expect(kept).toMatchObject({ inode: before.inode, size: before.size, mtime: before.mtime, mode: before.mode });
			expect(await text(vfs, kept?.path ?? "")).toBe(place.text);
			await vfs.change([{ op: "rename", path: kept?.path ?? "", to: place.path }], DO);
			expect((await vfs.stat(place.path)).origin).toBeUndefined();
		}
		expect([(await vfs.stat(place.path)).inode, await text(vfs, place.path)]).toEqual([before.inode, place.text]);
		// A folder with all that is in it.
		if (folder === undefined || parentOf(place.folder) === "/") return;
		await vfs.change([{ op: "remove", path: place.folder, recursive: true }], DO);
		expect(await vfs.find(place.path)).toBeUndefined();
		await undo(vfs, undefined, DO);
		expect(await text(vfs, place.path)).toBe(place.text);
	});
}
