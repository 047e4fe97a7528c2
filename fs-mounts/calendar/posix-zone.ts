/** Zones as POSIX writes them in TZ, with the rules of their changes: `CET-1CEST,M3.5.0,M10.5.0/3` (POSIX 8.3, RFC 8536 3.3.1). */
import { DAY, dayOf, weekdayOf } from "./recurrence/civil.ts";
import type { Change } from "./zones.ts";

const NAME = "(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)";
const TIME = "[+-]?\\d{1,3}(?::\\d{2}){0,2}";
const ZONE = new RegExp(`^${NAME}(${TIME})(?:${NAME}(${TIME})?,([^,]+),([^,]+))?$`);

/** What holds when a year begins, and its changes; undefined for what is no such text. */
export function posixChanges(text: string): ((year: number) => readonly Change[]) | undefined {
	const found = ZONE.exec(text);
	if (found === null) return undefined;
	const [, west = "0", westSummer, from, to] = found;
	const standard = 0 - secondsOf(west);
	if (from === undefined || to === undefined) return (year) => [{ at: dayOf(year, 1, 1) * DAY, offset: standard }];
	const summer = westSummer === undefined ? standard + 3600 : 0 - secondsOf(westSummer);
	const [begins, ends] = [turn(from), turn(to)];
	if (begins === undefined || ends === undefined) return undefined;
	return (year) => {
		const both = [
			{ at: begins(year) - standard, offset: summer },
			{ at: ends(year) - summer, offset: standard },
		].sort((a, b) => a.at - b.at);
		return [{ at: dayOf(year, 1, 1) * DAY, offset: both[0]?.offset === summer ? standard : summer }, ...both];
	};
}

function secondsOf(text: string): number {
	const [hours = "0", minutes = "0", seconds = "0"] = text.replace(/^[+-]/, "").split(":");
	const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
	return text.startsWith("-") ? -size : size;
}

/** The wall second of a change in a year: `M3.5.0/2`, `J60`, `59`. */
function turn(text: string): ((year: number) => number) | undefined {
	const [date = "", time = "2"] = text.split("/");
	const clock = secondsOf(time);
	const month = /^M(\d{1,2})\.(\d)\.(\d)$/.exec(date);
	if (month !== null) {
		const [m, week, sunday] = [Number(month[1]), Number(month[2]), Number(month[3])];
		return (year) => {
			const first = dayOf(year, m, 1);
			const day = first + ((sunday + 6 - weekdayOf(first) + 7) % 7) + (week - 1) * 7;
			return (day >= dayOf(year, m + 1, 1) ? day - 7 : day) * DAY + clock;
		};
	}
	const number = /^(J?)(\d{1,3})$/.exec(date);
	if (number === null) return undefined;
	const days = Number(number[2]);
	if (number[1] === "") return (year) => (dayOf(year, 1, 1) + days) * DAY + clock;
	// Julian days: 29 February does not count.
	return (year) =>
		(dayOf(year, 1, days) + (days > 59 && dayOf(year, 3, 1) - dayOf(year, 2, 1) === 29 ? 1 : 0)) * DAY + clock;
}
