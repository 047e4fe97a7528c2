/** Shell patterns as bash 5.2 matches them: whole texts (`case`, `[[ == ]]`), prefixes, suffixes and places (`#`, `%`, `/`), file names. */
import { compilePattern, type Pattern } from "./pattern-compile.ts";
import { parsePattern } from "./pattern-parse.ts";
import { endsOf } from "./pattern-positions.ts";

export { compilePattern, type Pattern, type PatternOptions } from "./pattern-compile.ts";

/** Where a substitution replaces: the first match, all, or the longest at the start or end (`/`, `//`, `/#`, `/%`). */
export type Where = "first" | "all" | "start" | "end";

/**
 * `${text/pattern/…}` as bash: `replace` is given what matched. An empty pattern matches only at the start or end, and of an empty
 * text only what a pattern with a star in front matches, or the end, is replaced.
 */
export function substitute(text: string, pattern: Pattern, where: Where, replace: (match: string) => string): string {
	const nothing = pattern.literal === "";
	if (text === "" && where !== "end" && !pattern.startsWithStar && !(nothing && where === "start")) return "";
	if (where === "start" || where === "end") {
		const found = pattern.find(text, 0, where);
		if (found === undefined) return text;
		return text.slice(0, found[0]) + replace(text.slice(...found)) + text.slice(found[1]);
	}
	if (nothing) return text;
	if (text === "") return pattern.matches("") ? replace("") : "";
	let result = "";
	let at = 0;
	while (at < text.length) {
		const found = pattern.find(text, at);
		if (found === undefined || found[0] >= text.length) break;
		const [start, end] = found;
		result += text.slice(at, start) + replace(text.slice(start, end));
		at = end;
		if (where === "first") break;
		// After nothing was matched one character is passed over, or it would be matched again.
		if (start === end) at += String.fromCodePoint(text.codePointAt(end) ?? 0).length;
		result += text.slice(end, at);
	}
	return result + text.slice(at);
}

/** Quotes every character of the text that could be special in a pattern, or in a bracket expression of one. */
export function escapePattern(text: string): string {
	return text.replace(/[\\*?[\]()|!@+^-]/g, "\\$&");
}

/** Whether pathname expansion looks for files: bash's own rule, by which `[]` does count and an open `[` does not. */
export function hasWildcard(pattern: string, extglob = true): boolean {
	let open = false;
	for (let at = 0; at < pattern.length; at++) {
		const char = pattern[at];
		if (char === "\\") at++;
		else if (char === "*" || char === "?") return true;
		else if (char === "[") open = true;
		else if (char === "/") open = false;
		else if (char === "]" && open) return true;
		else if (extglob && (char === "+" || char === "@" || char === "!") && pattern[at + 1] === "(") return true;
	}
	return false;
}

export interface ComponentOptions {
	/** Wildcards match the dot that a name begins with. */
	dotglob?: boolean;
	nocaseglob?: boolean;
	extglob?: boolean;
}

/**
 * Whether a file name matches one component of a path pattern. Without `dotglob` the dot that a name begins with must be in the
 * pattern, be it within a group (`@(.a|b)`); `!(…)` never matches it. The names `.` and `..` are the caller's to leave out.
 */
export function globComponent(pattern: string, options: ComponentOptions = {}): (name: string) => boolean {
	const extglob = options.extglob !== false;
	const caseInsensitive = options.nocaseglob === true;
	const compiled = compilePattern(pattern, { extglob, caseInsensitive });
	if (options.dotglob === true || compiled.literal !== undefined) return (name) => compiled.matches(name);
	const parts = parsePattern(pattern, extglob);
	return (name) => {
		if (!name.startsWith(".")) return compiled.matches(name);
		const first = parts[0]?.type;
		if (first === "star" || first === "any" || first === "set") return false;
		return endsOf(parts, name, [0], { ignoreCase: caseInsensitive, hidden: true }).has(name.length);
	};
}
