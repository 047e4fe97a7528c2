/** What the gate says of a text. */
export interface Verdict {
	readonly verdict: "ok" | "crisis";
	/**
	 * What decided: an unmistakable pattern, the model, or, where the model cannot be used, the rules that stand in for it; `none`: there was
	 * nothing to judge.
	 */
	readonly stage: "pattern" | "model" | "rules" | "none";
	/** 0 to 1: how likely the writer is in danger. */
	readonly score: number;
}
