/** Reading vCards: 2.1 (versit), 3.0 (RFC 2426) and 4.0 (RFC 6350), as programs really write them. */
import {
	type Component,
	type ContentLine,
	type ContentTree,
	componentsNamed,
	parameterValue,
	readContentTree,
	splitValue,
	unescapeValue,
} from "../../src/text/index.ts";
import { decodeValue, mediaBytes } from "./decode.ts";
import { androidNicknames, imOf, isChat } from "./programs.ts";
import { dateText, emailKey, phoneText } from "./values.ts";

export type Version = "2.1" | "3.0" | "4.0";

/** One property of a card. */
export interface Property {
	readonly line: ContentLine;
	readonly name: string;
	/** Decoded, its escapes still there. */
	readonly raw: string;
	/** Decoded text. */
	readonly text: string;
	/** `home`, `cell` …, in lower case; `pref` is `preferred`. */
	readonly types: readonly string[];
	readonly preferred: boolean;
	/** The name that its owner gave it (Apple's `X-ABLabel`). */
	readonly label?: string | undefined;
}

/** A value with what it is for. */
export interface Entry {
	readonly value: string;
	readonly types: readonly string[];
	readonly label?: string | undefined;
	readonly preferred: boolean;
}

/** A postal address (RFC 6350, 6.3.1). */
export interface Address extends Entry {
	readonly box: string;
	readonly extended: string;
	readonly street: string;
	readonly city: string;
	readonly region: string;
	readonly code: string;
	readonly country: string;
}

/** A picture, sound or key: `size` in bytes, or where it is. */
export interface Media {
	readonly name: string;
	readonly type: string | null;
	readonly size: number | null;
	readonly url: string | null;
}

export interface NameParts {
	readonly family: string;
	readonly given: string;
	readonly additional: string;
	readonly prefixes: string;
	readonly suffixes: string;
}

/** What a card says. */
export interface Card {
	readonly component: Component;
	readonly version: Version;
	readonly properties: readonly Property[];
	/** What it is called: FN, or what stands in for it; never empty. */
	readonly name: string;
	readonly names: readonly string[];
	readonly parts: NameParts | undefined;
	readonly nicknames: readonly string[];
	readonly uid: string | undefined;
	readonly rev: string | undefined;
	/** `individual`, `group`, `org`, `location` … */
	readonly kind: string;
	/** The organisation, then its units. */
	readonly organizations: readonly (readonly string[])[];
	readonly titles: readonly string[];
	readonly roles: readonly string[];
	readonly emails: readonly Entry[];
	readonly phones: readonly Entry[];
	readonly addresses: readonly Address[];
	readonly urls: readonly Entry[];
	readonly ims: readonly Entry[];
	readonly notes: readonly string[];
	readonly categories: readonly string[];
	/** As `dateText` writes them, or as they are where they are no dates. */
	readonly birthday: string | undefined;
	readonly anniversary: string | undefined;
	/** UIDs (or mail addresses) of a group's members, as they are written. */
	readonly members: readonly string[];
	readonly media: readonly Media[];
}

/** Words in parameters without a name that say how a value is encoded, and not what it is for (vCard 2.1). */
const ENCODINGS = /^(?:7bit|8bit|quoted-printable|base64|b|inline|url|content-id|cid)$/i;
/** What producers add and means nothing. */
const IDLE = /^(?:pref|internet|voice|x400|)$/;

/** The cards of a text, and its syntax. A card within a card (AGENT) belongs to that. */
export function readCards(text: string): { tree: ContentTree; cards: Card[] } {
	const tree = readContentTree(text);
	return { tree, cards: cardComponents(tree).map(readCard) };
}

/** The components of a text that are cards. */
export function cardComponents(tree: ContentTree): Component[] {
	const nested = new Set<Component>();
	const all = componentsNamed(tree.components, "VCARD");
	for (const card of all) for (const inner of componentsNamed(card.components, "VCARD")) nested.add(inner);
	return all.filter((card) => !nested.has(card));
}

/** Most of a name that is shown and compared (UTF-16 units). */
const LONGEST_NAME = 250;

