import { fillPrompt, parsePrompt } from "../../../fs-mounts/prompts/format.ts";
import { toText } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import type { PromptEntry, PromptSource } from "../../../src/serve/index.ts";
import type { Stat, Vfs } from "../../../src/vfs/index.ts";

const ROOT = "/prompts";
const MOST = 500;

/** /prompts, for MCP: `mail/reply` is /prompts/mail/reply.md. A client sees those that it may read. */
export const prompts: PromptSource = {
	async list(vfs) {
		const entries: PromptEntry[] = [];
		for await (const stat of promptFiles(vfs)) {
			const prompt = parsePrompt(toText(await vfs.readAll(stat.path)));
			entries.push({
				name: stat.path.slice(ROOT.length + 1, -".md".length),
				...(prompt.description === "" ? {} : { description: prompt.description }),
				arguments: [
					...prompt.variables.map(({ name, about, fallback }) => ({
						name,
						...(about === "" ? {} : { description: about }),
						required: fallback === undefined,
					})),
					{ name: "input", description: "the text that it works on", required: false },
				],
			});
			if (entries.length === MOST) break;
		}
		return entries;
	},
	async fill(vfs, name, values) {
		if (name.split("/").includes("..")) throw noPrompt(name);
		const path = `${ROOT}/${name}.md`;
		const prompt = parsePrompt(toText(await vfs.readAll(path)));
		const { input = "", ...variables } = values;
		const text = fillPrompt(prompt, new Map(Object.entries(variables)), input);
		const all = prompt.placesInput || input === "" ? text : `${text}\n\n${input}`;
		return { ...(prompt.description === "" ? {} : { description: prompt.description }), text: all };
	},
};

/** Files of the mount, or nothing where it may not be read. */
async function* promptFiles(vfs: Vfs): AsyncGenerator<Stat, void, undefined> {
	try {
		for await (const stat of vfs.walk(ROOT)) if (stat.kind === "file" && stat.name.endsWith(".md")) yield stat;
	} catch (error) {
		if (!(error instanceof DeskError) || (error.code !== "ENOENT" && error.code !== "EACCES")) throw error;
	}
}

function noPrompt(name: string): DeskError {
	return new DeskError("ENOENT", "there is no such prompt", { at: name });
}
