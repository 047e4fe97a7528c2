import { type Micros, now } from "../base/clock.ts";
import { DeskError } from "../base/errors.ts";
import { type Bound, type LogChange, packName, type Store } from "../store/index.ts";
import { forgetExtracted } from "./extracted.ts";
import type { Format, Kind, MountEntry, Prepared, TreeWriter } from "./mount.ts";
import { nameKey, nameOfPath, parentOf } from "./path.ts";
import { checkPlace } from "./place.ts";
import { deproject, project } from "./project.ts";
import { existsAlready, notDirectory, notInMount, readOnly } from "./refusals.ts";
import { matchShape } from "./shape.ts";
import { type LoadedMount, StoredTree } from "./stored-tree.ts";
import { DIRECTORY, type Node, ROOT, SYMLINK } from "./tree.ts";

/**
 * The stored tree while a write transaction works on it: what the steps of a change set (`primitives.ts`, `move.ts`,
 * `restore.ts`) have in common, and what they have done so far. Synchronous; rolling the transaction back undoes it all.
 */
export class WorkingTree extends StoredTree implements TreeWriter {
	/** The time of everything in this transaction. */
	readonly at: Micros;
	/** What has happened so far, for the log. */
	readonly changes: LogChange[] = [];
	/** Directories whose entries changed. */
	readonly touched = new Set<number>();
	/** Files that were projected, and wait for `Format.check`. */
	readonly #unchecked = new Map<Format, Set<number>>();
	/** The directory that was looked up last: an import writes hundreds of files into one. */
	protected lastParent: { path: string; node: Node } | undefined;
	#nextNode: number | undefined;

	constructor(
		store: Store,
		entries: readonly MountEntry[],
		loaded: ReadonlyMap<string, LoadedMount>,
		at: Micros = now(),
	) {
		super(store, entries, loaded);
		this.at = at;
	}

	/** To be called when a directory moves or goes. */
	forgetParent(): void {
		this.lastParent = undefined;
	}

	/** As any; what lies in the directory that was looked up last, or is it, is found at once. */
	override nodeAt(path: string): Node | undefined {
		const last = this.lastParent;
		if (last?.path === path) return this.nodes.byId(last.node.id);
		if (last === undefined || last.path !== parentOf(path)) return super.nodeAt(path);
		return this.nodes.child(last.node.id, nameOfPath(path), this.mountOf(path).mount.names);
	}

	record(node: Node, op: LogChange["op"], path: string, rest: Partial<LogChange>): void {
		this.changes.push({ node: node.id, op, path, revision: node.revision, ...rest });
	}

	/** Read a file with its mount's format, and fill the projections. With `staged`, the content's bytes need not be read back. */
	project(node: Node, path: string, existed: boolean, staged?: Prepared): void {
		const { mount, format } = this.mountOf(path);
		const match = matchShape(mount, path.slice(mount.name.length + 2), "file");
		if (existed) deproject(this.store, mount, node.id);
		if (node.kind === SYMLINK || match?.shape.parsed !== true || format === undefined || node.content === null) return;
		project(this.store, format, node.id, node.content, path, this, staged);
		if (format.check === undefined) return;
		const nodes = this.#unchecked.get(format);
		if (nodes === undefined) this.#unchecked.set(format, new Set([node.id]));
		else nodes.add(node.id);
	}

