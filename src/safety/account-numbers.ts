/** Numbers of payment cards (ISO/IEC 7812) and bank accounts (IBAN, ISO 13616) in a text. */

/** From one offset in a text to another. */
export type Span = [start: number, end: number];

/** How the digits of a card are grouped: as printed, or not at all. */
const SHAPES = new Set([
	"4 4 4 4",
	"4 6 5",
	"4 6 4",
	"4 4 4 4 3",
	"4 4 4 4 2",
	"4 4 4 1",
	"6 13",
	"13",
	"14",
	"15",
	"16",
	"17",
	"18",
	"19",
]);
const MOST_GROUPS = 5;

/** Beginnings of the numbers of each network, and how long they are. */
const NETWORKS: readonly (readonly [RegExp, readonly number[]])[] = [
	[/^4/, [13, 16, 19]], // Visa
	[/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]], // Mastercard
	[/^3[47]/, [15]], // American Express
	[/^(?:6011|64[4-9]|65)/, [16]], // Discover
	[/^62/, [16, 17, 18, 19]], // UnionPay
	[/^35(?:2[89]|[3-8])/, [16]], // JCB
	[/^(?:30[0-5]|3095|36|38|39)/, [14]], // Diners Club
	[/^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, [13, 15, 16, 18, 19]], // Maestro
	[/^220[0-4]/, [16]], // Mir
];

/** What goes before a number that is none of a card, though it may look like one. */
const OTHER_NUMBER =
	/(?:order|tracking|invoice|shipment|parcel|ticket|customer|serial|bestell\w*|auftrags?\w*|sendungs?\w*|rechnungs?\w*|kunden\w*|commande|pedido|ordine)[ \t]*(?:no|nr|num|number|nummer|id|code|n°|№|#)?[ \t.:#=-]*$/i;

/** Card numbers: the right beginning, length, grouping and check digit, and no letters or digits next to them. */
export function cardNumbers(text: string): Span[] {
	const spans: Span[] = [];
	for (const { 0: run, index } of text.matchAll(/\d[\d \u00a0\u202f-]{11,}\d/g)) {
		const groups = [...run.matchAll(/\d+/g)].map((group) => ({ digits: group[0], at: index + group.index }));
		for (let from = 0; from < groups.length; from++) {
			const to = cardFrom(text, groups, from);
			if (to === undefined) continue;
			const start = groups[from]?.at ?? 0;
			const last = groups[to - 1];
			spans.push([start, (last?.at ?? 0) + (last?.digits.length ?? 0)]);
			from = to - 1;
		}
	}
	return spans;
}

interface Group {
	readonly digits: string;
	readonly at: number;
}

/** The end of the groups that make a card number from one of them on. */
function cardFrom(text: string, groups: readonly Group[], from: number): number | undefined {
	for (let to = Math.min(groups.length, from + MOST_GROUPS); to > from; to--) {
		const part = groups.slice(from, to);
		if (
			!SHAPES.has(part.map(({ digits }) => digits.length).join(" ")) ||
			!isCard(part.map(({ digits }) => digits).join(""))
		)
			continue;
		const first = part[0] as Group;
		const last = part.at(-1) as Group;
		const end = last.at + last.digits.length;
		const gaps = new Set(part.slice(1).map(({ at, digits: _ }, index) => text.slice(endOf(part[index]), at)));
		if (gaps.size > 1 || [...gaps].some((gap) => gap.length !== 1)) continue;
		const before = text.slice(Math.max(0, first.at - 40), first.at);
		if (/[\p{L}\p{N}_.+#/]$|\d-$/u.test(before) || /^(?:[\p{L}\p{N}_]|[.,/-]\d)/u.test(text.slice(end, end + 2)))
			continue;
		if (part.length === 1 && (OTHER_NUMBER.test(before) || /\p{L}-$/u.test(before))) continue;
		return to;
	}
	return undefined;
}

const endOf = (group: Group | undefined) => (group?.at ?? 0) + (group?.digits.length ?? 0);

function isCard(digits: string): boolean {
	return NETWORKS.some(([begins, lengths]) => begins.test(digits) && lengths.includes(digits.length)) && luhn(digits);
}

/** The check of ISO/IEC 7812-1, annex B. */
export function luhn(digits: string): boolean {
	let sum = 0;
	for (let at = 0; at < digits.length; at++) {
		const digit = Number(digits[digits.length - 1 - at]);
		sum += at % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
	}
	return sum % 10 === 0;
}

/** How long the IBANs of each country are (SWIFT's registry of IBANs, release 99). */
const IBAN_LENGTHS = new Map(
	"AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
		.split(" ")
		.map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** IBANs: of a country, with its length, and right by their check digits. */
export function bankAccounts(text: string): Span[] {
	const spans: Span[] = [];
	if (!/[A-Za-z]{2}\d{2}/.test(text)) return spans;
	for (const { 0: found, index } of text.matchAll(
		/(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \u00a0\u202f-]?[A-Za-z0-9]){11,30}/g,
	)) {
		const length = IBAN_LENGTHS.get(found.slice(0, 2).toUpperCase()) ?? 0;
		const end = index + offsetAfter(found, length);
		const iban = found.replaceAll(/[^A-Za-z0-9]/g, "").slice(0, length);
		if (length > 0 && iban.length === length && mod97(iban) === 1 && !/^[A-Za-z0-9]/.test(text.slice(end, end + 1)))
			spans.push([index, end]);
	}
	return spans;
}

/** Where so many letters and digits of a text end. */
function offsetAfter(text: string, count: number): number {
	let left = count;
	for (let at = 0; at < text.length; at++) if (/[A-Za-z0-9]/.test(text[at] ?? "") && --left === 0) return at + 1;
	return text.length;
}

/** The remainder that ISO 7064, MOD 97-10 makes of an IBAN: 1 when it is right. */
export function mod97(iban: string): number {
	let remainder = 0;
	for (const letter of iban.slice(4) + iban.slice(0, 4)) {
		const value = Number.parseInt(letter, 36);
		remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
	}
	return remainder;
}
