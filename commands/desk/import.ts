import { statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { codeOf, DeskError, Status } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, operand, option, optionalOperand } from "../../src/command/index.ts";
import { isWithin, joinPath, type Mount, printable, type Vfs } from "../../src/vfs/index.ts";
import { futurePath, hostPath, realPath, said } from "./shared/host.ts";
import { type ImportItem, type ImportJob, TreeImport } from "./shared/import-tree.ts";
import { importable, importerOf } from "./shared/importers.ts";
import { causeOf } from "./shared/judge.ts";
import { MANIFEST, readManifest } from "./shared/manifest.ts";
import { hasFailures, type ImportSummary, newSummary, sentenceOf } from "./shared/tally.ts";
import { type Folder, walkFolder } from "./shared/walk-folder.ts";

/** `desk import`: folders and files of the host, into the desk. */
export const importCommand = defineCommand({
	name: "import",
	summary: "Bring in a folder of notes, tasks or files, or an exported desk",
	about: `The source is only read. Importing it again brings in what is new or changed there and nothing else: bytes are compared, not dates. What was deleted in the source stays in the desk. A file that was edited in the desk stays as it is; where the source has changed too, that is a conflict, told and left alone (status 6) unless --force takes the source's version as a new revision.

Links inside the source are followed once; links that leave it, dangle or go in circles are told and passed over, as are pipes, sockets, devices, unreadable files and what the mount refuses; the rest comes in, and the status is 1. In /notes and /tasks, names that differ only in case cannot lie side by side: the first in byte order comes in, the other is told. Editors' scratch files stay behind, and so do .obsidian, .git and .trash in /notes and /tasks, unless --all.

Times are kept, and under /files permissions too. \`desk undo\` takes a whole import back. After Ctrl-C, run it again: it goes on where it stopped.`,
	args: {
		into: option("the folder of the mount that gets the source's files; default: the mount itself", {
			value: "PATH",
			completes: "directory",
		}),
		force: flag("where desk and source differ, take the source's version", "f"),
		all: flag("take .obsidian, .git and .trash too"),
		mount: optionalOperand("MOUNT", `notes, tasks or files; left out for an export of a desk`, "mount"),
		source: operand("SOURCE", "a folder or a file", "host-path"),
	},
	writes: ["into"],
	changes: true,
	output: (z) =>
		z.union([
			z.object({
				path: z.string(),
				source: z.string(),
				result: z.enum(["created", "changed", "kept", "conflict", "skipped"]),
				skipped: z.string().nullable(),
				reason: z.string().nullable(),
				line: z.number().nullable(),
				column: z.number().nullable(),
			}),
			z.object({
				result: z.literal("summary"),
				created: z.number(),
				changed: z.number(),
				unchanged: z.number(),
				kept: z.number(),
				conflicts: z.number(),
				folders: z.number(),
				bytes: z.number(),
				skipped: z.record(z.string(), z.number()),
				operation: z.number().nullable(),
				dryRun: z.boolean(),
			}),
		]),
	examples: [
		["desk import notes ~/vault", "an Obsidian vault; the same again later brings in what has changed"],
		["desk import files ~/Documents --into /files/documents", "into a folder"],
		["desk import tasks ~/todo --dry-run", "what would come in, and what would be refused"],
		["desk import /media/stick/desk-export", "everything that `desk export` wrote"],
	],
	async *run(context, args): AsyncGenerator<ImportItem | ImportSummary> {
		const source = sourceOf(args.source, context.home);
		const vfs = await context.open();
		const { jobs, cause } = await plan(vfs, context, source, args);
		const summary = newSummary(context.dryRun);
		const work = new TreeImport(vfs, context, { ...args, cause }, summary);
		let isDone = false;
		try {
			for (const job of jobs) yield* tell(work.run(job), context);
			yield* tell(work.finish(), context);
			isDone = true;
		} finally {
			work.abandon();
			// Not in a `catch`: it may be stopped here or where its records are printed.
			if (!isDone && context.signal.aborted)
				context.note(`stopped: ${summary.created + summary.changed} files are in; run the same command again to go on`);
		}
		if (summary.conflicts > 0) context.setStatus(Status.conflict);
		else if (hasFailures(summary)) context.setStatus(Status.failed);
		yield summary;
	},
	line(item, context) {
		if (item.result === "summary")
			return context.quiet ? undefined : `${context.dryRun ? "would import: " : ""}${sentenceOf(item)}`;
		return context.verbose && (item.result === "created" || item.result === "changed")
			? `${item.result}: ${printable(item.path)}`
			: undefined;
	},
});

/** A source on the host. */
interface Source {
	/** As given, absolute. */
	path: string;
	real: string;
	isFolder: boolean;
}

