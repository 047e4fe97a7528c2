/** What a program changed in its copies, brought back into the tree. */
import type { BigIntStats } from "node:fs";
import { DeskError, messageOf } from "../../base/errors.ts";
import { type Change, conflictPath, isScratch, isWithin, type Vfs } from "../../vfs/index.ts";
import { type Entry, type Found, type Mirror, modeOf, printOf } from "./mirror.ts";

/** A file that a program works on is written back when it has been left alone for so long (ms) … */
const SETTLED = 300;
/** … and one that it has made itself: most of those go again. */
const SETTLED_NEW = 2000;
/** How often a file that others keep changing is tried. */
const TRIES = 5;

/** One change to be made. */
interface Item {
	readonly key: string;
	/** The change, made anew for each try; undefined when there is nothing to do after all. */
	prepare(): Promise<Change | undefined>;
	/** After it was made. */
	done(): Promise<void> | void;
	/** What was refused, so that it is not tried again as it is. */
	readonly print: string;
}

export class WriteBack {
	readonly #vfs: Vfs;
	readonly #mirror: Mirror;
	readonly #cause: string;
	/** Microseconds: when the program began. */
	readonly #since = Date.now() * 1000;
	/** The first change set's: all that a program changes is one operation. */
	#operation: number | undefined;
	/** What could not be written as it is now, by key. */
	readonly #refused = new Map<string, { error: DeskError; print: string }>();
	readonly #conflicts = new Map<string, DeskError>();
	readonly #links = new Set<string>();

	constructor(vfs: Vfs, mirror: Mirror, cause: string) {
		this.#vfs = vfs;
		this.#mirror = mirror;
		this.#cause = cause;
	}

	/** What the user has to know, when all is written. */
	get problems(): DeskError[] {
		const links = [...this.#links].map(
			(key) =>
				new DeskError("EFAILED", "links and special files are not kept", {
					at: this.#mirror.treePath(key),
					todo: "let the program write a file",
				}),
		);
		return [...this.#conflicts.values(), ...[...this.#refused.values()].map(({ error }) => error), ...links];
	}

	/** Write back what was changed. @param final the program has ended: also what is new, and what was removed */
	async save(final: boolean): Promise<void> {
		const found = new Map<string, Found>();
		for (const one of this.#mirror.scan()) found.set(one.key, one);
		const writes: Item[] = [];
		const folders: Item[] = [];
		for (const one of found.values()) {
			if (one.kind === "other") {
				if (final) this.#links.add(one.key);
				continue;
			}
			if (!this.#mirror.entries.has(one.key) && isScratchPath(one.key)) continue;
			if (one.kind === "file") {
				const item = await this.#changed(one, final);
				if (item !== undefined) writes.push(item);
			} else if (final && this.#mirror.entries.get(one.key)?.kind !== "directory") folders.push(this.#newFolder(one));
		}
		const gone = final ? this.#removed(found) : [];
		const replaced = gone.filter((item) => found.has(item.key));
		const removed = gone.filter((item) => !found.has(item.key));
		await this.#apply([...replaced, ...folders.sort(byKey), ...writes.sort(byKey), ...removed]);
	}

	/** The item for a file that is not as it was; undefined when there is nothing to write, or not yet. */
	async #changed(found: Found, final: boolean): Promise<Item | undefined> {
		const { key, stat } = found;
		const known = this.#mirror.entries.get(key);
		const entry = known?.kind === "file" ? known : undefined;
		const print = printOf(stat);
		if (entry?.print === print || this.#refused.get(key)?.print === print) return undefined;
		const age = Date.now() - Number(stat.ctimeMs);
		if (!final && age < (entry === undefined ? SETTLED_NEW : SETTLED)) return undefined;
		const digest = await this.#mirror.digest(key);
		if (entry !== undefined && entry.digest === digest) {
			entry.print = print;
			const mode = modeOf(stat);
			return final && mode !== entry.mode && entry.revision !== null
				? this.#newMode(key, entry, mode, print)
				: undefined;
		}
		return this.#write(key, entry, stat, digest, final);
	}

	#newMode(key: string, entry: Entry, mode: number, print: string): Item {
		return {
			key,
			print,
			prepare: async () =>
				(await this.#vfs.find(entry.path)) === undefined ? undefined : { op: "setattr", path: entry.path, mode },
			done: () => {
				entry.mode = mode;
			},
		};
	}

	#write(key: string, entry: Entry | undefined, stat: BigIntStats, digest: string, final: boolean): Item {
		let path = this.#mirror.treePath(key);
		const print = printOf(stat);
		return {
			key,
			print,
			prepare: async () => {
				path = this.#mirror.treePath(key);
				const expect = await this.#expected(path, entry);
				if (expect === "conflict") path = await conflictPath(this.#vfs, path);
				const content = await this.#vfs.stage(this.#mirror.read(key));
				const now = this.#mirror.look(key);
				if (!final && (now === undefined || printOf(now) !== print)) {
					this.#vfs.store.content.unstage(content); // it is being written: later
					return undefined;
				}
				const write: Change = {
					op: "write",
					path,
					content,
					expect: expect === "conflict" ? null : expect,
					mtime: Math.round(Number(stat.mtimeNs / 1000n)),
				};
				return entry?.revision === null || entry === undefined ? { ...write, mode: modeOf(stat) } : write;
			},
			done: async () => {
				const before = this.#mirror.treePath(key);
				if (path !== before) {
					this.#conflicts.set(
						key,
						new DeskError("ECONFLICT", `it was changed by somebody else meanwhile; what the program wrote is ${path}`, {
							at: before,
							todo: `compare them with \`diff '${before}' '${path}'\``,
						}),
					);
				}
				const written = await this.#vfs.find(path);
				this.#mirror.entries.set(key, {
					kind: "file",
					path,
					revision: written?.revision ?? null,
					print,
					digest,
					mode: modeOf(stat),
					whole: false,
				});
			},
		};
	}

	/** The revision that a write replaces, null for none, or that somebody else was faster. */
	async #expected(path: string, entry: Entry | undefined): Promise<number | null | "conflict"> {
		const current = await this.#vfs.find(path);
		if (current === undefined) return null; // removed meanwhile: it lies in /trash, and what was written here stays too
		if (entry !== undefined) return current.revision === entry.revision ? current.revision : "conflict";
		// The program had no copy of it; what was there before is in the history.
		return current.kind === "file" && current.ctime < this.#since ? current.revision : "conflict";
	}

