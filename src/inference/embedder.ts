/** What makes vectors of texts: fitted on the desk's own text, a sentence model, or an endpoint of the user's choice. */
export interface Embedder {
	/** As `desk model list` shows it. */
	readonly name: string;
	readonly kind: "fitted" | "sentence" | "endpoint";
	/** Ties vectors to what made them: those of another fingerprint cannot be compared with its own. */
	readonly fingerprint: string;
	readonly dimensions: number;
	/**
	 * One vector of unit length for each text, in their order; zeros for a text that it knows nothing of. Some models put
	 * other words before a query than before a passage.
	 * @throws the signal's reason; DeskError ENETWORK, EKEY for an endpoint
	 */
	embed(texts: readonly string[], signal?: AbortSignal, role?: TextRole): Promise<Float32Array[]>;
	/** Free its memory. */
	close(): Promise<void>;
}

export type TextRole = "query" | "passage";
