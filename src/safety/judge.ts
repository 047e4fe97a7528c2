import { inTurns, type Pace, paceOf } from "../base/pace.ts";
import { features, type Shipped, shipped, toStderr, type Warn } from "../inference/index.ts";
import { normaliseSteps } from "./normalise.ts";
import { AGGREGATES, type Aggregate, partSteps } from "./parts.ts";
import { isPlainDenial, unmistakableSteps } from "./patterns.ts";
import { ruleSteps } from "./rules.ts";
import type { Verdict } from "./verdict.ts";

/** What a judgement goes by beside the text. */
export interface JudgeOptions {
	/** Where it is said that the model cannot be used; default: stderr. */
	readonly warn?: Warn | undefined;
	/** The folder of the shipped models. */
	readonly folder?: string | undefined;
	/** Ends it: a long text takes a second or two. Its reason is thrown. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * Whether the writer of a text of any length should see crisis resources instead of a model's words. Patterns first, then the model `crisis`; where
 * that cannot be used, which is said once, rules. It gives turns, and throws nothing over what a text holds.
 */
export async function judge(
	text: string,
	{ warn = toStderr, folder, signal = NEVER }: JudgeOptions = {},
): Promise<Verdict> {
	const pace = paceOf(signal);
	const plain = await inTurns(normaliseSteps(text), pace);
	if (!/\p{L}/u.test(plain)) return { verdict: "ok", stage: "none", score: 0 };
	if ((await inTurns(unmistakableSteps(plain), pace)) !== undefined)
		return { verdict: "crisis", stage: "pattern", score: 1 };
	if (isPlainDenial(plain)) return { verdict: "ok", stage: "pattern", score: 0 };
	const model = await shipped("crisis", warn, folder);
	return model === undefined ? await inTurns(ruleSteps(plain), pace) : await judgeByModel(model, plain, pace);
}

const NEVER = new AbortController().signal;

/** What says which model judges, for the log of events: `crisis 1`; `rules` where there is none. */
export async function judgeName(warn?: Warn, folder?: string): Promise<string> {
	const model = await shipped("crisis", warn, folder);
	return model === undefined ? "rules" : `${model.manifest.name} ${model.manifest.version}`;
}

async function judgeByModel({ manifest, model }: Shipped, plain: string, pace: Pace): Promise<Verdict> {
	const { features: options, detector, labels } = manifest;
	const danger = labels.indexOf(detector?.label ?? "crisis");
	const odds: number[] = [];
	for (const { text, signs } of await inTurns(partSteps(plain), pace)) {
		const turn = pace();
		if (turn !== undefined) await turn;
		odds.push(logOdds((await model.probabilities(features(text, options, signs)))[danger] ?? 0));
	}
	const aggregate = AGGREGATES[detector?.aggregate as Aggregate] ?? AGGREGATES["the worse of both"];
	const score = 1 / (1 + Math.exp(-aggregate(odds)));
	return { verdict: score >= (detector?.threshold ?? 0.5) ? "crisis" : "ok", stage: "model", score };
}

function logOdds(probability: number): number {
	const inside = Math.min(1 - 1e-7, Math.max(1e-7, probability));
	return Math.log(inside / (1 - inside));
}
