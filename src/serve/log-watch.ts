/** What is written to the log, by whatever process: the OS mount tells the kernel of it, the MCP server its clients. */
import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import { type Store, unpackName } from "../store/index.ts";

/** How often the database is looked at (ms), should the system not tell of its changes. */
const INTERVAL = 100;

/** One node that a change set touched, with what it holds now. */
export interface Touched {
	readonly set: number;
	readonly inode: number;
	readonly op: string;
	readonly path: string | undefined;
	/** Where a rename led to. */
	readonly to: string | undefined;
	readonly content: number | null;
}

/** Asks somebody to look at the log whenever it may have grown. Keeps no process alive. */
export class LogWatch {
	readonly #timer: NodeJS.Timeout;
	#watcher: FSWatcher | undefined;

	/** @param look what it throws is left for the next time: a database that cannot be read now is told to whoever asks for a file */
	constructor(store: Store, look: () => void) {
		const glance = () => {
			// Within a transaction of this process nothing of others is seen.
			if (!store.database.driver.open || store.database.driver.inTransaction) return;
			try {
				look();
			} catch {
				// It is looked at again in a moment.
			}
		};
		this.#timer = setInterval(glance, INTERVAL);
		this.#timer.unref();
		try {
			// Each commit is written to it.
			this.#watcher = watch(join(store.home, "desk.db-wal"), { persistent: false }, glance);
			this.#watcher.on("error", () => this.#watcher?.close());
		} catch {
			// There is none yet, or the system cannot watch: the timer does.
		}
	}

	close(): void {
		clearInterval(this.#timer);
		this.#watcher?.close();
	}
}

/** A number that moves when another connection has committed. */
export function dataVersion({ database }: Store): number {
	return database.get<{ version: number }>("SELECT data_version AS version FROM pragma_data_version")?.version ?? 0;
}

/** The id of the newest change set, 0 when there is none. */
export function newestChange({ database }: Store): number {
	return database.get<{ id: number | null }>("SELECT max(id) AS id FROM change_set")?.id ?? 0;
}

/** What the change sets after one have touched, oldest first, at most `limit` rows. */
export function changesAfter({ database }: Store, set: number, limit: number): Touched[] {
	return database
		.all<{
			change_set: number;
			node: number;
			op: string;
			path: string | Buffer | null;
			to_path: string | Buffer | null;
			content: number | null;
		}>(
			`SELECT change_set, node, op, path, to_path, n.content FROM change LEFT JOIN node n ON n.id = change.node
			WHERE change_set > ? ORDER BY change_set LIMIT ?`,
			set,
			limit,
		)
		.map((row) => ({
			set: row.change_set,
			inode: row.node,
			op: row.op,
			path: row.path === null ? undefined : unpackName(row.path),
			to: row.to_path === null ? undefined : unpackName(row.to_path),
			content: row.content,
		}));
}
