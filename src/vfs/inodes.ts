import { rawText } from "../base/raw-text.ts";
import type { Store } from "../store/index.ts";
import type { Stat } from "./mount.ts";
import { SYMLINK, statOf, type Tree } from "./tree.ts";

/** A stored node, the directory that it lies in, and the id of its content. */
export interface Held {
	stat: Stat;
	parent: number;
	/** Undefined for a directory. */
	content: number | undefined;
}

/** Stored nodes by their numbers, wherever they lie: for who keeps files open. */
export class Inodes {
	readonly #store: Store;
	readonly #tree: Tree;

	constructor(store: Store, tree: Tree) {
		this.#store = store;
		this.#tree = tree;
	}

	/** Undefined when it is gone. `stat.path` is its name only; `path` tells it. */
	held(inode: number): Held | undefined {
		const node = this.#tree.byId(inode);
		if (node === undefined) return undefined;
		const stat = statOf(node, "");
		const content = node.content ?? undefined;
		if (node.kind === SYMLINK && content !== undefined) stat.target = rawText(this.#store.content.readAll(content));
		return { stat, parent: node.parent, content };
	}

	stat(inode: number): Stat | undefined {
		return this.held(inode)?.stat;
	}

	/** The id of a stored file's content. */
	contentOf(inode: number): number | undefined {
		return this.#tree.byId(inode)?.content ?? undefined;
	}

	/** The id of what a stored file's content was made from; undefined for an original. */
	sourceOf(inode: number): number | undefined {
		const content = this.contentOf(inode);
		return content === undefined ? undefined : this.#store.content.sourceOf(content);
	}

	/** Where it lies now. */
	path(inode: number): string | undefined {
		return this.#tree.pathOf(inode);
	}

	/** Extended attributes, by name. */
	attributes(inode: number): Map<string, Buffer> {
		return this.#tree.attributes(inode);
	}

	/** How many directories lie in one. */
	directoriesIn(inode: number): number {
		return this.#tree.countDirectories(inode);
	}

	/** Numbers that no node has or gets, for files that are to be written (`Change.inode`). @returns the first of `count` */
	async reserve(count: number): Promise<number> {
		const { database } = this.#store;
		return await database.write(() => {
			const { value } = database.get<{ value: number }>("SELECT value FROM meta WHERE key = 'next_node'") ?? {
				value: 2,
			};
			database.run("UPDATE meta SET value = ? WHERE key = 'next_node'", value + count);
			return value;
		});
	}
}
