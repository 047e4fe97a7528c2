/** Amounts of money, as they are written in Europe and America. */

/** What an amount is written with, and the code of ISO 4217 where there is only one that it can mean. */
const SIGNS: Readonly<Record<string, string>> = {
	"€": "EUR",
	"£": "GBP",
	"₹": "INR",
	"₩": "KRW",
	"₽": "RUB",
	"₺": "TRY",
	"₴": "UAH",
	"₪": "ILS",
	zł: "PLN",
	Kč: "CZK",
	euro: "EUR",
	euros: "EUR",
	Euro: "EUR",
	US$: "USD",
	$: "$",
	"¥": "¥",
	kr: "kr",
	":-": "kr",
};
const SIGN = [...Object.keys(SIGNS).sort((a, b) => b.length - a.length), ...Intl.supportedValuesOf("currency")]
	.map((sign) => sign.replace("$", "\\$"))
	.join("|");
/** Digits, perhaps in groups of three, perhaps with a decimal part; no part of a longer number. */
const NUMBER =
	"(?<![\\p{L}\\d.,/-])[-−]?(?:\\d{1,3}(?:[ \\u00a0\\u202f.,'’]\\d{3}){1,5}|\\d{1,15})(?:[.,]\\d{1,2})?(?!\\d|[.,]\\d)";
const BEFORE = new RegExp(
	`(?<![\\p{L}\\p{N}])(${SIGN})[ \\u00a0\\u202f]?(${NUMBER.replace("\\p{L}\\d", "\\d")})`,
	"gu",
);
const AFTER = new RegExp(`(${NUMBER})[ \\u00a0\\u202f]?(${SIGN})(?![\\p{L}\\p{N}])`, "gu");

/** An amount where it stands (UTF-16 indices). */
export interface Amount {
	readonly start: number;
	readonly end: number;
	/** A decimal number without groups, as many digits as written: `1234.50`. */
	readonly number: string;
	/** A code of ISO 4217; `$`, `¥` and `kr` as they are, as several countries have them. */
	readonly currency: string;
}

/** Amounts in a line. A number without a currency is none. */
export function* amountsIn(line: string): Generator<Amount> {
	for (const [pattern, sign, number] of [
		[BEFORE, 1, 2],
		[AFTER, 2, 1],
	] as const)
		for (const match of line.matchAll(pattern)) {
			const written = match[sign] as string;
			yield {
				start: match.index,
				end: match.index + match[0].length,
				number: plainNumber(match[number] as string),
				currency: SIGNS[written] ?? written,
			};
		}
}

/** `1.234,50` and `1,234.50` are `1234.50`; a separator before three digits groups, one before one or two is decimal. */
function plainNumber(written: string): string {
	const text = written.replace("−", "-");
	const decimal = /[.,](\d{1,2})$/.exec(text);
	const whole = (decimal === null ? text : text.slice(0, decimal.index)).replace(/[^\d-]/g, "");
	return decimal === null ? whole : `${whole}.${decimal[1]}`;
}
