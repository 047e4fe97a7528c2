import { setImmediate as turn } from "node:timers/promises";
import { codeOf, DeskError } from "../../../src/base/errors.ts";
import { type Context, pacer } from "../../../src/command/index.ts";
import { type Folder, find, NotAFile, type OpenFile, openFile, type Reason, said } from "../../../src/source/index.ts";
import type { Staged } from "../../../src/store/index.ts";
import { type Change, joinPath, type Mount, type Stat, storedName, type Vfs } from "../../../src/vfs/index.ts";
import { ImportBatch } from "./import-batch.ts";
import { type ImportItem, sentenceOfError } from "./import-item.ts";
import { type Importer, isLitter } from "./importers.ts";
import { judge } from "./judge.ts";
import { NameCheck, type Refusal } from "./name-check.ts";
import type { ImportSummary } from "./tally.ts";

/** What is to be imported, and where to. */
export interface ImportJob {
	importer: Importer;
	mount: Mount;
	/** The desk's folder that gets what lies in the source. */
	into: string;
	folders: Iterable<Folder>;
	/** Of an export: the folder that has what files were made from. */
	sources?: string | undefined;
}

export interface ImportOptions {
	/** Take the source's version where both sides have changed. */
	force: boolean;
	/** Bring in what `Importer.leavesOut` names, too. */
	all: boolean;
	/** Of a batch that all jobs share. */
	cause: string;
}

/** Longest stretch of work, in ms, before Ctrl-C gets its turn. */
const STRETCH = 40;

/** The work of one import: takes folders of the host, and tells what came of each file. */
export class TreeImport {
	readonly summary: ImportSummary;
	/** What it counts, for people. */
	readonly items = "files";
	readonly #vfs: Vfs;
	readonly #context: Context;
	readonly #options: ImportOptions;
	readonly #batch: ImportBatch;
	readonly #progress: ReturnType<Context["progress"]>;
	#turned = performance.now();

