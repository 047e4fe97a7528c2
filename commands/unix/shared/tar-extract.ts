/** Members of an archive on their way into the tree. */
import { collect } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import type { Context } from "../../../src/command/index.ts";
import { type Change, type ChangeResult, parentOf, type Vfs } from "../../../src/vfs/index.ts";
import { type ChangeItem, toChangeItems } from "./changes.ts";
import type { TarEntry } from "./tar-stream.ts";

/** A change set holds at most so many members, and so many bytes; a member that is larger has one of its own. */
const MOST_MEMBERS = 500;
const MOST_BYTES = 8 * 1024 * 1024;
const LARGE = 1024 * 1024;

export interface ExtractOptions {
	/** A file that is there is left, and said (`-k`) or not. */
	existing: "replace" | "keep" | "skip";
	/** Dates are those of now (`-m`). */
	touch: boolean;
}

interface Pending {
	path: string;
	bytes: Buffer | undefined;
	mode: number;
	mtime: number | undefined;
}

/** Writes members in several change sets of one operation. One that is refused is reported, and the others go on. */
export class Extraction {
	readonly #context: Context;
	readonly #vfs: Vfs;
	readonly #options: ExtractOptions;
	#pending: Pending[] = [];
	#bytes = 0;
	#operation: number | undefined;
	/** Directories get their dates last: what is put into them changes those. */
	readonly #directories = new Map<string, { mode: number; mtime: number | undefined }>();
	/** Links are made when all else is there: no member may be written through one of the same archive. */
	readonly #links = new Map<string, string>();
	readonly done: ChangeItem[] = [];

	constructor(context: Context, vfs: Vfs, options: ExtractOptions) {
		this.#context = context;
		this.#vfs = vfs;
		this.#options = options;
	}

	/** @param linked what a hard link is a name of */
	async add(path: string, { header, content }: TarEntry, linked?: string): Promise<void> {
		const mode = (header.mode ?? 0o644) & 0o7777;
		const mtime = this.#options.touch || header.mtime === undefined ? undefined : header.mtime.getTime() * 1000;
		if (header.type === "directory") {
			this.#directories.set(path, { mode, mtime });
			return await this.#push({ path, bytes: undefined, mode, mtime });
		}
		if (header.type === "symlink" && header.linkname != null) {
			if (await this.#mayWrite(path)) this.#links.set(path, header.linkname);
			return;
		}
		if (header.type === "link") return await this.#link(path, linked ?? path);
		if (header.type !== "file" && header.type !== "contiguous-file")
			throw new DeskError("EINVAL", `a desk holds no ${header.type ?? "such file"}s`, {
				at: path,
				todo: "it is left out",
			});
		if (!(await this.#mayWrite(path))) return;
		if ((header.size ?? 0) <= LARGE) return await this.#push({ path, bytes: await collect(content), mode, mtime });
		await this.flush();
		const staged = await this.#vfs.stage(content);
		await this.#commit([
			...this.#parents(path),
			{ op: "write", path, content: staged, mode, mtime },
			{ op: "setattr", path, mode },
		]);
	}

	/** All members are there. */
	async end(): Promise<void> {
		await this.flush();
		for (const [path, target] of this.#links)
			await this.#tell(() => this.#commit([...this.#parents(path), { op: "symlink", path, target, replace: true }]));
		const changes: Change[] = [];
		for (const [path, { mode, mtime }] of [...this.#directories].reverse())
			if ((await this.#vfs.find(path))?.kind === "directory" && parentOf(path) !== "/")
				changes.push({ op: "setattr", path, mode, mtime });
		if (changes.length > 0 && !this.#context.dryRun) await this.#tell(() => this.#commit(changes));
	}

	async flush(): Promise<void> {
		const pending = this.#pending;
		this.#pending = [];
		this.#bytes = 0;
		if (pending.length === 0) return;
		const changes = async (members: readonly Pending[]) =>
			(await Promise.all(members.map((member) => this.#changes(member)))).flat();
		try {
			await this.#commit(await changes(pending));
		} catch (error) {
			if (!(error instanceof DeskError) || FATAL.has(error.code)) throw error;
			if (pending.length === 1) return this.#context.fail(error);
			for (const member of pending) await this.#tell(async () => await this.#commit(await changes([member])));
		}
	}

	#parents(path: string): Change[] {
		return parentOf(path) === "/" ? [] : [{ op: "mkdir", path: parentOf(path), parents: true }];
	}

	async #changes({ path, bytes, mode, mtime }: Pending): Promise<Change[]> {
		if (bytes === undefined) return [{ op: "mkdir", path, parents: true, mode }];
		const content = await this.#vfs.stage(bytes);
		// The mode in `write` is for a new file only.
		return [...this.#parents(path), { op: "write", path, content, mode, mtime }, { op: "setattr", path, mode }];
	}

	async #push(member: Pending): Promise<void> {
		const size = member.bytes?.length ?? 0;
		if (this.#pending.length >= MOST_MEMBERS || this.#bytes + size > MOST_BYTES) await this.flush();
		this.#pending.push(member);
		this.#bytes += size;
	}

	/** A hard link becomes a copy: the tree has no links. */
	async #link(path: string, target: string): Promise<void> {
		await this.flush();
		const stat = await this.#vfs.stat(target);
		const content = await this.#vfs.contentOf(target);
		await this.#commit([...this.#parents(path), { op: "write", path, content, mode: stat.mode, mtime: stat.mtime }]);
	}

	async #mayWrite(path: string): Promise<boolean> {
		const { existing } = this.#options;
		if (existing === "replace") return true;
		const isPending = this.#pending.some((member) => member.path === path);
		if (!isPending && (await this.#vfs.find(path)) === undefined) return true;
		if (existing === "keep")
			throw new DeskError("EEXIST", "it exists already", { at: path, todo: "leave out -k to replace it" });
		return false;
	}

	async #commit(changes: readonly Change[]): Promise<void> {
		const { cause, dryRun, json } = this.#context;
		const result: ChangeResult = await this.#vfs.change(changes, {
			cause,
			dryRun,
			keepRejected: false,
			operation: this.#operation,
		});
		this.#operation ??= result.set?.operation;
		if (json || dryRun) this.done.push(...toChangeItems(result));
	}

	async #tell(body: () => Promise<void>): Promise<void> {
		try {
			await body();
		} catch (error) {
			if (!(error instanceof DeskError) || FATAL.has(error.code)) throw error;
			this.#context.fail(error);
		}
	}
}

/** Errors of the desk and not of one member. */
const FATAL: ReadonlySet<string> = new Set(["ENOSPC", "EBUSY", "EINTR", "EKEY"]);
