import type { z } from "zod";
import { localMinute, type Micros, toIso } from "../../src/base/clock.ts";
import { DeskError } from "../../src/base/errors.ts";
import { globToRegExp } from "../../src/base/glob.ts";
import { strftime } from "../../src/base/strftime.ts";
import { zoneOf } from "../../src/base/zone.ts";
import { humanSize, inColumns, table, widthOf } from "../../src/cli/index.ts";
import {
	type Context,
	defineCommand,
	flag,
	numberOption,
	operands,
	option,
	options,
	pacer,
} from "../../src/command/index.ts";
import { nameBytes } from "../../src/store/index.ts";
import { parentOf, printable, type Stat, type Vfs } from "../../src/vfs/index.ts";
import { attempt } from "./shared/inputs.ts";
import { type Listed, sorted } from "./shared/ls-order.ts";
import { quoteC } from "./shared/quote-name.ts";

/** One entry, as `--json` prints it. Sizes in bytes, times in ISO 8601 UTC. */
export interface Entry {
	path: string;
	name: string;
	kind: Stat["kind"];
	size: number;
	mtime: string;
	mode: string;
	revision: number;
	/** Of a symbolic link. */
	target?: string;
}

/** Shape of an `Entry`, for `output`. */
export const entryOutput = (zod: typeof z) =>
	zod.object({
		path: zod.string(),
		name: zod.string(),
		kind: zod.enum(["directory", "file", "symlink"]),
		size: zod.number(),
		mtime: zod.string(),
		mode: zod.string(),
		revision: zod.number(),
		target: zod.string().optional(),
	});

interface Options {
	long: boolean;
	slash: boolean;
	commas: boolean;
	columns: boolean;
	quoteName: boolean;
	inode: boolean;
	unsorted: boolean;
	version: boolean;
	extension: boolean;
	sort: string | undefined;
	groupDirectoriesFirst: boolean;
	ignore: readonly string[];
	hide: readonly string[];
	ignoreBackups: boolean;
	fileType: boolean;
	timeStyle: string | undefined;
	fullTime: boolean;
	width: number | undefined;
	all: boolean;
	almostAll: boolean;
	humanReadable: boolean;
	classify: boolean;
	time: boolean;
	size: boolean;
	reverse: boolean;
	recursive: boolean;
	directory: boolean;
	one: boolean;
	paths: string[];
}

