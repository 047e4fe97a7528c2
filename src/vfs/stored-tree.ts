import type { ByteStream } from "../base/bytes.ts";
import type { Micros } from "../base/clock.ts";
import type { Bound, Staged, Store } from "../store/index.ts";
import { unpackName } from "../store/index.ts";
import type { Format, Mount, MountEntry, NewContent, Prepared, Stat, TreeReader } from "./mount.ts";
import { joinPath, mountNameOf, namesOf, parentOf } from "./path.ts";
import { isDirectory, notDirectory, notFound, notInMount, readOnly } from "./refusals.ts";
import { matchShape } from "./shape.ts";
import { DIRECTORY, type Node, ROOT, SYMLINK, statOf, Tree } from "./tree.ts";

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

/** The stored tree by paths, as plans, projections and views see it. Inside a write transaction that is the state so far. */
export class StoredTree implements TreeReader {
	readonly store: Store;
	readonly mounts: readonly MountEntry[];
	/** Rows, by node. */
	readonly nodes: Tree;
	/** Content that was prepared under the lock and waits on disk; whoever runs the transaction unstages it. */
	readonly prepared: Staged[] = [];
	readonly #loaded: ReadonlyMap<string, LoadedMount>;

	constructor(store: Store, entries: readonly MountEntry[], loaded: ReadonlyMap<string, LoadedMount>) {
		this.store = store;
		this.mounts = entries;
		this.#loaded = loaded;
		this.nodes = new Tree(store.database);
	}

	/** The mount that a path lies in. @throws MountNeeded when it is not loaded, DeskError EACCES for the root */
	mountOf(path: string): LoadedMount {
		const name = mountNameOf(path);
		const loaded = this.#loaded.get(name);
		if (loaded !== undefined) return loaded;
		if (name === "") throw notInMount(path);
		throw new MountNeeded(name);
	}

	/** The node at a path, under whatever spelling its mount takes for the same. */
	nodeAt(path: string): Node | undefined {
		const names = namesOf(path);
		if (names.length === 0) return this.nodes.byId(ROOT);
		const rules = this.#loaded.get(names[0] ?? "")?.mount.names ?? "portable";
		return this.nodes.resolve(names, rules);
	}

	/** @throws DeskError ENOENT, ENOTDIR, and EROFS when a view is there */
	existing(path: string): Node {
		const node = this.nodeAt(path);
		if (node !== undefined) return node;
		const { mount } = this.mountOf(path);
		const below = path.slice(mount.name.length + 2);
		const view = (["file", "directory", "symlink"] as const)
			.map((kind) => matchShape(mount, below, kind)?.shape)
			.find((shape) => shape?.view !== undefined);
		if (view !== undefined) throw readOnly(mount, path);
		const file = this.fileAbove(path);
		throw file === undefined ? notFound(path) : notDirectory(file);
	}

	/** The file that stands where a path that is not there would need a directory. */
	fileAbove(path: string): string | undefined {
		return this.nodes.fileAbove(path, this.mountOf(path).mount.names);
	}

	/** Attributes of a node, for undo's check that nobody changed them since; undefined when it is gone. */
	attributesOf(node: number): { mode: number; mtime: Micros } | undefined {
		return this.nodes.byId(node);
	}

	/** Content id of a node; null for a directory, undefined when it is gone. */
	contentOf(node: number): number | null | undefined {
		return this.nodes.byId(node)?.content;
	}

	stat(path: string): Stat | undefined {
		const node = this.nodeAt(path);
		return node === undefined ? undefined : statOf(node, parentOf(path));
	}

	read(path: string): Buffer {
		const node = this.existing(path);
		if (node.content === null) throw isDirectory(path);
		return this.store.content.readAll(node.content);
	}

	get home(): string {
		return this.store.home;
	}

	async *stream(content: number): ByteStream {
		yield* this.store.content.readSync(content);
	}

	children(path: string): Stat[] {
		// A mount's directory may not be stored yet.
		if (parentOf(path) === "/" && this.nodeAt(path) === undefined) return [];
		return this.nodes.children(this.existing(path).id).map((node) => statOf(node, path));
	}

	*walk(path: string): Iterable<Stat> {
		const node = this.nodeAt(path);
		if (node === undefined || node.kind === SYMLINK) return;
		if (node.kind !== DIRECTORY) yield statOf(node, parentOf(path));
		else for (const child of this.nodes.children(node.id)) yield* this.walk(joinPath(path, unpackName(child.name)));
	}

	pathOf(node: number): string | undefined {
		return this.nodes.pathOf(node);
	}

	source(path: string): number | undefined {
		const content = this.nodeAt(path)?.content;
		return content == null ? undefined : this.store.content.sourceOf(content);
	}

	stage(bytes: Uint8Array | string, source?: number | Staged): Staged {
		const own = this.store.content.stageBytes(typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes);
		const staged = source === undefined ? own : { ...own, source };
		this.#prepared(staged);
		return staged;
	}

	prepare(path: string, content: NewContent): Staged {
		return this.resolve(content, this.nodeAt(path));
	}

	bytes(staged: Staged): Buffer {
		return this.store.content.readAll(staged);
	}

	/** Prepared bytes of a write: a function of what is there now is evaluated under the lock, so no update is lost. */
	resolve(content: NewContent, current: Node | undefined): Prepared {
		if (typeof content !== "function") return content;
		const staged = content(current?.content ?? undefined);
		this.#prepared(staged);
		return staged;
	}

	/** What waits in memory alone leaves nothing behind, and is not held: a change set may have any number of files. */
	#prepared(staged: Staged): void {
		if (staged.staging !== undefined || typeof staged.source === "object") this.prepared.push(staged);
	}

	all<Row>(sql: string, ...values: Bound[]): Row[] {
		return this.store.database.all<Row>(sql, ...values);
	}

	get<Row>(sql: string, ...values: Bound[]): Row | undefined {
		return this.store.database.get<Row>(sql, ...values);
	}
}
