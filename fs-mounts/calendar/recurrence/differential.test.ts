/**
 * Random rules against libical and python-dateutil. What is left out is named in `DELIBERATE`, with the reason; `RULES=5000 SEED=7 npx vitest run …`
 * looks at more of them.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { formatDateTime, parseDateTime } from "../time.ts";
import { expand } from "./expand.ts";
import { parseRule, type Rule, WEEKLY, YEARLY } from "./rule.ts";

const COUNT = Number(process.env.RULES ?? 300);
const TIMES = 12;

interface Case {
	rule: string;
	start: string;
	count: number;
}
type Answer = { libical?: string[] | null; dateutil?: string[] | null };

/** Rules of the parts that RFC 5545 allows together, of all frequencies. */
function cases(count: number): Case[] {
	let seed = Number(process.env.SEED ?? 1);
	// mulberry32, public domain
	const random = () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const int = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
	const pick = <Value>(list: readonly Value[]) => list[int(0, list.length - 1)] as Value;
	const signed = (most: number) => (random() < 0.3 ? -1 : 1) * int(1, most);
	const list = (one: () => number | string, most = 4) => {
		const values = [...new Set(Array.from({ length: int(1, most) }, one))];
		// libical gives the hours, minutes and seconds of a day in the order in which the rule names them.
		return (
			values.every((value) => typeof value === "number") ? values.sort((a, b) => Number(a) - Number(b)) : values
		).join();
	};
	const frequencies = ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
	const days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
	const chance = (share: number, part: () => string) => (random() < share ? [part()] : []);
	const rule = () => {
		const name = pick([...frequencies, "WEEKLY", "MONTHLY", "YEARLY"]);
		const freq = frequencies.indexOf(name);
		const weeks = name === "YEARLY" && random() < 0.15;
		const nth = () => (freq < 5 || weeks || random() < 0.5 ? "" : signed(name === "MONTHLY" ? 5 : 53));
		const parts = [
			`FREQ=${name}`,
			...chance(0.4, () => `INTERVAL=${int(1, pick([3, 12, 40]))}`),
			...(random() < 0.2
				? [`COUNT=${int(1, 30)}`]
				: chance(
						0.2,
						() => `UNTIL=${int(1998, 2020)}${pick(["0101", "0630", "1231"])}T${pick(["000000", "120000", "235959"])}`,
					)),
			...chance(0.35, () => `BYMONTH=${list(() => int(1, 12))}`),
			...(weeks ? [`BYWEEKNO=${list(() => signed(53))}`] : []),
			...(name === "YEARLY" || freq < 3 ? chance(0.1, () => `BYYEARDAY=${list(() => signed(366), 6)}`) : []),
			...(name === "WEEKLY" ? [] : chance(0.3, () => `BYMONTHDAY=${list(() => signed(31), 6)}`)),
			...chance(0.4, () => `BYDAY=${list(() => `${nth()}${pick(days)}`)}`),
			...chance(0.2, () => `BYHOUR=${list(() => int(0, 23))}`),
			...chance(0.2, () => `BYMINUTE=${list(() => int(0, 59))}`),
			...chance(0.2, () => `BYSECOND=${list(() => int(0, 59))}`),
			...chance(0.15, () => `BYSETPOS=${list(() => signed(5))}`),
			...chance(0.3, () => `WKST=${pick(days)}`),
		];
		return parts
			.filter(
				(part, index) => index === 0 || !part.startsWith("BYSETPOS") || parts.some((one) => /^BY(?!SETPOS)/.test(one)),
			)
			.join(";");
	};
	const pad = (n: number) => String(n).padStart(2, "0");
	return Array.from({ length: count }, () => ({
		rule: rule(),
		start: `${int(1996, 2004)}${pad(int(1, 12))}${pad(int(1, 28))}T${pick(["090000", "000000", "233000", "120530"])}`,
		count: TIMES,
	}));
}

const isMixed = ({ byDay = [] }: Rule) => byDay.some(({ nth }) => nth === 0) && byDay.some(({ nth }) => nth !== 0);
const hasNth = ({ byDay = [] }: Rule) => byDay.some(({ nth }) => nth !== 0);

