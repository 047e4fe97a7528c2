/** Front matter as searches see it: facets to filter by, and its values as text. */

/** The kernel has these apart. */
const APART = /^(?:title|tags?|alias(?:es)?)$/i;
/** Properties of a file, values of a property, characters of a value: more is no property to filter by. */
const MOST = { names: 50, values: 100, length: 200 };

/**
 * What files can be filtered by: the properties that hold words, numbers or dates, or a list of them, their names in lower case.
 * `[[Links]]` count by their target.
 */
export function propertyFacets(data: Readonly<Record<string, unknown>>): Record<string, string[]> {
	const facets: Record<string, string[]> = {};
	let count = 0;
	for (const name in data) {
		if (APART.test(name)) continue;
		const values = valuesOf(data[name]);
		if (values.length === 0) continue;
		if (++count > MOST.names) break;
		facets[name.toLowerCase()] = values;
	}
	return facets;
}

function valuesOf(property: unknown): string[] {
	const list = Array.isArray(property) ? property.slice(0, MOST.values) : [property];
	return list.flatMap((value) => {
		if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return [];
		const text = String(value)
			.trim()
			.replace(/^\[\[([^\]|#]*)[^\]]*\]\]$/, "$1");
		return text === "" || text.length > MOST.length ? [] : [text];
	});
}
