/** Quoting values so that a shell reads them back, in the four ways of bash 5.2. Values are raw text. */
import { escapedC } from "../../base/c-escapes.ts";
import { rawBytes } from "../../base/raw-text.ts";

export { unescapeAnsi, unescapeEcho } from "./escapes.ts";

/** What the C.UTF-8 locale cannot print: controls, line separators, what is not assigned, and bytes that are not UTF-8. */
const UNPRINTABLE = /[\p{Cc}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/u;
/** What makes the shell read a word as more than itself. */
const SPECIAL = /[ \t\n'"\\|&;()<>!{}*[\]?^$`]|^~|[=:]~|^#/;
/** What `$'…'` writes in ways that C does not. */
const OWN: Readonly<Record<string, string>> = { "\u001b": "\\E", "'": "\\'" };

/** As `printf %q`: backslashes, or `$'…'` where there is something that cannot be printed. */
export function quoteForReuse(value: string): string {
	if (value === "") return "''";
	if (UNPRINTABLE.test(value)) return dollarQuote(value);
	return value.replace(/[ !"$&'()*,;<>?[\]\\^`{|}]|^[~#]|(?<=[=:])~/g, "\\$&");
}

/** As `${value@Q}`: single quotes, or `$'…'`. */
export function quoteTransform(value: string): string {
	if (UNPRINTABLE.test(value)) return dollarQuote(value);
	return value === "'" ? "\\'" : singleQuote(value);
}

/** As `declare -p` prints a value: double quotes, or `$'…'`. */
export function quoteForDeclare(value: string): string {
	return UNPRINTABLE.test(value) ? dollarQuote(value) : `"${value.replace(/["$`\\]/g, "\\$&")}"`;
}

/** As `set` prints a value: as it is, single quotes where there is something special, or `$'…'`. */
export function quoteForSet(value: string): string {
	if (UNPRINTABLE.test(value)) return dollarQuote(value);
	return SPECIAL.test(value) ? quoteTransform(value) : value;
}

/** As `set -x` prints a word. */
export function quoteForTrace(value: string): string {
	if (value === "") return "''";
	if (SPECIAL.test(value)) return value === "'" ? "\\'" : singleQuote(value);
	return UNPRINTABLE.test(value) ? dollarQuote(value) : value;
}

/** In single quotes, whatever it is. */
export function singleQuote(value: string): string {
	return `'${value.replaceAll("'", "'\\''")}'`;
}

/** `$'…'`: what cannot be printed as its letter or its bytes in octal. */
function dollarQuote(value: string): string {
	let quoted = "";
	for (const char of value) {
		if (OWN[char] !== undefined) quoted += OWN[char];
		else if (!UNPRINTABLE.test(char) && char !== "\\") quoted += char;
		else quoted += [...rawBytes(char)].map((byte) => escapedC(String.fromCharCode(byte))).join("");
	}
	return `$'${quoted}'`;
}
