/** Copies of nodes of the tree in a private folder of the host, under the paths that they have in the tree. */
import { createHash } from "node:crypto";
import {
	type BigIntStats,
	chmodSync,
	closeSync,
	constants,
	createReadStream,
	lstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	utimesSync,
	writeSync,
} from "node:fs";
import { codeOf, DeskError } from "../../base/errors.ts";
import { isUnicode, rawBytes, rawText } from "../../base/raw-text.ts";
import { namesOf, parentOf, type Stat, splitExtension, type Vfs } from "../../vfs/index.ts";

/** How much of the tree a program may get at once. */
export const LIMITS = { files: 10_000, bytes: 512 * 1024 * 1024 };

/** What was put into the folder, or is known to be written back to a certain place. */
export interface Entry {
	readonly kind: "file" | "directory";
	/** Where it lies in the tree; a conflict moves it. */
	path: string;
	/** The revision that the copy is of; null: it is not in the tree yet. */
	revision: number | null;
	/** What `lstat` says of the copy as it was made; "" when there is none yet. */
	print: string;
	/** SHA-256 of the bytes. */
	digest: string;
	mode: number;
	/** A directory that was copied with all that is in it: what is missing there later was removed. */
	readonly whole: boolean;
}

/** Something that lies in the folder now. */
export interface Found {
	/** Its path on the host below the folder, as raw text. */
	readonly key: string;
	readonly kind: "file" | "directory" | "other";
	readonly stat: BigIntStats;
}

export class Mirror {
	readonly #vfs: Vfs;
	readonly #root: string;
	readonly #signal: AbortSignal;
	/** By path on the host below the folder (`/notes/a.md`; "" is the folder itself). */
	readonly entries = new Map<string, Entry>();
	#files = 0;
	#bytes = 0;

	/** @param root an empty folder that is the user's alone */
	constructor(vfs: Vfs, root: string, signal: AbortSignal) {
		this.#vfs = vfs;
		this.#root = root;
		this.#signal = signal;
		this.entries.set("", { ...DIRECTORY, path: "/" });
	}

	/** The place on the host of a path of the tree. */
	hostPath(path: string): string {
		return this.#root + keyOf(path);
	}

	/** Make a directory and those above it, empty. */
	addFolder(path: string, whole = false): void {
		const key = keyOf(path);
		const known = this.entries.get(key);
		if (known?.kind === "directory" && (known.whole || !whole)) return;
		if (known === undefined) {
			this.addFolder(parentOf(path));
			this.#made(path, () => mkdirSync(this.#host(key), { mode: 0o700 }));
		}
		this.entries.set(key, { ...DIRECTORY, path, whole });
	}

	/** Where a program may make a file that is not in the tree. */
	addOutput(path: string): void {
		this.addFolder(parentOf(path));
		const key = keyOf(path);
		if (!this.entries.has(key))
			this.entries.set(key, { kind: "file", path, revision: null, print: "", digest: "", mode: 0, whole: false });
	}

	/** Copy a file, or a directory with all that is in it. @throws DeskError EFBIG over `LIMITS`, EEXIST when the host cannot tell two names apart */
	async add(stat: Stat): Promise<void> {
		if (stat.kind !== "directory") return await this.#addFile(stat);
		this.addFolder(stat.path, true);
		for await (const below of this.#vfs.walk(stat.path, { views: stat.view })) {
			this.#signal.throwIfAborted();
			// A link below stays here: on the host it would lead elsewhere.
			if (below.path === stat.path || below.kind === "symlink") continue;
			if (below.kind === "directory") {
				this.#count(0, stat.path);
				this.addFolder(below.path, true);
			} else await this.#addFile(below, stat.path);
		}
	}

	#count(bytes: number, of: string): void {
		this.#bytes += bytes;
		if (this.#files <= LIMITS.files && this.#bytes <= LIMITS.bytes) return;
		const what =
			this.#files > LIMITS.files ? `more than ${LIMITS.files.toLocaleString("en")} files` : "more than 512 MiB";
		throw new DeskError("EFBIG", `a program of this computer would get ${what}`, {
			at: of,
			todo: "name less, or bring it out with `desk export`",
		});
	}

