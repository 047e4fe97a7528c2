import { readClock } from "./clock.ts";
import { readDay } from "./day.ts";
import type { Facts, SaidClock } from "./facts.ts";
import { type Length, readLength } from "./length.ts";
import { bare, type Found, type Setting } from "./reading.ts";
import { readRule } from "./rule.ts";
import { readZone } from "./zone-words.ts";

/** Reads one clause at a place: the facts that it states; undefined when there is none. */
export type Clause = (
	words: readonly string[],
	at: number,
	facts: Facts,
	setting: Setting,
	hasTitle: boolean,
) => Found<Facts> | undefined;

const TO = /^(?:to|until|till|through|-|–|—)$/;

const found = (value: Facts, count: number): Found<Facts> => ({ value, count });

/** `in the morning`, `at night`. */
const partOfDay: Clause = (words, at) => {
	const text = words
		.slice(at, at + 3)
		.map(bare)
		.join(" ");
	if (/^in the morning$/.test(text)) return found({ half: 0 }, 3);
	if (/^in the (?:afternoon|evening)$/.test(text)) return found({ half: 12 }, 3);
	return undefined;
};

/** `in 2 hours`, `in 90m`. Days are read as days. */
const aheadClause: Clause = (words, at) => {
	if (bare(words[at]) !== "in") return undefined;
	const length = readLength(words, at + 1);
	if (length === undefined || length.value.days > 0) return undefined;
	return found({ ahead: length.value.minutes }, length.count + 1);
};

