import { randomUUID } from "node:crypto";
import { DeskError } from "../../../src/base/errors.ts";
import { rawBytes, rawText } from "../../../src/base/raw-text.ts";
import { type Context, flag } from "../../../src/command/index.ts";
import { type Change, joinPath, parentOf, type Vfs } from "../../../src/vfs/index.ts";
import type { EditOf } from "../edit/edit.ts";
import type { Occurrence } from "../occurrences.ts";
import { type Reading, settled } from "../words/reading.ts";
import { chooser } from "./choose.ts";
import type { Here } from "./here.ts";
import { type Item, itemOf, timeText } from "./item.ts";
import { ownAddresses } from "./people.ts";
import { MOVED, occurrencesOf, type Selected, saidOf, selectEvent } from "./select.ts";

/** How much of a recurring event is meant. */
export type Scope = "one" | "all" | "following";

export const scopes = {
	one: flag("of a recurring event, only this occurrence"),
	all: flag("of a recurring event, all of it"),
	following: flag("of a recurring event, this occurrence and those after it"),
};

export const EVENT = "UID or its beginning, path, or words of its title; UID@2026-12-01 is the occurrence of that day";

interface Scoped {
	one: boolean;
	all: boolean;
	following: boolean;
}

/** What is to be changed. */
export interface Target extends Selected {
	readonly scope: Scope;
	/** The occurrence that was named, or the next one (of the past the last); undefined when there is none at all. */
	readonly reference: Occurrence | undefined;
}

/**
 * The event, and how much of it: by a flag, else asked for where an event recurs.
 * @throws DeskError EUSAGE where nobody can be asked, for two flags, and for --one without a date
 */
export async function targetOf(
	word: string,
	args: Scoped,
	context: Context,
	here: Here,
	vfs: Vfs,
	usual?: Scope,
): Promise<Target> {
	const selected = await selectEvent(word, context, here, vfs);
	const given = (["one", "all", "following"] as const).filter((name) => args[name]);
	if (given.length > 1)
		throw new DeskError("EUSAGE", `--${given.join(" and --")} cannot be meant together`, {
			todo: "choose one of them",
		});
	const near = selected.occurrence ?? nearest(selected, here, vfs);
	if (!selected.recurring) return { ...selected, scope: "all", reference: near };
	const uid = selected.uid ?? selected.path;
	const [flagged] = given;
	if (flagged === "all") return { ...selected, scope: "all", reference: near };
	if (flagged !== undefined && selected.occurrence === undefined)
		throw new DeskError("EUSAGE", `it recurs: --${flagged} of which day?`, {
			at: word,
			todo:
				near === undefined
					? "add the date, as in UID@2026-12-01"
					: `write ${uid}@${timeText(near.start, true, here.zone)}`,
		});
	const scope =
		flagged ??
		(selected.occurrence === undefined ? usual : undefined) ??
		(await asked(selected, near, uid, context, here));
	return { ...selected, scope, reference: near };
}

async function asked(
	selected: Selected,
	near: Occurrence | undefined,
	uid: string,
	context: Context,
	here: Here,
): Promise<Scope> {
	const date = near === undefined ? "" : `@${timeText(near.start, true, here.zone)}`;
	const write = (scope: Scope) => (scope === "all" ? `${uid} --all` : `${uid}${date} --${scope}`);
	const shown = near === undefined ? "" : ` (${saidOf(near, here)})`;
	const of: Reading<Scope>[] = [
		...(near === undefined
			? []
			: [{ value: "one" as const, say: `only this occurrence${shown}`, write: write("one") }]),
		{ value: "all", say: "all of it", write: write("all") },
		...(near === undefined
			? []
			: [{ value: "following" as const, say: "this occurrence and those after it", write: write("following") }]),
	];
	return await settled({ words: selected.set.masters[0]?.summary ?? uid, of }, chooser(context));
}

/** The next occurrence, or the last one of the past. */
function nearest(selected: Selected, here: Here, vfs: Vfs): Occurrence | undefined {
	const tree = vfs.reader();
	return (
		occurrencesOf(selected, here, tree, { from: here.now, limit: 1 })[0] ??
		occurrencesOf(selected, here, tree, { to: here.now }).at(-1)
	);
}

/** How the text of a file becomes another; `rest` is what goes on as an event of its own. */
export type Edit = (text: string, of: EditOf, recurrence: string, newUid: string) => { text: string; rest?: string };

/**
 * Write a changed event, as one change set.
 * @returns the occurrences that are there then, from the changed one on, for the surface: a dry run gives none
 */
export async function applyEdit(target: Target, edit: Edit, context: Context, here: Here, vfs: Vfs): Promise<Item[]> {
	const stat = await vfs.stat(target.path);
	const before = rawText(await vfs.readAll(target.path));
	const newUid = randomUUID();
	const recurrence = target.reference?.recurrence ?? "";
	const { text, rest } = edit(before, { uid: target.uid, now: here.now }, recurrence, newUid);
	if (text === before && rest === undefined) {
		context.note(`desk: ${target.path}: it is so already`);
		return [];
	}
	const changes: Change[] = [
		{ op: "write", path: target.path, content: await vfs.stage(rawBytes(text)), expect: stat.revision },
	];
	const paths = [target.path];
	if (rest !== undefined) {
		const { eventFileName } = await import("../import/names.ts");
		const { readCalendarText } = await import("../ics.ts");
		const path = joinPath(parentOf(target.path), eventFileName(readCalendarText(rest)));
		changes.push({ op: "write", path, content: await vfs.stage(rawBytes(rest)), expect: null });
		paths.push(path);
	}
	await vfs.change(changes, { cause: context.cause, dryRun: context.dryRun });
	if (context.dryRun) {
		for (const path of paths) context.note(`would write ${path}`);
		return [];
	}
	const own = await ownAddresses(context.home);
	return paths.flatMap((path) => shownAfter(path, target, here, vfs, own));
}

/** Of a file, the occurrence that was changed, or else the next one. */
function shownAfter(path: string, { scope, reference }: Target, here: Here, vfs: Vfs, own: string[]): Item[] {
	const tree = vfs.reader();
	const at = reference?.start ?? here.now;
	const about = occurrencesOf({ path }, here, tree, { from: at - MOVED, to: at + MOVED });
	const changed = about.find(
		(one) => scope === "one" && one.recurrence !== undefined && one.recurrence === reference?.recurrence,
	);
	const next = changed ?? about.find(({ end }) => end >= here.now) ?? about.at(-1);
	return next === undefined ? [] : [itemOf(next, here, own)];
}
