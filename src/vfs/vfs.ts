import { type ByteStream, collect } from "../base/bytes.ts";
import type { Micros } from "../base/clock.ts";
import { DeskError } from "../base/errors.ts";
import { rawText } from "../base/raw-text.ts";
import { mayContain } from "../base/trigram-filter.ts";
import type { Range, Staged, Store } from "../store/index.ts";
import { unpackName } from "../store/index.ts";
import { type ChangeOptions, type ChangeResult, commit, type Work } from "./commit.ts";
import { contentsBelow, type FileBytes } from "./contents.ts";
import { placed, resized } from "./edits.ts";
import { isWaiting } from "./extracted.ts";
import type { Change, Mount, MountEntry, NewContent, Passage, Stat } from "./mount.ts";
import { MountLoader } from "./mount-loader.ts";
import { compareNames, joinPath, nameOfPath, namesOf, parentOf, resolvePath } from "./path.ts";
import { isDirectory, notDirectory, notFound, notInMount } from "./refusals.ts";
import { keepRejected } from "./rejected.ts";
import { divertScratch, Scratch } from "./scratch.ts";
import { readSearched, type Searched, type SearchedText } from "./searched.ts";
import { Transaction } from "./transaction.ts";
import { DIRECTORY, type Node, ROOT, SYMLINK, statOf, Tree } from "./tree.ts";
import { computedStat, listViews, renderView, statView } from "./views.ts";

/**
 * The tree: one face for every reader and the one path for every write. Reads see what is committed, from any process.
 * Every write is a change set: one transaction, one actor, one entry in the log.
 */
export class Vfs {
	readonly store: Store;
	/** Who writes: `user`, `agent:<name>`, `connector:<name>`, `job:<kind>`. */
	readonly actor: string;
	readonly #mounts: MountLoader;
	readonly #tree: Tree;
	readonly #scratch: Scratch;

	/** Files that are open for writing in this process and hold bytes that are not committed: readers wait for those. */
	readonly unsettled = new Set<Unsettled>();

	/** Ends the extraction of text, not a write. */
	readonly #signal: AbortSignal | undefined;

	/**
	 * @param options.scratch whether to keep editors' scratch files in memory (default): only where the process lives on
	 * @param options.signal the end of what this is for: the extraction of text from written files is then left for later
	 */
	constructor(
		store: Store,
		mounts: readonly MountEntry[],
		actor: string,
		options: { scratch?: boolean; signal?: AbortSignal } = {},
	) {
		this.#signal = options.signal;
		this.store = store;
		this.actor = actor;
		this.#mounts = new MountLoader(store, mounts);
		this.#scratch = new Scratch(options.scratch ?? true);
		this.#tree = new Tree(store.database);
	}

	/** Names of all mounts, in the order of their registry. */
	get mountNames(): string[] {
		return this.#mounts.entries.map((entry) => entry.name);
	}

	/** The mount that a path lies in; undefined for the root. @throws DeskError ENOENT when there is no such mount. */
	async mountOf(path: string): Promise<Mount | undefined> {
		if (this.unsettled.size > 0) await this.settle(path);
		return await this.#mounts.of(path);
	}

	/** Commit what is written so far to open files at a path or below it. */
	async settle(path: string): Promise<void> {
		for (const file of [...this.unsettled]) if (file.path.startsWith(path)) await file.commit();
	}

