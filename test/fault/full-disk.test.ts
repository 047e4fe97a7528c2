/** A disk that is full, at every moment of a write: one clear line, status 1, nothing half done; and all is well with space again. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { Store } from "../../src/store/index.ts";
import { checkDeep, Vfs } from "../../src/vfs/index.ts";
import { builtProgram, type Ended } from "../support/program.ts";
import { temporaryFolder } from "../support/store.ts";
import { bytesOf } from "./children/operations.mjs";

const folder = temporaryFolder();
const disk = join(folder, "disk");
mkdirSync(disk);
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], { encoding: "utf8" });
const why =
	mounted.status === 0
		? ""
		: `it needs a small file system of its own, and mount said: ${(mounted.stderr ?? String(mounted.error)).trim()}`;
if (why !== "") console.log(`test/fault/full-disk.test.ts is skipped: ${why}`);

const home = join(disk, "desk");
const ballast = join(disk, "ballast");
/** What was acknowledged. */
const files = new Map<string, Buffer>();

beforeAll(async () => {
	if (why === "") (await Store.create(home, { store: "file" })).close();
});
afterAll(() => {
	if (why === "") execFileSync("umount", [disk]);
	rmSync(folder, { recursive: true, force: true });
});

/** Leave so many bytes free, by filling the rest. */
function leave(bytes: number): void {
	rmSync(ballast, { force: true });
	const { bavail, bsize } = statfsSync(disk);
	const size = bavail * bsize - bytes;
	if (size > 0) writeFileSync(ballast, Buffer.alloc(size));
}

const write = (path: string, bytes: Buffer): Promise<Ended> => builtProgram().run(home, ["write", "-p", path], bytes);

/** A failure of the right kind; `true` when it went well. */
function isDone({ status, stderr }: Ended, what: string): boolean {
	if (status === 0) {
		expect(stderr).toBe("");
		return true;
	}
	expect([status, stderr], what).toEqual([1, expect.stringMatching(/^desk: .*(disk is full|no space).*\n$/)]);
	expect(stderr).not.toMatch(/bug/);
	return false;
}

async function audit(): Promise<void> {
	const vfs = new Vfs(await Store.open(home), mounts, "user");
	const found: string[] = [];
	for await (const stat of vfs.walk("/files")) if (stat.kind === "file") found.push(stat.path);
	expect(found.sort()).toEqual([...files.keys()].sort());
	for (const [path, bytes] of files) expect((await vfs.readAll(path)).equals(bytes), path).toBe(true);
	const quiet = { signal: new AbortController().signal, progress: () => ({ add() {}, done() {} }) };
	for await (const { check, level, detail } of checkDeep(vfs, quiet))
		if (check !== "orphans") expect(level, `${check}: ${detail}`).toBe("ok");
	vfs.store.close();
}

describe.skipIf(why !== "")("on a full disk", () => {
	test("small and large files until nothing fits", async () => {
		leave(12_000_000);
		let refused = 0;
		for (let at = 0; refused < 4 && at < 60; at++) {
			const path = `/files/fill/${at}.bin`;
			const bytes = bytesOf([[at + 1, at % 2 === 0 ? 3_000_000 : 20_000]]);
			if (isDone(await write(path, bytes), path)) files.set(path, bytes);
			else refused++;
		}
		expect(refused).toBe(4);
		expect(files.size).toBeGreaterThan(3);
		// Reading goes on.
		const [[path, bytes] = ["", Buffer.alloc(0)]] = files;
		const cat = await builtProgram().run(home, ["cat", path]);
		expect([cat.status, cat.stderr, cat.stdout.equals(bytes)]).toEqual([0, "", true]);
		expect((await builtProgram().run(home, ["ls", "/files/fill"])).stdout.toString().trim().split("\n")).toHaveLength(
			files.size,
		);
		leave(8_000_000);
		await audit();
	}, 120_000);

	test("with any number of bytes left", async () => {
		leave(6_000_000);
		expect((await builtProgram().run(home, ["rm", "-r", "/files/fill"])).status).toBe(0);
		expect((await builtProgram().run(home, ["erase", "--yes", "/trash/fill"])).stderr).not.toMatch(/bug/);
		files.clear();
		let [done, refused] = [0, 0];
		for (const free of [0, 4096, 16_384, 40_000, 80_000, 160_000, 400_000, 1_200_000]) {
			for (const [at, size] of [100, 400_000].entries()) {
				leave(free);
				const path = `/files/${free}-${at}.bin`;
				const bytes = bytesOf([[free + at + 1, size]]);
				if (isDone(await write(path, bytes), `${size} bytes with ${free} left`)) {
					files.set(path, bytes);
					done++;
				} else refused++;
			}
			leave(free);
			isDone(await builtProgram().run(home, ["mkdir", `/files/folder-${free}`]), `mkdir with ${free} left`);
			const ls = await builtProgram().run(home, ["ls", "/files"]);
			isDone(ls, `ls with ${free} left`);
		}
		expect([done > 2, refused > 3]).toEqual([true, true]);
		leave(8_000_000);
		await audit();
		const after = bytesOf([[7, 900_000]]);
		expect(await write("/files/after.bin", after)).toMatchObject({ status: 0, stderr: "" });
		files.set("/files/after.bin", after);
		await audit();
	}, 120_000);

	test("a new desk where none fits leaves nothing that stands in the way", async () => {
		const second = join(disk, "second");
		for (const free of [0, 40_000, 120_000]) {
			leave(free);
			const init = await builtProgram().run(second, ["init", "--key", "file"]);
			if (isDone(init, `init with ${free} left`)) break;
			leave(2_000_000);
			const again = await builtProgram().run(second, ["ls", "/"]);
			expect(again.stderr).not.toMatch(/bug/);
			rmSync(second, { recursive: true, force: true });
		}
	}, 60_000);
});
