import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seeded } from "../../../src/base/random.ts";
import { TestDesk } from "../../../test/support/desk.ts";

const desk = new TestDesk();
const folder = "/context/weir/performance";
const run = async (line: string) => await desk.run(line.split(" "));
const json = async (line: string) =>
	(await run(`${line} --json`)).stdout
		.split("\n")
		.filter(Boolean)
		.map((item) => JSON.parse(item));
/** Import a text as a file of the host. */
async function bring(text: string | Buffer, options = "", name = "export.csv") {
	const file = join(desk.folder, name);
	writeFileSync(file, text);
	return await desk.run(["perf", "import", ...options.split(" ").filter(Boolean), file]);
}
/** A folder of the host with these files. */
function folderOf(name: string, files: Readonly<Record<string, string | Buffer>>): string {
	for (const [file, text] of Object.entries(files)) {
		mkdirSync(dirname(join(desk.folder, name, file)), { recursive: true });
		writeFileSync(join(desk.folder, name, file), text);
	}
	return join(desk.folder, name);
}

beforeAll(async () => {
	await desk.run(["init"]);
	await run("biz init Weir");
});
afterAll(() => desk.remove());

describe("exports are known by their headings", () => {
	test("Google Ads: UTF-16, lines above, totals, thousands; again: nothing new; longer: only what is new", async () => {
		const lines = [
			"Campaign report",
			"Campaign\tDay\tCurrency code\tImpr.\tClicks\tCost\tConversions\tConv. value",
			'Search\t2026-10-05\tGBP\t"1,240"\t61\t24.40\t3.00\t210.00',
			'Search\t2026-11-02\tGBP\t"1,480"\t75\t30.10\t4.00\t300.00',
			'Total: Account\t\tGBP\t"2,720"\t136\t54.50\t7.00\t510.00',
		];
		const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
		const first = await bring(utf16(`${lines.join("\r\n")}\r\n`));
		expect(first).toMatchObject({ status: 0, stdout: `${folder}/2026-10.csv\t1\t0\n${folder}/2026-11.csv\t1\t0\n` });
		expect((await run(`cat ${folder}/2026-10.csv`)).stdout).toBe(
			"date,channel,campaign,audience,artifact,impressions,clicks,conversions,cost,value,currency,source\n2026-10-05,google ads,Search,,,1240,61,3,24.4,210,GBP,google-ads\n",
		);
		expect((await bring(utf16(`${lines.join("\r\n")}\r\n`))).stderr).toContain(
			"added 0 rows from google-ads; 2 were there already, 1 left out",
		);
		// The same figures twice in one file are two rows.
		const twice = [...lines.slice(0, 4), lines[3], "Chefs\t2026-11-09\tGBP\t640\t22\t18.20\t1\t480"];
		expect((await bring(utf16(`${twice.join("\n")}\n`))).stderr).toContain(
			"added 2 rows from google-ads; 2 were there already",
		);
		expect(await json("perf show --by month")).toMatchObject([
			{ by: "2026-10", clicks: 61, cost: 24.4 },
			{ by: "2026-11", impressions: 3600, conversions: 9, value: 1080 },
		]);
		await run("undo");
		expect((await json("perf show"))[0]).toMatchObject({ by: "google ads", impressions: 2720 });
	});

	test.each([
		[
			"Meta Ads, German numbers",
			'"Campaign name";"Reporting starts";"Impressions";"Link clicks";"Amount spent (GBP)";"Results"\n"Herbst";"2026-09-01";"1.200";"34";"12,50";"2"\n"Mehr";"2026-09-02";"800";"11";"1.003,75";""\n',
			[
				"2026-09-01,meta ads,Herbst,,,1200,34,2,12.5,,GBP,meta-ads",
				"2026-09-02,meta ads,Mehr,,,800,11,,1003.75,,GBP,meta-ads",
			],
		],
		[
			"Mailchimp",
			'Title,Subject,Send Date,Total Recipients,Unique Opens,Unique Clicks,Total Orders,Revenue\nAutumn,"Hello, you","Aug 03, 2026 09:00 am",420,210,37,2,"$96.00"\n',
			["2026-08-03,email,Autumn,,,420,37,2,,96,,mailchimp"],
		],
		[
			"Google Analytics",
			"# ----------\n# Traffic\n\nDate,Session default channel group,Sessions,Key events,Total revenue\n20260701,Organic Search,120,4,80.5\n20260701,Direct,60,1,0\n",
			[
				"2026-07-01,Direct,,,,,60,1,,0,,google-analytics",
				"2026-07-01,Organic Search,,,,,120,4,,80.5,,google-analytics",
			],
		],
		[
			"Shopify: only paid orders, further lines of an order left out",
			"Name,Email,Financial Status,Currency,Total,Created at,Source\n#1,a@x.org,paid,GBP,48.00,2026-06-03 10:11:12 +0100,web\n#1,a@x.org,,,,2026-06-03 10:11:12 +0100,\n#2,b@x.org,pending,GBP,20.00,2026-06-04 08:00:00 +0100,web\n",
			["2026-06-03,web,,,,,,1,,48,GBP,shopify"],
		],
		[
			"Stripe",
			"id,Description,Created (UTC),Amount,Currency,Status\nch_1,Plates,2026-05-02 09:00:00,120.00,gbp,Paid\nch_2,Bowls,2026-05-02 09:30:00,80.00,gbp,Failed\n",
			["2026-05-02,stripe,Plates,,,,,1,,120,GBP,stripe"],
		],
		[
			"Plausible",
			"date,visitors,pageviews,bounce_rate\n2026-04-01,31,90,40\n",
			["2026-04-01,website,,,,90,31,,,,,plausible"],
		],
	])("%s", async (_, text, lines) => {
		const brought = await bring(text);
		expect([brought.status, brought.stderr]).toEqual([0, expect.stringContaining(`added ${lines.length} rows`)]);
		const month = lines[0]?.slice(0, 7);
		expect((await run(`cat ${folder}/${month}.csv`)).stdout.split("\n").slice(1, -1)).toEqual(lines);
	});

	test("any other table is mapped once, and known from then on", async () => {
		const text = 'Tag;Stand;Verkäufe;Umsatz\n03.03.2026;Messe;18;"1.240,50"\n';
		const unknown = await bring(text);
		expect([unknown.status, unknown.stderr]).toEqual([
			5,
			expect.stringContaining("say what is what: --map date=HEADING"),
		]);
		const mapped = await bring(text, "--map date=Tag -m conversions=Verkäufe -m value=Umsatz --channel fairs");
		expect(mapped.stdout).toBe(`${folder}/2026-03.csv\t1\t0\n`);
		const again = await bring(text.replace("03.03.2026", "17.03.2026"));
		expect(again.stdout).toBe(`${folder}/2026-03.csv\t1\t0\n`);
		expect((await run(`cat ${folder}/2026-03.csv`)).stdout).toContain("2026-03-17,fairs,,,,,,18,,1240.5,,\n");
		expect((await bring(text, "--map day=Tag")).status).toBe(2);
	});
});

