import { pad, shorten, widthOf } from "../../../src/cli/index.ts";
import type { Style } from "../../../src/command/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import type { Bar, Drawn } from "./layout.ts";

/** How a picture is drawn. */
export interface Canvas {
	readonly style: Style;
	/** Columns of the terminal. */
	readonly columns: number;
	/** All calendars, in the order of their colours. */
	readonly calendars: readonly string[];
	/** The day it is (since 1970), and minutes after midnight. */
	readonly today: number;
	readonly minute: number;
	/** The weekday that weeks begin with; Sunday is 0. */
	readonly weekStart: number;
}

/** The colour of a calendar: the same as long as there are the same calendars. */
export function paint(
	{ style, calendars }: Canvas,
	{ calendar, faint }: Pick<Drawn, "calendar" | "faint">,
): (text: string) => string {
	if (faint) return style.faint;
	const palette = [style.directory, style.good, style.name, style.warning, style.bad];
	return palette[Math.max(0, calendars.indexOf(calendar)) % palette.length] as (text: string) => string;
}

/** What is in a title, on one line. */
export function oneLine(text: string): string {
	return printable(text.replace(/\s+/g, " ").trim());
}

/** A text in lines of a width, broken between words where it can be; at most `count`, the last cut. */
export function inLines(text: string, width: number, count: number): string[] {
	const lines: string[] = [];
	let rest = text;
	while (rest !== "" && lines.length < count) {
		if (lines.length === count - 1 || widthOf(rest) <= width) {
			lines.push(shorten(rest, width));
			break;
		}
		const [line, left] = breakLine(rest, width);
		lines.push(line.trimEnd());
		rest = left.trimStart();
	}
	return lines;
}

/** Of scripts whose words are hyphenated. */
const HYPHENATED = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]{2}/u;
/** In a narrower column a hyphen takes too much of it. */
const HYPHEN_WIDTH = 6;
/** Letters that a line does not begin a text's end with fewer of. */
const LEAST_LETTERS = 3;

/** The first line of a text that is wider than it, and what is left of the text. */
function breakLine(text: string, width: number): [string, string] {
	let kept = "";
	for (const point of text) {
		if (widthOf(kept + point) > width) break;
		kept += point;
	}
	const at = (end: number): [string, string] => [text.slice(0, end), text.slice(end)];
	const blank = text[kept.length] === " " ? kept.length : kept.lastIndexOf(" ");
	const begin = blank + 1;
	const word = /^\S*/.exec(text.slice(begin))?.[0] ?? "";
	// A mark alone on a line is not read with what it marks.
	if (blank === kept.length || blank >= LEAST_LETTERS || (blank > 0 && widthOf(word) <= width)) return at(blank);
	// A comma alone on the next line says nothing.
	if (/^[,;:.]+$/.test(word.slice(kept.length - begin))) return [kept, text.slice(begin + word.length)];
	const joint = /^.*[^-–/][-–/](?=\p{L})/u.exec(text.slice(0, kept.length + 1))?.[0].length ?? 0;
	if (joint > 0) return at(joint);
	const cut = hyphenAt(
		text,
		begin,
		Math.min(kept.length - 1, begin + word.replace(/[^\p{L}]+$/u, "").length - LEAST_LETTERS),
	);
	if (width >= HYPHEN_WIDTH && cut !== undefined) return [`${text.slice(0, cut)}-`, text.slice(cut)];
	return at(kept.length || (/^./su.exec(text)?.[0].length ?? 1));
}

const VOWELS = "aeiouyàáâäåãæèéêëìíîïòóôöõøùúûü";

/** Where a word that begins at `begin` is hyphenated, at `most`: before a consonant and vowel where there are some, as most languages have it. */
function hyphenAt(text: string, begin: number, most: number): number | undefined {
	const least = begin + LEAST_LETTERS;
	if (most < least || !HYPHENATED.test(text.slice(most - 1))) return undefined;
	const syllable = new RegExp(`^.{${least},${most}}(?=[^${VOWELS}\\P{L}][${VOWELS}])`, "iu");
	return syllable.exec(text)?.[0].length ?? most;
}

/** A cell of exactly `width` columns. */
export function cell(text: string, width: number): string {
	return width <= 0 ? "" : pad(shorten(text, width), width);
}

/** The lines of the bars above a row of days; `widths` are those of the days. */
export function barLines(bars: readonly Bar[], first: number, widths: readonly number[], canvas: Canvas): string[] {
	const lanes = Math.max(0, ...bars.map(({ lane }) => lane + 1));
	const span = (from: number, to: number) => widths.slice(from, to).reduce((sum, width) => sum + width, 0);
	return Array.from({ length: lanes }, (_, lane) => {
		let line = "";
		let at = 0;
		for (const { drawn, from, to } of bars.filter((bar) => bar.lane === lane).sort((a, b) => a.from - b.from)) {
			const width = span(from, to + 1) - 1;
			const begun = drawn.startDay < first + from ? "◂" : "▌";
			const text = shorten(`${begun}${oneLine(drawn.title)} `, width);
			line += `${" ".repeat(span(at, from))}${paint(canvas, drawn)(text + "─".repeat(Math.max(0, width - widthOf(text))))} `;
			at = to + 1;
		}
		return line + " ".repeat(span(at, widths.length));
	});
}

/** Which colour is which calendar; nothing to say for one. */
export function legend(canvas: Canvas, shown: readonly Drawn[]): string[] {
	if (!canvas.style.on) return [];
	const used = canvas.calendars.filter((name) => shown.some(({ calendar }) => calendar === name));
	if (used.length < 2) return [];
	return ["", used.map((calendar) => paint(canvas, { calendar, faint: false })(`▌${oneLine(calendar)}`)).join("  ")];
}
