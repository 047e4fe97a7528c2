/** Making one card of several that are of the same person, without losing a value. */
import { isUnicode } from "../../src/base/raw-text.ts";
import {
	type ContentEdit,
	editContent,
	escapeValue,
	formatLine,
	insertAfter,
	insertBefore,
	replaceLine,
	setLineValue,
} from "../../src/text/index.ts";
import { convertedLine } from "./convert.ts";
import { mediaBytes } from "./decode.ts";
import { dateText, emailKey, isInternational, isSameNumber, phoneDigits, phoneText, uidKey } from "./values.ts";
import type { Card, Property } from "./vcard.ts";
import { revision } from "./write-card.ts";

/** What a card has once. Another's, if it differs, is kept as `X-MERGED-…`; its UID too, so that it is known by both. */
const ONCE = /^(?:N|UID|KIND|BDAY|ANNIVERSARY|GENDER|SORT-STRING|CLASS|X-ABSHOWAS|X-ADDRESSBOOKSERVER-KIND)$/;
/** What may be for home, work and so on. */
const TYPED = /^(?:EMAIL|TEL|ADR|URL|IMPP)$/;
/** What belongs to the other properties of its group. */
const LABEL = /^X-AB(?:LABEL|ADR)$/;
/** What says nothing of the person. */
const OWN = /^(?:PRODID|REV|VERSION)$/;

/** What is added to a property that both cards have: what it is for, a group, for a label, and the country of a number. */
interface Additions {
	readonly types: Set<string>;
	group: string | undefined;
	number: string | undefined;
}

/**
 * The file's text with all that `others` say put into one of its cards. The card's own lines stay as they are, but for REV, types that
 * are added to an address or number which both have, and a number's country.
 */
export function mergeCards(
	text: string,
	card: Card,
	others: readonly { text: string; card: Card }[],
	now: Date,
): string {
	const edits: ContentEdit[] = [];
	const present = new Map(card.properties.map((property) => [keyOf(property), property]));
	const names = new Set(card.properties.filter(({ text: value }) => value.trim() !== "").map(({ name }) => name));
	const groups = new Set(card.component.lines.map(({ group }) => group?.toLowerCase()));
	const lines: string[] = [];
	const mine = new Set(card.properties);
	const additions = new Map<Property, Additions>();
	const additionsTo = (property: Property): Additions => {
		const known = additions.get(property) ?? { types: new Set(), group: undefined, number: undefined };
		additions.set(property, known);
		return known;
	};
	const international = [card, ...others.map((other) => other.card)].flatMap(({ phones }) =>
		phones.map(({ value }) => value).filter(isInternational),
	);
	/** The number of a property that is there with or without its country, of which there is one; to get it, it must be the card's own. */
	const numberOf = (property: Property): Property | undefined =>
		[...present.values()].find((one) => {
			if (!isSameNumberOf(one, property)) return false;
			const national = isInternational(one.text) ? property.text : one.text;
			const wholes = new Set(international.filter((whole) => isSameNumber(whole, national)).map(phoneDigits));
			const canGet = mine.has(one) && /^[ -~]*$/.test(property.text) && !/^\s*tel:/i.test(one.text);
			return wholes.size === 1 && (isInternational(one.text) || canGet);
		});
	for (const other of others) {
		/** New names of the other's groups (`item1`), where they are taken. */
		const renamed = new Map<string, string>();
		const groupOf = (group: string | undefined) => {
			if (group === undefined) return undefined;
			let free = renamed.get(group);
			if (free === undefined) {
				free = group;
				for (let count = 1; groups.has(free.toLowerCase()); count++) free = `item${count}`;
				groups.add(free.toLowerCase());
				renamed.set(group, free);
			}
			return free;
		};
		/** The property of the card that says what one of the other's groups does. */
		const dropped = new Map<string, Property>();
		const labels: Property[] = [];
		for (const property of other.card.properties) {
			const { group } = property.line;
			if (OWN.test(property.name) || property.text.trim() === "") continue;
			const same = present.get(keyOf(property)) ?? numberOf(property);
			if (LABEL.test(property.name) && group !== undefined) labels.push(property);
			else if (same !== undefined) {
				if (group !== undefined) dropped.set(group, same);
				if (isSameNumberOf(same, property)) {
					present.set(keyOf(property), same);
					if (isInternational(property.text)) additionsTo(same).number = phoneText(property.text);
				}
				const missing = property.types.filter((type) => !same.types.includes(type));
				if (TYPED.test(same.name) && mine.has(same)) for (const type of missing) additionsTo(same).types.add(type);
			} else {
				present.set(keyOf(property), property);
				const line = writtenFor(card, property, other.card, groupOf(group));
				lines.push(ONCE.test(property.name) && names.has(property.name) ? asMerged(line) : line);
				names.add(property.name);
			}
		}
		for (const label of labels) {
			const { group = "" } = label.line;
			const same = dropped.get(group);
			let target: string | undefined;
			if (!renamed.has(group) && same !== undefined && mine.has(same)) {
				target = same.line.group ?? additionsTo(same).group;
				const isThere = (one: Property) =>
					one.name === label.name && one.text === label.text && one.line.group === target;
				if (target !== undefined && card.properties.some(isThere)) continue;
				target ??= additionsTo(same).group = groupOf(group);
			} else if (!renamed.has(group)) {
				if (present.has(keyOf(label))) continue; // a label of nothing
				present.set(keyOf(label), label);
			}
			lines.push(writtenFor(card, label, other.card, target ?? groupOf(group)));
		}
		for (const { range } of other.card.component.components)
			lines.push(formatLine({ name: "X-MERGED-AGENT", value: escapeValue(other.text.slice(range.start, range.end)) }));
	}
	for (const [property, added] of additions)
		if (added.types.size > 0 || added.group !== undefined || added.number !== undefined)
			edits.push(withAdditions(property, added, card));
	const { end, begin } = card.component;
	if (lines.length > 0)
		edits.push(
			end === undefined ? insertAfter(card.component.lines.at(-1) ?? begin, ...lines) : insertBefore(end, ...lines),
		);
	if (edits.length === 0) return text;
	const rev = card.properties.find(({ name }) => name === "REV");
	if (rev !== undefined)
		edits.push(setLineValue(rev.line, rev.text.includes("-") ? `${now.toISOString().slice(0, 19)}Z` : revision(now)));
	return editContent(text, edits);
}

