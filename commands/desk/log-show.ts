import { toTextStrict } from "../../src/base/bytes.ts";
import { localMinute, toIso } from "../../src/base/clock.ts";
import { DeskError } from "../../src/base/errors.ts";
import { humanSize } from "../../src/cli/index.ts";
import { type Context, defineCommand, flag, operand, pacer } from "../../src/command/index.ts";
import type { LogChange } from "../../src/store/index.ts";
import { printable, type Vfs } from "../../src/vfs/index.ts";
import { type LogEntry, type LogRow, logEntryOutput, toLogEntry } from "./shared/log-entry.ts";

/** One change in it. */
interface FileItem {
	change: number;
	op: string;
	path: string;
	to: string | null;
	revision: number;
	/** Bytes before and after; null where there are none, or none any more. */
	before: number | null;
	after: number | null;
	/** What else changed: mode and dates, before and after. */
	mode: [number, number] | null;
	mtime: [string, string] | null;
	/** A unified diff, with -p where both sides are text. */
	diff: string | null;
}

/** `desk log show`: one change set in full. */
export const show = defineCommand({
	name: "show",
	summary: "One change in full: who, when, why, and each file",
	about:
		"Of each file: what happened, its path, its revision afterwards, its size before and after. -p adds what it did to the text, as a unified diff. What `desk erase` or `desk gc` removed is not shown.",
	args: {
		patch: flag("with what changed in the text of each file", "p"),
		change: operand("CHANGE", "its number, from `desk log` or `desk history`"),
	},
	output: (z) =>
		z.union([
			logEntryOutput(z),
			z.object({
				change: z.number(),
				op: z.string(),
				path: z.string(),
				to: z.string().nullable(),
				revision: z.number(),
				before: z.number().nullable(),
				after: z.number().nullable(),
				mode: z.tuple([z.number(), z.number()]).nullable(),
				mtime: z.tuple([z.string(), z.string()]).nullable(),
				diff: z.string().nullable(),
			}),
		]),
	examples: [
		["desk log show 3", "what change 3 did"],
		["desk log show -p 3", "with the lines that it added and removed"],
	],
	async *run(context, args): AsyncGenerator<LogEntry | FileItem> {
		const vfs = await context.open();
		const number = Number(args.change);
		const set = Number.isSafeInteger(number)
			? vfs.store.database.get<Omit<LogRow, "files">>(
					"SELECT id, at, actor, operation, undoes, cause, hash FROM change_set WHERE id = ?",
					number,
				)
			: undefined;
		if (set === undefined)
			throw new DeskError("ENOENT", `there is no change '${args.change}'`, {
				at: "log show",
				todo: "`desk log` lists the changes",
			});
		const changes = vfs.store.log.changesOf(set.id);
		yield toLogEntry({ ...set, files: changes.length });
		const pace = pacer(context);
		for (const one of changes) {
			await pace();
			yield await itemOf(vfs, set.id, one, args.patch);
		}
	},
	line: (item: LogEntry | FileItem, context) => ("op" in item ? fileLine(item, context) : headLine(item, context)),
});

async function itemOf(vfs: Vfs, change: number, row: LogChange, patch: boolean): Promise<FileItem> {
	const { op, path, to, revision, before, after, detail = {} } = row;
	const size = (id: number | null | undefined) =>
		id == null || !vfs.store.content.has(id) ? null : vfs.store.content.sizeOf(id);
	const dates = op === "setattr" && Array.isArray(detail.mtime) ? detail.mtime : undefined;
	return {
		change,
		op,
		path,
		to: to ?? null,
		revision,
		before: size(before),
		after: size(after),
		mode: Array.isArray(detail.mode) ? detail.mode : null,
		mtime: dates === undefined ? null : [toIso(dates[0]), toIso(dates[1])],
		diff: patch && before !== after ? await diffOf(vfs, row) : null,
	};
}

/** A diff of more than this takes too long to make, and to read (bytes). */
const LARGEST = 4 * 1024 * 1024;

/** What a change did to a file's text; null when either side is no text, too large, or gone. */
async function diffOf(vfs: Vfs, { path, to, before, after }: LogChange): Promise<string | null> {
	const { content } = vfs.store;
	const text = (id: number | null | undefined): string | undefined => {
		if (id == null) return "";
		if (!content.has(id) || content.sizeOf(id) > LARGEST) return undefined;
		const read = toTextStrict(content.readAll(id));
		return read?.includes("\0") ? undefined : read;
	};
	const [old, next] = [text(before), text(after)];
	if (old === undefined || next === undefined || old === next) return null;
	const { createTwoFilesPatch } = await import("diff");
	const names = [before == null ? "/dev/null" : path, after == null ? "/dev/null" : (to ?? path)] as const;
	return createTwoFilesPatch(...names, old, next)
		.replace(/^(Index: .*\n)?=+\n/, "")
		.replace(/^(---|\+\+\+) (.*?)\t?$/gm, "$1 $2");
}

function headLine(
	{ change, at, actor, cause, undoes, files, hash }: LogEntry,
	{ style }: Pick<Context, "style">,
): string {
	return [
		`${style.strong(`change ${change}`)}  ${style.faint(hash)}`,
		`Date:   ${localMinute(Date.parse(at) * 1000)}`,
		`Actor:  ${style.name(printable(actor))}`,
		`Cause:  ${cause === null ? style.faint("(erased)") : printable(cause)}${undoes === null ? "" : ` (undoes ${undoes})`}`,
		`Files:  ${files}`,
	].join("\n");
}

function fileLine(item: FileItem, { style }: Pick<Context, "style">): string {
	const { op, path, to, revision, before, after, mode, mtime, diff } = item;
	const sizes =
		before === after
			? ""
			: `  ${before === null ? "" : `${humanSize(before)} `}→ ${after === null ? "nothing" : humanSize(after)}`;
	const more = [
		mode === null ? "" : `  mode ${mode.map((bits) => bits.toString(8)).join(" → ")}`,
		mtime === null ? "" : `  date ${mtime.join(" → ")}`,
	].join("");
	const line = `${op.padEnd(7)} ${printable(path)}${to === null ? "" : ` → ${printable(to)}`}${style.faint(`@${revision}${sizes}${more}`)}`;
	return diff === null ? line : `${line}\n${coloured(diff.replace(/\n$/, ""), style)}`;
}

function coloured(diff: string, style: Context["style"]): string {
	const paint = (line: string) =>
		line.startsWith("@@")
			? style.name(line)
			: /^(---|\+\+\+) /.test(line)
				? style.strong(line)
				: line.startsWith("+")
					? style.added(line)
					: line.startsWith("-")
						? style.removed(line)
						: line;
	return style.on ? diff.split("\n").map(paint).join("\n") : diff;
}
