/**
 * An iCalendar file (RFC 5545) as data, read leniently: what can be read is, what cannot is a problem with its line and column. Nothing
 * is lost: the lines behind it are those of `src/text/content-tree.ts`.
 */
import { rawText } from "../../src/base/raw-text.ts";
import {
	type Component,
	type ContentLine,
	type ContentTree,
	componentsNamed,
	contentPosition,
	parameterValue,
	readContentTree,
	splitValue,
	unescapeValue,
} from "../../src/text/index.ts";
import { parseRule, RuleError } from "./recurrence/rule.ts";
import { type Moment, parseDateTime, parseDuration, parseOffset, type Span } from "./time.ts";
import { databaseName, type Observance } from "./zones.ts";

/** What is wrong with a file, and where: line and column from 1. `fatal`: a file written by hand is refused for it. */
export interface Problem {
	readonly message: string;
	readonly line: number;
	readonly column: number;
	readonly fatal: boolean;
}

/** A time with the zone it is in: TZID as it is written; undefined for UTC, whole days and floating times. */
export interface Time extends Moment {
	readonly tzid?: string;
}

/** A time of an RDATE or FREEBUSY; a period has a length or an end. */
export interface Period {
	readonly start: Time;
	readonly end?: Time;
	readonly length?: Span;
}

export interface Person {
	/** Without `mailto:`, in lower case, when it is an address of mail; else the URI. */
	readonly address: string;
	readonly name?: string;
	/** PARTSTAT in lower case: `accepted`, `needs-action` … */
	readonly status?: string;
	/** ROLE in lower case. */
	readonly role?: string;
}

export type Kind = "event" | "todo" | "journal" | "freebusy";

/** One VEVENT, VTODO, VJOURNAL or VFREEBUSY. */
export interface Entry {
	readonly kind: Kind;
	readonly component: Component;
	readonly uid?: string;
	readonly recurrenceId?: Time;
	/** RANGE=THISANDFUTURE: the override is of all occurrences from then on. */
	readonly thisAndFuture: boolean;
	readonly start?: Time;
	/** DTEND; of a VTODO, DUE. */
	readonly end?: Time;
	readonly duration?: Span;
	/** Values of RRULE and EXRULE that can be read. */
	readonly rules: readonly string[];
	readonly exrules: readonly string[];
	readonly rdates: readonly Period[];
	readonly exdates: readonly Time[];
	/** FREEBUSY. */
	readonly busy: readonly Period[];
	readonly summary: string;
	readonly description: string;
	readonly location: string;
	/** In lower case; "" if there is none. */
	readonly status: string;
	readonly isTransparent: boolean;
	readonly categories: readonly string[];
	readonly organizer?: Person;
	readonly attendees: readonly Person[];
	readonly sequence: number;
	/** DTSTAMP and LAST-MODIFIED, seconds UTC. */
	readonly stamp?: number;
	readonly modified?: number;
}

export interface Calendar {
	readonly tree: ContentTree;
	readonly entries: readonly Entry[];
	/** VTIMEZONEs by their TZID. */
	readonly zones: ReadonlyMap<string, readonly Observance[]>;
	/** METHOD in lower case: `request`, `cancel`; undefined for what is no message. */
	readonly method?: string;
	readonly problems: readonly Problem[];
}

const KINDS: Readonly<Record<string, Kind>> = {
	VEVENT: "event",
	VTODO: "todo",
	VJOURNAL: "journal",
	VFREEBUSY: "freebusy",
};

type Report = (message: string, line: ContentLine, at?: number, fatal?: boolean) => void;

/** Read a file. Never throws, whatever the bytes. */
export function readCalendar(bytes: Uint8Array): Calendar {
	return readCalendarText(rawText(bytes));
}

