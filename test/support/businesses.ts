import { normal } from "../../fs-mounts/context/statistics.ts";
import { dateOfDay, dayNumber } from "../../src/base/calendar.ts";

/** How a simulated business is. */
export interface Setting {
	readonly random: () => number;
	readonly months: number;
	/** Observations a month, on average. */
	readonly observations: number;
	/** How far the truth walks in a month (standard deviation). */
	readonly drift: number;
}

/** One observation, and how likely it was to confirm at that time. */
export interface Observation {
	readonly day: string;
	readonly confirms: boolean;
	readonly truth: number;
}

/** A belief whose truth is known: how often observations confirm it, which begins anywhere and walks between 0 and 1. */
export function simulateBelief({ random, months, observations, drift }: Setting): {
	readonly observed: readonly Observation[];
	readonly truth: number;
	readonly day: string;
} {
	const start = dayNumber("2024-01-15");
	let truth = random();
	const observed: Observation[] = [];
	for (let month = 0; month < months; month++) {
		if (month > 0) truth = reflected(truth + drift * normal(random));
		const day = dateOfDay(start + Math.round(month * 30.4375));
		for (let at = poisson(observations, random); at > 0; at--)
			observed.push({ day, confirms: random() < truth, truth });
	}
	return { observed, truth, day: dateOfDay(start + Math.round((months - 1) * 30.4375)) };
}

function reflected(rate: number): number {
	return rate < 0 ? -rate : rate > 1 ? 2 - rate : rate;
}

/** Knuth's method; the mean is small. */
function poisson(mean: number, random: () => number): number {
	const least = Math.exp(-mean);
	let count = -1;
	for (let product = 1; product > least; count++) product *= random();
	return count;
}
