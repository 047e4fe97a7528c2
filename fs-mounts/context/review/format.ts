/** A page of what a week, month or quarter has shown. */
import { choiceField, DAY, type FieldValues, numberField } from "../../../src/text/index.ts";
import { parsedDocument, readDocument } from "../document.ts";
import { definePart } from "../part.ts";

const FIELDS = {
	made: DAY,
	result: choiceField("result", ["kept", "rolled_back", "nothing_new"]),
	holdout: numberField(0, Number.POSITIVE_INFINITY, "leave it out: it is counted"),
	brier_before: numberField(0, 1, "leave it out: it is computed"),
	brier_after: numberField(0, 1, "leave it out: it is computed"),
};

/** `reviews/<period>.md`. */
export const review = definePart<FieldValues<typeof FIELDS>>({
	parse(text, { name }) {
		const document = readDocument(name, text, FIELDS);
		return parsedDocument(document.fields, document);
	},
	// Nothing asks for reviews but by their paths.
	project() {},
});
