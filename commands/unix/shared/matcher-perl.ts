/**
 * `grep -P`: Perl-compatible patterns (pcre2pattern(3)) on the JavaScript engine, line by line. Most of the syntax is
 * the same; this rewrites what differs and refuses, by name, what JavaScript cannot do.
 */
import { DeskError } from "../../../src/base/errors.ts";
import { isClassName } from "../../../src/base/posix-bracket.ts";
import { setSource } from "../../../src/base/posix-source.ts";
import { limited } from "./backtracking.ts";
import type { MatcherOptions, Plan } from "./matcher.ts";
import { EveryLine, findFrom, TestedLines, testFrom } from "./matcher-scan.ts";

/** The plan for one Perl-compatible pattern. Throws EINVAL for several, and for what is refused. */
export function perlPlan(
	patterns: readonly string[],
	flags: Pick<MatcherOptions, "ignoreCase" | "word" | "line">,
): Plan {
	const [pattern = "(?!)", ...others] = patterns;
	if (others.length > 0) throw new DeskError("EINVAL", "the -P option only supports a single pattern");
	const { source, ignoreCase } = translatePerl(pattern);
	const whole = flags.line ? `^(?:${source})$` : flags.word ? `(?<!\\w)(?:${source})(?!\\w)` : source;
	const regex = compile(whole, `gu${flags.ignoreCase || ignoreCase ? "i" : ""}`);
	const find = limited(regex, (line, from: number) => findFrom(regex, line, from));
	const test = limited(regex, (line) => testFrom(regex, line, 0));
	return { find, open: (buffer) => new TestedLines(buffer, new EveryLine(buffer), test) };
}

function compile(source: string, flags: string): RegExp {
	try {
		return new RegExp(source, flags);
	} catch (error) {
		const reason = error instanceof Error ? error.message.replace(/^.*: /s, "") : "";
		throw new DeskError("EINVAL", `${reason} in a Perl-compatible pattern`, {
			todo: "quote special characters with a backslash, or search for plain text with -F",
			cause: error,
		});
	}
}

const HORIZONTAL = "\\t\\x20\\u00a0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000";
const SPACE = "\\t-\\r\\x20";

/** Escapes outside brackets that JavaScript lacks or means differently. */
const ESCAPES: Readonly<Record<string, string>> = {
	A: "^",
	z: "$",
	Z: "$",
	a: "\\x07",
	e: "\\x1b",
	h: `[${HORIZONTAL}]`,
	H: `[^${HORIZONTAL}\\p{Cs}]`,
	N: "[^\\n\\p{Cs}]",
	R: "(?:\\r\\n|[\\n-\\r\\u0085\\u2028\\u2029])",
	s: `[${SPACE}]`,
	S: `[^${SPACE}\\p{Cs}]`,
	W: "[^\\w\\p{Cs}]",
	D: "[^\\d\\p{Cs}]",
};
/** And inside them. */
const CLASS_ESCAPES: Readonly<Record<string, string>> = {
	a: "\\x07",
	b: "\\x08",
	e: "\\x1b",
	h: HORIZONTAL,
	s: SPACE,
	S: "\\x00-\\x08\\x0e-\\x1f\\x21-\\ud7ff\\ue000-\\u{10ffff}",
	W: "\\W",
	D: "\\D",
};

