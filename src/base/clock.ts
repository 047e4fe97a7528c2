/** Time as the store keeps it: integer microseconds since the epoch, UTC. Fits a double until the year 2255. */
export type Micros = number;

/**
 * Now, in microseconds UTC. `DESK_NOW` (an ISO instant) fixes the clock, so that examples and tests about dates are
 * repeatable; it is read at each call because a shell session may set it.
 */
export function now(): Micros {
	const fixed = process.env.DESK_NOW;
	if (fixed !== undefined && fixed !== "") {
		const at = Date.parse(fixed);
		if (!Number.isNaN(at)) return at * 1000;
	}
	return Math.floor((performance.timeOrigin + performance.now()) * 1000);
}

/** `Date` of a stored time (loses the microseconds). */
export function toDate(at: Micros): Date {
	return new Date(at / 1000);
}

/** The instant in ISO 8601, UTC, to the millisecond. */
export function toIso(at: Micros): string {
	return toDate(at).toISOString();
}

/** `YYYY-MM-DD` of an instant in the machine's zone: the day the user would say it is. */
export function localDay(at: Date): string {
	const pad = (n: number) => String(n).padStart(2, "0");
	return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}

/** `YYYY-MM-DD HH:MM` in the machine's zone, for people. */
export function localMinute(at: Micros): string {
	const date = toDate(at);
	const pad = (n: number) => String(n).padStart(2, "0");
	return `${localDay(date)} ${pad(date.getHours())}:${pad(date.getMinutes())}`;
}
