/** Writing properties in the way of each version, and new cards. */
import { DeskError } from "../../src/base/errors.ts";
import { slug } from "../../src/base/file-name.ts";
import { shortId } from "../../src/base/short-id.ts";
import { escapeValue, foldLine, formatLine, type Parameter } from "../../src/text/index.ts";
import { uidKey } from "./values.ts";
import type { Version } from "./vcard.ts";

/** A property to be written. */
export interface NewProperty {
	readonly group?: string | undefined;
	readonly name: string;
	readonly parameters?: readonly Parameter[];
	/** Text, fields of a structured value (`N`, `ORG`, `ADR`), items of a list, or a value that is written as it is (URIs, dates). */
	readonly value: { text: string } | { fields: readonly string[] } | { list: readonly string[] } | { plain: string };
}

/** Properties whose fields stand between semicolons. */
export const STRUCTURED = /^(?:N|ADR|ORG|GENDER|CLIENTPIDMAP)$/;
/** Properties that are lists. */
export const LISTS = /^(?:CATEGORIES|NICKNAME|X-CATEGORIES)$/;
/** Properties whose values have no escapes: URIs, dates, numbers, identifiers. */
export const PLAIN =
	/^(?:URL|SOURCE|PHOTO|LOGO|SOUND|KEY|BDAY|ANNIVERSARY|REV|UID|GEO|TZ|IMPP|MEMBER|FBURL|CALURI|CALADRURI|KIND|VERSION|LANG|X-SOCIALPROFILE)$/;

/** The line of a property, unfolded. vCard 2.1 says what is not plain ASCII in quoted-printable and has parameters without names. */
export function propertyLine(version: Version, { group, name, parameters = [], value }: NewProperty): string {
	if (version !== "2.1") return formatLine({ group, name, parameters, value: valueText(value) });
	const bare = parameters.flatMap((parameter) =>
		parameter.name === "TYPE" || parameter.name === ""
			? parameter.values.map((word) => ({ name: "", values: [word.toUpperCase()] }))
			: parameter,
	);
	const text = oldValue(value);
	if (/^[\x20-\x7e]*$/.test(text)) return formatLine({ group, name, parameters: bare, value: text });
	const encoded = [
		{ name: "CHARSET", values: ["UTF-8"] },
		{ name: "ENCODING", values: ["QUOTED-PRINTABLE"] },
	];
	return formatLine({ group, name, parameters: [...bare, ...encoded], value: quotedPrintable(text) });
}

/** A value as versions 3.0 and 4.0 write it. */
export function valueText(value: NewProperty["value"]): string {
	if ("text" in value) return escapeValue(value.text);
	if ("fields" in value) return value.fields.map(escapeValue).join(";");
	if ("list" in value) return value.list.map(escapeValue).join(",");
	return value.plain;
}

/** vCard 2.1 escapes semicolons, and those only in structured values. */
function oldValue(value: NewProperty["value"]): string {
	if ("text" in value) return value.text;
	if ("fields" in value) return value.fields.map((field) => field.replaceAll(";", "\\;")).join(";");
	if ("list" in value) return value.list.join(",");
	return value.plain;
}

function quotedPrintable(text: string): string {
	const lines = text.replace(/\r\n|\n|\r/g, "\r\n");
	return [...Buffer.from(lines)]
		.map((byte) =>
			byte >= 0x20 && byte < 0x7f && byte !== 0x3d
				? String.fromCharCode(byte)
				: `=${byte.toString(16).toUpperCase().padStart(2, "0")}`,
		)
		.join("");
}

/** What a new contact is made of. */
export interface NewCard {
	readonly name: string;
	readonly emails?: readonly string[];
	readonly phones?: readonly string[];
	readonly org?: string | undefined;
	readonly tags?: readonly string[];
	readonly properties?: readonly NewProperty[];
	readonly uid: string;
	readonly now: Date;
}

/**
 * A new card of version 3.0, which all programs and servers read: its file name and text.
 * @throws DeskError EINVAL for an empty name or an address that is none
 */
export function newCard({ name, emails = [], phones = [], org, tags = [], properties = [], uid, now }: NewCard): {
	name: string;
	text: string;
} {
	const line = name
		.replace(/[\s\p{Cc}]+/gu, " ")
		.trim()
		.replace(/^([^,]+), (\S.*)$/, "$2 $1"); // `Example, Ann` is said `Ann Example`
	if (line === "")
		throw new DeskError("EINVAL", "the name is empty", { todo: 'say who it is: `desk contact add "Ann Example"`' });
	const made: NewProperty[] = [
		{ name: "UID", value: { plain: uid } },
		{ name: "FN", value: { text: line } },
		{ name: "N", value: { fields: nameFields(name.trim()) } },
		...emails.map((email): NewProperty => ({ name: "EMAIL", value: { text: checkedEmail(email) } })),
		...phones.map((phone): NewProperty => ({ name: "TEL", value: { text: checkedPhone(phone) } })),
		...(org === undefined ? [] : [{ name: "ORG", value: { fields: [org] } }]),
		...(tags.length === 0 ? [] : [{ name: "CATEGORIES", value: { list: tags } }]),
		...properties,
		{ name: "REV", value: { plain: revision(now) } },
	];
	const lines = [
		"BEGIN:VCARD",
		"VERSION:3.0",
		...made.map((property) => propertyLine("3.0", property)),
		"END:VCARD",
		"",
	];
	return { name: cardFileName(line, uid), text: lines.map((content) => foldLine(content)).join("\r\n") };
}

/** The name of a card's file: its name, and an id of its UID, or of its bytes where it has none. */
export function cardFileName(name: string, uid: string | undefined, bytes?: Uint8Array): string {
	return `${slug(name) || "no-name"}-${shortId(uid === undefined ? (bytes ?? name) : uidKey(uid))}.vcf`;
}

/** The fields of N for a name as it is said: the last word is the family's, `Example, Ann` says it first. A guess, as N is for sorting. */
export function nameFields(name: string): string[] {
	const [family, given] = /^([^,]+),\s*(\S.*)$/.exec(name)?.slice(1) ?? [];
	if (family !== undefined && given !== undefined) return [family, given, "", "", ""];
	const words = name.split(" ");
	return words.length === 1 ? ["", name, "", "", ""] : [words.at(-1) ?? "", words.slice(0, -1).join(" "), "", "", ""];
}

/** @throws DeskError EINVAL for what is no mail address */
export function checkedEmail(email: string): string {
	if (/^[^\s@<>,;"\p{Cc}]+@[^\s@<>,;"\p{Cc}]+$/u.test(email)) return email;
	throw new DeskError("EINVAL", `\`${email}\` is no mail address`, { todo: "write one such as ann@example.com" });
}

/** @throws DeskError EINVAL for what has no digits */
export function checkedPhone(phone: string): string {
	if (/\d/.test(phone) && !/[\p{Cc}]/u.test(phone)) return phone.trim();
	throw new DeskError("EINVAL", `\`${phone}\` is no telephone number`, { todo: "write one such as +49 30 1234567" });
}

/** REV of an instant (RFC 2426, 3.6.4; RFC 6350, 4.3.5). */
export function revision(now: Date): string {
	return now.toISOString().replace(/[-:]|\.\d+/g, "");
}
