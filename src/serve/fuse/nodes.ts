import type { Stat } from "../../vfs/index.ts";
import type { OpenFile } from "./open-files.ts";
import type { NodeId } from "./operations.ts";
import { Errno } from "./operations.ts";

/** Something that the kernel knows, or that is open: a place in the tree as the mount shows it. */
export class Node {
	readonly id: NodeId;
	/** Undefined for the root, and for what is gone. */
	parent: Node | undefined;
	name: string;
	/** The tree's number: negative for what it computes or keeps in memory. */
	inode: number;
	/** The kernel's references. */
	lookups = 0;
	readonly children = new Map<string, Node>();
	/** Its state while it is open, or waits to be committed. */
	file: OpenFile | undefined;
	/** It was removed through this mount: it lives on, as it was, while it is open. */
	isGone = false;
	ghost: Stat | undefined;
	/** The content whose pages the kernel may still have. */
	cached: number | undefined;
	/** When a file appeared in it, or went, that is not committed yet (µs). */
	touched = 0;

	constructor(id: NodeId, parent: Node | undefined, name: string, inode: number) {
		this.id = id;
		this.parent = parent;
		this.name = name;
		this.inode = inode;
	}
}

/** Node ids, and where their nodes are: a renamed directory takes those below it along. */
export class Nodes {
	readonly root = new Node(1, undefined, "", 1);
	readonly #byId = new Map<NodeId, Node>([[1, this.root]]);
	/** Stored nodes, and those that will be. */
	readonly #byInode = new Map<number, Node>([[1, this.root]]);
	readonly #stored: (inode: number) => string | undefined;
	#next = 2;

	/** @param stored where the tree has a node */
	constructor(stored: (inode: number) => string | undefined = () => undefined) {
		this.#stored = stored;
		this.root.lookups = 1;
	}

	/** @throws Errno ESTALE for an id that was never given, or was forgotten */
	get(id: NodeId): Node {
		const node = this.#byId.get(id);
		if (node === undefined) throw new Errno("ESTALE");
		return node;
	}

	byInode(inode: number): Node | undefined {
		return this.#byInode.get(inode);
	}

	/** Where a node is shown; where the tree has it, if others have moved it and its name leads elsewhere now. @throws Errno ESTALE when it is gone */
	path(node: Node): string {
		let path = "";
		for (let at = node; at !== this.root; ) {
			if (at.parent === undefined) {
				const moved = at.isGone ? undefined : this.#stored(at.inode);
				if (moved === undefined) throw new Errno("ESTALE");
				return moved + path;
			}
			path = `/${at.name}${path}`;
			at = at.parent;
		}
		return path === "" ? "/" : path;
	}

	/** The node at a path, if the kernel knows it. */
	at(path: string): Node | undefined {
		let node: Node | undefined = this.root;
		for (const name of path.split("/")) if (name !== "") node = node?.children.get(name);
		return node;
	}

	/** The node of what lies under a name: a known one of this inode, wherever it was, or a new one. */
	found(parent: Node, name: string, inode: number): Node {
		const there = parent.children.get(name);
		if (there?.inode === inode) return there;
		// A mount's directory is stored with the first thing in it; a computed place may become a stored one.
		if (there !== undefined && there.inode < 0 && inode > 0 && !this.#byInode.has(inode)) {
			this.renumber(there, inode);
			return there;
		}
		if (there !== undefined) this.#leave(there);
		let node = inode > 0 ? this.#byInode.get(inode) : undefined;
		if (node === undefined) {
			node = new Node(this.#next++, undefined, name, inode);
			this.#byId.set(node.id, node);
			if (inode > 0) this.#byInode.set(inode, node);
		} else this.#leave(node);
		node.parent = parent;
		node.name = name;
		node.isGone = false;
		parent.children.set(name, node);
		return node;
	}

	/** A node got another number: what was in memory is stored now. */
	renumber(node: Node, inode: number): void {
		if (this.#byInode.get(node.inode) === node) this.#byInode.delete(node.inode);
		const other = inode > 0 ? this.#byInode.get(inode) : undefined;
		if (other !== undefined && other !== node) this.#byInode.delete(inode);
		node.inode = inode;
		if (inode > 0) this.#byInode.set(inode, node);
	}

	move(node: Node, parent: Node, name: string): void {
		this.#leave(node);
		node.parent = parent;
		node.name = name;
		parent.children.set(name, node);
	}

	/** Its name leads to nothing any more. */
	remove(node: Node): void {
		this.#leave(node);
		node.isGone = true;
		this.drop(node);
	}

	forget(id: NodeId, count: number): void {
		const node = this.#byId.get(id);
		if (node === undefined) return;
		node.lookups = Math.max(0, node.lookups - count);
		this.drop(node);
	}

	/** Let go of a node that nobody has any more, and of directories that were kept for it. */
	drop(node: Node): void {
		if (node === this.root || node.lookups > 0 || node.file !== undefined || node.children.size > 0) return;
		const { parent } = node;
		this.#leave(node);
		this.#byId.delete(node.id);
		if (this.#byInode.get(node.inode) === node) this.#byInode.delete(node.inode);
		if (parent !== undefined) this.drop(parent);
	}

	#leave(node: Node): void {
		if (node.parent?.children.get(node.name) === node) node.parent.children.delete(node.name);
		node.parent = undefined;
	}

	/** How many nodes are held. */
	get size(): number {
		return this.#byId.size;
	}
}
