/** What the user's locale says of dates, read from the environment as POSIX has it (XBD 8.2): LC_ALL, else LC_TIME, else LANG. */

export interface DateHabits {
	/** Whether `3/4` is 3 April (true) or 4 March (false); undefined where no locale says. */
	readonly dayFirst: boolean | undefined;
	/** Whether the clock is read with am and pm; undefined where no locale says. */
	readonly halfDays: boolean | undefined;
	/** The weekday that a week begins with; Sunday is 0. Monday where no locale says (ISO 8601). */
	readonly weekStart: number;
	/** BCP 47; undefined for C and POSIX. */
	readonly locale: string | undefined;
}

const NONE: DateHabits = { dayFirst: undefined, halfDays: undefined, weekStart: 1, locale: undefined };

/** The habits of the locale that the variables name; those of none for C, POSIX, and what Intl does not know. */
export function dateHabits(variables: Readonly<Record<string, string | undefined>>): DateHabits {
	const name = [variables.LC_ALL, variables.LC_TIME, variables.LANG].find(
		(value) => value !== undefined && value !== "",
	);
	const tag = /^([a-z]{2,3})(?:[_-]([a-z]{2}|\d{3}))?(?:[.@]|$)/i.exec(name ?? "");
	if (tag === null) return NONE;
	const locale = tag[2] === undefined ? (tag[1] as string) : `${tag[1]}-${tag[2].toUpperCase()}`;
	if (Intl.DateTimeFormat.supportedLocalesOf(locale).length === 0) return NONE;
	const parts = new Intl.DateTimeFormat(locale, { month: "numeric", day: "numeric" })
		.formatToParts(0)
		.map(({ type }) => type);
	const { hour12 } = new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions();
	return {
		dayFirst: parts.indexOf("day") < parts.indexOf("month"),
		halfDays: hour12,
		weekStart: weekStart(locale),
		locale,
	};
}

/** ECMA-402's weekInfo is a property in Node 20 to 22 and a method later; TypeScript knows neither. */
function weekStart(locale: string): number {
	const known = new Intl.Locale(locale) as Intl.Locale & {
		weekInfo?: { firstDay: number };
		getWeekInfo?: () => { firstDay: number };
	};
	return ((known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1) % 7;
}
