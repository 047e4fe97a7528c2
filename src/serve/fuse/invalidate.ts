/** What other processes change is told to the kernel at once, so that nothing that it remembers is old. */
import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import { unpackName } from "../../store/index.ts";
import { nameOfPath, parentOf } from "../../vfs/index.ts";
import type { Mounted } from "./mounted.ts";
import type { Node } from "./nodes.ts";

/** How often the database is looked at (ms), should the system not tell of its changes. */
const INTERVAL = 100;
/** After more changes than this at once, the kernel's second is shorter than telling it of each. */
const LIMIT = 5000;

interface Row {
	change_set: number;
	node: number;
	path: string | Buffer | null;
	to_path: string | Buffer | null;
	content: number | null;
}

/** Watches the log for change sets that this mount did not make. */
export class Invalidator {
	readonly #mounted: Mounted;
	#version: number;
	/** The newest change set that was seen. */
	#seen: number;
	readonly #timer: NodeJS.Timeout;
	#watcher: FSWatcher | undefined;

	constructor(mounted: Mounted) {
		this.#mounted = mounted;
		this.#version = this.#dataVersion();
		this.#seen = this.#newest();
		this.#timer = setInterval(() => this.#glance(), INTERVAL);
		this.#timer.unref();
		try {
			// Each commit is written to it.
			this.#watcher = watch(join(mounted.vfs.store.home, "desk.db-wal"), { persistent: false }, () => this.#glance());
			this.#watcher.on("error", () => this.#watcher?.close());
		} catch {
			// There is none yet, or the system cannot watch: the timer does.
		}
	}

	/** A database that cannot be read now is told to whoever asks for a file; the mount goes on. */
	#glance(): void {
		try {
			this.look();
		} catch {
			// It is looked at again in a moment.
		}
	}

	/** Tell the kernel of what has come since the last look. */
	look(): void {
		const { database } = this.#mounted.vfs.store;
		// Within a transaction of this process nothing of others is seen.
		if (!database.driver.open || database.driver.inTransaction) return;
		const version = this.#dataVersion();
		if (version === this.#version) return this.#forgetOwn();
		const rows = database.all<Row>(
			`SELECT change_set, node, path, to_path, n.content FROM change LEFT JOIN node n ON n.id = change.node
			WHERE change_set > ? ORDER BY change_set LIMIT ?`,
			this.#seen,
			LIMIT,
		);
		this.#mounted.listings.clear();
		for (const row of rows) if (!this.#mounted.own.has(row.change_set)) this.#tell(row);
		this.#seen = this.#newest();
		this.#version = version;
		for (const id of this.#mounted.own) if (id <= this.#seen) this.#mounted.own.delete(id);
	}

	/** Nobody else has committed since the last look: all that has come is this mount's. */
	#forgetOwn(): void {
		for (const id of this.#mounted.own) this.#seen = Math.max(this.#seen, id);
		this.#mounted.own.clear();
	}

	#tell({ node: inode, path, to_path: to, content }: Row): void {
		const { nodes, options } = this.#mounted;
		const node = nodes.byInode(inode);
		if (node !== undefined) {
			this.#refresh(node);
			const hasOtherBytes = content !== null && node.cached !== content;
			options.notifier.invalidateNode(node.id, hasOtherBytes ? 0 : -1);
		}
		for (const one of [path, to]) {
			if (one === null) continue;
			const at = unpackName(one);
			const directory = nodes.at(parentOf(at));
			if (directory === undefined || at === "/") continue;
			options.notifier.invalidateEntry(directory.id, nameOfPath(at));
			options.notifier.invalidateNode(directory.id, -1);
		}
	}

	/** An open file without changes of its own shows the new bytes. */
	#refresh({ file, inode }: Node): void {
		if (file === undefined || file.isNew || file.isDirty) return;
		const { vfs } = this.#mounted;
		const stat = vfs.inodes.stat(inode);
		const content = vfs.inodes.contentOf(inode);
		if (stat === undefined || content === undefined) return;
		const base = { content, size: stat.size, revision: stat.revision };
		if (content === file.base?.content) file.base = base;
		else file.rebase(base, stat);
	}

	close(): void {
		clearInterval(this.#timer);
		this.#watcher?.close();
	}

	#dataVersion(): number {
		const sql = "SELECT data_version AS version FROM pragma_data_version";
		return this.#mounted.vfs.store.database.get<{ version: number }>(sql)?.version ?? 0;
	}

	#newest(): number {
		const sql = "SELECT max(id) AS id FROM change_set";
		return this.#mounted.vfs.store.database.get<{ id: number | null }>(sql)?.id ?? 0;
	}
}
