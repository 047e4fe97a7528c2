/** What a client is told of: resources that it subscribed to, and that the list of all has changed. */
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { DeskError } from "../../base/errors.ts";
import type { Vfs } from "../../vfs/index.ts";
import { changesAfter, LogWatch, newestChange } from "../log-watch.ts";
import { concerns } from "./resources.ts";
import { pathOfUri } from "./uri.ts";

const MOST = 1000;
/** Rows of the log looked at; after more at once every subscription is told. */
const LIMIT = 2000;
/** Milliseconds between two notes that the list has changed. */
const PAUSE = 1000;

interface Subscription {
	readonly path: string;
	readonly isView: boolean;
}

/** The subscriptions of one client. */
export class Subscriptions {
	readonly #server: Server;
	readonly #vfs: Vfs;
	readonly #byUri = new Map<string, Subscription>();
	readonly #watch: LogWatch;
	#seen: number;
	#listTimer: NodeJS.Timeout | undefined;

	constructor(server: Server, vfs: Vfs) {
		this.#server = server;
		this.#vfs = vfs;
		this.#seen = newestChange(vfs.store);
		this.#watch = new LogWatch(vfs.store, () => this.#look());
	}

	/** @throws DeskError EINVAL for a bad URI, ENOENT, EACCES for what is not there or hidden */
	async add(uri: string): Promise<void> {
		const path = pathOfUri(uri);
		const stat = await this.#vfs.followed(path);
		if (this.#byUri.size >= MOST && !this.#byUri.has(uri))
			throw new DeskError("EFBIG", `there are ${MOST} subscriptions already`, { at: path, todo: "end some of them" });
		this.#byUri.set(uri, { path, isView: stat.view });
	}

	remove(uri: string): void {
		this.#byUri.delete(uri);
	}

	#look(): void {
		const newest = newestChange(this.#vfs.store);
		if (newest <= this.#seen) return;
		const touched = changesAfter(this.#vfs.store, this.#seen, LIMIT);
		this.#seen = newest;
		const paths = touched.flatMap(({ path, to }) => [path, to]).filter((path) => path !== undefined);
		const isAll = touched.length === LIMIT;
		for (const [uri, { path, isView }] of this.#byUri)
			if (isAll || paths.some((one) => concerns(path, isView, one)))
				this.#tell(this.#server.sendResourceUpdated({ uri }));
		if (touched.some(({ op }) => op !== "write")) this.#listChanged();
	}

	#listChanged(): void {
		this.#listTimer ??= setTimeout(() => {
			this.#listTimer = undefined;
			this.#tell(this.#server.sendResourceListChanged());
		}, PAUSE).unref();
	}

	/** A client that is gone is told nothing. */
	#tell(sent: Promise<void>): void {
		sent.catch(() => {});
	}

	close(): void {
		this.#watch.close();
		clearTimeout(this.#listTimer);
	}
}
