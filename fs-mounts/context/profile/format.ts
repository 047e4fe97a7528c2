/** The profile of a business: what it is, for whom, and how it speaks. */
import { type Field, type FieldValues, listField, textField, valueError } from "../../../src/text/index.ts";
import { type Document, parsedDocument, readDocument, wordsField } from "../document.ts";
import { definePart } from "../part.ts";

const list = (what: string) => listField(`is no list of ${what}`, "write one a line, or [a, b]");

/** ISO 4217, as this program's Unicode data knows it. */
export const CURRENCY: Field<string> = textField(
	"is no currency",
	"write three letters such as EUR (ISO 4217)",
	(text) => Intl.supportedValuesOf("currency").includes(text),
);
const ZONE: Field<string> = textField("is no time zone", "write a name such as Europe/Berlin", isZone);

const FIELDS = {
	name: wordsField("name"),
	offer: wordsField("offer"),
	audiences: list("audiences"),
	tone: list("words"),
	channels: list("channels"),
	goals: list("goals"),
	competitors: list("competitors"),
	constraints: list("constraints"),
	currency: CURRENCY,
	time_zone: ZONE,
};

/** What the front matter of a profile says. */
export type Profile = FieldValues<typeof FIELDS> & { name: string };

/** @throws DeskError EFORMAT with line and column */
export function parseProfile(text: string): { profile: Profile; document: Document<typeof FIELDS> } {
	const document = readDocument("profile.md", text, FIELDS);
	const { name, ...others } = document.fields;
	if (name === undefined)
		throw valueError(text, ["name"], "a business has no name", "write `name: …` between the lines of three hyphens");
	return { profile: { name, ...others }, document };
}

/** `profile.md`. */
export const profile = definePart<Profile>({
	parse(text) {
		const read = parseProfile(text);
		return parsedDocument(read.profile, { ...read.document, title: read.profile.name });
	},
	project({ name, offer = null, currency = null, time_zone = null }, node, tree) {
		tree.run(
			"INSERT INTO business (node, name, offer, currency, zone) VALUES (?, ?, ?, ?, ?)",
			node,
			name,
			offer,
			currency,
			time_zone,
		);
	},
});

function isZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat("en", { timeZone: name });
		return /[A-Za-z]/.test(name);
	} catch {
		return false;
	}
}
