/** Which event, and which of its occurrences, a word means: `UID`, `UID@2026-12-01`, a path, a title. */
import { dateOfDay } from "../../../src/base/calendar.ts";
import { DeskError } from "../../../src/base/errors.ts";
import type { Context } from "../../../src/command/index.ts";
import { isWithin, nameOfPath, type TreeReader, type Vfs } from "../../../src/vfs/index.ts";
import { isRecurring } from "../instances.ts";
import { type Occurrence, occurrences } from "../occurrences.ts";
import type { EventSet } from "../sets.ts";
import { type Reading, settled } from "../words/reading.ts";
import { chooser } from "./choose.ts";
import type { Here } from "./here.ts";
import { clockSpan, dayTitle, timeText } from "./item.ts";

/** An event, and the occurrence that was named. */
export interface Selected {
	readonly path: string;
	/** Undefined when the file says none. */
	readonly uid: string | undefined;
	readonly set: EventSet;
	readonly recurring: boolean;
	/** The one with the date that was named; of what does not recur, the only one. */
	readonly occurrence?: Occurrence;
}

interface Row {
	node: number;
	uid: string | null;
	data: string;
	path: string;
}

const DAY_MS = 86_400_000;
/** All times that calendars have, in ms UTC: the years 1 to 9998. */
const EARLIEST = -62_100_000_000_000;
const LATEST = 253_300_000_000_000;
/** How far from the named date an occurrence may have been moved. */
export const MOVED = 400 * DAY_MS;

/**
 * The event that a word means: a path, a UID, the beginning of one, the ten letters in the file's name, a title, its beginning or words of it; with
 * `@2026-12-01` (or `@2026-12-01T14:00`, or what `recurrence` of --json says) the occurrence of that day.
 * @throws DeskError ENOENT, and EUSAGE where it means several
 */
export async function selectEvent(word: string, context: Context, here: Here, vfs: Vfs): Promise<Selected> {
	await vfs.tables("/calendar");
	const tree = vfs.reader();
	// A UID may end like that itself.
	const whole = await rowOf(word, context, here, vfs);
	const [, base = "", date = ""] = /^(.+)@(\d{4}-?\d\d-?\d\d(?:[T ]\d\d:?\d\d(?::?\d\d)?Z?)?)$/.exec(word) ?? [];
	const row = whole ?? (base === "" ? undefined : await rowOf(base, context, here, vfs));
	if (row === undefined)
		throw new DeskError("ENOENT", "there is no such event", { at: word, todo: "`desk calendar list` shows them" });
	const set = JSON.parse(row.data) as EventSet;
	const recurring = isRecurring(set);
	const selected = { path: row.path, uid: set.uid, set, recurring };
	const named = whole === undefined ? await occurrenceOn(date, selected, context, here, tree) : undefined;
	const occurrence = named ?? (recurring ? undefined : occurrencesOf(selected, here, tree)[0]);
	return { ...selected, ...(occurrence === undefined ? {} : { occurrence }) };
}

/** All occurrences of an event in some time; cancelled ones too. */
export function occurrencesOf(
	{ path, uid }: { path: string; uid?: string | undefined },
	here: Here,
	tree: TreeReader,
	{ from = EARLIEST, to = LATEST, limit = 10_000 }: { from?: number; to?: number; limit?: number } = {},
): Occurrence[] {
	return occurrences(tree, {
		from,
		to,
		path,
		zone: here.zone,
		cancelled: true,
		limit,
		...(uid === undefined ? {} : { uid }),
	});
}