const figures = "date,channel,conversions,value,currency\n";
test.each([
	["negative conversions", `${figures}2026-01-02,a,-3,5,GBP\n`, "2:14: conversions are below zero"],
	[
		"two currencies",
		`${figures}2026-01-02,a,3,5,GBP\n2026-01-03,a,1,2,USD\n`,
		"3:18: this is in USD, and what stands above in GBP",
	],
	[
		"another currency than what is there",
		`${figures}2026-01-02,a,3,5,USD\n`,
		"2:18: this is in USD, and the figures of this business are in GBP",
	],
	[
		"two signs",
		`${figures}2026-01-02,a,3,£ 5,\n2026-01-03,a,1,$2,\n`,
		"3:16: this is in $, and what stands above in £",
	],
	[
		"a line cut off",
		`${figures}2026-01-02,a,3,5,GBP\n2026-01-03,a,3\n`,
		"3:15: the line has 3 cells, and the headings are 5",
	],
	[
		"a comma without quotes",
		`${figures}2026-01-02,a,1,240,5,GBP\n`,
		"2:22: the line has 6 cells, and the headings are 5",
	],
	["no number", `${figures}2026-01-02,a,three,5,GBP\n`, "2:14: `three` is no number"],
	["no date", `${figures}yesterday,a,3,5,GBP\n`, "2:1: `yesterday` is no date"],
	[
		"a date of two days",
		`${figures}3/4/2026,a,3,5,GBP\n`,
		"`3/4/2026` may be of two days; say which comes first: --dates dmy",
	],
	["no channel", "date,clicks,channel\n2026-01-02,3,\n", "there is no channel"],
	["an open quote", `${figures}2026-01-02,"a,3,5,GBP\n`, "2:12: a quote is never closed"],
	["an empty file", "", "1:1: there is nothing in it"],
	["strange headings", "a,b\n1,2\n", "1:1: the headings are those of no program that is known here"],
])("%s: refused with its place, and nothing changes", async (_, text, message) => {
	const before = await run(`ls -lR ${folder}`);
	const refused = await bring(text);
	expect([refused.status, refused.stderr]).toEqual([5, expect.stringContaining(message)]);
	expect((await run(`ls -lR ${folder}`)).stdout).toBe(before.stdout);
});

