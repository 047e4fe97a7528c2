import type { ByteStream } from "../base/bytes.ts";
import { collect } from "../base/bytes.ts";
import { type Micros, now } from "../base/clock.ts";
import { DeskError, type ErrorCode } from "../base/errors.ts";
import type { ChangeSet, LogChange, Piece, Range, Staged, Store } from "../store/index.ts";
import { unpackName } from "../store/index.ts";
import type { Change, Mount, MountEntry, NewContent, Shape, Slots, Stat, View } from "./mount.ts";
import { compareNames, isScratch, joinPath, nameOfPath, namesOf, parentOf } from "./path.ts";
import { deproject, ensureTables, project } from "./project.ts";
import { isDirectory, noMount, notDirectory, notFound, notInMount } from "./refusals.ts";
import { rejectedName } from "./rejected.ts";
import { Scratch } from "./scratch.ts";
import { literalViews, matchShape } from "./shape.ts";
import { type LoadedMount, MountNeeded, Transaction } from "./transaction.ts";
import { DIRECTORY, type Node, ROOT, statOf, Tree } from "./tree.ts";

/** How a change set is made. */
export interface ChangeOptions {
	/** The command, as a person would read it in the log. */
	cause: string;
	/** Join an earlier change set of the same command: `undo` takes them back together. */
	operation?: number | undefined;
	/** Do all the work, then roll it back: the result says what would have happened. */
	dryRun?: boolean | undefined;
	/** Keep what a mount refused under /sys/rejected (default); an import does not, its source is still there. */
	keepRejected?: boolean | undefined;
	/** The operation that this one takes back; only undo gives it. */
	undoes?: number | undefined;
}

/** What a change set did: `set` is absent when nothing changed, or in a dry run. */
export interface ChangeResult {
	set?: ChangeSet;
	changes: LogChange[];
}

/** Refusals after which the writer's bytes are kept: the write was understood and not accepted. */
const KEPT: ReadonlySet<ErrorCode> = new Set([
	"EFORMAT",
	"EINVAL",
	"ESTALE",
	"EEXIST",
	"EROFS",
	"EACCES",
	"EFBIG",
	"ELOOP",
]);

/**
 * The tree: one face for every reader and the one path for every write. Reads see what is committed, from any process.
 * Every write is a change set: one transaction, one actor, one entry in the log.
 */
export class Vfs {
	readonly store: Store;
	/** Who writes: `user`, `agent:<name>`, `connector:<name>`, `job:<kind>`. */
	readonly actor: string;
	readonly #entries: readonly MountEntry[];
	readonly #mounts = new Map<string, Mount>();
	readonly #loaded = new Map<string, LoadedMount>();
	readonly #tree: Tree;
	readonly #scratch = new Scratch();

	constructor(store: Store, mounts: readonly MountEntry[], actor: string) {
		this.store = store;
		this.actor = actor;
		this.#entries = mounts;
		this.#tree = new Tree(store.database);
	}

	/** Names of all mounts, in the order of their registry. */
	get mountNames(): string[] {
		return this.#entries.map((entry) => entry.name);
	}

	/** The mount that a path lies in; undefined for the root. @throws DeskError ENOENT when there is no such mount. */
	async mountOf(path: string): Promise<Mount | undefined> {
		const name = namesOf(path)[0];
		if (name === undefined) return undefined;
		let mount = this.#mounts.get(name);
		if (mount === undefined) {
			const entry = this.#entries.find((candidate) => candidate.name === name);
			if (entry === undefined) throw noMount(path);
			mount = await entry.load();
			this.#mounts.set(name, mount);
		}
		return mount;
	}

