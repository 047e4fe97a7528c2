import { DeskError } from "../base/errors.ts";
import { rawText } from "../base/raw-text.ts";
import { type Store, unpackName } from "../store/index.ts";
import { type Access, hidden } from "./access.ts";
import type { Change, Kind, Mount, Stat } from "./mount.ts";
import type { MountLoader } from "./mount-loader.ts";
import { nameOfPath, namesOf, parentOf, resolvePath } from "./path.ts";
import { notFound } from "./refusals.ts";
import type { Scratch } from "./scratch.ts";
import { KINDS, type Node, ROOT, SYMLINK, statOf, type Tree } from "./tree.ts";
import type { Vfs } from "./vfs.ts";
import { computedStat, statView } from "./views.ts";

/** Where a path leads. */
export interface Located {
	/** The path of it, without links. */
	readonly path: string;
	/** Undefined for the root. */
	readonly mount: Mount | undefined;
	/** Undefined where nothing is stored; it may be a view. */
	readonly node: Node | undefined;
	/** The names of what is there, as they are stored. */
	readonly real: readonly string[];
}

/** How a path is looked up. */
interface LocateOptions {
	/** Links that led here. */
	followed?: number;
	/** Whether what open files hold is committed first (default): not for a write, which must not be overtaken by another opening. */
	settles?: boolean;
}

/** Where paths lead: the walk down the tree that follows links, stored and computed. Nothing more is asked of a path without links. */
export class Lookup {
	readonly vfs: Vfs;
	readonly tree: Tree;
	readonly scratch: Scratch;
	/** What who asks may see; undefined for the owner. */
	readonly access: Access | undefined;
	readonly #store: Store;
	readonly #mounts: MountLoader;

	constructor(vfs: Vfs, tree: Tree, mounts: MountLoader, scratch: Scratch) {
		this.vfs = vfs;
		this.access = vfs.access;
		this.tree = tree;
		this.scratch = scratch;
		this.#store = vfs.store;
		this.#mounts = mounts;
	}

	/**
	 * The node that a path leads to, and the path where it lies. @param follows whether a link at the end is followed too
	 * @throws DeskError ENOENT when there is no such mount, ELOOP
	 */
	async locate(path: string, follows: boolean, { followed = 0, settles = true }: LocateOptions = {}): Promise<Located> {
		const mount = await (settles ? this.vfs.mountOf(path) : this.#mounts.of(path));
		const real: string[] = [];
		const node = this.nodeAt(path, mount, real);
		const isFound = node !== undefined && (node.kind !== SYMLINK || !follows);
		const link = isFound || real.length === 0 ? undefined : this.tree.resolve(real, mount?.names ?? "portable");
		if (link?.kind !== SYMLINK) {
			this.#mustSee(path, mount, node, real);
			return { path, mount, node, real };
		}
		this.#mustSee(`/${real.join("/")}`, mount, link, real);
		if (followed === MOST_LINKS) throw circle(path);
		const below = namesOf(path).slice(real.length).join("/");
		const to = resolvePath(`${this.#target(link)}/${below}`, directoryOf(real));
		return await this.locate(to, follows, { followed: followed + 1, settles });
	}

	/** @throws DeskError EACCES for what is hidden from who asks, the same whether or not something is there */
	#mustSee(path: string, mount: Mount | undefined, node: Node | undefined, real: readonly string[]): void {
		if (this.access === undefined || mount === undefined) return;
		const names = namesOf(path);
		// A mount's directory is there before it is stored.
		const kind = node === undefined ? (names.length === 1 ? "directory" : undefined) : KINDS[node.kind];
		const spelled = `/${[...real, ...names.slice(real.length)].join("/")}`;
		if (!this.shows(spelled, mount, kind)) throw hidden(path);
	}

	/** Whether a path, as it is stored, is seen by who asks: listed, and said to be there. */
	shows(path: string, mount: Mount, kind: Kind | undefined): boolean {
		return this.access?.sees(path, mount.names, kind) !== false && this.#showsOrigin(path);
	}

	/** Whether the bytes of a file may be read by who asks. */
	reads(path: string, mount: Mount | undefined): boolean {
		return this.access?.reads(path, mount?.names ?? "portable") !== false && this.#showsOrigin(path);
	}

