/**
 * The tree as a map in memory: what `Vfs` promises, said as plainly as possible and with none of its code. Only paths of /files
 * (POSIX names), /notes (names without regard to case, NFC) and /trash.
 */
export interface Entry {
	kind: "file" | "directory";
	bytes: Buffer;
	mode: number;
	/** In /trash: where it was. */
	origin?: string;
	/** Learnt from the tree at the first sight; compared from then on. */
	inode?: number;
	mtime?: number;
}

export type State = ReadonlyMap<string, Entry>;

/** A change as the model takes it; `Vfs.change` gets the same. */
export type ModelChange =
	| {
			op: "write";
			path: string;
			bytes: Buffer;
			at?: number | "end" | undefined;
			parents?: boolean | undefined;
			isNew?: boolean | undefined;
	  }
	| { op: "truncate"; path: string; size: number }
	| { op: "mkdir"; path: string; parents?: boolean | undefined }
	| { op: "remove"; path: string; recursive?: boolean | undefined }
	| { op: "rename"; path: string; to: string; replace?: boolean | undefined }
	| { op: "setattr"; path: string; mode: number };

/** A refusal, by its POSIX code. */
export class Refusal extends Error {
	readonly code: string;
	constructor(code: string) {
		super(code);
		this.code = code;
	}
}

const names = (path: string) => path.split("/").slice(1);
const parent = (path: string) => path.slice(0, path.lastIndexOf("/")) || "/";
const last = (path: string) => path.slice(path.lastIndexOf("/") + 1);
const isRoot = (path: string) => names(path).length === 1;
const mountOf = (path: string) => names(path)[0] ?? "";
const isPortable = (path: string) => mountOf(path) === "notes";
const fold = (name: string) => name.normalize("NFC").toLowerCase();
const stored = (name: string, path: string) => (isPortable(path) ? name.normalize("NFC") : name);
const DIRECTORY: Entry = { kind: "directory", bytes: Buffer.alloc(0), mode: 0o755 };

/** The state after one change set. @throws Refusal */
export function applyAll(state: State, changes: readonly ModelChange[]): State {
	const draft = new Draft(state);
	for (const change of changes) draft.apply(change);
	return draft.entries;
}

export const EMPTY: State = new Map([
	["/files", DIRECTORY],
	["/notes", DIRECTORY],
	["/trash", DIRECTORY],
]);

/** What lies directly in a directory, in the order of bytes. */
export function childrenOf(state: State, directory: string): string[] {
	return [...state.keys()].filter((path) => parent(path) === directory && path !== directory);
}

class Draft {
	readonly entries: Map<string, Entry>;

	constructor(state: State) {
		this.entries = new Map(state);
	}

	apply(change: ModelChange): void {
		switch (change.op) {
			case "write":
				if (change.parents === true) this.mkdir(parent(change.path), true);
				return this.write(change.path, (old) => placed(old, change.bytes, change.at), change.isNew === true);
			case "truncate":
				return this.write(
					change.path,
					(old) => Buffer.concat([old.subarray(0, change.size), Buffer.alloc(Math.max(0, change.size - old.length))]),
					false,
				);
			case "mkdir":
				return this.mkdir(change.path, change.parents === true);
			case "remove":
				return this.remove(change.path, change.recursive === true);
			case "rename":
				return this.rename(change.path, change.to, change.replace === true);
			case "setattr": {
				const path = this.existing(change.path);
				this.entries.set(path, { ...(this.entries.get(path) as Entry), mode: change.mode });
			}
		}
	}

	/** The path of what lies there, as it is spelled in the tree. */
	private find(path: string): string | undefined {
		let at = "";
		for (const name of names(path)) {
			const child = `${at}/${name}`;
			const found = isPortable(path)
				? [...this.entries.keys()].find((key) => parent(key) === (at || "/") && fold(last(key)) === fold(name))
				: this.entries.has(child)
					? child
					: undefined;
			if (found === undefined) return undefined;
			at = found;
		}
		return at;
	}

	/** ENOTDIR when a file is in the way, else ENOENT. */
	private missing(path: string): Refusal {
		for (let at = parent(path); at !== "/"; at = parent(at)) {
			const found = this.find(at);
			if (found !== undefined) return new Refusal(this.entries.get(found)?.kind === "file" ? "ENOTDIR" : "ENOENT");
		}
		return new Refusal("ENOENT");
	}

	private existing(path: string): string {
		const found = this.find(path);
		if (found === undefined) throw this.missing(path);
		return found;
	}

	/** Where something new of this path would lie, when its directory is there and the name may be used. */
	private place(path: string): string {
		const directory = this.find(parent(path));
		if (directory === undefined) throw this.missing(path);
		if (this.entries.get(directory)?.kind === "file") throw new Refusal("ENOTDIR");
		const name = stored(last(path), path);
		checkName(name, path);
		return `${directory}/${name}`;
	}

