/** Which text of the desk goes along with a question, and what a conversation keeps of it. */
import type { Pace } from "../../../src/base/pace.ts";
import { type Context, pacer } from "../../../src/command/index.ts";
import {
	bestParts,
	type Document,
	documentOf,
	type KeptSource,
	MOST_OF_ONE,
	type Part,
	partOf,
	RETRIEVED_TOKENS,
	type Selection,
} from "../../../src/llm/index.ts";
import type { Vfs } from "../../../src/vfs/index.ts";

/** The setting's number of tokens. */
export async function inputTokens(home: string): Promise<number> {
	const { configText } = await import("../../../src/base/config.ts");
	return Math.max(100, Number(await configText(home, "ask.input_tokens")));
}

/** Files that are looked at when the desk is searched. */
const SEARCHED = 12;

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
	const selection = await bestParts(
		documents,
		question,
		Math.min(budget, RETRIEVED_TOKENS),
		weights,
		MOST_OF_ONE,
		first,
		pace,
	);
	return { ...selection, ...(note === undefined ? {} : { note }) };
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
