import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { widthOf } from "../../src/cli/index.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { pathsFound, searchDesk } from "../../test/support/search-desk.ts";
import { search } from "./search.ts";

let desk: TestDesk;
const paths = async (...argv: string[]) => await pathsFound(desk, ...argv);

describe("what is found", () => {
	beforeAll(async () => {
		desk = await searchDesk();
	});
	afterAll(() => desk.remove());

	it("takes a path for a word, and says so", async () => {
		const notes = async (...words: string[]) => (await desk.run(["search", ...words])).stderr;
		expect(await notes("apple", "/tasks")).toContain("`in /tasks` looks only there");
		for (const words of [["apple", "in", "/tasks"], ["apple", "/nowhere"], ["apple"]])
			expect(await notes(...words)).toBe("");
	});

	it.each<[string[], string[]]>([
		[["apples"], ["/notes/garden/apples.md", "/notes/garden/tools.md", "/tasks/home/buy.md", "/tasks/home/prune.md"]],
		[
			["apple", "in", "/notes"],
			["/notes/garden/apples.md", "/notes/garden/tools.md"],
		],
		[
			["apple", "in", "/tasks", "/notes/garden/tools.md"],
			["/notes/garden/tools.md", "/tasks/home/buy.md", "/tasks/home/prune.md"],
		],
		[
			["apple", "--path", "/notes/garden/"],
			["/notes/garden/apples.md", "/notes/garden/tools.md"],
		],
		[
			["apple", "--mount", "tasks"],
			["/tasks/home/buy.md", "/tasks/home/prune.md"],
		],
		[
			["apple", "--kind", "task"],
			["/tasks/home/buy.md", "/tasks/home/prune.md"],
		],
		[["--kind", "csv", "invoices"], ["/files/reports/q1.csv"]],
		[["--kind", "%", "invoices"], []],
		[["--kind", "c_v", "invoices"], []],
		[
			["apple", "--tag", "garden"],
			["/notes/garden/apples.md", "/tasks/home/prune.md"],
		],
		[["apple", "--tag", "HOME", "--tag", "garden"], ["/notes/garden/apples.md"]],
		[["--tag", "work"], ["/notes/work/Invoice plan.md"]],
		[["apple", "--where", "status=pending"], ["/tasks/home/prune.md"]],
		[["apple status:pending"], ["/tasks/home/prune.md"]],
		[["apple due:2026-12"], ["/tasks/home/prune.md"]],
		[["apple -tag:garden"], ["/notes/garden/tools.md", "/tasks/home/buy.md"]],
		[["apple mount:notes -path:/notes/garden/tools.md"], ["/notes/garden/apples.md"]],
		[["apple", "--since", "2026-01", "--until", "2026-03"], ["/notes/garden/apples.md"]],
		[["apple since:2025 until:2025"], ["/notes/garden/tools.md"]],
		[["apple", "--until", "2025-07-01"], ["/notes/garden/tools.md"]],
		[["apple", "--until", "2025-06-30"], []],
		[["title:invoicing"], ["/notes/work/Invoice plan.md"]],
		[["resume"], ["/notes/work/Invoice plan.md"]],
		[["剪定"], ["/files/日本.txt"]],
		[['"apple picker"'], ["/notes/garden/tools.md"]],
		[['"picker apple"'], []],
		[["ladder -buy"], ["/notes/garden/tools.md"]],
		[["zebra"], []],
		[["!!!"], []],
		[[""], []],
		[["x".repeat(10_000)], []],
		[["'; DROP TABLE node; --"], []],
	])("%j", async (argv, expected) => {
		expect(await paths(...argv)).toEqual(expected);
	});

	it("says which condition nothing can fit", async () => {
		expect((await desk.run(["search", "apple path:/notes/gardn"])).stderr).toBe("there is no /notes/gardn\n");
		expect((await desk.run(["search", "apple", "--where", "statsu=pending"])).stderr).toBe(
			"no file has a property 'statsu', but some have 'status'\n",
		);
	});

	it("takes `in` for a word where no path follows", async () => {
		expect(await paths("early", "in", "spring")).toContain("/notes/garden/apples.md");
	});

	it.each<[string[], number, string]>([
		[["apple", "in", "/notes/gardn"], 3, "did you mean /notes/garden?"],
		[["apple", "--path", "/nots/garden"], 3, "did you mean /notes?"],
		[["apple", "--mount", "note"], 3, "did you mean notes?"],
		[["apple", "--since", "someday"], 5, "someday"],
		[["apple", "--where", "status"], 2, "NAME=VALUE"],
		[["apple", "--mode", "magic"], 2, "hybrid"],
		[[], 2, "something to look for"],
		[["--saved", "none"], 3, "no such saved search"],
		[["--forget", "none"], 3, "no such saved search"],
		[["--save", "a/b", "apple"], 5, "no name"],
		[["--save", "nothing", "???"], 5, "nothing to look for"],
	])("%j ends with status %i", async (argv, status, said) => {
		const outcome = await desk.run(["search", ...argv]);
		expect(outcome.stderr).toContain(said);
		expect(outcome.status).toBe(status);
		expect(outcome.stdout).toBe("");
	});

	it("prints as grep does into a pipe: path, line, text", async () => {
		expect(await desk.ok("search", '"pruning in early"')).toBe(
			"/notes/garden/apples.md:7: The apple tree needs pruning in early spring. See the guide and my tools.\n",
		);
		expect(await desk.ok("search", "--no-snippet", '"pruning in early"')).toBe("/notes/garden/apples.md\n");
		expect(await desk.ok("search", "-0", '"pruning in early"')).toBe("/notes/garden/apples.md\0");
	});

	it("prints JSON in the shape that it promises, with offsets that hold", async () => {
		const shape = search.output?.(z) as z.ZodType;
		const { stdout } = await desk.run(["search", "--json", "--explain", "apple", "tree"]);
		const items = stdout
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line));
		expect(items.length).toBeGreaterThan(1);
		for (const item of items) {
			expect(shape.parse(item)).toEqual(item);
			const source = (await desk.run(["cat", item.path])).bytes;
			const shown = source.subarray(item.passage.start, item.passage.end).toString();
			for (const { start, end } of item.spans) {
				const word = item.snippet.slice(start, end);
				expect(word).toMatch(/^(apple|tree)s?$/i);
				expect(shown).toContain(word);
			}
			const lines = source.toString().split("\n");
			expect(lines[item.line - 1]).toMatch(/apple|tree/i);
			expect(item.parts.text.rank).toBeGreaterThan(0);
		}
	});

	it("explains in plain lines, too", async () => {
		expect(await desk.ok("search", "--explain", "--mode", "text", "-n", "1", "apple")).toMatch(
			/\n\tscore 1\n\ttext: rank 1, score \d/,
		);
	});

	it("keeps, lists and forgets searches", async () => {
		expect(
			(await desk.run(["search", "--save", "later", "apple", "in", "/tasks", "--where", "status=pending"])).stderr,
		).toContain("/search/@later/");
		expect(await desk.ok("cat", "/search/saved/later")).toBe("apple path:/tasks status:pending\n");
		expect(await paths("--saved", "later")).toEqual(["/tasks/home/prune.md"]);
		expect(await paths("--saved", "@later", "zebra", "apple")).toEqual(["/tasks/home/prune.md"]);
		expect(await desk.ok("search", "--list-saved")).toBe("later\tapple path:/tasks status:pending\n");
		expect((await desk.run(["search", "--saved", "latr"])).stderr).toContain("did you mean later?");
		await desk.ok("search", "--save", "later", "ladder");
		await desk.ok("undo");
		expect(await desk.ok("search", "--list-saved")).toContain("later\tapple");
		expect((await desk.run(["search", "--save", "dry", "--dry-run", "apple"])).stderr).toContain("would save");
		await desk.ok("search", "--forget", "later");
		expect((await desk.run(["search", "--list-saved"])).status).toBe(1);
	});

	it("fits the terminal, and highlights", async () => {
		for (const columns of [20, 40, 80, 200]) {
			const { stdout } = await desk.run(["search", "apple", "OR", "剪定"], { columns });
			for (const line of stdout.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(columns);
			expect(stdout).toContain("/notes/garden/");
		}
		const { stdout } = await desk.run(["search", "--color", "always", "剪定"], { columns: 80 });
		expect(stdout).toContain("りんごの木を\x1b[1m\x1b[31m剪定\x1b[39m\x1b[22mする。");
	});

	it("finds what is like a file, never the file itself", async () => {
		const found = (await desk.ok("similar", "--files", "/notes/garden/apples.md")).trim().split("\n");
		expect(found).toContain("/tasks/home/prune.md");
		expect(found).not.toContain("/notes/garden/apples.md");
		expect(await desk.ok("similar", "-l", "-n", "1", "/notes/garden/apples.md", "in", "/notes")).toBe(
			"/notes/garden/tools.md\n",
		);
		expect((await desk.run(["similar", "/notes/garden/aples.md"])).stderr).toContain(
			"did you mean /notes/garden/apples.md?",
		);
		expect((await desk.run(["similar", "/notes"])).status).toBe(5);
	});
});