	async #addFile(asked: Stat, of = asked.path): Promise<void> {
		const key = keyOf(asked.path);
		const known = this.entries.get(key);
		if (known?.path === asked.path && known.kind === "file") return;
		if (known !== undefined) throw sameName(asked.path);
		this.#files++;
		this.#count(0, of);
		this.addFolder(parentOf(asked.path));
		for (let stat: Stat | undefined = asked; stat !== undefined; ) {
			const digest = await this.#copy(stat, of, stat === asked);
			const now = await this.#vfs.find(asked.path);
			if (now !== undefined && now.revision !== stat.revision) {
				stat = now; // written meanwhile: once more
				continue;
			}
			const host = this.#host(key);
			utimesSync(host, stat.mtime / 1e6, stat.mtime / 1e6);
			chmodSync(host, stat.view ? 0o400 : (stat.mode & 0o777) | 0o600);
			const seen = lstatSync(host, { bigint: true });
			this.entries.set(key, {
				kind: "file",
				path: stat.path,
				revision: stat.revision,
				print: printOf(seen),
				digest,
				mode: modeOf(seen),
				whole: false,
			});
			return;
		}
	}

	/** @returns SHA-256 of the bytes */
	async #copy(stat: Stat, of: string, isNew: boolean): Promise<string> {
		const hash = createHash("sha256");
		const file = this.#made(stat.path, () =>
			openSync(
				this.#host(keyOf(stat.path)),
				constants.O_WRONLY | constants.O_NOFOLLOW | (isNew ? constants.O_CREAT | constants.O_EXCL : constants.O_TRUNC),
				0o600,
			),
		);
		try {
			for await (const bytes of this.#vfs.read(stat.path)) {
				this.#signal.throwIfAborted();
				this.#count(bytes.length, of);
				hash.update(bytes);
				for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
			}
		} catch (error) {
			throw error instanceof DeskError ? error : noRoom(stat.path, error);
		} finally {
			closeSync(file);
		}
		return hash.digest("hex");
	}

	#made<Result>(path: string, make: () => Result): Result {
		try {
			return make();
		} catch (cause) {
			if (codeOf(cause) === "EEXIST") throw sameName(path);
			throw noRoom(path, cause);
		}
	}

	/** All that lies in the folder, parents first. Links are not followed. */
	*scan(): Generator<Found> {
		const ahead = [""];
		for (let folder = ahead.pop(); folder !== undefined; folder = ahead.pop()) {
			let names: Buffer[];
			try {
				names = readdirSync(this.#host(folder), { encoding: "buffer" });
			} catch {
				continue; // removed meanwhile, or closed to us
			}
			for (const name of names) {
				const key = `${folder}/${rawText(name)}`;
				const stat = lstatSync(this.#host(key), { bigint: true, throwIfNoEntry: false });
				if (stat === undefined) continue;
				const kind = stat.isDirectory() ? "directory" : stat.isFile() ? "file" : "other";
				if (kind === "directory") ahead.push(key);
				yield { key, kind, stat };
			}
		}
	}

	/** Where something in the folder belongs in the tree. */
	treePath(key: string): string {
		const known = this.entries.get(key);
		if (known !== undefined) return known.path;
		const cut = key.lastIndexOf("/");
		const parent = this.treePath(key.slice(0, cut));
		return parent === "/" ? key.slice(cut) : parent + key.slice(cut);
	}

	/** Bytes of a file in the folder; a link is not followed. */
	read(key: string): AsyncIterable<Uint8Array> {
		const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
		return createReadStream(this.#host(key), { flags: flags as unknown as string, highWaterMark: 256 * 1024 });
	}

	async digest(key: string): Promise<string> {
		const hash = createHash("sha256");
		for await (const bytes of this.read(key)) hash.update(bytes);
		return hash.digest("hex");
	}

	look(key: string): BigIntStats | undefined {
		return lstatSync(this.#host(key), { bigint: true, throwIfNoEntry: false });
	}

	#host(key: string): Buffer {
		return rawBytes(this.#root + key);
	}
}

const DIRECTORY = { kind: "directory", revision: 0, print: "", digest: "", mode: 0, whole: false } as const;

/** What tells a changed file from an unchanged one without reading it. */
export function printOf(stat: BigIntStats): string {
	return [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(" ");
}

export function modeOf(stat: BigIntStats): number {
	return Number(stat.mode & 0o777n);
}

/**
 * The path below the folder of a path of the tree. Programs get their arguments as UTF-8: bytes of a name that are not become
 * `%E9`, and the copy is known by that name.
 */
function keyOf(path: string): string {
	if (isUnicode(path)) return path === "/" ? "" : path;
	return namesOf(path)
		.map((name) => `/${isUnicode(name) ? name : escaped(name)}`)
		.join("");
}

function escaped(name: string): string {
	const readable = name.replace(
		/[\uDC80-\uDCFF]/g,
		(char) => `%${(char.charCodeAt(0) - 0xdc00).toString(16).toUpperCase()}`,
	);
	const [stem, extension] = splitExtension(readable);
	// `%E9` may be a name of its own.
	const tag = `-${createHash("sha256").update(rawBytes(name)).digest("hex").slice(0, 12)}`;
	const whole = stem + tag + extension;
	return Buffer.byteLength(whole) <= 255 ? whole : `file${tag}`;
}

function sameName(path: string): DeskError {
	return new DeskError("EEXIST", "this computer cannot tell its name from another one's", {
		at: path,
		todo: "rename one, or name them one by one",
	});
}

function noRoom(path: string, cause: unknown): DeskError {
	return new DeskError(
		codeOf(cause) === "ENOSPC" ? "ENOSPC" : "EFAILED",
		`it cannot be copied for the program (${codeOf(cause)})`,
		{
			at: path,
			todo: "check XDG_RUNTIME_DIR and TMPDIR, and the room there",
			cause,
		},
	);
}
