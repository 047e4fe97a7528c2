import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { missing } from "../../test/support/mounted.ts";
import { sourceFiles } from "./source-files.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "desk-archive-"));
	for (const [name, text] of Object.entries(FILES)) {
		mkdirSync(join(folder, "in", name, ".."), { recursive: true });
		writeFileSync(join(folder, "in", name), text);
	}
});
afterEach(() => rmSync(folder, { recursive: true }));

const FILES = { "a.txt": "hello\n", "deep/er/b.txt": "x".repeat(300_000), "deep/empty": "", "deep/größe.txt": "ö" };
const lacks = missing(["python3", "tar"]).join(", ");
if (lacks !== "") console.log(`skip: without ${lacks}, no archives are made by others`);

async function filesOf(source: string, read = true): Promise<{ files: Record<string, string>; told: string[] }> {
	const files: Record<string, string> = {};
	const told: string[] = [];
	for await (const file of sourceFiles(source, ({ name, says }) => told.push(`${name}: ${says}`))) {
		let text = "";
		try {
			for await (const part of file.bytes()) {
				text += Buffer.from(part).toString("latin1");
				if (!read) break;
			}
		} catch (error) {
			text = `! ${(error as Error).message}`;
		}
		files[file.name] = Buffer.from(text, "latin1").toString("utf8");
	}
	return { files, told };
}

const python = (code: string, ...args: string[]) => execFileSync("python3", ["-c", code, ...args], { cwd: folder });
/** Zip files as Python writes them. */
const ZIP =
	"import zipfile,sys,os\nz=zipfile.ZipFile(sys.argv[1],'w',int(sys.argv[2]))\nfor d,_,fs in sorted(os.walk('in')):\n for f in sorted(fs): z.write(os.path.join(d,f),os.path.relpath(os.path.join(d,f),'in'))\nz.close()";

describe.skipIf(lacks !== "")("archives", () => {
	test("of all kinds hold what the folder holds", async () => {
		python(ZIP, "stored.zip", "0");
		python(ZIP, "deflated.zip", "8");
		for (const [name, flag] of [
			["a.tar", "-cf"],
			["a.tar.gz", "-czf"],
			["a.tgz", "-czf"],
		])
			execFileSync("tar", [flag as string, join(folder, name as string), "-C", join(folder, "in"), "."]);
		for (const name of ["stored.zip", "deflated.zip", "a.tar", "a.tar.gz", "a.tgz"]) {
			expect(await filesOf(join(folder, name)), name).toEqual({ files: FILES, told: [] });
			expect(Object.keys((await filesOf(join(folder, name), false)).files).sort(), name).toEqual(
				Object.keys(FILES).sort(),
			);
		}
	});

	test("a compressed file is that file; archives lie in folders and in each other", async () => {
		writeFileSync(join(folder, "in", "c.txt.gz"), gzipSync("packed"));
		execFileSync("tar", [
			"-cf",
			join(folder, "in", "deep", "inner.tar"),
			"-C",
			join(folder, "in"),
			"a.txt",
			"c.txt.gz",
		]);
		const { files, told } = await filesOf(join(folder, "in"));
		expect(files).toMatchObject({ "c.txt": "packed", "deep/a.txt": "hello\n", "deep/c.txt": "packed" });
		expect(told).toEqual([]);
	});

	test("what is damaged or cut off is told, and what came before is there", async () => {
		python(ZIP, "a.zip", "8");
		const bytes = readFileSync(join(folder, "a.zip"));
		writeFileSync(join(folder, "none.zip"), "no zip");
		expect((await filesOf(join(folder, "none.zip"))).told[0]).toContain("it is no zip file");
		bytes.writeUInt8(0xff, 45);
		writeFileSync(join(folder, "bad.zip"), bytes);
		const { files } = await filesOf(join(folder, "bad.zip"));
		expect(Object.keys(files)).toHaveLength(4);
		execFileSync("tar", ["-czf", join(folder, "cut.tgz"), "-C", join(folder, "in"), "a.txt", "deep"]);
		truncateSync(join(folder, "cut.tgz"), statSync(join(folder, "cut.tgz")).size - 100);
		const cut = await filesOf(join(folder, "cut.tgz"));
		expect(cut.files["a.txt"]).toBe("hello\n");
		expect(JSON.stringify(cut)).toContain("cut off");
	});

	test("a bomb is stopped", async () => {
		const made = spawnSync("sh", ["-c", `head -c 1200000000 /dev/zero | gzip -1 > ${join(folder, "bomb.gz")}`]);
		expect(made.status).toBe(0);
		let size = 0;
		await expect(async () => {
			for await (const file of sourceFiles(join(folder, "bomb.gz"), () => undefined))
				for await (const part of file.bytes()) size += part.length;
		}).rejects.toThrow("it unpacks to more than 200 times its size");
		expect(size).toBeLessThan(1_200_000_000);
	}, 120_000);

	test("names cannot escape, and encrypted entries are told", async () => {
		python(
			"import zipfile\nz=zipfile.ZipFile('a.zip','w')\nz.writestr('../../etc/x','1')\nz.writestr('/abs','2')\nz.writestr('__MACOSX/._y','3')\nz.writestr('dos\\\\path','4')\nz.close()",
		);
		expect((await filesOf(join(folder, "a.zip"))).files).toEqual({ "etc/x": "1", abs: "2", "dos/path": "4" });
	});
});
