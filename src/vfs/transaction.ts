import { type Micros, now } from "../base/clock.ts";
import { DeskError } from "../base/errors.ts";
import { type Detail, type LogChange, packName, type Staged, type Store, unpackName, type Bound } from "../store/index.ts";
import type { Change, Format, Mount, NewContent, Stat, TreeWriter } from "./mount.ts";
import { checkName, isWithin, joinPath, nameKey, nameOfPath, namesOf, parentOf, splitExtension, storedName } from "./path.ts";
import { deproject, project } from "./project.ts";
import { describeShape, matchShape } from "./shape.ts";
import { DIRECTORY, FILE, type Node, ROOT, statOf, Tree } from "./tree.ts";

/** A mount with its format, ready for synchronous work inside a transaction. */
export interface LoadedMount {
	mount: Mount;
	format: Format | undefined;
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
	#nextNode: number | undefined;
	/** What has happened so far, for the log. */
	readonly changes: LogChange[] = [];

	constructor(store: Store, mounts: ReadonlyMap<string, LoadedMount>, at: Micros = now()) {
		this.#store = store;
		this.#mounts = mounts;
		this.#tree = new Tree(store.database);
		this.#at = at;
	}

	/** Let the mount plan what a request entails, and do it. */
	request(change: Change): void {
		const format = this.#mountOf(change.path).format;
		const planned = format?.plan?.(change, this) ?? [change];
		for (const step of planned) this.apply(step);
	}

