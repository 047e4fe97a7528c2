import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Zone, zoneOf } from "../base/zone.ts";
import { type Cron, type CronProblem, isCron, latest, next, parseCron } from "./cron.ts";

const cronOf = (text: string): Cron => {
	const read = parseCron(text);
	if (!isCron(read)) throw new Error(`${text}: ${read.what}`);
	return read;
};
const seconds = (text: string) => Date.parse(text) / 1000;
const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at * 1000).toISOString().slice(0, 16));

const MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const DAY_NAMES = "sun mon tue wed thu fri sat".split(" ");

/** A zone that remembers what Intl said, which takes its time. */
const remembered = new Map<string, Zone>();
function quickZone(name: string): Zone {
	const known = new Map<number, ReturnType<Zone["at"]>>();
	const zone = remembered.get(name) ?? {
		at(second: number) {
			const found = known.get(second) ?? zoneOf({ TZ: name }).at(second);
			known.set(second, found);
			return found;
		},
	};
	remembered.set(name, zone);
	return zone;
}

/** Whether a field names a value, read anew each time: nothing of the code under test. */
function names(field: string, value: number, least: number, most: number, words: string[] = []): boolean {
	const number = (text: string) => (words.includes(text) ? words.indexOf(text) + least : Number(text));
	return field.split(",").some((item) => {
		const [range = "", step = "1"] = item.split("/");
		const [from = "", to = from] = range === "*" ? [String(least), String(most)] : range.split("-");
		for (let at = number(from); at <= number(to); at += Number(step)) if (at === value) return true;
		return false;
	});
}

/** crontab(5) and cron(8) minute by minute: the machine's clock goes on, and jumps. */
function bruteForce(text: string, zone: Zone, from: number, to: number): number[] {
	const [minute = "", hour = "", day = "", month = "", weekday = ""] = text.split(" ");
	const isWild = minute.startsWith("*") || hour.startsWith("*");
	const named = (field: string, least: number, most: number, words?: string[]) =>
		new Set(
			Array.from({ length: most + 1 }, (_, value) => value).filter((value) => names(field, value, least, most, words)),
		);
	const [minutes, hours, days] = [named(minute, 0, 59), named(hour, 0, 23), named(day, 1, 31)];
	const [months, weekdays] = [named(month, 1, 12, MONTH_NAMES), named(weekday, 0, 7, DAY_NAMES)];
	const fits = (local: number) => {
		const date = new Date(local * 1000);
		if (!minutes.has(date.getUTCMinutes()) || !hours.has(date.getUTCHours()) || !months.has(date.getUTCMonth() + 1))
			return false;
		const isDay = days.has(date.getUTCDate());
		const isWeekday = weekdays.has(date.getUTCDay()) || weekdays.has(date.getUTCDay() + 7);
		return day.startsWith("*") || weekday.startsWith("*") ? isDay && isWeekday : isDay || isWeekday;
	};
	const found: number[] = [];
	/** The latest minute that any clock has shown. */
	let shown = Number.NEGATIVE_INFINITY;
	for (let at = from - 86_400; at <= to; at += 60) {
		const local = at + zone.at(at).offset;
		// Skipped minutes are made up for at once, those that come again are left out: for jobs at fixed times.
		if (isWild ? fits(local) : local > shown && range(Math.max(shown + 60, local - 3 * 3600), local).some(fits))
			found.push(at);
		shown = Math.max(shown, local);
	}
	return found.filter((at) => at > from);
}

/** Each minute from the first to the last. */
const range = (from: number, to: number) =>
	Array.from({ length: Math.max(0, Math.floor((to - from) / 60) + 1) }, (_, index) => from + index * 60);

test.each([
	// A day on which 02:30 does not exist, and one on which it comes twice.
	["30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", ["2026-03-29T01:00", "2026-03-30T00:30"]],
	["30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", ["2026-10-25T00:30", "2026-10-26T01:30"]],
	["10,40 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", ["2026-03-29T01:00", "2026-03-30T00:10"]],
	["30 * * * *", "Europe/Berlin", "2026-10-25T00:00Z", ["2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:30"]],
	["0 0 29 2 *", "UTC", "2026-11-21T00:00Z", ["2028-02-29T00:00", "2032-02-29T00:00"]],
	["30 4 1,15 * 5", "UTC", "2026-11-21T00:00Z", ["2026-11-27T04:30", "2026-12-01T04:30", "2026-12-04T04:30"]],
	["0 9 * * mon-fri", "Asia/Kolkata", "2026-11-21T00:00Z", ["2026-11-23T03:30", "2026-11-24T03:30"]],
	["weekly", "UTC", "2026-11-21T00:00Z", ["2026-11-22T00:00", "2026-11-29T00:00"]],
	["@Hourly", "UTC", "2026-11-21T00:10Z", ["2026-11-21T01:00", "2026-11-21T02:00"]],
])("%s in %s: when it is due next", (text, name, from, expected) => {
	const zone = zoneOf({ TZ: name });
	const cron = cronOf(text);
	let at = seconds(from);
	const found = expected.map(() => {
		at = next(cron, zone, at) as number;
		return iso(at);
	});
	expect(found).toEqual(expected);
});

test("what was missed is one run, the latest; nothing before it was written", () => {
	const zone = zoneOf({ TZ: "UTC" });
	const cron = cronOf("0 * * * *");
	expect(iso(latest(cron, zone, seconds("2026-11-01T00:30Z"), seconds("2026-11-21T12:34Z")))).toBe("2026-11-21T12:00");
	expect(latest(cron, zone, seconds("2026-11-21T12:00Z"), seconds("2026-11-21T12:34Z"))).toBeUndefined();
});

