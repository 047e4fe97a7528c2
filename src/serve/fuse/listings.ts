import type { Database } from "../../store/index.ts";
import type { Stat } from "../../vfs/index.ts";
import type { Node } from "./nodes.ts";

/** How long a listing answers for what follows it (ms): computed files change with time. */
const LIFE = 1000;
/** How long a look at the database holds (ms): asking for each of thousands of names would take as long as finding them. */
const GLANCE = 2;
/** So many directories are remembered. */
const LIMIT = 16;

interface Listing {
	readonly state: string;
	readonly until: number;
	readonly entries: ReadonlyMap<string, Stat>;
}

/** What directories held when they were last read, for the questions about each entry that follow; nothing after any change of the desk. */
export class Listings {
	readonly #database: Database;
	/** Counts changes of this mount. */
	#cleared = 0;
	/** Changes with others' commits. */
	#version = 0;
	#looked = Number.NEGATIVE_INFINITY;
	readonly #listings = new Map<Node, Listing>();

	constructor(database: Database) {
		this.#database = database;
	}

	/** Changes with every commit, of this process or another, and with `clear`. */
	state(): string {
		const at = performance.now();
		if (at > this.#looked + GLANCE) {
			const sql = "SELECT data_version AS version FROM pragma_data_version";
			this.#version = this.#database.get<{ version: number }>(sql)?.version ?? 0;
			this.#looked = at;
		}
		return `${this.#version} ${this.#cleared}`;
	}

	set(directory: Node, state: string, stats: readonly Stat[]): void {
		this.#listings.delete(directory);
		const entries = new Map(stats.map((stat) => [stat.name, stat]));
		this.#listings.set(directory, { state, until: performance.now() + LIFE, entries });
		for (const oldest of this.#listings.keys()) {
			if (this.#listings.size <= LIMIT) break;
			this.#listings.delete(oldest);
		}
	}

	find(directory: Node, name: string): Stat | undefined {
		const listing = this.#listings.get(directory);
		if (listing === undefined) return undefined;
		if (listing.state !== this.state()) {
			this.#listings.delete(directory);
			return undefined;
		}
		const stat = listing.entries.get(name);
		return stat?.view === true && listing.until < performance.now() ? undefined : stat;
	}

	/**
	 * Whether the kernel may answer from what it read: nothing has changed since, and the attributes that came along will be good as
	 * long as it takes to look at them all. Later it is better to be asked for names and attributes together than for each.
	 */
	isFresh(directory: Node): boolean {
		const listing = this.#listings.get(directory);
		return listing !== undefined && listing.until - performance.now() > LIFE / 3 && listing.state === this.state();
	}

	/** This mount has changed something. */
	clear(): void {
		this.#cleared++;
		this.#listings.clear();
	}
}
