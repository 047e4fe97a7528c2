import { type Definition, parseDefinition } from "../../src/agents/index.ts";
import { toTextStrict } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { markdownPassages, markdownSearchText } from "../../src/text/index.ts";
import type { Format } from "../../src/vfs/index.ts";

/** How /agents reads its files. */
export const format: Format<Definition> = {
	parse(bytes, place) {
		if (place.truncated)
			throw new DeskError("EFBIG", "an agent of more than 4 MiB", {
				at: place.path,
				todo: "keep what it works on in files, and let it read them",
			});
		const text = toTextStrict(bytes);
		if (text === undefined)
			throw new DeskError("EFORMAT", "this is not text in UTF-8", {
				at: place.path,
				todo: "keep other files in /files",
			});
		const agent = readAgent(place.path, place.name, text);
		return {
			record: agent,
			title: agent.name,
			text: markdownSearchText(agent.body, { description: agent.description }),
			tags: agent.tags,
			links: [],
		};
	},
	passages: markdownPassages,
};

function readAgent(path: string, name: string, text: string): Definition {
	try {
		return parseDefinition(name, text);
	} catch (error) {
		if (error instanceof DeskError) error.at ??= path;
		throw error;
	}
}