	/** Do one change as it stands, without asking the mount what it entails (undo replays what was planned before). */
	apply(change: Change): void {
		// The table below covers every op; TypeScript cannot follow that `op` picks the matching function.
		(this.#primitives[change.op] as (change: Change) => void)(change);
	}

	/** Write what belongs to the end: directory times and the node counter. */
	finish(): void {
		for (const id of this.#touched) this.#tree.touchDirectory(id, this.#at);
		if (this.#nextNode !== undefined) this.#store.database.run("UPDATE meta SET value = ? WHERE key = 'next_node'", this.#nextNode);
	}

	readonly #primitives: Primitives = {
		write: ({ path, content, expect, mtime, mode }) => {
			const { mount } = this.#mountOf(path);
			const parent = this.#parentOf(path);
			const name = storedName(nameOfPath(path), mount.names);
			const old = this.#tree.child(parent.id, name, mount.names);
			if (old?.kind === DIRECTORY) throw new DeskError("EISDIR", "this is a directory", { at: path, todo: "name a file in it" });
			this.#expect(path, old, expect);
			if (old === undefined) this.#checkPlace(path, name, "file");
			const staged = resolveContent(content, old?.content ?? undefined);
			const id = this.#store.content.commit(staged);
			if (old !== undefined && old.content === id && (mtime === undefined || mtime === old.mtime)) return;
			const node: Node = old === undefined
				? this.#newNode(parent, name, FILE, mode ?? 0o644, path)
				: { ...old, revision: old.revision + 1 };
			Object.assign(node, { content: id, size: staged.size, mtime: mtime ?? this.#at, ctime: this.#at });
			if (old === undefined) this.#tree.insert(node);
			else this.#tree.update(node);
			const detail: Detail = old === undefined ? { kind: FILE, mode: node.mode, mtime: node.mtime } : { mtime: [old.mtime, node.mtime] };
			this.#record(node, old === undefined ? "create" : "write", path, { before: old?.content, after: id, detail });
			if (old === undefined || old.content !== id) this.#project(node, path, old !== undefined);
		},
		mkdir: ({ path, parents, mode }) => {
			if (parents === true && parentOf(path) !== "/" && this.#find(parentOf(path)) === undefined) {
				this.#primitives.mkdir({ op: "mkdir", path: parentOf(path), parents });
			}
			const { mount } = this.#mountOf(path);
			const existing = this.#find(path);
			if (existing !== undefined) {
				if (parents === true && existing.kind === DIRECTORY) return;
				throw new DeskError("EEXIST", "it exists already", { at: path, todo: "choose another name" });
			}
			const parent = this.#parentOf(path);
			const name = storedName(nameOfPath(path), mount.names);
			this.#checkPlace(path, name, "directory");
			const node = this.#newNode(parent, name, DIRECTORY, mode ?? 0o755, path);
			this.#tree.insert(node);
			this.#record(node, "create", path, { detail: { kind: DIRECTORY, mode: node.mode, mtime: node.mtime } });
		},
		remove: ({ path, recursive, expect }) => {
			const node = this.#existing(path);
			if (node.parent === ROOT) throw new DeskError("EACCES", "a mount cannot be removed", { at: path, todo: "remove what is in it" });
			this.#expect(path, node, expect);
			const full = node.kind === DIRECTORY && this.#tree.hasChildren(node.id);
			if (full && recursive !== true) throw new DeskError("ENOTEMPTY", "the directory is not empty", { at: path, todo: "use `rm -r` to remove it with all that is in it" });
			// An empty directory holds nothing that /trash would have to keep.
			if (isWithin(path, "/trash") || (node.kind === DIRECTORY && !full)) this.#removeForGood(node, path);
			else this.#move(node, path, joinPath("/trash", this.#freeTrashName(nameOfPath(path))), path);
		},
		rename: ({ path, to, replace, expect }) => {
			const node = this.#existing(path);
			if (node.parent === ROOT) throw new DeskError("EACCES", "a mount cannot be renamed", { at: path, todo: "move what is in it" });
			this.#expect(path, node, expect);
			if (isWithin(to, path) && to !== path) throw new DeskError("EINVAL", "a directory cannot be moved into itself", { at: path, todo: "choose a place outside it" });
			const target = this.#find(to);
			if (target !== undefined && target.id !== node.id) {
				if (replace !== true) throw new DeskError("EEXIST", "it exists already", { at: to, todo: "choose another name or remove it first" });
				if (target.parent === ROOT) throw new DeskError("EACCES", "a mount cannot be replaced", { at: to, todo: "name a file in it" });
				if (target.kind === DIRECTORY && node.kind !== DIRECTORY) throw new DeskError("EISDIR", "this is a directory", { at: to, todo: "name a file in it" });
				if (target.kind !== DIRECTORY && node.kind === DIRECTORY) throw new DeskError("ENOTDIR", "this is not a directory", { at: to, todo: "choose another name" });
				if (this.#tree.hasChildren(target.id)) throw new DeskError("ENOTEMPTY", "the directory is not empty", { at: to, todo: "empty it first" });
				this.#removeForGood(target, to);
				// The file at this path goes on counting where the replaced one stopped.
				node.revision = Math.max(node.revision, target.revision);
			}
			this.#move(node, path, to, null);
		},
		setattr: ({ path, mode, mtime }) => {
			const old = this.#existing(path);
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
		const node: Node = {
			...old, parent: parent.id, key: packName(nameKey(name, target.mount.names)), name: packName(name),
			origin, revision: old.revision + 1, ctime: this.#at,
		};
		this.#tree.update(node);
		this.#touched.add(old.parent).add(parent.id);
		const detail: Detail | undefined = old.origin === origin ? undefined : { origin: old.origin, originAfter: origin };
		this.#record(node, "rename", path, { to, before: old.content, after: old.content, detail });
		if (node.kind !== DIRECTORY) {
			if (source !== target) deproject(this.#store, source.mount, node.id);
			this.#project(node, to, source === target);
		} else if (source !== target) this.#reprojectBelow(node, to, source.mount);
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
			if (other !== undefined && other.id !== child.id) throw new DeskError("EEXIST", "two names differ only in case", { at, todo: "rename one of them first" });
			this.#tree.update({ ...child, key });
			if (child.kind === DIRECTORY) this.#reprojectBelow(child, at, source);
			else {
				deproject(this.#store, source, child.id);
				this.#project(child, at, false);
			}
		}
	}

	#removeForGood(node: Node, path: string): void {
		if (node.kind === DIRECTORY) {
			for (const child of this.#tree.children(node.id)) this.#removeForGood(child, joinPath(path, unpackName(child.name)));
		}
		this.#tree.delete(node.id);
		this.#touched.add(node.parent);
		deproject(this.#store, this.#mountOf(path).mount, node.id);
		const detail: Detail = { kind: node.kind, mode: node.mode, mtime: node.mtime, birth: node.birth };
		if (node.origin !== null) detail.origin = node.origin;
		this.#record({ ...node, revision: node.revision + 1 }, "remove", path, { before: node.content, detail });
	}

	/** Put back a node that a `remove` took away, under its old inode. For undo. */
	revive(change: LogChange): void {
		const { mount } = this.#mountOf(change.path);
		const parent = this.#parentOf(change.path);
		const name = nameOfPath(change.path);
		const detail = change.detail ?? {};
		const node: Node = {
			...this.#newNode(parent, name, detail.kind ?? FILE, numberOf(detail.mode, 0o644), change.path, change.node),
			key: packName(nameKey(name, mount.names)),
			content: change.before ?? null,
			size: typeof change.before === "number" ? this.#store.content.sizeOf(change.before) : 0,
			mtime: numberOf(detail.mtime, this.#at),
			birth: detail.birth ?? this.#at,
			revision: change.revision + 1,
			origin: detail.origin ?? null,
		};
		this.#tree.insert(node);
		this.#record(node, "create", change.path, { after: node.content, detail: { kind: node.kind, mode: node.mode, mtime: node.mtime } });
		if (node.kind !== DIRECTORY) this.#project(node, change.path, false);
	}

	/** Take a created node away again, without /trash: the log brings it back. For undo. */
	discard(path: string): void {
		this.#removeForGood(this.#existing(path), path);
	}

	/** Move without replacing, restoring where a node in /trash came from. For undo. */
	moveBack(path: string, to: string, origin: string | null): void {
		this.#move(this.#existing(path), path, to, origin);
	}

	#record(node: Node, op: LogChange["op"], path: string, rest: Partial<LogChange>): void {
		this.changes.push({ node: node.id, op, path, revision: node.revision, ...rest });
	}

	#project(node: Node, path: string, existed: boolean): void {
		const { mount, format } = this.#mountOf(path);
		const match = matchShape(mount, path.slice(mount.name.length + 2), "file");
		if (existed) deproject(this.#store, mount, node.id);
		if (match?.shape.parsed === true && format !== undefined && node.content !== null) project(this.#store, format, node.id, node.content, path, this);
	}

	#newNode(parent: Node, name: string, kind: number, mode: number, path: string, id?: number): Node {
		this.#touched.add(parent.id);
		if (id === undefined) {
			this.#nextNode ??= this.#store.database.get<{ value: number }>("SELECT value FROM meta WHERE key = 'next_node'")?.value ?? ROOT + 1;
			id = this.#nextNode++;
		}
		const rules = this.#mountOf(path).mount.names;
		return {
			parent: parent.id, key: packName(nameKey(name, rules)), id, name: packName(name), kind, mode, size: 0,
			content: null, mtime: this.#at, ctime: this.#at, birth: this.#at, origin: null,
			revision: this.#lastRevision(path) + 1,
		};
	}

	/** Revisions of a path go on where a removed file of that path stopped, so that `PATH@N` names one thing. */
	#lastRevision(path: string): number {
		const packed = packName(path);
		const row = this.#store.database.get<{ last: number | null }>("SELECT max(revision) AS last FROM change WHERE path = ?", packed);
		return row?.last ?? 0;
	}

	#freeTrashName(name: string): string {
		const trash = this.#find("/trash") ?? this.#makeMountRoot("trash");
		const [stem, extension] = splitExtension(name);
		for (let copy = 1; ; copy++) {
			const candidate = copy === 1 ? name : `${stem} (${copy})${extension}`;
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
		if (match === undefined) throw new DeskError("EACCES", `no ${kind} may lie here`, { at: path, todo: describeShape(mount) });
		if (match.shape.view !== undefined) throw new DeskError("EROFS", `${match.shape.what} is a view and cannot be written`, { at: path, todo: describeShape(mount) });
	}

	#expect(path: string, node: Node | undefined, expect: number | null | undefined): void {
		if (expect === undefined) return;
		if (expect === null) {
			if (node !== undefined) throw new DeskError("EEXIST", "it exists already", { at: path, todo: "choose another name" });
			return;
		}
		if (node?.revision !== expect) {
			throw new DeskError("ESTALE", node === undefined ? "it was removed since you read it" : `it has moved on: you read revision ${expect}, it is at ${node.revision}`, {
				at: path,
				todo: `compare with \`desk diff '${path}@${expect}'\`, then write again or use --force`,
			});
		}
	}

	#parentOf(path: string): Node {
		const directory = parentOf(path);
		const parent = this.#find(directory);
		if (parent === undefined) {
			if (parentOf(directory) === "/" && directory !== "/") return this.#makeMountRoot(nameOfPath(directory));
			throw new DeskError("ENOENT", "there is no such directory", { at: directory, todo: "make it with `desk mkdir -p`" });
		}
		if (parent.kind !== DIRECTORY) throw new DeskError("ENOTDIR", "this is not a directory", { at: directory, todo: "check the path" });
		if (parent.id === ROOT) throw new DeskError("EACCES", "only mounts lie at the top of the tree", { at: path, todo: "put it into one, such as /notes or /files" });
		return parent;
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
		if (node === undefined) throw new DeskError("ENOENT", "there is no such file or directory", { at: path, todo: `\`desk ls ${parentOf(path)}\` shows what is there` });
		return node;
	}

	#find(path: string): Node | undefined {
		const names = namesOf(path);
		if (names.length === 0) return this.#tree.byId(ROOT);
		const rules = this.#mounts.get(names[0] ?? "")?.mount.names ?? "portable";
		return this.#tree.resolve(names, rules);
	}

	#mountOf(path: string): LoadedMount {
		const name = namesOf(path)[0];
		const loaded = this.#mounts.get(name ?? "");
		if (loaded === undefined) {
			throw new DeskError("EACCES", "only mounts lie at the top of the tree", { at: path, todo: "`desk ls /` shows them" });
		}
		return loaded;
	}

	// What plans and projections may look at.

	stat(path: string): Stat | undefined {
		const node = this.#find(path);
		return node === undefined ? undefined : statOf(node, parentOf(path));
	}

	read(path: string): Buffer {
		const node = this.#existing(path);
		if (node.content === null) throw new DeskError("EISDIR", "this is a directory", { at: path, todo: "name a file in it" });
		return this.#store.content.readAll(node.content);
	}

	children(path: string): Stat[] {
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
		return this.#store.content.stageBytes(typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes);
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

/** Prepared bytes of a write: a function of what is there now is evaluated under the lock, so no update is lost. */
export function resolveContent(content: NewContent, current: number | undefined): Staged {
	return typeof content === "function" ? content(current) : content;
}

function numberOf(value: number | [number, number] | undefined, fallback: number): number {
	return typeof value === "number" ? value : (value?.[1] ?? fallback);
}
