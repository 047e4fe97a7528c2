import { expect, test } from "vitest";
import { nameBytes } from "../../src/store/index.ts";
import { nameOfPath, parentOf, undo, type Vfs } from "../../src/vfs/index.ts";
import { codeOf, DO, text } from "./look.ts";
import type { Place } from "./place.ts";

/** Lengths, case, composition, and what is no name. */
export function names(place: Place, at: () => Vfs): void {
	const isPortable = place.mount.names === "portable";
	const named = (name: string) => `${place.folder}/${name}`;
	const extension = nameOfPath(place.beside("")).replace(/^\.?/, ".");
	const suffix = place.beside("").endsWith("/") ? "" : extension;
	const write = (vfs: Vfs, path: string, words = place.text) =>
		codeOf(() => vfs.write(path, words, { ...DO, parents: true, keepRejected: false }));

	test("as many bytes as are allowed, and not one more", async () => {
		const vfs = at();
		const most = isPortable ? 200 : 255;
		const fits = (size: number) =>
			named(`${"ü".repeat(Math.floor((size - suffix.length) / 2))}${"x".repeat((size - suffix.length) % 2)}${suffix}`);
		expect(await write(vfs, fits(most))).toBe("done");
		expect(await write(vfs, fits(most + 1))).toBe("ENAMETOOLONG");
		// Removing finds a name in /trash even for the longest, twice over.
		for (const round of [1, 2, 3]) {
			await write(vfs, fits(most), place.with(`${round}\n`));
			expect(await codeOf(() => vfs.change([{ op: "remove", path: fits(most) }], DO))).toBe("done");
		}
	});

	test("case and composition", async () => {
		const vfs = at();
		expect(await write(vfs, place.beside("straße Ω"))).toBe("done");
		const first = await vfs.stat(place.beside("straße Ω"));
		const shouted = named(nameOfPath(first.path).replace("straße Ω", "STRAßE ω"));
		if (isPortable) {
			expect(await vfs.stat(shouted)).toEqual(first);
			await write(vfs, shouted, place.with(`shouted\n`));
			expect(await text(vfs, first.path)).toBe(place.with(`shouted\n`));
			expect((await vfs.readdir(place.folder)).map(({ path }) => path)).toEqual([first.path]);
			// The log goes by the one spelling, so undo finds its way.
			await undo(vfs, undefined, DO);
			expect(await text(vfs, first.path)).toBe(place.text);
		} else {
			expect(await vfs.find(shouted)).toBeUndefined();
		}
		const composed = place.beside("caf\u00e9");
		const decomposed = place.beside("cafe\u0301");
		expect(await write(vfs, decomposed)).toBe("done");
		expect((await vfs.stat(decomposed)).path).toBe(isPortable ? composed : decomposed);
		expect((await vfs.find(composed)) !== undefined).toBe(isPortable);
		await undo(vfs, undefined, DO);
		expect(await vfs.find(decomposed)).toBeUndefined();
	});

	test("a folder under another spelling is the same folder", async () => {
		const vfs = at();
		const { inode } = await place.put(vfs);
		if (!isPortable || place.folder === `/${place.mount.name}`) return;
		const other = `${parentOf(place.folder)}/${nameOfPath(place.folder).toUpperCase()}`;
		const path = `${other}/${nameOfPath(place.path)}`;
		expect(await vfs.stat(path)).toMatchObject({ inode, path: place.path });
		expect((await vfs.readdir(other)).map((stat) => stat.path)).toEqual([place.path]);
		expect(await codeOf(() => vfs.change([{ op: "rename", path: place.folder, to: `${other}/inside` }], DO))).toBe(
			"EINVAL",
		);
		await write(vfs, `${other}/${nameOfPath(place.beside("second"))}`);
		expect((await vfs.stat(place.beside("second"))).path).toBe(place.beside("second"));
		await undo(vfs, undefined, DO);
		expect(await vfs.find(place.beside("second"))).toBeUndefined();
		// Renaming may change the spelling alone.
		await vfs.change([{ op: "rename", path: place.folder, to: other }], DO);
		expect((await vfs.stat(place.path)).path).toBe(path);
		await undo(vfs, undefined, DO);
		expect((await vfs.stat(path)).path).toBe(place.path);
	});

	test("names that are no names", async () => {
		const vfs = at();
		expect(await write(vfs, named(`a\0b${suffix}`))).toBe("EINVAL");
		expect(await write(vfs, named(`half \ud800${suffix}`))).toBe("EINVAL");
		expect(await write(vfs, named(`\udcc3\udca9${suffix}`))).toBe("EINVAL"); // would come back as é
		const bad = [`a\nb${suffix}`, `a\x7fb${suffix}`, `\udcff${suffix}`, `dot${suffix}.`, `space${suffix} `];
		for (const name of bad) {
			const code = await write(vfs, named(name));
			if (isPortable) expect(code, JSON.stringify(name)).toMatch(/EINVAL|EACCES/);
			else expect([code, nameOfPath((await vfs.stat(named(name))).path)]).toEqual(["done", name]);
		}
		if (isPortable) expect(await vfs.find(place.folder)).toBeUndefined();
		else
			expect((await vfs.readdir(place.folder)).map(({ name }) => nameBytes(name))).toEqual(
				bad.map(nameBytes).sort(Buffer.compare),
			);
	});
}
