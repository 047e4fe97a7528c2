/** The tree as a mounted file system: answers what the kernel asks (`operations.ts`) from the `Vfs`. */
import { statfsSync } from "node:fs";
import { collect } from "../../base/bytes.ts";
import { nameBytes } from "../../store/index.ts";
import type { Vfs } from "../../vfs/index.ts";
import { finishAside, finishAsides, isAside } from "./asides.ts";
import { linkOf } from "./attributes.ts";
import { save } from "./commits.ts";
import { settle } from "./deferred.ts";
import { type Listed, list, tell } from "./directories.ts";
import { Invalidator } from "./invalidate.ts";
import { Mounted, type MountOptions } from "./mounted.ts";
import * as names from "./names.ts";
import type { Node } from "./nodes.ts";
import { fileOf, type OpenFile } from "./open-files.ts";
import type * as contract from "./operations.ts";
import { Errno } from "./operations.ts";
import { rename } from "./rename.ts";
import { setAttributes } from "./set-attributes.ts";
import * as xattrs from "./xattrs.ts";

const O_ACCMODE = 3;
const O_TRUNC = 0o1000;
/** FALLOC_FL_KEEP_SIZE */
const KEEP_SIZE = 1;
/** Longest name in bytes: longer ones are not even looked for. */
const NAME_MAX = 255;

/** What a handle stands for. */
type Open =
	| { kind: "file"; node: Node; file: OpenFile; writes: boolean }
	/** Computed once for each opening. */
	| { kind: "view"; node: Node; bytes: Buffer }
	| { kind: "directory"; node: Node; listed: Listed | undefined };

export class FileSystem implements contract.Operations {
	readonly #mounted: Mounted;
	readonly #open = new Map<contract.Handle, Open>();
	readonly #invalidator: Invalidator;
	#nextHandle = 1;

	/** @param vfs with `scratch` and `temporary`, and a signal that has come: close(2) waits for no extraction of text, which happens here */
	constructor(vfs: Vfs, options: MountOptions) {
		this.#mounted = new Mounted(vfs, options);
		this.#invalidator = new Invalidator(this.#mounted);
	}

