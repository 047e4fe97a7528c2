/** The marketing calendar: one file for each thing that is planned or published. */

import { isCalendarDate } from "../../../src/base/calendar.ts";
import { choiceField, type Field, type FieldValues, textField, valueError } from "../../../src/text/index.ts";
import { nameOfPath } from "../../../src/vfs/index.ts";
import { beliefAt, businessOf, linkKey } from "../belief/link.ts";
import { type Document, parsedDocument, readDocument, wordsField } from "../document.ts";
import { definePart } from "../part.ts";
import { namingKnown, type Target } from "../targets.ts";

/** `YYYY-MM-DD-title.md`. */
export const ARTIFACT_NAME = /^(\d{4}-\d\d-\d\d)-(.+)\.md$/;
export const ARTIFACT_STATUSES = ["idea", "planned", "published", "cancelled"] as const;
export type ArtifactStatus = (typeof ARTIFACT_STATUSES)[number];

/** Numbers by name: `{clicks: 120, cost: 35.5}`. */
const METRICS: Field<Readonly<Record<string, number>>> = {
	what: "is no list of metrics",
	todo: "write numbers from 0 on, by name: {impressions: 1200, clicks: 37}",
	read(value) {
		if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
		const numbers = Object.values(value);
		const fits = numbers.every((number) => typeof number === "number" && Number.isFinite(number) && number >= 0);
		return fits ? (value as Record<string, number>) : undefined;
	},
};

const FIELDS = {
	status: choiceField("status", ARTIFACT_STATUSES),
	kind: wordsField("kind"),
	channel: wordsField("channel"),
	audience: wordsField("audience"),
	belief: wordsField("link to a belief"),
	event: textField("is no event", "write the path of a file in /calendar", (text) => text.startsWith("/calendar/")),
	metrics: METRICS,
};

/** What the front matter and the name say. */
export type Artifact = FieldValues<typeof FIELDS> & { title: string; date: string; status: ArtifactStatus };

/** @param name its file name, which has the date @throws DeskError EFORMAT with line and column */
export function parseArtifact(name: string, text: string): { artifact: Artifact; document: Document<typeof FIELDS> } {
	const document = readDocument(name.slice(11), text, FIELDS);
	const date = ARTIFACT_NAME.exec(name)?.[1] ?? "";
	if (!isCalendarDate(date))
		throw valueError(text, [], "the name of the file has no date", "call it YYYY-MM-DD-title.md");
	const { status = "planned", ...fields } = document.fields;
	return { artifact: { ...fields, status, date, title: document.title }, document };
}

/** `calendar/<date>-<title>.md`. */
export const artifact = definePart<Artifact>({
	parse(text, { name }) {
		const { artifact: record, document } = parseArtifact(name, text);
		return parsedDocument(record, document, {
			links: [
				...(record.belief === undefined ? [] : [linkKey(record.belief)]),
				...(record.event === undefined ? [] : [record.event]),
			],
			facets: { status: [record.status], date: [record.date] },
		});
	},
	project({ title, date, kind, channel, audience, status, belief, event, metrics }, node, tree) {
		tree.run(
			"INSERT INTO artifact (node, title, date, kind, channel, audience, status, belief, event, metrics) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			node,
			title,
			date,
			kind ?? null,
			channel ?? null,
			audience ?? null,
			status,
			belief ?? null,
			event ?? null,
			JSON.stringify(metrics ?? {}),
		);
	},
	plan(change, tree) {
		return [change.op === "write" ? namingKnown(change, tree, targetsOf) : change];
	},
});

/** The belief and the event that it names. @throws DeskError EFORMAT */
function targetsOf(text: string, path: string): Target[] {
	const { belief, event } = parseArtifact(nameOfPath(path), text).artifact;
	const targets: Target[] = [];
	if (belief !== undefined)
		targets.push({
			at: ["belief"],
			path: beliefAt(businessOf(path), belief),
			none: [`\`belief\`: there is no belief ${belief}`, "`desk belief list` shows all"],
		});
	if (event !== undefined)
		targets.push({
			at: ["event"],
			path: event,
			none: [`there is no event ${event}`, "name a file of /calendar, or leave it out"],
		});
	return targets;
}
