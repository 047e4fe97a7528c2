/** Weeks (ISO 8601), months and quarters. */
import { dateOfDay, dayNumber, weekdayOf } from "../../../src/base/calendar.ts";
import { DeskError } from "../../../src/base/errors.ts";

export type PeriodKind = "week" | "month" | "quarter";

/** Days from `from` up to, and without, `to`. */
export interface Period {
	readonly kind: PeriodKind;
	/** `2026-W47`, `2026-11`, `2026-Q4`: the name of its page. */
	readonly name: string;
	readonly from: string;
	readonly to: string;
}

/** The period that a name means. @throws DeskError EINVAL */
export function periodOf(name: string): Period {
	const week = /^(\d{4})-[Ww](\d{2})$/.exec(name);
	const month = /^(\d{4})-(\d{2})$/.exec(name);
	const quarter = /^(\d{4})-[Qq]([1-4])$/.exec(name);
	if (week !== null) {
		// The week of 4 January is the first.
		const fourth = dayNumber(`${week[1]}-01-04`);
		const from = fourth - ((weekdayOf(dateOfDay(fourth)) + 6) % 7) + 7 * (Number(week[2]) - 1);
		const period = periodAt("week", dateOfDay(from));
		if (period.name === name.toUpperCase()) return period;
	}
	if (month !== null && Number(month[2]) >= 1 && Number(month[2]) <= 12) return periodAt("month", `${name}-01`);
	if (quarter !== null)
		return periodAt("quarter", `${quarter[1]}-${String(Number(quarter[2]) * 3).padStart(2, "0")}-01`);
	throw new DeskError("EINVAL", "there is no such week, month or quarter", {
		at: name,
		todo: "write 2026-W47, 2026-11 or 2026-Q4",
	});
}

/** The period of a kind that a day lies in. */
export function periodAt(kind: PeriodKind, day: string): Period {
	const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
	if (kind === "month") return { kind, name: day.slice(0, 7), from: first(year, month), to: first(year, month + 1) };
	if (kind === "quarter") {
		const quarter = Math.ceil(month / 3);
		return { kind, name: `${year}-Q${quarter}`, from: first(year, quarter * 3 - 2), to: first(year, quarter * 3 + 1) };
	}
	const monday = dayNumber(day) - ((weekdayOf(day) + 6) % 7);
	const thursday = dateOfDay(monday + 3);
	const number = Math.floor((monday + 3 - dayNumber(`${thursday.slice(0, 4)}-01-01`)) / 7) + 1;
	return {
		kind,
		name: `${thursday.slice(0, 4)}-W${String(number).padStart(2, "0")}`,
		from: dateOfDay(monday),
		to: dateOfDay(monday + 7),
	};
}

/** The period before one. */
export function before(period: Period): Period {
	return periodAt(period.kind, dateOfDay(dayNumber(period.from) - 1));
}

function first(year: number, month: number): string {
	return month > 12 ? `${year + 1}-01-01` : `${year}-${String(month).padStart(2, "0")}-01`;
}
