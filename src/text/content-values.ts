/** Values of content lines: text with its escapes, lists, and structured values (RFC 6350, 3.4; RFC 5545, 3.3.11). */

/** Text of a value: `\n`, `\N`, `\,`, `\;`, `\:` and `\\` are read; any other backslash stays, as in a path of Windows. */
export function unescapeValue(value: string): string {
	if (!value.includes("\\")) return value;
	return value.replace(/\\([nN,;:\\])/g, (_, char: string) => (char === "n" || char === "N" ? "\n" : char));
}

/** The value that stands for a text: backslashes, commas, semicolons and line ends escaped. */
export function escapeValue(text: string): string {
	return text.replace(/[\\,;]/g, "\\$&").replace(/\r\n|\n|\r/g, "\\n");
}

/** The parts of a value between unescaped separators; their escapes stay (`unescapeValue`). */
export function splitValue(value: string, separator: ";" | ","): string[] {
	if (!value.includes("\\")) return value.split(separator);
	const parts: string[] = [];
	let start = 0;
	for (let at = 0; at < value.length; at++) {
		if (value[at] === "\\") at++;
		else if (value[at] === separator) {
			parts.push(value.slice(start, at));
			start = at + 1;
		}
	}
	parts.push(value.slice(start));
	return parts;
}

/** A structured value such as N or ADR: fields by semicolons, each a list by commas, unescaped. */
export function structuredValue(value: string): string[][] {
	return splitValue(value, ";").map((field) => splitValue(field, ",").map(unescapeValue));
}

/** The value of fields: the inverse of `structuredValue`. */
export function formatStructured(fields: readonly (readonly string[])[]): string {
	return fields.map((field) => field.map(escapeValue).join(",")).join(";");
}
