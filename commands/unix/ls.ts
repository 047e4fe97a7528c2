import { localMinute, toIso } from "../../src/base/clock.ts";
import { DeskError } from "../../src/base/errors.ts";
import { humanSize, inColumns, table } from "../../src/cli/index.ts";
import { type Context, defineCommand, flag, operands, type Style } from "../../src/command/index.ts";
import { printable, type Stat } from "../../src/vfs/index.ts";

/** One entry, as `--json` prints it. Sizes in bytes, times in ISO 8601 UTC. */
export interface Entry {
	path: string;
	name: string;
	kind: Stat["kind"];
	size: number;
	mtime: string;
	mode: string;
	revision: number;
}


interface Options {
	long: boolean;
	all: boolean;
	human: boolean;
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
	args: {
		long: flag("mode, revision, size and date too", "l"),
		all: flag("names that start with a dot too", "a"),
		human: flag("sizes as 1.2K, 3M", "h"),
		time: flag("newest first", "t"),
		size: flag("largest first", "S"),
		reverse: flag("the other way round", "r"),
		recursive: flag("what lies below, too", "R"),
		directory: flag("directories themselves, not what is in them", "d"),
		one: flag("one name a line, on a terminal too", "1"),
		paths: operands("PATH", "directories or files; default /", { completes: "path" }),
	},
	reads: ["paths"],
	output: (z) =>
		z.object({
			path: z.string(), name: z.string(), kind: z.enum(["directory", "file", "symlink"]), size: z.number(), mtime: z.string(), mode: z.string(),
			revision: z.number(),
		}),
	examples: [
		["desk ls /notes", "the notes"],
		["desk ls -lt /tasks/work", "with sizes and dates, newest first"],
		["desk ls --json /files | jq .size", "for another program"],
	],
	async run(context, args) {
		const vfs = await context.open();
		const paths = (args.paths.length === 0 ? ["/"] : args.paths).map((path) => context.path(path));
		const several = paths.length > 1 || args.recursive;
		let printed = 0;
		const section = async (stats: Stat[], title: string | undefined) => {
			const text = render(sorted(stats, args), context, args);
			const head = title === undefined || context.json ? "" : `${printed > 0 ? "\n" : ""}${printable(title)}:\n`;
			printed++;
			await context.stdout.write(head + text);
		};
		const files: Stat[] = [];
		const directories: Stat[] = [];
		for (const path of paths) {
			try {
				const stat = await vfs.stat(path);
				(stat.kind === "directory" && !args.directory ? directories : files).push(stat);
			} catch (error) {
				if (!(error instanceof DeskError)) throw error;
				context.fail(error);
			}
		}
		if (files.length > 0) await section(files.map((stat) => ({ ...stat, name: stat.path })), undefined);
		const list = async (directory: Stat): Promise<void> => {
			const entries = (await vfs.readdir(directory.path)).filter((entry) => args.all || !entry.name.startsWith("."));
			await section(entries, several ? directory.path : undefined);
			if (!args.recursive) return;
			for (const entry of entries) if (entry.kind === "directory") await list(entry);
		};
		for (const directory of directories) await list(directory);
	},
});

function sorted(stats: Stat[], args: Options): Stat[] {
	if (args.time) stats.sort((a, b) => b.mtime - a.mtime || (a.name < b.name ? -1 : 1));
	else if (args.size) stats.sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
	return args.reverse ? stats.reverse() : stats;
}

function render(stats: readonly Stat[], context: Context, args: Options): string {
	if (stats.length === 0) return "";
	if (context.json) return stats.map((stat) => `${JSON.stringify(toEntry(stat))}\n`).join("");
	const end = context.nul ? "\0" : "\n";
	const { style } = context;
	if (args.long) {
		const rows = stats.map((stat) => [modeText(stat), String(stat.revision), args.human ? humanSize(stat.size) : String(stat.size), localMinute(stat.mtime), shown(stat, context)]);
		return table(rows, ["left", "right", "right"]).split("\n").join(end) + end;
	}
	if (context.terminal.stdout && !args.one && !context.nul) return `${inColumns(stats.map((stat) => shown(stat, context)), context.terminal.columns)}\n`;
	if (!style.on && !context.terminal.stdout) {
		// The hot path of scripts: names as they are.
		let text = "";
		for (const stat of stats) text += stat.name + end;
		return text;
	}
	return stats.map((stat) => shown(stat, context) + end).join("");
}

function shown(stat: Stat, context: Context): string {
	const name = context.terminal.stdout ? printable(stat.name) : stat.name;
	return coloured(stat, name, context.style);
}

function coloured(stat: Stat, name: string, style: Style): string {
	return stat.kind === "directory" ? style.directory(name) : stat.view ? style.faint(name) : name;
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
	const { path, name, kind, size, revision } = stat;
	return { path, name: name.slice(name.lastIndexOf("/") + 1), kind, size, mtime: toIso(stat.mtime), mode: stat.mode.toString(8).padStart(4, "0"), revision };
}
