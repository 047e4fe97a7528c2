/**
 * A calendar's file as one file for each event, and back. Each piece has the calendar's own lines and the time zones that it needs, in the
 * order of the whole; what belongs to no event goes with the one that follows it. Texts are raw texts (`rawText` of src/base).
 */
import { type Component, type ContentLine, type ContentTree, readContentTree } from "../../../src/text/index.ts";
import { readCalendarText } from "../ics.ts";

/** All components of one UID. */
export interface Piece {
	readonly uid?: string;
	readonly text: string;
	/** Which VCALENDAR of the file it is from, and at which places there its components stand. */
	readonly order: Order;
}

export interface Order {
	readonly object: number;
	readonly places: readonly number[];
}

/** One part of a VCALENDAR: a line of its own or a component. */
interface Item {
	readonly text: string;
	/** Of a VTIMEZONE. */
	readonly zone?: string;
	/** Of what is an event, a task or the like. */
	readonly component?: Component;
	/** Whether it is a property of the calendar. */
	readonly isProperty: boolean;
}

/** A VCALENDAR, taken apart. */
interface Calendar {
	readonly before: string;
	readonly begin: string;
	readonly items: readonly Item[];
	readonly end: string;
	readonly after: string;
}

function calendarsOf({ text, components }: ContentTree): Calendar[] {
	const objects = components.filter(({ name }) => name === "VCALENDAR");
	return objects.map((object, index) => {
		const parts: (ContentLine | Component)[] = [...object.lines, ...object.components];
		const startOf = (part: ContentLine | Component) => ("range" in part ? part.range.start : part.start);
		parts.sort((a, b) => startOf(a) - startOf(b));
		const next = objects[index + 1];
		return {
			before: index === 0 ? text.slice(0, object.range.start) : "",
			begin: text.slice(object.begin.start, object.begin.end),
			items: parts.map((part) => itemOf(text, part)),
			end: object.end === undefined ? "" : text.slice(object.end.start, object.end.end),
			after: text.slice(object.range.end, next?.range.start),
		};
	});
}

function itemOf(text: string, part: ContentLine | Component): Item {
	if (!("range" in part)) return { text: text.slice(part.start, part.end), isProperty: part.name !== "" };
	const whole = text.slice(part.range.start, part.range.end);
	if (part.name !== "VTIMEZONE") return { text: whole, component: part, isProperty: false };
	return { text: whole, zone: part.lines.find(({ name }) => name === "TZID")?.value.trim() ?? "", isProperty: false };
}

const uidOf = ({ lines }: Component): string | undefined =>
	lines.find(({ name }) => name === "UID")?.value.trim() || undefined;

/** The TZIDs that a component names. */
function zonesIn(component: Component): string[] {
	const own = component.lines.flatMap(({ parameters }) =>
		parameters.flatMap(({ name, values }) => (name === "TZID" ? [values[0]?.trim() ?? ""] : [])),
	);
	return [...own, ...component.components.flatMap(zonesIn)];
}

/** One piece for each UID of a file, in the order in which they appear; a file of one event (or none) is itself. */
export function splitCalendar(text: string): Piece[] {
	const calendars = calendarsOf(readContentTree(text));
	const pieces = calendars.flatMap((calendar, object) => piecesOf(calendar, object));
	if (pieces.length > 1) return pieces;
	const [piece] = pieces;
	return [
		{
			...(piece?.uid === undefined ? {} : { uid: piece.uid }),
			text,
			order: piece?.order ?? { object: 0, places: [0] },
		},
	];
}

interface Draft {
	readonly uid: string | undefined;
	readonly places: number[];
	/** Indices of the items that are its own. */
	readonly own: Set<number>;
	readonly zones: Set<string>;
}

function piecesOf(calendar: Calendar, object: number): Piece[] {
	const drafts = new Map<string, Draft>();
	let waiting: number[] = [];
	let last: Draft | undefined;
	let place = 0;
	for (const [index, item] of calendar.items.entries()) {
		if (item.component === undefined) {
			if (!item.isProperty) waiting.push(index);
			continue;
		}
		const uid = uidOf(item.component);
		const key = uid === undefined ? `${index}` : `uid ${uid}`;
		let draft = drafts.get(key);
		if (draft === undefined) {
			draft = { uid, places: [], own: new Set(), zones: new Set() };
			drafts.set(key, draft);
		}
		for (const own of [...waiting, index]) draft.own.add(own);
		for (const zone of zonesIn(item.component)) draft.zones.add(zone);
		draft.places.push(place++);
		waiting = [];
		last = draft;
	}
	for (const index of waiting) last?.own.add(index);
	const all = [...drafts.values()];
	// Items that some piece may take, so that a calendar of thousands of events is not gone through for each.
	const common = calendar.items.flatMap(({ isProperty, zone }, index) =>
		isProperty || zone !== undefined ? [index] : [],
	);
	return all.map((draft, index) => {
		const wanted = common.filter((at) => {
			const { isProperty, zone } = calendar.items[at] as Item;
			return isProperty || (zone !== undefined && draft.zones.has(zone));
		});
		const items = [...new Set([...wanted, ...draft.own])]
			.sort((a, b) => a - b)
			.map((at) => calendar.items[at]?.text ?? "");
		const before = index === 0 ? calendar.before : "";
		const after = index === all.length - 1 ? calendar.after : "";
		return {
			...(draft.uid === undefined ? {} : { uid: draft.uid }),
			text: `${before}${calendar.begin}${items.join("")}${calendar.end}${after}`,
			order: { object, places: draft.places },
		};
	});
}

