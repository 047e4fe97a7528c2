/** The escapes of C's strings that many programs read and write. */

/** Letters that stand for a control character after a backslash (C17 5.2.2), and that character. */
export const CONTROL_LETTERS: Readonly<Record<string, string>> = {
	a: "\x07",
	b: "\b",
	f: "\f",
	n: "\n",
	r: "\r",
	t: "\t",
	v: "\v",
};

const WRITTEN: ReadonlyMap<string, string> = new Map([
	...Object.entries(CONTROL_LETTERS).map(([letter, char]) => [char, `\\${letter}`] as const),
	['"', '\\"'],
	["\\", "\\\\"],
]);

/** A character of ASCII as a string of C has it: a backslash and a letter, a quote or a backslash; else three octal digits. */
export function escapedC(char: string): string {
	return WRITTEN.get(char) ?? `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`;
}
