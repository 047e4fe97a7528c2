import { toTextStrict } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { markdownPassages, markdownSearchText } from "../../src/text/index.ts";
import type { Format } from "../../src/vfs/index.ts";
import { type Prompt, parsePrompt } from "./format.ts";

/** How /prompts reads its files. */
export const format: Format<Prompt> = {
	parse(bytes, place) {
		if (place.truncated)
			throw new DeskError("EFBIG", "a prompt of more than 4 MiB", {
				at: place.path,
				todo: "keep what it is about in a file, and name that beside the prompt",
			});
		const text = toTextStrict(bytes);
		if (text === undefined)
			throw new DeskError("EFORMAT", "this is not text in UTF-8", {
				at: place.path,
				todo: "keep other files in /files",
			});
		const prompt = readPrompt(place.path, text);
		return {
			record: prompt,
			title: place.name.replace(/\.md$/i, ""),
			text: markdownSearchText(prompt.body, { description: prompt.description }),
			tags: prompt.tags,
			links: [],
		};
	},
	passages: markdownPassages,
	project({ description, model, variables }, node, tree) {
		tree.run(
			"INSERT INTO prompt (node, description, model, variables) VALUES (?, ?, ?, ?)",
			node,
			description,
			model ?? null,
			JSON.stringify(variables),
		);
	},
};

function readPrompt(path: string, text: string): Prompt {
	try {
		return parsePrompt(text);
	} catch (error) {
		if (error instanceof DeskError) error.at ??= path;
		throw error;
	}
}
