/** What a text claims, counts and is about, taken out of it without a language model: its own sentences, with the bytes where they stand. */
import { type EntityKind, localAnswers } from "../../../src/llm/index.ts";
import { STOP_WORDS, termsOf } from "../../../src/search/index.ts";
import { sentencesOf } from "../../../src/text/index.ts";
import type { Cited, Reading } from "./reading.ts";

/** What is found in a text. */
export interface Extract {
	/** Words that say what it is about, the most telling first. */
	readonly themes: readonly string[];
	readonly claims: readonly Cited[];
	readonly numbers: readonly Cited[];
}

/** A number with what it is. */
type Counted = Cited & { readonly kind: "amount" | "date" | "share" | "count" };

/** What this machine finds. */
export interface LocalExtract extends Extract {
	readonly numbers: readonly Counted[];
}

/** A sentence that says how something is, compares, explains or wants. English, German, French, Spanish. */
const CLAIMS =
	/\b(?:always|never|because|since|more|less|most|least|better|worse|best|worst|prefer\w*|want\w*|need\w*|like[sd]?|love[sd]?|hate[sd]?|asks?|asked|bought|buys?|sells?|sold|grew|grow[ns]?|fell|drop\w*|increas\w*|decreas\w*|works?|worked|fail\w*|expensive|cheap\w*|faster|slower|only|must|should|immer|nie|weil|mehr|weniger|besser|schlechter|wollen|will|braucht|kauft\w*|teuer|toujours|jamais|parce|plus|moins|mieux|veut|veulent|achète\w*|cher|siempre|nunca|porque|más|menos|mejor|peor|quiere\w*|compra\w*|caro)\b/iu;
const SHARE = /\d+(?:[.,]\d+)?\s?(?:%|percent\b|prozent\b|pour cent\b|por ciento\b)/giu;
const COUNT = /\b\d{1,3}(?:[.,\u202f ]\d{3})*(?:[.,]\d+)?\s+\p{L}{3,}/gu;

const MOST_CLAIMS = 12;
const MOST_NUMBERS = 30;
const MOST_THEMES = 8;
const SHORTEST = 4;

/**
 * What a text says. The claims are those of its sentences that say most of it (LexRank) and have the form of a claim.
 * @param pace gives turns and throws when called off
 */
export async function extractFrom(
	{ text, cite }: Reading,
	pace: () => Promise<void> | undefined,
): Promise<LocalExtract> {
	const { entitiesIn, summarySentences } = await localAnswers();
	const claiming = [...sentencesOf(text)].filter(
		({ start, end, heading }) =>
			!heading && text.slice(start, end).split(/\s+/).length >= SHORTEST && isClaim(text.slice(start, end)),
	);
	const chosen = await summarySentences(
		claiming.map(({ start, end }) => text.slice(start, end)),
		{ sentences: MOST_CLAIMS },
		pace,
	);
	const claims = chosen
		.map(({ text: index }) => claiming[index])
		.flatMap((one) => (one === undefined ? [] : [cite(one.start, one.end)]));
	const numbers: Counted[] = [];
	const kinds = new Set<EntityKind>(["amounts", "dates"]);
	for await (const { kind, start, end } of entitiesIn(text, kinds, true, pace))
		numbers.push({ ...cite(start, end), kind: kind === "amounts" ? "amount" : "date" });
	for (const [pattern, kind] of [
		[SHARE, "share"],
		[COUNT, "count"],
	] as const)
		for (const found of text.matchAll(pattern)) {
			const [start, end] = [found.index, found.index + found[0].length];
			const place = { ...cite(start, end), kind };
			if (!numbers.some((other) => other.start < place.end && place.start < other.end)) numbers.push(place);
		}
	numbers.sort((one, other) => one.start - other.start);
	return { themes: themesOf(text), claims: dedupe(claims), numbers: numbers.slice(0, MOST_NUMBERS) };
}

function isClaim(sentence: string): boolean {
	return !sentence.endsWith("?") && (CLAIMS.test(sentence) || /\d\s?%/.test(sentence));
}

function dedupe(claims: readonly Cited[]): Cited[] {
	const seen = new Set<string>();
	return claims
		.filter(({ text }) => !seen.has(text.toLowerCase()) && seen.add(text.toLowerCase()))
		.toSorted((one, other) => one.start - other.start);
}

/** The terms that come most often, as they are written most often; longer ones count a little more. */
function themesOf(text: string): string[] {
	const counts = new Map<string, { count: number; forms: Map<string, number> }>();
	for (const [form] of text.matchAll(/\p{L}[\p{L}\p{M}'’-]{2,}/gu)) {
		const word = form.toLowerCase();
		const term = termsOf(word)[0];
		if (term === undefined || STOP_WORDS.has(word)) continue;
		const entry = counts.get(term) ?? { count: 0, forms: new Map<string, number>() };
		entry.count++;
		entry.forms.set(word, (entry.forms.get(word) ?? 0) + 1);
		counts.set(term, entry);
	}
	return [...counts.values()]
		.filter(({ count }) => count > 1)
		.map(({ count, forms }) => {
			const [form = ""] = [...forms].sort((one, other) => other[1] - one[1])[0] ?? [];
			return { form, score: count * Math.log(2 + form.length) };
		})
		.sort((one, other) => other.score - one.score || (one.form < other.form ? -1 : 1))
		.slice(0, MOST_THEMES)
		.map(({ form }) => form);
}
