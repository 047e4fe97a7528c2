import { expect, test } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { nameOfPath, Vfs } from "../../src/vfs/index.ts";
import { dump } from "./dump.ts";
import { codeOf, DO, text } from "./look.ts";
import type { Place } from "./place.ts";

/** Editors' scratch files. */
export function scratch(place: Place, at: () => Vfs): void {
	test("editors' scratch files are taken, and leave no trace", async () => {
		const vfs = at();
		await place.put(vfs);
		const before = await dump(vfs);
		const name = nameOfPath(place.path);
		const all = [`.${name}.swp`, `${name}~`, `.#${name}`, `#${name}#`, "4913", ".DS_Store"].map(
			(each) => `${place.folder}/${each}`,
		);
		for (const path of all) {
			expect(await codeOf(() => vfs.write(path, "mem", { ...DO, dryRun: true }))).toBe("done");
			expect(await vfs.find(path)).toBeUndefined();
			expect(await codeOf(() => vfs.write(path, "mem", DO))).toBe("done");
			await vfs.write(path, "ory", { ...DO, at: "end" });
			expect(await text(vfs, path)).toBe("memory");
			expect(await vfs.stat(path)).toMatchObject({ kind: "file", size: 6, path });
		}
		expect((await vfs.readdir(place.folder)).map(({ path }) => path).sort()).toEqual([...all, place.path].sort());
		expect(await dump(vfs)).toEqual(before);
		expect(await new Vfs(vfs.store, mounts, "user").find(all[0] ?? "")).toBeUndefined();
		for (const path of all) await vfs.change([{ op: "remove", path }], DO);
		expect((await vfs.readdir(place.folder)).map(({ path }) => path)).toEqual([place.path]);
	});

	test("saving through a scratch file, as editors do, is a write", async () => {
		const vfs = at();
		const before = await place.put(vfs);
		await vfs.write(`${place.path}~`, place.with(`saved\n`), DO);
		expect(await codeOf(() => vfs.change([{ op: "rename", path: `${place.path}~`, to: place.path }], DO))).toBe(
			"EEXIST",
		);
		await vfs.write(`${place.path}~`, place.with(`saved\n`), DO);
		await vfs.change([{ op: "rename", path: `${place.path}~`, to: place.path, replace: true }], DO);
		expect([(await vfs.stat(place.path)).inode, await text(vfs, place.path)]).toEqual([
			before.inode,
			place.with(`saved\n`),
		]);
		expect(await vfs.find(`${place.path}~`)).toBeUndefined();
	});
}
