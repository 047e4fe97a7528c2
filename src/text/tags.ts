/** Tags as front matter declares them, the same in every mount. */

/**
 * `tags` and `tag` of the data, whatever their case: a list, or words separated by commas or spaces. Without `#` before and
 * `/` behind. What is neither text nor a number is left out.
 */
export function declaredTags(data: Readonly<Record<string, unknown>>): string[] {
	return Object.entries(data)
		.filter(([key]) => /^tags?$/i.test(key))
		.flatMap(([, value]) =>
			typeof value === "string" ? value.split(/[,\s]+/) : Array.isArray(value) ? value : [value],
		)
		.filter((tag) => typeof tag === "string" || typeof tag === "number")
		.map((tag) => String(tag).trim().replace(/^#/, "").replace(/\/$/, ""))
		.filter((tag) => tag !== "");
}

/** Each tag once, as first written; case and Unicode form make no difference. */
export function uniqueTags(tags: readonly string[]): string[] {
	const first = new Map<string, string>();
	for (const tag of tags) {
		const key = tag.normalize("NFC").toLowerCase();
		if (!first.has(key)) first.set(key, tag);
	}
	return [...first.values()];
}
