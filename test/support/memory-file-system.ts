/** A small file system in memory: what the connection's tests and the bench's floor mount. Asynchronous where `later` says so. */
import {
	type AttributeChanges,
	type Attributes,
	type Caller,
	type DirectoryEntry,
	type Entry,
	Errno,
	type Handle,
	type Later,
	type NodeId,
	type Opened,
	type Operations,
	type Space,
} from "../../src/serve/fuse/operations.ts";

const TYPE = 0o170000;
const FOLDER = 0o040000;
const LINK = 0o120000;
const O_TRUNC = 0o1000;

interface Node {
	attributes: Attributes;
	data: Buffer;
	names: Map<string, Node>;
	xattrs: Map<string, Uint8Array>;
	/** References that the kernel has. */
	known: number;
}

const clock = () => Date.now() * 1000;

/** Attributes and names stay with the kernel for `ttl` ms. */
export class MemoryFileSystem implements Operations {
	readonly nodes = new Map<NodeId, Node>();
	readonly handles = new Map<Handle, { node: Node; list: [string, Node][] }>();
	/** Each answer waits for this, if there is one. */
	later: (() => Promise<void>) | undefined;
	/** Names of what was asked, in order. */
	readonly asked: string[] = [];
	destroyed = false;
	readonly #ttl: number;
	#next = 1;

	constructor(ttl = 1000) {
		this.#ttl = ttl;
		this.make(FOLDER | 0o755, { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, pid: 0 });
	}

	/** A node without a name. */
	make(mode: number, { uid, gid }: Caller, data = Buffer.alloc(0)): Node {
		const inode = this.#next++;
		const at = clock();
		const attributes = { inode, size: data.length, mode, links: 1, atime: at, mtime: at, ctime: at, uid, gid };
		const node = { attributes, data, names: new Map(), xattrs: new Map(), known: 0 };
		this.nodes.set(inode, node);
		return node;
	}

	/** A file at the root, made by nobody's request. */
	put(name: string, text: string): NodeId {
		const node = this.make(0o100644, { uid: 0, gid: 0, pid: 0 }, Buffer.from(text));
		this.get(1).names.set(name, node);
		return node.attributes.inode;
	}

	get(id: NodeId): Node {
		const node = this.nodes.get(id);
		if (node === undefined) throw new Errno("ESTALE");
		return node;
	}

