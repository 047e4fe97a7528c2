import { DeskError } from "../../../src/base/errors.ts";
import type { Folder, Reason } from "../../../src/source/index.ts";
import {
	checkName,
	joinPath,
	type Mount,
	nameKey,
	resolvePath,
	type Stat,
	storedName,
	type Vfs,
} from "../../../src/vfs/index.ts";

/** Why something stays outside. */
export interface Refusal {
	reason: Reason;
	/** A clause for people. */
	says: string;
}

/** Which names of one folder the mount can take, and what the desk has there already. */
export class NameCheck {
	readonly #mount: Mount;
	readonly #path: string;
	readonly #present = new Map<string, Stat>();
	/** Who took each name, in the form in which the mount compares names. */
	readonly #taken = new Map<string, string>();
	readonly #all: ReadonlySet<string>;

	constructor(vfs: Vfs, mount: Mount, path: string, folder: Folder) {
		this.#mount = mount;
		this.#path = path;
		this.#all =
			mount.names === "posix" ? new Set() : new Set([...folder.files, ...folder.folders.map(({ name }) => name)]);
		const tree = vfs.reader();
		if (tree.stat(path)?.kind !== "directory") return;
		for (const stat of tree.children(path)) this.#present.set(nameKey(stat.name, mount.names), stat);
	}

	/** The desk's file or folder of this name. */
	present(name: string): Stat | undefined {
		return this.#present.size === 0 ? undefined : this.#present.get(nameKey(name, this.#mount.names));
	}

	refuse(name: string, kind: "file" | "directory"): Refusal | undefined {
		const rules = this.#mount.names;
		try {
			const path = joinPath(this.#path, name);
			checkName(name, rules, path);
			if (path.length > 1000) resolvePath(path);
		} catch (error) {
			if (error instanceof DeskError) return { reason: "name", says: error.message };
			throw error;
		}
		const present = this.present(name);
		if (rules === "portable") {
			const stored = storedName(name, rules);
			// The desk's own spelling wins, then the first in byte order.
			const other =
				present !== undefined && present.name !== stored && this.#all.has(present.name)
					? present.name
					: this.#taken.get(nameKey(name, rules));
			if (other !== undefined)
				return {
					reason: "clash",
					says: `/${this.#mount.name} cannot tell its name from '${other}', which came in; rename one of them`,
				};
			this.#taken.set(nameKey(name, rules), name);
		}
		if (present === undefined || (present.kind === "directory") === (kind === "directory")) return undefined;
		return { reason: "refused", says: `the desk has a ${present.kind} of this name` };
	}
}
