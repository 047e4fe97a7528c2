/** Which text goes along with a question: all of it where that fits, else the passages that fit the question best. */
import type { Pace } from "../../../src/base/pace.ts";
import { type Context, pacer } from "../../../src/command/index.ts";
import { estimateTokens, type KeptSource, localAnswers, type Source } from "../../../src/llm/index.ts";
import type { Vfs } from "../../../src/vfs/index.ts";
import { type Document, documentOf } from "./documents.ts";

/** A part of a document that goes along. */
export interface Part extends Source {
	readonly document: Document;
	/** Bytes `[start, end)` of `document.bytes`. */
	readonly start: number;
	readonly end: number;
	/** How much what it says counts, 0 to 1, where a business says so. */
	readonly weight?: number;
}

/** What goes along, and what does not. */
export interface Selection {
	readonly parts: readonly Part[];
	/** Passages that were left out for want of room. */
	readonly left: number;
}

/** The setting's number of tokens. */
export async function inputTokens(home: string): Promise<number> {
	const { configText } = await import("../../../src/base/config.ts");
	return Math.max(100, Number(await configText(home, "ask.input_tokens")));
}

/** Passages of one document that go along when there are many documents: others shall have room, too. */
const MOST_OF_ONE = 3;
/** Files that are looked at when the desk is searched, and tokens of what is taken from them. */
const SEARCHED = 12;
const SEARCHED_TOKENS = 4_000;

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
	return await best(
		documents,
		question,
		budget,
		documents.map(() => 1),
		Number.POSITIVE_INFINITY,
		first,
		pace,
	);
}

/** The passages of the desk that fit a question best. @returns what search has to say, too */
export async function searchedParts(
	vfs: Vfs,
	question: string,
	budget: number,
	first: number,
	context: Pick<Context, "signal">,
	wait: boolean,
): Promise<Selection & { readonly note?: string }> {
	const { search } = await import("../../../src/search/index.ts");
	const { hits, note } = await search(vfs, {
		query: question,
		mode: "hybrid",
		filter: { except: { mounts: ["trash", "sys", "prompts", "agents", "search"] } },
		limit: SEARCHED,
		snippets: false,
		wait,
		signal: context.signal,
	});
	const pace = pacer(context);
	const documents: Document[] = [];
	const weights: number[] = [];
	for (const { path, score } of hits) {
		const document = await documentOf(vfs, await vfs.stat(path), pace);
		if (document === undefined) continue;
		documents.push(document);
		weights.push(score);
	}
	const selection = await best(
		documents,
		question,
		Math.min(budget, SEARCHED_TOKENS),
		weights,
		MOST_OF_ONE,
		first,
		pace,
	);
	return { ...selection, ...(note === undefined ? {} : { note }) };
}

/**
 * The passages of weighted files that fit a question best: what is believed more surely goes before what fits as well.
 * @param budget tokens (estimated) @param first the number of the first
 */
export async function weightedParts(
	vfs: Vfs,
	question: string,
	budget: number,
	first: number,
	files: readonly { readonly path: string; readonly weight: number }[],
	pace: Pace,
): Promise<Selection> {
	const documents: Document[] = [];
	const weights = new Map<Document, number>();
	for (const { path, weight } of files) {
		const document = await documentOf(vfs, await vfs.stat(path), pace);
		if (document === undefined) continue;
		documents.push(document);
		weights.set(document, weight);
	}
	const room = Math.min(budget, SEARCHED_TOKENS);
	const { parts, left } = await best(documents, question, room, [...weights.values()], MOST_OF_ONE, first, pace);
	return { parts: parts.map((part) => ({ ...part, weight: weights.get(part.document) ?? 0 })), left };
}

/** The passages with the highest scores that have room, in the order of their documents. */
async function best(
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
	const { relevance } = await localAnswers();
	const texts = candidates.map(({ text }) => text);
	const scores = await relevance(question, texts, pace);
	// What tells nothing comes in turn, from the beginning of each document on.
	const position = new Map<Document, number>();
	for (const [index, candidate] of candidates.entries()) {
		const at = position.get(candidate.document) ?? 0;
		position.set(candidate.document, at + 1);
		const weight = 0.2 + (weights[documents.indexOf(candidate.document)] ?? 0);
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

/** What a conversation keeps of parts: where they are, not what they say. */
export function keptOf(parts: readonly Part[]): KeptSource[] {
	return parts
		.filter(({ document }) => document.node > 0)
		.map(({ number, document: { node, path, revision }, start, end }) => ({
			number,
			node,
			path,
			revision,
			start,
			end,
		}));
}

/** Kept parts as they were; those whose file has changed or gone since are left out. */
export async function restoredParts(vfs: Vfs, kept: readonly KeptSource[], pace: Pace): Promise<Part[]> {
	const documents = new Map<number, Document | undefined>();
	const parts: Part[] = [];
	for (const { number, node, revision, start, end } of kept) {
		if (!documents.has(node)) {
			const path = vfs.reader().pathOf(node);
			const stat = path === undefined ? undefined : await vfs.find(path);
			documents.set(node, stat === undefined ? undefined : await documentOf(vfs, stat, pace));
		}
		const document = documents.get(node);
		if (document !== undefined && document.revision === revision && end <= document.bytes.length)
			parts.push(partOf(document, start, end, number));
	}
	return parts;
}
