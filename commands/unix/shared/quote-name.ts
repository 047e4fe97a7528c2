/** Names in quotes, as GNU programs write them. */
import { escapedC } from "../../../src/base/c-escapes.ts";

/** For a shell: `'a b'`, `"it's"`, `'a'$'\n''b'` (gnulib's shell-escape-always). */
export function quoteName(name: string): string {
	if (!/['\x00-\x1f\x7f]/.test(name)) return `'${name}'`;
	if (!/[\x00-\x1f\x7f"$`\\!]/.test(name)) return `"${name}"`;
	return `'${name
		.replaceAll("'", "'\\''")
		.replace(/[\x00-\x1f\x7f]+/g, (run) => `'$'${[...run].map(escapedC).join("")}''`)}'`;
}

/** As a string of C: `"a\"b"` (ls -Q). */
export function quoteC(name: string): string {
	return `"${name.replace(/["\\\x00-\x1f\x7f]/g, escapedC)}"`;
}
