/** Where sentences begin and end, in plain text and Markdown, in the scripts that are written with stops. Linear time. */
import { splitFrontMatter } from "./front-matter-split.ts";

/** A sentence: UTF-16 indices into the text, without blanks at its ends. */
export interface Sentence {
	readonly start: number;
	readonly end: number;
	/** Which paragraph (list item, heading) it is of, from 0. */
	readonly paragraph: number;
	/** It is no sentence but a title. */
	readonly heading: boolean;
}

/** What has no stop for so long is cut at the end of a line or a word (UTF-16 units). */
const LONGEST = 600;

/**
 * All sentences, in order. Front matter, fenced code, tables and what is quoted (`>`) are left out; items of lists are paragraphs of
 * their own. Nothing is held but the sentence at hand.
 */
export function* sentencesOf(text: string): Generator<Sentence, void, undefined> {
	let paragraph = 0;
	for (const { start, end, heading } of blocksOf(text)) {
		let any = false;
		for (const [from, to] of heading ? [[start, end] as const] : cuts(text, start, end)) {
			any = true;
			yield { start: from, end: to, paragraph, heading };
		}
		if (any) paragraph++;
	}
}

interface Block {
	start: number;
	end: number;
	heading: boolean;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}[ \t]+/;
const UNDERLINE = /^ {0,3}(?:=+|-{2,})[ \t]*$/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const ITEM = /^[ \t]*(?:[-*+•]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?/;
const TABLE = /^[ \t]*\|/;
const QUOTE = /^ {0,3}>/;

/** Paragraphs, items and headings, line by line. */
function* blocksOf(text: string): Generator<Block> {
	let open: Block | undefined;
	let fence = "";
	for (let at = splitFrontMatter(text).bodyStart; at < text.length; ) {
		const newline = text.indexOf("\n", at);
		const end = newline < 0 ? text.length : newline;
		// What is needed of a long line is its beginning.
		const line = text.slice(at, Math.min(end, at + 200)).trimEnd();
		const start = at;
		at = end + 1;
		if (fence !== "") {
			if (line.trimStart().startsWith(fence)) fence = "";
			continue;
		}
		const opening = FENCE.exec(line)?.[1];
		const heading = HEADING.exec(line)?.[0];
		const item = ITEM.exec(line)?.[0];
		if (open !== undefined && UNDERLINE.test(line) && !text.slice(open.start, open.end).includes("\n")) {
			yield { ...open, heading: true };
			open = undefined;
		} else if (line === "" || opening !== undefined || TABLE.test(line) || QUOTE.test(line) || RULE.test(line)) {
			if (open !== undefined) yield open;
			open = undefined;
			fence = opening ?? "";
		} else if (heading !== undefined) {
			if (open !== undefined) yield open;
			open = undefined;
			yield { start: start + heading.length, end, heading: true };
		} else if (item !== undefined) {
			if (open !== undefined) yield open;
			open = { start: start + item.length, end, heading: false };
		} else if (open === undefined) open = { start, end, heading: false };
		else open.end = end;
	}
	if (open !== undefined) yield open;
}

/** A stop, what closes after it, and the blank behind; scripts that have their own stops need no blank. */
const STOP =
	/(?<![.!?…‽])[.!?…‽]+(?: \.)*["'”’»)\]*_]*(?=\s|$)|[。！？｡．]+["'”’」』）】〉》]*|(?<![।॥؟۔።։])[।॥؟۔።։]+["'”’»)]*(?=\s)/gu;

/** Sentences of a paragraph. */
function* cuts(text: string, start: number, end: number): Generator<[number, number]> {
	const block = text.slice(start, end);
	let from = 0;
	for (const stop of block.matchAll(STOP)) {
		const to = stop.index + stop[0].length;
		if (!endsSentence(block, from, stop.index, to)) continue;
		yield* pieces(block, from, to, start);
		from = to;
	}
	yield* pieces(block, from, block.length, start);
}

/** A sentence without blanks at its ends; cut where it is too long to be one. */
function* pieces(block: string, from: number, to: number, offset: number): Generator<[number, number]> {
	let at = from;
	while (at < to) {
		while (at < to && /\s/.test(block[at] as string)) at++;
		let end = to;
		if (to - at > LONGEST) {
			const window = block.slice(at, at + LONGEST);
			const cut = Math.max(window.lastIndexOf("\n"), window.lastIndexOf("; ") + 1);
			end = at + (cut > LONGEST / 4 ? cut : Math.max(window.lastIndexOf(" "), 0) || whole(window));
		}
		let last = end;
		while (last > at && /\s/.test(block[last - 1] as string)) last--;
		if (/[\p{L}\p{N}]/u.test(block.slice(at, last))) yield [offset + at, offset + last];
		at = end;
	}
}

/** Not between the halves of a character. */
const whole = (window: string) => (/[\ud800-\udbff]$/.test(window) ? window.length - 1 : window.length);

const words = (text: string) => new Set(text.split(/\s+/));
/** What a stop belongs to and that no sentence ends with: titles, months, references; of English, German, French, Spanish, Italian, Swedish. */
const ABBREVIATIONS =
	words(`mr mrs ms mx dr prof rev hon gen col capt lt sgt st mt ft messrs jr sr vs v cf viz al fig figs no nos n° nº vol vols pp p ch sec eq
eqs art ed eds approx est dept univ assn bros gov sen rep pres jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri
z.b d.h u.a i.d.r s.o s.u vgl bzw ca evtl ggf inkl exkl zzgl abs nr bd hr fr hrn str tel ing dipl geb gest
m mm mme mmes mlle mlles av env ex p.ex c.-à-d n
sra srta ud uds pág núm gral
sig sigg dott ing pag
t.ex bl.a dvs kl s.k f.d m.m`);
/** What may end a sentence: it does where the next word begins one. */
const CAREFUL = words("etc inc ltd co corp llc plc usw u.s.w osv m.fl ecc a.m p.m");
const MONTHS = words(
	"januar februar märz april mai juni juli august september oktober november dezember januari februari mars maj augusti december jan feb jahrhundert",
);
/** Words that sentences begin with, and names hardly ever. */
const STARTERS = words(
	"the he she it they we you i in on at but and this that these those there a an as if when while after before however his her their our my for not so",
);

/** Whether the stop at `at` (up to `to`, marks behind it included) ends a sentence that began at `from`. */
function endsSentence(block: string, from: number, at: number, to: number): boolean {
	const next = /^\s+["'“‘„«»(*_[¿¡]*([\p{L}\p{N}]*)/u.exec(block.slice(to, to + 64));
	if (next === null) return true; // a script without blanks, or the end
	const following = next[1] ?? "";
	if (/^\p{Ll}/u.test(following)) return false;
	if (block[at] !== "." || block[at + 1] === "." || block[at + 1] === "?" || block[at + 1] === "!") return true;
	const before = /[\p{L}\p{M}\p{N}.\-’'°º]*$/u.exec(block.slice(Math.max(from, at - 32), at))?.[0] ?? "";
	const word = before.toLowerCase();
	const starts = STARTERS.has(following.toLowerCase());
	if (ABBREVIATIONS.has(word)) return false;
	if (CAREFUL.has(word)) return following === "" || /^\p{Lu}/u.test(following);
	if (/^\p{L}(?:\.\p{L})+$/u.test(before)) return starts; // U.S., e.g.
	if (/^\p{L}$/u.test(before) && before !== "I") return starts; // J. Smith, z. B.
	if (/^\d{1,2}$/.test(before)) return !MONTHS.has(following.toLowerCase()) && at - before.length > from + 1; // am 3. Oktober
	return true;
}