test("a table that is edited by hand is held to the same", async () => {
	const head = "date,channel,conversions,currency\n";
	for (const [name, text, message] of [
		["2026-01.csv", `${head}2026-01-02,a,-1,EUR\n`, "2026-01.csv:2:14: conversions are below zero"],
		["2026-01.csv", `${head}2026-01-02,a,1,EUR\n2026-01-02,b,1,USD\n`, "3:16: this is in USD"],
		[
			"2026-01.csv",
			`${head}2026-01-02,a,1,\n2026-01-02,a,1,USD\n`,
			"2026-01.csv:3:16: this is in USD, and another table in GBP",
		],
		["2026-01.csv", "date,chanel\n", "1:6: there is no column `chanel`"],
		["2026-01.csv", `${head}2026-01-02,a,1\n`, "2:15: the line has 3 cells, and the header 4"],
		["anything.csv", head, "the name does not say which table this is"],
	] as const) {
		const refused = await desk.run(["write", `${folder}/${name}`], { stdin: text });
		expect([refused.status, refused.stderr]).toEqual([5, expect.stringContaining(message)]);
	}
});

const paths = "path,total_conversions,total_conversion_value,total_null\na > b,1,2,3\n";
test.each([
	["no channel", `${paths} > ,2,,\n`, "3:1: the path has no channel"],
	["negative conversions", `${paths}a,-2,,\n`, "3:3: total conversions are below zero"],
	["a negative value", `${paths}a,2,-1e3,\n`, "3:5: total conversion value is below zero"],
	["negative nulls", `${paths}"a > b",2,,-1\n`, "3:12: total null is below zero"],
	["no number", `${paths}a,two,,\n`, "3:3: `two` is no number"],
	["two signs", `${paths}a,2,€1,\nb,1,USD 3,\n`, "4:5: this is in USD, and what stands above in €"],
	["a line cut off", `${paths}a > b > c\n`, "3:10: the line has 1 cells, and the headings are 4"],
])("a table of paths, %s: refused with its place, and nothing changes", async (_, text, message) => {
	const before = await run(`ls -lR ${folder}`);
	const refused = await bring(text);
	expect([refused.status, refused.stderr]).toEqual([5, expect.stringContaining(message)]);
	expect((await run(`ls -lR ${folder}`)).stdout).toBe(before.stdout);
});

test("standard input is read as often as a file is", async () => {
	// Only its last line says that commas are decimal signs.
	const text = "date;channel;cost\n2026-01-02;posters;1.240\n2026-01-03;posters;3,5\n";
	const brought = await desk.run(["perf", "import", "-"], { stdin: text });
	expect(brought).toMatchObject({ status: 0, stdout: `${folder}/2026-01.csv\t2\t0\n` });
	expect((await json("perf show --by day --until 2026-01-03")).map(({ cost }) => cost)).toEqual([1240, 3.5]);
	await run("undo");
});