/** @throws DeskError ENOENT, EACCES; EINVAL for what is no file or folder, or has to do with the desk's own folder */
function sourceOf(text: string, home: string): Source {
	const path = resolve(text);
	let real: string;
	let isFolder: boolean;
	try {
		real = realPath(path);
		const stat = statSync(hostPath(real));
		isFolder = stat.isDirectory();
		if (!isFolder && !stat.isFile())
			throw new DeskError("EINVAL", "it is neither a file nor a folder", { at: text, todo: "name a file or a folder" });
	} catch (error) {
		if (error instanceof DeskError || codeOf(error) === "") throw error;
		const gone = codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";
		throw new DeskError(
			gone ? "ENOENT" : "EACCES",
			gone ? "there is no such file or folder on this computer" : `it cannot be read (${said(error)})`,
			{
				at: text,
				todo: gone ? "check the path" : "check its permissions",
				cause: error,
			},
		);
	}
	const desk = futurePath(home);
	if (isWithin(real, desk) || isWithin(desk, real)) {
		throw new DeskError(
			"EINVAL",
			isWithin(real, desk) ? "it lies in the desk's own folder" : "the desk's own folder lies in it",
			{
				at: text,
				todo: `a desk cannot be imported into itself (DESK_HOME is ${home}); name a folder beside it`,
			},
		);
	}
	return { path, real, isFolder };
}

/** Which folders go where. */
async function plan(
	vfs: Vfs,
	context: Context,
	source: Source,
	args: { mount: string | undefined; into: string | undefined; source: string },
): Promise<{ jobs: ImportJob[]; cause: string }> {
	const manifest = source.isFolder ? readManifest(source.path) : undefined;
	if (args.mount === undefined) {
		if (manifest === undefined) {
			throw new DeskError("EUSAGE", `MOUNT is missing, and SOURCE is no export of a desk (it has no ${MANIFEST})`, {
				at: "import",
				todo: `say where it goes: ${importable()
					.map(({ mount }) => `\`desk import ${mount} ${args.source}\``)
					.join(", ")}`,
			});
		}
		if (args.into !== undefined)
			throw new DeskError("EUSAGE", "--into needs a MOUNT", {
				at: "import",
				todo: `for example \`desk import notes ${args.source} --into ${args.into}\``,
			});
		return { jobs: await exportJobs(vfs, context, source), cause: causeOf(undefined, source.real, undefined) };
	}
	const name = args.mount.replace(/^\/|\/$/g, "");
	const importer = importerOf(name);
	if (importer === undefined || importer.exportOnly === true) {
		throw new DeskError(
			"EUSAGE",
			`MOUNT is ${importable()
				.map(({ mount }) => mount)
				.join(", ")}, not '${args.mount}'`,
			{ at: "import", todo: "see `desk import --help`" },
		);
	}
	const mount = (await vfs.mountOf(`/${name}`)) as Mount;
	const into = args.into === undefined ? `/${name}` : intoPath(context, name, args.into);
	// Of an export, the mount's own part is meant.
	const from = manifest === undefined ? source : sourceOf(`${args.source}/${name}`, context.home);
	const cause = causeOf(
		manifest === undefined ? name : undefined,
		source.real,
		args.into === undefined ? undefined : into,
	);
	await vfs.load(`/${name}`);
	return {
		jobs: [{ importer, mount, into, folders: source.isFolder ? walkFolder(from.path) : [singleFile(source.path)] }],
		cause,
	};
}

/** Every mount's folder of an export. */
async function exportJobs(vfs: Vfs, context: Context, source: Source): Promise<ImportJob[]> {
	const jobs: ImportJob[] = [];
	const [top] = walkFolder(source.path);
	for (const { name, host } of top?.folders ?? []) {
		if (name.startsWith(".")) continue;
		const importer = importerOf(name);
		if (importer === undefined || !vfs.mountNames.includes(name)) {
			context.fail(
				new DeskError("EFAILED", "this desk has no mount that takes it", {
					at: host,
					todo: "the other folders come in",
				}),
			);
			continue;
		}
		await vfs.load(`/${name}`);
		jobs.push({
			importer,
			mount: (await vfs.mountOf(`/${name}`)) as Mount,
			into: `/${name}`,
			folders: walkFolder(host),
		});
	}
	return jobs;
}

/** `--into`: an absolute path in the mount, or one below it. */
function intoPath(context: Context, mount: string, text: string): string {
	const path = context.path(text);
	if (isWithin(path, `/${mount}`)) return path;
	if (text.startsWith("/"))
		throw new DeskError("EUSAGE", `it does not lie in /${mount}`, {
			at: text,
			todo: `name a folder such as /${mount}/imported`,
		});
	return context.path(joinPath(`/${mount}`, text));
}

/** A file alone, as a folder that holds nothing else. */
function singleFile(path: string): Folder {
	return {
		name: "",
		below: "",
		host: dirname(path),
		real: dirname(path),
		linked: false,
		files: [basename(path)],
		folders: [],
		skipped: [],
	};
}

/** Say what went wrong on stderr as it happens; with `--json` all of it is in the records. */
async function* tell(items: AsyncIterable<ImportItem>, context: Context): AsyncGenerator<ImportItem> {
	for await (const item of items) {
		if (!context.json && isTold(item, context)) {
			const spot = item.line === null ? "" : `:${item.line}${item.column === null ? "" : `:${item.column}`}`;
			await context.stderr.write(
				`desk: ${printable(`${item.result === "skipped" ? item.source : item.path}${spot}: ${item.reason}`)}\n`,
			);
		}
		yield item;
	}
}

/** What stays behind as it should is told only when asked for. */
function isTold(item: ImportItem, context: Context): boolean {
	if (item.result === "conflict") return true;
	if (item.skipped === "scratch" || item.skipped === "left-out" || item.result === "kept") return context.verbose;
	return item.result === "skipped";
}
