import { DeskError } from "../../src/base/errors.ts";
import { rawBytes } from "../../src/base/raw-text.ts";
import { UTC, zoneOf } from "../../src/base/zone.ts";
import {
	type ArgTable,
	type Context,
	defineCommand,
	flag,
	numberOption,
	operands,
	option,
	options,
	pacer,
	parseArgs,
	type Values,
} from "../../src/command/index.ts";
import type { Vfs } from "../../src/vfs/index.ts";
import { changeLine } from "./shared/changes.ts";
import { attempt, contentWriter, openInput } from "./shared/inputs.ts";
import { rawLines } from "./shared/raw-lines.ts";
import { Extraction } from "./shared/tar-extract.ts";
import { Chosen, excluder, leadsOut, relativeName, resolved, stripped, usage, withSlash } from "./shared/tar-names.ts";
import { append, create } from "./shared/tar-pack.ts";
import { escapeName, readTar, type TarEntry, TarLister } from "./shared/tar-stream.ts";

const ARGS = {
	create: flag("make an archive of the PATHs", "c"),
	append: flag("add the PATHs to the end of an archive", "r"),
	update: flag("the same, but only what is newer than in the archive", "u"),
	extract: flag("unpack an archive, or the PATHs in it", "x"),
	get: flag("the same"),
	list: flag("list an archive, or the PATHs in it", "t"),
	file: option("the archive; `-` or nothing: standard input or output", {
		short: "f",
		value: "ARCHIVE",
		completes: "path",
	}),
	gzip: flag("compress with gzip (gzipped archives are read in any case)", "z"),
	autoCompress: flag("compress when ARCHIVE ends in .gz or .tgz", "a"),
	directory: option("in this directory", { short: "C", value: "DIR", completes: "directory" }),
	verbose: flag("name members; with -t, all about them", "v"),
	exclude: options("leave out what matches", { value: "PATTERN" }),
	excludeFrom: options("the same, one pattern a line", { short: "X", value: "PATH" }),
	filesFrom: options("PATHs are also the lines of this file", { short: "T", value: "PATH" }),
	null: flag("with -T, names end in NUL"),
	stripComponents: numberOption("unpack without the first N names of each path"),
	toStdout: flag("unpack to standard output", "O"),
	keepOldFiles: flag("do not replace files, say so", "k"),
	skipOldFiles: flag("do not replace files"),
	overwrite: flag("replace files (default)"),
	touch: flag("do not keep dates", "m"),
	preservePermissions: flag("accepted: modes are always kept", "p"),
	absoluteNames: flag("keep the slash at the beginning of names", "P"),
	noRecursion: flag("not what is in directories"),
	wildcards: flag("PATHs to list or unpack are patterns"),
	owner: option("accepted", { value: "NAME" }),
	group: option("accepted", { value: "NAME" }),
	numericOwner: flag("accepted"),
	noSameOwner: flag("accepted", "o"),
	sort: option("accepted: members are always in order of their names", { value: "ORDER" }),
	utc: flag("list dates in UTC"),
	words: operands("PATH", "what to pack, list or unpack", { completes: "path" }),
} satisfies ArgTable;

type Args = Values<typeof ARGS>;

/** `desk tar`: many files in one. */
export const tar = defineCommand({
	name: "tar",
	summary: "Pack files into an archive, list it, or unpack it",
	about:
		"`tar czf A.tgz DIR`, `tar tvf A.tgz`, `tar xf A.tgz -C DIR`; the dash may be left out of the first word. Unpacking is one operation: `desk undo` takes " +
		"it back. Members whose names have `..` in them are refused, and absolute names are made relative, so that no archive writes outside DIR. " +
		"Links are not unpacked (a hard link becomes a copy). Status 2 when something failed.",
	args: ARGS,
	reads: ["words"],
	writes: ["directory", "file"],
	examples: [
		["desk tar czf /files/backup.tgz -C /notes .", "all notes in an archive"],
		["desk tar czf /files/b.tgz -C /notes . && desk tar tvf /files/b.tgz", "what is in it"],
		[
			"desk tar czf /files/b.tgz /notes && desk tar xf /files/b.tgz -C /files/empty --strip-components 1",
			"unpack it, without the first directory",
		],
		["desk tar cf /files/b.tar /notes && desk tar uf /files/b.tar /notes", "add what has changed since"],
		["desk tar cz /notes > notes.tgz", "an archive outside the desk"],
	],
	failsWith: 2,
	async *run(context, given) {
		const args = dashless(given);
		const modes = [args.create, args.append, args.update, args.extract || args.get, args.list].filter(Boolean).length;
		if (modes !== 1) throw usage(modes === 0 ? "say -c, -r, -u, -x or -t" : "-c, -r, -u, -x and -t exclude each other");
		const names = [...args.words, ...(await linesOf(context, args.filesFrom, args.null ? 0 : undefined))];
		const isExcluded = excluder([...args.exclude, ...(await linesOf(context, args.excludeFrom))]);
		const vfs = await context.open();
		const base = context.path(args.directory ?? ".");
		if (args.directory !== undefined) await mustBeDirectory(vfs, base);
		if (args.create) return await create(context, vfs, args, { names, isExcluded, base });
		if (args.append || args.update) return await append(context, vfs, args, { names, isExcluded, base });
		const archive = args.file ?? "-";
		const input = await openInput(context, archive);
		const chosen = new Chosen(names, args.wildcards);
		const members = chosenMembers(readTar(input.stream(), archive), (name) => chosen.has(name) && !isExcluded(name));
		if (args.list) await list(context, members, args);
		else if (args.toStdout) await print(context, members, args);
		else {
			const existing = args.keepOldFiles ? "keep" : args.skipOldFiles ? "skip" : "replace";
			const extraction = new Extraction(context, vfs, { existing, touch: args.touch });
			try {
				await extract(context, members, args, base, extraction);
			} finally {
				// What came before the damaged part of an archive is kept.
				await extraction.end();
			}
			yield* extraction.done;
		}
		for (const name of chosen.missing)
			context.fail(
				new DeskError("ENOENT", "it is not in the archive", { at: name, todo: "`desk tar tf` lists what is" }),
			);
	},
	line: (item, context) => changeLine(item, context),
});

