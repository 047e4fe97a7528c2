import { DeskError, messageOf } from "../../base/errors.ts";
import { type Change, type ChangeResult, joinPath, type Stat, type Vfs } from "../../vfs/index.ts";
import type { Aside } from "./asides.ts";
import { attributesOf, type Owner } from "./attributes.ts";
import { ChunkCache } from "./chunk-cache.ts";
import { Extractor } from "./extractor.ts";
import { Listings } from "./listings.ts";
import { type Node, Nodes } from "./nodes.ts";
import type { OpenFile } from "./open-files.ts";
import { type Attributes, type Entry, Errno, type Notifier } from "./operations.ts";

/** How long the kernel may keep what it was told (ms). */
export const TTL = 1000;

/** What is asked of who runs a file system. */
export interface MountOptions {
	readonly owner: Owner;
	/** Tells the kernel what has changed elsewhere. */
	readonly notifier: Notifier;
	/** Gets each refusal and each conflict of a commit: what programs do not show, or cannot. */
	report(problem: DeskError): void;
}

/** What all parts of a mounted file system share. */
export class Mounted {
	readonly vfs: Vfs;
	readonly options: MountOptions;
	readonly nodes: Nodes;
	readonly chunks: ChunkCache;
	readonly listings: Listings;
	readonly extractor: Extractor;
	/** Files that are shown under another name than the tree has them, by inode. */
	readonly asides = new Map<number, Aside>();
	/** Operations that made programs' temporary files, by inode: a rename over the file that is meant belongs to the same one. */
	readonly begun = new Map<number, number>();
	/** Copies of files that were put aside and have been written anew: they are committed in a moment. */
	readonly backups = new Set<OpenFile>();
	/** Change sets that this mount made: the kernel knows of those. */
	readonly own = new Set<number>();
	#turn: Promise<unknown> = Promise.resolve();
	#reserved = { next: 0, end: 0 };

	constructor(vfs: Vfs, options: MountOptions) {
		this.vfs = vfs;
		this.options = options;
		this.nodes = new Nodes((inode) => vfs.inodes.path(inode));
		this.extractor = new Extractor(vfs);
		// Programs read on while a commit waits for another process's.
		vfs.store.database.patience = 1;
		this.chunks = new ChunkCache(vfs.store.content);
		this.listings = new Listings(vfs.store.database);
	}

	/** Changes of the tree take turns, so that a path is still that of its file when its change is made. Reading waits for none. */
	async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
		const turn = this.#turn.then(work);
		this.#turn = turn.catch(() => undefined);
		return await turn;
	}

	/** One change set; only in turn. @param operation that it belongs to */
	async change(changes: readonly Change[], keepRejected = true, operation?: number): Promise<ChangeResult> {
		const result = await this.vfs.change(changes, { cause: causeOf(changes), keepRejected, operation });
		this.listings.clear();
		if (result.set !== undefined) this.own.add(result.set.id);
		this.extractor.wake();
		return result;
	}

	/** Something could not be committed when nobody was left to be told. Whatever the reason, all else goes on. */
	unsaved(error: unknown): void {
		const todo = "save it again; `desk doctor` looks at the desk";
		this.options.report(
			error instanceof DeskError ? error : new DeskError("EIO", messageOf(error), { todo, cause: error }),
		);
	}

	/** The path of a name in a directory. @throws Errno ENOENT when the directory is gone */
	pathIn(directory: Node, name: string): string {
		if (directory.isGone) throw new Errno("ENOENT");
		return joinPath(this.nodes.path(directory), name);
	}

	/** What is in the tree under a name. @throws DeskError ENOENT, ENOTDIR */
	async statIn(directory: Node, name: string): Promise<Stat> {
		const stat = this.listings.find(directory, name) ?? (await this.vfs.lstat(this.pathIn(directory, name)));
		if (this.isHidden(directory, name, stat.inode)) throw new Errno("ENOENT");
		return directory === this.nodes.root ? await this.ofMount(stat) : stat;
	}

	/** Whether what the tree has under a name is shown under another. */
	isHidden(directory: Node, name: string, inode: number): boolean {
		const aside = this.asides.get(inode);
		return aside !== undefined && aside.directory === directory && aside.name === name;
	}

	/** What `stat` shows of a node. @throws Errno ESTALE when it is gone */
	async stat(node: Node): Promise<Stat> {
		const stat = await this.#inTree(node);
		if (stat === undefined) throw new Errno("ESTALE");
		const shown = node.file === undefined ? stat : node.file.shown(stat);
		return node.touched !== 0 && node.touched > shown.mtime
			? { ...shown, mtime: node.touched, ctime: Math.max(shown.ctime, node.touched) }
			: shown;
	}

	async #inTree(node: Node): Promise<Stat | undefined> {
		const { file, inode } = node;
		if (file !== undefined && (file.isNew || node.isGone)) return { ...file.stat, size: file.draft.size };
		if (node.isGone) return node.ghost;
		if (inode > 0) return this.vfs.inodes.stat(inode) ?? file?.stat;
		const stat = await this.vfs.lstat(this.nodes.path(node));
		return node.parent === this.nodes.root ? await this.ofMount(stat) : stat;
	}

	/** A mount's directory; where all is computed, nothing can be made in it. */
	async ofMount(stat: Stat): Promise<Stat> {
		const mount = stat.inode < 0 ? await this.vfs.mountOf(stat.path) : undefined;
		return mount?.shape.every(({ view }) => view !== undefined) === true ? { ...stat, mode: 0o555 } : stat;
	}

	/** Whether others have moved a stored node to another directory, or removed it, and the kernel does not know yet. */
	isElsewhere({ inode, parent }: Node, inTree: number): boolean {
		return parent !== undefined && parent.inode > 0 && inTree !== parent.inode && !this.asides.has(inode);
	}

	attributes(node: Node, stat: Stat): Attributes {
		return attributesOf({ ...stat, inode: node.inode }, this.options.owner, node.isGone ? 0 : this.#links(node, stat));
	}

	#links(node: Node, stat: Stat): number {
		if (stat.kind !== "directory") return 1;
		if (node === this.nodes.root) return 2 + this.vfs.mountNames.length;
		return node.inode > 0 ? 2 + this.vfs.inodes.directoriesIn(node.inode) : 2;
	}

	/** How long the kernel may keep what it knows of a node: of a computed file nothing, as its size is right for one reading only. */
	ttl(stat: Stat): number {
		return stat.view && stat.kind === "file" ? 0 : TTL;
	}

	/** The node under a name, of which the kernel gets a reference. */
	entry(directory: Node, name: string, stat: Stat): Entry {
		const node = this.nodes.found(directory, name, stat.inode);
		return this.entryOf(node, node.file === undefined ? stat : node.file.shown(stat));
	}

	entryOf(node: Node, stat: Stat): Entry {
		node.lookups++;
		return { node: node.id, attributes: this.attributes(node, stat), ttl: this.ttl(stat) };
	}

	/** A number for a new file. */
	async newInode(): Promise<number> {
		if (this.#reserved.next === this.#reserved.end) {
			const next = await this.vfs.inodes.reserve(RESERVE);
			this.#reserved = { next, end: next + RESERVE };
		}
		return this.#reserved.next++;
	}
}

/** Inode numbers are taken in bulk: each time costs a commit. */
const RESERVE = 1024;

/** What the log says of a change through the mount. */
function causeOf(changes: readonly Change[]): string {
	const [first] = changes;
	if (first === undefined) return "mount";
	return first.op === "rename" ? `mount: rename ${first.path} ${first.to}` : `mount: ${first.op} ${first.path}`;
}
