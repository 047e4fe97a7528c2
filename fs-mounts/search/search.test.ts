import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DeskError } from "../../src/base/errors.ts";
import type { Vfs } from "../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
let vfs: Vfs;
beforeEach(async () => {
	desk = await makeDesk();
	await desk.put("/notes/Road map.md", "# Road map\n\nThe wombat plan, wombat by wombat.\n");
	await desk.put("/notes/old.md", "# Old\n\nA wombat, once.\n");
	await desk.put("/files/odd\nname. ", "wombat in an odd file\n");
	vfs = await desk.vfs();
});
afterEach(() => {
	vfs.store.close();
	desk.remove();
});

const names = async (path: string) => (await vfs.readdir(path)).map(({ name }) => name);
const first = "/search/wombat/01 Road map.md";

describe("a query as a folder", () => {
	it("holds links to what it finds, in its order, under safe names", async () => {
		const links = await vfs.readdir("/search/wombat");
		expect(links.map(({ name, kind, target }) => [name, kind, target])).toEqual([
			["01 Road map.md", "symlink", "/notes/Road map.md"],
			...[
				["/notes/old.md", "old.md"],
				["/files/odd\nname. ", "odd_name"],
			]
				.sort((a, b) => (links[1]?.target === a[0] ? -1 : links[1]?.target === b[0] ? 1 : 0))
				.map(([target, name], index) => [`0${index + 2} ${name}`, "symlink", target]),
		]);
	});

	it("is read by every program", async () => {
		const text = "# Road map\n\nThe wombat plan, wombat by wombat.\n";
		expect(await desk.ok("cat", first)).toBe(text);
		expect(await desk.ok("ls", "-l", "/search/wombat")).toMatch(
			/^lrwxrwxrwx .* 01 Road map\.md -> \/notes\/Road map\.md\n/,
		);
		expect(JSON.parse((await desk.ok("ls", "--json", first)).trim())).toMatchObject({
			kind: "symlink",
			target: "/notes/Road map.md",
		});
		expect(await desk.ok("find", "-L", "/search/wombat", "-type", "f", "-name", "*.md")).toContain(first);
		expect(await desk.ok("find", "/search/wombat", "-type", "f")).toBe("");
		expect((await desk.ok("find", "/search/wombat", "-type", "l")).trimEnd().split("\n")).toHaveLength(3);
		expect(await desk.ok("grep", "-r", "plan", "/search/wombat/")).toBe(
			`${first}:The wombat plan, wombat by wombat.\n`,
		);
		await desk.ok("cp", first, "/files/copy.md");
		expect(await desk.ok("cat", "/files/copy.md")).toBe(text);
		expect(await desk.ok("wc", "-l", first)).toBe(`3 ${first}\n`);
		expect(await desk.ok("readlink", first)).toBe("/notes/Road map.md\n");
		expect(await desk.ok("realpath", first)).toBe("/notes/Road map.md\n");
		expect(await desk.ok("stat", "-c", "%F %s", first)).toBe("symbolic link 18\n");
		expect(await desk.ok("stat", "-L", "-c", "%F %s", first)).toBe("regular file 47\n");
		expect(await desk.ok("-c", `cd /search/wombat && [ -L 01* ] && [ -f 01* ] && [ ! -d 01* ] && head -n 1 01*`)).toBe(
			"# Road map\n",
		);
		expect((await desk.run(["tar", "-cf", "-", "/search/wombat"])).stdout).toContain("The wombat plan");
	});

	it("is there for any query that asks for something, empty when nothing is found", async () => {
		expect(await names("/search/zebra")).toEqual([]);
		expect(await names("/search/wombat -once")).toHaveLength(2);
		expect(await names('/search/title:"road map"')).toEqual(["01 Road map.md"]);
		expect(await vfs.find("/search/???")).toBeUndefined();
		expect(await vfs.find("/search/.git")).toBeUndefined();
		expect(await vfs.find("/search/@none")).toBeUndefined();
		expect(await vfs.find("/search/wombat/04 none")).toBeUndefined();
		expect(await names("/search")).toEqual(['title:"road map"', "wombat", "wombat -once"]);
	});

	it("follows every change of any process at once", async () => {
		expect(await names("/search/wombat")).toHaveLength(3);
		await desk.ok("rm", "/notes/Road map.md");
		expect(await names("/search/wombat")).toHaveLength(2);
		expect(await vfs.find(first)).toBeUndefined();
		await desk.ok("undo");
		await desk.ok("mv", "/notes/Road map.md", "/notes/Plan.md");
		expect(await names("/search/wombat")).toContain("01 Plan.md");
		await vfs.write("/notes/wombat.md", "wombat wombat\n", { cause: "test" });
		expect(await names("/search/wombat")).toHaveLength(4);
	});

	it("takes any name, and none ends in a bug", async () => {
		const name = fc.oneof(
			fc.string({ unit: "binary", minLength: 1, maxLength: 60 }),
			fc.constantFrom(
				"x".repeat(300),
				"-",
				"@",
				"@@",
				"saved",
				"tag:x",
				"since:2026",
				"until:???",
				"..wombat",
				"wombat ".repeat(20).trim(),
				'"',
				"NEAR(",
				"a OR",
			),
		);
		await fc.assert(
			fc.asyncProperty(name, async (name) => {
				if (/[/\0]/.test(name) || name === "." || name === "..") return;
				const path = `/search/${name}`;
				const found = await vfs.find(path).catch((error: unknown) => {
					expect(error).toBeInstanceOf(DeskError);
				});
				if (found?.kind !== "directory") return;
				for (const link of await vfs.readdir(path)) expect((await vfs.lstat(link.path)).target).toBe(link.target);
			}),
			{ numRuns: 300 },
		);
	});

	it("is read-only, and says so", async () => {
		for (const argv of [
			["rm", first],
			["mv", first, "/notes/x.md"],
			["mkdir", "/search/other"],
			["rm", "-r", "/search/wombat"],
			["touch", "/search/wombat/new"],
		]) {
			const { status, stderr } = await desk.run(argv);
			expect(status, argv.join(" ")).toBe(4);
			expect(stderr).toContain("view");
		}
		expect((await desk.run(["write", first], { stdin: "x" })).status).toBe(4);
		expect(await desk.ok("cat", "/notes/Road map.md")).toContain("plan");
	});
});

describe("a saved search", () => {
	it("is a file, checked as it is written, with history and undo, and a folder", async () => {
		await desk.put("/search/saved/beasts", "# what I look for on Mondays\nwombat -once\n");
		expect(await names("/search")).toEqual(["@beasts", "saved"]);
		expect(await names("/search/@beasts")).toContain("01 Road map.md");
		await desk.put("/search/saved/beasts", "once\n");
		expect(await names("/search/@beasts")).toEqual(["01 old.md"]);
		await desk.ok("undo");
		expect(await names("/search/@beasts")).toHaveLength(2);
		expect(await desk.ok("history", "/search/saved/beasts")).toContain("2");
		for (const bad of ["", "\n# only a remark\n", "!!!", "x".repeat(10_001), Buffer.from([0xff, 0xfe])]) {
			const { status, stderr } = await desk.run(["write", "/search/saved/beasts"], { stdin: bad });
			expect(status).toBe(5);
			expect(stderr).toContain("/sys/rejected");
		}
		expect((await desk.run(["search", "Mondays"])).status).toBe(1);
		await desk.ok("rm", "/search/saved/beasts");
		expect(await vfs.find("/search/@beasts")).toBeUndefined();
	});
});
