import type { DateHabits } from "../../../src/base/locale.ts";
import { bare, type Found, type Reading, type Readings, sayClock } from "./reading.ts";

/** Minutes after midnight; `end` may lie past the end of the day (more than 1440). */
export interface Span {
	readonly start: number;
	readonly end?: number;
}

/** A time of day as it was written. */
export interface Written {
	readonly hour: number;
	readonly minute: number;
	/** 0 for am, 12 for pm. */
	readonly half?: 0 | 12;
	/** Whether it can be read in one way only: `14`, `07:00`, `2pm`. */
	readonly isCertain: boolean;
	/** `7`: no minutes, no am or pm. It is a time only where one is expected. */
	readonly isBare: boolean;
}

const NAMED: Readonly<Record<string, number>> = { noon: 12, midday: 12, midnight: 0 };
const CLOCK = /^(\d{1,2})(?:([:.h])([0-5]\d))?(?:(a|p)\.?m\.?|(h))?$/;
/** `in the morning` and the like, behind a time. */
const PART: readonly (readonly [RegExp, 0 | 12])[] = [
	[/^in the morning$/, 0],
	[/^in the (?:afternoon|evening)$/, 12],
];
const PAST: Readonly<Record<string, number>> = { "half past": 30, "quarter past": 15, "quarter to": -15 };

/** The time of day that is written at a place: `2pm`, `2:30 pm`, `14:30`, `14h`, `7`, `7 o'clock`, `half past 3`, `noon`. */
export function readClock(words: readonly string[], at: number): Found<Written> | undefined {
	const first = bare(words[at]);
	if (Object.hasOwn(NAMED, first)) {
		const hour = NAMED[first] as number;
		return { value: { hour, minute: 0, isCertain: true, isBare: false }, count: 1 };
	}
	const past = PAST[`${first} ${bare(words[at + 1])}`];
	if (past !== undefined && /^\d{1,2}$/.test(bare(words[at + 2]))) {
		const hour = Number(bare(words[at + 2])) + (past < 0 ? -1 : 0);
		if (hour < 0 || hour > 23) return undefined;
		return withHalf(words, at + 3, 3, { hour, minute: (past + 60) % 60, isCertain: hour > 12, isBare: true });
	}
	const [all, digits, mark, minutes, half, h] = CLOCK.exec(first) ?? [];
	if (all === undefined || digits === undefined) return undefined;
	const hour = Number(digits);
	if (hour > 23 || (half !== undefined && (hour < 1 || hour > 12))) return undefined;
	// `3.30` is as often a version or a price.
	if (mark === "." && half === undefined && !/^(?:at|from|to|until|till|@)$/.test(bare(words[at - 1])))
		return undefined;
	const written: Written = {
		hour,
		minute: Number(minutes ?? 0),
		isCertain:
			half !== undefined || hour === 0 || hour > 12 || digits.startsWith("0") || h !== undefined || mark === "h",
		isBare: minutes === undefined && half === undefined && h === undefined,
		...(half === undefined ? {} : { half: half === "p" ? 12 : 0 }),
	};
	return half === undefined ? withHalf(words, at + 1, 1, written) : { value: written, count: 1 };
}

/** Take `pm`, `o'clock` or `in the morning` along, if that comes next. */
function withHalf(words: readonly string[], at: number, count: number, written: Written): Found<Written> {
	const next = bare(words[at]);
	if (/^o['’]clock$/.test(next)) {
		return withHalf(words, at + 1, count + 1, written);
	}
	if (next === "uhr") return { value: { ...written, isCertain: true, isBare: false }, count: count + 1 };
	const [, letter] = /^(a|p)\.?m\.?$/.exec(next) ?? [];
	if (letter !== undefined && written.hour >= 1 && written.hour <= 12)
		return { value: { ...written, half: letter === "p" ? 12 : 0, isCertain: true, isBare: false }, count: count + 1 };
	const part = PART.find(([pattern]) =>
		pattern.test(
			words
				.slice(at, at + 3)
				.map(bare)
				.join(" "),
		),
	);
	return part === undefined || written.isCertain
		? { value: written, count }
		: { value: { ...written, half: part[1], isCertain: true, isBare: false }, count: count + 3 };
}

/** The minutes after midnight that a time can mean: two where neither am nor pm was said and the hour is one of twelve. */
function minutesOf(written: Written, habits: DateHabits): number[] {
	const { hour, minute, half, isCertain, isBare } = written;
	if (half !== undefined) return [((hour % 12) + half) * 60 + minute];
	const plain = hour * 60 + minute;
	return isCertain || hour === 12 || !(isBare || habits.halfDays === true) ? [plain] : [plain, plain + 720];
}

/** The readings of one time of day. */
export function clockReadings(words: string, written: Written, habits: DateHabits): Readings<Span> {
	return { words, of: minutesOf(written, habits).map((start) => spanReading({ start })) };
}

/**
 * The readings of a time from one time of day to another. Beside am or pm, the other end is as near as it can be (`2pm to 3:30`); beside a time of the
 * clock of 24 hours it is one of that too, if it can be (`7 to 20`). Of two uncertain ones both halves of the day are possible, but for one
 * that crosses midnight without need (`9 to 5`).
 */
export function spanReadings(words: string, from: Written, to: Written, habits: DateHabits): Readings<Span> {
	const halves = (written: Written) => minutesOf(written.isCertain ? written : { ...written, isBare: true }, habits);
	const plain = ({ hour, minute }: Written) => [hour * 60 + minute];
	const isHalved = from.half !== undefined || to.half !== undefined;
	const is24 =
		!isHalved && (from.isCertain || to.isCertain || [from, to].every((end) => minutesOf(end, habits).length === 1));
	const spans = (is24 ? plain(from) : halves(from)).map((start) => {
		const ends = is24 && plain(to).every((end) => end > start) ? plain(to) : halves(to);
		return { start, end: Math.min(...ends.map((end) => (end <= start ? end + 1440 : end))) };
	});
	const shortest = Math.min(...spans.map(({ start, end }) => end - start));
	const sameDay = spans.filter(({ end }) => end <= 1440);
	const kept = isHalved
		? spans.filter(({ start, end }) => end - start === shortest)
		: sameDay.length > 0
			? sameDay
			: spans;
	return { words, of: kept.map(spanReading) };
}

function spanReading({ start, end }: Span): Reading<Span> {
	const say = end === undefined ? sayClock(start) : `${sayClock(start)}–${sayClock(end)}`;
	const write = end === undefined ? halfDay(start) : `${halfDay(start)} to ${halfDay(end)}`;
	return { value: end === undefined ? { start } : { start, end }, say, write };
}

/** `7pm`, `3:30am`: what can be read in one way only. */
function halfDay(minutes: number): string {
	const of = minutes % 1440;
	const hour = Math.floor(of / 60);
	const rest = of % 60;
	return `${hour % 12 === 0 ? 12 : hour % 12}${rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`}${hour < 12 ? "am" : "pm"}`;
}
