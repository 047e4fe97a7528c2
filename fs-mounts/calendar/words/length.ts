import { bare, type Found } from "./reading.ts";

/** A length of time: nominal days (a day across a change of clocks is one day) or minutes. */
export interface Length {
	readonly days: number;
	readonly minutes: number;
}

const UNITS: Readonly<Record<string, Length>> = {
	m: { days: 0, minutes: 1 },
	min: { days: 0, minutes: 1 },
	minute: { days: 0, minutes: 1 },
	h: { days: 0, minutes: 60 },
	hr: { days: 0, minutes: 60 },
	hour: { days: 0, minutes: 60 },
	d: { days: 1, minutes: 0 },
	day: { days: 1, minutes: 0 },
	night: { days: 1, minutes: 0 },
	w: { days: 7, minutes: 0 },
	wk: { days: 7, minutes: 0 },
	week: { days: 7, minutes: 0 },
};
const COUNTS: Readonly<Record<string, number>> = {
	a: 1,
	an: 1,
	one: 1,
	two: 2,
	three: 3,
	four: 4,
	five: 5,
	six: 6,
	half: 0.5,
};
/** Longer than any event is meant to be: a hundred years. */
const LONGEST = 36_525;

/** The length that is written at a place: `45m`, `1h30`, `1h30m`, `2 days`, `an hour`, `half an hour`, `1.5 hours`, `1 hour 30 minutes`. */
export function readLength(words: readonly string[], at: number): Found<Length> | undefined {
	let days = 0;
	let minutes = 0;
	let taken = 0;
	for (let here = at; here < words.length; ) {
		const joined = bare(words[here]) === "and" && taken > 0 ? 1 : 0;
		const part = oneWord(bare(words[here + joined])) ?? twoWords(words, here + joined);
		if (part === undefined) break;
		days += part.value.days;
		minutes += part.value.minutes;
		here += joined + part.count;
		taken = here - at;
	}
	const whole = { days: Math.floor(days), minutes: Math.round(minutes + (days % 1) * 1440) };
	return taken === 0 || whole.days + whole.minutes === 0 || whole.days > LONGEST || whole.minutes > LONGEST * 1440
		? undefined
		: { value: whole, count: taken };
}

/** `45m`, `1h30`, `1h30m`, `2d`. */
function oneWord(word: string): Found<Length> | undefined {
	const [all, count = "", unit = "", rest] =
		/^(\d{1,6}(?:\.\d{1,4})?)([a-z]+)(?:(\d{1,2})(?:m|min)?)?$/.exec(word) ?? [];
	const size = all === undefined ? undefined : unitOf(unit);
	if (size === undefined || (rest !== undefined && size.minutes !== 60)) return undefined;
	return { value: times(size, Number(count), Number(rest ?? 0)), count: 1 };
}

/** `45 minutes`, `half an hour`, `a day`. */
function twoWords(words: readonly string[], at: number): Found<Length> | undefined {
	const first = bare(words[at]);
	const count = Object.hasOwn(COUNTS, first)
		? COUNTS[first]
		: /^\d{1,6}(?:\.\d{1,4})?$/.test(first)
			? Number(first)
			: undefined;
	if (count === undefined) return undefined;
	const article = first === "half" && /^an?$/.test(bare(words[at + 1])) ? 1 : 0;
	const size = unitOf(bare(words[at + 1 + article]));
	return size === undefined ? undefined : { value: times(size, count, 0), count: 2 + article };
}

function unitOf(name: string): Length | undefined {
	const found = [name, name.replace(/s$/, "")].find((unit) => Object.hasOwn(UNITS, unit));
	return found === undefined ? undefined : UNITS[found];
}

function times(size: Length, count: number, minutes: number): Length {
	return { days: size.days * count, minutes: size.minutes * count + minutes };
}

/** `45m`, `1h30m`, `2d`, `1d 2h`. */
export function sayLength({ days, minutes }: Length): string {
	const hours = Math.floor(minutes / 60);
	const clock = `${hours > 0 ? `${hours}h` : ""}${minutes % 60 > 0 ? `${minutes % 60}m` : ""}`;
	return [days > 0 ? `${days}d` : "", clock].filter((part) => part !== "").join(" ") || "0m";
}
