/** The file system calls of POSIX, on a plain folder of this machine (which proves the cases) and on `/files` of a mounted desk. */
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoMount } from "../support/fuse.ts";
import { MountedDesk, plainFolder } from "../support/mounted.ts";
import type { Case, Need } from "./cases.ts";
import { chmod } from "./chmod.ts";
import { chown } from "./chown.ts";
import { EXCLUDED } from "./excluded.ts";
import { families } from "./families.ts";
import { linux } from "./linux.ts";
import { makers } from "./make.ts";
import { open } from "./open.ts";
import { posixFallocate } from "./posix_fallocate.ts";
import { rmdir, symlink, unlink } from "./remove.ts";
import { rename } from "./rename.ts";
import { helper, runCase } from "./run-case.ts";
import { ftruncate, truncate } from "./truncate.ts";
import { utimensat } from "./utimensat.ts";

const PARTS = [
	[families, chmod, chown, truncate, ftruncate, makers, open],
	[posixFallocate, rename, rmdir, symlink, unlink, utimensat, linux],
];
const CASES: readonly Case[] = PARTS.flat(2);

const program = helper();

interface Place {
	place: string;
	/** Why the cases do not run here; "" where they do. */
	why: string;
	/** What it has not, and the reason. */
	lacks: Partial<Record<Need, string>>;
	/** @returns the folder to run in, and how it is removed */
	begin(): Promise<[folder: string, end: () => Promise<void>]>;
}

const PLACES: readonly Place[] = [
	{
		place: "a plain folder",
		why: "",
		lacks: {
			desk: "only a desk refuses that",
			...(process.getuid?.() === 0 ? {} : { devices: "needs root" }),
		},
		async begin() {
			const folder = plainFolder();
			return [folder, async () => rmSync(folder, { recursive: true, force: true })];
		},
	},
	{
		place: "/files of a mounted desk",
		why: whyNoMount(),
		lacks: { devices: "a desk holds no device nodes", links: "a desk has no hard links" },
		async begin() {
			const desk = await MountedDesk.begin();
			return [desk.at("/files"), () => desk.end()];
		},
	},
];

if (program === undefined) console.warn("the system calls are not tested: there is no C compiler (cc)");

describe.skipIf(program === undefined)("system calls", () => {
	test("what of pjdfstest is left out, and why", () => {
		console.info(EXCLUDED.map(([files, reason]) => `skipped: ${files}: ${reason}`).join("\n"));
	});

	for (const { place, why, lacks, begin } of PLACES) {
		if (why !== "") console.warn(`skipped: system calls on ${place}: ${why}`);
		(why === "" ? describe.concurrent : describe.skip)(`on ${place}`, () => {
			let folder: string;
			let end: () => Promise<void>;
			beforeAll(async () => {
				[folder, end] = await begin();
			});
			afterAll(() => end?.());

			for (const each of CASES) {
				const name = `${each.file}: ${each.title}`;
				const reason = each.needs === undefined ? undefined : lacks[each.needs];
				if (reason !== undefined) test.skip(`${name} (${reason})`, () => {});
				else
					test(name, async () => {
						expect(await runCase(program ?? "", folder, each)).toEqual([]);
					});
			}
		});
	}
});