/** Rewritings outside brackets, tried in order at each place. A string refuses, naming what is not supported. */
const RULES: readonly (readonly [RegExp, ((found: RegExpExecArray) => string) | string])[] = [
	[/\\Q(.*?)(?:\\E|$)/sy, ([, text = ""]) => Array.from(text, quote).join("")],
	[/\\E/y, () => ""],
	[/\\x\{([0-9A-Fa-f]+)\}/y, ([, hex]) => `\\u{${hex}}`],
	[/\\(?:k|g)\{(\w+)\}/y, ([, name = ""]) => (/^\d+$/.test(name) ? `(?:\\${name})` : `\\k<${name}>`)],
	[/\\g(\d+)/y, ([, number]) => `(?:\\${number})`],
	[/\\([1-9]\d*)/y, ([, number]) => `(?:\\${number})`],
	[/\\[pP](?:\{\^?\w+\}|[A-Z])/y, ([all]) => property(all)],
	[/\\x[0-9A-Fa-f]{2}|\\c[A-Za-z]|\\k<\w+>|\\[bBdwtnrfv]/y, ([all]) => all],
	[/\\K/y, "\\K"],
	[/\\G/y, "\\G"],
	[/\\([A-Za-z])/y, (found) => ESCAPES[found[1] ?? ""] ?? unsupported(found[0])],
	[/\\([^A-Za-z0-9])/suy, ([, char = ""]) => quote(char)],
	[/\(\?#[^)]*\)/y, () => ""],
	[/\(\?P?<(?=[A-Za-z_])/y, () => "(?<"],
	[/\(\?P=(\w+)\)/y, ([, name]) => `\\k<${name}>`],
	[/\(\?(?::|=|!|<=|<!)/y, ([all]) => all],
	[/\(\?>/y, "atomic group (?>"],
	[/\(\?./y, "group (?"],
	[/\(\*/y, "verb (*"],
	[/(?:[*+?]|\{\d+(?:,\d*)?\})\+/y, "possessive repetition"],
	[/\{(?!\d+(?:,\d*)?\})/y, () => "\\{"],
	[/\{\d+(?:,\d*)?\}\??/y, ([all]) => all],
	[/[\]}]/y, ([all]) => `\\${all}`],
	[/\./y, () => "[^\\n\\p{Cs}]"],
	[/[()|^$*+?]/y, ([all]) => all],
	[/./suy, ([char]) => quote(char)],
];

/** A Perl-compatible pattern as the source of a `u` regex for one line; a leading `(?i)` becomes `ignoreCase`. */
export function translatePerl(pattern: string): { source: string; ignoreCase: boolean } {
	const ignoreCase = pattern.startsWith("(?i)");
	let source = "";
	for (let at = ignoreCase ? 4 : 0; at < pattern.length; ) {
		if (pattern[at] === "[") {
			const bracket = perlBracket(pattern, at);
			source += bracket.source;
			at = bracket.end;
			continue;
		}
		const [found, rewrite] = firstRule(pattern, at);
		source += typeof rewrite === "string" ? unsupported(rewrite) : rewrite(found);
		at += found[0].length;
	}
	return { source, ignoreCase };
}

function firstRule(pattern: string, at: number) {
	for (const [rule, rewrite] of RULES) {
		rule.lastIndex = at;
		const found = rule.exec(pattern);
		if (found !== null) return [found, rewrite] as const;
	}
	if (pattern[at] === "\\") throw new DeskError("EINVAL", "\\ at end of pattern", { column: at + 1 });
	return unsupported(pattern.slice(at, at + 2));
}

function unsupported(what: string): never {
	throw new DeskError("EINVAL", `${what} is not supported in Perl-compatible patterns`, {
		todo: "use -E, or write the pattern without it",
	});
}

function quote(char: string): string {
	return /^[0-9A-Za-z]$/.test(char) ? char : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}

/** `\p{^L}` is `\P{L}`, `\pL` is `\p{L}`; scripts are said with `Script=` in JavaScript. */
function property(text: string): string {
	const name = text.slice(2).replace(/[{}^]/g, "");
	const negated = text.startsWith("\\P") !== text.includes("^");
	const known = name.length <= 2 || /^(?:Any|ASCII|Alphabetic|Uppercase|Lowercase)$/.test(name);
	return `\\${negated ? "P" : "p"}{${known ? name : `Script=${name}`}}`;
}

/** The bracket expression at `at`: POSIX classes and escapes spelled out, everything else quoted. */
function perlBracket(pattern: string, at: number): { source: string; end: number } {
	const negated = pattern[at + 1] === "^";
	const first = at + (negated ? 2 : 1);
	let inside = "";
	for (let here = first; here < pattern.length; ) {
		if (pattern[here] === "]" && here > first) {
			return { source: `[${negated ? "^\\p{Cs}" : ""}${inside}]`, end: here + 1 };
		}
		const [text, length] = bracketItem(pattern, here);
		inside += text;
		here += length;
	}
	throw new DeskError("EINVAL", "missing terminating ] for character class", { column: at + 1 });
}

const ITEM =
	/\[:(?<not>\^?)(?<posix>\w+):\]|\\x\{(?<hex>[0-9A-Fa-f]+)\}|(?<same>\\x[0-9A-Fa-f]{2}|\\[dwtnrfv]|\\c[A-Za-z])|(?<property>\\[pP](?:\{\^?\w+\}|[A-Z]))|\\(?<escape>[A-Za-z])|\\(?<quoted>[^A-Za-z0-9])|(?<char>[^\\])/suy;

function bracketItem(pattern: string, at: number): readonly [string, number] {
	ITEM.lastIndex = at;
	const found = ITEM.exec(pattern);
	if (found === null) return unsupported(pattern.slice(at, at + 2));
	const { not, posix, hex, same, property: named, escape: letter, quoted, char } = found.groups ?? {};
	const length = found[0].length;
	if (posix !== undefined) {
		if (!isClassName(posix)) throw new DeskError("EINVAL", "unknown POSIX class name", { column: at + 1 });
		if (not !== "") return unsupported("[:^");
		const set = { type: "set", negated: false, ranges: [], classes: [posix] } as const;
		return [setSource(set, { ascii: true }).slice(1, -1), length];
	}
	if (hex !== undefined) return [`\\u{${hex}}`, length];
	if (same !== undefined) return [same, length];
	if (named !== undefined) return [property(named), length];
	if (letter !== undefined) return [CLASS_ESCAPES[letter] ?? unsupported(found[0]), length];
	if (char === "-") return [isRange(pattern, at) ? "-" : "\\-", length];
	return [quote(quoted ?? char ?? ""), length];
}

/** A hyphen makes a range between two characters, not at either end nor next to a class. */
function isRange(pattern: string, at: number): boolean {
	const before = pattern.slice(0, at);
	return !/(?:[^\\]|^)\[\^?$|\\[dDwWsShH]$|:\]$/.test(before) && !/^-(?:\]|\\[dDwWsShH]|\[:)/.test(pattern.slice(at));
}
