/** What is known of a message that comes in. */
export interface Marks {
	readonly flags: readonly string[];
	readonly labels: readonly string[];
	/** Where its labels say that it lies, below the root. */
	readonly folder?: string;
	/** Its program had deleted it already, and not yet made the space free. */
	readonly gone?: boolean;
}

/** The order in which flags are written. */
export const ORDER = ["seen", "flagged", "answered", "forwarded", "draft", "deleted", "junk"];

export function inOrder(flags: Iterable<string>): string[] {
	const all = new Set(flags);
	return [...ORDER.filter((flag) => all.has(flag)), ...[...all].filter((flag) => !ORDER.includes(flag)).sort()];
}
