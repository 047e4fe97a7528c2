import {
	chmodSync,
	closeSync,
	fchmodSync,
	fstatSync,
	futimesSync,
	mkdirSync,
	openSync,
	readSync,
	renameSync,
	rmSync,
	utimesSync,
	writeSync,
} from "node:fs";
import { codeOf, DeskError } from "../../../src/base/errors.ts";
import { find, hostPath, microsOf, said, toSeconds } from "../../../src/source/index.ts";
import { asDeskError } from "../../../src/store/index.ts";
import { isWithin, type Stat } from "../../../src/vfs/index.ts";
import { UNFINISHED } from "./importers.ts";

/** What became of one file or folder. */
export type Outcome =
	| { result: "written" | "updated" | "unchanged" }
	| { result: "conflict" | "skipped"; reason: string };

export interface WriterOptions {
	/** Files that are there may be replaced. */
	update: boolean;
	/** Even those that are newer than the desk's. */
	force: boolean;
	dryRun: boolean;
	signal: AbortSignal;
}

/** A directory of the desk that is being written. */
interface Frame {
	stat: Stat;
	host: string;
	/** Why nothing can be written in it. */
	blocked: string | undefined;
	/** Inodes written so far: a host that ignores case must not let one file replace another. */
	written: Set<bigint>;
}

const PERMISSIONS = 0o777;

/**
 * Writes directories and files of the desk, parents first, below one folder of the host. Nothing outside it is ever touched: a
 * link where a directory should be is refused, one where a file should be is replaced, and each file is complete before it
 * gets its name.
 */
export class FolderWriter {
	readonly #root: string;
	readonly #options: WriterOptions;
	readonly #frames: Frame[] = [];
	#unfinished = 0;
	/** Directories of which the time or the permissions could not be set. */
	#unset: { stat: Stat; reason: string }[] = [];

	constructor(root: string, options: WriterOptions) {
		this.#root = root;
		this.#options = options;
	}

	/** Where a path of the desk lies in the folder. */
	place(path: string): string {
		return `${this.#root}${path}`;
	}

	/** Finish the directories that `path` does not lie in. */
	leaveFor(path: string): void {
		for (
			let top = this.#frames.at(-1);
			top !== undefined && !isWithin(path, top.stat.path);
			top = this.#frames.at(-1)
		) {
			this.#frames.pop();
			if (top.blocked === undefined && !this.#options.dryRun) this.#finish(top);
		}
	}

	/** Whether `path` is a directory that is being written now. */
	isOpen(path: string): boolean {
		return this.#frames.some((frame) => frame.stat.path === path);
	}

	/** Make a directory, and write into it until `leaveFor` another. */
	directory(stat: Stat): Outcome {
		this.leaveFor(stat.path);
		const host = this.place(stat.path);
		const inherited = this.#frames.at(-1)?.blocked;
		const made = inherited === undefined ? this.#make(host) : { reason: inherited };
		this.#frames.push({ stat, host, blocked: typeof made === "object" ? made.reason : undefined, written: new Set() });
		return typeof made === "object" ? { result: "skipped", reason: made.reason } : { result: made };
	}

	#make(host: string): "written" | "unchanged" | { reason: string } {
		try {
			const present = find(host);
			if (present !== undefined && !present.isDirectory())
				return {
					reason: present.isSymbolicLink()
						? "a link lies in its place, and links are not followed"
						: "a file lies in its place",
				};
			if (this.#options.dryRun) return present === undefined ? "written" : "unchanged";
			if (present === undefined) mkdirSync(hostPath(host), { mode: 0o700 });
			// Its own permissions come back when it is finished.
			else if ((Number(present.mode) & 0o700) !== 0o700) chmodSync(hostPath(host), 0o700);
			return present === undefined ? "written" : "unchanged";
		} catch (error) {
			return { reason: reasonOf(error, host) };
		}
	}

	#finish({ stat, host }: Frame): void {
		try {
			utimesSync(hostPath(host), toSeconds(stat.mtime), toSeconds(stat.mtime));
			chmodSync(hostPath(host), stat.mode & PERMISSIONS);
		} catch (error) {
			this.#unset.push({ stat, reason: `its time and permissions cannot be set (${said(error)})` });
		}
	}

