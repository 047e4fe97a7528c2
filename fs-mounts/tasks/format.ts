/** How a task is read and written: Markdown whose front matter is validated. */
import { isCalendarDate } from "../../src/base/calendar.ts";
import { localDay } from "../../src/base/clock.ts";
import { DeskError } from "../../src/base/errors.ts";
import { safeFileName } from "../../src/base/file-name.ts";
import {
	declaredTags,
	type FrontMatterValue,
	findLinks,
	maskCode,
	parseFrontMatter,
	setFrontMatter,
	titleOf,
	uniqueTags,
	valueError,
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

/** What a field must look like: the reader gives its value, or `undefined` to refuse it. */
interface Field<T> {
	readonly what: string;
	readonly todo: string;
	readonly read: (value: unknown) => T | undefined;
}

const oneOf =
	<T extends string>(names: readonly T[]) =>
	(value: unknown): T | undefined =>
		names.find((name) => name === value);
const textIf =
	(test: (text: string) => boolean) =>
	(value: unknown): string | undefined =>
		typeof value === "string" && test(value) ? value : undefined;

const STATUS: Field<TaskStatus> = {
	what: "is no status",
	todo: `use ${STATUSES.slice(0, -1).join(", ")} or ${STATUSES.at(-1)}`,
	read: oneOf(STATUSES),
};
const PRIORITY: Field<Priority | "none"> = {
	what: "is no priority",
	todo: "use low, medium, high or none",
	read: oneOf([...PRIORITIES, "none"]),
};
const DUE: Field<string> = {
	what: "is no due date",
	todo: "write a day of the calendar, such as 2026-10-03, or 2026-10-03T14:00",
	read: textIf(isDue),
};
const STAMP: Field<string> = {
	what: "is no date",
	todo: "write 2026-10-03 or 2026-10-03T14:00:00Z",
	read: textIf((text) => isCalendarDate(text) || isInstant(text)),
};
const REPEAT: Field<string> = {
	what: "is no repeat rule",
	todo: `use ${REPEAT_FORMS}`,
	read: textIf((text) => parseRepeat(text) !== undefined),
};
const DEPENDS: Field<string[]> = {
	what: "is no list of tasks",
	todo: "write paths or names, such as [buy-paint, work/plan]",
	read: names,
};

/**
 * Read a task. `name` is its file name, the title of last resort.
 * @throws DeskError EFORMAT with line and column: broken front matter, or a value that its field cannot hold.
 */
export function parseTask(name: string, text: string): Task {
	const { data, body } = parseFrontMatter(text);
	const masked = maskCode(body);
	const read = <T>(key: string, field: Field<T>): T | undefined => {
		const value = data[key];
		if (value === undefined || value === null) return undefined;
		const found = field.read(value);
		if (found !== undefined) return found;
		const shown = typeof value === "object" ? "this" : `\`${String(value)}\``;
		throw valueError(text, [key], `\`${key}\`: ${shown} ${field.what}`, field.todo);
	};
	const priority = read("priority", PRIORITY);
	const optional = {
		due: read("due", DUE),
		priority: priority === "none" ? undefined : priority,
		repeat: read("repeat", REPEAT),
		done: read("done", STAMP),
		created: read("created", STAMP),
	};
	return {
		title: titleOf(name, data, body, masked),
		status: read("status", STATUS) ?? "pending",
		tags: uniqueTags(declaredTags(data)),
		depends: read("depends", DEPENDS) ?? [],
		data,
		text: body,
		links: [...new Set(findLinks(body, masked, 0).links.map((link) => wikiKey(link.path)))],
		...defined(optional),
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

/** ISO 8601 date and time; seconds and zone may be missing. */
function isInstant(text: string): boolean {
	const time = /^[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/;
	return isCalendarDate(text.slice(0, 10)) && time.test(text.slice(10));
}

function names(value: unknown): string[] | undefined {
	const list = Array.isArray(value) ? value : [value];
	const read = list.map((item) =>
		typeof item === "string" || typeof item === "number"
			? String(item)
					.trim()
					.replace(/^\[\[(.*)\]\]$/, "$1")
			: "",
	);
	return read.includes("") ? undefined : read;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(fields: T): Defined<T> {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
