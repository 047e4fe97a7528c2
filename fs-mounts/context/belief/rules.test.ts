import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { confirmed, contradicted, idled, monthsBetween, newStanding, retired, type Standing } from "./rules.ts";

const first = newStanding("2026-01-31");

describe("the steps", () => {
	test("it begins at .5; a confirmation adds .1, a contradiction takes .15 and weakens", () => {
		expect(first).toMatchObject({ confidence: 0.5, status: "active" });
		const up = confirmed(first, "2026-02-10");
		expect(up).toMatchObject({ confidence: 0.6, status: "active", lastReinforced: "2026-02-10" });
		const down = contradicted(up, "2026-02-20");
		expect(down).toMatchObject({ confidence: 0.45, status: "weakening", lastReinforced: "2026-02-10" });
		expect(confirmed(down, "2026-03-01")).toMatchObject({ confidence: 0.55, status: "active" });
	});

	test("below .3 it explores alternatives, until evidence brings it back", () => {
		const low = [1, 2].reduce((belief) => contradicted(belief, "2026-02-01"), first);
		expect(low).toMatchObject({ confidence: 0.2, status: "exploring_alternative" });
		expect(confirmed(low, "2026-02-02")).toMatchObject({ confidence: 0.3, status: "active" });
		expect(contradicted(contradicted(low, "2026-02-02"), "2026-02-03").confidence).toBe(0);
		expect([1, 2, 3, 4, 5, 6, 7].reduce((belief) => confirmed(belief, "2026-02-01"), first).confidence).toBe(1);
	});

	test.each([
		["2026-04-30", 0.5], // three idle months
		["2026-05-30", 0.5],
		["2026-05-31", 0.4],
		["2026-06-30", 0.3], // June has no 31st
		["2026-07-31", 0.2],
		["2027-12-31", 0],
	])("idle until %s leaves %d, however often it is looked at", (day, confidence) => {
		expect(idled(first, day).confidence).toBe(confidence);
		expect(idled(idled(first, day), day)).toEqual(idled(first, day));
		expect(idled(idled(idled(first, "2026-05-31"), "2026-06-30"), day).confidence).toBe(
			Math.min(idled(first, "2026-06-30").confidence, confidence),
		);
	});

	test("evidence of either kind ends the idle time; what is retired is left alone", () => {
		expect(idled(contradicted(first, "2026-06-01"), "2026-09-01").confidence).toBe(0.35);
		expect(idled(retired(first), "2030-01-01")).toMatchObject({ confidence: 0.5, status: "deprecated" });
	});

	test("evidence of an earlier day makes it older, not younger", () => {
		expect(confirmed(first, "2025-12-01")).toMatchObject({ firstObserved: "2025-12-01", lastReinforced: "2026-01-31" });
	});
});

test("always between 0 and 1, in hundredths, and below .3 never active", () => {
	const steps = fc.array(fc.constantFrom(confirmed, contradicted, idled), { maxLength: 40 });
	fc.assert(
		fc.property(steps, fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 40, maxLength: 40 }), (all, waits) => {
			let belief: Standing = first;
			let day = Date.parse("2026-01-31");
			for (const [index, step] of all.entries()) {
				day += (waits[index] ?? 0) * 86_400_000;
				belief = step(belief, new Date(day).toISOString().slice(0, 10));
				expect(belief.confidence).toBeGreaterThanOrEqual(0);
				expect(belief.confidence).toBeLessThanOrEqual(1);
				expect(Math.round(belief.confidence * 100) / 100).toBe(belief.confidence);
				expect(belief.confidence < 0.3).toBe(belief.status === "exploring_alternative");
			}
		}),
	);
});

test("months are whole ones", () => {
	expect(monthsBetween("2026-01-31", "2026-02-28")).toBe(1);
	expect(monthsBetween("2026-01-15", "2026-02-14")).toBe(0);
	expect(monthsBetween("2025-11-21", "2026-11-21")).toBe(12);
	expect(monthsBetween("2026-11-21", "2026-01-01")).toBe(0);
});
