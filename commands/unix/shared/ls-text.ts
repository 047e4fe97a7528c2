/** What ls prints. */
import { localMinute, type Micros } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { strftime } from "../../../src/base/strftime.ts";
import { zoneOf } from "../../../src/base/zone.ts";
import { humanSize, inColumns, table, widthOf } from "../../../src/cli/index.ts";
import type { Context } from "../../../src/command/index.ts";
import { printable, type Stat } from "../../../src/vfs/index.ts";
import { modeText, toEntry } from "./entry.ts";
import type { Listed, OrderOptions } from "./ls-order.ts";
import { quoteC } from "./quote-name.ts";

/** How names are shown, and in which order. */
export interface TextOptions extends OrderOptions {
	readonly long: boolean;
	readonly slash: boolean;
	readonly commas: boolean;
	readonly columns: boolean;
	readonly quoteName: boolean;
	readonly inode: boolean;
	readonly fileType: boolean;
	readonly timeStyle: string | undefined;
	readonly fullTime: boolean;
	readonly width: number | undefined;
	readonly humanReadable: boolean;
	readonly classify: boolean;
	readonly one: boolean;
}

const STYLES: Readonly<Record<string, string>> = {
	"full-iso": "%Y-%m-%d %H:%M:%S.%N %z",
	"long-iso": "%Y-%m-%d %H:%M",
	iso: "%Y-%m-%d",
};

/** How -l shows dates. @throws DeskError EUSAGE */
function dateStyle({ fullTime, timeStyle }: TextOptions, context: Context): (at: Micros) => string {
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

/** The lines of a listing, in the order given. @throws DeskError EUSAGE for a style of dates that is none */
export function render(entries: readonly Listed[], context: Context, args: TextOptions): string {
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

function shown({ stat, name: own }: Listed, context: Context, args: TextOptions): string {
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

/** Whether a listing shows or sorts by more than names. */
export function needsStat(args: TextOptions): boolean {
	const { long, time, size, commas, columns, version, extension, sort, unsorted, groupDirectoriesFirst } = args;
	const orders = time || size || version || extension || sort !== undefined || unsorted || groupDirectoriesFirst;
	return long || commas || columns || orders || isMarked(args);
}

/** Whether names are more than themselves. */
function isMarked({ classify, fileType, slash, quoteName, inode }: TextOptions): boolean {
	return classify || fileType || slash || quoteName || inode;
}
