/** What of an event can be changed, and the edits of its lines that do it. */
import { type ContentEdit, type ContentLine, escapeValue, replaceLine, setLineValue } from "../../../src/text/index.ts";
import type { Entry, Time } from "../ics.ts";
import { formatDateTime, parseDateTime } from "../time.ts";
import { lineOf, linesOf, setProperty, setTime, withParameter } from "./lines.ts";
import { movedRule } from "./rules.ts";

/** What shall be different; null takes away, what is left out stays. */
export interface EventChange {
	readonly summary?: string;
	readonly description?: string | null;
	readonly location?: string | null;
	/** `confirmed`, `tentative`, `cancelled` … */
	readonly status?: string | null;
	/** Whether it takes the time. */
	readonly busy?: boolean;
	readonly categories?: readonly string[];
	/** Where it starts; without `end`, its length stays. */
	readonly start?: Time;
	readonly end?: Time;
	/** An RRULE's value. */
	readonly rule?: string | null;
	/** How somebody responds: PARTSTAT of the attendee with that address. */
	readonly response?: { readonly address: string; readonly status: string };
}

const TEXTS: readonly (readonly [keyof EventChange & ("summary" | "description" | "location"), string])[] = [
	["summary", "SUMMARY"],
	["description", "DESCRIPTION"],
	["location", "LOCATION"],
];

/** The properties that hold text, status and responses. */
function textEdits({ component }: Entry, change: EventChange): ContentEdit[] {
	const edits: ContentEdit[] = [];
	for (const [key, name] of TEXTS) {
		const value = change[key];
		if (value !== undefined) edits.push(...setProperty(component, name, value === null ? null : escapeValue(value)));
	}
	const { status, busy, categories, response } = change;
	if (status !== undefined)
		edits.push(...setProperty(component, "STATUS", status === null ? null : status.toUpperCase()));
	if (busy !== undefined && (busy || lineOf(component, "TRANSP")?.value.toUpperCase() !== "TRANSPARENT"))
		edits.push(
			...setProperty(
				component,
				"TRANSP",
				busy ? (lineOf(component, "TRANSP") === undefined ? null : "OPAQUE") : "TRANSPARENT",
			),
		);
	if (categories !== undefined) {
		const [, ...others] = linesOf(component, "CATEGORIES");
		edits.push(
			...setProperty(component, "CATEGORIES", categories.length === 0 ? null : categories.map(escapeValue).join(",")),
		);
		if (categories.length > 0) edits.push(...others.map((line) => replaceLine(line)));
	}
	if (response !== undefined)
		for (const line of linesOf(component, "ATTENDEE"))
			if (
				line.value
					.trim()
					.toLowerCase()
					.replace(/^mailto:/, "") === response.address.toLowerCase()
			)
				edits.push(replaceLine(line, withParameter(line, "PARTSTAT", response.status.toUpperCase())));
	return edits;
}

/** Start and end of a component. The end keeps its distance from the start, unless it is given. */
export function timeEdits(entry: Entry, start: Time, end: Time | undefined): ContentEdit[] {
	const { component } = entry;
	const name = entry.kind === "todo" ? "DUE" : "DTEND";
	const edits = setTime(component, "DTSTART", start, entry.start);
	if (end !== undefined)
		return [...edits, ...setProperty(component, "DURATION", null), ...setTime(component, name, end, entry.end)];
	if (entry.end === undefined || entry.start === undefined) return edits;
	if (start.form !== entry.start.form) return [...edits, ...setProperty(component, name, null)];
	const moved = { ...entry.end, wall: entry.end.wall + start.wall - entry.start.wall };
	const sameZone = entry.end.form === entry.start.form && entry.end.tzid === entry.start.tzid;
	return [
		...edits,
		...setTime(
			component,
			name,
			sameZone && start.tzid !== undefined ? { ...moved, tzid: start.tzid } : moved,
			entry.end,
		),
	];
}

/** The edits of a component that is no master of overrides. */
export function changeEdits(entry: Entry, change: EventChange): ContentEdit[] {
	const { component } = entry;
	const { start, end, rule } = change;
	const edits = textEdits(entry, change);
	if (start !== undefined || end !== undefined) {
		const from = start ?? entry.start;
		if (from !== undefined) edits.push(...timeEdits(entry, from, end));
	}
	if (rule !== undefined) edits.push(...setProperty(component, "RRULE", rule));
	return edits;
}

/** The edits of all of an event: what its overrides have of it changes along, and its exceptions keep to their occurrences. */
export function masterEdits(master: Entry, overrides: readonly Entry[], change: EventChange): ContentEdit[] {
	const edits = changeEdits(master, change);
	const { start, end, rule, ...texts } = change;
	for (const override of overrides) edits.push(...textEdits(override, shared(master, override, texts)));
	if (start === undefined || master.start === undefined) return edits;
	const moved = start.wall - master.start.wall;
	if (rule === undefined)
		for (const line of linesOf(master.component, "RRULE"))
			if (master.rules.includes(line.value.trim())) {
				const next = movedRule(line.value, master.start, start);
				if (next !== line.value) edits.push(setLineValue(line, next));
			}
	if (moved === 0 && start.form === master.start.form && start.tzid === master.start.tzid) return edits;
	const from = master.start;
	for (const name of ["EXDATE", "RDATE"])
		for (const line of linesOf(master.component, name)) edits.push(...shifted(line, from, start));
	for (const { component } of overrides)
		for (const line of linesOf(component, "RECURRENCE-ID")) edits.push(...shifted(line, from, start));
	return edits;
}

/** What of a change an override takes: not what it has of its own. */
function shared(master: Entry, override: Entry, change: EventChange): EventChange {
	const own = new Set(TEXTS.filter(([key]) => master[key] !== override[key]).map(([key]) => key as string));
	if (master.status !== override.status) own.add("status");
	if (master.isTransparent !== override.isTransparent) own.add("busy");
	if (master.categories.join() !== override.categories.join()) own.add("categories");
	return Object.fromEntries(Object.entries(change).filter(([key]) => !own.has(key)));
}

/** A line of times, all moved as the start is. */
function shifted(line: ContentLine, from: Time, to: Time): ContentEdit[] {
	const value = line.value
		.split(",")
		.map((text) => {
			const [first = "", ...rest] = text.split("/");
			const moment = parseDateTime(first);
			if (moment === undefined || (moment.form !== "utc" && moment.form !== from.form)) return text;
			const wall = moment.wall + to.wall - from.wall;
			return [formatDateTime(moment.form === "utc" ? { wall, form: "utc" } : { wall, form: to.form }), ...rest].join(
				"/",
			);
		})
		.join(",");
	if (from.form === to.form && from.tzid === to.tzid) return value === line.value ? [] : [setLineValue(line, value)];
	const kept = line.parameters.filter(
		({ name, values }) => name !== "TZID" && (name !== "VALUE" || values[0]?.toUpperCase() === "PERIOD"),
	);
	const zone =
		to.form === "date"
			? [{ name: "VALUE", values: ["DATE"] }]
			: to.tzid === undefined
				? []
				: [{ name: "TZID", values: [to.tzid] }];
	return [replaceLine(line, { name: line.name, parameters: [...zone, ...kept], value })];
}
