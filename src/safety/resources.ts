import { LINES, type Region } from "./lines.ts";

/** Whom to call in a region: fixed, never looked up, never made up. */
export interface Resources {
	/** ISO 3166-1 alpha-2; undefined where the region is unknown or has no entry. */
	readonly region: string | undefined;
	readonly country: string | undefined;
	/** The number of the emergency services. */
	readonly emergency: string;
	readonly lines: readonly Line[];
	/** The day on which a person must have looked whether all of this is so, YYYY-MM-DD. */
	readonly checkedOn: string;
}

/** A crisis line. */
export interface Line {
	readonly name: string;
	/** How to reach it: numbers to call, what to text. */
	readonly contact: string;
	/** When somebody answers; undefined: at any hour. */
	readonly hours?: string | undefined;
	readonly web?: string | undefined;
}

/** Where no line of a region is known. */
const ANYWHERE: Resources = {
	region: undefined,
	country: undefined,
	emergency: "the emergency number of your country (112 in Europe and on most mobile phones, 911 in the Americas)",
	lines: [
		{
			name: "Find A Helpline",
			contact: "lists lines of over 100 countries",
			web: "https://findahelpline.com",
		},
	],
	checkedOn: "2026-11-21",
};

/** The regions that have an entry, as ISO 3166-1 alpha-2. */
export function knownRegions(): string[] {
	return Object.keys(LINES);
}

/** The lines of a region (ISO 3166-1 alpha-2, any case); where there is no entry, where to find them. */
export function resourcesFor(region: string | undefined): Resources {
	const code = region?.trim().toUpperCase() ?? "";
	const entry: Region | undefined = Object.hasOwn(LINES, code) ? LINES[code] : undefined;
	if (entry === undefined) return ANYWHERE;
	const { country, emergency, lines, checkedOn } = entry;
	return { region: code, country, emergency, lines: [...lines, ...ANYWHERE.lines], checkedOn };
}

/**
 * Where the person most likely is: what the setting says, else the country of the time zone, else that of the locale. The zone comes first: many
 * computers far from the United States speak `en_US`, and the wrong number helps nobody.
 */
export function regionOf(setting: string, variables: Readonly<Record<string, string | undefined>>): string | undefined {
	if (setting.trim() !== "") return setting.trim().toUpperCase();
	const zone = variables.TZ?.replace(/^:/, "") || Intl.DateTimeFormat().resolvedOptions().timeZone;
	for (const [code, { zones }] of Object.entries(LINES))
		if (zones.some((name) => (name.endsWith("/") ? zone.startsWith(name) : zone === name))) return code;
	const locale = [variables.LC_ALL, variables.LC_MESSAGES, variables.LANG].find(Boolean) ?? "";
	return /^[a-z]{2,3}[_-]([A-Z]{2})(?:[.@]|$)/.exec(locale)?.[1];
}

/** What a person reads instead of an answer: a line each. */
export function tell({ emergency, lines }: Pick<Resources, "emergency" | "lines">): string[] {
	return [
		`If you are in danger now, or have taken or done something: call ${emergency}.`,
		...lines.map(
			({ name, contact, hours, web }) =>
				`${name}: ${contact}${hours === undefined ? "" : ` (${hours})`}${web === undefined ? "" : `, ${web}`}`,
		),
	];
}
