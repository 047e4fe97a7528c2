/** Prompts of /prompts, by name. */

import { fillPrompt, parsePrompt } from "../../../fs-mounts/prompts/format.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { nearest } from "../../../src/base/nearest.ts";
import type { OutputSchema } from "../../../src/llm/index.ts";
import { printable, type Vfs } from "../../../src/vfs/index.ts";

const FOLDER = "/prompts";

/** A prompt with its variables filled in. */
export interface FilledPrompt {
	readonly path: string;
	readonly model?: string;
	readonly schema?: OutputSchema;
	/** Whether it says where the input goes. */
	readonly placesInput: boolean;
	/** Its text, with the input in its place. */
	text(input: string): string;
}

/** Paths of all prompts, in the order of their names. */
export async function promptPaths(vfs: Vfs): Promise<string[]> {
	const paths: string[] = [];
	for await (const { path, kind } of vfs.walk(FOLDER)) if (kind === "file" && /\.md$/i.test(path)) paths.push(path);
	return paths;
}

/** The name by which a prompt is asked for. */
export function promptName(path: string): string {
	return path.slice(FOLDER.length + 1).replace(/\.md$/i, "");
}

/** The path of a prompt by its name or path. @throws DeskError ENOENT with the nearest name */
export async function promptPath(vfs: Vfs, name: string): Promise<string> {
	const path = name.startsWith("/") ? name : `${FOLDER}/${name.replace(/\.md$/i, "")}.md`;
	if ((await vfs.find(path))?.kind === "file") return path;
	const names = (await promptPaths(vfs)).map(promptName);
	const close = nearest(name, names);
	throw new DeskError("ENOENT", "there is no such prompt", {
		at: printable(name),
		todo:
			close !== undefined
				? `did you mean ${close}?`
				: names.length === 0
					? `write one: \`desk prompt edit ${printable(name)}\``
					: "`desk prompt list` shows them",
	});
}

/** `NAME=VALUE` words as a map. @throws DeskError EUSAGE */
export function paramsOf(words: readonly string[]): Map<string, string> {
	return new Map(
		words.map((word) => {
			const equals = word.indexOf("=");
			if (equals > 0) return [word.slice(0, equals), word.slice(equals + 1)];
			throw new DeskError("EUSAGE", `-p takes NAME=VALUE, not '${word}'`, { todo: "write -p tone=friendly" });
		}),
	);
}

/** A prompt by its name, filled in. @throws DeskError ENOENT, EFORMAT, EUSAGE for a variable that is missing or unknown */
export async function namedPrompt(vfs: Vfs, name: string, params: readonly string[]): Promise<FilledPrompt> {
	const path = await promptPath(vfs, name);
	const text = (await vfs.readAll(path)).toString("utf8");
	try {
		const prompt = parsePrompt(text);
		const values = paramsOf(params);
		fillPrompt(prompt, values, "");
		return {
			path,
			...(prompt.model === undefined ? {} : { model: prompt.model }),
			...(prompt.schema === undefined ? {} : { schema: prompt.schema }),
			placesInput: prompt.placesInput,
			text: (input) => fillPrompt(prompt, values, input),
		};
	} catch (error) {
		if (error instanceof DeskError) error.at ??= path;
		throw error;
	}
}
