/** A recommendation: what to do next, what it stands on, and what would refute it. */
import { choiceField, DAY, type FieldValues, listField, numberField, valueError } from "../../../src/text/index.ts";
import { parsedDocument, readDocument, wordsField } from "../document.ts";
import { definePart } from "../part.ts";

export const REC_KINDS = ["do_more", "test", "alternative", "spend_more", "spend_less", "measure"] as const;
export type RecKind = (typeof REC_KINDS)[number];
export const REC_STATUSES = ["open", "accepted", "rejected", "done"] as const;
export type RecStatus = (typeof REC_STATUSES)[number];
export const OUTCOMES = ["success", "failure", "mixed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

const FIELDS = {
	kind: choiceField("kind", REC_KINDS),
	status: choiceField("status", REC_STATUSES),
	beliefs: listField("is no list of beliefs", "write names, such as [chefs-buy-in-spring]"),
	evidence: listField("is no list of evidence", "write paths of the tree"),
	refuted_by: wordsField("sentence"),
	score: numberField(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, "leave it out: it is drawn"),
	cost: numberField(0, Number.POSITIVE_INFINITY, "write what trying costs, in the business's currency"),
	made: DAY,
	outcome: choiceField("outcome", OUTCOMES),
	outcome_on: DAY,
	reason: wordsField("reason"),
};

/** What the front matter and the heading say. */
export type Recommendation = FieldValues<typeof FIELDS> & { title: string; kind: RecKind; status: RecStatus };

/** @throws DeskError EFORMAT with line and column */
export function parseRecommendation(name: string, text: string): Recommendation {
	const { fields, title } = readDocument(name, text, FIELDS);
	const { kind, status = "open", ...others } = fields;
	if (kind === undefined)
		throw valueError(text, ["kind"], "a recommendation has no kind", `write \`kind: ${REC_KINDS.join("|")}\``);
	return { ...others, title, kind, status };
}

/** `recommendations/<slug>.md`. */
export const recommendation = definePart<Recommendation>({
	parse(text, { name }) {
		const record = parseRecommendation(name, text);
		const document = readDocument(name, text, FIELDS);
		const links = [...(record.beliefs ?? []), ...(record.evidence ?? [])];
		return parsedDocument(record, document, { links, facets: { status: [record.status], kind: [record.kind] } });
	},
	project({ title, kind, status, beliefs, score, cost, made, outcome }, node, tree) {
		tree.run(
			"INSERT INTO recommendation (node, title, kind, status, beliefs, score, cost, made, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			node,
			title,
			kind,
			status,
			JSON.stringify(beliefs ?? []),
			score ?? null,
			cost ?? null,
			made ?? null,
			outcome ?? null,
		);
	},
});
