import { classify } from "./classifier.ts";
import { wordsOf } from "./features.ts";
import { shipped } from "./shipped.ts";
import type { Warn } from "./warnings.ts";

/** `local`: a look-up, a count, a mechanical change; `llm`: something must be understood, judged or written. */
export type RouteLabel = "local" | "llm";

export interface Route {
	readonly label: RouteLabel;
	/** How likely the label is right; of rules, the share of requests that they get right (see the model's card). */
	readonly probability: number;
	readonly by: "model" | "rules";
}

/**
 * Whether a request can be done on this machine or wants a language model. Decided by the shipped model `route`; where that
 * cannot be used, which is said once, by rules.
 */
export async function route(text: string, warn?: Warn, folder?: string): Promise<Route> {
	const model = await shipped("route", warn, folder);
	if (model === undefined) return routeByRules(text);
	const { label, probability } = await classify(model, text);
	return { label: label as RouteLabel, probability, by: "model" };
}

/** Words that ask for something to be thought about or written; in the languages of `models/route/data.tsv`. */
const COMPLEX = new Set(
	(
		"why explain write draft compose rewrite plan summarise summarize summary translate compare suggest recommend advise " +
		"should could improve rephrase analyse analyze reply answer brainstorm ideas idea prepare design review evaluate judge " +
		"argue interpret describe mean means help better tone friendlier formal story poem speech refactor fix proofread " +
		"warum wieso erkläre schreib schreibe entwirf plane vergleiche übersetze empfiehl bedeutet zusammenfassung fasse " +
		"pourquoi explique rédige écris résume traduis compare corrige organise améliore propose " +
		"explica explícame escribe redacta resume traduce planea mejora analiza propón"
	).split(" "),
);
/** A request of more words than this is hardly ever simple. */
const LONG = 40;
/** What the rules get right of the test part: the figure of `models/route/card.md`, which its test compares. */
export const RULES_ACCURACY = 0.68;

/** The rules that stand in for the model: a word that asks for thought or prose, or a long request. */
export function routeByRules(text: string): Route {
	const words = wordsOf(text);
	const complex = words.length > LONG || words.some((word) => COMPLEX.has(word));
	return { label: complex ? "llm" : "local", probability: RULES_ACCURACY, by: "rules" };
}
