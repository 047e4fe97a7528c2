/** A recommendation: what to do next, what it stands on, and what would refute it. */
import { choiceField, DAY, type FieldValues, listField, numberField, valueError } from "../../../src/text/index.ts";
import { nameOfPath } from "../../../src/vfs/index.ts";
import { beliefAt, businessOf, linkKey } from "../belief/link.ts";
import { parsedDocument, readDocument, wordsField } from "../document.ts";
import { definePart } from "../part.ts";
import { namingKnown, type Target } from "../targets.ts";

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
		const links = [...new Set([...(record.beliefs ?? []).map(linkKey), ...(record.evidence ?? [])])];
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
	plan(change, tree) {
		return [change.op === "write" ? namingKnown(change, tree, targetsOf) : change];
	},
});

/** The beliefs and the evidence that it stands on. @throws DeskError EFORMAT */
function targetsOf(text: string, path: string): Target[] {
	const { beliefs = [], evidence = [] } = parseRecommendation(nameOfPath(path), text);
	return [
		...beliefs.map(
			(link, index): Target => ({
				at: ["beliefs", index],
				path: beliefAt(businessOf(path), link),
				none: [`\`beliefs\`: there is no belief ${link}`, "`desk belief list` shows all"],
			}),
		),
		...evidence.map(
			(file, index): Target => ({
				at: ["evidence", index],
				path: file,
				none: [`\`evidence\`: there is no ${file}`, "name a file of the tree"],
			}),
		),
	];
}
