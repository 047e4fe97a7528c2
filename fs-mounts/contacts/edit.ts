/** Edits of a card that change the lines they must, and no other byte. */
import { DeskError } from "../../src/base/errors.ts";
import {
	type ContentEdit,
	type ContentLine,
	editContent,
	insertAfter,
	insertBefore,
	removeLine,
	replaceLine,
	setLineValue,
} from "../../src/text/index.ts";
import { emailKey, phoneDigits } from "./values.ts";
import type { Card, Property } from "./vcard.ts";
import {
	checkedEmail,
	checkedPhone,
	LISTS,
	type NewProperty,
	nameFields,
	PLAIN,
	propertyLine,
	revision,
	STRUCTURED,
	valueText,
} from "./write-card.ts";

/** What is to become of a card. In `emails`, `phones` and `tags`, `+x` or `x` adds, `-x` takes away. */
export interface CardChanges {
	readonly name?: string | undefined;
	readonly emails?: readonly string[];
	readonly phones?: readonly string[];
	readonly tags?: readonly string[];
	/** Any property, by name; an empty text takes it away. */
	readonly set?: readonly (readonly [name: string, text: string])[];
}

/** Lines that say what the card is; no edit may change them. */
const FIXED = /^(?:BEGIN|END|VERSION|UID)$/;

/**
 * The file's text with changes made to one of its cards. A card that has a REV gets a new one. A change that changes nothing returns the
 * text itself.
 * @throws DeskError EINVAL for a value that is none, ENOENT for one that is not there to be taken away
 */
export function editCard(text: string, card: Card, changes: CardChanges, now: Date): string {
	const edits: ContentEdit[] = [];
	const { version } = card;
	const of = (...names: string[]) => card.properties.filter(({ name }) => names.includes(name));
	const add = (property: NewProperty) => edits.push(insertion(card, property.name, propertyLine(version, property)));
	const remove = (gone: readonly Property[]) => {
		for (const line of withLabels(card, gone)) edits.push(removeLine(line));
	};
	const list = (
		words: readonly string[],
		name: string,
		key: (value: string) => string,
		check: (value: string) => string,
	) => {
		const present = of(name);
		for (const word of words) {
			const [isGone, value] = asked(word, name);
			const same = present.filter((property) => key(property.text) === key(value));
			if (!isGone && same.length === 0) add({ name, value: { text: check(value) } });
			if (isGone && same.length === 0) throw missing(value, card);
			if (isGone) remove(same);
		}
	};
	list(changes.emails ?? [], "EMAIL", emailKey, checkedEmail);
	list(changes.phones ?? [], "TEL", phoneDigits, checkedPhone);
	edits.push(...tagEdits(card, changes.tags ?? []));
	const set: (readonly [string, string])[] = [...(changes.set ?? [])];
	if (changes.name !== undefined) {
		set.unshift(["FN", changes.name]);
		if (version !== "4.0" || of("N").length > 0) set.unshift(["N", nameFields(changes.name).join(";")]);
	}
	for (const [given, value] of set) {
		const name = given.toUpperCase();
		if (FIXED.test(name))
			throw new DeskError("EINVAL", `${name} cannot be changed`, { todo: "a contact stays the same one" });
		const present = of(name);
		const [only] = present;
		if (value === "") remove(present);
		else if (present.length > 1)
			throw new DeskError("EINVAL", `there are ${present.length} ${name} in the card of ${card.name}`, {
				todo: "edit the file, or take all of them away first: `--set NAME=`",
			});
		else if (only === undefined) add({ name, value: valueFor(name, value) });
		else if (only.text !== value) edits.push(...replacement(card, only, valueFor(name, value)));
	}
	if (edits.length === 0) return text;
	const [rev] = of("REV");
	if (rev !== undefined && !(changes.set ?? []).some(([name]) => name.toUpperCase() === "REV"))
		edits.push(setLineValue(rev.line, rev.text.includes("-") ? `${now.toISOString().slice(0, 19)}Z` : revision(now)));
	return editContent(text, edits);
}

