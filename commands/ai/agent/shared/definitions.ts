/** Agents by name, as their files say. */
import { createHash } from "node:crypto";
import { type Definition, parseDefinition } from "../../../../src/agents/index.ts";
import { toText } from "../../../../src/base/bytes.ts";
import { DeskError } from "../../../../src/base/errors.ts";
import { nearest } from "../../../../src/base/nearest.ts";
import { resolvePath, type Vfs } from "../../../../src/vfs/index.ts";

const FOLDER = "/agents";

/** A definition with the hash that grants go by. */
export interface Loaded {
	readonly path: string;
	readonly definition: Definition;
	/** SHA-256 of the file. */
	readonly hash: string;
}

/** The file of an agent: `summarizer`, `team/summarizer`, or its path. @throws DeskError EINVAL for what lies elsewhere: agents may write there */
export function pathOfAgent(name: string): string {
	const path = resolvePath(name, FOLDER);
	if (!path.startsWith(`${FOLDER}/`))
		throw new DeskError("EINVAL", "agents are files of /agents", { at: name, todo: "name it without the path" });
	return /\.md$/i.test(path) ? path : `${path}.md`;
}

/** @throws DeskError ENOENT with the nearest name, EFORMAT for a file that is no definition */
export async function loadAgent(vfs: Vfs, name: string): Promise<Loaded> {
	const path = pathOfAgent(name);
	if ((await vfs.find(path))?.kind !== "file") {
		const names = (await agentPaths(vfs)).map(nameOfAgent);
		const close = nearest(name, names);
		throw new DeskError("ENOENT", "there is no such agent", {
			at: name,
			todo:
				close !== undefined
					? `did you mean ${close}?`
					: names.length === 0
						? `make one with \`desk agent new ${name}\``
						: "`desk agent list` lists them",
		});
	}
	return await readAgent(vfs, path);
}

/** @throws DeskError EFORMAT */
export async function readAgent(vfs: Vfs, path: string): Promise<Loaded> {
	const bytes = await vfs.readAll(path);
	try {
		const definition = { ...parseDefinition(path, toText(bytes)), name: nameOfAgent(path) };
		return { path, definition, hash: createHash("sha256").update(bytes).digest("hex") };
	} catch (error) {
		if (error instanceof DeskError) error.at ??= path;
		throw error;
	}
}

/** Files of agents, in order. */
export async function agentPaths(vfs: Vfs): Promise<string[]> {
	const paths: string[] = [];
	for await (const { kind, path } of vfs.walk(FOLDER, { views: false }))
		if (kind === "file" && /\.md$/i.test(path)) paths.push(path);
	return paths;
}

/** `/agents/team/a.md` is `team/a`. */
export function nameOfAgent(path: string): string {
	return path.slice(FOLDER.length + 1).replace(/\.md$/i, "");
}
