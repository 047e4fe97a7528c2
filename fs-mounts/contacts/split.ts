/** Files of many cards, cut into files of one. */
import type { ByteStream } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { readContentTree } from "../../src/text/index.ts";
import { readCardFile } from "./decode.ts";
import { type Card, cardComponents, readCard, readCards } from "./vcard.ts";

/** A part of a file that holds one card. All of them, one after the other, are the file. */
export interface Piece {
	readonly bytes: Buffer;
	readonly card: Card;
	/** Where its card begins in the file, a line from 1. */
	readonly line: number;
}

/** The cards of a file, one a piece, with whatever stands between them; none if there is no card in it. */
export function splitCards(bytes: Uint8Array): Piece[] {
	const file = readCardFile(bytes);
	const components = cardComponents(readContentTree(file.text));
	return components.map((component, at) => {
		const start = at === 0 ? 0 : component.range.start;
		const end = components[at + 1]?.range.start ?? file.text.length;
		return { bytes: file.encode(file.text.slice(start, end)), card: readCard(component), line: component.begin.line };
	});
}

/** A text without some of its cards, by their positions. */
export function cutCards(text: string, positions: readonly number[]): string {
	return readCards(text).cards.reduceRight(
		(left, { component: { range } }, at) =>
			positions.includes(at) ? left.slice(0, range.start) + left.slice(range.end) : left,
		text,
	);
}

/** Enough to work on at once, and the most that may stand between two cards (bytes). */
const PART = 256 * 1024;
const LARGEST = 64 * 1024 * 1024;

/**
 * A large file in parts of whole cards, so that memory stays bounded. UTF-16 is not cut.
 * @throws DeskError EFBIG where no card ends within 64 MiB
 */
export async function* cutStream(stream: ByteStream, part = PART): AsyncGenerator<Buffer, void, undefined> {
	let held: Buffer[] = [];
	let size = 0;
	let next = part;
	for await (const bytes of stream) {
		held.push(Buffer.from(bytes));
		size += bytes.length;
		if (size < next) continue;
		const whole = Buffer.concat(held, size);
		const end = lastEnd(whole);
		if (end > 0) yield whole.subarray(0, end);
		const rest = whole.subarray(Math.max(0, end));
		if (rest.length > LARGEST)
			throw new DeskError("EFBIG", "no card ends within 64 MiB", {
				todo: "is it a file of vCards? cut it into several",
			});
		held = [rest];
		size = rest.length;
		next = Math.max(part, size * 2);
	}
	if (size > 0) yield Buffer.concat(held, size);
}

/** Behind the last card that another one follows. */
function lastEnd(bytes: Buffer): number {
	for (let at = bytes.lastIndexOf("\nBEGIN:VCARD"); at > 0; at = bytes.lastIndexOf("\nBEGIN:VCARD", at - 1))
		if (/END:VCARD\s*$/i.test(bytes.toString("latin1", Math.max(0, at - 200), at + 1))) return at + 1;
	return 0;
}
