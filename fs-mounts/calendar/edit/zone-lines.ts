/** A zone of the zone database as a VTIMEZONE, as a file needs it that names the zone (RFC 5545 3.6.5). */
import { civilOf, DAY, dayOf, weekdayOf } from "../recurrence/civil.ts";
import { WEEKDAYS } from "../recurrence/rule.ts";
import { formatDateTime } from "../time.ts";
import { namedZone, type Zone } from "../zones.ts";

/** Years that a yearly rule must hold for to be written as one; else each change of so many years is written. */
const YEARS = 8;

/** One change of clocks: wall seconds by the offset before. */
interface Turn {
	readonly wall: number;
	readonly from: number;
	readonly to: number;
}

/** The lines of a VTIMEZONE that holds from an instant (seconds UTC) on; undefined for a zone that is not known. */
export function zoneLines(tzid: string, from: number): string[] | undefined {
	const zone = namedZone(tzid);
	if (zone === undefined) return undefined;
	const first = civilOf(Math.floor(from / DAY)).year - 1;
	const years = Array.from({ length: YEARS }, (_, index) => turnsOf(zone, first + index));
	const start = dayOf(first, 1, 1) * DAY;
	const base = zone.offsetAt(start);
	const same = years.every((turns) => turns.length === years[0]?.length);
	const observances = (years[0] ?? []).flatMap((turn, index) => {
		const rule = same ? yearlyRule(years.map((turns) => turns[index] as Turn)) : undefined;
		return rule === undefined ? [] : [observance(turn, base, rule)];
	});
	const regular = same && observances.length === years[0]?.length;
	const still: Turn = { wall: start, from: base, to: base };
	const parts =
		regular && observances.length > 0
			? observances
			: [observance(still, base), ...years.flat().map((turn) => observance(turn, base))];
	return ["BEGIN:VTIMEZONE", `TZID:${tzid}`, ...parts.flat(), "END:VTIMEZONE"];
}

function turnsOf(zone: Zone, year: number): Turn[] {
	const changes = zone.changesIn(year);
	return changes.slice(1).map(({ at, offset }, index) => {
		const from = changes[index]?.offset ?? offset;
		return { wall: at + from, from, to: offset };
	});
}

/** The rule that gives a turn of each year: a weekday of a month, counted from its start or its end. */
function yearlyRule(turns: readonly Turn[]): string | undefined {
	const days = turns.map(({ wall }) => Math.floor(wall / DAY));
	const dates = days.map(civilOf);
	const clock = turns.map(({ wall, from, to }) => `${wall % DAY} ${from} ${to}`);
	const month = dates[0]?.month ?? 0;
	const weekday = weekdayOf(days[0] ?? 0);
	if (
		new Set(clock).size > 1 ||
		dates.some((date) => date.month !== month) ||
		days.some((day) => weekdayOf(day) !== weekday)
	)
		return undefined;
	const nth = new Set(dates.map(({ day }) => Math.ceil(day / 7)));
	const isLast = dates.every(({ year, day }) => day + 7 > dayOf(year, month + 1, 1) - dayOf(year, month, 1));
	if (!isLast && nth.size > 1) return undefined;
	return `FREQ=YEARLY;BYMONTH=${month};BYDAY=${isLast ? -1 : [...nth][0]}${WEEKDAYS[weekday]}`;
}

function observance({ wall, from, to }: Turn, base: number, rule?: string): string[] {
	const kind = to > Math.min(from, base) && to !== from ? "DAYLIGHT" : "STANDARD";
	return [
		`BEGIN:${kind}`,
		`DTSTART:${formatDateTime({ wall, form: "local" })}`,
		...(rule === undefined ? [] : [`RRULE:${rule}`]),
		`TZOFFSETFROM:${offset(from)}`,
		`TZOFFSETTO:${offset(to)}`,
		`END:${kind}`,
	];
}

function offset(seconds: number): string {
	const pad = (n: number) => String(Math.floor(n)).padStart(2, "0");
	const rest = Math.abs(seconds);
	return `${seconds < 0 ? "-" : "+"}${pad(rest / 3600)}${pad((rest / 60) % 60)}${rest % 60 === 0 ? "" : pad(rest % 60)}`;
}