	/** @throws DeskError EACCES */
	mustRead({ path, mount, real }: Located): void {
		const spelled = `/${[...real, ...namesOf(path).slice(real.length)].join("/")}`;
		if (this.access !== undefined && !this.reads(spelled, mount)) throw hidden(path);
	}

	/** What lies in /trash is seen by those who saw it where it was. */
	#showsOrigin(path: string): boolean {
		const [mount, name, ...below] = namesOf(path);
		if (this.access === undefined || mount !== "trash" || name === undefined) return true;
		const origin = this.tree.resolve([mount, name], "posix")?.origin;
		return origin == null || this.access.reads([unpackName(origin), ...below].join("/"), "posix");
	}

	/** What is stored at a path, no link followed. @param real receives the names of what is there, as they are stored */
	nodeAt(path: string, mount: Mount | undefined, real?: string[]): Node | undefined {
		return this.tree.resolve(namesOf(path), mount?.names ?? "portable", real);
	}

	/**
	 * What a path leads to, and the path that was found for it; as that is spelled, it is in the stat.
	 * @throws DeskError ENOENT, ENOTDIR, ELOOP
	 */
	async leadsTo(path: string, follows: boolean, followed = 0): Promise<{ stat: Stat; at: string }> {
		const scratch = this.scratch.stat(path);
		if (scratch !== undefined) return { stat: scratch, at: path };
		const { path: at, mount, node, real } = await this.locate(path, follows, { followed });
		if (node !== undefined) return { stat: this.statOf(node, directoryOf(real)), at };
		if (mount === undefined) throw notFound(path);
		const stat = await statView(this.vfs, at, mount);
		if (stat.kind !== "symlink" || !follows) return { stat, at };
		// A link that a view computes.
		if (followed === MOST_LINKS) throw circle(path);
		return await this.leadsTo(resolvePath(stat.target ?? "", parentOf(at)), follows, followed + 1);
	}

	/** As `leadsTo`, under the name that led there. @throws DeskError ENOENT, ENOTDIR, ELOOP */
	async stat(path: string, follows: boolean): Promise<Stat> {
		const { stat, at } = await this.leadsTo(path, follows);
		return at === path ? stat : { ...stat, path, name: nameOfPath(path) };
	}

	/** What callers see of a node in a directory: of a link, where it leads, too. */
	statOf(node: Node, directory: string): Stat {
		const stat = statOf(node, directory);
		return node.kind === SYMLINK ? { ...stat, target: this.#target(node) } : stat;
	}

	/** The directory of a mount that nothing was written to yet. It has the date of the root, which lists it. */
	statMount(name: string): Stat {
		return computedStat(`/${name}`, {
			kind: "directory",
			size: 0,
			mode: 0o755,
			at: this.tree.byId(ROOT)?.mtime ?? 0,
			inode: -2 - this.vfs.mountNames.indexOf(name),
			view: false,
		});
	}

	/** A change where it happens: links on the way are followed, one at its end only by what changes a file. @throws DeskError ELOOP */
	async withoutLinks(change: Change): Promise<Change> {
		const follows =
			change.op === "write" ||
			(change.op === "setattr" && change.link !== true) ||
			(change.op === "mkdir" && change.parents === true);
		const path = await this.#unsettledPath(change.path, follows);
		if (change.op !== "rename") return path === change.path ? change : { ...change, path };
		const to = await this.#unsettledPath(change.to, false);
		return path === change.path && to === change.to ? change : { ...change, path, to };
	}

	async #unsettledPath(path: string, follows: boolean): Promise<string> {
		return namesOf(path).length < 2 ? path : (await this.locate(path, follows, { settles: false })).path;
	}

	#target(link: Node): string {
		return rawText(this.#store.content.readAll(link.content as number));
	}
}

/** How many links a path may lead through, as on Linux. */
const MOST_LINKS = 40;

function circle(path: string): DeskError {
	return new DeskError("ELOOP", "its links lead in a circle", { at: path, todo: "make one of them lead elsewhere" });
}

/** The path that the last of these names lies in. */
function directoryOf(names: readonly string[]): string {
	return `/${names.slice(0, -1).join("/")}`;
}