	lookup(parent: contract.NodeId, name: string): contract.Later<contract.Entry> {
		const directory = this.#mounted.nodes.get(parent);
		const listed = this.#mounted.listings.find(directory, name);
		const known = directory.children.get(name);
		// Most questions follow a listing.
		if (listed !== undefined && known?.inode === listed.inode && !isAside(this.#mounted, known) && listed.inode > 0)
			return this.#mounted.entry(directory, name, listed);
		return this.#lookup(directory, name);
	}

	async #lookup(directory: Node, name: string): Promise<contract.Entry> {
		if (name.length * 3 > NAME_MAX && nameBytes(name).length > NAME_MAX) throw new Errno("ENAMETOOLONG");
		const known = directory.children.get(name);
		if (known !== undefined && (names.isWaiting(known) || isAside(this.#mounted, known)))
			return this.#mounted.entryOf(known, await this.#mounted.stat(known));
		return this.#mounted.entry(directory, name, await this.#mounted.statIn(directory, name));
	}

	forget(node: contract.NodeId, count: number): void {
		this.#mounted.nodes.forget(node, count);
	}

	async getattr(id: contract.NodeId, handle: contract.Handle | undefined): Promise<Attributed> {
		const node = this.#mounted.nodes.get(id);
		const opened = handle === undefined ? undefined : this.#open.get(handle);
		const stat = await this.#mounted.stat(node);
		const shown = opened?.kind === "view" ? { ...stat, size: opened.bytes.length } : stat;
		return { attributes: this.#mounted.attributes(node, shown), ttl: this.#mounted.ttl(stat) };
	}

	async setattr(id: contract.NodeId, changes: contract.AttributeChanges): Promise<Attributed> {
		const node = this.#mounted.nodes.get(id);
		await this.#finish(node);
		await setAttributes(this.#mounted, node, changes);
		return await this.getattr(id, undefined);
	}

	async readlink(id: contract.NodeId): Promise<string> {
		const link = linkOf(await this.#mounted.stat(this.#mounted.nodes.get(id)));
		if (link === undefined) throw new Errno("EINVAL");
		return link;
	}

	async symlink(parent: contract.NodeId, name: string, target: string): Promise<contract.Entry> {
		return await names.makeLink(this.#mounted, this.#mounted.nodes.get(parent), name, target);
	}

	async mknod(parent: contract.NodeId, name: string, mode: number): Promise<contract.Entry> {
		return await names.makeNode(this.#mounted, this.#mounted.nodes.get(parent), name, mode);
	}

	async mkdir(parent: contract.NodeId, name: string, mode: number): Promise<contract.Entry> {
		return await names.makeDirectory(this.#mounted, this.#mounted.nodes.get(parent), name, mode);
	}

	async unlink(parent: contract.NodeId, name: string): Promise<void> {
		await names.unlink(this.#mounted, this.#mounted.nodes.get(parent), name);
	}

	async rmdir(parent: contract.NodeId, name: string): Promise<void> {
		await names.removeDirectory(this.#mounted, this.#mounted.nodes.get(parent), name);
	}

	async rename(
		parent: contract.NodeId,
		name: string,
		toParent: contract.NodeId,
		toName: string,
		flags: number,
	): Promise<void> {
		const { nodes } = this.#mounted;
		await rename(this.#mounted, nodes.get(parent), name, nodes.get(toParent), toName, flags);
	}

	/** There are no hard links in the tree. */
	link(): never {
		throw new Errno("EPERM");
	}

	async open(id: contract.NodeId, flags: number): Promise<contract.Opened> {
		const node = this.#mounted.nodes.get(id);
		const writes = (flags & O_ACCMODE) !== 0 || (flags & O_TRUNC) !== 0;
		if (node.inode < 0 && node.file === undefined && (await this.#mounted.stat(node)).view) {
			if (writes) throw new Errno("EROFS");
			const bytes = await collect(this.#mounted.vfs.read(this.#mounted.nodes.path(node)));
			return { handle: this.#handle({ kind: "view", node, bytes }), direct: true };
		}
		if (writes) await this.#finish(node);
		const file = await fileOf(this.#mounted, node);
		const keepCache = typeof file.base?.content === "number" && node.cached === file.base.content && !file.isDirty;
		if (typeof file.base?.content === "number") node.cached = file.base.content;
		if ((flags & O_TRUNC) !== 0) file.truncate(0, true);
		return { handle: this.#handleOf(node, file, writes), keepCache };
	}

	async create(
		parent: contract.NodeId,
		name: string,
		mode: number,
	): Promise<{ entry: contract.Entry; opened: contract.Opened }> {
		const directory = this.#mounted.nodes.get(parent);
		const node = await names.makeFile(this.#mounted, directory, name, mode);
		const file = await fileOf(this.#mounted, node);
		const handle = this.#handleOf(node, file, true);
		return { entry: this.#mounted.entryOf(node, await this.#mounted.stat(node)), opened: { handle } };
	}

	read(handle: contract.Handle, offset: number, size: number): Uint8Array {
		const opened = this.#opened(handle);
		if (opened.kind === "file") return opened.file.read(offset, size);
		if (opened.kind === "view") return opened.bytes.subarray(offset, offset + size);
		throw new Errno("EISDIR");
	}

	write(handle: contract.Handle, offset: number, bytes: Uint8Array): number {
		this.#fileAt(handle).write(offset, bytes);
		return bytes.length;
	}

	async flush(handle: contract.Handle): Promise<void> {
		const opened = this.#opened(handle);
		if (opened.kind !== "file") return;
		if (opened.file.isToBeSaved) await save(this.#mounted, opened.file);
		else await opened.file.saving;
	}

	async fsync(handle: contract.Handle): Promise<void> {
		const opened = this.#opened(handle);
		if (opened.kind === "file") await save(this.#mounted, opened.file);
	}

	release(handle: contract.Handle): contract.Later<void> {
		const opened = this.#opened(handle);
		this.#open.delete(handle);
		if (opened.kind !== "file") return;
		const { file, writes } = opened;
		if (writes) file.writers--;
		// A mapping's writes come after the last close(2), but before this.
		if (writes && file.writers === 0) return this.#settle(file).finally(() => this.#closed(file));
		this.#closed(file);
	}

	#closed(file: OpenFile): void {
		const { node } = file;
		file.handles--;
		const isBackup = this.#mounted.backups.has(file);
		if (file.handles === 0 && node.file === file && !isBackup) names.letGo(this.#mounted, node);
	}

	/** Nobody writes a file any more. */
	async #settle(file: OpenFile): Promise<void> {
		if (file.isDirty) await save(this.#mounted, file);
	}

	opendir(id: contract.NodeId): contract.Opened {
		const node = this.#mounted.nodes.get(id);
		const handle = this.#handle({ kind: "directory", node, listed: undefined });
		return { handle, keepCache: this.#mounted.listings.isFresh(node) };
	}

	async readdir(
		handle: contract.Handle,
		from: number,
		plus: boolean,
		take: (entry: contract.DirectoryEntry) => boolean,
	): Promise<void> {
		const opened = this.#opened(handle);
		if (opened.kind !== "directory") throw new Errno("ENOTDIR");
		// A directory that is read from its start again shows what is new.
		if (from === 0 || opened.listed === undefined) opened.listed = await list(this.#mounted, opened.node);
		tell(this.#mounted, opened.node, opened.listed, from, plus, take);
	}

	releasedir(handle: contract.Handle): void {
		this.#open.delete(handle);
	}

	/** What was made, removed and renamed is on disk when it is answered; what was only created is not. */
	async fsyncdir(handle: contract.Handle): Promise<void> {
		const { node } = this.#opened(handle);
		for (const { file } of [...names.waitingIn(node)]) if (file?.isToBeSaved === true) await save(this.#mounted, file);
	}

	statfs(): contract.Space {
		const { bsize, blocks, bfree, bavail, files, ffree } = statfsSync(this.#mounted.vfs.store.home);
		return { blocks, free: bfree, available: bavail, files, freeFiles: ffree, blockSize: bsize, nameLimit: NAME_MAX };
	}

	getxattr(id: contract.NodeId, name: string): contract.Later<Uint8Array> {
		return xattrs.getAttribute(this.#mounted, this.#mounted.nodes.get(id), name);
	}

	async listxattr(id: contract.NodeId): Promise<string[]> {
		return await xattrs.listAttributes(this.#mounted, this.#mounted.nodes.get(id));
	}

	async setxattr(id: contract.NodeId, name: string, value: Uint8Array, flags: number): Promise<void> {
		await xattrs.setAttribute(this.#mounted, this.#mounted.nodes.get(id), name, value, flags);
	}

	async removexattr(id: contract.NodeId, name: string): Promise<void> {
		await xattrs.setAttribute(this.#mounted, this.#mounted.nodes.get(id), name, null);
	}

	fallocate(handle: contract.Handle, offset: number, length: number, mode: number): void {
		const file = this.#fileAt(handle);
		if ((mode & ~KEEP_SIZE) !== 0) throw new Errno("ENOTSUP");
		if ((mode & KEEP_SIZE) === 0 && offset + length > file.draft.size) file.truncate(offset + length);
	}

	async destroy(): Promise<void> {
		this.#invalidator.close();
		await this.#mounted.inTurn(() => finishAsides(this.#mounted));
		for (const file of [...this.#mounted.backups]) await settle(this.#mounted, file);
		const files = new Set([...this.#open.values()].flatMap((opened) => (opened.kind === "file" ? [opened.file] : [])));
		for (const file of files) {
			try {
				await save(this.#mounted, file);
			} catch (error) {
				this.#mounted.unsaved(error);
			}
			file.close();
		}
		this.#open.clear();
		await this.#mounted.extractor.close();
	}

	/** What is changed is no copy that was put aside. */
	async #finish(node: Node): Promise<void> {
		if (isAside(this.#mounted, node)) await this.#mounted.inTurn(() => finishAside(this.#mounted, node.inode));
	}

	#handleOf(node: Node, file: OpenFile, writes: boolean): contract.Handle {
		file.handles++;
		if (writes) file.writers++;
		return this.#handle({ kind: "file", node, file, writes });
	}

	#handle(opened: Open): contract.Handle {
		const handle = this.#nextHandle++;
		this.#open.set(handle, opened);
		return handle;
	}

	#opened(handle: contract.Handle): Open {
		const opened = this.#open.get(handle);
		if (opened === undefined) throw new Errno("EBADF");
		return opened;
	}

	#fileAt(handle: contract.Handle): OpenFile {
		const opened = this.#opened(handle);
		if (opened.kind !== "file") throw new Errno("EBADF");
		return opened.file;
	}
}

/** What getattr and setattr answer. */
type Attributed = { attributes: contract.Attributes; ttl: number };
