/** Names in quotes, as GNU programs write them. */

const CONTROL: Readonly<Record<string, string>> = {
	"\x07": "\\a",
	"\b": "\\b",
	"\t": "\\t",
	"\n": "\\n",
	"\v": "\\v",
	"\f": "\\f",
	"\r": "\\r",
};

function octal(text: string): string {
	return [...Buffer.from(text, "latin1")].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}

/** For a shell: `'a b'`, `"it's"`, `'a'$'\n''b'` (gnulib's shell-escape-always). */
export function quoteName(name: string): string {
	if (!/['\x00-\x1f\x7f]/.test(name)) return `'${name}'`;
	if (!/[\x00-\x1f\x7f"$`\\!]/.test(name)) return `"${name}"`;
	return `'${name
		.replaceAll("'", "'\\''")
		.replace(/[\x00-\x1f\x7f]+/g, (run) => `'$'${[...run].map((char) => CONTROL[char] ?? octal(char)).join("")}''`)}'`;
}

/** As a string of C: `"a\"b"` (ls -Q). */
export function quoteC(name: string): string {
	return `"${name.replace(/["\\]/g, "\\$&").replace(/[\x00-\x1f\x7f]/g, (char) => CONTROL[char] ?? octal(char))}"`;
}