/** Where a new line of a name goes: behind the last of that name, else to the end of the card. */
export function insertion(card: Card, name: string, line: string): ContentEdit {
	const last = card.component.lines.findLast((candidate) => candidate.name === name);
	if (last !== undefined) return insertAfter(last, line);
	if (card.component.end !== undefined) return insertBefore(card.component.end, line);
	return insertAfter(card.component.lines.at(-1) ?? card.component.begin, line);
}

/** A word as a user has it: `-x` takes x away, `+x` and `x` add it; a number keeps the `+` before its country. */
function asked(word: string, name: string): [isGone: boolean, value: string] {
	if (word.startsWith("-")) return [true, word.slice(1)];
	return [false, word.startsWith("+") && !(name === "TEL" && /^\+[1-9]/.test(word)) ? word.slice(1) : word];
}

/** Edits of CATEGORIES: one line holds all; other lines lose what is taken away. */
function tagEdits(card: Card, words: readonly string[]): ContentEdit[] {
	if (words.length === 0) return [];
	let wanted = [...card.categories];
	for (const word of words) {
		const [isGone, tag] = asked(word, "CATEGORIES");
		const same = (other: string) => other.toLowerCase() === tag.toLowerCase();
		if (isGone && !wanted.some(same)) throw missing(tag, card);
		wanted = isGone ? wanted.filter((other) => !same(other)) : wanted.some(same) ? wanted : [...wanted, tag];
	}
	if (wanted.join("\n") === card.categories.join("\n")) return [];
	const [first, ...others] = card.properties.filter(({ name }) => name === "CATEGORIES");
	if (first === undefined)
		return [insertion(card, "CATEGORIES", propertyLine(card.version, { name: "CATEGORIES", value: { list: wanted } }))];
	return [
		...(wanted.length === 0 ? [removeLine(first.line)] : replacement(card, first, { list: wanted })),
		...others.map(({ line }) => removeLine(line)),
	];
}

/** Give a property another value; how it was encoded goes with the old one. */
function replacement(card: Card, { line }: Property, value: NewProperty["value"]): ContentEdit[] {
	const parameters = line.parameters.filter(
		({ name, values }) =>
			name !== "ENCODING" &&
			name !== "CHARSET" &&
			!(name === "" && /^(?:quoted-printable|base64|b|[78]bit)$/i.test(values[0] ?? "")),
	);
	if (card.version !== "2.1" && parameters.length === line.parameters.length)
		return [setLineValue(line, valueText(value))];
	return [replaceLine(line, propertyLine(card.version, { group: line.group, name: line.name, parameters, value }))];
}

/** What a text is for a property: structured ones have semicolons, lists commas. */
export function valueFor(name: string, text: string): NewProperty["value"] {
	if (STRUCTURED.test(name)) return { fields: text.split(";") };
	if (LISTS.test(name)) return { list: text.split(",").map((item) => item.trim()) };
	return PLAIN.test(name) ? { plain: text } : { text };
}

/** Lines of properties, and what was said of them alone (Apple's labels). */
function withLabels(card: Card, gone: readonly Property[]): ContentLine[] {
	const lines = new Set(gone.map(({ line }) => line));
	const groups = new Set([...lines].map(({ group }) => group).filter((group) => group !== undefined));
	for (const group of groups) {
		const rest = card.component.lines.filter((line) => line.group === group && !lines.has(line));
		if (rest.every(({ name }) => /^X-AB(?:LABEL|ADR)$/.test(name))) for (const line of rest) lines.add(line);
	}
	return [...lines];
}

function missing(value: string, card: Card): DeskError {
	return new DeskError("ENOENT", `the card of ${card.name} has no \`${value}\``, {
		todo: "`desk contact show` tells what it has",
	});
}
