/** Search by meaning, on the samples. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { search as find } from "../../src/search/index.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;

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
		// A machine that is busy shows how far it is.
		expect(stderr.replaceAll(/^Preparing search: .*$/gm, "").trim()).toBe("");
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
