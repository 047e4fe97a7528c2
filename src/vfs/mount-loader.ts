import { DeskError } from "../base/errors.ts";
import type { Store } from "../store/index.ts";
import type { Mount, MountEntry } from "./mount.ts";
import { namesOf } from "./path.ts";
import { deproject, ensureTables, project } from "./project.ts";
import { noMount } from "./refusals.ts";
import { matchShape } from "./shape.ts";
import type { LoadedMount } from "./stored-tree.ts";
import { WorkingTree } from "./working-tree.ts";

/** Mounts, each loaded when something first needs it: its table of places to read, its format to write. */
export class MountLoader {
	readonly entries: readonly MountEntry[];
	/** Those whose format and tables are ready for synchronous work. */
	readonly loaded = new Map<string, LoadedMount>();
	readonly #store: Store;
	readonly #mounts = new Map<string, Mount>();

	constructor(store: Store, entries: readonly MountEntry[]) {
		this.#store = store;
		this.entries = entries;
	}

	/** The mount that a path lies in; undefined for the root. @throws DeskError ENOENT when there is no such mount. */
	async of(path: string): Promise<Mount | undefined> {
		const name = namesOf(path)[0];
		if (name === undefined) return undefined;
		let mount = this.#mounts.get(name);
		if (mount === undefined) {
			const entry = this.entries.find((candidate) => candidate.name === name);
			if (entry === undefined) throw noMount(path);
			mount = await entry.load();
			this.#mounts.set(name, mount);
		}
		return mount;
	}

	/** Load the formats that work on these paths needs, and make their tables. @throws DeskError ENOENT when there is no such mount. */
	async load(paths: Iterable<string>): Promise<void> {
		// /trash is where removals go, whatever was asked for.
		for (const path of [...paths, "/trash"]) {
			const name = namesOf(path)[0];
			if (name === undefined || this.loaded.has(name)) continue;
			const mount = (await this.of(path)) as Mount;
			const loaded = { mount, format: await mount.format?.() };
			this.loaded.set(name, loaded);
			if (this.#hasTables(mount)) continue;
			await this.#store.database.write(() => {
				if (ensureTables(this.#store, mount)) this.#reproject(loaded);
			});
		}
	}

	/** Make the tables of the mount that a path lies in; its format is loaded only if they are not there. @throws DeskError ENOENT */
	async tables(path: string): Promise<void> {
		const mount = await this.of(path);
		if (mount !== undefined && !this.#hasTables(mount)) await this.load([path]);
	}

	#hasTables({ name, tables }: Mount): boolean {
		if (tables === undefined) return true;
		const sql = "SELECT 1 FROM projection WHERE mount = ? AND version = ?";
		return this.#store.database.get(sql, name, tables.version) !== undefined;
	}

	/** Read a mount's files again, for tables that were made anew. */
	#reproject({ mount, format }: LoadedMount): void {
		const tree = new WorkingTree(this.#store, this.entries, this.loaded);
		for (const stat of tree.walk(`/${mount.name}`)) {
			const content = tree.contentOf(stat.inode);
			const shape = matchShape(mount, stat.path.slice(mount.name.length + 2), "file")?.shape;
			if (shape?.parsed !== true || format === undefined || content == null) continue;
			deproject(this.#store, mount, stat.inode);
			try {
				project(this.#store, format, stat.inode, content, stat.path, tree);
			} catch (error) {
				// A newer format may refuse what an older one took: the file stays, and stays readable.
				if (!(error instanceof DeskError)) throw error;
				deproject(this.#store, mount, stat.inode);
			}
		}
	}
}