/** `desk ls`: names in a directory. */
export const ls = defineCommand({
	name: "ls",
	summary: "List directories",
	about:
		"On a terminal in columns, elsewhere one name a line, in byte order. -l shows mode, revision, size, time of the last change " +
		"and name. With --json one object per entry. With -0 names end in NUL; of several directories whole paths are listed, without headers.",
	args: {
		long: flag("mode, revision, size and date too", "l"),
		all: flag("names that start with a dot too, and . and ..", "a"),
		almostAll: flag("names that start with a dot too", "A"),
		humanReadable: flag("sizes as 1.2K, 3M", "h"),
		classify: flag("a / after directories, * after executable files, @ after links", "F"),
		time: flag("newest first", "t"),
		size: flag("largest first", "S"),
		reverse: flag("the other way round", "r"),
		recursive: flag("what lies below, too", "R"),
		directory: flag("directories themselves, not what is in them", "d"),
		one: flag("one name a line, on a terminal too", "1"),
		columns: flag("in columns, into a pipe too", "C"),
		commas: flag("in lines, with commas", "m"),
		slash: flag("a / after directories", "p"),
		quoteName: flag("names in double quotes", "Q"),
		inode: flag("inode numbers before names", "i"),
		unsorted: flag("not sorted", "U"),
		version: flag("names with numbers in them in the order of these", "v"),
		extension: flag("by what is behind the last dot of names", "X"),
		sort: {
			...option("in this order", { value: "ORDER" }),
			choices: ["none", "name", "size", "time", "version", "extension", "width"],
		},
		groupDirectoriesFirst: flag("directories before files"),
		ignore: options("no names that fit this glob", { short: "I", value: "GLOB" }),
		hide: options("the same, but with -a or -A", { value: "GLOB" }),
		ignoreBackups: flag("no names that end in ~", "B"),
		allUnsorted: flag("-a and -U", "f"),
		dereference: flag("of links, what they lead to", "L"),
		fileType: flag("as -F, without the *"),
		withoutOwner: flag("the same as -l", "g"),
		withoutGroup: flag("the same as -l", "o"),
		numericIds: flag("the same as -l", "n"),
		timeStyle: option("dates in -l as full-iso, long-iso, iso or +FORMAT (see `date`)", { value: "STYLE" }),
		fullTime: flag("-l with dates to the nanosecond"),
		width: numberOption("so many columns", { short: "w" }),
		literal: flag("accepted: names are as they are", "N"),
		paths: operands("PATH", "directories or files; default here", { completes: "path" }),
	},
	reads: ["paths"],
	output: entryOutput,
	failsWith: 2,
	examples: [
		["desk ls /notes", "the notes"],
		["desk ls -lt /tasks/work", "with sizes and dates, newest first"],
		["desk ls -R /files", "everything below"],
		["desk ls --json /files | jq .size", "for another program"],
	],
	async run(context, given) {
		const { allUnsorted, withoutOwner, withoutGroup, numericIds, fullTime } = given;
		const args = {
			...given,
			all: given.all || allUnsorted,
			unsorted: given.unsorted || allUnsorted,
			long: given.long || withoutOwner || withoutGroup || numericIds || fullTime,
		};
		const isListed = nameFilter(args);
		const vfs = await context.open();
		const pace = pacer(context);
		const operands = args.paths.length === 0 ? ["."] : args.paths;
		const several = operands.length > 1 || args.recursive;
		const whole = context.nul && several;
		let sections = 0;
		const section = async (entries: Listed[], title: string | undefined) => {
			const plain = title === undefined || context.json || whole;
			const quoted = args.quoteName ? quoteC(title ?? "") : (title ?? "");
			const shown = context.terminal.stdout ? printable(quoted) : quoted;
			const head = plain ? "" : `${sections > 0 ? "\n" : ""}${shown}:\n`;
			sections++;
			const text = head + render(sorted(entries, args), context, args);
			if (text !== "") await context.stdout.write(context.terminal.stdout ? text : nameBytes(text));
		};

		const files: Listed[] = [];
		const directories: Listed[] = [];
		for (const name of operands) {
			await attempt(context, async () => {
				const own = await vfs.lstat(context.path(name));
				const showsLinks = !args.dereference && (args.long || args.directory || args.classify);
				const target = own.kind === "symlink" && !showsLinks ? await vfs.find(own.path) : undefined;
				const stat = target !== undefined && (args.dereference || target.kind === "directory") ? target : own;
				(stat.kind === "directory" && !args.directory ? directories : files).push({ stat, name });
			});
		}
		if (files.length > 0) await section(files, undefined);
		const list = async ({ stat, name: title }: Listed): Promise<void> => {
			await pace();
			const found = await attempt(context, () => vfs.readdir(stat.path));
			const visible = (found ?? []).filter((entry) => isListed(entry.name));
			if (args.dereference)
				for (const [at, entry] of visible.entries())
					if (entry.kind === "symlink") visible[at] = { ...((await vfs.find(entry.path)) ?? entry), name: entry.name };
			const below = (name: string) => (title.endsWith("/") ? title + name : `${title}/${name}`);
			const entries = visible.map((entry) => ({ stat: entry, name: whole ? below(entry.name) : entry.name }));
			const dots = args.all && !context.json && !whole ? await self(vfs, stat) : [];
			await section([...dots, ...entries], several ? title : undefined);
			if (!args.recursive) return;
			sorted(entries, args);
			for (const { stat: entry } of entries)
				if (entry.kind === "directory") await list({ stat: entry, name: below(entry.name) });
		};
		const [only] = directories;
		if (
			only !== undefined &&
			!several &&
			!context.json &&
			!context.terminal.stdout &&
			!context.style.on &&
			!needsStat(args)
		) {
			// The hot path of scripts: names as they are.
			const names = (await vfs.names(only.stat.path)).filter(isListed);
			if (args.all) names.unshift(".", "..");
			if (args.reverse) names.reverse();
			const end = context.nul ? "\0" : "\n";
			if (names.length > 0) await context.stdout.write(nameBytes(names.join(end) + end));
			return;
		}
		for (const directory of sorted(directories, args)) await list(directory);
	},
});

/** A directory itself and the one above it, as -a shows them. */
async function self(vfs: Vfs, stat: Stat): Promise<Listed[]> {
	return [
		{ stat, name: "." },
		{ stat: await vfs.stat(parentOf(stat.path)), name: ".." },
	];
}

/** Which names of a directory are listed. */
function nameFilter({ all, almostAll, ignore, hide, ignoreBackups }: Options): (name: string) => boolean {
	const showsDots = all || almostAll;
	const globs = [...ignore, ...(showsDots ? [] : hide), ...(ignoreBackups ? ["*~"] : [])].map((glob) =>
		globToRegExp(glob),
	);
	return (name) => (showsDots || !name.startsWith(".")) && !globs.some((glob) => glob.test(name));
}

const STYLES: Readonly<Record<string, string>> = {
	"full-iso": "%Y-%m-%d %H:%M:%S.%N %z",
	"long-iso": "%Y-%m-%d %H:%M",
	iso: "%Y-%m-%d",
};