/** `tar czf A DIR`: the first word is letters, and those that take a value take the words after it. */
function dashless(args: Args): Args {
	const [first = "", ...rest] = args.words;
	const isSaid = args.create || args.append || args.update || args.extract || args.get || args.list;
	if (isSaid || !/^[A-Za-z]+$/.test(first)) return args;
	const valued = new Set(
		Object.values(ARGS)
			.filter((arg) => arg.kind === "option")
			.map((arg) => arg.short),
	);
	const argv = [...first].flatMap((letter) =>
		valued.has(letter) ? [`-${letter}`, rest.shift() ?? ""] : [`-${letter}`],
	);
	const own = parseArgs(ARGS, [...argv, "--", ...rest], "tar");
	const merged = Object.entries(own).map(([name, value]) => {
		const before = args[name as keyof Args];
		if (name === "words") return [name, value];
		return [name, Array.isArray(value) ? [...value, ...(before as string[])] : value || before];
	});
	return Object.fromEntries(merged) as Args;
}

async function linesOf(context: Context, paths: readonly string[], delimiter?: number): Promise<string[]> {
	const lines: string[] = [];
	for (const path of paths) {
		const input = await openInput(context, path);
		for await (const line of rawLines(input.stream(), delimiter)) if (line !== "") lines.push(line);
	}
	return lines;
}

async function* chosenMembers(entries: AsyncIterable<TarEntry>, isChosen: (name: string) => boolean) {
	for await (const entry of entries) if (isChosen(entry.header.name)) yield entry;
}

async function list(context: Context, entries: AsyncIterable<TarEntry>, args: Args): Promise<void> {
	const lister = new TarLister(args.utc ? UTC : zoneOf(context.variables));
	for await (const { header } of entries) {
		const name = withSlash(header);
		const { size = 0, mode = 0, mtime, type } = header;
		const record = {
			path: name,
			kind: type ?? "file",
			size,
			mode: mode.toString(8).padStart(4, "0"),
			mtime: mtime?.toISOString() ?? null,
		};
		const text = args.verbose ? lister.line({ ...header, name }) : escapeName(name);
		await context.stdout.write(context.json ? `${JSON.stringify(record)}\n` : `${text}\n`);
	}
}

async function print(context: Context, entries: AsyncIterable<TarEntry>, args: Args): Promise<void> {
	const writer = contentWriter(context);
	for await (const { header, content } of entries) {
		if (header.type !== "file" && header.type !== "contiguous-file") continue;
		if (args.verbose) await context.stderr.write(`${escapeName(header.name)}\n`);
		for await (const part of content) await writer.write(part);
	}
	await writer.end();
}

async function extract(
	context: Context,
	entries: AsyncIterable<TarEntry>,
	args: Args,
	base: string,
	extraction: Extraction,
): Promise<void> {
	const pace = pacer(context);
	const told = new Set<string>();
	/** Where a member goes; undefined when nothing is left of its name. @throws DeskError EACCES */
	const place = (member: string): string | undefined => {
		const count = args.stripComponents ?? 0;
		if (args.absoluteNames) return resolved(context, base, stripped(member, count) ?? ".");
		if (leadsOut(member))
			throw new DeskError("EACCES", "its name has '..' in it, and it is left out", {
				at: member,
				todo: "look at it with -O",
			});
		const { name, removed } = relativeName(member);
		if (removed !== "" && !told.has(removed)) context.note(`tar: removing '${removed}' from the beginning of names`);
		told.add(removed);
		const rest = stripped(name, count);
		return rest === undefined ? undefined : resolved(context, base, `./${rest}`);
	};
	for await (const entry of entries) {
		await pace();
		const shown = withSlash(entry.header);
		await attempt(context, async () => {
			const target = place(shown);
			if (target === undefined) return;
			if (args.verbose && !context.json) await context.stdout.write(rawBytes(`${escapeName(shown)}\n`));
			const linked = entry.header.type === "link" ? place(entry.header.linkname ?? "") : undefined;
			await extraction.add(target, entry, linked);
		});
	}
}

async function mustBeDirectory(vfs: Vfs, path: string): Promise<void> {
	if (path !== "/" && (await vfs.stat(path)).kind !== "directory")
		throw new DeskError("ENOTDIR", "this is not a directory", { at: path, todo: "name a directory" });
}
