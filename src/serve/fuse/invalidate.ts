/** What other processes change is told to the kernel at once, so that nothing that it remembers is old. */
import { nameOfPath, parentOf } from "../../vfs/index.ts";
import { changesAfter, dataVersion, LogWatch, newestChange, type Touched } from "../log-watch.ts";
import type { Mounted } from "./mounted.ts";
import type { Node } from "./nodes.ts";

/** After more changes than this at once, the kernel's second is shorter than telling it of each. */
const LIMIT = 5000;

/** Watches the log for change sets that this mount did not make. */
export class Invalidator {
	readonly #mounted: Mounted;
	#version: number;
	/** The newest change set that was seen. */
	#seen: number;
	readonly #watch: LogWatch;

	constructor(mounted: Mounted) {
		const { store } = mounted.vfs;
		this.#mounted = mounted;
		this.#version = dataVersion(store);
		this.#seen = newestChange(store);
		this.#watch = new LogWatch(store, () => this.look());
	}

	/** Tell the kernel of what has come since the last look. */
	look(): void {
		const { store } = this.#mounted.vfs;
		const version = dataVersion(store);
		if (version === this.#version) return this.#forgetOwn();
		const touched = changesAfter(store, this.#seen, LIMIT);
		this.#mounted.listings.clear();
		for (const one of touched) if (!this.#mounted.own.has(one.set)) this.#tell(one);
		this.#seen = newestChange(store);
		this.#version = version;
		for (const id of this.#mounted.own) if (id <= this.#seen) this.#mounted.own.delete(id);
	}

	/** Nobody else has committed since the last look: all that has come is this mount's. */
	#forgetOwn(): void {
		for (const id of this.#mounted.own) this.#seen = Math.max(this.#seen, id);
		this.#mounted.own.clear();
	}

	#tell({ inode, path, to, content }: Touched): void {
		const { nodes, options } = this.#mounted;
		const node = nodes.byInode(inode);
		if (node !== undefined) {
			this.#refresh(node);
			const hasOtherBytes = content !== null && node.cached !== content;
			options.notifier.invalidateNode(node.id, hasOtherBytes ? 0 : -1);
		}
		for (const at of [path, to]) {
			if (at === undefined) continue;
			const directory = nodes.at(parentOf(at));
			if (directory === undefined || at === "/") continue;
			options.notifier.invalidateEntry(directory.id, nameOfPath(at));
			options.notifier.invalidateNode(directory.id, -1);
		}
	}

	/** An open file without changes of its own shows the new bytes. */
	#refresh({ file, inode }: Node): void {
		if (file === undefined || file.isNew || file.isDirty) return;
		const { vfs } = this.#mounted;
		const stat = vfs.inodes.stat(inode);
		const content = vfs.inodes.contentOf(inode);
		if (stat === undefined || content === undefined) return;
		const base = { content, size: stat.size, revision: stat.revision };
		if (content === file.base?.content) file.base = base;
		else file.rebase(base, stat);
	}

	close(): void {
		this.#watch.close();
	}
}