/** How -l shows dates. @throws DeskError EUSAGE */
function dateStyle({ fullTime, timeStyle }: Options, context: Context): (at: Micros) => string {
	const style = timeStyle ?? (fullTime ? "full-iso" : "locale");
	if (style === "locale") return localMinute;
	const format = style.startsWith("+") ? style.slice(1) : STYLES[style];
	if (format === undefined)
		throw new DeskError("EUSAGE", `'${style}' is no style of dates`, {
			at: "ls",
			todo: "say full-iso, long-iso, iso or +%d.%m.%Y",
		});
	const zone = zoneOf(context.variables);
	return (at) => {
		const seconds = Math.floor(at / 1e6);
		return strftime(format, { seconds, nanos: (at - seconds * 1e6) * 1000 }, zone);
	};
}

function render(entries: readonly Listed[], context: Context, args: Options): string {
	if (entries.length === 0) return "";
	if (context.json) return entries.map(({ stat }) => `${JSON.stringify(toEntry(stat))}\n`).join("");
	const end = context.nul ? "\0" : "\n";
	if (args.long) {
		const dateOf = dateStyle(args, context);
		const size = (stat: Stat) => (args.humanReadable ? humanSize(stat.size) : String(stat.size));
		const rows = entries.map(({ stat }) => [modeText(stat), String(stat.revision), size(stat), dateOf(stat.mtime)]);
		const lines = table(rows, ["left", "right", "right"]).split("\n");
		return entries.map((entry, index) => `${lines[index]}  ${shown(entry, context, args)}${end}`).join("");
	}
	if (args.commas && !context.nul)
		return `${withCommas(
			entries.map((entry) => shown(entry, context, args)),
			args.width ?? context.terminal.columns,
		)}\n`;
	if ((context.terminal.stdout || args.columns) && !args.one && !context.nul) {
		return `${inColumns(
			entries.map((entry) => shown(entry, context, args)),
			args.width ?? context.terminal.columns,
		)}\n`;
	}
	let text = "";
	if (!context.style.on && !context.terminal.stdout && !isMarked(args)) {
		// The hot path of scripts: names as they are.
		for (const { name } of entries) text += name + end;
		return text;
	}
	for (const entry of entries) text += shown(entry, context, args) + end;
	return text;
}

/** `a, b, c`, in lines that fit. */
function withCommas(names: readonly string[], columns: number): string {
	let text = "";
	let used = 0;
	for (const name of names) {
		const width = widthOf(name);
		if (text !== "") {
			const fits = used + width + 2 < columns;
			text += fits ? ", " : ",\n";
			used = fits ? used + 2 : 0;
		}
		text += name;
		used += width;
	}
	return text;
}

/** What -F puts after a name. */
function markOf({ kind, mode }: Stat): string {
	if (kind === "file") return (mode & 0o111) === 0 ? "" : "*";
	return kind === "directory" ? "/" : "@";
}

function shown({ stat, name: own }: Listed, context: Context, args: Options): string {
	const { style } = context;
	const quoted = args.quoteName ? quoteC(own) : own;
	const name = context.terminal.stdout ? printable(quoted) : quoted;
	const coloured =
		stat.kind === "directory"
			? style.directory(name)
			: stat.kind === "symlink"
				? style.name(name)
				: stat.view
					? style.faint(name)
					: name;
	const marked = args.classify ? markOf(stat) : args.fileType ? markOf(stat).replace("*", "") : undefined;
	const mark = marked ?? (args.slash && stat.kind === "directory" ? "/" : "");
	const to =
		stat.target === undefined || !args.long
			? ""
			: ` -> ${context.terminal.stdout ? printable(stat.target) : stat.target}`;
	return (args.inode ? `${stat.inode} ` : "") + coloured + (to === "" ? mark : to);
}

/** `drwxr-xr-x`. */
export function modeText(stat: Pick<Stat, "kind" | "mode">): string {
	const bits = [...stat.mode.toString(8).padStart(3, "0").slice(-3)].map((digit) => {
		const value = Number(digit);
		return (value & 4 ? "r" : "-") + (value & 2 ? "w" : "-") + (value & 1 ? "x" : "-");
	});
	return { directory: "d", file: "-", symlink: "l" }[stat.kind] + bits.join("");
}

/** A node as `--json` shows it, in every command that lists nodes. */
export function toEntry(stat: Stat): Entry {
	const { path, name, kind, size, revision, target } = stat;
	return {
		path,
		name: name.slice(name.lastIndexOf("/") + 1),
		kind,
		size,
		mtime: toIso(stat.mtime),
		mode: stat.mode.toString(8).padStart(4, "0"),
		revision,
		...(target === undefined ? {} : { target }),
	};
}

/** Whether a listing shows or sorts by more than names. */
function needsStat(args: Options): boolean {
	const { long, time, size, commas, columns, version, extension, sort, unsorted, groupDirectoriesFirst } = args;
	const orders = time || size || version || extension || sort !== undefined || unsorted || groupDirectoriesFirst;
	return long || commas || columns || orders || isMarked(args);
}

/** Whether names are more than themselves. */
function isMarked({ classify, fileType, slash, quoteName, inode }: Options): boolean {
	return classify || fileType || slash || quoteName || inode;
}
