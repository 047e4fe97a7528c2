/** A belief of a business: what it holds to be so, how surely, and on what evidence. */

import { toText } from "../../../src/base/bytes.ts";
import { isCalendarDate } from "../../../src/base/calendar.ts";
import { findCircle } from "../../../src/base/circle.ts";
import { choiceField, DAY, listField, numberField, valueError } from "../../../src/text/index.ts";
import { isWithin, nameOfPath, type TreeReader } from "../../../src/vfs/index.ts";
import { type Document, parsedDocument, readDocument } from "../document.ts";
import { definePart } from "../part.ts";
import { beliefRenamed } from "../renamed.ts";
import { namingKnown, type Target } from "../targets.ts";
import { beliefAt, businessOf, linkKey } from "./link.ts";
import { judged, lastEvidence } from "./posterior.ts";
import { BELIEF_STATUSES, type BeliefStatus, CATEGORIES, type Category, START } from "./rules.ts";

/** One thing that speaks for or against a belief. */
export interface Evidence {
	/** The file that it is found in. */
	readonly path: string;
	/** Bytes of it, where only a part is meant. */
	readonly start?: number;
	readonly end?: number;
	/** The day on which it was observed. */
	readonly date: string;
	/** How much it counts; 1 when not said. */
	readonly weight?: number;
	readonly note?: string;
	/** Of a rate: how often it was so, of how many times. */
	readonly successes?: number;
	readonly trials?: number;
	/** Of an effect: its size, and the standard error of that. */
	readonly effect?: number;
	readonly error?: number;
}

const FIELDS = {
	category: choiceField("category", CATEGORIES),
	confidence: numberField(0, 1, "write how sure you are, such as 0.5"),
	evidence_count: numberField(0, Number.POSITIVE_INFINITY, "leave it out: it is counted"),
	first_observed: DAY,
	last_reinforced: DAY,
	idle_months: numberField(0, Number.POSITIVE_INFINITY, "leave it out: it is counted"),
	status: choiceField("status", BELIEF_STATUSES),
	alternatives: listField("is no list of beliefs", "write paths or names, such as [price-matters]"),
};

/** A belief as its file has it. */
export interface Belief {
	readonly title: string;
	readonly category: Category;
	readonly confidence: number;
	readonly status: BeliefStatus;
	readonly firstObserved?: string;
	readonly lastReinforced?: string;
	readonly idleMonths: number;
	readonly for: readonly Evidence[];
	readonly against: readonly Evidence[];
	readonly alternatives: readonly string[];
}

/** @throws DeskError EFORMAT with line and column */
export function parseBelief(name: string, text: string): { belief: Belief; document: Document<typeof FIELDS> } {
	const document = readDocument(name, text, FIELDS);
	const { fields, data, title } = document;
	if (fields.category === undefined)
		throw valueError(text, ["category"], "a belief has no category", `write \`category: ${CATEGORIES.join("|")}\``);
	const belief: Belief = {
		title,
		category: fields.category,
		confidence: fields.confidence ?? START,
		status: fields.status ?? "active",
		...(fields.first_observed === undefined ? {} : { firstObserved: fields.first_observed }),
		...(fields.last_reinforced === undefined ? {} : { lastReinforced: fields.last_reinforced }),
		idleMonths: fields.idle_months ?? 0,
		for: evidenceOf(text, data, "for"),
		against: evidenceOf(text, data, "against"),
		alternatives: fields.alternatives ?? [],
	};
	return { belief, document };
}

/** Numbers of a piece of evidence, with the least that each may be. */
const NUMBERS: Readonly<Record<string, number>> = {
	start: 0,
	end: 0,
	weight: 0,
	successes: 0,
	trials: 0,
	effect: Number.NEGATIVE_INFINITY,
	error: 0,
};

function evidenceOf(text: string, data: Readonly<Record<string, unknown>>, side: "for" | "against"): Evidence[] {
	const value = data[side];
	if (value === undefined || value === null) return [];
	const refuse = (place: (string | number)[], what: string, todo: string) =>
		valueError(text, [side, ...place], `\`${side}\`: ${what}`, todo);
	if (!Array.isArray(value))
		throw refuse([], "this is no list of evidence", "write a line such as `- {path: /notes/x.md, date: 2026-11-02}`");
	return value.map((item: unknown, index) => {
		const todo =
			"write `{path: /notes/x.md, date: 2026-11-02}`, and if you like weight, note, successes, trials, effect, error";
		if (typeof item !== "object" || item === null || Array.isArray(item))
			throw refuse([index], "this is no evidence", todo);
		const { path, date, note, ...numbers } = item as Record<string, unknown>;
		if (typeof path !== "string" || !path.startsWith("/")) throw refuse([index], "evidence has no path", todo);
		if (typeof date !== "string" || !isCalendarDate(date))
			throw refuse(
				[index, ...(date === undefined ? [] : ["date"])],
				"evidence has no date",
				"write a day such as 2026-11-02",
			);
		if (note !== undefined && typeof note !== "string") throw refuse([index, "note"], "this is no note", "write words");
		for (const [key, number] of Object.entries(numbers)) {
			const least = NUMBERS[key];
			if (least === undefined) throw refuse([index, key], `evidence has no \`${key}\``, todo);
			if (typeof number !== "number" || !Number.isFinite(number) || number < least)
				throw refuse([index, key], `\`${key}\` is no number of at least ${least}`, "write a number");
		}
		const evidence = { path, date, ...(note === undefined ? {} : { note }), ...numbers } as Evidence;
		if ((evidence.successes ?? 0) > (evidence.trials ?? 0))
			throw refuse([index], "there are more successes than trials", "write both: successes of so many trials");
		if ((evidence.start ?? 0) > (evidence.end ?? Number.POSITIVE_INFINITY))
			throw refuse([index, "end"], "the bytes end before they begin", "write the first byte, and that behind the last");
		return evidence;
	});
}

