import type { Micros } from "../base/clock.ts";
import type { Stat } from "./mount.ts";
import { nameOfPath, parentOf } from "./path.ts";

/** Editors' scratch files: they live in this process's memory and are gone with it. */
export class Scratch {
	readonly #files = new Map<string, { bytes: Uint8Array; mtime: Micros; inode: number }>();
	#nextInode = -1_000_000_000;

	get(path: string): Uint8Array | undefined {
		return this.#files.get(path)?.bytes;
	}

	set(path: string, bytes: Uint8Array, mtime: Micros): void {
		this.#files.set(path, { bytes, mtime, inode: this.#files.get(path)?.inode ?? this.#nextInode-- });
	}

	delete(path: string): boolean {
		return this.#files.delete(path);
	}

	stat(path: string): Stat | undefined {
		const file = this.#files.get(path);
		if (file === undefined) return undefined;
		const { bytes, mtime, inode } = file;
		return {
			path,
			name: nameOfPath(path),
			kind: "file",
			size: bytes.length,
			mtime,
			ctime: mtime,
			birth: mtime,
			mode: 0o644,
			revision: 0,
			inode,
			view: false,
		};
	}

	*in(directory: string): Iterable<Stat> {
		for (const path of this.#files.keys()) {
			const stat = parentOf(path) === directory ? this.stat(path) : undefined;
			if (stat !== undefined) yield stat;
		}
	}
}
