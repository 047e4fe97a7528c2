import type { FileSystem } from "../../src/serve/fuse/file-system.ts";
import type { DirectoryEntry, Handle, NodeId } from "../../src/serve/fuse/operations.ts";

export const O_WRONLY = 1;
export const O_TRUNC = 0o1000;

/** Asks a file system as the kernel does for the programs that use it. */
export class Kernel {
	readonly fs: FileSystem;

	constructor(fs: FileSystem) {
		this.fs = fs;
	}

	/** The node at a path, looked up name by name. */
	async at(path: string): Promise<NodeId> {
		let node = 1;
		for (const name of path.split("/").filter((part) => part !== "")) node = (await this.fs.lookup(node, name)).node;
		return node;
	}

	async create(path: string, mode = 0o644): Promise<Handle> {
		const cut = path.lastIndexOf("/");
		return (await this.fs.create(await this.at(path.slice(0, cut)), path.slice(cut + 1), mode)).opened.handle;
	}

	async close(handle: Handle): Promise<void> {
		try {
			await this.fs.flush(handle);
		} finally {
			await this.fs.release(handle);
		}
	}

	/** Make a file with a text. */
	async put(path: string, text: string): Promise<void> {
		const handle = await this.create(path);
		this.fs.write(handle, 0, Buffer.from(text));
		await this.close(handle);
	}

	/** Write a file anew, as `>` does. */
	async rewrite(path: string, text: string): Promise<void> {
		const { handle } = await this.fs.open(await this.at(path), O_WRONLY | O_TRUNC);
		this.fs.write(handle, 0, Buffer.from(text));
		await this.close(handle);
	}

	/** The text of a file. */
	async get(path: string): Promise<string> {
		const { handle } = await this.fs.open(await this.at(path), 0);
		const bytes = Buffer.from(this.fs.read(handle, 0, 1 << 20)).toString();
		await this.close(handle);
		return bytes;
	}

	/** What `ls -l` shows. */
	async list(path: string): Promise<DirectoryEntry[]> {
		const { handle } = this.fs.opendir(await this.at(path));
		const entries: DirectoryEntry[] = [];
		await this.fs.readdir(handle, 0, true, (entry) => entries.push(entry) > 0);
		this.fs.releasedir(handle);
		return entries.filter(({ name }) => !name.startsWith("."));
	}
}

/** What a call ends with: `done`, or the code of its error. */
export async function codeOf(work: () => unknown): Promise<string> {
	try {
		await work();
		return "done";
	} catch (error) {
		return (error as { code: string }).code;
	}
}