describe("hostile text", () => {
	beforeEach(async () => {
		desk = await makeDesk();
	});
	afterEach(() => desk.remove());

	it("neither drives the terminal nor breaks lines", async () => {
		await desk.put(
			"/files/evil.txt",
			"wombat \x1b]0;owned\x07 \x1b[2J\x9b31m \u202Etxt.exe\u202C\r\n\u2028wombat next\n",
		);
		await desk.put(
			"/files/evil2.md",
			`# ${"[".repeat(5000)}wombat${"]".repeat(5000)}\n${"*".repeat(9000)} wombat ${"<".repeat(9000)}`,
		);
		await desk.put("/files/new\nline\x1b[31m.txt", "wombat\n");
		for (const options of [{}, { columns: 80 }]) {
			const { stdout, status } = await desk.run(["search", "--color=never", "wombat"], options);
			expect(stdout).toContain("evil.txt");
			expect(status).toBe(0);
			const body = stdout.replace("/files/new\nline\x1b[31m.txt", "");
			expect(body).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028]/);
		}
	});

	it("finds in long lines and large files at once", async () => {
		await desk.put("/files/long.txt", `${"lorem ipsum ".repeat(100_000)}wombat${" dolor".repeat(1000)}`);
		await desk.put("/files/binary.bin", Buffer.from([0, 1, 2, 3]));
		const { stdout } = await desk.run(["search", "--json", "wombat"]);
		const { snippet } = JSON.parse(stdout);
		expect(snippet).toContain("wombat");
		expect(snippet.length).toBeLessThan(400);
		expect(await desk.ok("search", "binary")).toBe("/files/binary.bin\n");
	});
});
