import type { ByteStream } from "../base/bytes.ts";
import { type Micros, now } from "../base/clock.ts";
import { DeskError } from "../base/errors.ts";
import {
	type Bound,
	type Detail,
	type LogChange,
	nameBytes,
	packName,
	type Staged,
	type Store,
	unpackName,
} from "../store/index.ts";
import type { Change, Format, Mount, MountEntry, NewContent, Stat, TreeWriter } from "./mount.ts";
import {
	checkName,
	isWithin,
	joinPath,
	mountNameOf,
	nameKey,
	nameOfPath,
	namesOf,
	parentOf,
	splitExtension,
	storedName,
} from "./path.ts";
import { deproject, project } from "./project.ts";
import { existsAlready, isDirectory, notDirectory, notFound, notInMount } from "./refusals.ts";
import { describeShape, matchShape } from "./shape.ts";
import { DIRECTORY, FILE, type Node, ROOT, statOf, Tree } from "./tree.ts";

/** A mount with its format, ready for synchronous work inside a transaction. */
export interface LoadedMount {
	mount: Mount;
	format: Format | undefined;
}

/** A plan reached into a mount that is not loaded yet: the caller rolls back, loads it, and starts again. */
export class MountNeeded extends Error {
	readonly mount: string;
	constructor(mount: string) {
		super(`mount ${mount} is not loaded`);
		this.mount = mount;
	}
}

/** What carries out a request; `plan`ned changes go through here one by one. */
type Primitives = { [Op in Change["op"]]: (change: Extract<Change, { op: Op }>) => void };

/**
 * The work of one write transaction: applies changes to the tree, projects them, and collects what the log records.
 * Everything here is synchronous and runs under the write lock; rolling the transaction back undoes it all.
 */
export class Transaction implements TreeWriter {
	readonly #store: Store;
	readonly #mounts: ReadonlyMap<string, LoadedMount>;
	readonly #tree: Tree;
	readonly #at: Micros;
	/** Directories whose entries changed. */
	readonly #touched = new Set<number>();
	/** The directory that was looked up last: an import writes hundreds of files into one. Forgotten when one moves or goes. */
	#lastParent: { path: string; node: Node } | undefined;
	readonly mounts: readonly MountEntry[];
	/** Files that were projected, and wait for `Format.check`. */
	readonly #unchecked = new Map<Format, Set<number>>();
	#nextNode: number | undefined;
	/** Content that was prepared under the lock; whoever runs the transaction unstages it. */
	readonly prepared: Staged[] = [];
	/** What has happened so far, for the log. */
	readonly changes: LogChange[] = [];

	constructor(
		store: Store,
		entries: readonly MountEntry[],
		mounts: ReadonlyMap<string, LoadedMount>,
		at: Micros = now(),
	) {
		this.#store = store;
		this.mounts = entries;
		this.#mounts = mounts;
		this.#tree = new Tree(store.database);
		this.#at = at;
	}

	/** Let the mount plan what a request entails, and do it. */
	request(change: Change): void {
		if (change.path === "/") return this.#requestOnRoot(change);
		const meant = this.#canonical(change);
		const planned = this.#mountOf(meant.path).format?.plan?.(meant, this) ?? [meant];
		for (const step of planned) this.apply(step === meant ? step : this.#canonical(step));
		this.#check();
	}

	#requestOnRoot(change: Change): void {
		if (change.op === "mkdir" && change.parents === true) return;
		if (change.op === "mkdir") throw existsAlready("/");
		if (change.op === "write") throw isDirectory("/");
		throw new DeskError("EACCES", "the top of the tree cannot be changed", {
			at: "/",
			todo: "name something in a mount",
		});
	}

	/**
	 * The change with its paths as the tree spells them: a mount may find `/notes/IDEA.md` or a decomposed `é`, but the log, undo and
	 * the next revision go by one spelling.
	 */
	#canonical(change: Change): Change {
		const path = this.#spelled(change.path);
		if (change.op !== "rename") return path === change.path ? change : { ...change, path };
		// A rename may be there to change the spelling of the last name.
		const rules = this.#mountOf(change.to).mount.names;
		const to = joinPath(this.#spelled(parentOf(change.to)), storedName(nameOfPath(change.to), rules));
		return path === change.path && to === change.to ? change : { ...change, path, to };
	}