/** The line as it is if both cards are of one version, else as the card's version writes it. */
function writtenFor(card: Card, property: Property, other: Card, group: string | undefined): string {
	const { line } = property;
	if (card.version !== other.version || !isUnicode(line.content))
		return convertedLine(property, other.version, card.version, group);
	return line.group === undefined ? line.content : line.content.replace(line.group, () => group ?? "");
}

function asMerged(line: string): string {
	return line.replace(/^([\w-]+\.)?/, "$1X-MERGED-");
}

/** When two properties say the same. */
function keyOf({ line, name, raw, text }: Property): string {
	const value = text.trim();
	if (name === "EMAIL") return `EMAIL ${emailKey(value)}`;
	if (name === "TEL") return `TEL ${phoneDigits(value) || value}`;
	if (name === "UID") return `UID ${uidKey(value)}`;
	if (name === "BDAY" || name === "ANNIVERSARY") return `${name} ${dateText(value) ?? value}`;
	const media = /^(?:PHOTO|LOGO|SOUND|KEY)$/.test(name) ? mediaBytes(line) : undefined;
	if (media !== undefined) return `${name} ${media.bytes.toString("base64")}`;
	if (name === "URL") return `URL ${value.replace(/\/$/, "")}`;
	return `${name} ${raw
		.trim()
		.replace(/;+$/, "")
		.replace(/\\([,;:])/g, "$1")}`;
}

const isSameNumberOf = (a: Property, b: Property) =>
	a.name === "TEL" && b.name === "TEL" && isSameNumber(a.text, b.text);

/** The line of a property with what others say of its value. */
function withAdditions({ line }: Property, { types, group = line.group, number }: Additions, card: Card): ContentEdit {
	const words = [...types];
	if (words.length === 0 && number === undefined) return replaceLine(line, `${group}.${line.content}`);
	const added =
		words.length === 0
			? []
			: card.version === "2.1"
				? words.map((type) => ({ name: "", values: [type.toUpperCase()] }))
				: [{ name: "TYPE", values: words }];
	const { name, parameters } = line;
	const value = number === undefined ? line.value : escapeValue(number);
	return replaceLine(line, formatLine({ group, name, parameters: [...parameters, ...added], value }));
}
