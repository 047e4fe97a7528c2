/** What has a form of its own, taken out of text without a language model: dates, amounts, addresses, numbers of accounts and telephones. */
import type { Pace } from "../../base/pace.ts";
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

/** Lengths of IBANs by country: the registry of SWIFT (ISO 13616), release 99. */
const IBAN_LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
	`AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22
	GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27
	MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22
	VG24 XK20 YE30`
		.split(/\s+/)
		.map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);
const IBAN = /(?<![A-Za-z0-9])([A-Z]{2}\d\d)((?:[ \u00a0-]?[A-Z0-9]){11,30})/g;

/** Numbers of bank accounts whose length and check digits are right. */
function* ibansIn(line: string): Generator<Found> {
	if (!/[A-Z]{2}\d\d/.test(line)) return;
	for (const match of line.matchAll(IBAN)) {
		const length = IBAN_LENGTHS[match[0].slice(0, 2)];
		if (length === undefined) continue;
		// A word behind it may look like a part of it.
		let end = 0;
		let value = "";
		while (end < match[0].length && value.length < length) {
			if (/[A-Z0-9]/.test(match[0][end] as string)) value += match[0][end];
			end++;
		}
		const behind = line[match.index + end] ?? " ";
		if (value.length === length && !/[A-Za-z0-9]/.test(behind) && isIban(value))
			yield { start: match.index, end: match.index + end, value };
	}
}

/** ISO 7064 MOD 97-10: letters are 10 to 35, the first four characters go to the end, and the remainder is 1. */
export function isIban(text: string): boolean {
	let remainder = 0;
	for (const char of text.slice(4) + text.slice(0, 4)) {
		const value = Number.parseInt(char, 36);
		remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
	}
	return remainder === 1;
}

const PHONE =
	/(?<![\p{L}\p{N}.,/+#€$£-])(?:\+\d{1,3}|00\d{1,3}|0\d{1,5}|\(0?\d{1,5}\)|(?=\d{3}[-. ]\d{3}[-. ]\d{4}(?!\d)))(?:[ \u00a0./-]{0,2}(?:\(0?\d{1,5}\)|\d{1,12})){1,7}(?![\p{L}\p{N}]|[.,-]\d)/gu;

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
