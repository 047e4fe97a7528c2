import { expect, test } from "vitest";
import { erase, parentOf, reindex, undo, type Vfs } from "../../src/vfs/index.ts";
import { dump } from "./dump.ts";
import { blobFiles, codeOf, DO, found, ORIGINALS, state, WORD } from "./look.ts";
import type { Place } from "./place.ts";

/** Search text and tables follow the files. */
export function projecting(place: Place, at: () => Vfs): void {
	const isParsed = place.mount.shape.some(({ parsed }) => parsed === true);
	const worded = place.with(`\n${WORD}\n`);

	test.skipIf(!isParsed)("the search index follows every change", async () => {
		const vfs = at();
		const { inode } = await place.put(vfs, place.path, worded);
		expect(found(vfs, WORD)).toEqual([inode]);
		const steps: [boolean, () => Promise<unknown>][] = [
			[false, () => vfs.write(place.path, place.text, DO)],
			[true, () => undo(vfs, undefined, DO)],
			[true, () => vfs.change([{ op: "rename", path: place.path, to: place.beside("renamed") }], DO)],
			[false, () => vfs.change([{ op: "remove", path: place.beside("renamed") }], DO)],
			[true, () => undo(vfs, undefined, DO)],
			[false, () => vfs.change([{ op: "remove", path: place.folder, recursive: true }], DO)],
			[true, () => undo(vfs, undefined, DO)],
			[false, () => erase(vfs, place.beside("renamed"), { dryRun: false })],
		];
		for (const [at, [isFound, step]] of steps.entries()) {
			await step();
			expect(found(vfs, WORD), `after step ${at}`).toEqual(isFound ? [inode] : []);
		}
	});

	test("what is projected is what a rebuild gives", async () => {
		const vfs = at();
		for (const stem of ["one", "two", "three"])
			await place.put(vfs, place.beside(stem), place.with(`\n${WORD}\n${stem}\n`));
		await vfs.change([{ op: "rename", path: place.beside("one"), to: place.beside("four") }], DO);
		await vfs.change([{ op: "remove", path: place.beside("two") }], DO);
		await vfs.write(place.beside("three"), place.text, DO);
		const folder = place.nameable;
		if (parentOf(folder) !== "/") await vfs.change([{ op: "rename", path: folder, to: `${folder}-2` }], DO);
		const projections = async () =>
			Object.fromEntries(Object.entries(await dump(vfs)).filter(([table]) => !ORIGINALS.has(table)));
		const before = await projections();
		expect(JSON.stringify(before).includes(WORD)).toBe(isParsed);
		for await (const result of reindex(vfs, vfs.mountNames)) expect(result.refused).toEqual([]);
		expect(await projections()).toEqual(before);
	});

	test("erase leaves nothing of a file anywhere", async () => {
		const vfs = at();
		const secret = place.with(`\n${WORD}\n${"secret ".repeat(43_000)}`);
		const name = place.beside("quokka");
		await place.put(vfs, name, worded);
		await vfs.write(name, secret, DO);
		await vfs.write(name, "refused quokka", { ...DO, expect: 99 }).catch(() => undefined);
		await vfs.change([{ op: "rename", path: name, to: place.beside("wombat") }], { cause: "mv quokka wombat" });
		await erase(vfs, place.beside("wombat"), { dryRun: false });
		await codeOf(() => erase(vfs, name, { dryRun: false })); // what was refused at the old name
		const left = JSON.stringify(await dump(vfs));
		for (const word of [WORD, "quokka", "wombat", "secret"]) expect(left.includes(word), word).toBe(false);
		expect(blobFiles(vfs)).toEqual([]);
		expect(vfs.store.log.verify().problems).toEqual([]);
	});
}

/** Undo and redo. */
export function undoing(place: Place, at: () => Vfs): void {
	test("undo brings back what was, redo what became of it", async () => {
		const vfs = at();
		await place.put(vfs);
		const steps: (() => Promise<unknown>)[] = [
			() => vfs.write(place.beside("new"), place.text, DO),
			async () =>
				vfs.change(
					[
						{ op: "write", path: place.path, content: await vfs.stage(place.with(`two\n`)) },
						{ op: "rename", path: place.path, to: place.beside("x") },
					],
					DO,
				),
			() => vfs.change([{ op: "setattr", path: place.beside("x"), mode: 0o600, mtime: 77 }], DO),
			() => vfs.change([{ op: "remove", path: place.beside("x") }], DO),
			() => vfs.change([{ op: "remove", path: place.folder, recursive: true }], DO),
		];
		for (const [number, step] of steps.entries()) {
			const before = await state(vfs);
			await step();
			const after = await state(vfs);
			expect(after).not.toEqual(before);
			await undo(vfs, undefined, DO);
			expect(await state(vfs), `undo of step ${number}`).toEqual(before);
			await undo(vfs, undefined, DO);
			expect(await state(vfs), `redo of step ${number}`).toEqual(after);
		}
		expect(vfs.store.log.verify().problems).toEqual([]);
	});
}