	#newFolder({ key, stat }: Found): Item {
		return {
			key,
			print: printOf(stat),
			prepare: async () => ({ op: "mkdir", path: this.#mirror.treePath(key), parents: true }),
			done: () => undefined,
		};
	}

	/** Items for copies that are gone. Of a directory that is gone whole, just itself. */
	#removed(found: ReadonlyMap<string, Found>): Item[] {
		const items: Item[] = [];
		const isGone = (key: string, entry: Entry) => found.get(key)?.kind !== entry.kind;
		for (const [key, entry] of this.#mirror.entries) {
			if (key === "" || !isGone(key, entry) || entry.revision === null) continue;
			if (entry.kind === "directory" && !entry.whole) continue;
			const parent = key.slice(0, key.lastIndexOf("/"));
			const above = this.#mirror.entries.get(parent);
			if (above?.whole === true && isGone(parent, above)) continue;
			items.push(this.#removal(key, entry));
		}
		return items;
	}

	#removal(key: string, entry: Entry): Item {
		const { path } = entry;
		return {
			key,
			print: "removed",
			prepare: async () => {
				const current = await this.#vfs.find(path);
				if (current === undefined) return undefined;
				const isAsCopied = entry.kind === "file" ? current.revision === entry.revision : await this.#isAsCopied(path);
				if (!isAsCopied)
					throw new DeskError("ECONFLICT", "the program removed it, but somebody else changed it meanwhile; it stays", {
						at: path,
						todo: "remove it with `rm` if you like",
					});
				return entry.kind === "file"
					? { op: "remove", path, expect: current.revision }
					: { op: "remove", path, recursive: true };
			},
			done: () => void this.#mirror.entries.delete(key),
		};
	}

	/** Whether a directory of the tree holds just what the program got of it. */
	async #isAsCopied(directory: string): Promise<boolean> {
		const copied = new Map(
			[...this.#mirror.entries.values()]
				.filter(({ path }) => isWithin(path, directory))
				.map((entry) => [entry.path, entry]),
		);
		for await (const stat of this.#vfs.walk(directory, { views: false })) {
			const entry = copied.get(stat.path);
			if (entry === undefined || (entry.kind === "file" && entry.revision !== stat.revision)) return false;
		}
		return true;
	}

	/** Make changes: all as one change set, or, when one of them is refused, each that is not. */
	async #apply(items: readonly Item[]): Promise<void> {
		if (items.length === 0) return;
		if (items.length > 1) {
			try {
				return await this.#change(items, false);
			} catch (error) {
				if (!(error instanceof DeskError)) throw error;
			}
		}
		for (const item of items) await this.#applyOne(item);
	}

	async #applyOne(item: Item): Promise<void> {
		for (let tries = 1; ; tries++) {
			try {
				this.#refused.delete(item.key);
				return await this.#change([item], tries === TRIES);
			} catch (thrown) {
				const error =
					thrown instanceof DeskError
						? thrown
						: new DeskError("EFAILED", messageOf(thrown), { at: this.#mirror.treePath(item.key), cause: thrown });
				const isOvertaken = error.code === "ESTALE" || error.code === "EEXIST";
				if (isOvertaken && tries < TRIES) continue;
				if (!isOvertaken && error.kept === undefined && tries < TRIES) {
					tries = TRIES - 1; // once more, so that the bytes are kept
					continue;
				}
				this.#refused.set(item.key, { error, print: item.print });
				return;
			}
		}
	}

	async #change(items: readonly Item[], keepRejected: boolean): Promise<void> {
		const changes: Change[] = [];
		const made: Item[] = [];
		try {
			for (const item of items) {
				const change = await item.prepare();
				if (change === undefined) continue;
				changes.push(change);
				made.push(item);
			}
		} catch (error) {
			for (const change of changes)
				if (change.op === "write" && typeof change.content !== "function")
					this.#vfs.store.content.unstage(change.content);
			throw error;
		}
		if (changes.length === 0) return;
		const { set } = await this.#vfs.change(changes, { cause: this.#cause, operation: this.#operation, keepRejected });
		this.#operation ??= set?.operation;
		for (const item of made) {
			this.#refused.delete(item.key);
			await item.done();
		}
	}
}

function byKey(a: Item, b: Item): number {
	return a.key < b.key ? -1 : 1;
}

/** Editors' scratch files, and what lies in folders with such names. */
function isScratchPath(key: string): boolean {
	return key.split("/").some((name) => isScratch(name));
}