async function occurrenceOn(
	date: string,
	selected: Selected,
	context: Context,
	here: Here,
	tree: TreeReader,
): Promise<Occurrence> {
	const compact = date.replace(/[-:]/g, "").replace(" ", "T");
	const day = Date.parse(`${compact.slice(0, 4)}-${compact.slice(4, 6)}-${compact.slice(6, 8)}T00:00Z`);
	const all = Number.isNaN(day) ? [] : occurrencesOf(selected, here, tree, { from: day - MOVED, to: day + MOVED });
	const shown = (one: Occurrence) =>
		timeText(one.start, one.allDay, here.zone).replace(/[-:]/g, "").slice(0, compact.length);
	const ways: ((one: Occurrence) => boolean)[] = [
		(one) => one.recurrence === compact,
		(one) => shown(one) === compact,
		(one) => one.recurrence?.startsWith(compact) === true,
	];
	const found = ways.map((way) => all.filter(way)).find((some) => some.length > 0) ?? [];
	if (found.length === 0)
		throw new DeskError("ENOENT", `it does not take place on ${date}`, {
			at: selected.path,
			todo: `\`desk calendar show ${selected.uid ?? selected.path}\` shows when it does`,
		});
	const of = found.map(
		(value): Reading<Occurrence> => ({ value, say: saidOf(value, here), write: `@${value.recurrence ?? ""}` }),
	);
	return await settled({ words: date, of }, chooser(context));
}

/** `'Lunch', Mon 23 Nov 12:00–13:00`. */
export function saidOf(one: Occurrence, here: Here): string {
	const [start, end] = [one.start, one.end].map((at) => timeText(at, one.allDay, here.zone)) as [string, string];
	return `'${one.summary}', ${dayTitle(start.slice(0, 10), here)} ${clockSpan({ start, end, allDay: one.allDay })}`;
}

const COLUMNS = "SELECT node, uid, data FROM calendar_event WHERE kind = 'event' AND";

async function rowOf(word: string, context: Context, here: Here, vfs: Vfs): Promise<Row | undefined> {
	const tree = vfs.reader();
	const query = (where: string, ...values: (string | number)[]) =>
		tree.all<Omit<Row, "path">>(`${COLUMNS} ${where} LIMIT 200`, ...values).flatMap((row): Row[] => {
			const path = tree.pathOf(row.node);
			return path === undefined || !isWithin(path, "/calendar") ? [] : [{ ...row, path }];
		});
	const like = word.replace(/[\\%_]/g, "\\$&");
	const title = "json_extract(data, '$.masters[0].summary')";
	const ways: (() => Row[] | Promise<Row[]>)[] = word.includes("/")
		? [
				async () => {
					const stat = await vfs.find(context.path(word));
					return stat === undefined ? [] : query("node = ?", stat.inode);
				},
			]
		: [
				() => query("uid = ?", word),
				() => query("uid >= ? AND uid < ?", word, `${word}\u{10ffff}`),
				() =>
					/^[a-z2-7]{10}$/.test(word) ? query("1").filter(({ path }) => nameOfPath(path).endsWith(`-${word}.ics`)) : [],
				() => query(`${title} LIKE ? ESCAPE '\\'`, like),
				() => query(`${title} LIKE ? ESCAPE '\\'`, `${like}%`),
				() => {
					const words = like.split(/\s+/).filter((one) => one !== "");
					const where = words.map(() => `${title} LIKE ? ESCAPE '\\'`).join(" AND ");
					return words.length === 0 ? [] : query(where, ...words.map((one) => `%${one}%`));
				},
			];
	for (const way of ways) {
		const rows = word === "" ? [] : await way();
		if (rows.length === 0) continue;
		const of = rows.map((value): Reading<Row> => ({ value, say: sayRow(value, here), write: value.uid ?? value.path }));
		return await settled({ words: word, of: of.slice(0, 20) }, chooser(context));
	}
	return undefined;
}

function sayRow({ data, path }: Row, here: Here): string {
	const { masters, overrides } = JSON.parse(data) as EventSet;
	const first = masters[0] ?? overrides[0];
	const day = first === undefined ? "" : `, ${dayTitle(dateOfDay(Math.floor(first.start.wall / 86_400)), here)}`;
	return `'${first?.summary ?? ""}'${day} (${path})`;
}
