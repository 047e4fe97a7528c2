/** How sure a business is of a belief: a score that moves by fixed steps, so that everybody can follow it. */

export const CATEGORIES = ["audience", "messaging", "channel", "timing", "competitive"] as const;
export type Category = (typeof CATEGORIES)[number];
export const BELIEF_STATUSES = ["active", "weakening", "exploring_alternative", "deprecated"] as const;
export type BeliefStatus = (typeof BELIEF_STATUSES)[number];

/** What the steps change. Dates are days (`YYYY-MM-DD`). */
export interface Standing {
	/** 0 to 1, in hundredths. */
	readonly confidence: number;
	readonly status: BeliefStatus;
	readonly firstObserved: string;
	/** When evidence for it last came. */
	readonly lastReinforced: string;
	/** How many idle months have been counted since the last evidence of either kind. */
	readonly idle: number;
	/** When the last evidence of either kind came. */
	readonly lastEvidence: string;
}

/** What a belief begins with. */
export const START = 0.5;
const CONFIRMED = 0.1;
const CONTRADICTED = -0.15;
/** For each idle month after the first so many. */
const IDLE = -0.1;
export const IDLE_MONTHS = 3;
/** Below this, other explanations are looked for. */
export const EXPLORES_BELOW = 0.3;

/** A belief that is new on a day. */
export function newStanding(day: string, confidence = START): Standing {
	return { confidence, status: "active", firstObserved: day, lastReinforced: day, lastEvidence: day, idle: 0 };
}

/** Evidence for it came on a day. */
export function confirmed(belief: Standing, day: string): Standing {
	const confidence = moved(belief.confidence, CONFIRMED);
	return {
		...belief,
		confidence,
		status: confidence < EXPLORES_BELOW ? "exploring_alternative" : "active",
		firstObserved: earlier(belief.firstObserved, day),
		lastReinforced: later(belief.lastReinforced, day),
		lastEvidence: later(belief.lastEvidence, day),
		idle: 0,
	};
}

/** Evidence against it came on a day. */
export function contradicted(belief: Standing, day: string): Standing {
	const confidence = moved(belief.confidence, CONTRADICTED);
	return {
		...belief,
		confidence,
		status: confidence < EXPLORES_BELOW ? "exploring_alternative" : "weakening",
		firstObserved: earlier(belief.firstObserved, day),
		lastEvidence: later(belief.lastEvidence, day),
		idle: 0,
	};
}

/** Time went by without evidence, up to a day: what the months since the last evidence cost that have not been counted yet. */
export function idled(belief: Standing, day: string): Standing {
	if (belief.status === "deprecated") return belief;
	const due = Math.max(0, monthsBetween(belief.lastEvidence, day) - IDLE_MONTHS);
	if (due <= belief.idle) return belief;
	const confidence = moved(belief.confidence, IDLE * (due - belief.idle));
	const status = confidence < EXPLORES_BELOW ? "exploring_alternative" : belief.status;
	return { ...belief, confidence, status, idle: due };
}

/** It is no longer believed, whatever it was. */
export function retired(belief: Standing): Standing {
	return { ...belief, status: "deprecated" };
}

/** Whole months from one day to a later one: the 31st is over with a shorter month. */
export function monthsBetween(from: string, to: string): number {
	const [year, month, day] = parts(from);
	const [toYear, toMonth, toDay] = parts(to);
	const lastDay = new Date(Date.UTC(toYear, toMonth, 0)).getUTCDate();
	const isFull = toDay >= Math.min(day, lastDay);
	return Math.max(0, (toYear - year) * 12 + toMonth - month - (isFull ? 0 : 1));
}

function parts(day: string): [number, number, number] {
	return day.split("-").map(Number) as [number, number, number];
}

function earlier(one: string, other: string): string {
	return one < other ? one : other;
}

function later(one: string, other: string): string {
	return one > other ? one : other;
}

/** Clamped to 0..1, in hundredths: the steps are decimal, and so is what is written. */
function moved(confidence: number, by: number): number {
	return Math.round(Math.min(1, Math.max(0, confidence + by)) * 100) / 100;
}