	/** Directories that could not be finished since the last call. */
	takeUnset(): { stat: Stat; reason: string }[] {
		return this.#unset.splice(0);
	}

	/** Write one file. `read` gives its bytes, and may be called twice. @throws DeskError ENOSPC, EINTR */
	async file(stat: Stat, read: () => AsyncIterable<Uint8Array>): Promise<Outcome> {
		this.leaveFor(stat.path);
		const frame = this.#frames.at(-1);
		if (frame?.blocked !== undefined) return { result: "skipped", reason: frame.blocked };
		const host = this.place(stat.path);
		try {
			const present = find(host);
			if (present === undefined) {
				await this.#write(host, stat, read, frame);
				return { result: "written" };
			}
			if (present.isDirectory()) return { result: "skipped", reason: "a folder lies in its place" };
			if (!this.#options.update || frame?.written.has(present.ino) === true)
				return { result: "skipped", reason: "this system cannot tell its name from another one" };
			if (present.isFile() && Number(present.size) === stat.size && (await this.#isEqual(host, read))) {
				this.#setAttributes(host, stat, Number(present.mode), microsOf(present.mtimeNs));
				return { result: "unchanged" };
			}
			if (present.isFile() && microsOf(present.mtimeNs) > stat.mtime && !this.#options.force) {
				return {
					result: "conflict",
					reason: "the file there is newer than the desk's; it was kept (--force replaces it)",
				};
			}
			await this.#write(host, stat, read, frame);
			return { result: "updated" };
		} catch (error) {
			if (error instanceof DeskError && (error.code === "EINTR" || error.code === "ENOSPC")) throw error;
			return { result: "skipped", reason: error instanceof DeskError ? error.message : reasonOf(error, host) };
		}
	}

	/** Finish all directories. */
	end(): void {
		this.leaveFor("/");
	}

	async #write(
		host: string,
		stat: Stat,
		read: () => AsyncIterable<Uint8Array>,
		frame: Frame | undefined,
	): Promise<void> {
		if (this.#options.dryRun) return;
		const unfinished = `${host.slice(0, host.lastIndexOf("/") + 1)}${UNFINISHED}${process.pid}-${++this.#unfinished}`;
		const handle = openSync(hostPath(unfinished), "wx", 0o600);
		try {
			try {
				for await (const bytes of read()) {
					this.#options.signal.throwIfAborted();
					for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
				}
				fchmodSync(handle, stat.mode & PERMISSIONS);
				futimesSync(handle, toSeconds(stat.mtime), toSeconds(stat.mtime));
				frame?.written.add(fstatSync(handle, { bigint: true }).ino);
			} finally {
				closeSync(handle);
			}
			renameSync(hostPath(unfinished), hostPath(host));
		} catch (error) {
			rmSync(hostPath(unfinished), { force: true });
			throw error;
		}
	}

	#setAttributes(host: string, stat: Stat, mode: number, mtime: number): void {
		if (this.#options.dryRun) return;
		if ((mode & PERMISSIONS) !== (stat.mode & PERMISSIONS)) chmodSync(hostPath(host), stat.mode & PERMISSIONS);
		if (mtime !== stat.mtime) utimesSync(hostPath(host), toSeconds(stat.mtime), toSeconds(stat.mtime));
	}

	async #isEqual(host: string, read: () => AsyncIterable<Uint8Array>): Promise<boolean> {
		const handle = openSync(hostPath(host), "r");
		try {
			for await (const bytes of read()) {
				this.#options.signal.throwIfAborted();
				const there = Buffer.allocUnsafe(bytes.length);
				let done = 0;
				while (done < there.length) {
					const count = readSync(handle, there, done, there.length - done, null);
					if (count === 0) return false;
					done += count;
				}
				if (!there.equals(bytes)) return false;
			}
			return true;
		} finally {
			closeSync(handle);
		}
	}
}

/** Why the host does not take one file. @throws what no later file could overcome either: ENOSPC */
function reasonOf(error: unknown, host: string): string {
	const known = asDeskError(error, host);
	if (known instanceof DeskError && known.code === "ENOSPC") throw known;
	if (codeOf(error) === "") throw error;
	return `it cannot be written (${said(error)})`;
}
