/**
 * How much a piece of evidence counts for where it comes from and how old it is: `context.source_weights`, whose default is the one
 * table. Weights are beside each other, so pieces that are all of one kind count in full (`weighed`).
 */
import { dayNumber } from "../base/calendar.ts";
import { CONFIG, configText, weightsOf } from "../base/config.ts";

const KEY = "context.source_weights";

/** Each from 0 to 1. */
export interface SourceWeights {
	/** Figures: trials, measured effects, tables of performance, what was published. */
	readonly performance: number;
	/** What somebody says or wrote. */
	readonly subjective: number;
	/** Of the last three months. */
	readonly recent: number;
	readonly older: number;
}

/** What nobody has set. */
export const SOURCE_WEIGHTS: SourceWeights = of(CONFIG[KEY].fallback);

/** As the settings say. @throws DeskError EINVAL with the setting's name */
export async function sourceWeights(home: string): Promise<SourceWeights> {
	const text = await configText(home, KEY);
	return text === CONFIG[KEY].fallback ? SOURCE_WEIGHTS : of(text);
}

function of(text: string): SourceWeights {
	const { performance = 1, subjective = 1, recent = 1, older = 1 } = weightsOf(KEY, text);
	return { performance, subjective, recent, older };
}

/** What of a piece of evidence tells where it comes from. */
export interface Sourced {
	readonly path: string;
	/** `YYYY-MM-DD` */
	readonly date: string;
	readonly trials?: number;
	readonly effect?: number;
}

/** Where something comes from, how old it is on a day, and what that weighs. */
export interface SourceWeight {
	readonly source: "performance" | "subjective";
	readonly age: "recent" | "older";
	readonly weight: number;
}

const RECENT_DAYS = 92;
const FIGURES = /^\/context\/[^/]+\/(?:performance|calendar)\//;

/** @param day `YYYY-MM-DD` */
export function sourceWeight(evidence: Sourced, day: string, weights: SourceWeights): SourceWeight {
	const { path, date, trials, effect } = evidence;
	const isMeasured = (trials ?? effect) !== undefined || FIGURES.test(path);
	const source = isMeasured ? "performance" : "subjective";
	const age = dayNumber(day) - dayNumber(date) <= RECENT_DAYS ? "recent" : "older";
	return { source, age, weight: weights[source] * weights[age] };
}
