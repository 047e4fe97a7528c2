import { type Micros, now } from "../../base/clock.ts";
import type { Staged } from "../../store/index.ts";
import type { Stat } from "../../vfs/index.ts";
import { Draft } from "./draft.ts";
import type { Mounted } from "./mounted.ts";
import type { Node } from "./nodes.ts";
import { Errno } from "./operations.ts";

/** What a file holds in the tree, when it is opened or was last committed. */
export interface Base {
	content: number | Staged;
	size: number;
	/** What a write expects to find; 0 in memory. */
	revision: number;
}

/** Attributes that wait for the commit of the bytes. */
export interface Pending {
	mode?: number;
	mtime?: Micros;
	atime?: Micros;
	attributes?: Readonly<Record<string, Uint8Array | null>>;
}

/** The state of a file that is open, shared by all its handles; it outlives them while it waits to be committed. */
export class OpenFile {
	readonly node: Node;
	readonly #mounted: Mounted;
	handles = 0;
	/** Handles through which it may be written. */
	writers = 0;
	draft: Draft;
	base: Base | undefined;
	/** As it was when it was last looked at, for what is not there any more. */
	stat: Stat;
	readonly pending: Pending = {};
	/** The end of the commit that is under way, and of those that wait for it. */
	saving: Promise<unknown> = Promise.resolve();
	/** Counts what happens to the bytes; `saved` is what it was when they were last committed. */
	#written = 0;
	#saved = 0;
	/** Its bytes were only taken away by opening it: what they shall be comes yet. */
	isFresh = false;
	/** When it was last changed, as `stat` shows it. */
	changed: Micros = 0;

	/** @param base undefined for a file that is not in the tree yet */
	constructor(mounted: Mounted, node: Node, stat: Stat, base: Base | undefined) {
		this.#mounted = mounted;
		this.node = node;
		this.stat = stat;
		this.base = base;
		this.draft = new Draft(mounted.vfs.store.content, mounted.chunks, base);
		if (base !== undefined) return;
		this.isFresh = true;
		this.#touch();
	}

	/** Whether it is not in the tree yet. */
	get isNew(): boolean {
		return this.base === undefined;
	}

	get isDirty(): boolean {
		return this.#written !== this.#saved;
	}

	/** Whether it waits to be committed at the next close(2). A file just made or emptied is not: a shell closes a copy of its descriptor before the program writes. */
	get isToBeSaved(): boolean {
		return this.isDirty && !this.isFresh;
	}

	/** Which state of the bytes this is. */
	get generation(): number {
		return this.#written;
	}

	read(offset: number, size: number): Uint8Array {
		return this.draft.read(offset, size);
	}

	write(offset: number, bytes: Uint8Array): void {
		this.draft.write(offset, bytes);
		this.isFresh = false;
		this.#touch();
	}

	/** @param byOpening what it shall hold comes yet */
	truncate(size: number, byOpening = false): void {
		this.draft.truncate(size);
		this.isFresh = byOpening;
		this.#touch();
	}

	/** Attributes that shall be committed with the bytes. */
	set(pending: Pending): void {
		Object.assign(this.pending, pending);
		this.changed = now();
	}

	/** The bytes up to `generation` are in the tree. */
	saved(generation: number): void {
		this.#saved = generation;
		if (!this.isDirty) for (const name of ["mode", "mtime", "atime", "attributes"] as const) delete this.pending[name];
	}

	/**
	 * What `stage` gave is in the tree; what was written since waits for the next commit.
	 * @returns whether the tree has made something else of it (a completed task has its date), which is shown now
	 */
	committed(staged: Staged, generation: number, base: Base & { content: number }, stat: Stat): boolean {
		this.base = base;
		this.stat = stat;
		if (this.#mounted.vfs.store.content.equals(base.content, staged)) {
			this.draft.committed(staged, base.content);
			this.saved(generation);
			return false;
		}
		this.draft.returned(staged);
		if (this.generation !== generation) return false;
		this.rebase(base, stat);
		return true;
	}

	/** It is a new file from now on, of bytes that the store has. */
	becomeCopy(of: Base, stat: Stat): void {
		this.draft.abandon();
		this.draft = new Draft(this.#mounted.vfs.store.content, this.#mounted.chunks, of);
		this.base = undefined;
		this.stat = stat;
		this.#touch();
		this.isFresh = false;
		this.pending.mtime = stat.mtime;
	}

	/** Show what is in the tree; what was written and not committed is dropped. */
	rebase(base: Base | undefined, stat: Stat): void {
		this.draft.abandon();
		this.draft = new Draft(this.#mounted.vfs.store.content, this.#mounted.chunks, base);
		this.base = base;
		this.stat = stat;
		this.saved(this.#written);
	}

	/** What `stat` shows: what is in the tree, and what waits to be. */
	shown(stat: Stat): Stat {
		this.stat = stat;
		if (!this.isDirty) return stat;
		const { mode = stat.mode, mtime = stat.mtime, atime = stat.atime } = this.pending;
		const shown = atime === undefined ? stat : { ...stat, atime };
		return { ...shown, mode, mtime, size: this.draft.size, ctime: Math.max(stat.ctime, this.changed) };
	}

	#touch(): void {
		this.#written++;
		this.changed = now();
		this.pending.mtime = this.changed;
	}

	close(): void {
		this.draft.abandon();
	}
}

/** The state of a file, which all who have it open share. @throws Errno EROFS, EISDIR, EINVAL; ESTALE when it is gone, or not where the kernel thinks */
export async function fileOf(mounted: Mounted, node: Node): Promise<OpenFile> {
	if (node.file !== undefined) return node.file;
	const { vfs, nodes } = mounted;
	if (node.inode > 1 && !node.isGone) {
		const held = vfs.inodes.held(node.inode);
		// The kernel then looks for the name again.
		if (held === undefined || mounted.isElsewhere(node, held.parent)) throw new Errno("ESTALE");
		const { stat, content } = held;
		if (content !== undefined && stat.kind === "file") return opened(mounted, node, stat, content);
	}
	const stat = await mounted.stat(node);
	if (node.file !== undefined) return node.file;
	if (stat.view) throw new Errno("EROFS");
	if (stat.kind === "directory") throw new Errno("EISDIR");
	if (stat.kind !== "file" || stat.special !== undefined) throw new Errno("EINVAL");
	const content = node.inode > 0 ? vfs.inodes.contentOf(node.inode) : vfs.scratch.get(nodes.path(node))?.content;
	if (content === undefined) throw new Errno("ESTALE");
	return opened(mounted, node, stat, content);
}

function opened(mounted: Mounted, node: Node, stat: Stat, content: number | Staged): OpenFile {
	node.file = new OpenFile(mounted, node, stat, { content, size: stat.size, revision: stat.revision });
	return node.file;
}
