import { globToRegExp } from "../../src/base/glob.ts";
import type { Pace } from "../../src/base/pace.ts";
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
import { entryOutput } from "./shared/entry.ts";
import { attempt } from "./shared/inputs.ts";
import { type Listed, sorted } from "./shared/ls-order.ts";
import { needsStat, render, type TextOptions } from "./shared/ls-text.ts";
import { quoteC } from "./shared/quote-name.ts";

interface LsOptions extends TextOptions {
	readonly all: boolean;
	readonly almostAll: boolean;
	readonly ignore: readonly string[];
	readonly hide: readonly string[];
	readonly ignoreBackups: boolean;
	readonly dereference: boolean;
	readonly recursive: boolean;
	readonly directory: boolean;
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
		await new Lister(context, await context.open(), args).list(args.paths.length === 0 ? ["."] : args.paths);
	},
});

class Lister {
	readonly #context: Context;
	readonly #vfs: Vfs;
	readonly #args: LsOptions;
	readonly #isListed: (name: string) => boolean;
	readonly #pace: Pace;
	/** Whether directories have titles. */
	#several = false;
	/** Whether entries are shown by their whole paths, which stand for titles. */
	#whole = false;
	#sections = 0;

	constructor(context: Context, vfs: Vfs, args: LsOptions) {
		this.#context = context;
		this.#vfs = vfs;
		this.#args = args;
		this.#isListed = nameFilter(args);
		this.#pace = pacer(context);
	}

	async list(operands: readonly string[]): Promise<void> {
		this.#several = operands.length > 1 || this.#args.recursive;
		this.#whole = this.#context.nul && this.#several;
		const { files, directories } = await this.#sort(operands);
		if (files.length > 0) await this.#section(files, undefined);
		const [only] = directories;
		if (only !== undefined && this.#isPlain()) return await this.#names(only.stat.path);
		for (const directory of sorted(directories, this.#args)) await this.#directory(directory);
	}

	/** What is listed itself, and what is in it. */
	async #sort(operands: readonly string[]): Promise<{ files: Listed[]; directories: Listed[] }> {
		const { dereference, long, directory, classify } = this.#args;
		const showsLinks = !dereference && (long || directory || classify);
		const files: Listed[] = [];
		const directories: Listed[] = [];
		for (const name of operands) {
			await attempt(this.#context, async () => {
				const own = await this.#vfs.lstat(this.#context.path(name));
				const target = own.kind === "symlink" && !showsLinks ? await this.#vfs.find(own.path) : undefined;
				const stat = target !== undefined && (dereference || target.kind === "directory") ? target : own;
				(stat.kind === "directory" && !directory ? directories : files).push({ stat, name });
			});
		}
		return { files, directories };
	}

	async #section(entries: Listed[], title: string | undefined): Promise<void> {
		const { json, terminal, stdout } = this.#context;
		const isPlain = title === undefined || json || this.#whole;
		const quoted = this.#args.quoteName ? quoteC(title ?? "") : (title ?? "");
		const shown = terminal.stdout ? printable(quoted) : quoted;
		const head = isPlain ? "" : `${this.#sections > 0 ? "\n" : ""}${shown}:\n`;
		this.#sections++;
		const text = head + render(sorted(entries, this.#args), this.#context, this.#args);
		if (text !== "") await stdout.write(terminal.stdout ? text : nameBytes(text));
	}

	async #directory({ stat, name: title }: Listed): Promise<void> {
		await this.#pace();
		const found = await attempt(this.#context, () => this.#vfs.readdir(stat.path));
		const visible = (found ?? []).filter((entry) => this.#isListed(entry.name));
		const below = (name: string) => (title.endsWith("/") ? title + name : `${title}/${name}`);
		const entries: Listed[] = [];
		for (const entry of visible)
			entries.push({ stat: await this.#meant(entry), name: this.#whole ? below(entry.name) : entry.name });
		const showsDots = this.#args.all && !this.#context.json && !this.#whole;
		const dots = showsDots ? await self(this.#vfs, stat) : [];
		await this.#section([...dots, ...entries], this.#several ? title : undefined);
		if (!this.#args.recursive) return;
		sorted(entries, this.#args);
		for (const { stat: entry } of entries)
			if (entry.kind === "directory") await this.#directory({ stat: entry, name: below(entry.name) });
	}

	/** An entry, or with -L what it leads to. */
	async #meant(entry: Stat): Promise<Stat> {
		if (entry.kind !== "symlink" || !this.#args.dereference) return entry;
		return { ...((await this.#vfs.find(entry.path)) ?? entry), name: entry.name };
	}

	/** The hot path of scripts: whether names as they are will do. */
	#isPlain(): boolean {
		const { json, terminal, style } = this.#context;
		return !this.#several && !json && !terminal.stdout && !style.on && !needsStat(this.#args);
	}

	async #names(directory: string): Promise<void> {
		const { nul, stdout } = this.#context;
		const end = nul ? "\0" : "\n";
		const say = async (names: readonly string[]) => {
			if (names.length > 0) await stdout.write(nameBytes(names.join(end) + end));
		};
		const dots = this.#args.all ? [".", ".."] : [];
		if (this.#args.reverse)
			return await say([...dots, ...(await this.#vfs.names(directory)).filter(this.#isListed)].reverse());
		await say(dots);
		for await (const page of this.#vfs.namePages(directory)) {
			await this.#pace();
			await say(page.filter(this.#isListed));
		}
	}
}

/** A directory itself and the one above it, as -a shows them. */
async function self(vfs: Vfs, stat: Stat): Promise<Listed[]> {
	return [
		{ stat, name: "." },
		{ stat: await vfs.stat(parentOf(stat.path)), name: ".." },
	];
}

/** Which names of a directory are listed. */
function nameFilter({ all, almostAll, ignore, hide, ignoreBackups }: LsOptions): (name: string) => boolean {
	const showsDots = all || almostAll;
	const globs = [...ignore, ...(showsDots ? [] : hide), ...(ignoreBackups ? ["*~"] : [])].map((glob) =>
		globToRegExp(glob),
	);
	return (name) => (showsDots || !name.startsWith(".")) && !globs.some((glob) => glob.test(name));
}
