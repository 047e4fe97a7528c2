/** What was drawn from one file: themes, claims and numbers, each with where it stands. */
import { DAY, type Field, type FieldValues, listField, numberField, valueError } from "../../../src/text/index.ts";
import { nameOfPath } from "../../../src/vfs/index.ts";
import { parsedDocument, readDocument, wordsField } from "../document.ts";
import { definePart } from "../part.ts";
import { namingKnown, type Target } from "../targets.ts";

interface Citation {
	readonly text: string;
	readonly start: number;
	readonly end: number;
}

const CITATIONS: Field<readonly Citation[]> = {
	what: "is no list of citations",
	todo: "write lines such as `- {text: …, start: 0, end: 12}`",
	read(value) {
		if (!Array.isArray(value)) return undefined;
		const fits = value.every((item: unknown) => {
			const { text, start, end } = (typeof item === "object" && item !== null ? item : {}) as Record<string, unknown>;
			return (
				typeof text === "string" &&
				Number.isInteger(start) &&
				Number.isInteger(end) &&
				Number(start) >= 0 &&
				Number(end) >= Number(start)
			);
		});
		return fits ? (value as Citation[]) : undefined;
	},
};

const FIELDS = {
	source: wordsField("path"),
	source_revision: numberField(0, Number.POSITIVE_INFINITY, "leave it out"),
	made: DAY,
	by: wordsField("word"),
	themes: listField("is no list of themes", "write words, such as [prices, delivery]"),
	claims: CITATIONS,
	numbers: CITATIONS,
};

export type Extraction = FieldValues<typeof FIELDS> & { source: string };

/** `extractions/<slug>-<id>.md`. */
export const extraction = definePart<Extraction>({
	parse(text, { name }) {
		const document = readDocument(name, text, FIELDS);
		const { source, ...others } = document.fields;
		if (source === undefined || !source.startsWith("/"))
			throw valueError(text, ["source"], "an extraction has no source", "write `source: /path/of/the/file`");
		return parsedDocument({ source, ...others }, document, { links: [source] });
	},
	project({ source, source_revision, made, by, themes }, node, tree) {
		tree.run(
			"INSERT INTO extraction (node, source, revision, made, by, themes) VALUES (?, ?, ?, ?, ?, ?)",
			node,
			source,
			source_revision ?? null,
			made ?? null,
			by ?? "",
			JSON.stringify(themes ?? []),
		);
	},
	plan(change, tree) {
		return [change.op === "write" ? namingKnown(change, tree, targetsOf) : change];
	},
});

/** The file that it is drawn from. @throws DeskError EFORMAT */
function targetsOf(text: string, path: string): Target[] {
	const { source = "" } = readDocument(nameOfPath(path), text, FIELDS).fields;
	return [{ at: ["source"], path: source, none: [`\`source\`: there is no ${source}`, "name a file of the tree"] }];
}
