/** Domains with other letters than ASCII (RFC 5890), readable where that deceives nobody. */
import { domainToASCII, domainToUnicode } from "node:url";

/** A label in letters that look like those of another script is left in, or becomes, Punycode (RFC 3492). */
export function readableDomain(domain: string): string {
	const isPlain = /^[\x21-\x7e]*$/.test(domain);
	if (isPlain && !/xn--/i.test(domain)) return domain;
	const ascii = isPlain ? domain.toLowerCase() : domainToASCII(domain);
	if (ascii === "") return domain;
	const readable = domainToUnicode(ascii);
	return readable !== "" && readable.split(".").every(isOneScript) && domainToASCII(readable) === ascii
		? readable
		: ascii;
}

const SCRIPTS = [
	/^[\p{Script=Latin}\p{Nd}\p{M}-]*$/u,
	/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}ー\da-z-]*$/u,
	/^[\p{Script=Arabic}\p{M}\d-]*$/u,
	/^[\p{Script=Hebrew}\p{M}\d-]*$/u,
	/^[\p{Script=Thai}\p{M}\d-]*$/u,
	/^[\p{Script=Devanagari}\p{M}\d-]*$/u,
];
/** Cyrillic and Greek words may be written in letters that all look Latin (`аррӏе`): those that have another letter are readable. */
const TELLING = [
	[/^[\p{Script=Cyrillic}\d-]*$/u, /[бвгджзийлнптфцчшщъыьэюяєіїґђћљњџѓќ]/u],
	[/^[\p{Script=Greek}\p{M}\d-]*$/u, /[βγδεζηθλμξπσςφχψω]/u],
] as const;

function isOneScript(label: string): boolean {
	return (
		SCRIPTS.some((script) => script.test(label)) ||
		TELLING.some(([script, letter]) => script.test(label) && letter.test(label))
	);
}
