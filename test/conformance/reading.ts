import { expect, test } from "vitest";
import { collect } from "../../src/base/bytes.ts";
import { nameBytes } from "../../src/store/index.ts";
import { type Change, erase, type Mount, type MountSample, nameOfPath, type Vfs } from "../../src/vfs/index.ts";
import type { TestDesk } from "../support/desk.ts";
import { codeOf, DO, timeless } from "./look.ts";
import { Place } from "./place.ts";

/** Every way of looking at a path tells the same. */
export function reading(mount: Mount, at: () => { desk: TestDesk; vfs: Vfs }, sample: MountSample | undefined): void {
	test("stat, readdir, read and completion agree on every path", async () => {
		const { desk, vfs } = at();
		if (sample !== undefined) {
			const place = new Place(mount, sample);
			for (const path of [place.path, place.beside("Zebra"), place.beside("ärger"), place.beside("B")])
				await place.put(vfs, path);
		}
		await codeOf(() => vfs.write("/files", "kept", { ...DO, expect: 7 })); // for /sys/rejected
		for await (const stat of vfs.walk(`/${mount.name}`)) {
			const again = await vfs.stat(stat.path);
			expect(stat.view ? timeless(again) : again).toEqual(stat.view ? timeless(stat) : stat);
			expect(stat.name).toBe(nameOfPath(stat.path));
			if (stat.kind === "file") {
				expect((await collect(vfs.read(stat.path))).length).toBe(stat.size);
				expect(await codeOf(() => vfs.readdir(stat.path))).toBe("ENOTDIR");
				expect(await codeOf(() => vfs.stat(`${stat.path}/x`))).toBe("ENOTDIR");
				continue;
			}
			const entries = await vfs.readdir(stat.path);
			const order = entries.map(({ name }) => nameBytes(name));
			expect(order).toEqual([...order].sort(Buffer.compare));
			expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
			const inodes = entries.map(({ inode }) => inode);
			expect(new Set(inodes).size).toBe(inodes.length);
			expect(await codeOf(() => vfs.readAll(stat.path))).toBe("EISDIR");
			const offered = (await desk.ok("__complete", "--", "cat", `${stat.path}/`))
				.split("\n")
				.filter((line) => line !== "")
				.map((line) => line.split("\t")[0]);
			expect(offered.sort()).toEqual(
				entries.map((child) => child.path + (child.kind === "directory" ? "/" : "")).sort(),
			);
		}
	});

	test("what is not there is ENOENT, however it is asked for", async () => {
		const { vfs } = at();
		const path = `/${mount.name}/.not-there`; // with a dot, as any other name in /search is a search
		for (const run of [
			() => vfs.stat(path),
			() => vfs.readdir(path),
			() => vfs.readAll(path),
			() => vfs.stat(`${path}/below`),
		])
			expect(await codeOf(run)).toBe("ENOENT");
		expect(await vfs.find(path)).toBeUndefined();
		expect(await vfs.find(`${path}/below`)).toBeUndefined();
	});

	test("the mount itself can be neither removed, renamed, replaced nor made again", async () => {
		const { vfs } = at();
		const path = `/${mount.name}`;
		const attempts: Change[] = [
			{ op: "remove", path, recursive: true },
			{ op: "rename", path, to: "/files/x" },
			{ op: "mkdir", path },
			{ op: "write", path, content: await vfs.stage("x") },
		];
		const codes = [];
		for (const change of attempts) codes.push(await codeOf(() => vfs.change([change], DO)));
		expect(codes).toEqual(["EACCES", "EACCES", "EEXIST", "EISDIR"]);
		expect(await codeOf(() => vfs.change([{ op: "mkdir", path, parents: true }], DO))).toBe("done");
	});
}

/** Views look like files and directories, and stand fast. */
export function views(mount: Mount, at: () => Vfs, sample: MountSample | undefined): void {
	test("what is computed cannot be changed", async ({ skip }) => {
		const vfs = at();
		if (sample !== undefined)
			await vfs.write(`/${mount.name}/${sample.valid[0]}`, sample.valid[1], { ...DO, parents: true });
		let count = 0;
		// What is not listed is there when it is named.
		const unlisted = mount.shape.filter((line) => line.unlisted === true && !/[</]/.test(line.path));
		for (const start of ["", ...unlisted.map(({ path }) => `/${path}`)])
			for await (const stat of vfs.walk(`/${mount.name}${start}`)) {
				if (!stat.view) continue;
				count++;
				const { path } = stat;
				const attempts: Change[] = [
					{ op: "write", path, content: await vfs.stage("x") },
					{ op: "remove", path, recursive: true },
					{ op: "rename", path, to: "/files/stolen" },
					{ op: "setattr", path, mode: 0o777 },
					{ op: "mkdir", path },
				];
				for (const change of attempts)
					expect(await codeOf(() => vfs.change([change], DO)), `${change.op} ${path}`).toMatch(
						/EROFS|EACCES|EISDIR|EEXIST/,
					);
				expect(await codeOf(() => erase(vfs, path, { dryRun: false })), path).toBe("EROFS");
				expect(timeless(await vfs.lstat(path))).toEqual(timeless(stat));
			}
		if (mount.shape.some(({ view }) => view !== undefined)) expect(count).toBeGreaterThan(0);
		else skip("nothing of the mount is computed");
	});
}