/** `for 45m`; behind a rule, `for 10 weeks` is how long that goes on. */
const lengthClause: Clause = (words, at, { rule }) => {
	if (bare(words[at]) !== "for") return undefined;
	const [, count = "", unit] =
		/^(\d{1,3}) (day|week|month|year)s?$/.exec(
			words
				.slice(at + 1, at + 3)
				.map(bare)
				.join(" "),
		) ?? [];
	const UNITS = ["day", "week", "month", "year"] as const;
	const size = (UNITS as readonly (string | undefined)[]).indexOf(unit);
	if (rule !== undefined && size >= ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"].indexOf(rule.unit) && Number(count) > 0)
		return found({ runs: { count: Number(count), unit: UNITS[size] as "day" } }, 3);
	const length = readLength(words, at + 1);
	return length === undefined ? undefined : found({ length: length.value }, length.count + 1);
};

/** `5 times`, `for 5 times`, `5x`. */
const timesClause: Clause = (words, at, { rule }) => {
	if (rule === undefined) return undefined;
	const skipped = bare(words[at]) === "for" ? 1 : 0;
	const [, digits, x] = /^(\d{1,4})(x?)$/.exec(bare(words[at + skipped])) ?? [];
	const times = Number(digits ?? 0);
	if (times < 1) return undefined;
	if (x === "x") return found({ times }, skipped + 1);
	return /^(?:times|occurrences)$/.test(bare(words[at + skipped + 1])) ? found({ times }, skipped + 2) : undefined;
};

/** `with ann, bob@example.com and "Carl Lee"`. */
const peopleClause: Clause = (words, at, facts, setting, hasTitle) => {
	if (bare(words[at]) !== "with") return undefined;
	const count = wordsUntilClause(words, at + 1, facts, setting, hasTitle, true);
	const people = words
		.slice(at + 1, at + 1 + count)
		.join(" ")
		.split(/\s*[,;]\s*|\s+(?:and|&)\s+/)
		.filter((name) => name !== "");
	return people.length === 0 ? undefined : found({ people: [...(facts.people ?? []), ...people] }, count + 1);
};

/** `at Café Central`, `in room 4`: whatever comes before the next clause. */
export const placeClause: Clause = (words, at, facts, setting, hasTitle) => {
	if (!/^(?:at|in)$/.test(bare(words[at])) || facts.place !== undefined) return undefined;
	const count = wordsUntilClause(words, at + 1, facts, setting, hasTitle, false);
	const place = words
		.slice(at + 1, at + 1 + count)
		.join(" ")
		.replace(/[,;]+$/, "");
	return place === "" ? undefined : found({ place }, count + 1);
};

/** How many words there are before the next clause; a quoted one stands alone. */
function wordsUntilClause(
	words: readonly string[],
	from: number,
	facts: Facts,
	setting: Setting,
	hasTitle: boolean,
	places: boolean,
): number {
	if (/\s/.test(words[from] ?? "") && !/,$/.test(words[from] ?? "")) return 1;
	let at = from;
	while (
		at < words.length &&
		!startsClause(words, at, facts, setting, hasTitle) &&
		!(places && at > from && /^(?:at|in)$/.test(bare(words[at])))
	)
		at++;
	return at - from;
}

function startsClause(
	words: readonly string[],
	at: number,
	facts: Facts,
	setting: Setting,
	hasTitle: boolean,
): boolean {
	if (bare(words[at]) === "with") return true;
	return CLAUSES.some((clause) => clause !== peopleClause && clause(words, at, facts, setting, hasTitle) !== undefined);
}

/** `every other tuesday`; `weekly`, where it is no part of a title. */
const ruleClause: Clause = (words, at, facts, _setting, hasTitle) => {
	const rule = readRule(words, at);
	if (rule === undefined) return undefined;
	const isAdverb = /ly$/.test(bare(words[at]));
	if (isAdverb && !hasTitle && facts.day === undefined && facts.from === undefined) return undefined;
	return found({ rule: rule.value }, rule.count);
};

/** `until 2027-03-01` behind a rule. */
const untilClause: Clause = (words, at, { rule }, setting) => {
	if (rule === undefined || !/^(?:until|till|through)$/.test(bare(words[at]))) return undefined;
	const day = readDay(words, at + 1, setting);
	return day === undefined ? undefined : found({ until: day.value }, day.count + 1);
};

/** `in calendar work`, `in the work calendar`. */
const calendarClause: Clause = (words, at) => {
	const text = words.slice(at, at + 4).map(bare);
	const start = /^(?:in|on|to|into)$/.test(text[0] ?? "") ? 1 : 0;
	if (start === 0) return undefined;
	const skipped = start + (/^(?:the|my)$/.test(text[1] ?? "") ? 1 : 0);
	if (text[skipped] === "calendar" && words[at + skipped + 1] !== undefined)
		return found({ calendar: (words[at + skipped + 1] as string).replace(/,$/, "") }, skipped + 2);
	return text[skipped + 1] === "calendar"
		? found({ calendar: (words[at + skipped] as string).replace(/,$/, "") }, skipped + 2)
		: undefined;
};

/** `remind [me] 10m [before]`, `remind 1d and 1h before`. */
const remindClause: Clause = (words, at, { reminders }) => {
	if (!/^(?:remind|reminder|alarm)$/.test(bare(words[at]))) return undefined;
	let here = at + (bare(words[at + 1]) === "me" ? 2 : 1);
	const lengths: Length[] = [];
	for (;;) {
		const joined = lengths.length > 0 && bare(words[here]) === "and" ? 1 : 0;
		const length = readLength(words.slice(0, nextAnd(words, here + joined)), here + joined);
		if (length === undefined) break;
		lengths.push(length.value);
		here += joined + length.count;
	}
	if (lengths.length === 0) return undefined;
	if (/^(?:before|earlier|ahead)$/.test(bare(words[here]))) here++;
	return found({ reminders: [...(reminders ?? []), ...lengths] }, here - at);
};

function nextAnd(words: readonly string[], from: number): number {
	const next = words.findIndex((word, index) => index >= from && word === "and");
	return next < 0 ? words.length : next;
}

const allDayClause: Clause = (words, at) => {
	const text = words.slice(at, at + 2).map(bare);
	if (text[0] === "all-day" || text[0] === "allday") return found({ allDay: true }, 1);
	return text[0] === "all" && text[1] === "day" ? found({ allDay: true }, 2) : undefined;
};

/** `to 4pm`, `- 17`, `to 24 dec`, `to 2026-12-22 11:00`: the end of what has begun just before. */
const endClause: Clause = (words, at, facts, setting) => {
	const begun = facts.from ?? facts.day;
	const joins =
		TO.test(bare(words[at])) ||
		(bare(words[at]) === "and" && facts.to === undefined && bare(words[at - 2]) === "between");
	if (begun === undefined || !joins || facts.to !== undefined || facts.lastDay !== undefined) return undefined;
	const clock = facts.from === undefined ? undefined : saidClock(words, at + 1);
	const day = readDay(words, at + 1, setting);
	if (clock !== undefined && (day === undefined || !clock.value.written.isBare))
		return found({ to: clock.value }, clock.count + 1);
	if (day === undefined) return undefined;
	const skipped = /^(?:at|@)$/.test(bare(words[at + 1 + day.count])) ? 1 : 0;
	const end = facts.from === undefined ? undefined : saidClock(words, at + 1 + day.count + skipped);
	return end === undefined
		? found({ lastDay: day.value }, day.count + 1)
		: found({ lastDay: day.value, to: end.value }, 1 + day.count + skipped + end.count);
};

/** `2pm`, `14:00`, `at 7`, `from 2` … A number alone is a time only behind such a word, and before the end or the next clause. */
const clockClause: Clause = (words, at, facts, setting, hasTitle) => {
	const lead = /^(?:at|@|from|between)$/.test(bare(words[at])) ? 1 : 0;
	const clock = saidClock(words, at + lead);
	if (clock === undefined) return undefined;
	const after = at + lead + clock.count;
	const next = bare(words[after]);
	const isSpan =
		(TO.test(next) || (next === "and" && bare(words[at]) === "between")) && readClock(words, after + 1) !== undefined;
	if (clock.value.written.isBare && !isSpan) {
		if (lead === 0) return undefined;
		const ends = after >= words.length || /^(?:at|in|on|with|for|every)$/.test(next);
		if (!ends && !startsClause(words, after, { ...facts, from: clock.value }, setting, hasTitle)) return undefined;
	}
	return found({ from: clock.value }, lead + clock.count);
};

function saidClock(words: readonly string[], at: number): Found<SaidClock> | undefined {
	const clock = readClock(words, at);
	return clock === undefined
		? undefined
		: {
				value: {
					words: words
						.slice(at, at + clock.count)
						.join(" ")
						.replace(/,$/, ""),
					written: clock.value,
				},
				count: clock.count,
			};
}

/** `tomorrow`, `from monday`, `on the 3rd`; with the part of the day that comes with it: `tonight`, `friday evening`. */
const dayClause: Clause = (words, at, facts, setting, hasTitle) => {
	const lead = /^(?:from|starting|beginning)$/.test(bare(words[at])) ? 1 : 0;
	const day = readDay(words, at + lead, setting);
	if (day === undefined) return undefined;
	// A title may begin with a day: `Sunday roast tomorrow`. The last one counts, so this is one only if none follows.
	if (!hasTitle && at === 0 && words.length > day.count && isTitleDay(words, day.count, facts, setting))
		return undefined;
	const half = /\b(?:evening|afternoon|tonight|night)\b/i.test(day.value.words)
		? 12
		: /\bmorning\b/i.test(day.value.words)
			? 0
			: undefined;
	return found({ day: day.value, ...(half === undefined ? {} : { half }) }, lead + day.count);
};

/** Whether another day follows that is not the end of a span. */
function isTitleDay(words: readonly string[], from: number, facts: Facts, setting: Setting): boolean {
	if (TO.test(bare(words[from])) || readClock(words, from) !== undefined) return false;
	for (let at = from; at < words.length; at++)
		if (readDay(words, at, setting) !== undefined) return facts.day === undefined;
	return false;
}

/** `Europe/Berlin`, `in Europe/Berlin`; letters only behind a time. */
const zoneClause: Clause = (words, at, { from }) => {
	const lead = bare(words[at]) === "in" ? 1 : 0;
	const zone = readZone(words, at + lead);
	if (zone === undefined || (from === undefined && !zone.value.words.includes("/"))) return undefined;
	return found({ zone: zone.value }, lead + zone.count);
};

/** In this order: what is more special comes first. */
export const CLAUSES: readonly Clause[] = [
	partOfDay,
	aheadClause,
	timesClause,
	lengthClause,
	peopleClause,
	ruleClause,
	untilClause,
	calendarClause,
	remindClause,
	allDayClause,
	endClause,
	clockClause,
	zoneClause,
	dayClause,
];