const list = (item: fc.Arbitrary<string>) =>
	fc.array(item, { minLength: 1, maxLength: 2 }).map((items) => items.join(","));
const field = (least: number, most: number, words: string[] = []) => {
	const value = fc.integer({ min: least, max: most });
	const span = fc.tuple(value, value).map((pair) => [...pair].sort((one, other) => one - other).join("-"));
	const step = fc.integer({ min: 1, max: 9 }).map((count) => `/${count}`);
	const name = words.length === 0 ? value.map(String) : fc.oneof(value.map(String), fc.constantFrom(...words));
	return fc.oneof(
		{ arbitrary: fc.constant("*"), weight: 3 },
		{
			arbitrary: list(
				fc.oneof(
					name,
					span,
					fc.tuple(fc.oneof(fc.constant("*"), span), step).map((pair) => pair.join("")),
				),
			),
			weight: 2,
		},
	);
};
const RUNS = Number(process.env.FC_RUNS ?? 60);
/** Around changes of clocks: by an hour, by half of one, at midnight, a minute past midnight. */
const changes = [
	["Europe/Berlin", "2026-03-28T20:00Z"],
	["Europe/Berlin", "2026-10-24T20:00Z"],
	["Australia/Lord_Howe", "2026-04-04T00:00Z"],
	["Australia/Lord_Howe", "2026-10-03T00:00Z"],
	["America/St_Johns", "2005-10-29T20:00Z"],
	["America/Havana", "2026-03-07T20:00Z"],
	["America/Havana", "2026-10-31T20:00Z"],
	["UTC", "2028-02-28T00:00Z"],
] as const;

test(
	"latest and next are what a clock that ticks minute by minute finds",
	() => {
		const schedule = fc
			.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12, MONTH_NAMES), field(0, 7, DAY_NAMES))
			.map((fields) => fields.join(" "));
		fc.assert(
			fc.property(schedule, fc.constantFrom(...changes), fc.nat(2 * 1440), (text, [name, at], offset) => {
				const read = parseCron(text);
				if (!isCron(read)) return expect(read.what).toBe("no such day ever comes");
				const zone = quickZone(name);
				const [from, to] = [seconds(at), seconds(at) + 2 * 86_400];
				const all = bruteForce(text, zone, from, to);
				const now = from + offset * 60;
				expect(iso(latest(read, zone, from, now))).toBe(iso(all.filter((time) => time <= now).at(-1)));
				const following = next(read, zone, now);
				expect(iso(following !== undefined && following <= to ? following : undefined)).toBe(
					iso(all.find((time) => time > now)),
				);
			}),
			{ numRuns: RUNS },
		);
	},
	60_000 + RUNS * 50,
);

test.each([
	["", 0, /five fields, and this has 0/],
	["* * * *", 7, /five fields, and this has 4/],
	["* * * * * *", 10, /has 6/],
	["60 * * * *", 0, /'60' is no minute/],
	["0 24 * * *", 2, /'24' is no hour/],
	["0 0 0 * *", 4, /'0' is no day of the month/],
	["0 0 1 foo *", 6, /'foo' is no month/],
	["0 0 * * 1,8", 10, /'8' is no day of the week/],
	["0 0 * * fri-mon", 8, /goes backwards/],
	["5/10 * * * *", 0, /a step needs a range/],
	["*/0 * * * *", 2, /leads nowhere/],
	["1,,2 * * * *", 2, /a minute is missing/],
	["-1 * * * *", 0, /'-1' is no minute/],
	["0 0 30 2 *", 4, /no such day ever comes/],
	["@reboot", 0, /is no schedule/],
	["every day", 9, /five fields, and this has 2/],
])("%j is refused at offset %i", (text, at, what) => {
	const read = parseCron(text) as CronProblem;
	expect(read.what).toMatch(what);
	expect(read.at).toBe(at);
});

test("systemd's calendar gives the same", (context) => {
	const cases: [string, string][] = [
		["*/15 8-17 * * *", "*-*-* 08..17:00/15"],
		["30 7 * * 1-5", "Mon..Fri *-*-* 07:30"],
		["0 0 1 */3 *", "*-01/3-01 00:00"],
		["0 12 31 * *", "*-*-31 12:00"],
		["5 4 29 2 *", "*-02-29 04:05"],
	];
	const base = "2026-11-21 12:07:00 UTC";
	const systemd = (expression: string) =>
		spawnSync("systemd-analyze", ["calendar", `--base-time=${base}`, "--iterations=4", `${expression} UTC`], {
			encoding: "utf8",
		});
	if (systemd("daily").status !== 0) return context.skip("systemd-analyze is not on this machine");
	for (const [text, expression] of cases) {
		const { stdout } = systemd(expression);
		const theirs = [...stdout.matchAll(/(?:Next elapse|Iter\. #\d+): \w{3} (\S+) (\d\d:\d\d):00 UTC/g)].map(
			([, day, time]) => `${day}T${time}`,
		);
		let at = Date.parse("2026-11-21T12:07Z") / 1000;
		const ours = theirs.map(() => {
			at = next(cronOf(text), zoneOf({ TZ: "UTC" }), at) as number;
			return iso(at);
		});
		expect(theirs).toHaveLength(4);
		expect(ours).toEqual(theirs);
	}
});