	/** Let the mounts look at what has been written or moved since the last time. @throws DeskError EFORMAT */
	check(): void {
		for (const [format, nodes] of this.#unchecked) format.check?.(nodes, this);
		this.#unchecked.clear();
	}

	/** After a rollback to a savepoint: as if nothing had been written since the last `check`. */
	protected uncheck(): void {
		this.#unchecked.clear();
	}

	/** A node for a new file or directory, not yet inserted. */
	newNode(parent: Node, name: string, kind: number, mode: number, path: string, id?: number): Node {
		this.touched.add(parent.id);
		if (id === undefined) {
			this.#nextNode ??=
				this.store.database.get<{ value: number }>("SELECT value FROM meta WHERE key = 'next_node'")?.value ?? ROOT + 1;
			id = this.#nextNode++;
		}
		const rules = this.mountOf(path).mount.names;
		return {
			parent: parent.id,
			key: packName(nameKey(name, rules)),
			id,
			name: packName(name),
			kind,
			mode,
			size: 0,
			content: null,
			mtime: this.at,
			ctime: this.at,
			birth: this.at,
			origin: null,
			atime: null,
			revision: this.#lastRevision(path) + 1,
		};
	}

	/** Revisions of a path go on where a removed file of that path stopped, so that `PATH@N` names one thing. */
	#lastRevision(path: string): number {
		const packed = packName(path);
		const row = this.store.database.get<{ last: number | null }>(
			"SELECT max(revision) AS last FROM change WHERE path = ?",
			packed,
		);
		return row?.last ?? 0;
	}

	/** The mount's own line for the place must exist, and the name must fit its rules. */
	checkPlace(path: string, name: string, kind: Kind): void {
		checkPlace(this.mountOf(path).mount, path, name, kind);
	}

	/** The caller read this revision, or (null) expects nothing to be there. @throws DeskError ESTALE, EEXIST */
	expect(path: string, node: Node | undefined, expect: number | null | undefined): void {
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
					todo: `see what has changed with \`desk diff '${path}@${expect}'\`, then do it again`,
				},
			);
		}
	}

	/** The directory that a path lies in. @throws DeskError ENOENT, ENOTDIR, EROFS, EACCES */
	directoryOf(path: string): Node {
		const directory = parentOf(path);
		if (this.lastParent?.path === directory) return this.lastParent.node;
		const parent = this.nodeAt(directory);
		if (parent === undefined) {
			if (parentOf(directory) === "/" && directory !== "/") return this.makeMountRoot(nameOfPath(directory));
			const file = this.fileAbove(directory);
			if (file !== undefined) throw notDirectory(file);
			const { mount } = this.mountOf(path);
			const { shape } = matchShape(mount, directory.slice(mount.name.length + 2), "directory") ?? {};
			if (shape?.view !== undefined) throw readOnly(mount, path);
			throw new DeskError("ENOENT", "there is no such directory", {
				at: directory,
				todo: "make it with `desk mkdir -p`",
			});
		}
		if (parent.kind !== DIRECTORY) throw notDirectory(directory);
		if (parent.id === ROOT) throw notInMount(path);
		this.lastParent = { path: directory, node: parent };
		return parent;
	}

	/** A mount's directory comes into being with the first thing in it; it is not a change that anybody made. */
	makeMountRoot(name: string): Node {
		const root = this.nodes.byId(ROOT) as Node;
		const node = { ...this.newNode(root, name, DIRECTORY, 0o755, `/${name}`), key: name, name, revision: 1 };
		this.nodes.insert(node);
		return node;
	}

	/** Write what belongs to the end: directory times and the node counter. @throws DeskError EFORMAT when a mount refuses the whole */
	finish(): void {
		this.check();
		forgetExtracted(
			this.store.database,
			this.changes.flatMap(({ before }) => before ?? []),
		);
		for (const id of this.touched) this.nodes.touchDirectory(id, this.at);
		if (this.#nextNode !== undefined)
			this.store.database.run("UPDATE meta SET value = ? WHERE key = 'next_node'", this.#nextNode);
	}

	run(sql: string, ...values: Bound[]): void {
		this.store.database.run(sql, ...values);
	}

	/** Take nodes and their projections away without a word in the log. For erase, which says it in its own way. */
	drop(nodes: readonly { path: string; inode: number }[]): void {
		this.forgetParent();
		for (const { path, inode } of nodes) {
			deproject(this.store, this.mountOf(path).mount, inode);
			const node = this.nodes.byId(inode);
			if (node !== undefined && node.parent !== ROOT) this.nodes.delete(inode);
		}
	}
}
