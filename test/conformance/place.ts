import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Mount, type MountSample, nameOfPath, parentOf, type Stat, type Vfs } from "../../src/vfs/index.ts";
import { DO } from "./look.ts";

/** Where in a mount files and folders may lie, as its sample tells. */
export class Place {
	readonly mount: Mount;
	readonly sample: MountSample;
	/** The sample's path, absolute. */
	readonly path: string;
	readonly text: string;
	readonly isTrash: boolean;

	constructor(mount: Mount, sample: MountSample) {
		this.mount = mount;
		this.sample = sample;
		this.path = `/${mount.name}/${sample.valid[0]}`;
		this.text = sample.valid[1];
		this.isTrash = mount.name === "trash";
	}

	get folder(): string {
		return parentOf(this.path);
	}

	/** Whether the mount's table gives a folder its name: then it cannot have another. */
	isFixed(folder: string): boolean {
		const names = folder.split("/").slice(2);
		return this.mount.shape.some(({ kind, path }) => {
			const line = path.split("/");
			return kind === "directory" && line.length === names.length && line.at(-1) === names.at(-1);
		});
	}

	/** The folder of the sample, or the nearest above it, that may have another name. */
	get nameable(): string {
		let { folder } = this;
		while (this.isFixed(folder)) folder = parentOf(folder);
		return folder;
	}

	/** The sample's text with more words in it. */
	with(words: string): string {
		return this.sample.with?.(words) ?? this.text + words;
	}

	/** A path beside the sample whose name begins so. */
	beside(stem: string): string {
		const name = nameOfPath(this.path);
		const dot = name.lastIndexOf(".");
		return `${this.folder}/${stem}${dot > 0 ? name.slice(dot) : ""}`;
	}

	/** Write text at a path, with the folders that it needs. */
	async put(vfs: Vfs, path = this.path, text = this.text): Promise<Stat> {
		await vfs.write(path, text, { ...DO, parents: parentOf(path) !== `/${this.mount.name}` });
		return await vfs.stat(path);
	}
}

/** What to write to a mount: its own sample, or one made of its table; undefined when nothing can be written to it. */
export async function sampleOf(mount: Mount): Promise<MountSample | undefined> {
	const file = fileURLToPath(new URL(`../../fs-mounts/${mount.name}/sample.ts`, import.meta.url));
	if (existsSync(file)) return ((await import(file)) as { sample: MountSample }).sample;
	const shape = mount.shape.find(({ kind, view }) => kind === "file" && view === undefined);
	if (shape === undefined) return undefined;
	return { valid: [shape.path.replace(/^\*\*\//, "folder/").replace(/<(\w+)>/g, "$1"), "Some text.\n"] };
}
