/** Programs of the machine in /files of a mounted desk and in a plain folder: the same output, and the same tree behind it. */
import { createHash } from "node:crypto";
import { closeSync, lstatSync, mkdirSync, openSync, readdirSync, readlinkSync, readSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoMount } from "../support/fuse.ts";
import { bash, MountedDesk, missing, plainFolder } from "../support/mounted.ts";
import { WORKS, type Work } from "./programs.ts";

const why = whyNoMount();
if (why !== "") console.warn(`skipped: programs on a mounted desk: ${why}`);

/** Everything below a folder: a line for each node. Names are bytes. */
function dump(folder: Buffer, times: boolean, at = ""): string[] {
	return readdirSync(folder, { encoding: "buffer" })
		.sort(Buffer.compare)
		.flatMap((name) => {
			const path = Buffer.concat([folder, Buffer.from("/"), name]);
			const stat = lstatSync(path, { bigint: true });
			const shown = `${at}/${name.toString("latin1")}`;
			const mode = (Number(stat.mode) & 0o177777).toString(8);
			const line = [shown, mode, ...(times && !stat.isSymbolicLink() ? [stat.mtimeNs / 1000n] : [])].join(" ");
			if (stat.isDirectory()) return [line, ...dump(path, times, shown)];
			if (stat.isSymbolicLink()) return [`${line} -> ${readlinkSync(path, "latin1")}`];
			return [`${line} ${stat.size} ${stat.isFile() ? digest(path) : ""}`];
		});
}

function digest(path: Buffer): string {
	const file = openSync(path, "r");
	const hash = createHash("sha256");
	const piece = Buffer.alloc(1 << 20);
	for (let length = readSync(file, piece); length > 0; length = readSync(file, piece))
		hash.update(piece.subarray(0, length));
	closeSync(file);
	return hash.digest("hex");
}

/** Do the work in a new folder. @returns what was printed, and the tree that it left */
async function work({ script, times }: Work, folder: string) {
	const temporary = plainFolder();
	mkdirSync(folder);
	const did = await bash(script, folder, { TMPDIR: temporary });
	const tree = dump(Buffer.from(folder), times === true);
	rmSync(temporary, { recursive: true, force: true });
	return { ...did, tree };
}

describe.skipIf(why !== "")("programs on a mounted desk do as in a plain folder", () => {
	let mounted: MountedDesk;
	let plain: string;
	beforeAll(async () => {
		plain = plainFolder();
		mounted = await MountedDesk.begin();
	});
	afterAll(async () => {
		await mounted?.end();
		rmSync(plain, { recursive: true, force: true });
	});

	test.each(WORKS.map((each, at) => ({ ...each, at })))("$title", async ({ at, ...each }) => {
		const lacking = missing(each.programs);
		if (lacking.length > 0) return console.warn(`skipped: ${each.title}: no ${lacking.join(", ")} here`);
		const expected = await work(each, join(plain, `work-${at}`));
		expect(expected.stderr).toBe("");
		expect(await work(each, mounted.at(`/files/work-${at}`))).toEqual(expected);
	});
});
