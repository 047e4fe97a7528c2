/** Files of many cards, cut into files of one. */

import { readContentTree } from "../../src/text/index.ts";
import { readCardFile } from "./decode.ts";
import { type Card, cardComponents, readCard, readCards } from "./vcard.ts";

/** A part of a file that holds one card. All of them, one after the other, are the file. */
export interface Piece {
	readonly bytes: Buffer;
	readonly card: Card;
	/** Where it begins in the file, a line from 1. */
	readonly line: number;
}

/** The cards of a file, one a piece, with whatever stands between them; none if there is no card in it. */
export function splitCards(bytes: Uint8Array): Piece[] {
	const file = readCardFile(bytes);
	const tree = readContentTree(file.text);
	const components = cardComponents(tree);
	return components.map((component, at) => {
		const start = at === 0 ? 0 : component.range.start;
		const end = components[at + 1]?.range.start ?? file.text.length;
		return { bytes: file.encode(file.text.slice(start, end)), card: readCard(component), line: component.begin.line };
	});
}

/** A text without some of its cards, by their positions. */
export function cutCards(text: string, positions: readonly number[]): string {
	const { cards } = readCards(text);
	return cards.reduceRight(
		(left, { component: { range } }, at) =>
			positions.includes(at) ? left.slice(0, range.start) + left.slice(range.end) : left,
		text,
	);
}
