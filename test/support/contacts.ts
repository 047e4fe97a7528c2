/** What tests of contacts have in common: cards, and the random cards of property tests. */
import fc from "fast-check";
import { cardProblems } from "../../fs-mounts/contacts/problems.ts";
import { type Card, readCards } from "../../fs-mounts/contacts/vcard.ts";

/** A card of these lines, with the ends of lines that the standards ask for. */
export function vcard(version: string, ...lines: string[]): string {
	return ["BEGIN:VCARD", `VERSION:${version}`, ...lines, "END:VCARD", ""].join("\r\n");
}

export const ANN = vcard(
	"3.0",
	"UID:uid-ann",
	"FN:Ann Example",
	"N:Example;Ann;;;",
	"EMAIL:ann@example.com",
	"NICKNAME:Annie",
	"ORG:Acme",
	"TEL:+49 30 1234567",
	"CATEGORIES:friends",
);
export const JOE = vcard(
	"4.0",
	"UID:urn:uuid:joe",
	"FN:Jörg Müller",
	"EMAIL:joerg@example.de",
	"EMAIL;PREF=1:Chef@example.de",
	"NOTE:likes ice cream",
);

/** The first card of a file. */
export function cardOf(text: string): Card {
	const [first] = readCards(text).cards;
	if (first === undefined) throw new Error("no card");
	return first;
}

/** What is broken in a file of cards. */
export function problemsOf(text: string): ReturnType<typeof cardProblems> {
	const { tree, cards } = readCards(text);
	return cardProblems(tree, cards);
}

/** Lines of a card: what producers write, and unknown properties. */
const anyLine = fc.oneof(
	fc.constantFrom(
		"TEL;type=HOME;type=pref:+1 555 0100",
		"item1.EMAIL:ann@example.com",
		"item1.X-ABLabel:_$!<Other>!$_",
		"item2.URL:http://example.com/",
		"item2.X-ABLabel:home page",
		"NOTE:a\\, b\\nc\\; d",
		"ADR;TYPE=work:;;1 Main St\\, 2;City;;123;",
		"BDAY:1985-04-12",
		"X-UNKNOWN;X-P=1:some;thing,else\\n",
		"PHOTO;ENCODING=b;TYPE=PNG:AAEC\r\n AwQF",
		"REV:2020-01-01T00:00:00Z",
		"CATEGORIES:a,b\\,c",
		"KIND:individual",
		"",
	),
	fc.stringMatching(/^X-[A-Z]{1,5}:[ -~]{0,100}$/),
);
/** Any card of two versions and both ends of lines. */
export const anyCard = fc
	.tuple(fc.constantFrom("3.0", "4.0"), fc.array(anyLine, { maxLength: 12 }), fc.constantFrom("\r\n", "\n"))
	.map(([version, lines, eol]) => vcard(version, "FN:Ann", "N:Ann;;;;", ...lines).replaceAll("\r\n", eol));