	#spelled(path: string): string {
		if (path === "/") return path;
		const rules = this.#mountOf(path).mount.names;
		if (rules === "posix") return path;
		if (this.#lastParent?.path === parentOf(path)) {
			const there = this.#tree.child(this.#lastParent.node.id, nameOfPath(path), rules);
			const name = there === undefined ? storedName(nameOfPath(path), rules) : unpackName(there.name);
			return joinPath(this.#lastParent.path, name);
		}
		const real: string[] = [];
		this.#tree.resolve(namesOf(path), rules, real);
		const rest = namesOf(path)
			.slice(real.length)
			.map((name) => storedName(name, rules));
		return `/${[...real, ...rest].join("/")}`;
	}

	/** Do one change as it stands, without asking the mount what it entails (undo replays what was planned before). */
	apply(change: Change): void {
		// The table below covers every op; TypeScript cannot follow that `op` picks the matching function.
		(this.#primitives[change.op] as (change: Change) => void)(change);
	}

	/**
	 * Do `work`, or nothing of it: what a mount refuses leaves no trace, and the transaction can go on. Sparingly: FTS5 writes its
	 * pending terms out at each savepoint.
	 * @returns the refusal
	 */
	attempt(work: () => void): DeskError | undefined {
		const done = this.changes.length;
		this.run("SAVEPOINT attempt");
		try {
			work();
			this.#check();
			return undefined;
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			this.run("ROLLBACK TO attempt");
			this.changes.length = done;
			this.#unchecked.clear();
			this.#lastParent = undefined;
			return error;
		} finally {
			// A full disk has rolled everything back already, savepoints too.
			if (this.#store.database.driver.inTransaction) this.run("RELEASE attempt");
		}
	}

	/** Let the mounts look at what has been written or moved since the last time. @throws DeskError EFORMAT */
	#check(): void {
		for (const [format, nodes] of this.#unchecked) format.check?.(nodes, this);
		this.#unchecked.clear();
	}

	/** Write what belongs to the end: directory times and the node counter. @throws DeskError EFORMAT when a mount refuses the whole */
	finish(): void {
		this.#check();
		for (const id of this.#touched) this.#tree.touchDirectory(id, this.#at);
		if (this.#nextNode !== undefined)
			this.#store.database.run("UPDATE meta SET value = ? WHERE key = 'next_node'", this.#nextNode);
	}

	readonly #primitives: Primitives = {
		write: ({ path, content, expect, mtime, mode }) => {
			const { mount } = this.#mountOf(path);
			if (parentOf(path) === "/") throw isDirectory(path);
			const parent = this.#parentOf(path);
			const name = storedName(nameOfPath(path), mount.names);
			const old = this.#tree.child(parent.id, name, mount.names);
			if (old?.kind === DIRECTORY) throw isDirectory(path);
			this.#expect(path, old, expect);
			if (old === undefined) this.#checkPlace(path, name, "file");
			const staged = this.#resolve(content, old);
			const id = this.#store.content.commit(staged);
			if (old !== undefined && old.content === id && (mtime === undefined || mtime === old.mtime)) return;
			const node: Node =
				old === undefined
					? this.#newNode(parent, name, FILE, mode ?? 0o644, path)
					: { ...old, revision: old.revision + 1 };
			Object.assign(node, { content: id, size: staged.size, mtime: mtime ?? this.#at, ctime: this.#at });
			if (old === undefined) this.#tree.insert(node);
			else this.#tree.update(node);
			const detail: Detail =
				old === undefined ? { kind: FILE, mode: node.mode, mtime: node.mtime } : { mtime: [old.mtime, node.mtime] };
			this.#record(node, old === undefined ? "create" : "write", path, { before: old?.content, after: id, detail });
			if (old === undefined || old.content !== id) this.#project(node, path, old !== undefined, staged);
		},
		mkdir: ({ path, parents, mode }) => {
			if (parents === true && parentOf(path) !== "/" && this.#find(parentOf(path)) === undefined) {
				this.#primitives.mkdir({ op: "mkdir", path: parentOf(path), parents });
			}
			const { mount } = this.#mountOf(path);
			const existing = this.#find(path);
			// A mount's own directory is always there, though it is stored only with the first thing in it.
			if (existing !== undefined || parentOf(path) === "/") {
				if (parents === true && (existing === undefined || existing.kind === DIRECTORY)) return;
				throw existsAlready(path);
			}
			const parent = this.#parentOf(path);
			const name = storedName(nameOfPath(path), mount.names);
			this.#checkPlace(path, name, "directory");
			const node = this.#newNode(parent, name, DIRECTORY, mode ?? 0o755, path);
			this.#tree.insert(node);
			this.#record(node, "create", path, { detail: { kind: DIRECTORY, mode: node.mode, mtime: node.mtime } });
		},
		remove: ({ path, recursive, expect }) => {
			if (parentOf(path) === "/")
				throw new DeskError("EACCES", "a mount cannot be removed", { at: path, todo: "remove what is in it" });
			const node = this.#existing(path);
			this.#expect(path, node, expect);
			const full = node.kind === DIRECTORY && this.#tree.hasChildren(node.id);
			if (full && recursive !== true)
				throw new DeskError("ENOTEMPTY", "the directory is not empty", {
					at: path,
					todo: "use `desk rm -r` to remove it with all that is in it",
				});
			// An empty directory holds nothing that /trash would have to keep.
			if (isWithin(path, "/trash") || (node.kind === DIRECTORY && !full)) this.#removeForGood(node, path);
			else this.#move(node, path, joinPath("/trash", this.#freeTrashName(nameOfPath(path))), path);
		},
		rename: ({ path, to, replace, expect }) => {
			if (parentOf(path) === "/")
				throw new DeskError("EACCES", "a mount cannot be renamed", { at: path, todo: "move what is in it" });
			const node = this.#existing(path);
			this.#expect(path, node, expect);
			if (parentOf(to) === "/")
				throw replace === true
					? new DeskError("EACCES", "a mount cannot be replaced", { at: to, todo: "name a file in it" })
					: existsAlready(to);
			if (this.#isAbove(node, to))
				throw new DeskError("EINVAL", "a directory cannot be moved into itself", {
					at: path,
					todo: "choose a place outside it",
				});
			const target = this.#find(to);
			if (target !== undefined && target.id !== node.id) {
				if (replace !== true) throw existsAlready(to);
				if (target.kind === DIRECTORY && node.kind !== DIRECTORY) throw isDirectory(to);
				if (target.kind !== DIRECTORY && node.kind === DIRECTORY) throw notDirectory(to);
				if (this.#tree.hasChildren(target.id))
					throw new DeskError("ENOTEMPTY", "the directory is not empty", { at: to, todo: "empty it first" });
				this.#removeForGood(target, this.#tree.pathOf(target.id) ?? to);
				// The file at this path goes on counting where the replaced one stopped.
				node.revision = Math.max(node.revision, target.revision);
			}
			const wasInTrash = isWithin(path, "/trash");
			this.#move(node, path, to, !isWithin(to, "/trash") ? null : wasInTrash ? originOf(node) : path);
		},
		setattr: ({ path, mode, mtime }) => {
			const old = parentOf(path) === "/" ? this.#root(path) : this.#existing(path);
			const node: Node = { ...old, mode: mode ?? old.mode, mtime: mtime ?? old.mtime, ctime: this.#at };
			if (node.mode === old.mode && node.mtime === old.mtime) return;
			node.revision++;
			this.#tree.update(node);
			const detail: Detail = {};
			if (node.mode !== old.mode) detail.mode = [old.mode, node.mode];
			if (node.mtime !== old.mtime) detail.mtime = [old.mtime, node.mtime];
			this.#record(node, "setattr", path, { before: old.content, after: old.content, detail });
		},
	};

	/** Move a node to a free path, in or out of /trash, and project it where it now is. */
	#move(old: Node, path: string, to: string, origin: string | null): void {
		const source = this.#mountOf(path);
		const target = this.#mountOf(to);
		const parent = this.#parentOf(to);
		const name = storedName(nameOfPath(to), target.mount.names);
		const kind = old.kind === DIRECTORY ? "directory" : "file";
		if (old.parent !== parent.id || unpackName(old.name) !== name) this.#checkPlace(to, name, kind);
		else return;
		if (old.kind === DIRECTORY && source !== target) this.#respellBelow(old, path, target.mount);
		const node: Node = {
			...old,
			parent: parent.id,
			key: packName(nameKey(name, target.mount.names)),
			name: packName(name),
			origin: origin === null ? null : packName(origin),
			revision: old.revision + 1,
			ctime: this.#at,
		};
		this.#tree.update(node);
		this.#lastParent = undefined;
		this.#touched.add(old.parent).add(parent.id);
		const detail: Detail | undefined =
			originOf(old) === origin ? undefined : { origin: originOf(old), originAfter: origin };
		this.#record(node, "rename", path, { to, before: old.content, after: old.content, detail });
		if (node.kind !== DIRECTORY) {
			if (source !== target) deproject(this.#store, source.mount, node.id);
			this.#project(node, to, source === target);
		} else if (source !== target) this.#reprojectBelow(node, to, source.mount);
	}

	/** Give all below a directory names that another mount stores as they are, before it moves there: so the log has each, and undo. */
	#respellBelow(directory: Node, path: string, target: Mount): void {
		for (const child of this.#tree.children(directory.id)) {
			const name = unpackName(child.name);
			const spelled = storedName(name, target.names);
			const at = joinPath(path, name);
			if (child.kind === DIRECTORY) this.#respellBelow(child, at, target);
			if (spelled === name) continue;
			const to = joinPath(path, spelled);
			if (this.#find(to) !== undefined) throw differOnlyInCase(at);
			this.#move(child, at, to, originOf(child));
		}
	}

	/** Every file of a directory that came from another mount must be one that this mount takes. */
	#reprojectBelow(directory: Node, path: string, source: Mount): void {
		const { mount } = this.#mountOf(path);
		for (const child of this.#tree.children(directory.id)) {
			const name = unpackName(child.name);
			const at = joinPath(path, name);
			this.#checkPlace(at, name, child.kind === DIRECTORY ? "directory" : "file");
			const key = packName(nameKey(name, mount.names));
			const other = this.#tree.child(directory.id, name, mount.names);
			if (other !== undefined && other.id !== child.id) throw differOnlyInCase(at);
			this.#tree.update({ ...child, key });
			if (child.kind === DIRECTORY) this.#reprojectBelow(child, at, source);
			else {
				deproject(this.#store, source, child.id);
				this.#project(child, at, false);
			}
		}
	}

	#removeForGood(node: Node, path: string): void {
		this.#lastParent = undefined;
		if (node.kind === DIRECTORY) {
			for (const child of this.#tree.children(node.id))
				this.#removeForGood(child, joinPath(path, unpackName(child.name)));
		}
		this.#tree.delete(node.id);
		this.#touched.add(node.parent);
		deproject(this.#store, this.#mountOf(path).mount, node.id);
		const detail: Detail = { kind: node.kind, mode: node.mode, mtime: node.mtime, birth: node.birth };
		if (node.origin !== null) detail.origin = originOf(node);
		this.#record({ ...node, revision: node.revision + 1 }, "remove", path, { before: node.content, detail });
	}

	/** Put back a node that a `remove` took away, under its old inode. For undo. */
	revive(change: LogChange): void {
		const { mount } = this.#mountOf(change.path);
		const parent = this.#parentOf(change.path);
		const name = nameOfPath(change.path);
		const detail = change.detail ?? {};
		this.#mustHave(change.before, change.path);
		const node: Node = {
			...this.#newNode(parent, name, detail.kind ?? FILE, numberOf(detail.mode, 0o644), change.path, change.node),
			key: packName(nameKey(name, mount.names)),
			content: change.before ?? null,
			size: typeof change.before === "number" ? this.#store.content.sizeOf(change.before) : 0,
			mtime: numberOf(detail.mtime, this.#at),
			birth: detail.birth ?? this.#at,
			origin: detail.origin == null ? null : packName(detail.origin),
		};
		this.#tree.insert(node);
		this.#record(node, "create", change.path, {
			after: node.content,
			detail: { kind: node.kind, mode: node.mode, mtime: node.mtime },
		});
		if (node.kind !== DIRECTORY) this.#project(node, change.path, false);
	}

	/** Take a created node away again, without /trash: the log brings it back. For undo. */
	discard(path: string): void {
		this.#removeForGood(this.#existing(path), path);
	}

	/** Give a file content that the store holds already. For undo. */
	setContent(path: string, content: number, mtime: number | undefined): void {
		const old = this.#existing(path);
		this.#mustHave(content, path);
		const node: Node = {
			...old,
			content,
			size: this.#store.content.sizeOf(content),
			mtime: mtime ?? this.#at,
			ctime: this.#at,
			revision: old.revision + 1,
		};
		this.#tree.update(node);
		this.#record(node, "write", path, {
			before: old.content,
			after: content,
			detail: { mtime: [old.mtime, node.mtime] },
		});
		this.#project(node, path, true);
	}

	#mustHave(content: number | null | undefined, path: string): void {
		if (content == null || this.#store.content.has(content)) return;
		throw new DeskError("ECONFLICT", "`desk gc` has removed what it held", {
			at: path,
			todo: `see \`desk history ${path}\` for the revisions that are kept`,
		});
	}

	/** Attributes of a node, for undo's check that nobody changed them since; undefined when it is gone. */
	attributesOf(node: number): { mode: number; mtime: Micros } | undefined {
		return this.#tree.byId(node);
	}

	/** Content id of a node; null for a directory, undefined when it is gone. */
	contentOf(node: number): number | null | undefined {
		return this.#tree.byId(node)?.content;
	}

	/** Take nodes and their projections away without a word in the log. For erase, which says it in its own way. */
	drop(nodes: readonly { path: string; inode: number }[]): void {
		this.#lastParent = undefined;
		for (const { path, inode } of nodes) {
			deproject(this.#store, this.#mountOf(path).mount, inode);
			const node = this.#tree.byId(inode);
			if (node !== undefined && node.parent !== ROOT) this.#tree.delete(inode);
		}
	}

	/** Move without replacing; `origin` is where a node in /trash came from, undefined to keep what is known. For undo. */
	moveBack(path: string, to: string, origin: string | null | undefined): void {
		const node = this.#existing(path);
		this.#move(node, path, to, origin === undefined ? originOf(node) : origin);
	}

	#record(node: Node, op: LogChange["op"], path: string, rest: Partial<LogChange>): void {
		this.changes.push({ node: node.id, op, path, revision: node.revision, ...rest });
	}

	/** With `staged`, the content's bytes need not be read back. */
	#project(node: Node, path: string, existed: boolean, staged?: Staged): void {
		const { mount, format } = this.#mountOf(path);
		const match = matchShape(mount, path.slice(mount.name.length + 2), "file");
		if (existed) deproject(this.#store, mount, node.id);
		if (match?.shape.parsed !== true || format === undefined || node.content === null) return;
		project(this.#store, format, node.id, staged ?? node.content, path, this);
		if (format.check === undefined) return;
		const nodes = this.#unchecked.get(format);
		if (nodes === undefined) this.#unchecked.set(format, new Set([node.id]));
		else nodes.add(node.id);
	}

	#newNode(parent: Node, name: string, kind: number, mode: number, path: string, id?: number): Node {
		this.#touched.add(parent.id);
		if (id === undefined) {
			this.#nextNode ??=
				this.#store.database.get<{ value: number }>("SELECT value FROM meta WHERE key = 'next_node'")?.value ??
				ROOT + 1;
			id = this.#nextNode++;
		}
		const rules = this.#mountOf(path).mount.names;
		return {
			parent: parent.id,
			key: packName(nameKey(name, rules)),
			id,
			name: packName(name),
			kind,
			mode,
			size: 0,
			content: null,
			mtime: this.#at,
			ctime: this.#at,
			birth: this.#at,
			origin: null,
			revision: this.#lastRevision(path) + 1,
		};
	}

	/** Revisions of a path go on where a removed file of that path stopped, so that `PATH@N` names one thing. */
	#lastRevision(path: string): number {
		const packed = packName(path);
		const row = this.#store.database.get<{ last: number | null }>(
			"SELECT max(revision) AS last FROM change WHERE path = ?",
			packed,
		);
		return row?.last ?? 0;
	}

	#freeTrashName(name: string): string {
		const trash = this.#find("/trash") ?? this.#makeMountRoot("trash");
		for (let copy = 1; ; copy++) {
			const candidate = copy === 1 ? name : numbered(name, copy);
			// After a few, jump: deleting the same name thousands of times must not cost a search through all of them.
			if (this.#tree.child(trash.id, candidate, "posix") === undefined) return candidate;
			if (copy > 8) copy = Math.floor(Math.random() * 1e9);
		}
	}

	/** The mount's own line for the place must exist, and the name must fit its rules. */
	#checkPlace(path: string, name: string, kind: "file" | "directory"): void {
		const { mount } = this.#mountOf(path);
		checkName(name, mount.names, path);
		const match = matchShape(mount, path.slice(mount.name.length + 2), kind);
		if (match === undefined)
			throw new DeskError("EACCES", `no ${kind} may lie here`, { at: path, todo: describeShape(mount) });
		if (match.shape.view !== undefined) throw readOnly(mount, path);
	}

	#expect(path: string, node: Node | undefined, expect: number | null | undefined): void {
		if (expect === undefined) return;
		if (expect === null) {
			if (node !== undefined) throw existsAlready(path);
			return;
		}
		if (node?.revision !== expect) {
			throw new DeskError(
				"ESTALE",
				node === undefined
					? "it was removed since you read it"
					: `it has moved on: you read revision ${expect}, it is at ${node.revision}`,
				{
					at: path,
					todo: `compare with \`desk diff '${path}@${expect}'\`, then write again or use --force`,
				},
			);
		}
	}

	#parentOf(path: string): Node {
		const directory = parentOf(path);
		if (this.#lastParent?.path === directory) return this.#lastParent.node;
		const parent = this.#find(directory);
		if (parent === undefined) {
			if (parentOf(directory) === "/" && directory !== "/") return this.#makeMountRoot(nameOfPath(directory));
			const file = this.#fileAbove(directory);
			if (file !== undefined) throw notDirectory(file);
			const { mount } = this.#mountOf(path);
			const { shape } = matchShape(mount, directory.slice(mount.name.length + 2), "directory") ?? {};
			if (shape?.view !== undefined)
				throw new DeskError("EROFS", "this is a view and cannot be written", { at: path, todo: describeShape(mount) });
			throw new DeskError("ENOENT", "there is no such directory", {
				at: directory,
				todo: "make it with `desk mkdir -p`",
			});
		}
		if (parent.kind !== DIRECTORY) throw notDirectory(directory);
		if (parent.id === ROOT) throw notInMount(path);
		this.#lastParent = { path: directory, node: parent };
		return parent;
	}

	/** Whether a node is a directory on the way to `path`, under whatever spelling: /notes/Work and /notes/work are one. */
	#isAbove(node: Node, path: string): boolean {
		if (node.kind !== DIRECTORY) return false;
		for (let at = parentOf(path); at !== "/"; at = parentOf(at)) if (this.#find(at)?.id === node.id) return true;
		return false;
	}

	#fileAbove(path: string): string | undefined {
		return this.#tree.fileAbove(path, this.#mountOf(path).mount.names);
	}

	#root(path: string): Node {
		return this.#find(path) ?? this.#makeMountRoot(nameOfPath(path));
	}

