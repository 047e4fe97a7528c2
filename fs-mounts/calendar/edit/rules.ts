/** Changes of a recurrence rule's text that leave its other parts as they are written. */
import type { Time } from "../ics.ts";
import { civilOf, DAY, weekdayOf } from "../recurrence/civil.ts";
import { expand } from "../recurrence/expand.ts";
import { MONTHLY, parseRule, WEEKDAYS, WEEKLY, YEARLY } from "../recurrence/rule.ts";
import { formatDateTime } from "../time.ts";

/** The rule with some parts replaced, or taken away (null); new ones are at the end. */
export function withParts(rule: string, changes: Readonly<Record<string, string | null>>): string {
	const nameOf = (part: string) =>
		part
			.slice(0, Math.max(0, part.indexOf("=")))
			.trim()
			.toUpperCase();
	const parts = rule.split(";");
	const left = { ...changes };
	const next = parts.flatMap((part) => {
		const name = nameOf(part);
		const change = left[name];
		if (change === undefined) return [part];
		delete left[name];
		return change === null ? [] : [`${name}=${change}`];
	});
	return [
		...next,
		...Object.entries(left).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`])),
	].join(";");
}

/** The rule without what is at or after an occurrence; `until` is the last instant before it, or its day for whole days. */
export function endedBefore(rule: string, occurrence: Time, instant: number): string {
	const until: Time =
		occurrence.form === "date"
			? { wall: occurrence.wall - DAY, form: "date" }
			: occurrence.form === "utc" || occurrence.tzid !== undefined
				? { wall: instant - 1, form: "utc" } // RFC 5545 3.3.10: of a time with a zone, UNTIL is in UTC
				: { wall: occurrence.wall - 1, form: "local" };
	return withParts(rule, { COUNT: null, UNTIL: formatDateTime(until) });
}

/** The rule as it goes on from an occurrence: with COUNT, what is left of it. */
export function goingOn(rule: string, start: Time, occurrence: Time): string {
	const { count } = parseRule(rule);
	if (count === undefined) return rule;
	let before = 0;
	for (const wall of expand(parseRule(rule), start.wall)) {
		if (wall >= occurrence.wall) break;
		before++;
	}
	return withParts(rule, { COUNT: String(Math.max(1, count - before)) });
}

/** The rule of an event whose start is moved: days of the week move along, and the one day of a month or year that is its start's. */
export function movedRule(rule: string, from: Time, to: Time): string {
	const { freq, byDay, byMonthDay, byMonth, until } = parseRule(rule);
	const [fromDay, toDay] = [Math.floor(from.wall / DAY), Math.floor(to.wall / DAY)];
	const [before, after] = [civilOf(fromDay), civilOf(toDay)];
	const changes: { [name: string]: string | null } = {};
	if (fromDay !== toDay) {
		if (freq <= WEEKLY && byDay !== undefined)
			changes.BYDAY = byDay
				.map(({ day, nth }) => `${nth === 0 ? "" : nth}${WEEKDAYS[(((day + toDay - fromDay) % 7) + 7) % 7]}`)
				.join();
		if (
			freq >= MONTHLY &&
			byDay?.length === 1 &&
			byDay[0]?.day === weekdayOf(fromDay) &&
			byDay[0].nth > -6 &&
			byDay[0].nth < 6
		) {
			const { nth } = byDay[0];
			const place = nth < 0 ? nth : Math.ceil(after.day / 7);
			changes.BYDAY = `${nth === 0 ? "" : place}${WEEKDAYS[weekdayOf(toDay)]}`;
		}
		if (byMonthDay?.length === 1 && byMonthDay[0] === before.day) changes.BYMONTHDAY = String(after.day);
		if (freq === YEARLY && byMonth?.length === 1 && byMonth[0] === before.month) changes.BYMONTH = String(after.month);
	}
	// The last occurrence must not fall out because it is later now.
	if (until !== undefined && to.wall > from.wall)
		changes.UNTIL = formatDateTime({ ...until, wall: until.wall + to.wall - from.wall });
	return withParts(rule, changes);
}
