import { type ByteStream, collect } from "../base/bytes.ts";
import { DeskError } from "../base/errors.ts";
import type { Range, Staged, Store } from "../store/index.ts";
import { Access, hidden, type Permissions } from "./access.ts";
import { checkAccess } from "./check-access.ts";
import { type ChangeOptions, type ChangeResult, commit, type Work } from "./commit.ts";
import type { FileBytes } from "./contents.ts";
import { divertScratch, isMemoryName } from "./divert.ts";
import { placed, resized } from "./edits.ts";
import { isWaiting } from "./extracted.ts";
import { Inodes } from "./inodes.ts";
import { namePages, readContents, readdir, readNames, walk } from "./listing.ts";
import { Lookup } from "./lookup.ts";
import type { Change, Kind, Mount, MountEntry, NewContent, Stat } from "./mount.ts";
import { MountLoader } from "./mount-loader.ts";
import { nameOfPath, namesOf, parentOf } from "./path.ts";
import { checkPlace } from "./place.ts";
import { isDirectory, notFound, notInMount } from "./refusals.ts";
import { keepRejected } from "./rejected.ts";
import { mustBeInMount, pathsOf, requesting, stagedOf } from "./request.ts";
import { Scratch } from "./scratch.ts";
import { readSearched, type Searched } from "./searched.ts";
import { Transaction } from "./transaction.ts";
import { type Node, Tree } from "./tree.ts";
import { renderView } from "./views.ts";

/**
 * The tree: one face for every reader and the one path for every write. Reads see what is committed, from any process.
 * Every write is a change set: one transaction, one actor, one entry in the log.
 */
export class Vfs {
	readonly store: Store;
	/** Stored nodes by their numbers. */
	readonly inodes: Inodes;
	/** Who writes: `user`, `agent:<name>`, `connector:<name>`, `job:<kind>`. */
	readonly actor: string;
	readonly #mounts: MountLoader;
	readonly #tree: Tree;
	/** What lives in this process's memory only. */
	readonly scratch: Scratch;
	readonly #lookup: Lookup;

	/** What this hand may do; undefined for the owner, who may do everything. */
	readonly access: Access | undefined;

	/** Files that are open for writing in this process and hold bytes that are not committed: readers wait for those. */
	readonly unsettled = new Set<Unsettled>();

	/** What is written is part of a draft, and kept by nobody else. */
	readonly #draft: Recorder | undefined;

	readonly #onRead: VfsOptions["onRead"];

	/** Ends the extraction of text, not a write. */
	readonly #signal: AbortSignal | undefined;

