/** A card in another version of vCard: every property, unknown ones too. */
import { isUnicode } from "../../src/base/raw-text.ts";
import { escapeValue, foldLine, formatLine, type Parameter, parameterValue, splitValue } from "../../src/text/index.ts";
import { mediaBytes } from "./decode.ts";
import { dateText, phoneText } from "./values.ts";
import type { Card, Property, Version } from "./vcard.ts";
import { LISTS, type NewProperty, nameFields, PLAIN, propertyLine, STRUCTURED } from "./write-card.ts";

const MEDIA = /^(?:PHOTO|LOGO|SOUND|KEY)$/;
const DATES = /^(?:BDAY|ANNIVERSARY|X-ANNIVERSARY)$/;
/** What a property is called in 4.0, by its name in 3.0 (of Apple and others). */
const NEW_NAMES: Readonly<Record<string, string>> = {
	"X-ADDRESSBOOKSERVER-KIND": "KIND",
	"X-ADDRESSBOOKSERVER-MEMBER": "MEMBER",
	"X-ANNIVERSARY": "ANNIVERSARY",
};
const OLD_NAMES = Object.fromEntries(Object.entries(NEW_NAMES).map(([old, name]) => [name, old]));

/** The card's text in a version; its own text when it is of that version already. Lines end in CRLF. */
export function convertCard(text: string, card: Card, to: Version): string {
	const { range } = card.component;
	const own = text.slice(range.start, range.end);
	if (card.version === to && isUnicode(own)) return own;
	const has = (name: string) =>
		card.properties.some((property) => property.name === name && property.text.trim() !== "");
	const lines = [
		"BEGIN:VCARD",
		`VERSION:${to}`,
		...(has("FN") ? [] : [formatLine({ name: "FN", value: escapeValue(card.name) })]),
		...(has("N") || to === "4.0" ? [] : [propertyLine(to, { name: "N", value: { fields: nameFields(card.name) } })]),
		...card.properties
			.filter(({ name, text: value }) => !(/^(?:FN|N|AGENT)$/.test(name) && value.trim() === ""))
			.map((property) => convertedLine(property, card.version, to)),
		...card.component.components.map(({ range: { start, end } }) =>
			formatLine({ name: to === "4.0" ? "X-AGENT" : "AGENT", value: escapeValue(text.slice(start, end)) }),
		),
		"END:VCARD",
		"",
	];
	return lines.map((line) => foldLine(line)).join("\r\n");
}

/** The line of a property in another version, unfolded. */
export function convertedLine(property: Property, from: Version, to: Version, group = property.line.group): string {
	const { line } = property;
	const name = (to === "4.0" ? NEW_NAMES : OLD_NAMES)[property.name] ?? property.name;
	const parameters = parametersIn(property, to);
	if (MEDIA.test(name)) {
		const media = mediaBytes(line);
		if (media !== undefined) return mediaLine(name, group, parameters, media, to);
	}
	const date = DATES.test(name) ? dateIn(property, to) : undefined;
	if (date !== undefined)
		return formatLine({ group, name, parameters: [...parameters, ...date.parameters], value: date.value });
	if (name === "TEL" && to !== "4.0" && /^\s*tel:/i.test(property.text)) {
		const others = parameters.filter((parameter) => parameter.name !== "VALUE");
		return propertyLine(to, { group, name, parameters: others, value: { text: phoneText(property.text) } });
	}
	if (from === "2.1" || to === "2.1")
		return propertyLine(to, { group, name, parameters, value: valueIn(name, property, from) });
	return formatLine({ group, name, parameters, value: property.raw });
}

function valueIn(name: string, { raw, text }: Property, from: Version): NewProperty["value"] {
	if (STRUCTURED.test(name)) return { fields: splitValue(raw, ";").map((field) => unescaped(field)) };
	if (LISTS.test(name)) return { list: (from === "2.1" ? text.split(/[,;]/) : splitValue(raw, ",")).map(unescaped) };
	// What is not known may be structured: its semicolons stay.
	if (PLAIN.test(name) || name.startsWith("X-")) return { plain: raw.replace(/\r\n|\n|\r/g, "\\n") };
	return { text };
}

function unescaped(field: string): string {
	return field.replace(/\\([nN,;:\\])/g, (_, char: string) => (/n/i.test(char) ? "\n" : char)).trim();
}

/** Parameters without what says how a value was encoded; TYPE for bare words; PREF for TYPE=pref and back. */
function parametersIn({ line }: Property, to: Version): Parameter[] {
	const result: Parameter[] = [];
	const types: string[] = [];
	for (const parameter of line.parameters) {
		const { name, values } = parameter;
		if (name === "ENCODING" || name === "CHARSET" || name === "X-APPLE-OMIT-YEAR") continue;
		if (name === "PREF" && to !== "4.0") types.push("pref");
		else if (name === "TYPE") types.push(...values.flatMap((value) => value.split(",")));
		else if (name !== "") result.push(parameter);
		else types.push(...values.filter((value) => !/^(?:[78]bit|quoted-printable|base64|b)$/i.test(value)));
	}
	const isPreferred = types.some((type) => /^pref$/i.test(type));
	const kept = to === "4.0" ? types.filter((type) => !/^(?:pref|internet)$/i.test(type)) : types;
	return [
		...(kept.length === 0 ? [] : [{ name: "TYPE", values: kept }]),
		...(to === "4.0" && isPreferred ? [{ name: "PREF", values: ["1"] }] : []),
		...result,
	];
}

function mediaLine(
	name: string,
	group: string | undefined,
	parameters: Parameter[],
	{ bytes, type }: { bytes: Buffer; type: string | undefined },
	to: Version,
): string {
	const others = parameters.filter(
		(parameter) => parameter.name !== "TYPE" && parameter.name !== "VALUE" && parameter.name !== "MEDIATYPE",
	);
	const value = bytes.toString("base64");
	if (to === "4.0") {
		const kind = name === "SOUND" ? "audio" : name === "KEY" ? "application" : "image";
		const media = type === undefined ? "" : type.includes("/") ? type : `${kind}/${type}`;
		return formatLine({ group, name, parameters: others, value: `data:${media};base64,${value}` });
	}
	const encoding = { name: "ENCODING", values: [to === "2.1" ? "BASE64" : "b"] };
	const kind = type === undefined ? [] : [{ name: "TYPE", values: [type.replace(/^.*\//, "").toUpperCase()] }];
	return formatLine({ group, name, parameters: [...others, encoding, ...kind], value });
}

/** A date as a version writes it; without a year, 3.0 has Apple's way only. Undefined for what is none. */
function dateIn({ line, text }: Property, to: Version): { value: string; parameters: Parameter[] } | undefined {
	const date = dateText(text, parameterValue(line, "X-APPLE-OMIT-YEAR"));
	const hasTime = /[T ]\d\d/.test(text.trim());
	if (date === undefined || hasTime) return undefined;
	if (to === "4.0") {
		const isDay = /^\d{4}-\d\d-\d\d$|^--\d\d-\d\d$/.test(date);
		return { value: isDay ? date.replace(/(\d)-/g, "$1") : date, parameters: [] };
	}
	const yearless = /^--(\d\d-\d\d)$/.exec(date);
	if (yearless === null) return { value: date, parameters: [] };
	return { value: `1604-${yearless[1]}`, parameters: [{ name: "X-APPLE-OMIT-YEAR", values: ["1604"] }] };
}