/** Read a file's raw text (`rawText` of src/base). */
export function readCalendarText(text: string): Calendar {
	const tree = readContentTree(text);
	const problems: Problem[] = tree.problems.map((problem) => ({ ...problem, fatal: false }));
	const report: Report = (message, line, at, fatal = false) =>
		void problems.push({ message, ...contentPosition(text, line, at), fatal });
	const calendars = componentsNamed(tree.components, "VCALENDAR");
	if (calendars.length === 0)
		problems.push({
			message: "this is no iCalendar object: it has no BEGIN:VCALENDAR",
			line: 1,
			column: 1,
			fatal: true,
		});
	const method = calendars[0]?.lines
		.find(({ name }) => name === "METHOD")
		?.value.trim()
		.toLowerCase();
	const zones = new Map<string, readonly Observance[]>();
	for (const component of componentsNamed(tree.components, "VTIMEZONE")) readZone(component, zones, report);
	const entries: Entry[] = [];
	const walk = (components: readonly Component[]) => {
		for (const component of components) {
			const kind = KINDS[component.name];
			if (kind === undefined) walk(component.components);
			else entries.push(readEntry(kind, component, method, zones, report));
		}
	};
	walk(tree.components);
	if (calendars.length > 0 && entries.length === 0 && zones.size === 0)
		report("there is no event in this calendar", (calendars[0] as Component).begin);
	problems.sort((a, b) => a.line - b.line || a.column - b.column);
	return { tree, entries, zones, problems, ...(method === undefined ? {} : { method }) };
}

function readZone(component: Component, zones: Map<string, readonly Observance[]>, report: Report): void {
	const tzid = component.lines.find(({ name }) => name === "TZID");
	if (tzid === undefined) return report("a VTIMEZONE without TZID", component.begin);
	const observances: Observance[] = [];
	for (const part of component.components) {
		const [start, from, to] = ["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"].map((name) =>
			part.lines.find((line) => line.name === name),
		);
		const wall = parseDateTime(start?.value ?? "")?.wall;
		const [before, after] = [parseOffset(from?.value ?? to?.value ?? ""), parseOffset(to?.value ?? "")];
		if (wall === undefined || before === undefined || after === undefined) {
			report(`a ${part.name} without a readable DTSTART, TZOFFSETFROM or TZOFFSETTO`, part.begin);
			continue;
		}
		const rules = readRules(part, "RRULE", report, false);
		const dates = part.lines
			.filter(({ name }) => name === "RDATE")
			.flatMap((line) => line.value.split(",").flatMap((text) => parseDateTime(text.split("/")[0] ?? "")?.wall ?? []));
		observances.push({ start: wall, from: before, to: after, rules, dates });
	}
	if (observances.length === 0)
		report("a VTIMEZONE without any STANDARD or DAYLIGHT that can be read", component.begin);
	else zones.set(tzid.value.trim(), observances);
}

function readRules(component: Component, name: string, report: Report, fatal: boolean): string[] {
	return component.lines
		.filter((line) => line.name === name)
		.flatMap((line) => {
			try {
				parseRule(line.value);
				return [line.value.trim()];
			} catch (error) {
				if (!(error instanceof RuleError)) throw error;
				report(`${name}: ${error.message}`, line, error.at, fatal);
				return [];
			}
		});
}

