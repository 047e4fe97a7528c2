/** JSON that others have made: nothing in it needs to be there, nor to be what it should be. */
export type Loose = { readonly [key: string]: unknown };

/** An object, or an empty one in place of anything else. */
export function objectOf(value: unknown): Loose {
	return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is Loose {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The objects of a list. */
export function objectsOf(value: unknown): Loose[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A text, or undefined in place of anything else. */
export function textOf(value: unknown): string | undefined {
	return typeof value === "string" ? value : undefined;
}

/** A count, or undefined in place of anything else. */
export function countOf(value: unknown): number | undefined {
	return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** What a text says, or undefined when it is no JSON. */
export function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
