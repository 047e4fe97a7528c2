/**
 * A mount that answers constants: the tree of a folder, its files of the same sizes, their bytes one text over and over. What the kernel and
 * the way to it cost alone. `binding`: through @cocalc/fuse-native; `connection`: through our own conversation with /dev/fuse.
 * node fuse-floor.mjs binding|connection MOUNTPOINT FOLDER (mount.mjs bundles it; READERS=4 for another number of readers) says "ready", and ends when its standard input does.
 */
import { readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Connection } from "../../src/serve/fuse/connection.ts";
import { mountAsRoot, unmount } from "../../src/serve/fuse/mount-point.ts";
import { type Attributes, type Entry, Errno, type Operations } from "../../src/serve/fuse/operations.ts";

const [, , way, mountPoint = "", folder = ""] = process.argv;
const BYTES = Buffer.from("The quick brown fox jumps over the lazy dog, and nobody looks up.\n".repeat(20_000));
const at = Date.now() * 1000;

interface Node {
	attributes: Attributes;
	names: [string, Node][];
	byName: Map<string, Node>;
}
const nodes: Node[] = [];

function read(path: string): Node {
	const stat = statSync(path);
	const { size, mode } = stat;
	const times = { atime: at, mtime: at, ctime: at };
	const attributes = { inode: nodes.length + 1, size, mode, links: 1, uid: 0, gid: 0, ...times };
	const node: Node = { attributes, names: [], byName: new Map() };
	nodes.push(node);
	if (stat.isDirectory()) node.names = readdirSync(path).map((name) => [name, read(join(path, name))]);
	node.byName = new Map(node.names);
	return node;
}
read(folder);

const bytesOf = (size: number, offset: number, length: number) =>
	BYTES.subarray(0, Math.max(0, Math.min(length, size - offset)));

/** Our own connection. Handles are the nodes. */
async function serveByConnection(): Promise<void> {
	const node = (id: number) => nodes[id - 1] as Node;
	const entry = ({ attributes }: Node): Entry => ({ node: attributes.inode, attributes, ttl: 1000 });
	const operations: Partial<Operations> = {
		lookup: (parent, name) => {
			const found = node(parent).byName.get(name);
			if (found === undefined) throw new Errno("ENOENT");
			return entry(found);
		},
		forget: () => undefined,
		getattr: (id) => entry(node(id)),
		open: (id) => ({ handle: id }),
		opendir: (id) => ({ handle: id }),
		read: (id, offset, length) => bytesOf(node(id).attributes.size, offset, length),
		readdir: (id, from, _plus, take) => {
			const { names } = node(id);
			for (let index = from; index < names.length; index++) {
				const [name, child] = names[index] as [string, Node];
				if (!take({ ...entry(child), name, next: index + 1 })) return;
			}
		},
		flush: () => undefined,
		release: () => undefined,
		releasedir: () => undefined,
		getxattr: () => {
			throw new Errno("ENOTSUP");
		},
		destroy: async () => undefined,
	};
	const connection = new Connection(mountAsRoot(mountPoint, {}), {
		log: console.error,
		readers: Number(process.env.READERS ?? 2),
	});
	void connection.serve(operations as Operations).then(() => process.exit());
	await connection.ready;
	process.stdin.on("end", () => void unmount(mountPoint, { lazy: true })).resume();
}

/** The binding of npm, with its own loop, library and threads. */
async function serveByBinding(): Promise<void> {
	const Fuse = createRequire(join(process.cwd(), "package.json"))("@cocalc/fuse-native");
	const find = (path: string) =>
		path.split("/").reduce<Node | undefined>((node, name) => (name === "" ? node : node?.byName.get(name)), nodes[0]);
	const time = new Date(at / 1000);
	const stat = ({ attributes: { mode, size, inode } }: Node) => ({
		mtime: time,
		atime: time,
		ctime: time,
		nlink: 1,
		size,
		mode,
		ino: inode,
		uid: 0,
		gid: 0,
	});
	type Done = (status: number, value?: unknown) => void;
	const handlers = {
		getattr: (path: string, done: Done) => {
			const node = find(path);
			return node === undefined ? done(Fuse.ENOENT) : done(0, stat(node));
		},
		readdir: (path: string, done: Done) =>
			done(
				0,
				find(path)?.names.map(([name]) => name),
			),
		open: (_path: string, _flags: number, done: Done) => done(0, 1),
		read: (path: string, _fd: number, buffer: Buffer, length: number, offset: number, done: Done) =>
			done(bytesOf(find(path)?.attributes.size ?? 0, offset, length).copy(buffer)),
		release: (_path: string, _fd: number, done: Done) => done(0),
	};
	const fuse = new Fuse(mountPoint, handlers, { force: true });
	await new Promise<void>((resolve, reject) =>
		fuse.mount((error: Error | undefined) => (error ? reject(error) : resolve())),
	);
	process.stdin.on("end", () => void unmount(mountPoint, { lazy: true }).then(() => process.exit())).resume();
}

await (way === "binding" ? serveByBinding() : serveByConnection());
console.log("ready");