/**
 * One calendar of many files, with the lines of the first: of the pieces of one file, in their order, that file again, if its components
 * were closed. `order` is needed where components of one UID stood apart from each other, or where the file held several calendars.
 */
export function joinCalendars(
	pieces: readonly { readonly text: string; readonly order?: Order | undefined }[],
): string {
	const byObject = new Map<number, { calendar: Calendar; places: readonly number[] }[]>();
	for (const { text, order } of pieces) {
		const calendars = calendarsOf(readContentTree(text));
		for (const calendar of calendars) {
			const object = order?.object ?? 0;
			const list = byObject.get(object) ?? [];
			list.push({ calendar, places: order?.places ?? [] });
			byObject.set(object, list);
		}
	}
	return [...byObject.entries()]
		.sort(([a], [b]) => a - b)
		.map(([, parts]) => joined(parts))
		.join("");
}

function joined(parts: readonly { calendar: Calendar; places: readonly number[] }[]): string {
	const first = parts[0]?.calendar;
	if (first === undefined) return "";
	if (parts.length === 1)
		return [first.before, first.begin, ...first.items.map(({ text }) => text), first.end, first.after].join("");
	const lead = first.items.findIndex(({ component }) => component !== undefined);
	const isEmpty = lead < 0;
	const head = first.items.slice(0, isEmpty ? first.items.length : lead).filter(({ isProperty }) => isProperty);
	const foot = first.items.slice(isEmpty ? first.items.length : lead).filter(({ isProperty }) => isProperty);
	// Each component with what stands before it in its piece; what is behind the last one comes at the end.
	const runs: { place: number; items: Item[] }[] = [];
	const tails: { place: number; items: Item[] }[] = [];
	for (const { calendar, places } of parts) {
		let run: Item[] = [];
		let count = 0;
		for (const item of calendar.items) {
			if (item.isProperty) continue;
			run.push(item);
			if (item.component === undefined) continue;
			runs.push({ place: places[count++] ?? Number.POSITIVE_INFINITY, items: run });
			run = [];
		}
		tails.push({ place: places.at(-1) ?? Number.POSITIVE_INFINITY, items: run });
	}
	for (const list of [runs, tails])
		if (list.every(({ place }) => Number.isFinite(place))) list.sort((a, b) => a.place - b.place);
	// The last one's has all that stood behind the last component.
	const rest = tails.reverse().flatMap(({ items }) => items);
	const zones = new Set<string>();
	const body = [...runs.flatMap(({ items }) => items), ...rest].filter(({ zone }) => {
		const isNew = zone === undefined || !zones.has(zone);
		if (zone !== undefined) zones.add(zone);
		return isNew;
	});
	// Between the first line that belongs to the calendar and the next may stand a zone: what came first, comes first.
	const leading = isEmpty ? head.map(({ text }) => text) : withLeading(first.items.slice(0, lead), body);
	const before = parts.map(({ calendar }) => calendar.before).join("");
	const after = parts.map(({ calendar }) => calendar.after).join("");
	return [
		before,
		first.begin,
		...leading,
		...body.map(({ text }) => text),
		...foot.map(({ text }) => text),
		first.end,
		after,
	].join("");
}

/** The items before the first component as they are mixed in the first piece; takes those that it gives out of the body. */
function withLeading(leading: readonly Item[], body: Item[]): string[] {
	return leading.map((item) => {
		const at = item.isProperty ? -1 : body.findIndex(({ text }) => text === item.text);
		if (at >= 0) body.splice(at, 1);
		return item.text;
	});
}

/** What an import of a piece comes to, for the file that has its UID already. */
export type ImportPlan = "newer" | "same" | "older" | "differs";

/**
 * Whether a piece is a newer version of a file of the same event: by SEQUENCE, then LAST-MODIFIED, then DTSTAMP (RFC 5546 2.1.5; that of exports is the
 * time of the export, so it counts last, and alone makes no difference). `differs`: neither is newer, but they are not the same.
 */
export function planCalendarImport(existing: string, piece: string): ImportPlan {
	if (existing === piece || withoutStamps(existing) === withoutStamps(piece)) return "same";
	const [old, next] = [versionOf(existing), versionOf(piece)];
	for (const [index, value] of next.entries()) {
		const before = old[index];
		if (value !== undefined && before !== undefined && value !== before) return value > before ? "newer" : "older";
	}
	return "differs";
}

/** Also the line ends: a program that reads and writes the file changes them. */
const withoutStamps = (text: string): string =>
	text.replace(/^DTSTAMP[:;].*(?:\r?\n[ \t].*)*\r?\n/gim, "").replace(/\r\n/g, "\n");

function versionOf(text: string): readonly (number | undefined)[] {
	const { entries } = readCalendarText(text);
	const highest = (values: readonly (number | undefined)[]): number | undefined => {
		const known = values.filter((value) => value !== undefined);
		return known.length === 0 ? undefined : Math.max(...known);
	};
	return [
		highest(entries.map(({ sequence }) => sequence)),
		highest(entries.map(({ modified }) => modified)),
		highest(entries.map(({ stamp }) => stamp)),
	];
}