	private write(path: string, next: (old: Buffer) => Buffer, isNew: boolean): void {
		if (isRoot(path)) throw new Refusal("EISDIR");
		const found = this.find(path);
		const old = found === undefined ? undefined : this.entries.get(found);
		if (old?.kind === "directory") throw new Refusal("EISDIR");
		if (isNew && old !== undefined) throw new Refusal("EEXIST");
		const bytes = next(old?.bytes ?? Buffer.alloc(0));
		if (old === undefined) this.entries.set(this.place(path), { kind: "file", bytes, mode: 0o644 });
		else if (!old.bytes.equals(bytes)) this.entries.set(found ?? path, withoutTime({ ...old, bytes }));
	}

	private mkdir(path: string, parents: boolean): void {
		if (path === "/" && parents) return;
		const found = this.find(path);
		if (found !== undefined) {
			if (parents && this.entries.get(found)?.kind === "directory") return;
			throw new Refusal("EEXIST");
		}
		if (parents && this.find(parent(path)) === undefined) this.mkdir(parent(path), true);
		this.entries.set(this.place(path), DIRECTORY);
	}

	private below(directory: string): string[] {
		return [...this.entries.keys()].filter((path) => path.startsWith(`${directory}/`));
	}

	private remove(path: string, recursive: boolean): void {
		if (isRoot(path)) throw new Refusal("EACCES");
		const found = this.existing(path);
		const entry = this.entries.get(found) as Entry;
		const below = this.below(found);
		if (below.length > 0 && !recursive) throw new Refusal("ENOTEMPTY");
		if (mountOf(found) === "trash" || (entry.kind === "directory" && below.length === 0)) {
			for (const gone of [found, ...below]) this.entries.delete(gone);
		} else {
			this.move(found, `/trash/${this.freeInTrash(last(found))}`, found);
		}
	}

	private freeInTrash(name: string): string {
		const dot = name.lastIndexOf(".");
		const [stem, extension] = dot <= 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
		for (let copy = 1; ; copy++) {
			const candidate = copy === 1 ? name : `${stem} (${copy})${extension}`;
			if (!this.entries.has(`/trash/${candidate}`)) return candidate;
		}
	}

	private rename(path: string, to: string, replace: boolean): void {
		if (isRoot(path)) throw new Refusal("EACCES");
		const found = this.existing(path);
		const entry = this.entries.get(found) as Entry;
		if (isRoot(to)) throw new Refusal(replace ? "EACCES" : "EEXIST");
		const above = this.find(parent(to));
		if (entry.kind === "directory" && above !== undefined && `${above}/`.startsWith(`${found}/`))
			throw new Refusal("EINVAL");
		if (entry.kind === "directory" && above === undefined && this.isBelow(to, found)) throw new Refusal("EINVAL");
		const target = this.find(to);
		if (target !== undefined && target !== found) {
			if (!replace) throw new Refusal("EEXIST");
			const isDirectory = this.entries.get(target)?.kind === "directory";
			if (isDirectory && entry.kind === "file") throw new Refusal("EISDIR");
			if (!isDirectory && entry.kind === "directory") throw new Refusal("ENOTDIR");
			if (this.below(target).length > 0) throw new Refusal("ENOTEMPTY");
			this.entries.delete(target);
		}
		const place = this.place(to);
		if (place === found) return;
		const origin = mountOf(to) !== "trash" ? undefined : mountOf(found) === "trash" ? entry.origin : found;
		this.move(found, place, origin);
	}

	/** Whether a path that is not there would lie in `directory`. */
	private isBelow(path: string, directory: string): boolean {
		for (let at = parent(path); at !== "/"; at = parent(at)) if (this.find(at) === directory) return true;
		return false;
	}

	private move(from: string, to: string, origin: string | undefined): void {
		const moved = [from, ...this.below(from)].map((path) => [path, this.entries.get(path) as Entry] as const);
		if (mountOf(from) !== mountOf(to) && isPortable(to)) {
			const seen = new Set<string>();
			for (const [path] of moved.slice(1)) {
				checkName(last(path).normalize("NFC"), to);
				const key = `${parent(path)}/${fold(last(path))}`;
				if (seen.has(key)) throw new Refusal("EEXIST");
				seen.add(key);
			}
		}
		for (const [path] of moved) this.entries.delete(path);
		for (const [path, entry] of moved) {
			const { origin: _, ...rest } = entry;
			const own = path === from ? origin : entry.origin;
			const below = path
				.slice(from.length)
				.split("/")
				.map((name) => stored(name, to))
				.join("/");
			this.entries.set(to + below, own === undefined ? rest : { ...rest, origin: own });
		}
	}
}

function checkName(name: string, path: string): void {
	if (Buffer.byteLength(name) > (isPortable(path) ? 200 : 255)) throw new Refusal("ENAMETOOLONG");
	if (isPortable(path) && (/[. ]$/.test(name) || /[\p{Cc}\p{Cs}]/u.test(name))) throw new Refusal("EINVAL");
}

function placed(old: Buffer, bytes: Buffer, at: number | "end" | undefined): Buffer {
	if (at === undefined) return bytes;
	const start = at === "end" ? old.length : at;
	const next = Buffer.alloc(Math.max(old.length, start + bytes.length));
	old.copy(next);
	bytes.copy(next, start);
	return next;
}

/** A write sets the time. */
function withoutTime(entry: Entry): Entry {
	const { mtime: _, ...rest } = entry;
	return rest;
}
