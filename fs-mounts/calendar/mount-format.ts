import { toText } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { isUnicode } from "../../src/base/raw-text.ts";
import { type Change, type Format, isWithin, nameOfPath, type TreeReader } from "../../src/vfs/index.ts";
import { type Calendar, type Entry, type Person, type Problem, readCalendar, type Time } from "./ics.ts";
import { allBounds, type EventSet, NARROW, setsOf } from "./sets.ts";
import { formatDateTime } from "./time.ts";

/** What `parse` gets at most of a file (bytes). */
const LARGEST = 4 * 1024 * 1024;

/** What is computed, and so can be no folder. */
const PAGE = /^\/calendar\/(?:today|week|agenda)\.md$/i;

interface Record {
	readonly sets: readonly EventSet[];
	readonly problem: string | undefined;
}

/** How /calendar reads its files; a file written by hand must be one that can be read. */
export const format: Format<Record> = {
	parse(bytes, place) {
		const calendar = readCalendar(bytes);
		const { entries, problems } = calendar;
		const worst = problems.find(({ fatal }) => fatal) ?? problems[0];
		const problem = worst === undefined ? undefined : told(worst, problems.length);
		const cut = place.truncated ? "only the first 4 MiB of it were read" : undefined;
		const title = entries.map(({ summary }) => summary).find((summary) => summary !== "") ?? nameOfPath(place.path);
		return {
			record: { sets: setsOf(calendar), problem: cut ?? problem },
			title: readable(title),
			text: readable(searchText(calendar)),
			tags: [...new Set(entries.flatMap(({ categories }) => categories.map(readable)))],
			links: [],
			facets: facetsOf(entries),
		};
	},
	showsText: true,
	project({ sets, problem }, node, tree) {
		const bounds = allBounds(sets);
		for (const [index, set] of sets.entries()) {
			const { first, last } = bounds[index] as { first: number; last: number };
			tree.run(
				"INSERT INTO calendar_event (wide, first, node, position, last, kind, uid, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
				(last - first) * 1000 > NARROW ? 1 : 0,
				first * 1000,
				node,
				index,
				last * 1000,
				set.kind,
				set.uid ?? null,
				JSON.stringify(set),
			);
		}
		if (problem !== undefined) tree.run("INSERT INTO calendar_problem (node, problem) VALUES (?, ?)", node, problem);
	},
	plan(change, tree) {
		const to = change.op === "rename" ? change.to : change.path;
		if (change.op !== "write" && PAGE.test(to))
			throw new DeskError("EEXIST", "that is the name of a page of the calendar", { at: to, todo: "choose another" });
		if (change.op === "write" && isTaken(change, tree)) {
			const staged = tree.prepare(change.path, change.content);
			if (staged.size <= LARGEST) refuseUnreadable(tree.bytes(staged), change.path);
			return [{ ...change, content: staged }];
		}
		if (change.op === "rename" && isWithin(change.to, "/calendar") && !isWithin(change.path, "/calendar"))
			refuseMovedIn(change, tree);
		return [change];
	},
};

/** Whether the kernel would take the write: what it refuses for its place or revision is for it to tell. */
function isTaken({ path, expect }: Extract<Change, { op: "write" }>, tree: TreeReader): boolean {
	if (!/^\/calendar\/.+\/[^/]+\.ics$/i.test(path)) return false;
	const stat = tree.stat(path);
	return stat?.kind !== "directory" && (expect === undefined || expect === (stat?.revision ?? null));
}

const told = ({ message, line, column }: Problem, count: number): string =>
	`line ${line}, column ${column}: ${message}${count > 1 ? ` (and ${count - 1} more)` : ""}`;

/** Bytes that are no Unicode are not shown. */
const readable = (text: string): string => (isUnicode(text) ? text : toText(Buffer.from(text, "utf8")));

/** @throws DeskError EFORMAT with line and column for what is no calendar, or has a time or rule that cannot be read */
function refuseUnreadable(bytes: Uint8Array, path: string): void {
	const problem = readCalendar(bytes).problems.find(({ fatal }) => fatal);
	if (problem === undefined) return;
	const { message, line, column } = problem;
	throw new DeskError("EFORMAT", message, {
		at: path,
		line,
		column,
		todo: "correct the line, or bring the file in as it is with `desk import calendar`",
	});
}

/** What comes back from /trash has been here before. */
function refuseMovedIn({ path, to }: Extract<Change, { op: "rename" }>, tree: TreeReader): void {
	for (const stat of tree.stat(path)?.kind === "directory" ? tree.walk(path) : [tree.stat(path)]) {
		if (stat === undefined || stat.kind !== "file" || isWithin(stat.origin ?? "/", "/calendar")) continue;
		if (stat.size <= LARGEST) refuseUnreadable(tree.read(stat.path), to + stat.path.slice(path.length));
	}
}

/** What people wrote: of the events, and lines that are no part of any. */
function searchText({ entries, tree }: Calendar): string {
	const people = (entry: Entry) =>
		[entry.organizer, ...entry.attendees].flatMap((person) => (person === undefined ? [] : shownPerson(person)));
	const lines = entries.flatMap((entry) => [entry.summary, entry.location, entry.description, ...people(entry)]);
	const stray = tree.lines.flatMap(({ name, content }) => (name === "" ? content.trim() : []));
	return [...new Set([...lines, ...stray].filter((line) => line !== ""))].join("\n");
}

const shownPerson = ({ name, address }: Person): string => (name === undefined ? address : `${name} <${address}>`);

function facetsOf(entries: readonly Entry[]): { [name: string]: string[] } {
	const facets: { [name: string]: string[] } = {};
	const add = (name: string, values: readonly string[]) => {
		const known = [...new Set(values.map(readable))].slice(0, 500);
		if (known.length > 0) facets[name] = known;
	};
	add(
		"date",
		entries.flatMap(({ start }) => (start === undefined ? [] : isoOf(start))),
	);
	add(
		"from",
		entries.flatMap(({ organizer }) => organizer?.address ?? []),
	);
	add(
		"attendee",
		entries.flatMap(({ attendees }) => attendees.map(({ address }) => address)),
	);
	add(
		"status",
		entries.flatMap(({ status }) => (status === "" ? [] : status)),
	);
	return facets;
}

function isoOf(time: Time): string {
	const text = formatDateTime(time);
	const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
	return text.length === 8 ? date : `${date}T${text.slice(9, 11)}:${text.slice(11, 13)}:${text.slice(13)}`;
}
