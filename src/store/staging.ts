import {
	closeSync,
	copyFileSync,
	fdatasyncSync,
	fsyncSync,
	linkSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { codeOf } from "../base/errors.ts";
import { isOwnerAlive, ownerName } from "./owner.ts";

/** Where chunk files lie, below `$DESK_HOME`. */
export const BLOBS_FOLDER = "blobs";

/**
 * Chunk files on their way into the store. A process writes each chunk, encrypted, into a folder of its own under
 * `blobs/staging`; inside the write transaction the files are linked to their final names; after the commit the folder goes.
 * So whatever a killed process left behind is listed by its folder, and `recover` can take back exactly that.
 */
export class Staging {
	readonly #blobs: string;
	#folder: string | undefined;
	/** Given their final names since `takePlaced`. */
	#placed: string[] = [];

	constructor(blobs: string) {
		this.#blobs = blobs;
	}

	/** Write one sealed chunk and bring it to disk. A chunk that this process staged before is not written again. */
	put(name: string, sealed: Uint8Array): void {
		const file = join(this.#open(), name);
		let handle: number;
		try {
			handle = openSync(file, "wx", 0o600);
		} catch (error) {
			if (codeOf(error) === "EEXIST") return;
			throw error;
		}
		try {
			for (let done = 0; done < sealed.length; ) done += writeSync(handle, sealed, done);
			fdatasyncSync(handle);
		} catch (error) {
			rmSync(file, { force: true });
			throw error;
		} finally {
			closeSync(handle);
		}
	}

	/** Give a staged chunk its final name; false when it was never staged here. Only inside the write transaction. */
	place(name: string): boolean {
		if (this.#folder === undefined) return false;
		const source = join(this.#folder, name);
		const target = chunkFile(this.#blobs, name);
		const isNew = mkdirSync(dirname(target), { recursive: true, mode: 0o700 }) !== undefined;
		try {
			linkSync(source, target);
		} catch (error) {
			switch (codeOf(error)) {
				case "EEXIST":
					break;
				case "ENOENT":
					return false;
				default:
					copyInto(source, target);
			}
		}
		this.#placed.push(name);
		syncFolder(dirname(target));
		if (isNew) for (const folder of [this.#blobs, dirname(this.#blobs)]) syncFolder(folder);
		return true;
	}

	/** The chunks placed so far; they are forgotten. For a transaction that was rolled back. */
	takePlaced(): string[] {
		return this.#placed.splice(0);
	}

	/**
	 * Keep a chunk that the store has already, should it be collected before the commit.
	 * @returns false when it is not there after all
	 */
	hold(name: string): boolean {
		try {
			linkSync(chunkFile(this.#blobs, name), join(this.#open(), name));
			return true;
		} catch (error) {
			// Without hard links a collection in between makes the commit fail, and nothing worse.
			return codeOf(error) !== "ENOENT";
		}
	}

	/**
	 * Have a chunk that another write staged, whatever becomes of that one; true also when it is no longer only staged.
	 * False when the file system has no hard links: stage it again.
	 */
	adopt(other: Staging, name: string): boolean {
		if (other.#folder === undefined) return true;
		try {
			linkSync(join(other.#folder, name), join(this.#open(), name));
			return true;
		} catch (error) {
			// ENOENT: the other write found it in the store, and did not stage it.
			return ["EEXIST", "ENOENT"].includes(codeOf(error));
		}
	}

	/** A chunk that is staged but not yet placed, sealed. */
	get(name: string): Buffer | undefined {
		if (this.#folder === undefined) return undefined;
		try {
			return readFileSync(join(this.#folder, name));
		} catch (error) {
			if (codeOf(error) === "ENOENT") return undefined;
			throw error;
		}
	}

	/** Drop everything staged: after the commit, or when the write was given up. */
	clear(): void {
		if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
		this.#folder = undefined;
	}

	#open(): string {
		if (this.#folder === undefined) {
			const folder = join(this.#blobs, "staging", ownerName());
			mkdirSync(folder, { recursive: true, mode: 0o700 });
			this.#folder = folder;
		}
		return this.#folder;
	}
}

/** Where a chunk of this name (hex) lies. */
export function chunkFile(blobs: string, name: string): string {
	return join(blobs, name.slice(0, 2), name);
}

/** The staging folders whose process is gone, with the chunk names in each. Cheap when there are none. */
export function abandoned(blobs: string): { folder: string; names: string[] }[] {
	let owners: string[];
	try {
		owners = readdirSync(join(blobs, "staging"));
	} catch (error) {
		if (codeOf(error) === "ENOENT") return [];
		throw error;
	}
	return owners
		.filter((owner) => !isOwnerAlive(owner))
		.map((owner) => {
			const folder = join(blobs, "staging", owner);
			return { folder, names: namesIn(folder) };
		});
}

/** Several processes may be clearing up the same folder at once. */
function namesIn(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch (error) {
		if (codeOf(error) === "ENOENT") return [];
		throw error;
	}
}

/** For a file system without hard links: the target appears whole or not at all, and the source stays for another attempt. */
function copyInto(source: string, target: string): void {
	const copy = `${source}.copy`;
	copyFileSync(source, copy);
	syncFile(copy, fdatasyncSync);
	renameSync(copy, target);
}

/** Bring new names to disk: fsync, as ext4's fdatasync may leave out a directory's entries. Windows cannot, and needs not. */
export function syncFolder(folder: string): void {
	if (process.platform !== "win32") syncFile(folder, fsyncSync);
}

function syncFile(file: string, sync: (handle: number) => void): void {
	const handle = openSync(file, "r");
	try {
		sync(handle);
	} finally {
		closeSync(handle);
	}
}
