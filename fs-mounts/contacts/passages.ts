/** What a card is found by, in parts of a size that vectors are made of. */
import { unescapeValue } from "../../src/text/index.ts";
import type { Passage } from "../../src/vfs/index.ts";
import type { CardFile } from "./decode.ts";
import type { Card, Property } from "./vcard.ts";

/** Most of a passage's text, in UTF-16 units. */
const LONGEST = 1500;
/** What says nothing of a person. */
const SILENT =
	/^(?:UID|REV|PRODID|CLIENTPIDMAP|SOURCE|SORT-STRING|PHOTO|LOGO|SOUND|KEY|MEMBER|X-MS-.*|X-AB.*|X-ADDRESSBOOK.*|X-MERGED-.*)$/;

interface Piece {
	readonly start: number;
	readonly end: number;
	readonly text: string;
}

/** Passages of a file's cards: neighbouring properties together, long notes in parts. */
export function cardPassages(file: CardFile, cards: readonly Card[]): Passage[] {
	let [at, offset] = [0, 0];
	const bytesTo = (end: number) => {
		offset += file.encode(file.text.slice(at, end)).length;
		at = end;
		return offset;
	};
	return cards.flatMap((card) =>
		joined(card.properties.flatMap((property) => piecesOf(property, file.text))).map(({ start, end, text }) => ({
			start: bytesTo(start),
			end: bytesTo(end),
			text,
			heading: card.name,
		})),
	);
}

function piecesOf({ name, line, text }: Property, file: string): Piece[] {
	if (SILENT.test(name) || text.trim() === "") return [];
	const { start, end } = line;
	const shown = text.replace(/;+/g, " ").trim();
	if (shown.length <= LONGEST) return [{ start, end, text: shown }];
	// Where an encoding hides what stands where, its start must do.
	if (/[=\udc80-\udcff]/.test(line.content)) return [{ start, end, text: shown.slice(0, LONGEST) }];
	const pieces: Piece[] = [];
	for (let from = start; from < end; ) {
		const blank = file.slice(from, Math.min(end, from + LONGEST)).search(/\s\S*$/);
		const to = end - from <= LONGEST ? end : from + (blank > 0 ? blank + 1 : LONGEST);
		const read = unescapeValue(file.slice(from, to).replace(/(?:\r?\n|\r)[ \t]/g, "")).trim();
		if (read !== "") pieces.push({ start: from, end: to, text: read });
		from = to;
	}
	return pieces;
}

function joined(pieces: readonly Piece[]): Piece[] {
	const result: Piece[] = [];
	for (const piece of pieces) {
		const last = result.at(-1);
		if (last !== undefined && last.text.length + piece.text.length < LONGEST)
			result[result.length - 1] = { start: last.start, end: piece.end, text: `${last.text}\n${piece.text}` };
		else result.push(piece);
	}
	return result;
}
