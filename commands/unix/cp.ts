import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, operand, operands, option } from "../../src/command/index.ts";
import {
	type Change,
	findRevision,
	isWithin,
	nameKey,
	nameOfPath,
	type Stat,
	splitRevision,
	type Vfs,
} from "../../src/vfs/index.ts";
import { Applier, COMMIT, type Step } from "./shared/apply.ts";
import { changeLine, changeOutput } from "./shared/changes.ts";
import { isBelow, type Operand, type Placing, placing, refuseSlash, statOperand, targetOf } from "./shared/operands.ts";
import { quoteName } from "./shared/quote-name.ts";

/** `desk cp`: copies of files and directories. */
export const cp = defineCommand({
	name: "cp",
	summary: "Copy files and directories",
	about:
		"Works as GNU cp does. A copy takes no more room than its original, whatever its size: equal bytes are stored once. " +
		"An existing file is overwritten and keeps its history, so `desk undo` brings it back. Files that cannot be copied are reported and the others are copied; one `desk undo` takes all of them back.\n" +
		"SOURCE may be an old revision (PATH@N), or a view, whose text as it is now is copied.",
	args: {
		recursive: flag("copy directories with all that is in them", "r"),
		recursiveToo: flag("the same as -r", "R"),
		archive: flag("as -r -p", "a"),
		dereference: flag("copy what links lead to", "L"),
		noDereference: flag("copy links as links, as -r does", "P"),
		noDereferenceToo: flag("the same as -P", "d"),
		update: flag("leave files as they are that are as new", "u"),
		noClobber: flag("leave existing files as they are", "n"),
		force: flag("accepted as cp's; existing files are overwritten anyway", "f"),
		preserve: flag("keep dates and modes", "p"),
		targetDirectory: option("copy everything into DIRECTORY", {
			short: "t",
			value: "DIRECTORY",
			completes: "directory",
		}),
		noTargetDirectory: flag("DEST is the copy itself, even if it is a directory", "T"),
		sources: operands("SOURCE", "files, or with -r directories", { completes: "path" }),
		destination: operand("DEST", "the copy, or an existing directory to copy into", "path"),
	},
	reads: ["sources"],
	writes: ["destination", "targetDirectory"],
	output: changeOutput,
	failsWith: 1,
	examples: [
		["desk cp /notes/projects/own-site.md /notes/projects/next-site.md", "a second plan to begin from"],
		["desk cp -r /notes/projects /files/backup", "a directory; into /files/backup if that exists"],
		["desk cp /notes/inbox.md@1 /notes/old-inbox.md", "an old revision beside the present one"],
		["desk cp -rn --dry-run /files/move /files/backup", "what it would copy, without doing it"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const place = await placing(context, vfs, "cp", args);
		const recursive = args.recursive || args.recursiveToo || args.archive;
		const links = (recursive || args.noDereference || args.noDereferenceToo) && !args.dereference;
		const copier = new Copier(context, vfs, place, {
			...args,
			recursive,
			links,
			preserve: args.preserve || args.archive,
		});
		const applier = new Applier(context, vfs);
		yield* applier.apply(copier.steps());
		// What is put into a directory changes its date, so dates come last.
		yield* applier.apply(copier.dates);
	},
	line: changeLine,
});

interface Options {
	recursive: boolean;
	noClobber: boolean;
	preserve: boolean;
	/** Links are copied as links. */
	links: boolean;
	/** Only over what is older. */
	update: boolean;
}

/** Something to copy: a file or directory that is there now, or an old revision of a file. */
interface Source {
	path: string;
	/** As it was typed. */
	text: string;
	name: string;
	stat: Pick<Stat, "kind" | "size"> & Partial<Stat>;
	content: () => ReturnType<Vfs["contentOf"]>;
}

class Copier {
	readonly #context: Context;
	readonly #vfs: Vfs;
	readonly #place: Placing;
	readonly #options: Options;
	/** Where something of this command line went, as its mount compares names. */
	readonly #made = new Set<string>();
	readonly #copies: string[] = [];
	/** Sources that were named, with where they go. */
	readonly #seen = new Set<string>();
	/** Dates and modes of copied directories. */
	readonly dates: Step[] = [];

	constructor(context: Context, vfs: Vfs, place: Placing, options: Options) {
		this.#context = context;
		this.#vfs = vfs;
		this.#place = place;
		this.#options = options;
	}

	async *steps(): AsyncGenerator<Step, void, undefined> {
		for (const operand of this.#place.sources) {
			try {
				// It may lie in a copy that this very command makes.
				if (this.#copies.some((path) => isWithin(operand.path, path))) yield COMMIT;
				yield* this.#copy(await this.#sourceOf(operand));
			} catch (error) {
				if (!(error instanceof DeskError)) throw error;
				this.#context.fail(error);
			}
		}
	}

	async #sourceOf(operand: Operand): Promise<Source> {
		const { path, name } = operand;
		const { path: file, revision } = splitRevision(path);
		if (revision === undefined || operand.directory || (await this.#vfs.find(path, false)) !== undefined) {
			const stat = await statOperand(this.#vfs, operand, !this.#options.links);
			return { path, text: operand.text, name, stat, content: () => this.#vfs.contentOf(path) };
		}
		const { after } = await findRevision(this.#vfs, file, revision);
		if (typeof after !== "number")
			throw new DeskError("EISDIR", "this revision is no file", {
				at: path,
				todo: `\`desk history ${file}\` shows what it was`,
			});
		const { content } = this.#vfs.store;
		const size = content.sizeOf(after);
		return {
			path,
			text: operand.text,
			name: nameOfPath(file),
			stat: { kind: "file", size },
			content: async () => content.compose([{ from: after, start: 0, end: size }]),
		};
	}

	async *#copy(source: Source): AsyncGenerator<Step, void, undefined> {
		const { stat, path } = source;
		const to = targetOf(this.#place, source.name);
		if (stat.kind === "directory" && !this.#options.recursive) {
			throw new DeskError("EISDIR", "this is a directory, and -r was not given", {
				at: path,
				todo: "copy it with `cp -r`",
			});
		}
		refuseSlash(this.#place, stat);
		const key = nameKey(to, (await this.#vfs.mountOf(to))?.names ?? "portable");
		if (stat.inode !== undefined && this.#seen.has(`${stat.inode} ${key}`))
			return this.#context.note(`desk: ${path}: named more than once, copied once`);
		this.#seen.add(`${stat.inode} ${key}`);
		const target = await this.#vfs.find(to);
		if (target !== undefined && target.inode === stat.inode) {
			if (this.#options.noClobber) return;
			throw new DeskError("EFAILED", "source and destination are the same", {
				at: path,
				todo: "name another destination",
			});
		}
		if (stat.kind === "directory") yield* this.#copyDirectory(source, to, target, this.#made.has(key));
		else yield* this.#copyNew(source, to, target, this.#made.has(key));
		this.#made.add(key);
		this.#copies.push(to);
	}

	/** A file that was named; of several with the same name the first is copied, so that none overwrites another. */
	async *#copyNew(
		source: Source,
		to: string,
		target: Stat | undefined,
		made: boolean,
	): AsyncGenerator<Step, void, undefined> {
		if (made && !this.#options.noClobber) {
			throw new DeskError("EEXIST", `another file of this command has just been copied to ${to}`, {
				at: source.path,
				todo: "copy it under another name",
			});
		}
		if (!made && !(this.#options.noClobber && target !== undefined) && !this.#isAsNew(source.stat, target))
			yield this.#file(source, to, target, undefined);
	}

	/** Whether -u leaves what is there as it is. */
	#isAsNew(stat: Source["stat"], target: Stat | undefined): boolean {
		return this.#options.update && target !== undefined && target.mtime >= (stat.mtime ?? 0);
	}

	async *#copyDirectory(
		source: Source,
		to: string,
		target: Stat | undefined,
		made: boolean,
	): AsyncGenerator<Step, void, undefined> {
		const { path, stat } = source;
		if (await isBelow(this.#vfs, to, { path, inode: stat.inode ?? 0 })) {
			throw new DeskError("EINVAL", `a directory cannot be copied into itself, to ${to}`, {
				at: path,
				todo: "choose a place outside it",
			});
		}
		if (target !== undefined && target.kind !== "directory") {
			throw new DeskError("ENOTDIR", "a directory cannot overwrite a file", {
				at: to,
				todo: "choose another destination",
			});
		}
		const directories = new Map<string, Step>([
			[path, this.#directory(source, to, target !== undefined || made, undefined, target !== undefined)],
		]);
		yield* directories.values();
		for await (const entry of this.#vfs.walk(path)) {
			if (entry.path === path) continue;
			const needs = directories.get(entry.path.slice(0, entry.path.lastIndexOf("/")));
			const rest = entry.path.slice(path.length);
			const below = to + rest;
			const text = source.text.replace(/\/+$/, "") + rest;
			const each: Source = {
				path: entry.path,
				text,
				name: entry.name,
				stat: entry,
				content: () => this.#vfs.contentOf(entry.path),
			};
			if (entry.kind === "directory") {
				const step = this.#directory(each, below, true, needs, (await this.#vfs.find(below)) !== undefined);
				directories.set(entry.path, step);
				yield step;
				continue;
			}
			const { noClobber, preserve, update } = this.#options;
			const existing = noClobber || preserve || update ? await this.#vfs.find(below) : undefined;
			if ((noClobber && existing?.kind === "file") || this.#isAsNew(entry, existing)) continue;
			yield this.#file(each, below, existing, needs);
		}
	}

	/** `'a' -> 'b'`, by the names as they were typed. */
	#sentence(text: string, to: string): string[] {
		const { destination } = this.#place;
		const rest = to.slice(destination.path === "/" ? 1 : destination.path.length).replace(/^\//, "");
		const bare = destination.text.endsWith("/") ? destination.text : `${destination.text}/`;
		return [`${quoteName(text)} -> ${quoteName(rest === "" ? destination.text : bare + rest)}`];
	}

	#directory({ stat, text }: Source, to: string, mayExist: boolean, needs: Step | undefined, exists: boolean): Step {
		// Views are read-only; a copy of one is the user's own.
		const mode = stat.view === true ? undefined : stat.mode;
		const step: Step = {
			changes: () => [{ op: "mkdir", path: to, parents: mayExist, mode }],
			said: () => (exists ? [] : this.#sentence(text, to)),
			...(needs === undefined ? {} : { needs }),
		};
		if (this.#options.preserve)
			this.dates.push({
				changes: () => [{ op: "setattr", path: to, mode, mtime: stat.mtime }],
				said: () => [],
				needs: step,
			});
		return step;
	}

	#file({ path, stat, text, content }: Source, to: string, existing: Stat | undefined, needs: Step | undefined): Step {
		const { preserve, noClobber } = this.#options;
		const mode = stat.view === true ? undefined : stat.mode;
		const mtime = preserve ? stat.mtime : undefined;
		const link = async (): Promise<Change[]> => [
			{ op: "symlink", path: to, target: await this.#vfs.readlink(path), replace: true },
		];
		const isLink = stat.kind === "symlink" && stat.view !== true && this.#options.links;
		const copy = async (): Promise<Change[]> => [
			{ op: "write", path: to, content: await content(), mode, mtime, expect: noClobber ? null : undefined },
			...(preserve && existing !== undefined ? [{ op: "setattr" as const, path: to, mode }] : []),
		];
		return {
			changes: isLink ? link : copy,
			bytes: stat.size,
			said: () => this.#sentence(text, to),
			...(needs === undefined ? {} : { needs }),
		};
	}
}
