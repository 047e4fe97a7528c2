/** What is said in a sound, written down. */
import { DAY, type FieldValues, numberField, textField, valueError } from "../../../src/text/index.ts";
import { parsedDocument, readDocument, wordsField } from "../document.ts";
import { definePart } from "../part.ts";

const FIELDS = {
	source: wordsField("path"),
	source_size: numberField(0, Number.POSITIVE_INFINITY, "leave it out"),
	source_modified: textField("is no instant", "leave it out", (text) => !Number.isNaN(Date.parse(text))),
	made: DAY,
	by: wordsField("word"),
};

export type Transcript = FieldValues<typeof FIELDS> & { source: string };

/** `transcripts/<slug>-<id>.md`. */
export const transcript = definePart<Transcript>({
	parse(text, { name }) {
		const document = readDocument(name, text, FIELDS);
		const { source, ...others } = document.fields;
		if (source === undefined || !source.startsWith("/"))
			throw valueError(text, ["source"], "a transcript has no source", "write `source: /path/of/the/sound`");
		return parsedDocument({ source, ...others }, document, { links: [source] });
	},
	project({ source, source_size, source_modified, made, by }, node, tree) {
		tree.run(
			"INSERT INTO transcript (node, source, size, modified, made, by) VALUES (?, ?, ?, ?, ?, ?)",
			node,
			source,
			source_size ?? null,
			source_modified ?? null,
			made ?? null,
			by ?? "",
		);
	},
});