/** Read one card, however broken. */
export function readCard(component: Component): Card {
	const version = versionOf(component);
	const properties = readProperties(component, version);
	const of = (...names: string[]) => properties.filter(({ name, text }) => names.includes(name) && text.trim() !== "");
	const texts = (...names: string[]) => [...new Set(of(...names).map(({ text }) => text.trim()))];
	const lists = (...names: string[]) => [
		...new Set(of(...names).flatMap(({ raw, text }) => (version === "2.1" ? text.split(/[,;]/) : listOf(raw)))),
	];
	const entries = (found: Property[], read: (text: string) => string = (text) => text.trim()) =>
		found.map(({ text, types, label, preferred }) => ({ value: read(text), types, label, preferred }));
	const emails = entries(of("EMAIL"), (text) => text.trim().replace(/^mailto:/i, ""));
	const phones = entries(of("TEL"), phoneText);
	const parts = of("N").map(({ raw }) => partsOf(raw, version))[0];
	const organizations = of("ORG")
		.map(({ raw }) =>
			fieldsOf(raw, version)
				.map((unit) => unit.trim())
				.filter((unit) => unit !== ""),
		)
		.filter((units) => units.length > 0);
	const nicknames = [...lists("NICKNAME"), ...androidNicknames(properties)];
	const names = [...texts("FN")];
	const composed = parts === undefined ? "" : fullName(parts);
	const uid = texts("UID")[0];
	return {
		component,
		version,
		properties,
		name: oneLine(
			[names[0], composed, nicknames[0], organizations[0]?.[0], emails[0]?.value, phones[0]?.value, "Unnamed"].find(
				(candidate) => candidate !== undefined && oneLine(candidate) !== "",
			) as string,
		).slice(0, LONGEST_NAME),
		names,
		parts,
		nicknames,
		uid,
		rev: texts("REV")[0],
		kind: (texts("KIND", "X-ADDRESSBOOKSERVER-KIND")[0] ?? "individual").toLowerCase(),
		organizations,
		titles: texts("TITLE"),
		roles: texts("ROLE"),
		emails: emails.filter(({ value }) => emailKey(value) !== ""),
		phones: phones.filter(({ value }) => value !== ""),
		addresses: of("ADR")
			.map((property) => addressOf(property, version))
			.filter(({ value }) => value !== ""),
		urls: entries(of("URL")),
		ims: properties.filter(({ name, text }) => isChat(name) && text.trim() !== "").map(imOf),
		notes: texts("NOTE"),
		categories: lists("CATEGORIES", "X-CATEGORIES"),
		birthday: of("BDAY").map(dateOf)[0],
		anniversary: of("ANNIVERSARY", "X-ANNIVERSARY", "X-MS-ANNIVERSARY").map(dateOf)[0],
		members: texts("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER"),
		media: of("PHOTO", "LOGO", "SOUND", "KEY").map(mediaOf),
	};
}

/** The version that a card says, or the one that it looks like. */
export function versionOf(component: Component): Version {
	const said = component.lines.find(({ name }) => name === "VERSION")?.value.trim();
	if (said === "2.1" || said === "3.0" || said === "4.0") return said;
	const isOld = component.lines.some(({ parameters }) => parameters.some(({ name }) => name === ""));
	return isOld ? "2.1" : "3.0";
}

function readProperties(component: Component, version: Version): Property[] {
	const labels = new Map<string, string>();
	for (const line of component.lines)
		if (line.name === "X-ABLABEL" && line.group !== undefined)
			labels.set(line.group.toLowerCase(), unescapeValue(decodeValue(line).text).replace(/^_\$!<(.*)>!\$_$/, "$1"));
	return component.lines.flatMap((line) => {
		if (line.name === "" || line.name === "VERSION") return [];
		const raw = decodeValue(line).text;
		const words = line.parameters.flatMap(({ name, values }) =>
			name === "TYPE" ? values.flatMap((value) => value.split(",")) : name === "" ? values : [],
		);
		const types = words.map((word) => word.trim().toLowerCase());
		const label = line.group === undefined ? undefined : labels.get(line.group.toLowerCase());
		return {
			line,
			name: line.name,
			raw,
			text: unescapeValue(raw),
			types: [...new Set(types.filter((word) => !IDLE.test(word) && !ENCODINGS.test(word)))],
			preferred: types.includes("pref") || (version === "4.0" && parameterValue(line, "PREF") !== undefined),
			...(label === undefined ? {} : { label }),
		};
	});
}

/** Fields of a structured value; a list in one becomes text, as a comma that should have been escaped does. */
function fieldsOf(raw: string, version: Version): string[] {
	const fields = splitValue(raw, ";");
	if (version === "2.1") return fields.map((field) => unescapeValue(field).trim());
	return fields.map((field) => listOf(field).join(", "));
}

function listOf(raw: string): string[] {
	return splitValue(raw, ",")
		.map((item) => unescapeValue(item).trim())
		.filter((item) => item !== "");
}

function partsOf(raw: string, version: Version): NameParts {
	const fields = splitValue(raw, ";").map((field) =>
		version === "2.1" ? [unescapeValue(field).trim()] : listOf(field),
	);
	const [family = "", given = "", additional = "", prefixes = "", suffixes = ""] = fields.map((field) =>
		field.join(" "),
	);
	return { family, given, additional, prefixes, suffixes };
}

/** A name as it is said: `Dr. Ann B. Example, MD`. */
export function fullName({ family, given, additional, prefixes, suffixes }: NameParts): string {
	const name = [prefixes, given, additional, family].filter((part) => part !== "").join(" ");
	return suffixes === "" ? name : `${name}${name === "" ? "" : ", "}${suffixes}`;
}

function addressOf({ raw, types, label, preferred, line }: Property, version: Version): Address {
	const [box = "", extended = "", street = "", city = "", region = "", code = "", country = ""] = fieldsOf(
		raw,
		version,
	);
	const place = [code, city].filter((part) => part !== "").join(" ");
	const lines = [box, extended, street, place, region, country].filter((part) => part !== "");
	const value = lines.length > 0 ? lines.join(", ") : (parameterValue(line, "LABEL") ?? "").replace(/\\n/gi, "\n");
	return {
		value: oneLine(value.replaceAll("\n", ", ")),
		types,
		label,
		preferred,
		box,
		extended,
		street,
		city,
		region,
		code,
		country,
	};
}

function dateOf({ line, text }: Property): string {
	return dateText(text, parameterValue(line, "X-APPLE-OMIT-YEAR")) ?? text.trim();
}

function mediaOf({ line, name, text }: Property): Media {
	const media = mediaBytes(line);
	if (media !== undefined) return { name, type: media.type ?? null, size: media.bytes.length, url: null };
	return { name, type: null, size: null, url: text.trim().slice(0, 2000) };
}

function oneLine(text: string): string {
	return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}