describe("a folder of exports", () => {
	const head = "date,channel,clicks,currency\n";
	const exports = () =>
		folderOf("exports", {
			"a.csv": `${head}2025-01-02,ads,3,GBP\n`,
			"b/broken.csv": `${head}2025-01-03,ads,three,GBP\n`,
			"b/c.csv": `${head}2025-02-02,ads,4,GBP\n2025-01-02,ads,3,GBP\n`,
			"b/old.csv.gz": gzipSync(`${head}2024-12-31,ads,7,\n`),
			"notes.pdf": "%PDF-1.4",
		});

	test("comes in but for what is refused, which is told; one undo takes it back", async () => {
		const before = (await run(`ls -lR ${folder}`)).stdout;
		const source = exports();
		const brought = await desk.run(["perf", "import", source]);
		expect(brought.status).toBe(5);
		expect(brought.stdout).toBe(
			`${folder}/2025-01.csv\t1\t0\n${folder}/2025-01.csv\t0\t1\n${folder}/2025-02.csv\t1\t0\n${folder}/2024-12.csv\t1\t0\n`,
		);
		expect(brought.stderr).toContain("b/broken.csv:2:16: `three` is no number");
		expect(brought.stderr).toContain("b/c.csv: added 1 rows from other; 1 were there already");
		expect(brought.stderr).not.toContain("notes.pdf");
		expect((await desk.run(["perf", "import", "-v", source])).stderr).toContain("notes.pdf: it is no table");
		await run("undo");
		expect((await run(`ls -lR ${folder}`)).stdout).toBe(before);
	});

	test("a dry run says the same, and changes nothing", async () => {
		const before = (await run(`ls -lR ${folder}`)).stdout;
		const dry = await desk.run(["perf", "import", "--dry-run", exports()]);
		expect([dry.status, dry.stderr]).toEqual([5, expect.stringContaining("a.csv: would add 1 rows")]);
		expect((await run(`ls -lR ${folder}`)).stdout).toBe(before);
	});

	test("without a table, and none at all", async () => {
		const empty = await desk.run(["perf", "import", folderOf("empty", { "a.pdf": "" })]);
		expect([empty.status, empty.stderr]).toEqual([3, expect.stringContaining("there is no table in it")]);
		expect((await desk.run(["perf", "import", join(desk.folder, "none.csv")])).status).toBe(3);
	});
});

describe("a table of any size", () => {
	test("of paths lies in parts; a longer export of it adds what is new, wherever it stands", async () => {
		const row = (number: number) =>
			`channel ${number % 7} > ${"a rather long name ".repeat(12)}${number},${number % 3},,1\n`;
		const rows = Array.from({ length: 18_000 }, (_, number) => row(number));
		const header = "path,total_conversions,total_conversion_value,total_null\n";
		const first = await bring(header + rows.join(""), "", "large.csv");
		expect([first.status, first.stderr]).toEqual([
			0,
			expect.stringContaining("added 18000 rows from paths; 0 were there"),
		]);
		const parts = (await run(`ls ${folder}`)).stdout.split("\n").filter((name) => name.startsWith("paths-large"));
		expect(parts.length).toBeGreaterThan(16);
		expect(parts).toContain("paths-large.csv");
		expect(parts).toContain("paths-large.16.csv");
		// More than is compared at a time. Twice the same row is two.
		const longer = [row(20_000), ...rows.slice(0, 9000), row(9), ...rows.slice(9000), row(20_001)];
		const again = await bring(header + longer.join(""), "--json", "large.csv");
		expect(again.stderr).toContain("added 3 rows from paths; 18000 were there already");
		const found = (await json("perf report --model first --paths large")).reduce((sum, { credit }) => sum + credit, 0);
		expect(found).toBe(18_000 + [9, 20_000, 20_001].reduce((sum, number) => sum + (number % 3), 0));
		await run("undo");
		await run("undo");
	}, 60_000);

	test("of a month lies in parts, too", async () => {
		const rows = Array.from(
			{ length: 10_000 },
			(_, number) => `2023-05-0${1 + (number % 9)},radio,campaign ${number},1\n`,
		);
		const brought = await bring(`date,channel,campaign,clicks\n${rows.join("")}`);
		expect(brought.stdout).toMatch(/^\S+\/2023-05\.csv\t\d+\t0\n\S+\/2023-05-2\.csv\t\d+\t0\n$/);
		expect((await json("perf show --by month --until 2023-12-31"))[0]).toMatchObject({ by: "2023-05", clicks: 10_000 });
		expect((await bring(`date,channel,campaign,clicks\n${rows.join("")}`)).stderr).toContain(
			"10000 were there already",
		);
		await run("undo");
	});
});

