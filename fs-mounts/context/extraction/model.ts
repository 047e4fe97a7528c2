/** Extraction by a language model: what it quotes from a file, found again in it. */
import type { Pace } from "../../../src/base/pace.ts";
import { type CallRequest, FENCED_IS_DATA, fenced, type Gateway } from "../../../src/llm/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import type { Extract } from "./claims.ts";
import { placesOf } from "./quotes.ts";
import type { Cited, Reading } from "./reading.ts";

const SYSTEM = `You draw from one text what it says about a business: themes (words), claims and numbers. ${FENCED_IS_DATA}

Quote claims and numbers word for word from the text, in its language, each as one piece that stands in it; nothing that is not in it.`;

const list = { type: "array", items: { type: "string" } };
const SCHEMA = {
	type: "object",
	properties: { themes: list, claims: list, numbers: list },
	required: ["themes", "claims", "numbers"],
	additionalProperties: false,
};
/** How much of a text goes along with one call (UTF-16 units). */
const LONGEST = 60_000;
/** Of what a model says of one part. */
const MOST = { themes: 12, claims: 60, numbers: 120, letters: 60 };

/** What a model gave, of it what the text says. */
export interface Drawn extends Extract {
	/** Quotes that do not stand in the text. */
	readonly lost: readonly string[];
}

/** A part of a text, in UTF-16 units, and the call that draws from it. */
export interface Part {
	readonly start: number;
	readonly end: number;
	readonly request: CallRequest;
}

/** The calls that draw from a text, which has been judged: as many as it has parts, cut at the end of a paragraph or line. */
export function callsFor(path: string, text: string, markOf: (text: string) => string): Part[] {
	return partsOf(text).map(({ start, end }) => {
		const sent = text.slice(start, end);
		const line = 1 + (text.slice(0, start).match(/\n/g)?.length ?? 0);
		const source = { number: 1, path, text: sent, line, lastLine: line + (sent.match(/\n/g)?.length ?? 0) };
		const messages = [{ role: "user" as const, content: fenced([source], markOf) }];
		return {
			start,
			end,
			request: { feature: "context:extract", system: SYSTEM, messages, schema: SCHEMA, personal: [] },
		};
	});
}

/** @throws DeskError EKEY without a provider, EBUDGET, ENETWORK, EFORMAT for an answer that is none; the signal's reason */
export async function extractByModel(
	gateway: Gateway,
	reading: Reading,
	calls: readonly Part[],
	pace: Pace,
	signal: AbortSignal,
): Promise<Drawn> {
	const themes: string[] = [];
	const claims: Cited[] = [];
	const numbers: Cited[] = [];
	const lost: string[] = [];
	for (const { start, end, request } of calls) {
		const { value } = await gateway.call(request, signal);
		const said = value as { themes: string[]; claims: string[]; numbers: string[] };
		themes.push(...said.themes.flatMap(themeOf));
		for (const [kind, into] of [
			["claims", claims],
			["numbers", numbers],
		] as const) {
			const placed = await placesOf(reading, said[kind].slice(0, MOST[kind]), pace, start, end);
			into.push(...placed.found);
			lost.push(...placed.lost);
		}
	}
	const inOrder = (one: Cited, other: Cited) => one.start - other.start || one.end - other.end;
	return {
		themes: [...new Set(themes)].slice(0, MOST.themes),
		claims: claims.sort(inOrder),
		numbers: numbers.sort(inOrder),
		lost,
	};
}

/** A theme is a few words on one line, whatever a model was made to say. */
function themeOf(said: string): string[] {
	const theme = printable(said.replace(/\s+/g, " ").trim());
	return theme === "" || theme.length > MOST.letters ? [] : [theme];
}

function partsOf(text: string): { start: number; end: number }[] {
	const parts: { start: number; end: number }[] = [];
	for (let start = 0; start < text.length; start = parts.at(-1)?.end ?? text.length)
		parts.push({ start, end: cut(text, start) });
	return parts.filter(({ start, end }) => text.slice(start, end).trim() !== "");
}

/** Where a part ends: behind the last paragraph, line or word that has room, never within a character. */
function cut(text: string, start: number): number {
	const most = start + LONGEST;
	if (most >= text.length) return text.length;
	for (const end of ["\n\n", "\n", " "]) {
		const at = text.lastIndexOf(end, most - end.length);
		if (at > start + LONGEST / 2) return at + end.length;
	}
	return /[\uDC00-\uDFFF]/.test(text.charAt(most)) ? most - 1 : most;
}
