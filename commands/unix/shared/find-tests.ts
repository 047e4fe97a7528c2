/** The tests of find, one line each in a table. */
import { DeskError } from "../../../src/base/errors.ts";
import { globToRegExp } from "../../../src/base/glob.ts";
import { translateRegex } from "../../../src/base/posix-regex.ts";
import type { Kind } from "../../../src/vfs/index.ts";
import { type FindHost, type FindOptions, type RegexSyntax, type Test, usage, type Visit } from "./find-host.ts";

/** Makes the test of one word; `value` takes the word after it. */
type Make = (value: () => string, host: FindHost, options: FindOptions) => Test | Promise<Test>;

const MINUTE = 60_000_000;
const DAY = 86_400_000_000;

export const FIND_TESTS: Readonly<Record<string, Make>> = {
	"-name": (value) => matching(globToRegExp(value()), (visit) => visit.name),
	"-iname": (value) => matching(globToRegExp(value(), { caseInsensitive: true }), (visit) => visit.name),
	"-path": (value) => matching(globToRegExp(value()), (visit) => visit.shown),
	"-wholename": (value) => matching(globToRegExp(value()), (visit) => visit.shown),
	"-ipath": (value) => matching(globToRegExp(value(), { caseInsensitive: true }), (visit) => visit.shown),
	"-iwholename": (value) => matching(globToRegExp(value(), { caseInsensitive: true }), (visit) => visit.shown),
	"-regex": (value, _host, { regexSyntax }) => matching(wholePath(value(), regexSyntax, false), (visit) => visit.shown),
	"-iregex": (value, _host, { regexSyntax }) => matching(wholePath(value(), regexSyntax, true), (visit) => visit.shown),
	"-type": (value) => {
		const kinds = kindsOf(value());
		return ({ stat }) => kinds.includes(stat.kind);
	},
	"-size": (value) => sizeTest(value()),
	// A day counts when it is over, a minute when it has begun: so GNU find does it.
	"-mtime": (value, host) => age("-mtime", value(), host, DAY, 0),
	"-mmin": (value, host) => age("-mmin", value(), host, MINUTE, 1),
	"-newer": async (value, host) => {
		const { mtime } = await host.stat(value());
		return ({ stat }) => stat.mtime > mtime;
	},
	"-empty":
		(_value, host) =>
		({ stat }) =>
			stat.kind === "directory" ? host.isEmpty(stat) : stat.size === 0,
	"-tag": async (value, host) => {
		const inodes = await host.tagged(value().replace(/^#/, ""));
		return ({ stat }) => inodes.has(stat.inode);
	},
	"-inum": (value) => {
		const { holds, number } = comparison("-inum", value());
		return ({ stat }) => holds(stat.inode, number);
	},
	"-true": () => () => true,
	"-false": () => () => false,
};

function matching(regexp: RegExp, textOf: (visit: Visit) => string): Test {
	return (visit) => regexp.test(textOf(visit));
}

/** The regex must match the whole path, as in GNU find. @throws DeskError EUSAGE */
function wholePath(pattern: string, syntax: RegexSyntax, ignoreCase: boolean): RegExp {
	try {
		const extended = syntax === "emacs" ? emacsToExtended(pattern) : pattern;
		const { source, flags } = translateRegex(extended, syntax === "basic" ? "basic" : "extended", { ignoreCase });
		return new RegExp(`^(?:${source})$`, flags);
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		throw usage(`'${pattern}' is not a regex: ${error.message}`);
	}
}

/** Emacs syntax groups and chooses by `\(`, `\)` and `\|`; there the plain characters, and braces, are themselves. */
function emacsToExtended(pattern: string): string {
	return pattern.replace(/\[\^?\]?[^\]]*\]|\\[()|]|\\.|[()|{}]/gsu, (part) => {
		if (/^\\[()|]$/.test(part)) return part.slice(1);
		return /^[()|{}]$/.test(part) ? `\\${part}` : part;
	});
}

const KINDS: Readonly<Record<string, Kind>> = { f: "file", d: "directory", l: "symlink" };

function kindsOf(text: string): Kind[] {
	return text.split(",").map((letter) => {
		const kind = KINDS[letter];
		if (kind === undefined) throw usage(`-type takes f, d or l, not '${text}'`);
		return kind;
	});
}

/** Bytes of the units of -size; without one it is blocks of 512. */
const UNITS: Readonly<Record<string, number>> = { "": 512, b: 512, c: 1, w: 2, k: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** Sizes are counted in whole units, rounded up: `-size -1M` finds empty files only. */
function sizeTest(text: string): Test {
	const unit = UNITS[/[bcwkMG]$/.exec(text)?.[0] ?? ""] ?? 512;
	const { holds, number } = comparison("-size", text.replace(/[bcwkMG]$/, ""));
	return ({ stat }) => holds(Math.ceil(stat.size / unit), number);
}

/**
 * `+n` older than n units, `-n` younger, `n` in between. A whole unit is over before it counts (`-mtime +0` is over a day
 * old), but for those that count when begun.
 */
function age(word: string, text: string, host: FindHost, unit: number, begun: 0 | 1): Test {
	const { sign, number } = comparison(word, text, true);
	const ageOf = (visit: Visit) => (host.now - visit.stat.mtime) / unit;
	if (sign === "+") return (visit) => ageOf(visit) > number + 1 - begun;
	if (sign === "-") return (visit) => ageOf(visit) < number;
	return (visit) => ageOf(visit) >= number - begun && ageOf(visit) < number + 1 - begun;
}

/** `+n` more, `-n` less, `n` exactly. @throws DeskError EUSAGE */
function comparison(word: string, text: string, fractions = false) {
	const found = (fractions ? /^([+-]?)(\d+(?:\.\d+)?)$/ : /^([+-]?)(\d+)$/).exec(text);
	if (found === null) throw usage(`${word} takes a number, +number or -number, not '${text}'`);
	const [, sign = "", number = ""] = found;
	const holds = (value: number, limit: number) =>
		sign === "+" ? value > limit : sign === "-" ? value < limit : value === limit;
	return { sign, number: Number(number), holds };
}
