/** Time zones as TZ names them: of the zone database through Intl, `UTC`, and POSIX offsets (`JST-9`, `<+03>-3`). */

/** What a zone says of an instant. */
export interface ZoneTime {
	/** Seconds east of UTC. */
	offset: number;
	/** `CET`, `UTC`, `+03`. */
	name: string;
}

export interface Zone {
	at(epochSeconds: number): ZoneTime;
}

export const UTC: Zone = fixedZone(0, "UTC");

function fixedZone(offset: number, name: string): Zone {
	return { at: () => ({ offset, name }) };
}

const zones = new Map<string, Zone>();

/** The zone that TZ names; the machine's own when it is not set. */
export function zoneOf(variables: Readonly<Record<string, string | undefined>>): Zone {
	const { TZ } = variables;
	const name = TZ === undefined ? Intl.DateTimeFormat().resolvedOptions().timeZone : TZ.replace(/^:/, "");
	let zone = zones.get(name);
	if (zone === undefined) {
		zone = /^(?:UTC|Etc\/UTC|Universal|Zulu)?$/.test(name)
			? UTC
			: (posixZone(name) ?? namedZone(name) ?? unknownZone(name));
		zones.set(name, zone);
	}
	return zone;
}

/** `NAME[+-]H[:MM[:SS]]`: the offset is west of UTC. */
function posixZone(text: string): Zone | undefined {
	const found = /^(?:([A-Za-z]{3,})|<([\w+-]{3,})>)([+-]?)(\d{1,2})(?::(\d\d))?(?::(\d\d))?$/.exec(text);
	if (found === null) return undefined;
	const [, name, quoted, sign, hours, minutes = 0, seconds = 0] = found;
	const west = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
	return fixedZone(sign === "-" ? west : 0 - west, name ?? quoted ?? "");
}

/** UTC under the name's first letters, as glibc has it. */
function unknownZone(name: string): Zone {
	return fixedZone(0, /^[A-Za-z]{3,}/.exec(name)?.[0] ?? "UTC");
}

/** Where Intl knows a zone's letters: locales differ in which they use. */
const LOCALES = ["en-US", "en-GB", "en-CA", "en-IE", "en-AU", "en-NZ", "en-IN", "en-ZA", "ja-JP", "ko-KR", "he-IL"];
/** Letters that no locale of Intl knows. */
const LETTERS: Readonly<Record<string, string>> = {
	"Asia/Shanghai": "CST",
	"Asia/Taipei": "CST",
	"Asia/Hong_Kong": "HKT",
	"Asia/Manila": "PST",
	"Asia/Karachi": "PKT",
	"Asia/Jakarta": "WIB",
	"Asia/Makassar": "WITA",
	"Asia/Jayapura": "WIT",
	"Europe/Moscow": "MSK",
	"Africa/Nairobi": "EAT",
	"Africa/Lagos": "WAT",
	"Africa/Maputo": "CAT",
};

/** A winter and a summer: before 1970 Intl knows offsets but no letters. */
const TODAY = [1_704_067_200, 1_719_792_000];

function namedZone(name: string): Zone | undefined {
	const options = { timeZone: name, timeZoneName: "longOffset", year: "numeric" } as const;
	let offsets: Intl.DateTimeFormat;
	try {
		offsets = new Intl.DateTimeFormat("en-US", options);
	} catch {
		return undefined; // no such zone
	}
	const partOf = (format: Intl.DateTimeFormat, at: number) =>
		format.formatToParts(at * 1000).find((part) => part.type === "timeZoneName")?.value ?? "";
	const offsetAt = (at: number): number => {
		const [, sign, hours = 0, minutes = 0, seconds = 0] =
			/([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(partOf(offsets, at)) ?? [];
		const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
		return sign === "-" ? -offset : offset;
	};
	const letters = new Map<string, Intl.DateTimeFormat>();
	const lettersIn = (locale: string, at: number): string => {
		let format = letters.get(locale);
		if (format === undefined) {
			format = new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: "short" });
			letters.set(locale, format);
		}
		return partOf(format, at);
	};
	const nameAt = (at: number, offset: number): string => {
		const known = LETTERS[name];
		if (known !== undefined) return known;
		for (const probe of [at, ...TODAY.filter((day) => offsetAt(day) === offset)])
			for (const locale of LOCALES) {
				const found = lettersIn(locale, probe);
				if (/^[A-Z]{2,5}$/.test(found)) return found;
			}
		return numericName(offset);
	};
	return {
		at(epochSeconds) {
			const offset = offsetAt(epochSeconds);
			return {
				offset,
				get name() {
					return nameAt(epochSeconds, offset);
				},
			};
		},
	};
}

/** `+0530`, `-03`: how the zone database calls what has no letters. */
function numericName(offset: number): string {
	const minutes = Math.round(Math.abs(offset) / 60);
	const pad = (n: number) => String(n).padStart(2, "0");
	const rest = minutes % 60;
	return `${offset < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}${rest === 0 ? "" : pad(rest)}`;
}

/** A time of the calendar, without a zone. Months count from 1; fields may be out of range and carry over. */
export interface Wall {
	year: number;
	month: number;
	day: number;
	hour: number;
	minute: number;
	second: number;
}

/** Seconds since the epoch of a time in UTC. */
export function utcSeconds({ year, month, day, hour, minute, second }: Wall): number {
	const date = new Date(0);
	date.setUTCFullYear(year, month - 1, day);
	return Math.floor(date.getTime() / 1000) + hour * 3600 + minute * 60 + second;
}

/** The time of the calendar that a zone has at an instant. */
export function wallAt(epochSeconds: number, offset: number): Wall & { weekday: number } {
	const date = new Date((epochSeconds + offset) * 1000);
	return {
		year: date.getUTCFullYear(),
		month: date.getUTCMonth() + 1,
		day: date.getUTCDate(),
		hour: date.getUTCHours(),
		minute: date.getUTCMinutes(),
		second: date.getUTCSeconds(),
		weekday: date.getUTCDay(),
	};
}

/**
 * The instant that has this time in a zone; undefined when none has (clocks go forward over it). Of two (clocks go back) the one with
 * the offset `preferred`, else the earlier.
 */
export function instantOf(wall: Wall, zone: Zone, preferred?: number): number | undefined {
	const naive = utcSeconds(wall);
	const offsets = [naive - 86_400, naive + 86_400].map((probe) => zone.at(probe).offset);
	for (const offset of preferred === undefined ? offsets : [preferred, ...offsets])
		if (zone.at(naive - offset).offset === offset) return naive - offset;
	return undefined;
}
