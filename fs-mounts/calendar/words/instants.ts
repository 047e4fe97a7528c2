import { dayNumber } from "../../../src/base/calendar.ts";
import { instantOf, type Wall, wallAt, type Zone, zoneOf } from "../../../src/base/zone.ts";
import { type Choose, type Reading, sayClock, settled } from "./reading.ts";
import type { SaidZone } from "./zone-words.ts";

/** The zone in which an event is kept. */
export interface EventZone {
	/** IANA name. */
	readonly name: string;
	/** Milliseconds east of UTC, where an offset was said that counts instead of the zone's clocks. */
	readonly offset?: number;
}

/** Milliseconds east of UTC at an instant (UTC milliseconds). */
export function offsetAt(zone: string, at: number): number {
	return zoneOf({ TZ: zone }).at(Math.floor(at / 1000)).offset * 1000;
}

/** The user's zone as an IANA name: TZ if that is one, else the machine's. */
export function userZone(variables: Readonly<Record<string, string | undefined>>): string {
	const named = variables.TZ?.replace(/^:/, "");
	if (named !== undefined && named !== "") {
		try {
			return new Intl.DateTimeFormat("en-US", { timeZone: named }).resolvedOptions().timeZone;
		} catch {
			// An offset as POSIX has it, which no calendar can name.
		}
	}
	return variables.TZ === "" ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * The zone that is meant on a day: the user's where none was said, or where the letters are those of its own clocks then. Letters of summer time said
 * of a day in winter (or the reverse) can mean the place or the offset.
 */
export async function zoneFor(
	said: SaidZone | undefined,
	date: string,
	minute: number,
	own: string,
	choose: Choose,
): Promise<EventZone> {
	if (said === undefined) return { name: own };
	const utc = dayNumber(date) * 86_400_000 + minute * 60_000;
	const { words, offset } = said;
	const ownNames = new Set([0, 182].map((days) => zoneOf({ TZ: own }).at(utc / 1000 + days * 86_400).name));
	if (said.names.length === 0) return { name: "UTC", offset: (offset ?? 0) * 1000 };
	const names = ownNames.has(words) ? [own] : said.names;
	const name = await settled(
		{ words, of: names.map((value): Reading<string> => ({ value, say: value, write: value })) },
		names.length > 1 ? choose : async () => 0,
	);
	const clocks = offsetAt(name, utc - offsetAt(name, utc));
	if (offset === undefined || offset * 1000 === clocks) return { name };
	const exact = utc - offset * 1000;
	const of: Reading<EventZone>[] = [
		{
			value: { name },
			say: `${sayClock(minute)} by the clocks of ${name} on that day`,
			write: `${sayClock(minute)} ${name}`,
		},
		{
			value: { name, offset: offset * 1000 },
			say: `${sayClock(minute)} at ${sayOffset(offset)}`,
			write: `${sayClock((exact / 60_000) % 1440)} UTC`,
		},
	];
	return await settled({ words, of }, choose);
}

function sayOffset(seconds: number): string {
	return `UTC${seconds < 0 ? "-" : "+"}${sayClock(Math.abs(seconds) / 60)}`;
}

/** The instant (UTC ms) of so many minutes after midnight; who is asked when clocks skip that time, or show it twice. */
export async function instantIn(
	{ name, offset }: EventZone,
	date: string,
	minute: number,
	choose: Choose,
): Promise<number> {
	const utc = dayNumber(date) * 86_400_000 + minute * 60_000;
	if (offset !== undefined) return utc - offset;
	const zone = zoneOf({ TZ: name });
	const wall: Wall = { ...wallAt(utc / 1000, 0) };
	const probes = [utc - 86_400_000, utc + 86_400_000].map((at) => zone.at(at / 1000).offset);
	const fits = [...new Set(probes.map((probe) => instantOf(wall, zone, probe)))].filter(
		(at): at is number => at !== undefined,
	);
	if (fits.length === 1) return (fits[0] as number) * 1000;
	const words = `${date} ${sayClock(minute)}`;
	// In a gap, each of the two offsets gives an instant on the other side of it.
	const instants =
		fits.length > 1
			? fits.sort((a, b) => a - b)
			: [...probes]
					.sort((a, b) => a - b)
					.map((probe) => utc / 1000 - probe)
					.sort((a, b) => a - b);
	const of = instants.map((at) => ({ value: at * 1000, ...saidOf(at, zone, name, fits.length > 1) }));
	const what = fits.length > 1 ? `${words} (clocks show it twice)` : `${words} (clocks skip it)`;
	return await settled({ words: what, of }, choose);
}

/** Whether an instant (UTC ms) is the first that has its local time. */
export function isFirst(name: string, at: number): boolean {
	const zone = zoneOf({ TZ: name });
	return instantOf(wallAt(at / 1000, zone.at(at / 1000).offset), zone) === Math.floor(at / 1000);
}

function saidOf(at: number, zone: Zone, name: string, twice: boolean): { say: string; write: string } {
	const { offset, name: letters } = zone.at(at);
	const wall = wallAt(at, offset);
	const clock = sayClock(wall.hour * 60 + wall.minute);
	const utc = wallAt(at, 0);
	return {
		say: `${clock} ${letters}`,
		write: twice ? `${sayClock(utc.hour * 60 + utc.minute)} UTC` : `${clock} ${name}`,
	};
}
