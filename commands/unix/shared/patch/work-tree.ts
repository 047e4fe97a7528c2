/** The tree as a patch leaves it: what is changed is held here, until all is written as one operation. */
import { collect } from "../../../../src/base/bytes.ts";
import { DeskError } from "../../../../src/base/errors.ts";
import type { Context } from "../../../../src/command/index.ts";
import { type Change, namesOf, parentOf, type Stat, type Vfs } from "../../../../src/vfs/index.ts";
import type { Step } from "../apply.ts";
import { linesOf } from "../diff/compare.ts";

/** Larger files are not patched. */
const LIMIT = 64 * 1024 * 1024;

/** A file as it will be; undefined text: it will not be there. */
interface Draft {
	readonly found: Stat | undefined;
	/** Latin1: a character is a byte. */
	text: string | undefined;
	mode: number | undefined;
	/** Where its node and history come from, when it was renamed. */
	from?: string;
}

export class WorkTree {
	readonly #vfs: Vfs;
	readonly #drafts = new Map<string, Draft>();

	constructor(vfs: Vfs) {
		this.#vfs = vfs;
	}

	/** A file's lines; undefined when there is none. @throws DeskError EISDIR, EFBIG */
	async lines(path: string): Promise<readonly string[] | undefined> {
		const { text } = await this.#draft(path);
		return text === undefined ? undefined : linesOf(Buffer.from(text, "latin1"));
	}

	async exists(path: string): Promise<boolean> {
		const draft = this.#drafts.get(path);
		return draft === undefined ? (await this.#vfs.find(path))?.kind === "file" : draft.text !== undefined;
	}

	async isDirectory(path: string): Promise<boolean> {
		return (await this.#vfs.find(path))?.kind === "directory";
	}

	async write(path: string, text: string, mode?: number): Promise<void> {
		const draft = await this.#draft(path);
		draft.text = text;
		if (mode !== undefined) draft.mode = mode;
	}

	async remove(path: string): Promise<void> {
		(await this.#draft(path)).text = undefined;
	}

	/** The file goes on under another name. */
	async rename(from: string, to: string): Promise<void> {
		const [old, fresh] = [await this.#draft(from), await this.#draft(to)];
		fresh.mode = old.mode;
		if (old.found !== undefined && fresh.found === undefined) fresh.from = old.from ?? from;
		fresh.text = old.text;
		old.text = undefined;
	}

	async #draft(path: string): Promise<Draft> {
		const known = this.#drafts.get(path);
		if (known !== undefined) return known;
		const found = await this.#vfs.find(path);
		if (found?.kind === "directory") throw new DeskError("EISDIR", "this is a directory", { at: path });
		if ((found?.size ?? 0) > LIMIT)
			throw new DeskError("EFBIG", "only files up to 64 MiB are patched", { at: path, todo: "split it" });
		const text = found === undefined ? undefined : (await collect(this.#vfs.read(path))).toString("latin1");
		const draft: Draft = { found, text, mode: found?.mode };
		this.#drafts.set(path, draft);
		return draft;
	}

	/** What has to be done to the real tree, a step for each file, and last the directories below `base` that are left empty. */
	async *steps(base: string): AsyncGenerator<Step> {
		const renamed = new Set([...this.#drafts.values()].map((draft) => draft.from).filter((from) => from !== undefined));
		const removed = new Set<string>();
		for (const [path, draft] of this.#drafts) {
			const { found, text, mode, from } = draft;
			if (text !== undefined) {
				const changes = await this.#written(path, draft);
				if (changes.length > 0)
					yield { changes: () => this.#staged(path, text, changes, mode, found), bytes: text.length };
				if (from !== undefined) removed.add(from);
			} else if (found !== undefined) {
				removed.add(path);
				if (!renamed.has(path)) yield { changes: () => [{ op: "remove", path, expect: found.revision }] };
			}
		}
		yield* this.#emptied(removed, base);
	}

	/** What comes before the content of a file: its directories, its old name. */
	async #written(path: string, { found, text, mode, from }: Draft): Promise<(Change | "write")[]> {
		const changes: (Change | "write")[] = [];
		if (found === undefined && !(await this.isDirectory(parentOf(path))))
			changes.push({ op: "mkdir", path: parentOf(path), parents: true });
		const before = from === undefined ? found : this.#drafts.get(from)?.found;
		if (from !== undefined) changes.push({ op: "rename", path: from, to: path });
		const old = before === undefined ? undefined : (await collect(this.#vfs.read(before.path))).toString("latin1");
		if (old !== text) changes.push("write");
		if (mode !== undefined && mode !== before?.mode && before !== undefined)
			changes.push({ op: "setattr", path, mode });
		return changes;
	}

	async #staged(
		path: string,
		text: string,
		changes: readonly (Change | "write")[],
		mode: number | undefined,
		found: Stat | undefined,
	): Promise<Change[]> {
		const made: Change[] = [];
		const isNew = found === undefined && !changes.some((change) => change !== "write" && change.op === "rename");
		for (const change of changes) {
			if (change !== "write") made.push(change);
			else
				made.push({
					op: "write",
					path,
					content: await this.#vfs.stage(Buffer.from(text, "latin1")),
					...(found === undefined ? {} : { expect: found.revision }),
					...(isNew && mode !== undefined ? { mode } : {}),
				});
		}
		return made;
	}

	/** Directories that hold nothing any more go with their last file. */
	async *#emptied(removed: Set<string>, base: string): AsyncGenerator<Step> {
		for (const path of [...removed]) {
			for (
				let directory = parentOf(path);
				namesOf(directory).length > 1 && directory !== base;
				directory = parentOf(directory)
			) {
				if (removed.has(directory)) continue;
				const names = (await this.#vfs.find(directory)) === undefined ? [] : await this.#vfs.names(directory);
				const own = [...this.#drafts].some(
					([other, { text }]) => text !== undefined && other.startsWith(`${directory}/`),
				);
				if (own || names.length === 0 || names.some((name) => !removed.has(`${directory}/${name}`))) break;
				removed.add(directory);
				yield { changes: () => [{ op: "remove", path: directory, recursive: false }] };
			}
		}
	}
}

/** Where names in a patch are looked for: `-d`, or here. */
export function resolver(context: Context, directory: string | undefined): (name: string) => string {
	return (name) => context.path(directory === undefined || name.startsWith("/") ? name : `${directory}/${name}`);
}
