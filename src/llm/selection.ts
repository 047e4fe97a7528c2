/** Which text goes along with a question: all of it where that fits, else the passages that fit the question best. */
import type { Pace } from "../base/pace.ts";
import type { Document } from "./document.ts";
import type { Source } from "./passage.ts";
import { estimateTokens } from "./tokens.ts";

/** A part of a document that goes along. */
export interface Part extends Source {
	readonly document: Document;
	/** Bytes `[start, end)` of `document.bytes`. */
	readonly start: number;
	readonly end: number;
}

/** What goes along, and what does not. */
export interface Selection {
	readonly parts: readonly Part[];
	/** Passages that were left out for want of room. */
	readonly left: number;
}

/** Passages of one document that go along when there are many documents: others shall have room, too. */
export const MOST_OF_ONE = 3;
/** Tokens of what is taken where nobody has named files. */
export const RETRIEVED_TOKENS = 4_000;

interface Candidate {
	readonly document: Document;
	readonly start: number;
	readonly end: number;
	readonly text: string;
	score: number;
}

/**
 * The parts of documents that go along with a question.
 * @param budget tokens (estimated) @param first the number of the first @param whole whether whole documents go along where all fit
 */
export async function selectParts(
	documents: readonly Document[],
	question: string,
	budget: number,
	first: number,
	pace: Pace,
	whole = true,
): Promise<Selection> {
	const all = documents.reduce((sum, { bytes }) => sum + Math.ceil(bytes.length / 3), 0);
	if (whole && all <= budget)
		return {
			parts: numbered(
				documents.map((document) => ({ document, start: 0, end: document.bytes.length })),
				first,
			),
			left: 0,
		};
	return await bestParts(
		documents,
		question,
		budget,
		documents.map(() => 1),
		Number.POSITIVE_INFINITY,
		first,
		pace,
	);
}

/** The passages with the highest scores that have room, in the order of their documents. */
export async function bestParts(
	documents: readonly Document[],
	question: string,
	budget: number,
	weights: readonly number[],
	mostOfOne: number,
	first: number,
	pace: Pace,
): Promise<Selection> {
	const candidates: Candidate[] = [];
	for (const document of documents)
		for (const { start, end, text, heading } of await document.passages())
			candidates.push({ document, start, end, text: heading === undefined ? text : `${heading}\n${text}`, score: 0 });
	const { relevance } = await import("./local/index.ts");
	const texts = candidates.map(({ text }) => text);
	const scores = await relevance(question, texts, pace);
	// What tells nothing comes in turn, from the beginning of each document on.
	const position = new Map<Document, number>();
	const weightOf = new Map(documents.map((document, index) => [document, weights[index] ?? 0]));
	for (const [index, candidate] of candidates.entries()) {
		const at = position.get(candidate.document) ?? 0;
		position.set(candidate.document, at + 1);
		const weight = 0.2 + (weightOf.get(candidate.document) ?? 0);
		candidate.score = (scores[index] ?? 0) * weight + weight / (1_000 * (at + 1));
	}
	const taken: Candidate[] = [];
	const counts = new Map<Document, number>();
	let room = budget;
	for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
		const count = counts.get(candidate.document) ?? 0;
		const tokens = estimateTokens(candidate.text);
		if (count >= mostOfOne || tokens > room) continue;
		counts.set(candidate.document, count + 1);
		room -= tokens;
		taken.push(candidate);
	}
	const order = new Map(candidates.map((candidate, index) => [candidate, index]));
	const inOrder = taken.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
	return { parts: numbered(joined(inOrder), first), left: candidates.length - taken.length };
}

type Range = Pick<Candidate, "document" | "start" | "end">;

/** Passages that touch or overlap are one. */
function joined(ranges: readonly Range[]): Range[] {
	const result: Range[] = [];
	for (const range of ranges) {
		const last = result.at(-1);
		if (last?.document === range.document && range.start <= last.end)
			result[result.length - 1] = { ...last, end: Math.max(last.end, range.end) };
		else result.push(range);
	}
	return result;
}

function numbered(ranges: readonly Range[], first: number): Part[] {
	return ranges.map(({ document, start, end }, index) => partOf(document, start, end, first + index));
}

/** A range of a document under a number. */
export function partOf(document: Document, start: number, end: number, number: number): Part {
	const { bytes, path } = document;
	const text = bytes.subarray(start, end).toString("utf8").trimEnd();
	const line = linesIn(bytes, 0, start) + 1;
	return { document, path, number, start, end, text, line, lastLine: line + text.split("\n").length - 1 };
}

function linesIn(bytes: Buffer, from: number, to: number): number {
	let count = 0;
	for (let at = bytes.indexOf(10, from); at >= 0 && at < to; at = bytes.indexOf(10, at + 1)) count++;
	return count;
}