	constructor(store: Store, mounts: readonly MountEntry[], actor: string, options: VfsOptions = {}) {
		this.#signal = options.signal;
		this.#draft = options.draft;
		this.#onRead = options.onRead;
		this.access = options.permissions === undefined ? undefined : new Access(options.permissions);
		this.store = store;
		this.actor = actor;
		this.#mounts = new MountLoader(store, mounts);
		this.scratch = new Scratch(options.scratch ?? true, options.temporary ?? false, (content) =>
			store.content.sizeOf(content),
		);
		this.#tree = new Tree(store.database);
		this.inodes = new Inodes(store, this.#tree);
		this.#lookup = new Lookup(this, this.#tree, this.#mounts, this.scratch);
	}

	/** The same tree with another hand writing: a server beside the command that started it. */
	as(actor: string, options: VfsOptions = {}): Vfs {
		// A hand with permissions cannot hand on others.
		const permissions = this.access?.permissions ?? options.permissions;
		return new Vfs(this.store, this.#mounts.entries, actor, { ...options, permissions });
	}

	/**
	 * The same tree as somebody sees it who may read and write parts of it only. What may not be read is not listed, and refused (EACCES)
	 * when it is named, whether or not it is there; a change that would touch anything outside `writes`, if only by what its mount adds
	 * to it, is refused as a whole. All of that holds for real paths: links are resolved first.
	 * Rows of tables (`reader()`, `store.database`) are not cut: who runs commands for others sees to that (`src/agents`).
	 */
	restricted(permissions: Permissions, options: Omit<VfsOptions, "permissions"> = {}): Vfs {
		if (this.access !== undefined) throw new TypeError("permissions are given once, by the owner");
		return this.as(this.actor, { ...options, permissions });
	}

	/**
	 * This hand's draft (`Draft.open`): the same tree by a connection of its own, where what is written is tried and recorded, and not kept.
	 */
	drafting(store: Store, draft: Recorder): Vfs {
		const { access } = this;
		return new Vfs(store, this.#mounts.entries, this.actor, {
			permissions: access?.permissions,
			onRead: this.#onRead,
			draft,
		});
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

	/** What a path leads to, or undefined, also for what this hand may not see. @param follows whether a link at its end is followed, too */
	async find(path: string, follows = true): Promise<Stat | undefined> {
		try {
			return await this.#lookup.stat(path, follows);
		} catch (error) {
			if (error instanceof DeskError && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
			if (this.access !== undefined && error instanceof DeskError && error.code === "EACCES") return undefined;
			throw error;
		}
	}

	/** What a path leads to, through links. @throws DeskError ENOENT, ENOTDIR, ELOOP */
	async stat(path: string): Promise<Stat> {
		return await this.#lookup.stat(path, true);
	}

	/** What lies at a path itself: of a link, the link. @throws DeskError ENOENT, ENOTDIR, ELOOP */
	async lstat(path: string): Promise<Stat> {
		return await this.#lookup.stat(path, false);
	}

	/** What a path leads to, under the path where it lies. @throws DeskError ENOENT, ENOTDIR, ELOOP */
	async followed(path: string): Promise<Stat> {
		return (await this.#lookup.leadsTo(path, true)).stat;
	}

	/** What a link says. @throws DeskError ENOENT, EINVAL when it is none */
	async readlink(path: string): Promise<string> {
		const { target } = await this.lstat(path);
		if (target !== undefined) return target;
		throw new DeskError("EINVAL", "this is not a link", { at: path, todo: "name a link" });
	}

	/** The path without links on its way, whether or not something is there. @throws DeskError ENOENT, ELOOP */
	async realPath(path: string, follows = true): Promise<string> {
		return (await this.#lookup.locate(path, follows)).path;
	}

	/**
	 * Entries with all that `stat` would say, in byte order of their names.
	 * @throws DeskError ENOENT, ENOTDIR
	 */
	async readdir(path: string): Promise<Stat[]> {
		return await readdir(this.#lookup, path);
	}

	/** Names in a directory, as `readdir` orders them, when nothing else is needed: a tenth of its cost. */
	async names(path: string): Promise<string[]> {
		return await readNames(this.#lookup, path);
	}

	/** `names`, about `size` of them at a time: those that are not asked for are not read. @throws DeskError ENOENT, ENOTDIR */
	namePages(path: string, size?: number): AsyncGenerator<string[], void, undefined> {
		return namePages(this.#lookup, path, size);
	}

	/**
	 * Bytes of a file or a range of it, as a stream with flat memory; a reader that stops early costs no more.
	 * @throws DeskError ENOENT, EISDIR, EIO
	 */
	async *read(path: string, range: Range = {}): AsyncGenerator<Uint8Array, void, undefined> {
		if (this.unsettled.size > 0) await this.settle(path);
		const scratch = this.scratch.get(path)?.content;
		if (scratch !== undefined) return yield* this.store.content.readSync(scratch, range);
		// What a link leads to is settled when it is read, in its turn.
		const located = await this.#lookup.locate(path, true, { settles: false });
		const { path: at, mount, node } = located;
		if (at !== path) return yield* this.read(at, range);
		this.#lookup.mustRead(located);
		if (node !== undefined) return yield* this.#bytesOf(node, path, range);
		if (mount === undefined || namesOf(path).length === 1) throw isDirectory(path);
		this.#onRead?.(path, 0);
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
		if (this.access !== undefined && !this.#lookup.reads(this.#tree.pathOf(inode) ?? "", await this.mountOf(path)))
			throw hidden(path);
		yield* this.#bytesOf(node, path, {});
	}

	#bytesOf(node: Node, path: string, range: Range): Iterable<Uint8Array> {
		if (node.content === null) throw isDirectory(path);
		this.#onRead?.(this.#tree.pathOf(node.id) ?? path, node.id);
		return this.store.content.readSync(node.content, range);
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
		yield* walk(this, path, options.views ?? true);
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
		const listens = this.#onRead;
		if (listens === undefined) return yield* readContents(this.#lookup, path, requires, withLinks);
		for await (const files of readContents(this.#lookup, path, requires, withLinks)) {
			// A file without its bytes is read by its own `read`.
			for (const file of files) if (file.data !== undefined) listens(file.path, 0);
			yield files;
		}
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
			for (const change of changes) mustBeInMount(change, this.mountNames);
			const { kept, handled, done } = await divertScratch(this, this.scratch, changes);
			asked = await Promise.all(kept.map((change) => this.#lookup.withoutLinks(change)));
			const isMade = asked.length > 0 || !handled;
			if (isMade) await this.#mounts.load(asked.flatMap(pathsOf));
			if (this.#draft !== undefined) asked = asked.map((change) => (this.#draft as Recorder).own(change));
			const result = isMade ? await this.#commit(requesting(asked), options, stagedOf(asked)) : { changes: [] };
			if (options.dryRun !== true) this.#draft?.add(asked);
			if (options.dryRun !== true) done();
			return result;
		} catch (error) {
			const keeps = options.dryRun !== true && options.keepRejected !== false && this.access === undefined;
			if (keeps && error instanceof DeskError) await keepRejected(this, asked, error);
			throw error;
		} finally {
			const done = this.#draft === undefined ? [...changes, ...asked] : changes;
			for (const staged of stagedOf(done)) if (this.#draft?.has(staged) !== true) this.store.content.unstage(staged);
		}
	}

	/** What was committed stays when the text of its files cannot be extracted, or is not waited for: it is taken up later. */
	async #commit(work: Work, options: ChangeOptions, given?: readonly Staged[]): Promise<ChangeResult> {
		const { access } = this;
		const allowed: Work = function* (transaction) {
			yield* work(transaction);
			if (access !== undefined) checkAccess(transaction, access);
		};
		const result = await commit(this.store, this.#mounts, this.actor, allowed, options, given);
		if (result.set !== undefined && this.#draft === undefined && isWaiting(this.store.database)) {
			const { extractAfterCommit } = await import("./extraction.ts");
			await extractAfterCommit(this, result.changes, this.#signal);
		}
		return result;
	}

	/** Do `work` as one change set without the mounts' plans; for undo, which replays what was planned before. */
	async replay(paths: readonly string[], work: Work, options: ChangeOptions): Promise<ChangeResult> {
		if (this.#draft !== undefined)
			throw new DeskError("EACCES", "this cannot be done in a draft", { todo: "do it when the draft is applied" });
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
		const located = await this.#lookup.locate(path, true);
		const { path: at, mount } = located;
		if (at !== path) return await this.contentOf(at);
		this.#lookup.mustRead(located);
		const isStored = this.scratch.get(path) === undefined && this.#lookup.nodeAt(path, mount) !== undefined;
		this.#onRead?.(path, located.node?.id ?? 0);
		if (!isStored) return await this.stage(this.read(path));
		const shared = (): Staged => {
			const node = this.#lookup.nodeAt(path, mount);
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

	/** A stored file as searches see it, read once; undefined for what is not searched, or not there. */
	async searched(inode: number): Promise<Searched | undefined> {
		if (this.access !== undefined && !(await this.mayRead(inode))) return undefined;
		this.#onRead?.(this.#tree.pathOf(inode) ?? "", inode);
		return await readSearched(this, inode);
	}

	/** Whether a stored file may be read by this hand. */
	async mayRead(inode: number): Promise<boolean> {
		const path = this.#tree.pathOf(inode);
		return path !== undefined && this.#lookup.reads(path, await this.#mounts.of(path));
	}

	/** Whether something may be made at a path, by its mount's table and rules for names. @throws DeskError EACCES, EPERM, EROFS, EINVAL, ENAMETOOLONG */
	async mayHold(path: string, kind: Kind): Promise<void> {
		const mount = await this.#mounts.of(path);
		if (mount === undefined || namesOf(path).length < 2) throw notInMount(path);
		checkPlace(mount, path, nameOfPath(path), kind);
	}

	/** Whether what would be made at a path never reaches the store: an editor's scratch file, a program's temporary one. */
	async keepsInMemory(path: string): Promise<boolean> {
		return this.scratch.isKept && (await isMemoryName(this, this.scratch, path));
	}

	/** Load a mount's format and make its tables, so that synchronous work can use it. */
	async load(path: string): Promise<void> {
		await this.#mounts.load([path]);
	}

	/** Make a mount's tables, so that they can be read; unlike `load`, it does not load the format for that. */
	async tables(path: string): Promise<void> {
		await this.#mounts.tables(path);
	}

	/** The directory of a mount that nothing was written to yet. */
	statMount(name: string): Stat {
		return this.#lookup.statMount(name);
	}
}

/** How a hand works. */
export interface VfsOptions {
	/** Whether to keep editors' scratch files in memory (default): only where the process lives on. */
	readonly scratch?: boolean;
	/** Whether that goes for other programs' temporary files, too, where a mount does not take them. */
	readonly temporary?: boolean;
	/** The end of what this is for: the extraction of text from written files is then left for later. */
	readonly signal?: AbortSignal;
	/** What it may do; without them, everything. */
	readonly permissions?: Permissions | undefined;
	/** Hears of every file whose bytes or text are read, by its path as it is stored and its inode (0 for what is computed). */
	readonly onRead?: ((path: string, inode: number) => void) | undefined;
	/** Receives what is written (`Draft`). */
	readonly draft?: Recorder | undefined;
}

/** Keeps what is asked for in a draft, to do it again. */
export interface Recorder {
	/** The same change with content that outlives it. */
	own(change: Change): Change;
	has(staged: Staged): boolean;
	add(changes: readonly Change[]): void;
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
