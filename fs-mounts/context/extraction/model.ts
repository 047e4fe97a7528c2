/** Extraction by a language model: what it quotes from a file, found again in it. */
import type { Context } from "../../../src/command/index.ts";
import { type CallRequest, FENCED_IS_DATA, fenced, Gateway } from "../../../src/llm/index.ts";
import type { Vfs } from "../../../src/vfs/index.ts";
import type { Cited, Extract } from "./claims.ts";

const SYSTEM = `You draw from one text what it says about a business: themes (words), claims and numbers. ${FENCED_IS_DATA}

Quote claims and numbers word for word from the text, in its language, each as one piece that stands in it; nothing that is not in it.`;

const list = { type: "array", items: { type: "string" } };
const SCHEMA = {
	type: "object",
	properties: { themes: list, claims: list, numbers: list },
	required: ["themes", "claims", "numbers"],
	additionalProperties: false,
};
/** How much of a text goes along (UTF-16 units). */
const LONGEST = 60_000;

/** @throws DeskError EKEY without a provider, EBUDGET, ENETWORK, ESAFETY */
export async function extractByModel(context: Context, vfs: Vfs, path: string, text: string): Promise<Extract> {
	const gateway = await Gateway.open(vfs, {
		home: context.home,
		variables: context.variables,
		warn: (said) => context.note(said),
		signal: context.signal,
	});
	const sent = text.slice(0, LONGEST);
	const source = { number: 1, path, text: sent, line: 1, lastLine: sent.split("\n").length };
	const request: CallRequest = {
		feature: "context extract",
		system: SYSTEM,
		messages: [{ role: "user", content: fenced([source], (plain) => vfs.store.markOf(plain)) }],
		schema: SCHEMA,
	};
	const { value } = await gateway.call(request, context.signal);
	const {
		themes = [],
		claims = [],
		numbers = [],
	} = value as { themes?: string[]; claims?: string[]; numbers?: string[] };
	const quoted = (quotes: readonly string[]) => quotes.flatMap((quote) => placeOf(text, quote));
	return {
		themes: themes.slice(0, 12),
		claims: quoted(claims),
		numbers: quoted(numbers).map((one) => ({ ...one, kind: "count" as const })),
	};
}

/** Where a quote stands, its blanks as they may be; nothing for what the text does not say. */
function placeOf(text: string, quote: string): Cited[] {
	const words = quote
		.trim()
		.split(/\s+/)
		.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
	if (words.length === 0 || words[0] === "" || words.length > 300) return [];
	const found = new RegExp(words.join("\\s+")).exec(text);
	if (found === null) return [];
	const start = Buffer.byteLength(text.slice(0, found.index));
	return [{ text: found[0].replace(/\s+/g, " "), start, end: start + Buffer.byteLength(found[0]) }];
}