/** `beliefs/<slug>.md`. */
export const belief = definePart<Belief>({
	parse(text, { name }) {
		const { belief: record, document } = parseBelief(name, text);
		return parsedDocument(record, document, {
			links: [
				...new Set([
					...[...record.for, ...record.against].map(({ path }) => path),
					...record.alternatives.map(linkKey),
				]),
			],
			facets: { status: [record.status], category: [record.category] },
		});
	},
	project(record, node, tree) {
		const { title, category, confidence, status, firstObserved = null, lastReinforced = null } = record;
		const day = lastEvidence(record);
		// As the last evidence left it, by the default's weights of sources: what time has taken since is told by `belief why`.
		const { kind, mean, low, high } = judged(record, day ?? "1970-01-01");
		tree.run(
			"INSERT INTO belief (node, title, category, confidence, status, evidence, first_observed, last_reinforced, last_evidence, mean, low, high, unit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			node,
			title,
			category,
			confidence,
			status,
			record.for.length + record.against.length,
			firstObserved,
			lastReinforced,
			day ?? null,
			mean,
			low,
			high,
			kind,
		);
		for (const side of ["for", "against"] as const)
			for (const [position, { path, date, ...rest }] of record[side].entries())
				tree.run(
					"INSERT INTO belief_evidence (node, side, position, target, date, data) VALUES (?, ?, ?, ?, ?, ?)",
					node,
					side,
					position,
					path,
					date,
					JSON.stringify(rest),
				);
	},
	plan(change, tree) {
		if (change.op === "rename") return beliefRenamed(change, tree);
		return [change.op === "write" ? namingKnown(change, tree, targetsOf) : change];
	},
	check(nodes, tree) {
		refuseCircles(nodes, tree);
	},
});

/** The evidence and the beliefs that it names. @throws DeskError EFORMAT */
function targetsOf(text: string, path: string): Target[] {
	const { belief: read } = parseBelief(nameOfPath(path), text);
	const evidence = (["for", "against"] as const).flatMap((side) =>
		read[side].map(
			({ path: file, start, end }, index): Target => ({
				at: [side, index, "path"],
				path: file,
				start,
				end,
				none: [`\`${side}\`: there is no ${file}`, "name a file of the tree, or put what you know into a note first"],
			}),
		),
	);
	const alternatives = read.alternatives.map(
		(link, index): Target => ({
			at: ["alternatives", index],
			path: beliefAt(businessOf(path), link),
			none: [`\`alternatives\`: there is no belief ${link}`, "`desk belief list` shows all"],
		}),
	);
	return [...evidence, ...alternatives];
}

/** A belief must not stand on itself, by way of others. @throws DeskError EFORMAT */
function refuseCircles(nodes: ReadonlySet<number>, tree: TreeReader): void {
	const next = (node: number): number[] =>
		tree
			.all<{ target: string }>("SELECT target FROM belief_evidence WHERE node = ? AND target LIKE '/context/%'", node)
			.flatMap(({ target }) => tree.stat(target)?.inode ?? []);
	const circle = findCircle(nodes, next, (found) => found.some((node) => nodes.has(node)));
	if (circle === undefined) return;
	const at = circle.find((node) => nodes.has(node)) ?? 0;
	const path = tree.pathOf(at) ?? "";
	const rest = [...circle.slice(circle.indexOf(at)), ...circle.slice(0, circle.indexOf(at) + 1)];
	const text = toText(tree.read(path));
	const target = tree.pathOf(rest[1] ?? at) ?? "";
	const { belief: own } = parseBelief(path.slice(path.lastIndexOf("/") + 1), text);
	const side = own.for.some((evidence) => isWithin(evidence.path, target)) ? "for" : "against";
	const error = valueError(
		text,
		[
			side,
			Math.max(
				0,
				own[side].findIndex((evidence) => evidence.path === target),
			),
			"path",
		],
		`beliefs stand on each other in a circle: ${rest.map((node) => tree.pathOf(node)).join(" → ")}`,
		"take one of them out of the evidence",
	);
	error.at = path;
	throw error;
}
