import { atOnce } from "../base/pace.ts";
import { clausesOf, SIGNS, signsOf } from "./signs.ts";
import type { Verdict } from "./verdict.ts";

const WEIGHTS = new Map(SIGNS.map(({ name, weight }) => [name, weight]));
/** From this sum of weights on it is a crisis. */
const ENOUGH = 0.7;

/** The rules that stand in for the model: the weights of all signs of a normalised text, added up. */
export function judgeByRules(plain: string): Verdict {
	return atOnce(ruleSteps(plain));
}

/** The same with room for pauses. */
export function* ruleSteps(plain: string): Generator<void, Verdict> {
	const names = new Set<string>();
	for (const clause of clausesOf(plain)) {
		for (const name of signsOf([clause]).keys()) names.add(name);
		yield;
	}
	const sum = [...names].reduce((total, name) => total + (WEIGHTS.get(name) ?? 0), 0);
	const score = 1 / (1 + Math.exp(-4 * (sum - ENOUGH)));
	return { verdict: score >= 0.5 ? "crisis" : "ok", stage: "rules", score };
}
