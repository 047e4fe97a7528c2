import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Twin } from "../../test/support/oracle.ts";
import { both, runTool, shown } from "../../test/support/tools.ts";

let twin: Twin;
beforeAll(async () => {
	twin = await Twin.make({ "dates.txt": Buffer.from("2024-01-31\nnonsense words\n@5\n") });
});
afterAll(() => twin.remove());

const same = async (argv: readonly string[], TZ = "UTC") => {
	const { desk, gnu } = await both(twin, ["date", ...argv], { variables: { TZ } });
	expect({ argv, TZ, ...shown(desk) }).toEqual({ argv, TZ, ...shown(gnu) });
};

const INSTANTS = [
	0, -1, 951_782_400, 1_706_659_200, 1_709_251_199, 1_711_846_799, 1_711_846_800, 1_729_990_799, 4_102_444_800,
	-2_208_988_800, 253_402_300_800,
];
const ZONES = [
	"UTC",
	"Europe/Berlin",
	"America/New_York",
	"America/Los_Angeles",
	"Asia/Tokyo",
	"Asia/Kolkata",
	"Australia/Sydney",
	"Pacific/Auckland",
	"America/Sao_Paulo",
	"Europe/London",
	"Asia/Kathmandu",
	"Asia/Shanghai",
	"Europe/Moscow",
	"JST-9",
	"<+0330>-3:30",
	"EST5",
	"Nowhere/None",
	"",
	":Europe/Paris",
	"America/St_Johns",
	"Asia/Singapore",
	"Africa/Cairo",
	"America/Mexico_City",
	"Europe/Dublin",
	"Pacific/Honolulu",
];

describe("formats", () => {
	const letters = [..."aAbBcCdDeFgGhHIjklmMnNpPqrRsSTuUVwWxXyYzZ%", ":z", "::z", ":::z", "Q"];
	const conversion = fc
		.tuple(
			fc.constantFrom("", "", "-", "_", "0", "^", "#", "+", "^_", "-#", "0^"),
			fc.constantFrom("", "", "1", "3", "6", "12"),
			fc.constantFrom(...letters),
		)
		.map((parts) => `%${parts.join("")}`);

	test("any conversion, flags and width", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(conversion, { minLength: 1, maxLength: 12 }),
				fc.constantFrom(...INSTANTS),
				fc.constantFrom(...ZONES.slice(0, 3)),
				async (format, at, TZ) => same(["-d", `@${at}.012300000`, `+${format.join("|")}`], TZ),
			),
			{ numRuns: 150 },
		);
	});

	test("years, weeks and days of all kinds", async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: -62_000_000_000, max: 250_000_000_000 }), (at) =>
				same(["-d", `@${at}`, "+%F %G-W%V-%u %U %W %j %C %y %g %D %q %a"]),
			),
			{ numRuns: 60 },
		);
	});

	test.each(ZONES)("zone %s", async (TZ) => {
		for (const at of [1_706_659_200, 1_720_000_000, 1_711_846_800]) await same(["-d", `@${at}`], TZ);
	});

	test.each([
		"-u",
		"-R",
		"-I",
		"-Iseconds",
		"-Ihours",
		"-Iminutes",
		"-Ins",
		"-Isec",
		"--iso-8601",
		"--iso-8601=ns",
		"--rfc-3339=ns",
		"--rfc-3339=date",
		"--rfc-3339=sec",
		"-Ix",
		"-I -R",
		"+%s +%F",
		"x",
		"--rfc-3339=x",
		"-u +%c%n%x%t%X%%",
		"+",
		"+%",
		"+%5",
		"+%10",
		"+%F%",
	])("-d @1706659200.5 %s", async (line) => same(["-d", "@1706659200.5", ...line.split(" ")], "Europe/Berlin"));
});