	/** What a path leads to, or undefined. @param follows whether a link at its end is followed, too */
	async find(path: string, follows = true): Promise<Stat | undefined> {
		try {
			return await this.#statAt(path, follows);
		} catch (error) {
			if (error instanceof DeskError && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
			throw error;
		}
	}

	/** What a path leads to, through links. @throws DeskError ENOENT, ENOTDIR, ELOOP */
	async stat(path: string): Promise<Stat> {
		return await this.#statAt(path, true);
	}

	/** What lies at a path itself: of a link, the link. @throws DeskError ENOENT, ENOTDIR, ELOOP */
	async lstat(path: string): Promise<Stat> {
		return await this.#statAt(path, false);
	}

	/** What a path leads to, under the path where it lies. @throws DeskError ENOENT, ENOTDIR, ELOOP */
	async followed(path: string): Promise<Stat> {
		return (await this.#leadsTo(path, true)).stat;
	}

	/** As `#followed`, under the name that led there. */
	async #statAt(path: string, follows: boolean): Promise<Stat> {
		const { stat, at } = await this.#leadsTo(path, follows);
		return at === path ? stat : { ...stat, path, name: nameOfPath(path) };
	}

	/** What a path leads to, and the path that was found for it; as that is spelled, it is in the stat. */
	async #leadsTo(path: string, follows: boolean, followed = 0): Promise<{ stat: Stat; at: string }> {
		const scratch = this.#scratch.stat(path);
		if (scratch !== undefined) return { stat: scratch, at: path };
		const { path: at, mount, node, real } = await this.#locate(path, follows, followed);
		if (node !== undefined) return { stat: this.#statOf(node, `/${real.slice(0, -1).join("/")}`), at };
		if (mount === undefined) throw notFound(path);
		const stat = await statView(this, at, mount);
		if (stat.kind !== "symlink" || !follows) return { stat, at };
		// A link that a view computes.
		if (followed === MOST_LINKS) throw circle(path);
		return await this.#leadsTo(resolvePath(stat.target ?? "", parentOf(at)), follows, followed + 1);
	}

	#statOf(node: Node, directory: string): Stat {
		const stat = statOf(node, directory);
		return node.kind === SYMLINK ? { ...stat, target: this.#target(node) } : stat;
	}

	/** What a link says. @throws DeskError ENOENT, EINVAL when it is none */
	async readlink(path: string): Promise<string> {
		const { target } = await this.lstat(path);
		if (target !== undefined) return target;
		throw new DeskError("EINVAL", "this is not a link", { at: path, todo: "name a link" });
	}

	/** The path without links on its way, whether or not something is there. @throws DeskError ENOENT, ELOOP */
	async realPath(path: string, follows = true): Promise<string> {
		return (await this.#locate(path, follows)).path;
	}

	#target(link: Node): string {
		return rawText(this.store.content.readAll(link.content as number));
	}

	/**
	 * The node that a path leads to, and the path where it lies. @param follows whether a link at the end is followed too
	 * @param settles whether what open files hold is committed first: not for a write, which must not be overtaken by another opening
	 */
	async #locate(path: string, follows: boolean, followed = 0, settles = true): Promise<Located> {
		const mount = await (settles ? this.mountOf(path) : this.#mounts.of(path));
		const real: string[] = [];
		const node = this.#node(path, mount, real);
		const isFound = node !== undefined && (node.kind !== SYMLINK || !follows);
		const link = isFound || real.length === 0 ? undefined : this.#tree.resolve(real, mount?.names ?? "portable");
		if (link?.kind !== SYMLINK) return { path, mount, node, real };
		if (followed === MOST_LINKS) throw circle(path);
		const below = namesOf(path).slice(real.length).join("/");
		const to = resolvePath(`${this.#target(link)}/${below}`, `/${real.slice(0, -1).join("/")}`);
		return await this.#locate(to, follows, followed + 1, settles);
	}

	/**
	 * Entries with all that `stat` would say, in byte order of their names.
	 * @throws DeskError ENOENT, ENOTDIR
	 */
	async readdir(path: string): Promise<Stat[]> {
		if (path === "/") return await this.#readRoot();
		const { path: at, mount, node, real } = await this.#locate(path, true);
		if (at !== path) return (await this.readdir(at)).map((entry) => ({ ...entry, path: joinPath(path, entry.name) }));
		if (node !== undefined && node.kind !== DIRECTORY) throw notDirectory(path);
		if (node === undefined && (await this.stat(path)).kind !== "directory") throw notDirectory(path);
		const entries =
			node === undefined ? [] : this.#tree.children(node.id).map((child) => this.#statOf(child, `/${real.join("/")}`));
		const views = await listViews(this, path, mount as Mount);
		return [...entries, ...(views ?? []), ...this.#scratch.in(path)].sort((a, b) => compareNames(a.name, b.name));
	}

	/** Names in a directory, as `readdir` orders them, when nothing else is needed: a tenth of its cost. */
	async names(path: string): Promise<string[]> {
		const { path: at, mount, node } = await this.#locate(path, true);
		if (at !== path) return await this.names(at);
		const computed =
			mount === undefined ? [] : [...((await listViews(this, path, mount)) ?? []), ...this.#scratch.in(path)];
		if (node?.kind !== DIRECTORY || path === "/" || computed.length > 0) {
			return (await this.readdir(path)).map((entry) => entry.name);
		}
		return this.#tree.childNames(node.id);
	}

	/**
	 * Bytes of a file or a range of it, as a stream with flat memory; a reader that stops early costs no more.
	 * @throws DeskError ENOENT, EISDIR, EIO
	 */
	async *read(path: string, range: Range = {}): AsyncGenerator<Uint8Array, void, undefined> {
		const mount = await this.mountOf(path);
		const scratch = this.#scratch.get(path);
		if (scratch !== undefined) {
			yield cut(scratch, range);
			return;
		}
		const { path: at, node } = await this.#locate(path, true);
		if (at !== path) return yield* this.read(at, range);
		if (node !== undefined) {
			if (node.content === null) throw isDirectory(path);
			yield* this.store.content.readSync(node.content, range);
			return;
		}
		if (mount === undefined || namesOf(path).length === 1) throw isDirectory(path);
		const made = await renderView(this, path, mount);
		if (typeof made === "string" || made instanceof Uint8Array) yield cut(Buffer.from(made), range);
		else yield* range.offset === undefined && range.length === undefined ? made : [cut(await collect(made), range)];
	}

	/**
	 * Bytes of a stored file by its inode, wherever it lies now: what a program that holds a file open reads, also after the file was
	 * renamed or removed. @throws DeskError ENOENT when it is gone for good
	 */
	async *readInode(inode: number, path: string): AsyncGenerator<Uint8Array, void, undefined> {
		if (this.unsettled.size > 0) await this.settle(path);
		const node = this.#tree.byId(inode);
		if (node === undefined) throw notFound(path);
		if (node.content === null) throw isDirectory(path);
		yield* this.store.content.readSync(node.content, {});
	}

	/** All bytes of a file that is known to be small. */
	async readAll(path: string): Promise<Buffer> {
		return await collect(this.read(path));
	}

	/**
	 * Every file and directory below a path, parents first, in name order; nothing is held but the way down.
	 * A path that is a file yields just itself. Views are included when `views`.
	 */
	async *walk(path: string, options: { views?: boolean } = {}): AsyncGenerator<Stat, void, undefined> {
		const start = await this.stat(path);
		yield start;
		if (start.kind === "directory") yield* this.#walkBelow(path, options.views ?? true);
	}

	async *#walkBelow(path: string, views: boolean): AsyncGenerator<Stat, void, undefined> {
		for (const entry of await this.#readdirIfThere(path)) {
			if (entry.view && !views) continue;
			yield entry;
			if (entry.kind === "directory") yield* this.#walkBelow(entry.path, views);
		}
	}

	/** What is in a directory that was there a moment ago: nothing, when another process has removed it since. */
	async #readdirIfThere(path: string): Promise<Stat[]> {
		try {
			return await this.readdir(path);
		} catch (error) {
			if (error instanceof DeskError && (error.code === "ENOENT" || error.code === "ENOTDIR")) return [];
			throw error;
		}
	}

	/**
	 * Every stored file below a path with its bytes, in batches: far cheaper than a `read` for each. `data` is absent when the
	 * content is too large for a row; `read` streams that. Views are left out, but for the links of a computed directory (/search/x).
	 * @param requires leave out files that cannot contain a text of each of these clauses; others may come that do not, either
	 */
	async *contents(
		path: string,
		requires: readonly (readonly string[])[] = [],
		withLinks = false,
	): AsyncGenerator<FileBytes[], void, undefined> {
		const start = await this.stat(path);
		const isWanted = mayContain(requires);
		if (start.kind !== "directory") yield [{ path, name: start.name }];
		else if (start.view) yield (await this.readdir(path)).filter((entry) => entry.kind === "symlink");
		else if (path !== "/") yield* contentsBelow(this.#tree, start.inode, path, isWanted, withLinks);
		else
			for (const mount of await this.readdir("/"))
				yield* contentsBelow(this.#tree, mount.inode, mount.path, isWanted, withLinks);
	}

	/**
	 * Apply changes as one change set: all of them or none. Mounts validate each and add what it entails.
	 * @throws DeskError with the tree unchanged; a refused write's bytes are under /sys/rejected (`error.kept`).
	 */
	async change(changes: readonly Change[], options: ChangeOptions): Promise<ChangeResult> {
		let asked = changes;
		if (this.unsettled.size > 0) {
			// An open file's own commit comes this way too, and must not be overtaken by another opening of the file.
			for (const change of changes) if (change.op !== "write") await this.settle(change.path);
		}
		try {
			for (const change of changes) this.#mustBeInMount(change);
			const { kept, handled } = await divertScratch(this, this.#scratch, changes, options.dryRun === true);
			if (kept.length === 0 && handled) return { changes: [] };
			asked = await Promise.all(kept.map((change) => this.#withoutLinks(change)));
			await this.#mounts.load(
				asked.flatMap((change) => (change.op === "rename" ? [change.path, change.to] : [change.path])),
			);
			return await this.#commit(
				function* (transaction) {
					for (const change of asked) {
						transaction.request(change);
						yield;
					}
				},
				options,
				stagedOf(asked),
			);
		} catch (error) {
			const keeps = options.dryRun !== true && options.keepRejected !== false;
			if (keeps && error instanceof DeskError) await keepRejected(this, asked, error);
			throw error;
		} finally {
			for (const staged of stagedOf([...changes, ...asked])) this.store.content.unstage(staged);
		}
	}

	/** A change where it happens: links on the way are followed, one at its end only by what changes a file. */
	async #withoutLinks(change: Change): Promise<Change> {
		const follows =
			change.op === "write" || change.op === "setattr" || (change.op === "mkdir" && change.parents === true);
		const real = async (at: string, follow: boolean) =>
			namesOf(at).length < 2 ? at : (await this.#locate(at, follow, 0, false)).path;
		const path = await real(change.path, follows);
		if (change.op !== "rename") return path === change.path ? change : { ...change, path };
		const to = await real(change.to, false);
		return path === change.path && to === change.to ? change : { ...change, path, to };
	}

	/** Nothing can be made at the top of the tree. */
	#mustBeInMount(change: Change): void {
		const made =
			change.op === "rename"
				? change.to
				: change.op === "write" || change.op === "mkdir" || change.op === "symlink"
					? change.path
					: undefined;
		if (made !== undefined && namesOf(made).length === 1 && !this.mountNames.includes(nameOfPath(made)))
			throw notInMount(made);
	}

	/** What was committed stays when the text of its files cannot be extracted, or is not waited for: it is taken up later. */
	async #commit(work: Work, options: ChangeOptions, given?: readonly Staged[]): Promise<ChangeResult> {
		const result = await commit(this.store, this.#mounts, this.actor, work, options, given);
		if (result.set !== undefined && isWaiting(this.store.database)) {
			const { extractAfterCommit } = await import("./extraction.ts");
			await extractAfterCommit(this, result.changes, this.#signal);
		}
		return result;
	}

	/** Do `work` as one change set without the mounts' plans; for undo, which replays what was planned before. */
	async replay(paths: readonly string[], work: Work, options: ChangeOptions): Promise<ChangeResult> {
		await this.#mounts.load(paths);
		return await this.#commit(work, options);
	}

	/** Bytes to write at a path, from a stream of any length. */
	async write(path: string, source: ByteStream | Uint8Array | string, options: WriteOptions): Promise<ChangeResult> {
		const staged = await this.stage(source);
		const changes: Change[] = options.parents === true ? [{ op: "mkdir", path: parentOf(path), parents: true }] : [];
		changes.push({
			op: "write",
			path,
			content: this.placed(staged, options.at),
			expect: options.expect,
			mtime: options.mtime,
		});
		try {
			return await this.change(changes, options);
		} finally {
			this.store.content.unstage(staged);
		}
	}

	/** Prepare bytes for a `write` change. */
	async stage(source: ByteStream | Uint8Array | string): Promise<Staged> {
		const { content } = this.store;
		if (typeof source === "string") return content.stageBytes(Buffer.from(source, "utf8"));
		return source instanceof Uint8Array ? content.stageBytes(source) : await content.stage(source);
	}

	/**
	 * What a file holds, as the content of a `write` elsewhere. Stored bytes are shared, not copied, and are those that the file
	 * has when the change is made (under the write lock); a view is rendered now.
	 * @throws DeskError ENOENT, EISDIR
	 */
	async contentOf(path: string): Promise<NewContent> {
		const { path: at, mount } = await this.#locate(path, true);
		if (at !== path) return await this.contentOf(at);
		const isStored = this.#scratch.get(path) === undefined && this.#node(path, mount) !== undefined;
		if (!isStored) return await this.stage(this.read(path));
		const shared = (): Staged => {
			const node = this.#node(path, mount);
			if (node === undefined) throw notFound(path);
			if (node.content === null) throw isDirectory(path);
			return this.store.content.compose([{ from: node.content, start: 0, end: node.size }]);
		};
		return shared;
	}

	/** New content of a write that keeps part of the old: at the end, or over a range from a byte offset (a gap is zeros). */
	placed(staged: Staged, at: number | "end" | undefined): NewContent {
		return placed(this.store.content, staged, at);
	}

	/** Cut a file to `size` bytes, or lengthen it with zeros (POSIX truncate). */
	async truncate(path: string, size: number, options: ChangeOptions): Promise<ChangeResult> {
		return await this.change([{ op: "write", path, content: resized(this.store.content, size) }], options);
	}

	/** The tree as plans and views see it. */
	reader(): Transaction {
		return new Transaction(this.store, this.#mounts.entries, this.#mounts.loaded);
	}

	/** Inside a write transaction: take nodes away without a word in the log (for erase). */
	dropNodes(nodes: readonly { path: string; inode: number }[]): void {
		this.reader().drop(nodes);
	}

	/** The passages of a stored file, in order; none for what is not searched, or not there. */
	async passagesOf(inode: number): Promise<Passage[]> {
		return (await readSearched(this, inode))?.passages() ?? [];
	}

	/** What of a stored file is searched, before it is cut into terms; undefined for what is not searched, or not there. */
	async textOf(inode: number): Promise<SearchedText | undefined> {
		return (await readSearched(this, inode))?.text;
	}

	/** A stored file as searches see it, read once; undefined for what is not searched, or not there. */
	async searched(inode: number): Promise<Searched | undefined> {
		return await readSearched(this, inode);
	}

	/** Load a mount's format and make its tables, so that synchronous work can use it. */
	async load(path: string): Promise<void> {
		await this.#mounts.load([path]);
	}

	#node(path: string, mount: Mount | undefined, real?: string[]): Node | undefined {
		return this.#tree.resolve(namesOf(path), mount?.names ?? "portable", real);
	}

	/** The date of a mount that nothing was written to yet: that of the root, which lists it. */
	#rootTime(): Micros {
		return this.#tree.byId(ROOT)?.mtime ?? 0;
	}

	async #readRoot(): Promise<Stat[]> {
		const stored = new Map(this.#tree.children(ROOT).map((node) => [unpackName(node.name), node]));
		const entries = this.mountNames.map((name) => {
			const node = stored.get(name);
			return node === undefined ? this.statMount(name) : statOf(node, "/");
		});
		return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
	}

	/** The directory of a mount that nothing was written to yet. */
	statMount(name: string): Stat {
		const inode = -2 - this.mountNames.indexOf(name);
		return computedStat(`/${name}`, {
			kind: "directory",
			size: 0,
			mode: 0o755,
			at: this.#rootTime(),
			inode,
			view: false,
		});
	}
}

/** How many links a path may lead through, as on Linux. */
const MOST_LINKS = 40;

function circle(path: string): DeskError {
	return new DeskError("ELOOP", "its links lead in a circle", { at: path, todo: "make one of them lead elsewhere" });
}

/** Where a path leads. */
interface Located {
	readonly path: string;
	readonly mount: Mount | undefined;
	readonly node: Node | undefined;
	/** The names of what is there, as they are stored. */
	readonly real: readonly string[];
}

/** A file that is open for writing. */
export interface Unsettled {
	readonly path: string;
	/** Make what was written so far visible. Nothing happens when there is nothing new. */
	commit(): Promise<void>;
}

/** How `write` places its bytes. */
export interface WriteOptions extends ChangeOptions {
	/** `end` appends; a byte offset overwrites from there and keeps the rest; absent replaces the whole file. */
	at?: number | "end" | undefined;
	/** The revision that the caller read, or null for "it must not exist yet". */
	expect?: number | null | undefined;
	mtime?: number | undefined;
	/** Make missing directories. */
	parents?: boolean | undefined;
}

function cut(bytes: Uint8Array, range: Range): Uint8Array {
	const start = range.offset ?? 0;
	return bytes.subarray(start, range.length === undefined ? undefined : start + range.length);
}

/** Bytes that came prepared with what was asked for. */
function stagedOf(changes: readonly Change[]): Staged[] {
	return changes.flatMap((change) =>
		change.op === "write" && typeof change.content !== "function" ? [change.content] : [],
	);
}
