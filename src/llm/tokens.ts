/** How many tokens a text is. */

/** A count, and whether it is only an estimate. */
export interface TokenCount {
	readonly tokens: number;
	readonly estimated: boolean;
}

/** About how many tokens a text is for models in general, rather too many than too few. Needs nothing to be loaded. */
export function estimateTokens(text: string): number {
	return Math.ceil(Buffer.byteLength(text) / 3);
}

/** How many tokens a text is for a model: exact where its tokenizer is known, else `estimateTokens`. */
export async function countTokens(text: string, _model: string): Promise<TokenCount> {
	return { tokens: estimateTokens(text), estimated: true };
}
