import { type Micros, now } from "../base/clock.ts";
import { DeskError } from "../base/errors.ts";
import type { Staged } from "../store/index.ts";
import type { Kind, Stat } from "./mount.ts";
import { isWithin, parentOf } from "./path.ts";
import { computedStat } from "./views.ts";

/** What is kept in memory: a file, a link, or (for programs that meet through one) a FIFO or socket. */
export interface MemoryNode {
	readonly kind: Kind;
	readonly special?: "fifo" | "socket";
	/** Of a file; what is large waits, encrypted, in the staging area. */
	content?: number | Staged;
	/** Of a link. */
	readonly target?: string;
	mode: number;
	mtime: Micros;
	ctime: Micros;
	atime?: Micros;
}

/**
 * Nodes that never reach the store: editors' scratch files, and FIFOs and sockets. They live in this process's memory and are gone
 * with it.
 */
export class Scratch {
	/** Whether the process lives long enough for it to make sense: a shell, a mount of the OS. Else what is written would be lost at once. */
	readonly isKept: boolean;
	/** Whether names of programs' temporary files are scratch, too, where the mount does not take them. */
	readonly takesTemporary: boolean;
	readonly #nodes = new Map<string, MemoryNode & { inode: number }>();
	readonly #sizeOf: (content: number | Staged) => number;
	/** Below those of views, which are above -2^33. */
	#nextInode = -(2 ** 33);

	constructor(isKept: boolean, takesTemporary: boolean, sizeOf: (content: number | Staged) => number) {
		this.#sizeOf = sizeOf;
		this.isKept = isKept;
		this.takesTemporary = takesTemporary;
	}

	get(path: string): MemoryNode | undefined {
		return this.#nodes.size === 0 ? undefined : this.#nodes.get(path);
	}

	/** @throws DeskError EFAILED when scratch files are not kept here */
	mayTake(path: string): void {
		if (this.isKept) return;
		throw new DeskError("EFAILED", "such names are those of editors' scratch files, which no desk keeps", {
			at: path,
			todo: "choose another name; in a shell (`desk`) scratch files last as long as the session",
		});
	}

	/** Put a node at a path; what was there keeps its inode. */
	set(path: string, node: MemoryNode): void {
		this.#nodes.set(path, { ...node, inode: this.#nodes.get(path)?.inode ?? this.#nextInode-- });
	}

	/** @returns what was there */
	delete(path: string): MemoryNode | undefined {
		const node = this.#nodes.get(path);
		this.#nodes.delete(path);
		return node;
	}

	/** Move a node, or all below a directory that was renamed. */
	move(path: string, to: string): void {
		for (const [at, node] of [...this.#nodes]) {
			if (!isWithin(at, path)) continue;
			this.#nodes.delete(at);
			this.#nodes.set(to + at.slice(path.length), at === path ? { ...node, ctime: now() } : node);
		}
	}

	stat(path: string): Stat | undefined {
		const node = this.#nodes.size === 0 ? undefined : this.#nodes.get(path);
		if (node === undefined) return undefined;
		const { kind, content, target, mode, mtime, ctime, atime, special, inode } = node;
		const size = target === undefined ? (content === undefined ? 0 : this.#sizeOf(content)) : Buffer.byteLength(target);
		const stat: Stat = { ...computedStat(path, { kind, size, mode, at: mtime, inode, view: false }), ctime };
		if (target !== undefined) stat.target = target;
		if (atime !== undefined) stat.atime = atime;
		if (special !== undefined) stat.special = special;
		return stat;
	}

	*in(directory: string): Iterable<Stat> {
		for (const path of this.#nodes.keys()) {
			const stat = parentOf(path) === directory ? this.stat(path) : undefined;
			if (stat !== undefined) yield stat;
		}
	}

	/** The paths of all nodes at a path and below it. */
	below(path: string): string[] {
		return this.#nodes.size === 0 ? [] : [...this.#nodes.keys()].filter((at) => isWithin(at, path));
	}
}
