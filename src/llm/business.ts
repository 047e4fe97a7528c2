/** What a business knows, as passages that go along with a question: for `ask --biz` and for agents that are told of a business. */
import { localDay, now, toDate } from "../base/clock.ts";
import { DeskError } from "../base/errors.ts";
import type { Pace } from "../base/pace.ts";
import { type SourceWeights, sourceWeight, sourceWeights } from "../command/index.ts";
import { joinPath, type TreeReader, type Vfs } from "../vfs/index.ts";
import { type Document, documentOf } from "./document.ts";
import { bestParts, MOST_OF_ONE, RETRIEVED_TOKENS, type Selection } from "./selection.ts";

/** What models are told of weights. */
export const WEIGHTS_TOLD =
	"The weight of a passage, from 0 to 1, is how much a business counts on what it says: of two that disagree, the weightier one holds.";

/** What is asked of a business. */
export interface BusinessQuestion {
	readonly home: string;
	/** Its folder. */
	readonly business: string;
	/** What the passages shall fit. */
	readonly words: string;
	/** Tokens (estimated). */
	readonly budget: number;
	/** The number of the first passage. */
	readonly first: number;
}

/**
 * The passages of what a business knows that fit words best: what is believed more surely goes before what fits as well. Only what the hand of
 * `vfs` may read.
 * @throws DeskError EACCES when that is nothing at all
 */
export async function businessParts(vfs: Vfs, question: BusinessQuestion, pace: Pace): Promise<Selection> {
	const { home, business, words, budget, first } = question;
	await vfs.tables("/context");
	const files = knowledge(vfs.reader(), business, await sourceWeights(home), localDay(toDate(now())));
	const readable = files.filter(({ path }) => vfs.access?.reads(path, "portable") !== false);
	if (readable.length === 0 && files.length > 0)
		throw new DeskError("EACCES", "nothing of this business may be read here", {
			at: business,
			todo: `add \`${business}/**\` to \`reads\``,
		});
	const documents: Document[] = [];
	const weights: number[] = [];
	for (const { path, weight } of readable) {
		const document = await documentOf(vfs, await vfs.stat(path), pace);
		if (document === undefined) continue;
		documents.push(path.endsWith("/profile.md") ? withFrontMatter(document) : document);
		weights.push(weight);
	}
	const room = Math.min(budget, RETRIEVED_TOKENS);
	const { parts, left } = await bestParts(documents, words, room, weights, MOST_OF_ONE, first, pace);
	return { parts: parts.map((part) => ({ ...part, weight: weights[documents.indexOf(part.document)] ?? 0 })), left };
}

/** What a profile says stands in its front matter, which passages leave out. */
function withFrontMatter(document: Document): Document {
	const [head = ""] = /^---\r?\n[\s\S]*?\n---[^\S\n]*(?:\n|$)/.exec(document.bytes.toString("utf8")) ?? [];
	const passage = { start: 0, end: Buffer.byteLength(head), text: head };
	return { ...document, passages: async () => [...(head === "" ? [] : [passage]), ...(await document.passages())] };
}

/** A file of a business, and how much what it says counts: 0 to 1. */
interface Weighted {
	readonly path: string;
	readonly weight: number;
}

/** How much of its confidence a belief keeps by its status; deprecated ones count for nothing. */
const STANDING: Readonly<Record<string, number>> = { active: 1, weakening: 0.6, exploring_alternative: 0.3 };
/** What was drawn from a text counts less than what has been confirmed. */
const EXTRACTED = 0.5;
const MOST_FILES = 200;

/**
 * What a business knows, the weightiest first: its profile, its beliefs by their confidence and what their evidence comes from, what was
 * drawn from texts.
 * @param day as of which evidence is recent
 */
function knowledge(tree: TreeReader, business: string, weights: SourceWeights, day: string): Weighted[] {
	const profile = joinPath(business, "profile.md");
	return [
		...(tree.stat(profile) === undefined ? [] : [{ path: profile, weight: 1 }]),
		...beliefs(tree, business, weights, day),
		...extractions(tree, business, weights, day),
	]
		.filter(({ weight }) => weight > 0)
		.sort((one, other) => other.weight - one.weight || (one.path < other.path ? -1 : 1))
		.slice(0, MOST_FILES);
}

function beliefs(tree: TreeReader, business: string, weights: SourceWeights, day: string): Weighted[] {
	const folder = tree.stat(joinPath(business, "beliefs"));
	if (folder === undefined) return [];
	const rows = tree.all<{ id: number; name: string; confidence: number; status: string; last: string | null }>(
		`SELECT node.id, node.name, confidence, status, coalesce(last_reinforced, first_observed) AS last
			FROM node JOIN belief ON belief.node = node.id WHERE node.parent = ?`,
		folder.inode,
	);
	// Weights of sources only take away: what is not among the surest so many cannot come to be.
	return rows
		.map(({ status, confidence, ...row }) => ({ ...row, sure: confidence * (STANDING[status] ?? 0) }))
		.filter(({ sure }) => sure > 0)
		.sort((one, other) => other.sure - one.sure)
		.slice(0, 2 * MOST_FILES)
		.map(({ id, name, sure, last }) => ({
			path: joinPath(folder.path, name),
			weight: sure * trust(tree, id, last ?? day, weights, day),
		}));
}

/** What the sources of a belief weigh, on average; without evidence it is somebody's word. */
function trust(tree: TreeReader, belief: number, last: string, weights: SourceWeights, day: string): number {
	const rows = tree.all<{ target: string; date: string; data: string }>(
		"SELECT target, date, data FROM belief_evidence WHERE node = ?",
		belief,
	);
	if (rows.length === 0) return sourceWeight({ path: "", date: last }, day, weights).weight;
	const sum = rows.reduce((total, { target, date, data }) => {
		const { trials, effect } = JSON.parse(data) as { trials?: number; effect?: number };
		const measured = { ...(trials === undefined ? {} : { trials }), ...(effect === undefined ? {} : { effect }) };
		return total + sourceWeight({ path: target, date, ...measured }, day, weights).weight;
	}, 0);
	return sum / rows.length;
}

function extractions(tree: TreeReader, business: string, weights: SourceWeights, day: string): Weighted[] {
	const folder = tree.stat(joinPath(business, "extractions"));
	if (folder === undefined) return [];
	return tree
		.all<{ name: string; source: string; made: string | null }>(
			"SELECT node.name, source, made FROM node JOIN extraction ON extraction.node = node.id WHERE node.parent = ?",
			folder.inode,
		)
		.map(({ name, source, made }) => ({
			path: joinPath(folder.path, name),
			weight: EXTRACTED * sourceWeight({ path: source, date: made ?? day }, day, weights).weight,
		}));
}
