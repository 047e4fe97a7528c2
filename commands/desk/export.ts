import { readdirSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { now, toIso } from "../../src/base/clock.ts";
import { codeOf, DeskError, Status } from "../../src/base/errors.ts";
import { makeFolder } from "../../src/base/host-folder.ts";
import { type Context, defineCommand, flag, operand, operands } from "../../src/command/index.ts";
import { futurePath, hostPath, said } from "../../src/source/index.ts";
import { isWithin, namesOf, printable, type Stat, type Vfs } from "../../src/vfs/index.ts";
import { type ExportItem, type ExportSummary, sentenceOf, TreeExport } from "./shared/export-tree.ts";
import { writeManifest } from "./shared/manifest.ts";
import { FolderWriter } from "./shared/write-folder.ts";

/** Mounts that hold nothing of their own. */
const COMPUTED: ReadonlySet<string> = new Set(["sys"]);

/** `desk export`: the desk as plain folders. */
export const exportCommand = defineCommand({
	name: "export",
	summary: "Write the desk, or parts of it, as plain files and folders",
	about: `FOLDER gets one folder for each mount, with every stored file byte for byte, its time and its permissions; views are not stored and do not come along. \`desk import FOLDER\` brings all of it into a desk again. What it writes is NOT encrypted; a FOLDER that it makes is open to you alone.

With --update, FOLDER may hold something already: what differs is replaced, what the desk does not have stays. A file there that is newer than the desk's is kept and told (status 6) unless --force. Links in FOLDER are never followed.`,
	args: {
		update: flag("FOLDER may hold an earlier export, or other files", "u"),
		force: flag("with --update, replace newer files too", "f"),
		trash: flag("/trash too"),
		folder: operand("FOLDER", "a new or empty folder on this computer", "host-path"),
		paths: operands("PATH", "what to export; default: everything but /trash", { completes: "path" }),
	},
	reads: ["paths"],
	changes: true,
	output: (z) =>
		z.union([
			z.object({
				path: z.string(),
				file: z.string(),
				result: z.enum(["written", "updated", "conflict", "skipped"]),
				reason: z.string().nullable(),
			}),
			z.object({
				result: z.literal("summary"),
				written: z.number(),
				updated: z.number(),
				unchanged: z.number(),
				conflicts: z.number(),
				skipped: z.number(),
				folders: z.number(),
				bytes: z.number(),
				dryRun: z.boolean(),
			}),
		]),
	examples: [
		["desk export ~/desk-export", "everything"],
		["desk export ~/site /notes/ideas /files/brand", "parts, under ~/site/notes/ideas and ~/site/files/brand"],
		["desk export --update ~/desk-export", "bring an earlier export up to date"],
	],
	async *run(context, args): AsyncGenerator<ExportItem | ExportSummary> {
		const vfs = await context.open();
		const folder = folderOf(args.folder, context, vfs, args.update);
		const starts = await startsOf(vfs, context, args.paths, args.trash);
		if (starts.length === 0 && args.paths.length > 0) return;
		if (!context.dryRun) makeTarget(folder, args.folder);
		const writer = new FolderWriter(folder, {
			update: args.update,
			force: args.force,
			dryRun: context.dryRun,
			signal: context.signal,
		});
		const work = new TreeExport(vfs, context, writer);
		let isDone = false;
		try {
			for await (const item of work.run(starts)) {
				if (!context.json && item.reason !== null) {
					await context.stderr.write(`desk: ${printable(`${item.path}: ${item.reason}`)}\n`);
				}
				yield item;
			}
			isDone = true;
		} finally {
			// Not in a `catch`: it may be stopped here or where its records are printed.
			if (!isDone && context.signal.aborted)
				context.note("stopped: files written so far are complete; run it again with --update to go on");
		}
		const { summary, counts } = work;
		if (!context.dryRun) {
			const asked = args.paths.length === 0 ? ["/"] : starts.map(({ path }) => path);
			writeManifest(folder, { format: "deskfs-export", version: 1, at: toIso(now()), paths: asked, mounts: counts });
		}
		if (summary.conflicts > 0) context.setStatus(Status.conflict);
		else if (summary.skipped > 0) context.setStatus(Status.failed);
		yield summary;
	},
	line(item, context) {
		if (item.result !== "summary")
			return context.verbose && item.reason === null ? `${item.result}: ${printable(item.path)}` : undefined;
		return context.quiet ? undefined : `${context.dryRun ? "would export: " : ""}${sentenceOf(item)}`;
	},
});

/** The folder's path without links. @throws DeskError EUSAGE for `-`, EINVAL in or around the desk's own folder, ENOTDIR, ENOTEMPTY, EACCES */
function folderOf(text: string, context: Context, vfs: Vfs, update: boolean): string {
	if (text === "-")
		throw new DeskError("EUSAGE", "it writes a folder, and no stream", {
			at: "export",
			todo: "name a folder (./- for one of that name)",
		});
	let folder: string;
	let names: string[] = [];
	try {
		folder = futurePath(resolve(text));
		const stat = statSync(hostPath(folder), { throwIfNoEntry: false });
		if (stat?.isDirectory() === false)
			throw new DeskError("ENOTDIR", "it is not a folder", { at: text, todo: "name a new or an empty folder" });
		if (stat !== undefined) names = readdirSync(hostPath(folder));
	} catch (error) {
		if (error instanceof DeskError || codeOf(error) === "") throw error;
		throw new DeskError("EACCES", `it cannot be read (${said(error)})`, {
			at: text,
			todo: "choose another folder",
			cause: error,
		});
	}
	const desk = futurePath(context.home);
	if (isWithin(folder, desk) || vfs.mountNames.some((name) => isWithin(desk, `${folder}/${name}`))) {
		throw new DeskError("EINVAL", "the desk's own folder is there", {
			at: text,
			todo: `choose a folder outside ${context.home}`,
		});
	}
	if (names.length > 0 && !update) {
		throw new DeskError("ENOTEMPTY", "the folder is not empty", {
			at: text,
			todo: "name a new folder, or use --update to replace what differs in this one",
		});
	}
	return folder;
}

/** @throws DeskError EACCES */
function makeTarget(folder: string, text: string): void {
	try {
		makeFolder(folder, hostPath);
	} catch (error) {
		throw new DeskError("EACCES", `the folder cannot be made (${said(error)})`, {
			at: text,
			todo: "choose another folder",
			cause: error,
		});
	}
}

/** What is asked for, each thing once, in order; a path that is not there is told and left out. */
async function startsOf(vfs: Vfs, context: Context, paths: readonly string[], trash: boolean): Promise<Stat[]> {
	const all = vfs.mountNames
		.filter((name) => !COMPUTED.has(name) && (trash || name !== "trash"))
		.map((name) => `/${name}`);
	const wanted =
		paths.length === 0
			? all
			: [
					...paths.flatMap((text) => (context.path(text) === "/" ? all : [context.path(text)])),
					...(trash ? ["/trash"] : []),
				];
	const starts = new Map<string, Stat>();
	for (const path of wanted) {
		try {
			const stat = await vfs.stat(path);
			if (stat.view || COMPUTED.has(namesOf(path)[0] ?? "")) {
				throw new DeskError("EINVAL", "it is computed, not stored", {
					at: path,
					todo: `keep what it shows with \`desk cat ${path} > FILE\``,
				});
			}
			// The stored spelling: one directory of the desk must not become two.
			const stored = stat.inode > 0 ? (vfs.reader().pathOf(stat.inode) ?? path) : path;
			starts.set(stored, { ...stat, path: stored });
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			context.fail(error);
		}
	}
	return [...starts.values()]
		.filter(({ path }) => ![...starts.keys()].some((other) => other !== path && isWithin(path, other)))
		.sort((a, b) => (a.path < b.path ? -1 : 1));
}
