import { type Micros, now } from "../../base/clock.ts";
import { DeskError } from "../../base/errors.ts";
import { type Change, isWithin, nameKey, nameOfPath, parentOf, type Stat, type Vfs } from "../../vfs/index.ts";
import { DeadProperties } from "./dead-properties.ts";
import { Locks } from "./locks.ts";
import { Refusal } from "./refusal.ts";

/** How long an empty file that its mount does not take waits for its content (ms), and how many may wait. */
const WAIT = 3_600_000;
const MOST_WAITING = 10_000;

/**
 * The tree as WebDAV sees it: files and collections, with their locks and properties. Links are what they lead to. Clients make an empty
 * file first and fill it later (Finder, Windows, a lock on a free name); where a mount takes no empty file, it waits in memory.
 */
export class Resources {
	readonly vfs: Vfs;
	readonly isReadOnly: boolean;
	readonly locks = new Locks();
	readonly properties = new DeadProperties();
	readonly #waiting = new Map<string, Stat>();
	/** Below those of views and scratch files. */
	#nextInode = -(2 ** 40);
	#turn: Promise<unknown> = Promise.resolve();

	constructor(vfs: Vfs, isReadOnly: boolean) {
		this.vfs = vfs;
		this.isReadOnly = isReadOnly;
	}

	/** What is at a path: where something is stored, nothing waits any longer. @throws DeskError ELOOP */
	async find(path: string): Promise<Stat | undefined> {
		const stored = await this.vfs.find(path);
		if (stored === undefined) return this.#waitingAt(path);
		this.#waiting.delete(path);
		return stored;
	}

	/** @throws Refusal 404 */
	async existing(path: string): Promise<Stat> {
		const stat = await this.find(path);
		if (stat === undefined) throw new Refusal(404, `${path}: there is no such file or directory`);
		return stat;
	}

	/** What is in a collection, with all that `find` says of it. Links that lead nowhere, or up to where they lie, are left out. */
	async *list(path: string): AsyncGenerator<Stat, void, undefined> {
		for (const entry of await this.vfs.readdir(path)) {
			const stat = entry.kind === "symlink" ? await this.#targetOf(entry) : entry;
			if (stat !== undefined) yield stat;
		}
		for (const waiting of [...this.#waiting.keys()]) {
			if (parentOf(waiting) !== path || (await this.vfs.find(waiting)) !== undefined) continue;
			const stat = this.#waitingAt(waiting);
			if (stat !== undefined) yield stat;
		}
	}

	async #targetOf(link: Stat): Promise<Stat | undefined> {
		try {
			const target = await this.vfs.followed(link.path);
			if (target.kind === "directory" && isWithin(link.path, target.path)) return undefined;
			return { ...target, path: link.path, name: link.name };
		} catch (error) {
			if (error instanceof DeskError && ["ENOENT", "ENOTDIR", "ELOOP"].includes(error.code)) return undefined;
			throw error;
		}
	}

	/** A path as its mount compares paths, without links on its way: what locks are kept under. */
	async keyOf(path: string): Promise<string> {
		try {
			const real = await this.vfs.realPath(path, false);
			const rules = (await this.vfs.mountOf(real))?.names ?? "portable";
			return real
				.split("/")
				.map((name) => nameKey(name, rules))
				.join("/");
		} catch (error) {
			if (error instanceof DeskError) return path;
			throw error;
		}
	}

	/** Do what must not be mixed with other requests: look whether a change is allowed, and make it. */
	async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
		const mine = this.#turn.then(work, work);
		this.#turn = mine.catch(() => undefined);
		return await mine;
	}

	/** One change set. @param cause as the log shall show it */
	async change(changes: readonly Change[], cause: string): Promise<void> {
		await this.vfs.change(changes, { cause });
	}

	/** Make an empty file; where the mount takes none, it waits for its content. */
	async makeEmpty(path: string, cause: string, mtime?: Micros): Promise<void> {
		try {
			const content = await this.vfs.stage("");
			await this.vfs.change([{ op: "write", path, content, expect: null, mtime }], { cause, keepRejected: false });
		} catch (error) {
			if (!(error instanceof DeskError) || error.code !== "EFORMAT") throw error;
			this.wait(path);
		}
	}

	/** Keep an empty file in memory. @throws Refusal 507 */
	wait(path: string): void {
		if (this.#waiting.size >= MOST_WAITING) for (const waiting of [...this.#waiting.keys()]) this.#waitingAt(waiting);
		if (this.#waiting.size >= MOST_WAITING) throw new Refusal(507, "too many empty files wait for their content");
		const at = now();
		const inode = this.#nextInode--;
		const times = { mtime: at, ctime: at, birth: at };
		this.#waiting.set(path, {
			...times,
			path,
			name: nameOfPath(path),
			kind: "file",
			size: 0,
			mode: 0o644,
			revision: 0,
			inode,
			view: false,
		});
	}

	/** Whether what is at a path only waits for its content. */
	isWaiting(path: string): boolean {
		return this.#waitingAt(path) !== undefined;
	}

	/** A file that waited is there now, or given up: at the path, and below it. */
	stopWaiting(path: string): void {
		for (const waiting of [...this.#waiting.keys()]) if (isWithin(waiting, path)) this.#waiting.delete(waiting);
	}

	#waitingAt(path: string): Stat | undefined {
		const stat = this.#waiting.get(path);
		if (stat === undefined || (now() - stat.birth) / 1000 < WAIT) return stat;
		this.#waiting.delete(path);
		return undefined;
	}
}