	/** What lies at a path, or undefined. */
	async find(path: string): Promise<Stat | undefined> {
		try {
			return await this.stat(path);
		} catch (error) {
			if (error instanceof DeskError && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
			throw error;
		}
	}

	/** @throws DeskError ENOENT, ENOTDIR */
	async stat(path: string): Promise<Stat> {
		const mount = await this.mountOf(path);
		const scratch = this.#scratch.stat(path);
		if (scratch !== undefined) return scratch;
		const real: string[] = [];
		const node = this.#node(path, mount, real);
		if (node !== undefined) return statOf(node, `/${real.slice(0, -1).join("/")}`);
		if (mount === undefined) throw notFound(path);
		return await this.#statView(path, mount);
	}

	/**
	 * Entries with all that `stat` would say, in byte order of their names.
	 * @throws DeskError ENOENT, ENOTDIR
	 */
	async readdir(path: string): Promise<Stat[]> {
		if (path === "/") return await this.#readRoot();
		const mount = (await this.mountOf(path)) as Mount;
		const real: string[] = [];
		const node = this.#node(path, mount, real);
		if (node !== undefined && node.kind !== DIRECTORY) throw notDirectory(path);
		if (node === undefined && (await this.stat(path)).kind !== "directory") throw notDirectory(path);
		const entries =
			node === undefined ? [] : this.#tree.children(node.id).map((child) => statOf(child, `/${real.join("/")}`));
		const views = await this.#views(path, mount);
		return [...entries, ...(views ?? []), ...this.#scratch.in(path)].sort((a, b) => compareNames(a.name, b.name));
	}

	/** Names in a directory, as `readdir` orders them, when nothing else is needed: a tenth of its cost. */
	async names(path: string): Promise<string[]> {
		const mount = await this.mountOf(path);
		const node = mount === undefined ? undefined : this.#node(path, mount);
		const computed =
			mount === undefined ? [] : [...((await this.#views(path, mount)) ?? []), ...this.#scratch.in(path)];
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
		const node = this.#node(path, mount);
		if (node !== undefined) {
			if (node.content === null) throw isDirectory(path);
			yield* this.store.content.readSync(node.content, range);
			return;
		}
		if (mount === undefined || namesOf(path).length === 1) throw isDirectory(path);
		const { shape, slots } = await this.#matchView(path, mount);
		await this.#load([path]);
		if (shape.view?.read === undefined) throw shape.kind === "directory" ? isDirectory(path) : notFound(path);
		const made = await shape.view.read(slots, this.reader());
		if (typeof made === "string" || made instanceof Uint8Array) yield cut(Buffer.from(made), range);
		else yield* range.offset === undefined && range.length === undefined ? made : [cut(await collect(made), range)];
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
	 * content is too large for a row; `read` streams that. Views are left out.
	 */
	async *contents(path: string): AsyncGenerator<FileBytes[], void, undefined> {
		const start = await this.stat(path);
		if (start.kind !== "directory") yield [{ path, name: start.name }];
		else if (path !== "/") yield* this.#contentsBelow(start.inode, path);
		else for (const mount of await this.readdir("/")) yield* this.#contentsBelow(mount.inode, mount.path);
	}

	*#contentsBelow(directory: number, path: string): Generator<FileBytes[], void, undefined> {
		let after: string | Buffer | undefined;
		for (;;) {
			const rows = this.#tree.childrenWithData(directory, after, BATCH);
			let files: FileBytes[] = [];
			for (const [, id, packed, kind, data] of rows) {
				const name = unpackName(packed);
				const at = joinPath(path, name);
				if (kind !== DIRECTORY) files.push(data === null ? { path: at, name } : { path: at, name, data });
				else {
					if (files.length > 0) yield files;
					files = [];
					yield* this.#contentsBelow(id, at);
				}
			}
			if (files.length > 0) yield files;
			const last = rows.at(-1);
			if (rows.length < BATCH || last === undefined) return;
			after = last[0];
		}
	}

	/**
	 * Apply changes as one change set: all of them or none. Mounts validate each and add what it entails.
	 * @throws DeskError with the tree unchanged; a refused write's bytes are under /sys/rejected (`error.kept`).
	 */
	async change(changes: readonly Change[], options: ChangeOptions): Promise<ChangeResult> {
		let asked = changes;
		try {
			for (const change of changes) this.#mustBeInMount(change);
			const { kept, handled } = await this.#divert(changes, options.dryRun === true);
			if (kept.length === 0 && handled) return { changes: [] };
			asked = kept;
			await this.#load(asked.flatMap((change) => (change.op === "rename" ? [change.path, change.to] : [change.path])));
			return await this.#commit(
				(transaction) => {
					for (const change of asked) transaction.request(change);
				},
				options,
				stagedOf(asked),
			);
		} catch (error) {
			const keeps = options.dryRun !== true && options.keepRejected !== false;
			if (keeps && error instanceof DeskError && KEPT.has(error.code)) await this.#keepRejected(asked, error);
			throw error;
		} finally {
			for (const staged of stagedOf([...changes, ...asked])) this.store.content.unstage(staged);
		}
	}

	/** Nothing can be made at the top of the tree. */
	#mustBeInMount(change: Change): void {
		const made =
			change.op === "rename" ? change.to : change.op === "write" || change.op === "mkdir" ? change.path : undefined;
		if (made !== undefined && namesOf(made).length === 1 && !this.mountNames.includes(nameOfPath(made)))
			throw notInMount(made);
	}

	/** Run `body` as one change set without the mounts' plans; for undo, which replays what was planned before. */
	async replay(
		paths: readonly string[],
		body: (transaction: Transaction) => void,
		options: ChangeOptions,
	): Promise<ChangeResult> {
		await this.#load(paths);
		return await this.#commit(body, options, []);
	}

	async #commit(
		body: (transaction: Transaction) => void,
		options: ChangeOptions,
		given: readonly Staged[],
	): Promise<ChangeResult> {
		for (;;) {
			try {
				return await this.#attempt(body, options, given);
			} catch (error) {
				if (!(error instanceof MountNeeded)) throw error;
				await this.#load([`/${error.mount}`]);
			}
		}
	}

	async #attempt(
		body: (transaction: Transaction) => void,
		options: ChangeOptions,
		given: readonly Staged[],
	): Promise<ChangeResult> {
		const { database, content, log } = this.store;
		const keep = options.dryRun !== true;
		const prepared: Staged[] = [];
		let done = false;
		try {
			const result = await database.write(() => {
				const transaction = new Transaction(this.store, this.#entries, this.#loaded);
				try {
					body(transaction);
				} finally {
					prepared.push(...transaction.prepared);
				}
				transaction.finish();
				const { changes } = transaction;
				if (!keep || changes.length === 0) return { changes };
				const set = log.append(
					{ actor: this.actor, cause: options.cause, operation: options.operation, undoes: options.undoes },
					changes,
				);
				return { set, changes };
			}, keep);
			done = keep;
			return result;
		} finally {
			// What cannot be taken back now (the disk is full) stays an orphan, which `gc` finds; the refusal matters more.
			if (!done) await content.retract([...prepared, ...given]).catch(() => undefined);
			for (const staged of prepared) content.unstage(staged);
		}
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
		const mount = await this.mountOf(path);
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
		if (at === undefined) return staged;
		const { content } = this.store;
		return (current) => {
			const size = current === undefined ? 0 : content.sizeOf(current);
			const start = at === "end" ? size : at;
			const pieces: Piece[] = [];
			if (current !== undefined && start > 0) pieces.push({ from: current, start: 0, end: Math.min(start, size) });
			for (let gap = start - size; gap > 0; gap -= ZEROS.length)
				pieces.push(ZEROS.subarray(0, Math.min(gap, ZEROS.length)));
			pieces.push({ from: staged, start: 0, end: staged.size });
			if (current !== undefined && start + staged.size < size)
				pieces.push({ from: current, start: start + staged.size, end: size });
			return content.compose(pieces);
		};
	}

	/** Cut a file to `size` bytes, or lengthen it with zeros (POSIX truncate). */
	async truncate(path: string, size: number, options: ChangeOptions): Promise<ChangeResult> {
		const { content } = this.store;
		const resized = (current: number | Staged | undefined): Staged => {
			const had = current === undefined ? 0 : content.sizeOf(current);
			const pieces: Piece[] = current === undefined ? [] : [{ from: current, start: 0, end: Math.min(size, had) }];
			for (let gap = size - had; gap > 0; gap -= ZEROS.length)
				pieces.push(ZEROS.subarray(0, Math.min(gap, ZEROS.length)));
			return content.compose(pieces);
		};
		return await this.change([{ op: "write", path, content: resized }], options);
	}

	/** The tree as plans and views see it. */
	reader(): Transaction {
		return new Transaction(this.store, this.#entries, this.#loaded);
	}

	/** Inside a write transaction: take nodes away without a word in the log (for erase). */
	dropNodes(nodes: readonly { path: string; inode: number }[]): void {
		this.reader().drop(nodes);
	}

	/** Load a mount's format and make its tables, so that synchronous work can use it. */
	async load(path: string): Promise<void> {
		await this.#load([path]);
	}

	async #load(paths: readonly string[]): Promise<void> {
		// /trash is where removals go, whatever was asked for.
		for (const path of [...paths, "/trash"]) {
			const name = namesOf(path)[0];
			if (name === undefined || this.#loaded.has(name)) continue;
			const mount = (await this.mountOf(path)) as Mount;
			const loaded = { mount, format: await mount.format?.() };
			this.#loaded.set(name, loaded);
			if (mount.tables === undefined) continue;
			if (
				this.store.database.get(
					"SELECT 1 FROM projection WHERE mount = ? AND version = ?",
					name,
					mount.tables.version,
				) !== undefined
			)
				continue;
			await this.store.database.write(() => {
				if (ensureTables(this.store, mount)) this.#reproject(loaded);
			});
		}
	}

	#reproject(loaded: LoadedMount): void {
		const reader = this.reader();
		for (const stat of reader.walk(`/${loaded.mount.name}`)) {
			const node = this.#tree.byId(stat.inode);
			const shape = matchShape(loaded.mount, stat.path.slice(loaded.mount.name.length + 2), "file")?.shape;
			if (shape?.parsed !== true || loaded.format === undefined || node?.content == null) continue;
			deproject(this.store, loaded.mount, node.id);
			try {
				project(this.store, loaded.format, node.id, node.content, stat.path, reader);
			} catch (error) {
				// A newer format may refuse what an older one took: the file stays, and stays readable.
				if (!(error instanceof DeskError)) throw error;
				deproject(this.store, loaded.mount, node.id);
			}
		}
	}

	/** Keep a refused write's bytes. A failure to keep them must not hide why the write was refused. */
	async #keepRejected(changes: readonly Change[], error: DeskError): Promise<void> {
		const { database, content } = this.store;
		const writes = changes.filter((change) => change.op === "write");
		// The error may be about a directory, a link or a path that was shortened for the message.
		const meant = writes.filter((change) => change.path === error.at);
		for (const change of meant.length > 0 ? meant : writes) {
			try {
				const current = await this.find(change.path);
				const node = current === undefined ? undefined : this.#tree.byId(current.inode);
				const staged =
					typeof change.content === "function" ? change.content(node?.content ?? undefined) : change.content;
				const id = await database.write(() => {
					const row = database.run(
						"INSERT INTO rejected (at, actor, path, error, content) VALUES (?, ?, ?, ?, ?)",
						now(),
						this.actor,
						change.path,
						error.sentence,
						content.commit(staged),
					);
					return Number(row.lastInsertRowid);
				});
				if (staged !== change.content) content.unstage(staged);
				error.kept = `/sys/rejected/${rejectedName(id, change.path)}`;
			} catch (failure) {
				if (!(failure instanceof DeskError)) throw failure;
				error.todo = `${error.todo ?? ""}; your text could not be kept (${failure.message})`;
			}
		}
	}

	/** Scratch files never reach the store: take their changes out. */
	async #divert(changes: readonly Change[], dryRun: boolean): Promise<{ kept: Change[]; handled: boolean }> {
		const kept: Change[] = [];
		let handled = false;
		for (const change of changes) {
			const diverted = await this.#onScratch(change, dryRun);
			if (diverted === undefined) kept.push(change);
			else {
				handled = true;
				kept.push(...diverted);
			}
		}
		return { kept, handled };
	}

