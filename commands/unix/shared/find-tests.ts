/** The tests of find, one line each in a table. */
import { DeskError } from "../../../src/base/errors.ts";
import { globToRegExp } from "../../../src/base/glob.ts";
import { translateRegex } from "../../../src/base/posix-regex.ts";
import type { Kind } from "../../../src/vfs/index.ts";
import { type FindHost, type FindOptions, type RegexSyntax, type Test, usage, type Visit } from "./find-host.ts";
import { identity } from "./identity.ts";
import { parseMode } from "./mode.ts";

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
	"-cmin": (value, host) => age("-cmin", value(), host, MINUTE, 1, "ctime"),
	"-ctime": (value, host) => age("-ctime", value(), host, DAY, 0, "ctime"),
	// Nobody writes down when something was read.
	"-amin": (value, host) => age("-amin", value(), host, MINUTE, 1),
	"-atime": (value, host) => age("-atime", value(), host, DAY, 0),
	"-cnewer": async (value, host) => {
		const { mtime } = await host.stat(value());
		return ({ stat }) => stat.ctime > mtime;
	},
	"-anewer": async (value, host) => {
		const { mtime } = await host.stat(value());
		return ({ stat }) => stat.mtime > mtime;
	},
	...Object.fromEntries(
		["mm", "mt", "cm", "ct", "am", "at", "Bt", "Bm"].map((letters) => [`-newer${letters}`, newerThan(letters)]),
	),
	"-samefile": async (value, host) => {
		const { inode } = await host.stat(value());
		return ({ stat }) => stat.inode === inode;
	},
	"-perm": (value) => permTest(value()),
	"-links": (value) => {
		const { holds, number } = comparison("-links", value());
		return () => holds(1, number);
	},
	"-readable": () => () => true,
	"-writable":
		() =>
		({ stat }) =>
			!stat.view,
	"-executable":
		() =>
		({ stat }) =>
			stat.kind === "directory" || (stat.mode & 0o111) !== 0,
	"-user": (value) => ownedBy(value(), "user", "uid"),
	"-group": (value) => ownedBy(value(), "group", "gid"),
	"-nouser": () => () => false,
	"-nogroup": () => () => false,
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
function age(
	word: string,
	text: string,
	host: FindHost,
	unit: number,
	begun: 0 | 1,
	time: "mtime" | "ctime" = "mtime",
): Test {
	const { sign, number } = comparison(word, text, true);
	const ageOf = (visit: Visit) => (host.now - visit.stat[time]) / unit;
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

/** `-newerXY`: X of the node (m modified, c changed, B born, a as m) after Y of REF, or after the date that `t` reads. */
function newerThan(letters: string): Make {
	const own = { m: "mtime", a: "mtime", c: "ctime", B: "birth" } as const;
	const time = own[letters[0] as keyof typeof own];
	return async (value, host) => {
		const text = value();
		const limit = letters.endsWith("t") ? await host.date(text) : (await host.stat(text)).mtime;
		return ({ stat }) => stat[time] > limit;
	};
}

/** `-perm MODE` exactly, `-MODE` all of its bits, `/MODE` any of them. */
function permTest(text: string): Test {
	const sign = /^[-/]/.exec(text)?.[0] ?? "";
	const change = parseMode(text.slice(sign.length), 0);
	if (change === undefined) throw usage(`-perm takes a mode, not '${text}'`, "write 644, -u=r or /111");
	const wanted = change(0, false);
	if (sign === "-") return ({ stat }) => (stat.mode & wanted) === wanted;
	if (sign === "/") return ({ stat }) => wanted === 0 || (stat.mode & wanted) !== 0;
	return ({ stat }) => (stat.mode & 0o7777) === wanted;
}

/** All nodes are the desk user's. */
function ownedBy(text: string, name: "user" | "group", number: "uid" | "gid"): Test {
	const own = identity();
	if (own[name] !== text && !/^\d+$/.test(text)) throw usage(`there is no ${name} '${text}'`);
	const isOwn = own[name] === text || String(own[number]) === text;
	return () => isOwn;
}