describe("attribution", () => {
	test("touches of customers become paths; what follows the last conversion is lost", async () => {
		const touches = [
			"customer,time,channel,conversions,value",
			"ann,2026-02-01T10:00:00Z,search,,",
			"bob,2026-02-01T11:00:00Z,fair,,",
			"ann,2026-02-02T10:00:00Z,mail,1,40",
			"ann,2026-02-03T10:00:00Z,search,,",
			"bob,2026-02-05T11:00:00Z,mail,,",
			"bob,2026-02-06T11:00:00Z,,1,60",
		];
		expect((await bring(`${touches.join("\n")}\n`, "", "touches.csv")).status).toBe(0);
		expect((await run(`ls ${folder}`)).stdout).toContain("touchpoints-2026-02-06.csv");
		expect(await json("perf report --model linear")).toEqual([
			{ channel: "mail", credit: 1, value: 50 },
			{ channel: "fair", credit: 0.5, value: 30 },
			{ channel: "search", credit: 0.5, value: 20 },
		]);
		expect((await json("perf report --model decay --half-life 1")).map((one) => one.channel)).toEqual([
			"mail",
			"search",
			"fair",
		]);
		expect((await json("perf report --model last --since 2026-02-06"))[0]).toEqual({
			channel: "mail",
			credit: 1,
			value: 60,
		});
		expect((await json("perf report --model markov")).reduce((sum, one) => sum + one.credit, 0)).toBeCloseTo(2, 12);
	});

	test("tables of paths, under their names", async () => {
		await bring(
			"path,total_conversions,total_conversion_value,total_null\na > b,10,100,5\na,2,8,1\n",
			"--name quarter",
		);
		expect(await json("perf report --model first --paths quarter")).toEqual([
			{ channel: "a", credit: 12, value: 108 },
			{ channel: "b", credit: 0, value: 0 },
		]);
		expect((await run("perf report --paths none")).status).toBe(3);
		expect((await desk.run(["perf", "report", "-p", "quarter", "--color", "never"], { columns: 90 })).stdout).toMatch(
			/^a +7\.00 +58\.3 % +58\.00 +█+$/m,
		);
	});

	test("more touches than are held at a time: the sums of a plain loop over all of them", async () => {
		await desk.run(["biz", "init", "Large"]);
		const random = seeded(4);
		const upTo = (most: number) => Math.floor(random() * most);
		const touches = Array.from({ length: 20_000 }, (_, number) => {
			const time = new Date(1.767e12 + (number % 5 === 0 ? upTo(1e6) : number) * 1000)
				.toISOString()
				.replace(".000", "");
			const [conversions, value] = random() < 0.2 ? [1, upTo(90)] : [0, 0];
			return { customer: `${"customer, ".repeat(9)}${upTo(3000)}`, time, channel: `ch${upTo(5)}`, conversions, value };
		});
		const text = touches.map((one) => `"${one.customer}",${one.time},${one.channel},${one.conversions},${one.value}\n`);
		const brought = await bring(`customer,time,channel,conversions,value\n${text.join("")}`, "--biz large");
		expect(brought.status).toBe(0);
		// Equal times of a customer are in no order: the first touch of a way is then either.
		const sorted = touches.toSorted((one, other) => (one.time < other.time ? -1 : one.time > other.time ? 1 : 0));
		const open = new Map<string, string[]>();
		const expected: Record<string, number> = {};
		for (const { customer, channel, conversions, value } of sorted) {
			const way = [...(open.get(customer) ?? []), channel];
			open.set(customer, conversions > 0 ? [] : way);
			if (conversions > 0) for (const one of way) expected[one] = (expected[one] ?? 0) + value / way.length;
		}
		const credits = await json("perf report --model linear --biz large");
		expect(credits).toHaveLength(5);
		for (const { channel, value } of credits) expect(value).toBeCloseTo(expected[channel] ?? 0, 6);
	}, 30_000);
});
