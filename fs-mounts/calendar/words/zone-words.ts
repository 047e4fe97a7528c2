import { bare, type Found } from "./reading.ts";

/** A zone as said: its IANA name, or an offset (seconds east of UTC). */
export interface SaidZone {
	readonly words: string;
	/** The zones that the letters can mean; one unless they are used in several. */
	readonly names: readonly string[];
	/** The offset that the letters state (`CET` in July says +1, where clocks say +2); undefined for a name such as `Europe/Berlin`. */
	readonly offset?: number;
}

const H = 3600;
/** What letters mean: their offset, and the zones whose clocks are called so. The first is meant where the user's own is none of them. */
const LETTERS: Readonly<Record<string, readonly [number, ...string[]]>> = {
	UTC: [0, "UTC"],
	GMT: [0, "UTC"],
	Z: [0, "UTC"],
	WET: [0, "Europe/Lisbon"],
	WEST: [H, "Europe/Lisbon"],
	BST: [H, "Europe/London"],
	CET: [H, "Europe/Berlin"],
	CEST: [2 * H, "Europe/Berlin"],
	MEZ: [H, "Europe/Berlin"],
	MESZ: [2 * H, "Europe/Berlin"],
	EET: [2 * H, "Europe/Helsinki"],
	EEST: [3 * H, "Europe/Helsinki"],
	MSK: [3 * H, "Europe/Moscow"],
	SAST: [2 * H, "Africa/Johannesburg"],
	PKT: [5 * H, "Asia/Karachi"],
	JST: [9 * H, "Asia/Tokyo"],
	KST: [9 * H, "Asia/Seoul"],
	HKT: [8 * H, "Asia/Hong_Kong"],
	SGT: [8 * H, "Asia/Singapore"],
	AWST: [8 * H, "Australia/Perth"],
	AEST: [10 * H, "Australia/Sydney"],
	AEDT: [11 * H, "Australia/Sydney"],
	NZST: [12 * H, "Pacific/Auckland"],
	NZDT: [13 * H, "Pacific/Auckland"],
	EST: [-5 * H, "America/New_York"],
	EDT: [-4 * H, "America/New_York"],
	CDT: [-5 * H, "America/Chicago"],
	MST: [-7 * H, "America/Denver"],
	MDT: [-6 * H, "America/Denver"],
	PST: [-8 * H, "America/Los_Angeles"],
	PDT: [-7 * H, "America/Los_Angeles"],
	AKST: [-9 * H, "America/Anchorage"],
	AKDT: [-8 * H, "America/Anchorage"],
	HST: [-10 * H, "Pacific/Honolulu"],
};
/** Letters of several zones, without an offset that they agree on. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
	CST: ["America/Chicago", "Asia/Shanghai"],
	IST: ["Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"],
	ET: ["America/New_York"],
	CT: ["America/Chicago"],
	MT: ["America/Denver"],
	PT: ["America/Los_Angeles"],
};

/** The zone that is written at a place: `Europe/Berlin`, `CET`, `UTC`, `UTC+2`, `+02:00`. Letters count in capitals only. */
export function readZone(words: readonly string[], at: number): Found<SaidZone> | undefined {
	const text = (words[at] ?? "").replace(/[,;]+$/, "").replace(/^\((.*)\)$/, "$1");
	const [all, sign, hours = "", minutes = "0"] = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?$/.exec(text) ?? [];
	if (all !== undefined && Number(hours) <= 14 && (bare(all) !== all || /:|\d{4}/.test(all))) {
		const offset = (Number(hours) * 60 + Number(minutes)) * 60 * (sign === "-" ? -1 : 1);
		return { value: { words: text, names: [], offset }, count: 1 };
	}
	if (Object.hasOwn(LETTERS, text)) {
		const [offset, ...names] = LETTERS[text] as readonly [number, ...string[]];
		return { value: { words: text, names, offset }, count: 1 };
	}
	if (Object.hasOwn(SHARED, text)) return { value: { words: text, names: SHARED[text] as string[] }, count: 1 };
	if (!/^[A-Z][A-Za-z_]+(?:\/[A-Z][\w+-]+){1,2}$/.test(text)) return undefined;
	const name = zoneNamed(text);
	return name === undefined ? undefined : { value: { words: text, names: [name] }, count: 1 };
}

/** The zone's name as Intl knows it; undefined when it does not. */
export function zoneNamed(text: string): string | undefined {
	try {
		new Intl.DateTimeFormat("en-US", { timeZone: text });
		return text;
	} catch {
		return undefined;
	}
}
