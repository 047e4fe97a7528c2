import { statSync } from "node:fs";
import { resolve } from "node:path";
import { codeOf, DeskError, Status } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, operand, option, optionalOperand } from "../../src/command/index.ts";
import { futurePath, hostPath, realPath, said, singleFile, walkFolder } from "../../src/source/index.ts";
import { isWithin, joinPath, type Mount, printable, type SourceImporter, type Vfs } from "../../src/vfs/index.ts";
import type { ImportItem } from "./shared/import-item.ts";
import { SourceImport, type SourceJob } from "./shared/import-source.ts";
import { type ImportJob, TreeImport } from "./shared/import-tree.ts";
import { type Importer, importable, importerOf } from "./shared/importers.ts";
import { causeOf } from "./shared/judge.ts";
import { MANIFEST, readManifest, SOURCES } from "./shared/manifest.ts";
import { hasFailures, type ImportSummary, isExpected, newSummary, sentenceOf } from "./shared/tally.ts";

/** `desk import`: folders and files of the host, into the desk. */
export const importCommand = defineCommand({
	name: "import",
	summary: "Bring in notes, tasks, files, mail …, or an exported desk",
	about: `The source is only read. Importing it again brings in what is new or changed there and nothing else: bytes are compared, not dates. What was deleted in the source stays in the desk. A file that was edited in the desk stays as it is; where the source has changed too, that is a conflict, told and left alone (status 6) unless --force takes the source's version as a new revision.

Links inside the source are followed once; links that leave it, dangle or go in circles are told and passed over, as are pipes, sockets, devices, unreadable files and what the mount refuses; the rest comes in, and the status is 1. In /notes and /tasks, names that differ only in case cannot lie side by side: the first in byte order comes in, the other is told. Editors' scratch files stay behind, and so do .obsidian, .git and .trash in /notes and /tasks, unless --all.

Mail comes from an mbox (of any dialect, Gmail's Takeout too), a Maildir, an MH folder, .eml and .emlx files, folders of them, and archives (.zip, .tar, .tar.gz, .gz), which are read as if they were unpacked. Each message's source is kept byte for byte, of an mbox as it was before the mbox quoted it. Folders are those of the source: Inbox is inbox, Trash deleted, Spam junk; drafts come into drafts-imported; --into puts all of it below one folder. Flags are taken from file names, Status fields and Gmail's labels. A message that the account has already, in any folder or in /trash, is not brought in again; one that is in the source twice is here twice.

Times are kept, and under /files permissions too. \`desk undo\` takes a whole import back. After Ctrl-C, run it again: it goes on where it stopped.`,
	args: {
		into: option("the folder of the mount that gets what is in the source; default: the mount itself", {
			value: "PATH",
			completes: "directory",
		}),
		force: flag("where desk and source differ, take the source's version", "f"),
		all: flag("take .obsidian, .git and .trash too; mail that its program had deleted and not yet cleared away"),
		account: option("mail: the account that gets it; default: the desk's own", { value: "NAME" }),
		flags: option("mail: flags that all messages get, with commas between", { value: "FLAGS" }),
		rules: flag("mail: sort what comes in by the account's rules.md"),
		mount: optionalOperand("MOUNT", "notes, tasks, files, mail …; left out for an export of a desk", "mount"),
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
				older: z.number(),
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
		["desk import mail ~/Maildir", "a Maildir with its folders and flags"],
		["desk import mail takeout.zip --account gmail", "all mail of a Google account, as one of several"],
		["desk import /media/stick/desk-export", "everything that `desk export` wrote"],
	],
	async *run(context, args): AsyncGenerator<ImportItem | ImportSummary> {
		const source = sourceOf(args.source, context.home);
		const vfs = await context.open();
		const { jobs, cause } = await plan(vfs, context, source, args);
		const summary = newSummary(context.dryRun);
		let work: TreeImport | SourceImport | undefined;
		let isDone = false;
		try {
			const trees = jobs.filter((job) => "folders" in job);
			if (trees.length > 0) {
				const tree = new TreeImport(vfs, context, { ...args, cause }, summary);
				work = tree;
				for (const job of trees) yield* tell(tree.run(job), context);
				yield* tell(tree.finish(), context);
			}
			for (const job of jobs) {
				if ("folders" in job) continue;
				work = new SourceImport(vfs, context, job, cause, summary);
				yield* tell(work.run(), context);
			}
			isDone = true;
		} finally {
			work?.abandon();
			// Not in a `catch`: it may be stopped here or where its records are printed.
			if (!isDone && context.signal.aborted)
				context.note(
					`stopped: ${summary.created + summary.changed} ${work?.items ?? "files"} are in; run the same command again to go on`,
				);
		}
		if (summary.operation !== null && !context.dryRun) {
			const { tellBroken } = await import("./shared/tell-broken.ts");
			await tellBroken(context, vfs, vfs.mountNames, summary.operation);
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

/** What was asked for. */
interface Args {
	mount: string | undefined;
	into: string | undefined;
	source: string;
	force: boolean;
	all: boolean;
	account: string | undefined;
	flags: string | undefined;
	rules: boolean;
}

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
	args: Args,
): Promise<{ jobs: (ImportJob | SourceJob)[]; cause: string }> {
	const manifest = source.isFolder ? readManifest(source.path) : undefined;
	if (args.mount === undefined) {
		if (manifest === undefined) {
			throw new DeskError("EUSAGE", `MOUNT is missing, and SOURCE is no export of a desk (it has no ${MANIFEST})`, {
				at: "import",
				todo: `say where it goes: ${(await mountsThatImport(vfs)).map((mount) => `\`desk import ${mount} ${args.source}\``).join(", ")}`,
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
	const mount = vfs.mountNames.includes(name) ? await vfs.mountOf(`/${name}`) : undefined;
	const own = await mount?.importer?.();
	if (mount === undefined || (own === undefined && (importer === undefined || importer.exportOnly === true))) {
		throw new DeskError("EUSAGE", `MOUNT is ${(await mountsThatImport(vfs)).join(", ")}, not '${args.mount}'`, {
			at: "import",
			todo: "see `desk import --help`",
		});
	}
	const into = args.into === undefined ? undefined : intoPath(context, name, args.into);
	// Of an export, the mount's own part is meant.
	const from = manifest === undefined ? source : sourceOf(`${args.source}/${name}`, context.home);
	const cause = causeOf(manifest === undefined ? name : undefined, source.real, into);
	await vfs.load(`/${name}`);
	mustBeKnown(args, name, own);
	if (manifest !== undefined) return { jobs: [exportJob(mount, from.path, source.path, into)], cause };
	if (own !== undefined) return { jobs: [sourceJob(own, from.path, into, args)], cause };
	const folders = source.isFolder ? walkFolder(from.path) : [singleFile(source.path)];
	return { jobs: [{ importer: importer as Importer, mount, into: into ?? `/${name}`, folders }], cause };
}

/** Options that only some mounts' importers know. */
const OPTIONS = ["account", "flags", "rules"] as const;

/** @throws DeskError EUSAGE */
function mustBeKnown(args: Args, mount: string, importer: SourceImporter | undefined): void {
	for (const name of OPTIONS)
		if (args[name] !== undefined && args[name] !== false && importer?.options?.includes(name) !== true)
			throw new DeskError("EUSAGE", `/${mount} has no --${name}`, { at: "import", todo: "leave it out" });
}

function sourceJob(importer: SourceImporter, source: string, into: string | undefined, args: Args): SourceJob {
	const { force, all, account, flags, rules } = args;
	return { importer, source, into, force, all, options: { account, flags, rules: rules ? "on" : undefined } };
}

async function mountsThatImport(vfs: Vfs): Promise<string[]> {
	const mounts = await Promise.all(vfs.mountNames.map((name) => vfs.mountOf(`/${name}`)));
	const own = mounts.flatMap((mount) => (mount?.importer === undefined ? [] : [mount.name]));
	return [...importable().map(({ mount }) => mount), ...own];
}

/** Every mount's folder of an export. */
async function exportJobs(vfs: Vfs, context: Context, source: Source): Promise<ImportJob[]> {
	const jobs: ImportJob[] = [];
	const [top] = walkFolder(source.path);
	for (const { name, host } of top?.folders ?? []) {
		if (name.startsWith(".")) continue;
		const mount = vfs.mountNames.includes(name) ? await vfs.mountOf(`/${name}`) : undefined;
		if (mount === undefined) {
			context.fail(
				new DeskError("EFAILED", "this desk has no mount that takes it", {
					at: host,
					todo: "the other folders come in",
				}),
			);
			continue;
		}
		await vfs.load(`/${name}`);
		jobs.push(exportJob(mount, host, source.path, undefined));
	}
	return jobs;
}

/** A mount's folder of an export: the very files that the desk had, whatever the mount takes else. */
function exportJob(mount: Mount, host: string, top: string, into: string | undefined): ImportJob {
	const { name } = mount;
	return {
		importer: importerOf(name) ?? { mount: name, takes: "its part of an export", modes: false, leavesOut: undefined },
		mount,
		into: into ?? `/${name}`,
		folders: walkFolder(host),
		sources: `${top}/${SOURCES}/${name}`,
	};
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
	if (item.result === "kept" || (item.skipped !== null && isExpected(item.skipped))) return context.verbose;
	return item.result === "skipped";
}