	constructor(vfs: Vfs, context: Context, options: ImportOptions, summary: ImportSummary) {
		this.#vfs = vfs;
		this.#context = context;
		this.#options = options;
		this.summary = summary;
		this.#batch = new ImportBatch(vfs, {
			cause: options.cause,
			dryRun: context.dryRun,
			pace: pacer(context),
		});
		this.#progress = context.progress(this.items);
	}

	/** Bring in one job's folders. @throws DeskError EINTR on Ctrl-C; what is committed by then stays */
	async *run(job: ImportJob): AsyncGenerator<ImportItem, void, undefined> {
		for (const folder of job.folders) yield* this.#folder(job, folder);
	}

	/** Give up what is not committed. */
	abandon(): void {
		this.#batch.abandon();
		this.#progress.done();
	}

	/** Commit the rest. */
	async *finish(): AsyncGenerator<ImportItem, void, undefined> {
		yield* this.#commit();
		this.#progress.done();
	}

	async *#folder(job: ImportJob, folder: Folder): AsyncGenerator<ImportItem, void, undefined> {
		const { mount, importer } = job;
		const rules = mount.names;
		const path = joinBelow(job.into, folder.below, (name) => storedName(name, rules));
		const place = (name: string): At => ({
			path: name === "" ? path : joinPath(path, storedName(name, rules)),
			from: name === "" ? folder.host : `${folder.host}/${name}`,
		});
		for (const { name, reason, says } of folder.skipped) yield this.#skip(place(name), reason, says);
		const check = new NameCheck(this.#vfs, mount, path, folder);
		folder.folders = yield* this.#wanted(
			folder.folders,
			(ahead) => this.#leaveOut(ahead.name, job) ?? check.refuse(ahead.name, "directory"),
			place,
		);
		// A mount's own folder is there already.
		if (path !== `/${mount.name}`)
			this.#batch.folder(path, folder.host, importer.modes && folder.below !== "" ? modeOf(folder.real) : undefined);
		const names = folder.files.map((name) => ({ name }));
		const wanted = yield* this.#wanted(
			names,
			({ name }) => this.#leaveOut(name, job, true) ?? check.refuse(name, "file"),
			place,
		);
		for (const { name } of wanted) {
			const present = check.present(name);
			const at = present === undefined ? place(name) : { path: present.path, from: place(name).from };
			const file = this.#open(at);
			if ("result" in file) {
				yield file;
				continue;
			}
			if (this.#batch.isFullWith(file.size)) yield* this.#commit();
			const staged =
				file.bytes instanceof Uint8Array
					? this.#vfs.store.content.stageBytes(file.bytes)
					: await this.#stage(at, file.bytes);
			const source =
				job.sources === undefined
					? undefined
					: [job.sources, folder.below, name].filter((part) => part !== "").join("/");
			const content = "hash" in staged ? await this.#withSource(at, staged, source) : staged;
			const told = "hash" in content ? this.#receive(at, file, content, present, importer) : content;
			if (told !== undefined) yield told;
			if (this.#batch.isFull) yield* this.#commit();
			if (this.#isDue) await this.#breathe();
		}
		if (this.#isDue) await this.#breathe();
	}

	/** Those of `entries` that come in; the others are told. */
	*#wanted<Entry extends { name: string }>(
		entries: readonly Entry[],
		refusal: (entry: Entry) => Refusal | undefined,
		place: (name: string) => At,
	): Generator<ImportItem, Entry[], undefined> {
		const wanted: Entry[] = [];
		for (const entry of entries) {
			const refused = refusal(entry);
			if (refused === undefined) wanted.push(entry);
			else yield this.#skip(place(entry.name), refused.reason, refused.says);
		}
		return wanted;
	}

	#leaveOut(name: string, { importer }: ImportJob, file = false): Refusal | undefined {
		if (file && isLitter(name)) return { reason: "scratch", says: "an editor's scratch file" };
		if (this.#options.all || importer.leavesOut?.test(name) !== true) return undefined;
		return { reason: "left-out", says: "another program's own; --all takes it too" };
	}

	#open(at: At): OpenFile | ImportItem {
		try {
			return openFile(at.from);
		} catch (error) {
			return this.#unreadable(at, error);
		}
	}

	/** Bring a large file's chunks to the disk, not yet into the desk. */
	async #stage(at: At, bytes: AsyncIterable<Uint8Array>): Promise<Staged | ImportItem> {
		try {
			return await this.#vfs.stage(this.#watched(bytes));
		} catch (error) {
			return this.#unreadable(at, error);
		}
	}

	/** With what it was made from, if the export has that. */
	async #withSource(at: At, staged: Staged, file: string | undefined): Promise<Staged | ImportItem> {
		if (file === undefined || find(file)?.isFile() !== true) return staged;
		const opened = this.#open({ ...at, from: file });
		if ("result" in opened) return opened;
		const { content } = this.#vfs.store;
		const source =
			opened.bytes instanceof Uint8Array ? content.stageBytes(opened.bytes) : await this.#stage(at, opened.bytes);
		return "hash" in source ? { ...staged, source } : source;
	}

	/** @throws what is no failure to read this one file */
	#unreadable(at: At, error: unknown): ImportItem {
		if (error instanceof NotAFile) return this.#skip(at, "special", error.message);
		if (error instanceof DeskError || codeOf(error) === "") throw error;
		return this.#skip(at, "unreadable", `it cannot be read (${said(error)})`);
	}

	/** Decide what becomes of one file, and put it into the batch when it comes in. */
	#receive(
		at: At,
		file: OpenFile,
		content: Staged,
		present: Stat | undefined,
		importer: Importer,
	): ImportItem | undefined {
		this.#progress.add(1);
		const { path, from } = at;
		const { size, mtime } = file;
		const mode = importer.modes ? file.mode : undefined;
		if (present === undefined) {
			this.#batch.add({
				path,
				from,
				result: "created",
				size,
				content,
				changes: [{ op: "write", path, content, expect: null, mtime, mode }],
			});
			return undefined;
		}
		const verdict = judge(this.#vfs.store, present.inode, content, this.#options.cause);
		if (verdict !== "changed" && !this.#options.force) this.#vfs.store.content.unstage(content);
		if (verdict === "unchanged") {
			this.summary.unchanged++;
			return undefined;
		}
		if (verdict === "changed" || this.#options.force) {
			const changes: Change[] = [{ op: "write", path, content, expect: present.revision, mtime }];
			if (mode !== undefined && mode !== present.mode) changes.push({ op: "setattr", path, mode });
			this.#batch.add({ ...at, result: "changed", size, content, changes });
			return undefined;
		}
		if (verdict === "conflict")
			return this.#conflict(
				at,
				"the desk's version differs and is not what an import brought last; it was kept (--force takes the source's as a new revision)",
			);
		this.summary.kept++;
		return this.#isTold
			? itemOf(at, "kept", "it was edited in the desk since it was imported, and the source has nothing newer")
			: undefined;
	}

	async *#commit(): AsyncGenerator<ImportItem, void, undefined> {
		const { done, refused } = await this.#batch.commit();
		this.summary.operation ??= this.#batch.operation ?? null;
		// All is counted before any is told: whoever listens may stop in between.
		for (const { result, size } of done) {
			if (result === "folder") this.summary.folders++;
			else {
				this.summary[result]++;
				this.summary.bytes += size;
			}
		}
		if (this.#isTold)
			for (const arrival of done) if (arrival.result !== "folder") yield itemOf(arrival, arrival.result, null);
		for (const { arrival, error } of refused) {
			if (error.code === "ESTALE" || (error.code === "EEXIST" && arrival.result !== "folder")) {
				yield this.#conflict(arrival, "another process wrote it just now; the desk's version was kept");
				continue;
			}
			yield {
				...this.#skip(arrival, "refused", sentenceOfError(error)),
				line: error.line ?? null,
				column: error.column ?? null,
			};
		}
		await this.#breathe();
	}

	#conflict(at: At, says: string): ImportItem {
		this.summary.conflicts++;
		return itemOf(at, "conflict", says);
	}

	#skip(at: At, reason: Reason, says: string): ImportItem {
		this.summary.skipped[reason] = (this.summary.skipped[reason] ?? 0) + 1;
		return { ...itemOf(at, "skipped", says), skipped: reason };
	}

	/** Whether what went well is told file by file. */
	get #isTold(): boolean {
		return this.#context.json || this.#context.verbose;
	}

	get #isDue(): boolean {
		return performance.now() - this.#turned >= STRETCH;
	}

	/** Let Ctrl-C and timers have their turn. @throws DeskError EINTR */
	async #breathe(): Promise<void> {
		await turn();
		this.#turned = performance.now();
		this.#context.signal.throwIfAborted();
	}

	async *#watched(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
		for await (const part of bytes) {
			this.#context.signal.throwIfAborted();
			yield part;
		}
	}
}

/** Where a thing goes, and where it lies on the host. */
interface At {
	path: string;
	from: string;
}

function itemOf(at: At, result: ImportItem["result"], reason: string | null): ImportItem {
	return { path: at.path, source: at.from, result, skipped: null, reason, line: null, column: null };
}

function joinBelow(path: string, below: string, form: (name: string) => string): string {
	return below === "" ? path : below.split("/").reduce((directory, name) => joinPath(directory, form(name)), path);
}

/** A folder's permission bits; the default when it is gone already, or lies too deep to be asked for: that it is not read is told. */
function modeOf(host: string): number | undefined {
	try {
		const stat = find(host);
		return stat === undefined ? undefined : Number(stat.mode) & 0o777;
	} catch (error) {
		if (codeOf(error) !== "ENAMETOOLONG" && codeOf(error) !== "EACCES") throw error;
		return undefined;
	}
}
