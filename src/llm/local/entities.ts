/** What has a form of its own, taken out of text without a language model: dates, amounts, addresses, numbers of accounts and telephones. */
import type { Pace } from "../../base/pace.ts";
import { bankAccounts } from "../../safety/index.ts";
import { amountsIn } from "./amounts.ts";
import { datesIn } from "./written-dates.ts";

/** What these answers are called. */
export const PATTERNS_BY = "patterns";

/** What can be taken out; the order is who goes first where two claim the same characters. */
export const ENTITY_KINDS = ["urls", "emails", "ibans", "dates", "amounts", "phones"] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];

/** Something found in a text. */
export interface Entity {
	readonly kind: EntityKind;
	/** UTF-16 indices into the text. */
	readonly start: number;
	readonly end: number;
	/** From 1. */
	readonly line: number;
	/** In one form whatever it was written like: ISO 8601, `1234.50 EUR`, `+46311234567`, an IBAN without blanks. */
	readonly value: string;
}

interface Found {
	readonly start: number;
	readonly end: number;
	readonly value: string;
}

/** How one kind is found in a line, by kind. */
const FINDERS: Readonly<Record<EntityKind, (line: string, dayFirst: boolean) => Iterable<Found>>> = {
	urls: urlsIn,
	emails: emailsIn,
	ibans: ibansIn,
	dates: datesIn,
	amounts: function* (line) {
		for (const { start, end, number, currency } of amountsIn(line))
			yield { start, end, value: `${number} ${currency}` };
	},
	phones: phonesIn,
};

/** Longer lines are read in pieces (UTF-16 units). */
const LONGEST_LINE = 16 * 1024;

/**
 * All of some kinds in a text, in its order. Linear time.
 * @param dayFirst whether `3/4/2026` is 3 April
 * @throws the reason of the pace's signal
 */
export async function* entitiesIn(
	text: string,
	kinds: ReadonlySet<EntityKind>,
	dayFirst: boolean,
	pace: Pace,
): AsyncGenerator<Entity, void, undefined> {
	let line = 1;
	for (let at = 0; at < text.length; ) {
		const newline = text.indexOf("\n", at);
		const end = pieceEnd(text, at, newline < 0 ? text.length : newline);
		for (const found of entitiesOfLine(text.slice(at, end), kinds, dayFirst))
			yield { ...found, start: found.start + at, end: found.end + at, line };
		at = end;
		if (text[at] === "\n") {
			at++;
			line++;
		}
		const turn = pace();
		if (turn !== undefined) await turn;
	}
}

/** The end of the line, or of a piece of it that ends before a blank. */
function pieceEnd(text: string, from: number, end: number): number {
	if (end - from <= LONGEST_LINE) return end;
	const blank = text.lastIndexOf(" ", from + LONGEST_LINE);
	return blank > from ? blank : from + LONGEST_LINE;
}

function entitiesOfLine(line: string, kinds: ReadonlySet<EntityKind>, dayFirst: boolean): Omit<Entity, "line">[] {
	const all: Omit<Entity, "line">[] = [];
	const taken = new Uint8Array(line.length);
	// All kinds are looked for, so that the digits of a date are no telephone when only those are asked for.
	for (const kind of ENTITY_KINDS)
		for (const { start, end, value } of FINDERS[kind](line, dayFirst)) {
			if (taken.subarray(start, end).includes(1)) continue;
			taken.fill(1, start, end);
			if (kinds.has(kind)) all.push({ kind, start, end, value });
		}
	return all.sort((a, b) => a.start - b.start);
}

const URL_PATTERN = /(?<![\p{L}\p{N}@.])(?:https?:\/\/|www\.)[^\s<>"'`{}|\\^[\]]{2,2000}/giu;

/** Addresses of the web, without the marks of the sentence behind them. */
function* urlsIn(line: string): Generator<Found> {
	if (!line.includes("://") && !/www\./i.test(line)) return;
	for (const { 0: match, index } of line.matchAll(URL_PATTERN)) {
		let url = match;
		for (;;) {
			const open = url.split("(").length - url.split(")").length;
			if (/[.,;:!?*_~’”»…]$/.test(url) || (url.endsWith(")") && open < 0)) url = url.slice(0, -1);
			else break;
		}
		const value = /^www\./i.test(url) ? `https://${url}` : url;
		if (URL.canParse(value) && new URL(value).hostname.length > 1)
			yield { start: index, end: index + url.length, value };
	}
}

const EMAIL =
	/(?<![\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-])[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]{1,64}){0,8}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}\p{L}{2,63}(?![\p{L}\p{N}])/gu;

/** Mail addresses; the domain is in lower case, as case makes no difference there (RFC 5321). */
function* emailsIn(line: string): Generator<Found> {
	if (!line.includes("@")) return;
	for (const { 0: match, index } of line.matchAll(EMAIL)) {
		const at = match.lastIndexOf("@");
		yield { start: index, end: index + match.length, value: match.slice(0, at) + match.slice(at).toLowerCase() };
	}
}

/** Numbers of bank accounts: of a country, with its length, and right by their check digits. */
function* ibansIn(line: string): Generator<Found> {
	for (const [start, end] of bankAccounts(line)) {
		yield {
			start,
			end,
			value: line
				.slice(start, end)
				.replaceAll(/[^A-Za-z0-9]/g, "")
				.toUpperCase(),
		};
	}
}

const SEPARATOR = "[ \\u00a0./-]";
/** Digits next to each other are of one group, so that there is one way only to read them: else time would grow without bound. */
const PHONE = new RegExp(
	"(?<![\\p{L}\\p{N}.,/+#€$£-])" +
		"(?:\\+\\d{1,15}|0\\d{1,14}|\\(0?\\d{1,5}\\)\\d{0,12}|(?=\\d{3}[-. ]\\d{3}[-. ]\\d{4}(?!\\d))\\d{3})" +
		`(?:${SEPARATOR}{1,2}\\d{1,12}|${SEPARATOR}{0,2}\\(0?\\d{1,5}\\)\\d{0,12}){0,7}` +
		"(?![\\p{L}\\p{N}]|[.,-]\\d)",
	"gu",
);

/** Telephone numbers: with a country code, a leading zero, or in America's three groups; 7 to 15 digits (E.164). */
function* phonesIn(line: string): Generator<Found> {
	for (const { 0: match, index } of line.matchAll(PHONE)) {
		const international = /^(?:\+|00)/.test(match);
		// +46 (0)31: the zero is dialled within the country only.
		const digits = (international ? match.replace(/\(0\)/, "").replace(/^00/, "") : match).replace(/\D/g, "");
		const hasForm = international || /[ ()./-]/.test(match.trim()) || digits.length >= 9;
		if (digits.length >= 7 && digits.length <= 15 && hasForm)
			yield { start: index, end: index + match.length, value: international ? `+${digits}` : digits };
	}
}