	/** The stored changes that remain of one on a scratch file; undefined when it is not about one. */
	async #onScratch(change: Change, dryRun: boolean): Promise<Change[] | undefined> {
		const from = isScratch(nameOfPath(change.path));
		const to = change.op === "rename" && isScratch(nameOfPath(change.to));
		if (!from && !to) return undefined;
		const { content } = this.store;
		switch (change.op) {
			case "write": {
				const old = this.#scratch.get(change.path);
				if (old === undefined && (await this.find(change.path)) !== undefined) return undefined;
				if ((await this.stat(parentOf(change.path))).kind !== "directory") throw notDirectory(parentOf(change.path));
				const base = old === undefined ? undefined : content.stageBytes(old);
				const staged = typeof change.content === "function" ? change.content(base) : change.content;
				if (!dryRun) this.#scratch.set(change.path, content.readAll(staged), change.mtime ?? now());
				content.unstage(staged);
				return [];
			}
			case "remove":
				if (this.#scratch.get(change.path) === undefined) return undefined;
				if (!dryRun) this.#scratch.delete(change.path);
				return [];
			case "rename": {
				const bytes = this.#scratch.get(change.path);
				if (bytes === undefined && !to) return undefined;
				const moved = bytes ?? (await this.readAll(change.path));
				if (!dryRun) this.#scratch.delete(change.path);
				if (to) {
					if (!dryRun) this.#scratch.set(change.to, moved, now());
					return bytes === undefined ? [{ op: "remove", path: change.path }] : [];
				}
				return [
					{
						op: "write",
						path: change.to,
						content: content.stageBytes(moved),
						expect: change.replace === true ? undefined : null,
					},
				];
			}
			default:
				return this.#scratch.get(change.path) === undefined ? undefined : [];
		}
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
		const entries = this.#entries.map((entry, index) => {
			const node = stored.get(entry.name);
			return node === undefined ? directoryView(`/${entry.name}`, index, this.#rootTime()) : statOf(node, "/");
		});
		return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
	}

	/** Computed entries of a directory; undefined when the path is not a directory of views. */
	async #views(path: string, mount: Mount): Promise<Stat[] | undefined> {
		const below = path.slice(mount.name.length + 2);
		const own = matchShape(mount, below, "directory");
		const entries: Stat[] = [];
		for (const { name, shape } of literalViews(mount, below))
			entries.push(await this.#viewStat(joinPath(path, name), mount, shape, undefined));
		if (own?.shape.view?.list !== undefined) {
			await this.#load([path]);
			for (const entry of await own.shape.view.list(own.slots, this.reader())) {
				const at = joinPath(path, entry.name);
				const match =
					matchShape(mount, at.slice(mount.name.length + 2), "file") ??
					matchShape(mount, at.slice(mount.name.length + 2), "directory");
				if (match !== undefined) entries.push(await this.#viewStat(at, mount, match.shape, entry));
			}
			return entries;
		}
		return entries.length > 0 || own?.shape.view !== undefined || below === "" ? entries : undefined;
	}

	async #statView(path: string, mount: Mount): Promise<Stat> {
		if (namesOf(path).length === 1)
			return directoryView(
				path,
				this.#entries.findIndex((entry) => entry.name === mount.name),
				this.#rootTime(),
			);
		const { shape } = await this.#matchView(path, mount);
		const fixed = !shape.path.includes("<");
		if (fixed) return await this.#viewStat(path, mount, shape, undefined);
		const entry = (await this.readdir(parentOf(path))).find((candidate) => candidate.name === nameOfPath(path));
		if (entry === undefined) throw notFound(path);
		return entry;
	}

	async #viewStat(
		path: string,
		mount: Mount,
		shape: Shape,
		entry: { size?: number; mtime?: number } | undefined,
	): Promise<Stat> {
		const size = shape.kind === "directory" ? 0 : (entry?.size ?? (await this.#renderedSize(path, mount)));
		const at = entry?.mtime ?? now();
		return {
			path,
			name: nameOfPath(path),
			kind: shape.kind,
			size,
			mtime: at,
			ctime: at,
			birth: at,
			mode: shape.kind === "directory" ? 0o555 : 0o444,
			revision: 0,
			inode: inodeOfView(path),
			view: true,
		};
	}

	async #renderedSize(path: string, mount: Mount): Promise<number> {
		const { shape, slots } = await this.#matchView(path, mount);
		if (shape.view?.read === undefined) return 0;
		await this.#load([path]);
		const made = await shape.view.read(slots, this.reader());
		if (typeof made === "string") return Buffer.byteLength(made);
		return made instanceof Uint8Array ? made.length : (await collect(made)).length;
	}

	/** The view that a path may be. @throws DeskError ENOENT or ENOTDIR when it can be none */
	async #matchView(path: string, mount: Mount): Promise<{ shape: Shape & { view: View }; slots: Slots }> {
		const below = path.slice(mount.name.length + 2);
		for (const kind of ["file", "directory"] as const) {
			const match = matchShape(mount, below, kind);
			const view = match?.shape.view;
			if (match !== undefined && view !== undefined) return { shape: { ...match.shape, view }, slots: match.slots };
		}
		throw await this.#missing(path);
	}

	/** Why nothing is at a path: ENOTDIR when a file, stored or computed, is where a directory would have to be. */
	async #missing(path: string): Promise<DeskError> {
		if (namesOf(path).length < 2) return notFound(path);
		try {
			const above = await this.stat(parentOf(path));
			return above.kind === "directory" ? notFound(path) : notDirectory(above.path);
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			return error.code === "ENOTDIR" ? error : notFound(path);
		}
	}
}

