import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dateOfDay, dayNumber } from "../base/calendar.ts";
import { zoneOf } from "../base/zone.ts";
import {
	amountText,
	clockTime,
	covers,
	dayOf,
	degraded,
	limitsOf,
	money,
	percentReached,
	periodsAt,
} from "./budget.ts";

const ZONES = [
	"UTC",
	"Europe/Berlin",
	"America/New_York",
	"Asia/Kolkata",
	"Pacific/Apia",
	"Africa/Cairo",
	"America/Havana",
	"Asia/Beirut",
	"Australia/Lord_Howe",
	"JST-9",
];

describe("periods", () => {
	test.each([
		["Europe/Berlin", "2026-11-21T12:00:00Z", "2026-11-20T23:00Z", "2026-11-21T23:00Z"],
		["Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z"], // 23 hours
		["Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z"], // 25 hours
		["Africa/Cairo", "2026-04-24T12:00:00Z", "2026-04-23T22:00Z", "2026-04-24T21:00Z"], // clocks skip midnight
		["America/Havana", "2026-11-01T12:00:00Z", "2026-11-01T04:00Z", "2026-11-02T05:00Z"], // an hour after midnight comes twice
		["Asia/Kolkata", "2026-11-21T18:30:00Z", "2026-11-21T18:30Z", "2026-11-22T18:30Z"],
	])("the day in %s at %s", (TZ, at, start, end) => {
		const { day } = periodsAt(Date.parse(at) * 1000, zoneOf({ TZ }));
		expect([day.start, day.end]).toEqual([Date.parse(start) * 1000, Date.parse(end) * 1000]);
	});

	test("an instant lies in its day and month, the next of which begins where it ends", () => {
		fc.assert(
			fc.property(fc.constantFrom(...ZONES), fc.integer({ min: 0, max: 4_000_000_000 }), (TZ, seconds) => {
				const zone = zoneOf({ TZ });
				const at = seconds * 1e6;
				const { day, month } = periodsAt(at, zone);
				for (const period of [day, month]) {
					expect(period.start).toBeLessThanOrEqual(at);
					expect(period.end).toBeGreaterThan(at);
				}
				expect(day.name).toBe(dayOf(at, zone));
				// The first instant of the day, and the last one.
				expect(dayOf(day.start, zone)).toBe(day.name);
				expect(dayOf(day.start - 1e6, zone)).not.toBe(day.name);
				expect(dayOf(day.end - 1e6, zone)).toBe(day.name);
				const next = periodsAt(day.end, zone).day;
				expect(next.start).toBe(day.end);
				if (TZ !== "Pacific/Apia") expect(next.name).toBe(dateOfDay(dayNumber(day.name) + 1)); // 30 December 2011 was left out there
				expect(day.name.startsWith(month.name)).toBe(true);
				expect(periodsAt(month.end, zone).month.start).toBe(month.end);
			}),
		);
	});

	test("what clocks show", () => {
		expect(clockTime(Date.parse("2026-11-21T23:00:00Z") * 1000, zoneOf({ TZ: "Europe/Berlin" }))).toBe(
			"2026-11-22 00:00",
		);
	});
});

describe("degradation", () => {
	const order = ["agent", "summarize", "ask"];

	test("features make do with less one after another", () => {
		const at = (share: number) => [...order, "extract"].map((feature) => degraded(feature, share, order));
		expect(at(0)).toEqual(["full", "full", "full", "full"]);
		expect(at(0.79)).toEqual(["full", "full", "full", "full"]);
		expect(at(0.8)).toEqual(["small", "full", "full", "full"]);
		expect(at(0.86)).toEqual(["small", "small", "full", "full"]);
		expect(at(0.91)).toEqual(["small", "small", "small", "full"]);
		expect(at(0.95)).toEqual(["local", "small", "small", "full"]);
		expect(at(0.97)).toEqual(["local", "local", "small", "full"]);
		expect(at(0.99)).toEqual(["local", "local", "local", "full"]);
		expect(at(1)).toEqual(["stop", "stop", "stop", "stop"]);
		expect(degraded("agent:summarizer", 0.8, order)).toBe("small");
		expect(degraded("ask", 0.99, [])).toBe("full");
	});

	test("the more is spent, the less; and never more than who comes later in the order", () => {
		const rank = { full: 0, small: 1, local: 2, stop: 3 };
		const share = fc.double({ min: 0, max: 1.2, noNaN: true });
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { minLength: 1 }),
				share,
				share,
				(names, one, other) => {
					const [less, more] = one < other ? [one, other] : [other, one];
					const ranks = (spent: number) => names.map((name) => rank[degraded(name, spent, names)]);
					expect(ranks(less).every((each, at) => each <= (ranks(more)[at] ?? 0))).toBe(true);
					expect([...ranks(more)].sort((a, b) => b - a)).toEqual(ranks(more));
				},
			),
		);
	});
});

test("which caps a call counts for", () => {
	const caps = {
		dayTokens: 5,
		monthCost: 1,
		features: new Map([
			["agent", 3],
			["agent:a", 2],
		]),
	};
	const settings = (feature: string | undefined) =>
		limitsOf(feature, caps, 0, zoneOf({ TZ: "UTC" })).map((limit) => limit.feature ?? limit.setting);
	expect(settings("ask")).toEqual(["budget.day_tokens", "budget.month_cost"]);
	expect(settings("agent:a")).toEqual(["budget.day_tokens", "budget.month_cost", "agent", "agent:a"]);
	expect(settings(undefined)).toHaveLength(4);
	expect([covers("agent", "agents"), covers("agent:a", "agent")]).toEqual([false, false]);
});

test("percentages are reached, not passed", () => {
	expect([49.9, 50, 79.9, 80, 94.9, 95, 100, 300].map((spent) => percentReached(spent, 100))).toEqual([
		undefined,
		50,
		50,
		80,
		80,
		95,
		95,
		95,
	]);
});

test("amounts for people", () => {
	expect([0, 5, 0.01, 0.0123, 0.009, 0.00012, 1e-9, 1e-12, 1234.5].map(money)).toEqual([
		"$0.00",
		"$5.00",
		"$0.01",
		"$0.01",
		"$0.0090",
		"$0.00012",
		"$0.000000001",
		"$0.000000000",
		"$1234.50",
	]);
	expect(amountText("budget.day_tokens", 20_000)).toBe("20,000 tokens");
});
