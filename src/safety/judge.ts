import { classifySparse, features, type Shipped, shipped, toStderr, type Warn } from "../inference/index.ts";
import { normalise } from "./normalise.ts";
import { AGGREGATES, type Aggregate, partsOf } from "./parts.ts";
import { unmistakable } from "./patterns.ts";
import { judgeByRules } from "./rules.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Whether the writer of a text of any length should see crisis resources instead of a model's words. Patterns first, then the model `crisis`; where
 * that cannot be used, which is said once, rules. Never throws over what a text holds.
 */
export async function judge(text: string, warn: Warn = toStderr, folder?: string): Promise<Verdict> {
	const plain = normalise(text);
	if (!/\p{L}/u.test(plain)) return { verdict: "ok", stage: "none", score: 0 };
	if (unmistakable(plain) !== undefined) return { verdict: "crisis", stage: "pattern", score: 1 };
	const model = await shipped("crisis", warn, folder);
	return model === undefined ? judgeByRules(plain) : await judgeByModel(model, plain);
}

/** What says which model judges, for the log of events: `crisis 1`; `rules` where there is none. */
export async function judgeName(warn?: Warn, folder?: string): Promise<string> {
	const model = await shipped("crisis", warn, folder);
	return model === undefined ? "rules" : `${model.manifest.name} ${model.manifest.version}`;
}

async function judgeByModel(model: Shipped, plain: string): Promise<Verdict> {
	const { features: options, detector } = model.manifest;
	const odds: number[] = [];
	for (const { text, signs } of partsOf(plain)) {
		const { probabilities } = await classifySparse(model, features(text, options, signs));
		odds.push(logOdds(probabilities.crisis ?? 0));
	}
	const aggregate = AGGREGATES[detector?.aggregate as Aggregate] ?? AGGREGATES["the worse of both"];
	const score = 1 / (1 + Math.exp(-aggregate(odds)));
	return { verdict: score >= (detector?.threshold ?? 0.5) ? "crisis" : "ok", stage: "model", score };
}

function logOdds(probability: number): number {
	const inside = Math.min(1 - 1e-7, Math.max(1e-7, probability));
	return Math.log(inside / (1 - inside));
}