	#child(parent: NodeId, name: string): Node {
		const node = this.get(parent).names.get(name);
		if (node === undefined) throw new Errno("ENOENT");
		return node;
	}

	#entry(node: Node): Entry {
		return { node: node.attributes.inode, attributes: { ...node.attributes }, ttl: this.#ttl };
	}

	#known(node: Node): Entry {
		node.known++;
		return this.#entry(node);
	}

	#say<T>(name: string, answer: () => T): Later<T> {
		this.asked.push(name);
		return this.later === undefined ? answer() : this.later().then(answer);
	}

	#add(parent: NodeId, name: string, mode: number, caller: Caller): Node {
		const { names } = this.get(parent);
		if (names.has(name)) throw new Errno("EEXIST");
		const node = this.make(mode, caller);
		names.set(name, node);
		return node;
	}

	lookup(parent: NodeId, name: string): Later<Entry> {
		return this.#say("lookup", () => this.#known(this.#child(parent, name)));
	}

	forget(id: NodeId, count: number): void {
		this.get(id).known -= count;
	}

	getattr(id: NodeId) {
		return this.#say("getattr", () => this.#entry(this.get(id)));
	}

	setattr(id: NodeId, changes: AttributeChanges) {
		return this.#say("setattr", () => {
			const node = this.get(id);
			const { attributes } = node;
			const time = (value: number | "now") => (value === "now" ? clock() : value);
			if (changes.mode !== undefined) attributes.mode = (attributes.mode & TYPE) | changes.mode;
			if (changes.uid !== undefined) attributes.uid = changes.uid;
			if (changes.gid !== undefined) attributes.gid = changes.gid;
			if (changes.atime !== undefined) attributes.atime = time(changes.atime);
			if (changes.mtime !== undefined) attributes.mtime = time(changes.mtime);
			if (changes.size !== undefined) this.#resize(node, changes.size);
			return this.#entry(node);
		});
	}

	#resize(node: Node, size: number): void {
		const data = Buffer.alloc(size);
		node.data.copy(data);
		node.data = data;
		node.attributes.size = size;
	}

	readlink(id: NodeId): Later<string> {
		return this.#say("readlink", () => this.get(id).data.toString());
	}

	symlink(parent: NodeId, name: string, target: string, caller: Caller): Later<Entry> {
		return this.#say("symlink", () => {
			const node = this.#add(parent, name, LINK | 0o777, caller);
			node.data = Buffer.from(target);
			node.attributes.size = node.data.length;
			return this.#known(node);
		});
	}

	mknod(parent: NodeId, name: string, mode: number, caller: Caller): Later<Entry> {
		return this.#say("mknod", () => this.#known(this.#add(parent, name, mode, caller)));
	}

	mkdir(parent: NodeId, name: string, mode: number, caller: Caller): Later<Entry> {
		return this.#say("mkdir", () => this.#known(this.#add(parent, name, FOLDER | mode, caller)));
	}

	unlink(parent: NodeId, name: string): Later<void> {
		return this.#say("unlink", () => {
			this.#child(parent, name);
			this.get(parent).names.delete(name);
		});
	}

	rmdir(parent: NodeId, name: string): Later<void> {
		return this.#say("rmdir", () => {
			if (this.#child(parent, name).names.size > 0) throw new Errno("ENOTEMPTY");
			this.get(parent).names.delete(name);
		});
	}

	rename(parent: NodeId, name: string, toParent: NodeId, toName: string, flags: number): Later<void> {
		return this.#say(`rename ${flags}`, () => {
			const node = this.#child(parent, name);
			if ((flags & 1) !== 0 && this.get(toParent).names.has(toName)) throw new Errno("EEXIST");
			this.get(parent).names.delete(name);
			this.get(toParent).names.set(toName, node);
		});
	}

	link(): Later<Entry> {
		throw new Errno("EPERM");
	}

	#open(node: Node): Opened {
		const handle = this.#next++;
		this.handles.set(handle, { node, list: [...node.names] });
		return { handle };
	}

	open(id: NodeId, flags: number): Later<Opened> {
		return this.#say("open", () => {
			const node = this.get(id);
			if ((flags & O_TRUNC) !== 0) this.#resize(node, 0);
			return this.#open(node);
		});
	}

	create(parent: NodeId, name: string, mode: number, _flags: number, caller: Caller) {
		return this.#say("create", () => {
			const node = this.#add(parent, name, mode, caller);
			return { entry: this.#known(node), opened: this.#open(node) };
		});
	}

	#handle(handle: Handle) {
		const open = this.handles.get(handle);
		if (open === undefined) throw new Errno("EBADF");
		return open;
	}

	read(handle: Handle, offset: number, size: number): Later<Uint8Array> {
		return this.#say("read", () => this.#handle(handle).node.data.subarray(offset, offset + size));
	}

	write(handle: Handle, offset: number, bytes: Uint8Array): Later<number> {
		const copy = Buffer.from(bytes);
		return this.#say("write", () => {
			const { node } = this.#handle(handle);
			if (offset + copy.length > node.data.length) this.#resize(node, offset + copy.length);
			node.data.set(copy, offset);
			node.attributes.mtime = clock();
			return copy.length;
		});
	}

	flush(): Later<void> {
		return this.#say("flush", () => undefined);
	}

	fsync(): Later<void> {
		return this.#say("fsync", () => undefined);
	}

	release(handle: Handle): Later<void> {
		return this.#say("release", () => void this.handles.delete(handle));
	}

	opendir(id: NodeId): Later<Opened> {
		return this.#say("opendir", () => this.#open(this.get(id)));
	}

	readdir(handle: Handle, from: number, plus: boolean, take: (entry: DirectoryEntry) => boolean): Later<void> {
		return this.#say(plus ? "readdirplus" : "readdir", () => {
			const { node, list } = this.#handle(handle);
			const all: [string, Node][] = [[".", node], ["..", node], ...list];
			for (const [index, [name, child]] of all.slice(from).entries()) {
				if (!take({ ...this.#entry(child), name, next: from + index + 1 })) return;
				if (plus && from + index > 1) child.known++;
			}
		});
	}

	releasedir(handle: Handle): Later<void> {
		return this.#say("releasedir", () => void this.handles.delete(handle));
	}

	fsyncdir(): Later<void> {
		return this.#say("fsyncdir", () => undefined);
	}

	statfs(): Later<Space> {
		return this.#say("statfs", () => ({
			blocks: 1000,
			free: 600,
			available: 500,
			files: 100,
			freeFiles: 50,
			blockSize: 4096,
			nameLimit: 255,
		}));
	}

	getxattr(id: NodeId, name: string): Later<Uint8Array> {
		return this.#say("getxattr", () => {
			const value = this.get(id).xattrs.get(name);
			if (value === undefined) throw new Errno("ENODATA");
			return value;
		});
	}

	listxattr(id: NodeId): Later<string[]> {
		return this.#say("listxattr", () => [...this.get(id).xattrs.keys()]);
	}

	setxattr(id: NodeId, name: string, value: Uint8Array): Later<void> {
		return this.#say("setxattr", () => void this.get(id).xattrs.set(name, value));
	}

	removexattr(id: NodeId, name: string): Later<void> {
		return this.#say("removexattr", () => void this.get(id).xattrs.delete(name));
	}

	fallocate(handle: Handle, offset: number, length: number): Later<void> {
		return this.#say("fallocate", () => this.#resize(this.#handle(handle).node, offset + length));
	}

	async destroy(): Promise<void> {
		this.destroyed = true;
	}
}
