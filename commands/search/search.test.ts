import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { widthOf } from "../../src/cli/index.ts";
import { search as find } from "../../src/search/index.ts";
import type { Vfs } from "../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { search } from "./search.ts";

const FILES = {
	"/notes/garden/apples.md":
		"---\ntags: [home, garden/trees]\ndate: 2026-03-05\n---\n# Apple trees\n\nThe apple tree needs pruning in **early spring**.\nSee [the guide](https://example.org/guide) and [[tools|my tools]].\n",
	"/notes/garden/tools.md": "---\ntags: [home]\ndate: 2025-07-01\n---\n# Tools\n\nSaw, ladder, apple picker.\n",
	"/notes/work/Invoice plan.md":
		"---\ntags: [Work]\ntype: plan\n---\n# Invoicing\n\nInvoices go out on the first. Résumé of the year follows.\n",
	"/tasks/home/prune.md": "---\nstatus: pending\ndue: 2026-12-01\ntags: [garden]\n---\n# Prune the apple tree\n",
	"/tasks/home/buy.md": "---\nstatus: completed\n---\n# Buy a ladder for the apples\n",
	"/files/reports/q1.csv": "month,invoices\nJanuary,12\n",
	"/files/日本.txt": "りんごの木を剪定する。\n",
} as const;

let desk: TestDesk;
async function filled(): Promise<TestDesk> {
	const made = await makeDesk();
	for (const [path, text] of Object.entries(FILES)) await made.put(path, text);
	return made;
}
const paths = async (...argv: string[]) => {
	const { status, stdout, stderr } = await desk.run(["search", "--files", ...argv]);
	expect(stderr).toBe("");
	expect(status).toBe(stdout === "" ? 1 : 0);
	return stdout.split("\n").slice(0, -1).sort();
};