/** A stored file as `contents` yields it. */
export interface FileBytes {
	path: string;
	name: string;
	data?: Buffer;
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

/** Small files read in one go: at most 64 MiB, usually well under one. */
const BATCH = 256;

const ZEROS = Buffer.alloc(64 * 1024);

function cut(bytes: Uint8Array, range: Range): Uint8Array {
	const start = range.offset ?? 0;
	return bytes.subarray(start, range.length === undefined ? undefined : start + range.length);
}

/** A steady negative inode for a computed path (FNV-1a). */
function inodeOfView(path: string): number {
	let hash = 0x811c9dc5;
	for (const byte of Buffer.from(path)) hash = Math.imul(hash ^ byte, 0x01000193);
	return -1 - (hash >>> 0);
}

function directoryView(path: string, index: number, at: Micros): Stat {
	return {
		path,
		name: nameOfPath(path),
		kind: "directory",
		size: 0,
		mtime: at,
		ctime: at,
		birth: at,
		mode: 0o755,
		revision: 0,
		inode: -2 - index,
		view: false,
	};
}

/** Bytes that came prepared with what was asked for. */
function stagedOf(changes: readonly Change[]): Staged[] {
	return changes.flatMap((change) =>
		change.op === "write" && typeof change.content !== "function" ? [change.content] : [],
	);
}
