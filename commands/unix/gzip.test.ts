import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { longText, Twin } from "../../test/support/oracle.ts";
import { runTool, shown } from "../../test/support/tools.ts";

let twin: Twin;
let folder = 0;
const FILES: Record<string, Buffer> = {
	"a.txt": longText(30_000),
	empty: Buffer.alloc(0),
	noise: randomBytes(500),
	"sub/b": Buffer.from("b\n"),
	"sub/deep/c": Buffer.from("c\n"),
};
beforeAll(async () => {
	twin = await Twin.make();
});
afterAll(() => twin.remove());
/** A folder of its own for each test: commands change it. */
beforeEach(async () => {
	folder++;
	for (const [name, bytes] of Object.entries(FILES)) await twin.put(`${folder}/${name}`, bytes);
	for (const name of ["a.txt", "empty", "noise"]) {
		const bytes = twin.gnu(["gzip", "-nc", `files/${folder}/${name}`]).bytes;
		await twin.put(`${folder}/z/${name}.gz`, bytes);
		await twin.put(`${folder}/z/double.gz`, Buffer.concat([bytes, bytes]));
	}
	await twin.put(`${folder}/z/cut.gz`, twin.gnu(["gzip", "-c", `files/${folder}/a.txt`]).bytes.subarray(0, 900));
	await twin.put(`${folder}/z/x.tgz`, twin.gnu(["gzip", "-c", `files/${folder}/a.txt`]).bytes);
});

const tree = async () => {
	const found = await runTool(twin.desk, ["find", ".", "-type", "f"], { cwd: `/files/${folder}` });
	return found.stdout.split("\n").filter(Boolean).sort();
};
const onDisk = () =>
	readdirSync(join(twin.folder, "files", String(folder)), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => `.${join(entry.parentPath, entry.name).slice(join(twin.folder, "files", String(folder)).length)}`)
		.sort();

const same = async (argv: readonly string[], { bytes = true } = {}) => {
	const gnu = twin.gnu(["env", "-C", `files/${folder}`, ...argv]);
	const desk = await runTool(twin.desk, argv, { cwd: `/files/${folder}` });
	expect({ argv, status: desk.status, files: await tree() }).toEqual({ argv, status: gnu.status, files: onDisk() });
	if (bytes) expect(shown(desk)).toEqual(shown(gnu));
};

describe("as GNU gzip", () => {
	test.each([
		"gzip a.txt noise empty",
		"gzip -k a.txt",
		"gzip -r sub a.txt",
		"gzip sub",
		"gzip missing a.txt",
		"gzip -S .zz a.txt",
		"gzip z/a.txt.gz",
		"gzip z/x.tgz",
		"gzip -f a.txt",
		"gunzip z/a.txt",
		"gunzip z/a.txt.gz z/empty.gz",
		"gunzip -c z/a.txt.gz z/noise.gz",
		"gunzip z/x.tgz",
		"gzip -dk z/a.txt.gz",
		"gunzip a.txt",
		"gunzip z/double.gz",
		"gzip -dN z/x.tgz",
		"gunzip -r sub",
		"gunzip -t z/a.txt.gz",
		"gunzip -t z/cut.gz",
		"gunzip z/cut.gz",
		"zcat z/double.gz z/a.txt",
		"zcat -f a.txt z/a.txt.gz",
		"zcat a.txt",
		"gzip -l z/a.txt.gz z/empty.gz z/noise.gz",
		"gzip -l z/a.txt.gz",
	])("%s", async (line) => same(line.split(" ")));

	test("what exists is not overwritten, but with -f", async () => {
		await twin.put(`${folder}/a.txt.gz`, Buffer.from("old"));
		await same(["gzip", "a.txt"]);
		await same(["gzip", "-f", "a.txt"]);
		await same(["gunzip", "a.txt.gz"]);
	});
});

test("what is compressed here, gzip reads, with name and date; and back", async () => {
	for (const level of ["-1", "-6", "-9"]) {
		const { bytes } = await runTool(twin.desk, ["gzip", level, "-c", `${folder}/a.txt`]);
		expect(twin.gnu(["gunzip", "-c"], bytes).bytes).toEqual(FILES["a.txt"]);
		expect(bytes.toString("latin1", 10, 15)).toBe("a.txt");
	}
	const piece = fc.uint8Array({ maxLength: 50 });
	await fc.assert(
		fc.asyncProperty(fc.array(piece, { maxLength: 5 }), async (parts) => {
			const all = Buffer.concat(parts);
			const { bytes } = await runTool(twin.desk, ["gzip"], { stdin: all });
			expect(twin.gnu(["gzip", "-d"], bytes).bytes).toEqual(all);
			expect((await runTool(twin.desk, ["gzip", "-d"], { stdin: bytes })).bytes).toEqual(all);
		}),
		{ numRuns: 20 },
	);
});

test("a file keeps date and mode, goes on as the same file, and undo takes it back", async () => {
	const path = `/files/${folder}/a.txt`;
	await twin.desk.ok("touch", "-d", "2024-01-31", path);
	const before = JSON.parse(await twin.desk.ok("stat", "--json", path));
	await twin.desk.ok("gzip", path);
	const after = JSON.parse(await twin.desk.ok("stat", "--json", `${path}.gz`));
	expect(after).toMatchObject({ mtime: before.mtime, mode: before.mode });
	await twin.desk.ok("undo");
	expect(Buffer.from(await twin.desk.ok("cat", path))).toEqual(FILES["a.txt"]);
	expect((await twin.desk.run(["stat", `${path}.gz`])).status).toBe(3);
});

test("a dry run says what would happen, a terminal is spared", async () => {
	const outcome = await runTool(twin.desk, ["gzip", "--dry-run", "a.txt"], { cwd: `/files/${folder}` });
	expect(outcome.stdout).toBe(
		`would rename /files/${folder}/a.txt → /files/${folder}/a.txt.gz\nwould write /files/${folder}/a.txt.gz\n`,
	);
	expect(await tree()).toContain("./a.txt");
	expect((await runTool(twin.desk, ["gzip"], { stdin: "x", columns: 80 })).status).toBe(1);
});

test("a reader that stops early stops the decompression", async () => {
	let given = 0;
	const { bytes } = await runTool(twin.desk, ["gzip", "-1"], { stdin: randomBytes(3_000_000) });
	const stream = async function* () {
		for (let at = 0; at < bytes.length; at += 65_536) {
			given++;
			yield bytes.subarray(at, at + 65_536);
		}
	};
	const { through } = await import("./shared/gzip-stream.ts");
	const { createGunzip } = await import("node:zlib");
	for await (const _ of through(stream(), createGunzip())) break;
	expect(given).toBeLessThan(20);
});
