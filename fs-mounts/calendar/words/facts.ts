import { MONTHS } from "../../../src/base/calendar.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { CLAUSES, placeClause } from "./clauses.ts";
import type { Written } from "./clock.ts";
import type { Length } from "./length.ts";
import type { Readings, Setting } from "./reading.ts";
import type { Rule } from "./rule.ts";
import type { SaidZone } from "./zone-words.ts";

/** A time of day with the words that said it. */
export interface SaidClock {
	readonly words: string;
	readonly written: Written;
}

/** What a schedule's words say, one by one; nothing is looked up, chosen or put together yet. */
export interface Facts {
	readonly title?: string;
	readonly day?: Readings<string>;
	/** The last day, itself included. */
	readonly lastDay?: Readings<string>;
	readonly from?: SaidClock;
	readonly to?: SaidClock;
	/** `in the evening`, `tonight`: the half of the day that an uncertain time is in. */
	readonly half?: 0 | 12;
	/** `in 2 hours`: minutes from now. */
	readonly ahead?: number;
	readonly length?: Length;
	readonly allDay?: true;
	readonly zone?: SaidZone;
	/** Addresses and names, as typed. */
	readonly people?: readonly string[];
	readonly place?: string;
	readonly rule?: Rule;
	readonly until?: Readings<string>;
	readonly times?: number;
	/** `every week for 3 months`: how long it goes on. */
	readonly runs?: { readonly count: number; readonly unit: "day" | "week" | "month" | "year" };
	readonly calendar?: string;
	readonly reminders?: readonly Length[];
}

/** What facts are called when there are two of them. */
const NAMES: Readonly<Partial<Record<keyof Facts, string>>> = {
	day: "days",
	from: "times",
	length: "lengths",
	rule: "repeats",
	place: "places",
	calendar: "calendars",
	zone: "time zones",
};

/**
 * Read the words of a schedule, as a shell hands them over. A word with blanks in it was quoted: the first is the title, or belongs to the
 * `at`, `in` or `with` before it; without one, the title is what is no part of anything else.
 * @throws DeskError EUSAGE for two facts of one kind, and for words beside a quoted title that say nothing
 */
export function readFacts(argv: readonly string[], setting: Setting): Facts {
	const { title, words } = cut(argv);
	const { facts, rest } = readWords(words, setting, title !== undefined);
	const says = facts.day ?? facts.from ?? facts.rule ?? facts.ahead;
	// `"Lunch tomorrow noon" with Ann`: quoted as a whole.
	if (title !== undefined && says === undefined) return readFacts([[...pieces(title), ...words].join(" ")], setting);
	if (title !== undefined && rest.length > 0)
		throw new DeskError("EUSAGE", `'${rest.join(" ")}' is not understood`, {
			todo: "say when, for how long, with whom, at which place, how often; other words belong into the quoted title",
		});
	return { ...facts, ...(title === undefined ? (rest.length > 0 ? { title: rest.join(" ") } : {}) : { title }) };
}

/** Read words that are no title; `rest` is what is no clause. @throws DeskError EUSAGE */
export function readWords(
	words: readonly string[],
	setting: Setting,
	hasTitle: boolean,
): { facts: Facts; rest: string[] } {
	let facts: Facts = {};
	const rest: string[] = [];
	for (let at = 0; at < words.length; ) {
		const found = [...CLAUSES, placeClause]
			.map((clause) => clause(words, at, facts, setting, hasTitle))
			.find((result) => result !== undefined);
		if (found === undefined) {
			rest.push(words[at] as string);
			at++;
			continue;
		}
		for (const name of Object.keys(found.value) as (keyof Facts)[])
			if (facts[name] !== undefined && NAMES[name] !== undefined)
				throw new DeskError(
					"EUSAGE",
					`'${words.slice(at, at + found.count).join(" ")}': there are two ${NAMES[name]} in this`,
					{
						todo: "leave one out, or put the title in quotes",
					},
				);
		facts = { ...facts, ...found.value };
		at += found.count;
	}
	return { facts, rest };
}

/** The quoted title, and all other words. */
function cut(argv: readonly string[]): { title?: string; words: string[] } {
	let title: string | undefined;
	const words: string[] = [];
	for (const piece of argv.length === 1 ? pieces(argv[0] ?? "") : argv) {
		const isOperand = /^(?:at|in|with)$/i.test(words.at(-1) ?? "");
		const text = piece.trim();
		if (text === "") continue;
		if (!/\s/.test(text) || isOperand) words.push(text);
		else if (title === undefined) title = text;
		else words.push(...pieces(text));
	}
	return title === undefined ? { words: split(words) } : { title, words: split(words) };
}

/** The words of a text that is no title. */
export function wordsOf(text: string): string[] {
	return split(text.split(/\s+/).filter((word) => word !== ""));
}

/** Words of a line; what is in double quotes is one. */
function pieces(line: string): string[] {
	return [...line.matchAll(/(?<=^|\s)"([^"]*)"(?=\s|$)|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

const ISO_INSTANT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::00)?(Z|[+-]\d\d:?\d\d)?$/i;
const CLOCK_SPAN = /^(\d{1,2}(?:[:.][0-5]\d)?(?:[ap]\.?m\.?)?)[-–—](\d{1,2}(?:[:.][0-5]\d)?(?:[ap]\.?m\.?)?,?)$/i;

/** `9-17` is `9 - 17`, `dec 3-5` and `3-5 dec` are two days, and an instant of ISO 8601 is a day, a time and a zone. */
function split(words: readonly string[]): string[] {
	return words.flatMap((word, index) => {
		const iso = ISO_INSTANT.exec(word);
		if (iso !== null) return [iso[1] ?? "", iso[2] ?? "", (iso[3] ?? "").toUpperCase()].filter((part) => part !== "");
		const [, from, to] = CLOCK_SPAN.exec(word) ?? [];
		if (from === undefined || to === undefined) return [word];
		const [before, after] = [words[index - 1] ?? "", words[index + 1] ?? ""];
		if (isMonth(after)) return [from, after.replace(/[.,]$/, ""), "-", to];
		return isMonth(before) ? [from, "-", before, to] : [from, "-", to];
	});
}

function isMonth(word: string): boolean {
	const name = word.toLowerCase().replace(/[.,]$/, "");
	return name.length >= 3 && MONTHS.some((month) => month.toLowerCase().startsWith(name));
}
