import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";

let desk: TestDesk;
const variables = { TZ: "Europe/Berlin", LANG: "C.UTF-8" };
beforeEach(async () => {
	desk = await makeDesk();
	process.env.DESK_NOW = "2026-11-21T12:20:00Z";
});
afterEach(() => {
	delete process.env.DESK_NOW;
	desk.remove();
});

/** What khal lists of the desk's files: `start title`, in order. */
async function khal(from: string, days: number): Promise<string[]> {
	const vdir = join(desk.folder, "vdir");
	mkdirSync(vdir);
	for (const path of (await desk.ok("find", "/calendar", "-name", "*.ics")).trim().split("\n"))
		writeFileSync(join(vdir, path.replaceAll("/", "_")), await desk.ok("cat", path));
	const config = join(desk.folder, "khal.conf");
	const formats = ["dateformat", "longdateformat"].map((name) => `${name} = %Y-%m-%d`);
	const times = ["datetimeformat", "longdatetimeformat"].map((name) => `${name} = %Y-%m-%d %H:%M`);
	writeFileSync(
		config,
		[
			"[calendars]",
			"[[all]]",
			`path = ${vdir}`,
			"[sqlite]",
			`path = ${join(desk.folder, "khal.db")}`,
			"[locale]",
			"local_timezone = Europe/Berlin",
			"default_timezone = Europe/Berlin",
			"timeformat = %H:%M",
			...formats,
			...times,
			"",
		].join("\n"),
	);
	const format = "{start-date} {start-time} {end-time} {title}";
	const { stdout, stderr, status } = spawnSync(
		"khal",
		["-c", config, "list", "--day-format", "", "--format", format, from, `${days}d`],
		{ encoding: "utf8", env: { ...process.env, TZ: "Europe/Berlin", LC_ALL: "C.UTF-8" } },
	);
	expect(status, stderr).toBe(0);
	// What lasts over midnight is listed on both days.
	const lines = stdout.split("\n").map((line) => line.replace(/ ⟳$/, "").replace(/ +/g, " ").trim());
	return [...new Set(lines.filter((line) => line !== ""))].sort();
}

test("khal sees the same: what was planned in words, and series changed in three ways, over a change of clocks", async (context) => {
	if (spawnSync("khal", ["--version"]).error !== undefined) {
		console.log("skipped: khal is not there");
		return context.skip();
	}
	const run = async (...argv: string[]) => {
		const outcome = await desk.run(["calendar", ...argv], { variables });
		expect(outcome.status, `${argv.join(" ")}: ${outcome.stderr}`).toBe(0);
		return outcome.stdout.trim();
	};
	const standup = await run("schedule", "Standup every weekday 9:00 for 15m until 2027-04-30");
	const team = await run("schedule", "Team meeting every other tuesday 15:00 America/New_York for 1h 12 times");
	await run("schedule", "Rent every month on the last day 10am for 30m until 2027-12-31");
	await run("schedule", "Retro every last friday of the month 4pm for 90m 10 times");
	await run("schedule", "Night train 2026-12-18 22:30 to 6:10");
	await run("edit", `${standup}@2026-12-01`, "--one", "--title", "Standup with guests");
	await run("move", `${standup}@2026-12-02`, "--one", "10:30", "for", "45m");
	await run("cancel", `${standup}@2026-12-03`, "--one");
	await run("move", `${team}@2026-12-22`, "--following", "2026-12-23", "16:00");
	await run("move", standup, "--all", "+15m");
	const ours = (await run("agenda", "2026-11-23", "-n", "160")).split("\n").map((line) => {
		const [start, end, , title] = line.split("\t");
		return `${start} ${end?.slice(11)} ${title}`;
	});
	expect(ours.length).toBeGreaterThan(120);
	expect(ours.sort()).toEqual(await khal("2026-11-23", 160));
});
