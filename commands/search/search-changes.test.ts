/** What a search finds while the desk is written to, and in a desk of many files. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { search as find } from "../../src/search/index.ts";
import type { Vfs } from "../../src/vfs/index.ts";
import { cpuTime } from "../../test/support/cpu-time.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { pathsFound, searchDesk } from "../../test/support/search-desk.ts";

let desk: TestDesk;
const paths = async (...argv: string[]) => await pathsFound(desk, ...argv);

describe("changes are seen by the next search of any process", () => {
	let vfs: Vfs;
	beforeEach(async () => {
		desk = await searchDesk();
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
	const start = cpuTime();
	for (let round = 0; round < 10; round++) await ask(`plan words topic${round}`);
	expect((cpuTime() - start) / 10).toBeLessThan(500);
	vfs.store.close();
	desk.remove();
});
