import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestDesk } from "../../../test/support/desk.ts";

describe("a business and its marketing calendar", () => {
	const desk = new TestDesk();
	const run = async (line: string, ...more: string[]) => await desk.run([...line.split(" "), ...more]);
	const folder = "/context/weir-pottery";

	beforeAll(async () => {
		process.env.DESK_NOW = "2026-11-21T12:00:00Z";
		await desk.run(["init"]);
	});
	afterAll(() => {
		delete process.env.DESK_NOW;
		desk.remove();
	});

	test("a business is begun by flags; its profile is a file", async () => {
		expect((await run("biz list")).stdout).toBe("");
		const none = await run("context list");
		expect([none.status, none.stderr]).toEqual([
			3,
			"desk: /context: there is no business yet; `desk biz init` makes one\n",
		]);
		const made = await run(
			"biz init --currency GBP --time-zone Europe/London --audience restaurants --audience",
			"gift shops",
			"--offer",
			"tableware from one kiln",
			"Weir Pottery",
		);
		expect(made).toMatchObject({ status: 0, stdout: `${folder}/profile.md\n` });
		expect((await run(`cat ${folder}/profile.md`)).stdout).toBe(
			"---\nname: Weir Pottery\noffer: tableware from one kiln\naudiences: [restaurants, gift shops]\ncurrency: GBP\ntime_zone: Europe/London\n---\n# Weir Pottery\n",
		);
		const [item] = (await run("biz show --json")).stdout.split("\n").map((line) => JSON.parse(line || "null"));
		expect(item).toMatchObject({ business: "weir-pottery", default: true, currency: "GBP", channels: [] });
		expect((await run("biz init", "Weir Pottery")).status).toBe(1);
	});

	test.each([
		["biz init --currency pounds X", 5, "3:11: `currency`: `pounds` is no currency; write three letters such as EUR"],
		["biz init --time-zone Mars X", 5, "`time_zone`: `Mars` is no time zone"],
		["biz show nobody", 3, "there is no such business"],
		["biz show weir-potery", 3, "did you mean weir-pottery?"],
		["context publish nothing", 3, "there is nothing of that name in the calendar"],
		["context month 2026-13", 5, "there is no such month"],
		["context publish x -m clicks=-1", 2, "--metric takes NAME=NUMBER, not 'clicks=-1'"],
	])("%s", async (line, status, message) => {
		const refused = await run(line);
		expect(refused.status).toBe(status);
		expect(refused.stderr).toContain(message);
		expect((await run("ls /context")).stdout).toBe("weir-pottery\n");
	});

	test("what is planned is a file at once; what is known of it comes later; undo takes each step back", async () => {
		const planned = await run("context plan --on 2026-12-01 -k newsletter -c email", "Winter glazes");
		expect(planned.stdout).toBe(`${folder}/calendar/2026-12-01-winter-glazes.md\n`);
		expect((await run("context plan --on tomorrow -c instagram --idea Open studio")).stdout).toBe(
			`${folder}/calendar/2026-11-22-open-studio.md\n`,
		);
		expect((await run("context plan --on tomorrow --dry-run Open studio")).stderr).toContain("open-studio-2.md");
		expect(await desk.run(["context", "plan", " "])).toMatchObject({ status: 2, stdout: "" });
		await run("context publish winter -m sent=420");
		await run("context publish winter-glazes -m clicks=37");
		expect((await run(`cat ${planned.stdout.trim()}`)).stdout).toBe(
			"---\nstatus: published\nkind: newsletter\nchannel: email\nmetrics: {sent: 420, clicks: 37}\n---\n# Winter glazes\n",
		);
		expect((await run("context list --status published --json")).stdout).toContain(
			'"metrics":{"sent":420,"clicks":37}',
		);
		await run("undo");
		expect((await run("context list --channel EMAIL --json")).stdout).toContain('"metrics":{"sent":420}');
		expect((await run("context cancel open")).stdout).toContain("open-studio.md");
		expect((await run("context list --status cancelled")).stdout.trim().split("\n")).toHaveLength(1);
		expect((await run("search --kind context glazes")).stdout).toContain("winter-glazes");
	});

	test("what no artifact can be is refused with its place, and nothing changes", async () => {
		const path = `${folder}/calendar/2026-12-05-x.md`;
		for (const [text, message] of [
			["---\nstatus: done\n---\n", "2:9: `status`: `done` is no status; use idea, planned, published or cancelled"],
			["---\nmetrics: {clicks: -3}\n---\n", "`metrics`: this is no list of metrics"],
			["---\nevent: tuesday\n---\n", "`event`: `tuesday` is no event"],
			["---\nevent: /calendar/x/none.ics\n---\n", "x.md:2:8: there is no event /calendar/x/none.ics"],
			["---\nbelief: chefs\n---\n", "x.md:2:9: `belief`: there is no belief chefs"],
			["---\nevent: [\n---\n", "x.md:3:1"],
		] as const) {
			const refused = await desk.run(["write", path], { stdin: text });
			expect([refused.status, refused.stderr]).toEqual([5, expect.stringContaining(message)]);
		}
		expect((await desk.run(["write", `${folder}/calendar/soon.md`], { stdin: "x" })).stderr).toContain(
			"the name of the file has no date",
		);
		expect((await run(`ls ${folder}/calendar`)).stdout.split("\n")).toHaveLength(3);
	});

	test("a month by channel; the calendar as iCalendar, whose bytes stay the same", async () => {
		const month = await desk.run(["context", "month", "2026-12", "--color", "never"], { columns: 80 });
		expect(month.stdout).toContain("December 2026");
		expect(month.stdout).toMatch(/^email +●/m);
		const ics = await run(`cat ${folder}/calendar.ics`);
		expect(ics.stdout.match(/BEGIN:VEVENT/g)).toHaveLength(2);
		expect(ics.stdout).toContain(
			"DTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20261202\r\nSUMMARY:Winter glazes\r\n",
		);
		expect((await run(`cat ${folder}/calendar.ics`)).stdout).toBe(ics.stdout);
		// Another calendar reads it: our own, which is held against libical elsewhere.
		await run("mkdir /calendar/x");
		await desk.run(["write", "/calendar/x/x.ics"], { stdin: ics.stdout });
		expect((await run("calendar list --all --json glazes")).stdout).toContain("Winter glazes");
	});

	test("with several businesses one must be named, or be the default", async () => {
		await run("biz init --folder mill Mill");
		const several = await run("context list");
		expect([several.status, several.stderr]).toEqual([2, expect.stringContaining("(mill, weir-pottery)")]);
		expect((await run("context list --biz weir-pottery")).status).toBe(0);
		await run("biz use mill");
		expect((await run("context list")).stdout).toBe("");
		expect((await desk.run(["biz", "--color", "never"], { columns: 80 })).stdout).toMatch(/^\* {2}mill/m);
	});
});