	/** A mount's directory comes into being with the first thing in it; it is not a change that anybody made. */
	#makeMountRoot(name: string): Node {
		const root = this.#tree.byId(ROOT) as Node;
		const node = { ...this.#newNode(root, name, DIRECTORY, 0o755, `/${name}`), key: name, name, revision: 1 };
		this.#tree.insert(node);
		return node;
	}

	#existing(path: string): Node {
		const node = this.#find(path);
		if (node !== undefined) return node;
		const { mount } = this.#mountOf(path);
		const below = path.slice(mount.name.length + 2);
		const view = (["file", "directory"] as const)
			.map((kind) => matchShape(mount, below, kind)?.shape)
			.find((shape) => shape?.view !== undefined);
		if (view !== undefined) throw readOnly(mount, path);
		const file = this.#fileAbove(path);
		throw file === undefined ? notFound(path) : notDirectory(file);
	}

	#find(path: string): Node | undefined {
		const names = namesOf(path);
		if (names.length === 0) return this.#tree.byId(ROOT);
		const rules = this.#mounts.get(names[0] ?? "")?.mount.names ?? "portable";
		return this.#tree.resolve(names, rules);
	}

	#mountOf(path: string): LoadedMount {
		const name = mountNameOf(path);
		const loaded = this.#mounts.get(name);
		if (loaded !== undefined) return loaded;
		if (name === "") throw notInMount(path);
		throw new MountNeeded(name);
	}

	// What plans and projections may look at.

	stat(path: string): Stat | undefined {
		const node = this.#find(path);
		return node === undefined ? undefined : statOf(node, parentOf(path));
	}

	read(path: string): Buffer {
		const node = this.#existing(path);
		if (node.content === null) throw isDirectory(path);
		return this.#store.content.readAll(node.content);
	}

	get home(): string {
		return this.#store.home;
	}

	async *stream(content: number): ByteStream {
		yield* this.#store.content.readSync(content);
	}

	children(path: string): Stat[] {
		// A mount's directory may not be stored yet.
		if (parentOf(path) === "/" && this.#find(path) === undefined) return [];
		return this.#tree.children(this.#existing(path).id).map((node) => statOf(node, path));
	}

	*walk(path: string): Iterable<Stat> {
		const node = this.#find(path);
		if (node === undefined) return;
		if (node.kind !== DIRECTORY) yield statOf(node, parentOf(path));
		else for (const child of this.#tree.children(node.id)) yield* this.walk(joinPath(path, unpackName(child.name)));
	}

	pathOf(node: number): string | undefined {
		return this.#tree.pathOf(node);
	}

	stage(bytes: Uint8Array | string): Staged {
		const staged = this.#store.content.stageBytes(typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes);
		this.prepared.push(staged);
		return staged;
	}

	prepare(path: string, content: NewContent): Staged {
		return this.#resolve(content, this.#find(path));
	}

	bytes(staged: Staged): Buffer {
		return this.#store.content.readAll(staged);
	}

	/** Prepared bytes of a write: a function of what is there now is evaluated under the lock, so no update is lost. */
	#resolve(content: NewContent, current: Node | undefined): Staged {
		if (typeof content !== "function") return content;
		const staged = content(current?.content ?? undefined);
		this.prepared.push(staged);
		return staged;
	}

	all<Row>(sql: string, ...values: Bound[]): Row[] {
		return this.#store.database.all<Row>(sql, ...values);
	}

	get<Row>(sql: string, ...values: Bound[]): Row | undefined {
		return this.#store.database.get<Row>(sql, ...values);
	}

	run(sql: string, ...values: Bound[]): void {
		this.#store.database.run(sql, ...values);
	}
}

function originOf(node: Node): string | null {
	return node.origin === null ? null : unpackName(node.origin);
}

function differOnlyInCase(at: string): DeskError {
	return new DeskError("EEXIST", "two names differ only in case or accents' encoding", {
		at,
		todo: "rename one of them first",
	});
}

function readOnly(mount: Mount, path: string): DeskError {
	return new DeskError("EROFS", "this is a view and cannot be written", { at: path, todo: describeShape(mount) });
}

function numberOf(value: number | [number, number] | undefined, fallback: number): number {
	return typeof value === "number" ? value : (value?.[1] ?? fallback);
}

/** `a (2).md`, its stem cut where the name would be longer than /trash can hold (255 bytes). */
function numbered(name: string, copy: number): string {
	const [stem, extension] = splitExtension(name);
	const hasExtension = extension.length < 100;
	const tail = ` (${copy})${hasExtension ? extension : ""}`;
	const points = [...(hasExtension ? stem : name)];
	while (nameBytes(points.join("") + tail).length > 255) points.pop();
	return points.join("") + tail;
}