/** Where we differ from a peer on purpose. */
const DELIBERATE: Record<"libical" | "dateutil", readonly (readonly [string, (rule: Rule) => boolean])[]> = {
	libical: [
		["BYSETPOS takes of days only, and not of a day's times", ({ bySetPos }) => bySetPos !== undefined],
		[
			"of shorter periods than days, lists leave out times after the start, or give some that the interval passes over",
			({ freq, byMonth, byDay, byMonthDay, byYearDay, byHour, byMinute, bySecond }) =>
				freq < 3 &&
				[byMonth, byDay, byMonthDay, byYearDay, byHour, byMinute, bySecond].some((part) => part !== undefined),
		],
		[
			"negative days of the month are not found by shorter periods than months",
			({ freq, byMonthDay = [] }) => freq < 5 && byMonthDay.some((day) => day < 0),
		],
		[
			"a year's BYMONTHDAY without BYMONTH is of the start's month alone; RFC 5545: of all months",
			({ freq, byMonth, byMonthDay }) => freq === YEARLY && byMonthDay !== undefined && byMonth === undefined,
		],
		[
			"weeks are counted from another one where they begin neither on Monday nor on Sunday",
			({ freq, interval, weekStart }) => freq === WEEKLY && interval > 1 && weekStart % 6 !== 0,
		],
		[
			"days of a year come in the order in which they are named, and weeks at its end are left out",
			({ byYearDay = [], byWeekNo = [] }) => byYearDay.length > 1 || byWeekNo.length > 1,
		],
		[
			"BYWEEKNO without BYDAY gives days of other weeks",
			({ byWeekNo, byDay }) => byWeekNo !== undefined && byDay === undefined,
		],
	],
	dateutil: [
		[
			"BYWEEKNO without BYDAY is all days of the week; ours: the start's weekday, as RFC 5545 takes what is missing from the start",
			({ byWeekNo, byDay }) => byWeekNo !== undefined && byDay === undefined,
		],
		["weeks end with the year", ({ byWeekNo }) => byWeekNo !== undefined],
		["BYDAY with and without numbers in one rule is their intersection; RFC 5545: their union", isMixed],
		[
			"a year's BYDAY with numbers limits by the year even where BYMONTH is given and BYMONTHDAY too",
			(rule) => hasNth(rule) && (rule.byMonthDay !== undefined || rule.byYearDay !== undefined),
		],
		[
			"BYSETPOS counts the first period from the start on, where it is a week",
			({ bySetPos, freq }) => bySetPos !== undefined && freq <= 4,
		],
	],
};

function ours({ rule, start, count }: Case): string[] {
	const parsed = parseRule(rule);
	const { wall = 0, form = "local" } = parseDateTime(start) ?? {};
	const times: string[] = [];
	for (const time of expand(parsed, wall, parsed.until === undefined ? {} : { until: parsed.until.wall })) {
		times.push(formatDateTime({ wall: time, form }));
		if (times.length === count) break;
	}
	return times;
}

// Debian's Python has the bindings; another one first on PATH need not.
const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

test(`${COUNT} random rules give what libical and dateutil give`, { timeout: 600_000 }, () => {
	const asked = cases(COUNT);
	const peers = ["libical", "dateutil"] as const;
	const reasonOf = (peer: (typeof peers)[number], { rule }: Case) =>
		DELIBERATE[peer].find(([, applies]) => applies(parseRule(rule)))?.[0];
	const lines = asked.map((one) =>
		JSON.stringify({ ...one, peers: peers.filter((peer) => reasonOf(peer, one) === undefined) }),
	);
	const input = `${lines.join("\n")}\n`;
	const { stdout, error } = spawnSync(python, [fileURLToPath(new URL("oracle.py", import.meta.url))], {
		input,
		encoding: "utf8",
		maxBuffer: 1 << 28,
	});
	if (error !== undefined) return console.log(`skipped: ${python} does not run (${error.message})`);
	const answers = stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as Answer);
	expect(answers).toHaveLength(asked.length);
	const differing: string[] = [];
	for (const peer of peers) {
		const tally = new Map<string, number>();
		const count = (what: string) => void tally.set(what, (tally.get(what) ?? 0) + 1);
		for (const [index, one] of asked.entries()) {
			const theirs = answers[index]?.[peer];
			const reason = reasonOf(peer, one);
			if (theirs === undefined)
				count("the library is not installed (gir1.2-ical-3.0 and python3-gi; python3-dateutil)");
			else if (reason !== undefined) count(reason);
			else if (theirs === null) count("it refuses the rule, or takes too long");
			else {
				count("same");
				// libical ends in the year 2582.
				const found = ours(one).filter((time) => peer === "dateutil" || time < "2582");
				if (found.join() !== theirs.join())
					differing.push(`${one.rule} from ${one.start}\n  ours  ${found.join(" ")}\n  ${peer} ${theirs.join(" ")}`);
			}
		}
		console.log(
			`${peer}: ${[...tally].map(([what, n]) => `${n} × ${what === "same" ? "compared" : `skipped: ${what}`}`).join("; ")}`,
		);
	}
	expect(differing.join("\n")).toBe("");
});
