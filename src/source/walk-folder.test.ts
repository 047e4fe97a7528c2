import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { microsOf, toSeconds } from "./host.ts";
import { walkFolder } from "./walk-folder.ts";

const MODULES = fileURLToPath(new URL("../../node_modules/zod", import.meta.url));

test("finds the files and folders that find(1) finds, parents first, in byte order", () => {
	const files: string[] = [];
	const folders: string[] = [];
	for (const folder of walkFolder(MODULES)) {
		folders.push(folder.below);
		for (const name of folder.files) files.push(folder.below === "" ? name : `${folder.below}/${name}`);
		expect(folder.files).toEqual([...folder.files].sort());
	}
	const find = (type: string) =>
		execFileSync("find", [".", "-mindepth", "1", "-type", type], { cwd: MODULES })
			.toString()
			.trim()
			.split("\n")
			.map((path) => path.slice(2));
	expect(files.sort()).toEqual(find("f").sort());
	expect([...folders].sort()).toEqual(["", ...find("d")].sort());
	for (const [index, below] of folders.entries()) {
		if (below.includes("/")) expect(folders.indexOf(below.slice(0, below.lastIndexOf("/")))).toBeLessThan(index);
	}
});

test("the reader can take folders out", () => {
	const seen: string[] = [];
	for (const folder of walkFolder(MODULES)) {
		seen.push(folder.below);
		folder.folders = [];
	}
	expect(seen).toEqual([""]);
});

test("folders that link to each other do not multiply", () => {
	const root = mkdtempSync(join(tmpdir(), "desk-walk-"));
	try {
		const names = Array.from({ length: 12 }, (_, at) => `folder${at}`);
		for (const name of names) {
			mkdirSync(join(root, name));
			writeFileSync(join(root, name, "file"), name);
			for (const other of names) if (other !== name) symlinkSync(`../${other}`, join(root, name, `to-${other}`));
		}
		// The root, each folder, and each folder once through each link.
		expect([...walkFolder(root)].length).toBe(1 + 12 + 12 * 11);
	} finally {
		rmSync(root, { recursive: true });
	}
});

test("a time that is set is the time that is read back, to the microsecond", () => {
	fc.assert(
		fc.property(fc.integer({ min: -2_000_000_000_000_000, max: 2 ** 32 * 1_000_000 }), (at) => {
			// What libuv makes of the seconds: whole ones, and nanoseconds cut off (uv__fs_to_timespec).
			const seconds = toSeconds(at);
			const whole = Math.trunc(seconds);
			const nanoseconds = BigInt(whole) * 1_000_000_000n + BigInt(Math.trunc((seconds - whole) * 1e9));
			expect(microsOf(nanoseconds)).toBe(at);
		}),
	);
});