function readEntry(
	kind: Kind,
	component: Component,
	method: string | undefined,
	zones: Calendar["zones"],
	report: Report,
): Entry {
	const lineOf = (name: string) => component.lines.find((line) => line.name === name);
	const all = (name: string) => component.lines.filter((line) => line.name === name);
	const textOf = (name: string) => unescapeValue(lineOf(name)?.value ?? "").trim();
	const time = (name: string, fatal: boolean): Time | undefined => {
		const line = lineOf(name);
		if (line === undefined) return undefined;
		const moment = parseDateTime(line.value);
		if (moment === undefined) report(`${name} is no date or time: '${line.value.slice(0, 40)}'`, line, 0, fatal);
		return moment === undefined ? undefined : inZone(moment, line, zones, report);
	};
	const start = time("DTSTART", true);
	if (kind === "event" && lineOf("DTSTART") === undefined)
		report("an event without DTSTART", component.begin, undefined, method === undefined);
	const uid = lineOf("UID")?.value.trim();
	if (uid === undefined || uid === "") report(`a ${component.name} without UID`, component.begin);
	const end = time(kind === "todo" ? "DUE" : "DTEND", false);
	const length = lineOf("DURATION");
	const duration = length === undefined ? undefined : parseDuration(length.value);
	if (length !== undefined && duration === undefined)
		report(`DURATION is none: '${length.value.slice(0, 40)}'`, length, 0);
	const id = lineOf("RECURRENCE-ID");
	const recurrenceId = time("RECURRENCE-ID", false);
	const organizer = lineOf("ORGANIZER");
	const sequence = Number.parseInt(lineOf("SEQUENCE")?.value ?? "0", 10);
	const stamp = parseDateTime(lineOf("DTSTAMP")?.value ?? "")?.wall;
	const modified = parseDateTime(lineOf("LAST-MODIFIED")?.value ?? "")?.wall;
	return {
		kind,
		component,
		thisAndFuture: id !== undefined && parameterValue(id, "RANGE")?.toUpperCase() === "THISANDFUTURE",
		rules: readRules(component, "RRULE", report, true),
		exrules: readRules(component, "EXRULE", report, false),
		rdates: all("RDATE").flatMap((line) => readPeriods(line, zones, report)),
		exdates: all("EXDATE").flatMap((line) => readPeriods(line, zones, report).map(({ start: at }) => at)),
		busy: all("FREEBUSY").flatMap((line) =>
			/^FREE$/i.test(parameterValue(line, "FBTYPE") ?? "") ? [] : readPeriods(line, zones, report),
		),
		summary: textOf("SUMMARY"),
		description: textOf("DESCRIPTION"),
		location: textOf("LOCATION"),
		status: textOf("STATUS").toLowerCase(),
		isTransparent: /^TRANSPARENT$/i.test(textOf("TRANSP")),
		categories: all("CATEGORIES")
			.flatMap((line) => splitValue(line.value, ",").map((tag) => unescapeValue(tag).trim()))
			.filter((tag) => tag !== ""),
		attendees: all("ATTENDEE").map(readPerson),
		sequence: Number.isNaN(sequence) ? 0 : sequence,
		...(uid === undefined || uid === "" ? {} : { uid }),
		...(recurrenceId === undefined ? {} : { recurrenceId }),
		...(start === undefined ? {} : { start }),
		...(end === undefined ? {} : { end }),
		...(duration === undefined ? {} : { duration }),
		...(organizer === undefined ? {} : { organizer: readPerson(organizer) }),
		...(stamp === undefined ? {} : { stamp }),
		...(modified === undefined ? {} : { modified }),
	};
}

/** The moment in the zone that its line names; one that nothing is known of is told, and the time taken as floating. */
function inZone(moment: Moment, line: ContentLine, zones: Calendar["zones"], report: Report): Time {
	const tzid = parameterValue(line, "TZID")?.trim();
	if (tzid === undefined || tzid === "" || moment.form !== "local") return moment;
	if (!zones.has(tzid) && databaseName(tzid) === undefined) {
		report(`the time zone '${tzid}' is not known: the time is taken as local`, line);
		return moment;
	}
	return { ...moment, tzid };
}

/** The times and periods of an RDATE, EXDATE or FREEBUSY. */
function readPeriods(line: ContentLine, zones: Calendar["zones"], report: Report): Period[] {
	const periods: Period[] = [];
	let at = 0;
	for (const text of line.value.split(/[,;]/)) {
		const [from = "", to] = text.split("/");
		const start = parseDateTime(from);
		if (start === undefined) {
			if (text.trim() !== "") report(`${line.name}: '${text.slice(0, 40)}' is no date or time`, line, at);
		} else {
			const time = inZone(start, line, zones, report);
			const length = to === undefined ? undefined : parseDuration(to);
			const end = to === undefined || length !== undefined ? undefined : parseDateTime(to);
			periods.push({
				start: time,
				...(length === undefined ? {} : { length }),
				...(end === undefined ? {} : { end: { ...time, ...end } }),
			});
		}
		at += text.length + 1;
	}
	return periods;
}

function readPerson(line: ContentLine): Person {
	const uri = line.value.trim();
	const address = /^mailto:/i.test(uri)
		? uri.slice(7).toLowerCase()
		: /^[^\s:@]+@[^\s:@]+$/.test(uri)
			? uri.toLowerCase()
			: uri;
	const name = parameterValue(line, "CN")?.trim();
	const status = parameterValue(line, "PARTSTAT")?.toLowerCase();
	const role = parameterValue(line, "ROLE")?.toLowerCase();
	return {
		address,
		...(name === undefined || name === "" ? {} : { name }),
		...(status === undefined ? {} : { status }),
		...(role === undefined ? {} : { role }),
	};
}
