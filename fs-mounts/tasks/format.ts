/** How a task is read and written: Markdown whose front matter is validated. */
import { isCalendarDate } from "../../src/base/calendar.ts";
import { localDay } from "../../src/base/clock.ts";
import { DeskError } from "../../src/base/errors.ts";
import { safeFileName } from "../../src/base/file-name.ts";
import {
	choiceField,
	declaredTags,
	type FrontMatterValue,
	findLinks,
	listField,
	maskCode,
	parseFrontMatter,
	readFields,
	setFrontMatter,
	textField,
	titleOf,
	uniqueTags,
	wikiKey,
} from "../../src/text/index.ts";
import { anchored, formatRepeat, nextDue, parseRepeat, REPEAT_FORMS } from "./repeat.ts";

export const STATUSES = ["pending", "in_progress", "completed"] as const;
export const PRIORITIES = ["low", "medium", "high"] as const;
export type TaskStatus = (typeof STATUSES)[number];
export type Priority = (typeof PRIORITIES)[number];

export interface Task {
	readonly title: string;
	readonly status: TaskStatus;
	/** `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, local. */
	readonly due?: string;
	readonly priority?: Priority;
	readonly tags: string[];
	/** The rule as written; `parseRepeat` reads it. */
	readonly repeat?: string;
	/** Tasks that must be done first: paths or slugs as written, without `[[ ]]`. */
	readonly depends: string[];
	/** When it was done, and when it was made: a date, or an ISO 8601 date and time. */
	readonly done?: string;
	readonly created?: string;
	/** All front matter, unknown keys included. */
	readonly data: Record<string, unknown>;
	/** The body. */
	readonly text: string;
	/** Keys of what it links to (`wikiKey`). */
	readonly links: string[];
}

/** What its front matter must be like. */
const FIELDS = {
	status: choiceField("status", STATUSES),
	priority: {
		...choiceField<Priority | "none">("priority", [...PRIORITIES, "none"]),
		todo: "use low, medium, high or none",
	},
	due: textField("is no due date", "write a day of the calendar, such as 2026-10-03, or 2026-10-03T14:00", isDue),
	repeat: textField("is no repeat rule", `use ${REPEAT_FORMS}`, (text) => parseRepeat(text) !== undefined),
	done: textField("is no date", "write 2026-10-03 or 2026-10-03T14:00:00Z", isStamp),
	created: textField("is no date", "write 2026-10-03 or 2026-10-03T14:00:00Z", isStamp),
	depends: listField("is no list of tasks", "write paths or names, such as [buy-paint, work/plan]"),
};

/**
 * Read a task. `name` is its file name, the title of last resort.
 * @throws DeskError EFORMAT with line and column: broken front matter, or a value that its field cannot hold.
 */
export function parseTask(name: string, text: string): Task {
	const { data, body } = parseFrontMatter(text);
	const masked = maskCode(body);
	const { status = "pending", priority, depends = [], ...others } = readFields(text, data, FIELDS);
	return {
		title: titleOf(name, data, body, masked),
		status,
		tags: uniqueTags(declaredTags(data)),
		depends: depends.map(unlinked),
		data,
		text: body,
		links: [...new Set(findLinks(body, masked, 0).links.map((link) => wikiKey(link.path)))],
		...(priority === undefined || priority === "none" ? {} : { priority }),
		...others,
	};
}

/**
 * Complete a task at `now`: its text with `status: completed` and `done` (the instant, UTC), unless it has a `done` already; and
 * if it repeats, the text and due date of the next occurrence: pending, not done, due by the rule (see `repeat.ts`), its body and
 * all else byte for byte.
 */
export function completeTask(
	text: string,
	task: Task,
	now: Date,
): { text: string; next?: { text: string; due: string } } {
	const done = task.done ?? `${now.toISOString().slice(0, 19)}Z`;
	const completed = setFrontMatter(text, { status: "completed", done });
	const rule = task.repeat === undefined ? undefined : parseRepeat(task.repeat);
	if (rule === undefined) return { text: completed };
	const today = localDay(now);
	const kept = anchored(rule, task.due ?? today);
	const due = nextDue(kept, task.due, today);
	if (due === undefined) return { text: completed };
	const next = setFrontMatter(text, {
		...("status" in task.data ? { status: "pending" } : {}),
		due,
		done: undefined,
		...(kept === rule ? {} : { repeat: formatRepeat(kept) }),
	});
	return { text: completed, next: { text: next, due } };
}

export interface TaskFields {
	readonly title: string;
	readonly due?: string | undefined;
	readonly repeat?: string | undefined;
	readonly priority?: Priority | undefined;
	readonly tags?: readonly string[] | undefined;
	readonly depends?: readonly string[] | undefined;
}

/**
 * A new pending task: its file name (`call-bob.md`; the caller settles collisions) and text.
 * @throws DeskError EINVAL for an empty title, EFORMAT for a field that `parseTask` would refuse.
 */
export function newTask({ title, due, repeat, priority, tags, depends }: TaskFields): { name: string; text: string } {
	const line = title.replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ").trim();
	if (line === "")
		throw new DeskError("EINVAL", "the title is empty", { todo: 'say what is to be done: `desk task add "call Bob"`' });
	const fields: Record<string, FrontMatterValue | undefined> = {
		status: "pending",
		due,
		priority,
		repeat,
		tags: tags?.length ? tags : undefined,
		depends: depends?.length ? depends : undefined,
	};
	const name = nameOf(line);
	const text = setFrontMatter(`# ${line}\n`, fields);
	if (parseTask(name, text).title === line) return { name, text };
	return { name, text: setFrontMatter("", { title: line, ...fields }) }; // a heading cannot hold it: `Learn C #`
}

/** Longest name of a new task in UTF-16 units, without `.md`: it is typed in commands. */
const MAX_NAME = 60;

function nameOf(title: string): string {
	const words = title
		.toLowerCase()
		.split(/[^\p{L}\p{M}\p{N}]+/u)
		.filter((word) => word !== "");
	let stem = words[0] ?? "task";
	for (const word of words.slice(1)) {
		if (stem.length + word.length >= MAX_NAME) break;
		stem += `-${word}`;
	}
	return safeFileName(stem);
}

function isDue(text: string): boolean {
	return isCalendarDate(text.slice(0, 10)) && /^(?:T(?:[01]\d|2[0-3]):[0-5]\d)?$/.test(text.slice(10));
}

/** A day, or an ISO 8601 date and time, whose seconds and zone may be missing. */
function isStamp(text: string): boolean {
	if (isCalendarDate(text)) return true;
	const time = /^[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/;
	return isCalendarDate(text.slice(0, 10)) && time.test(text.slice(10));
}

/** A name as it is, or out of its wikilink. */
function unlinked(name: string): string {
	return name.replace(/^\[\[(.*)\]\]$/, "$1");
}