describe("what is found", () => {
	beforeAll(async () => {
		desk = await filled();
	});
	afterAll(() => desk.remove());

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

describe("changes are seen by the next search of any process", () => {
	let vfs: Vfs;
	beforeEach(async () => {
		desk = await filled();
		vfs = await desk.vfs();
	});
	afterEach(() => {
		vfs.store.close();
		desk.remove();
	});
	/** What a process sees that has had the desk open all the time. */
	const seen = async (query: string) => {
		const { hits } = await find(vfs, { query, mode: "hybrid", filter: {}, limit: 20, wait: false });
		return hits.map(({ path }) => path).sort();
	};

	it.each([
		["rm", ["rm", "/notes/garden/tools.md"], []],
		["mv", ["mv", "/notes/garden/tools.md", "/notes/shed.md"], ["/notes/shed.md"]],
		["mv of the folder", ["mv", "/notes/garden", "/notes/yard"], ["/notes/yard/tools.md"]],
		["erase", ["erase", "--yes", "/notes/garden/tools.md"], []],
	])("%s", async (_name, argv, expected) => {
		expect(await seen('"apple picker"')).toEqual(["/notes/garden/tools.md"]);
		await desk.ok(...argv);
		expect(await seen('"apple picker"')).toEqual(expected);
		expect(await paths('"apple picker"')).toEqual(expected);
		if (argv[0] === "erase") return;
		await desk.ok("undo");
		expect(await seen('"apple picker"')).toEqual(["/notes/garden/tools.md"]);
	});

	it("a changed tag and a changed date", async () => {
		expect(await seen("tag:home")).toHaveLength(2);
		await desk.put("/notes/garden/tools.md", "---\ntags: [shed]\ndate: 2024-01-01\n---\nSaw.\n");
		expect(await seen("tag:home")).toEqual(["/notes/garden/apples.md"]);
		expect(await seen("until:2024-01")).toEqual(["/notes/garden/tools.md"]);
	});
});

describe("by meaning", () => {
	beforeAll(async () => {
		desk = await makeDesk();
		for (const mount of ["notes", "tasks", "files"]) await desk.ok("import", "-q", mount, `samples/${mount}`);
	});
	afterAll(() => desk.remove());

	it("the first search makes what is missing; reindex --vectors has then nothing to do", async () => {
		expect(await desk.ok("doctor")).toMatch(/vectors: (\d+) of \1 files wait/);
		expect(await desk.ok("reindex", "--vectors", "--dry-run")).toMatch(/^vectors: would embed \d\d files\n$/);
		const { stdout, stderr } = await desk.run(["search", "--json", "--explain", "customers who do not pay in time"]);
		expect(stderr).toBe("");
		const items = stdout
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line));
		expect(items.map(({ path }) => path)).toContain("/notes/business/late-payers.md");
		expect(items.some(({ parts }) => parts.feedback !== undefined)).toBe(true);
		expect(await desk.ok("doctor")).toMatch(/vectors: all \d\d files/);
		expect(await desk.ok("reindex", "--vectors")).toBe("");
		expect(await desk.ok("reindex", "--text")).not.toContain("vectors");
		expect(await desk.ok("reindex", "--vectors")).toMatch(/^vectors: embedded \d\d files\n$/);
		expect((await desk.run(["reindex", "--vectors", "--text"])).status).toBe(2);
		expect((await desk.run(["reindex", "--vectors", "notes"])).status).toBe(2);
	});

	it("says that it does without, where it would have to wait too long", async () => {
		vi.stubEnv("DESK_SEARCH_WAIT", "0");
		await desk.ok("reindex", "--text");
		const { stdout, stderr, status } = await desk.run(["search", "-l", "late payers"]);
		vi.unstubAllEnvs();
		expect(status).toBe(0);
		expect(stderr).toMatch(/by their words only.*`desk reindex --vectors`/);
		expect(stdout).toContain("late-payers.md");
		expect((await desk.run(["search", "-q", "-l", "late payers"])).stderr).toBe("");
	});

	it("takes anything typed, in every mode", async () => {
		const vfs = await desk.vfs();
		const piece = fc.constantFrom(
			...[
				"late",
				"payers",
				"museum*",
				'"opening hours"',
				"-",
				"NOT",
				"OR",
				"AND",
				"(",
				")",
				"NEAR/2",
				'"',
				"*",
				"🎉",
				"日本",
			],
			...[
				"tag:money",
				"status:pending",
				"path:/notes",
				"since:2026-11",
				"title:",
				"is:task",
				"-tag:work",
				"x:y",
				"';--",
				"\0",
				"the",
			],
		);
		const typed = fc.oneof(
			fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(" ")),
			fc.string({ unit: "binary", maxLength: 80 }),
		);
		await fc.assert(
			fc.asyncProperty(
				typed,
				fc.constantFrom("hybrid" as const, "text" as const, "vector" as const),
				async (query, mode) => {
					const { hits } = await find(vfs, { query, mode, filter: {}, limit: 5, explain: true });
					expect(hits.length).toBeLessThanOrEqual(5);
					for (const [index, { score }] of hits.entries()) {
						expect(score).toBeLessThanOrEqual(hits[index - 1]?.score ?? 1.0001);
						expect(score).toBeGreaterThanOrEqual(0);
					}
				},
			),
			{ numRuns: 150 },
		);
		vfs.store.close();
	});

	it("what is gone is gone by meaning, too, and likeness follows", async () => {
		const like = async () => (await desk.ok("similar", "-l", "/notes/business/late-payers.md")).split("\n");
		const vfs = await desk.vfs();
		const near = async () =>
			(await find(vfs, { query: "cardamom buns", mode: "vector", filter: {}, limit: 20 })).hits.map(({ path }) => path);
		expect((await near())[0]).toBe("/notes/recipes/kardemummabullar.md");
		expect((await like())[0]).toBe("/tasks/admin/chase-slantly.md");
		await desk.ok("rm", "/notes/recipes/kardemummabullar.md", "/tasks/admin/chase-slantly.md");
		expect(await near()).not.toContain("/notes/recipes/kardemummabullar.md");
		expect(await like()).not.toContain("/tasks/admin/chase-slantly.md");
		await desk.ok("undo");
		expect(await near()).toContain("/notes/recipes/kardemummabullar.md");
		await desk.ok("erase", "--yes", "/notes/recipes/kardemummabullar.md");
		expect(await near()).not.toContain("/notes/recipes/kardemummabullar.md");
		vfs.store.close();
	});
});

it("2,000 notes: the right one of them first, in no time", async () => {
	desk = await makeDesk();
	const vfs = await desk.vfs();
	const changes = await Promise.all(
		Array.from({ length: 2000 }, async (_, index) => ({
			op: "write" as const,
			path: `/notes/n${index}.md`,
			content: await vfs.stage(
				`# Note ${index}\n\nA plan about topic${index % 50} and thing${index}. ${"Words and words. ".repeat(20)}\n`,
			),
		})),
	);
	await vfs.change(changes, { cause: "test" });
	const ask = (query: string) => find(vfs, { query, mode: "text", filter: {}, limit: 20 });
	expect((await ask("thing1234")).hits.map(({ path }) => path)).toEqual(["/notes/n1234.md"]);
	expect((await ask("topic7 plan -thing57")).hits).toHaveLength(20);
	const start = performance.now();
	for (let round = 0; round < 10; round++) await ask(`plan words topic${round}`);
	expect((performance.now() - start) / 10).toBeLessThan(500);
	vfs.store.close();
	desk.remove();
});