const WORDS = [
	"2024-01-31",
	"2024-01-31 10:00",
	"2024-01-31T10:11:12Z",
	"2024-01-31T10:11:12.5+02:00",
	"2024-01-31 10:11:12,123456789",
	"20240131",
	"20240131 1015",
	"2024/01/31",
	"1/31/2024",
	"1/31/24",
	"1/31/99",
	"31 Jan 2024",
	"31 january 2024 5pm",
	"Jan 31 2024",
	"Jan 31, 2024 10:00",
	"31-Jan-2024",
	"Wed, 31 Jan 2024 10:00:00 +0100",
	"Wed Jan 31 10:00:00 UTC 2024",
	"Wed Jan 31 10:00:00 CET 2024",
	"2024-01-31 + 1 month",
	"2024-01-31 +1 month",
	"2024-01-31 1 month ago",
	"2024-01-31 -1 day",
	"2024-02-29 + 1 year",
	"2024-01-31 next month",
	"2024-01-31 last week",
	"2024-01-31 2 weeks",
	"2024-01-31 fortnight ago",
	"2024-01-31 tomorrow",
	"2024-01-31 yesterday",
	"2024-01-31 10:00 +1 day",
	"2024-01-31 10:00 + 1 day",
	"2024-01-31 10:00 1 hour ago",
	"2024-01-31 12 hours 30 minutes",
	"2024-01-31 third day",
	"2024-01-31 90 seconds",
	"2024-01-31 10:00 EST",
	"2024-01-31 10:00 PDT",
	"2024-01-31 10:00 UTC+3",
	"2024-01-31 10am",
	"2024-01-31 12am",
	"2024-01-31 12pm",
	"2024-01-31 1:30 p.m.",
	"10pm 2024-01-31",
	"2024-01-31 24:00",
	"2024-01-31 25:00",
	"2024-02-30",
	"2024-13-01",
	"2023-02-29",
	"1 year 2 months ago 2024-01-31",
	"@0",
	"@-5",
	"@1.25",
	"@ 7",
	"@x",
	"2024-03-31 02:30",
	"2024-10-27 02:30",
	"2024-03-30 02:30 tomorrow",
	"2024-03-31 12:00 yesterday",
	'TZ="Asia/Tokyo" 2024-01-31 10:00',
	"2024-01-31 (a comment) 10:00",
	"2024-01-31 10:00:60",
	"2024-01-31 Z",
	"2024-01-31T10:00:00-0500",
	"99-01-02",
	"5-01-02",
	"2024-1-5",
	"Sept 3 2024",
	"2024-01-31 noonish",
	"2024-01-31 13pm",
	"2024-01-31 2024-02-01",
	"2024-01-31 this week",
	"2024-01-31 00:00 12 months",
	"2024-01-31 +2 hours -5 minutes",
	"2024-01-31 10:00 A",
	"2024-01-31 sunday",
	"2024-01-31 10:00 tomorrow",
	"1970-01-01 00:00:01 UTC",
	"2024-01-31 +1 days 10:00",
	"2024-12-31 23:59:59 + 1 sec",
	"2024-01-31 1.5 seconds",
	"2024-01-31 eleventh month",
	"00:00 2024-01-31",
	"2024-01-31 0 day",
	"2024-05-31 -1 month",
	"2024W05",
	"2024-01",
];
/** Relative to now: compared by the minute. */
const RELATIVE = [
	"",
	"now",
	"today",
	"tomorrow",
	"yesterday",
	"monday",
	"next monday",
	"last friday",
	"this wednesday",
	"sat",
	"next week",
	"last month",
	"2 days ago",
	"3 hours",
	"-1 week",
	"1 month ago",
	"10:00",
	"10:00 tomorrow",
	"tomorrow 5pm",
	"next year",
	"first monday",
	"third thursday",
	"0000",
	"12:00 next sunday",
	"2 fortnights ago",
	"Jan 5",
	"5 Jan",
	"1/5",
	"yesterday 10:00 UTC",
	"noon",
	"10",
	"today 0:00",
	"monday next week",
	"next day",
	"last year",
	"30 minutes ago",
	"now + 1 hour",
];

describe("-d", () => {
	test.each(WORDS)("%s", async (words) => same(["-d", words, "+%F %T.%N %z"], "Europe/Berlin"));

	test.each(RELATIVE)("now: %s", async (words) => {
		if (words === "noon") return; // GNU knows no noon; chrono does
		await same(["-d", words, "+%F %H:%M %z"], "America/New_York");
	});

	test("what GNU does not read may be English", async () => {
		const outcome = await runTool(twin.desk, ["date", "-d", "12 december 2026 at noon", "+%F %H"]);
		expect(outcome).toMatchObject({ status: 0, stdout: "2026-12-12 12\n" });
	});
});

test("-r, -f, -s, and a fixed clock", async () => {
	await twin.desk.ok("touch", "-d", "2024-01-31T10:00:00Z", "/files/dates.txt");
	expect((await runTool(twin.desk, ["date", "-r", "dates.txt", "+%s"])).stdout).toBe("1706695200\n");
	const lines = await runTool(twin.desk, ["date", "-f", "dates.txt", "+%F"]);
	expect(lines).toMatchObject({ status: 1, stdout: "2024-01-31\n1970-01-01\n" });
	expect((await runTool(twin.desk, ["date", "-s", "now"])).status).toBe(1);
	process.env.DESK_NOW = "2026-11-20T09:30:00Z";
	const fixed = await runTool(twin.desk, ["date"]).finally(() => delete process.env.DESK_NOW);
	expect(fixed.stdout).toBe("Fri Nov 20 09:30:00 UTC 2026\n");
});
