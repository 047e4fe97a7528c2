import { toText } from "../../src/base/bytes.ts";
import { localDay, now, toDate } from "../../src/base/clock.ts";
import { configText } from "../../src/base/config.ts";
import { DeskError } from "../../src/base/errors.ts";
import { shorten, table, widthOf } from "../../src/cli/index.ts";
import {
	type Context,
	defineCommand,
	defineGroup,
	flag,
	numberOption,
	operands,
	option,
	options,
} from "../../src/command/index.ts";
import { type Change, joinPath, nameOfPath, parentOf, printable, type Vfs } from "../../src/vfs/index.ts";
import { resolveTask } from "./depends.ts";

/** One task as `--json` prints it. Dates are local days. */
interface Item {
	path: string;
	list: string;
	title: string;
	status: string;
	due: string | null;
	priority: string | null;
	repeat: string | null;
	done: string | null;
	/** Unfinished tasks that must be done first. */
	blocked: string[];
	overdue: boolean;
}

const shape = (z: typeof import("zod").z) =>
	z.object({
		path: z.string(),
		list: z.string(),
		title: z.string(),
		status: z.enum(["pending", "in_progress", "completed"]),
		due: z.string().nullable(),
		priority: z.enum(["low", "medium", "high"]).nullable(),
		repeat: z.string().nullable(),
		done: z.string().nullable(),
		blocked: z.array(z.string()),
		overdue: z.boolean(),
	});

/** All tasks, from the mount's own table. */
async function allTasks(vfs: Vfs): Promise<Item[]> {
	await vfs.load("/tasks");
	const tree = vfs.reader();
	const today = localDay(toDate(now()));
	const rows = tree.all<{
		node: number;
		title: string;
		status: string;
		due: string | null;
		priority: string | null;
		repeat: string | null;
		done: string | null;
	}>("SELECT * FROM task");
	const status = new Map<string, string>();
	const items: (Item & { node: number })[] = [];
	for (const row of rows) {
		const path = tree.pathOf(row.node);
		if (path === undefined) continue;
		status.set(path, row.status);
		items.push({
			node: row.node,
			path,
			list: nameOfPath(parentOf(path)),
			title: row.title,
			status: row.status,
			due: row.due,
			priority: row.priority,
			repeat: row.repeat,
			done: row.done,
			blocked: [],
			overdue: row.status !== "completed" && row.due !== null && row.due.slice(0, 10) < today,
		});
	}
	const depends = new Map<number, string[]>();
	for (const { node, target } of tree.all<{ node: number; target: string }>("SELECT node, target FROM task_depends"))
		depends.set(node, [...(depends.get(node) ?? []), target]);
	return items.map(({ node, ...item }) => ({
		...item,
		blocked: (depends.get(node) ?? [])
			.map((name) => resolveTask(name, item.path, tree) ?? name)
			.filter((path) => status.get(path) !== "completed"),
	}));
}

const WEIGHT: Readonly<Record<string, number>> = { high: 0, medium: 1, low: 3 };

/** What to look at first: overdue and due soon, then what is begun, then priority, then age of the name. */
function urgency(a: Item, b: Item): number {
	const due = (item: Item) => item.due ?? "9999";
	const begun = (item: Item) => (item.status === "in_progress" ? 0 : 1);
	return (
		due(a).localeCompare(due(b)) ||
		begun(a) - begun(b) ||
		(WEIGHT[a.priority ?? ""] ?? 2) - (WEIGHT[b.priority ?? ""] ?? 2) ||
		(a.path < b.path ? -1 : 1)
	);
}

const MARK: Readonly<Record<string, string>> = { pending: "○", in_progress: "◐", completed: "●" };

/** One line a task, cut to the terminal: first what it waits for gives way, then the rule, then the title. */
function screen(items: Item[], { style, terminal }: Pick<Context, "style" | "terminal">): string {
	const left = table(
		items.map((item) => [
			item.status === "completed" ? style.good(MARK[item.status] ?? "") : (MARK[item.status] ?? ""),
			item.priority === "high" ? style.bad("!") : item.priority === "medium" ? "·" : "",
			item.due === null ? "" : item.overdue ? style.bad(item.due.replace("T", " ")) : item.due.replace("T", " "),
			style.name(item.list),
			"|",
		]),
	)
		.split("\n")
		.map((row) => row.slice(0, -1));
	return items
		.map((item, index) => {
			let room = terminal.columns - widthOf(left[index] ?? "");
			const cut = (text: string) => {
				const kept = room < 2 ? "" : shorten(printable(text), room);
				room -= widthOf(kept);
				return kept;
			};
			const title = cut(item.title);
			const rule = item.repeat === null ? "" : cut(` ↻ ${item.repeat}`);
			const waits = item.blocked.length === 0 ? "" : cut(` waits for ${item.blocked.map(slugOf).join(", ")}`);
			return `${left[index]}${item.status === "completed" ? style.faint(title) : title}${style.faint(rule)}${style.warning(waits)}`;
		})
		.join("\n");
}

/** The name of a task's file, without its extension. */
function slugOf(path: string): string {
	return nameOfPath(path).replace(/\.md$/, "");
}

const line = (item: Item) => [item.path, item.status, item.due ?? "", item.priority ?? "", item.title].join("\t");

const add = defineCommand({
	name: "add",
	summary: "Add a task",
	args: {
		due: option("when it is due: friday, tomorrow 2pm, 2026-12-01", { short: "d", value: "WHEN" }),
		repeat: option("daily, weekly, monthly, yearly, weekdays, every 2 weeks, every month on the 15th, …", {
			short: "r",
			value: "RULE",
		}),
		priority: option("how important", { short: "p", value: "LEVEL", choices: ["low", "medium", "high"] }),
		list: option("the list (default: config tasks.list)", { short: "l", value: "LIST" }),
		tag: options("a tag", { short: "t", value: "TAG", completes: "tag" }),
		depends: options("a task that must be done first", { value: "TASK", completes: "task" }),
		title: operands("TITLE", "what is to be done", { required: true }),
	},
	changes: true,
	output: shape,
	examples: [
		['desk task add "Pay rent" --due friday --repeat monthly', "comes back each month when it is done"],
		["desk task add Thank the bakery --list work -p high --depends tolv-launch", "waits for another task"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		await vfs.load("/tasks");
		const { newTask } = await import("./format.ts");
		const { parseRepeat, REPEAT_FORMS } = await import("./repeat.ts");
		let due: string | undefined;
		if (args.due !== undefined) {
			const when = (await import("../../src/base/when.ts")).parseWhen(args.due, toDate(now()));
			due = when.time === undefined ? when.date : `${when.date}T${when.time}`;
		}
		if (args.repeat !== undefined && parseRepeat(args.repeat) === undefined) {
			throw new DeskError("EINVAL", `'${args.repeat}' is no repeat rule`, {
				at: "task add",
				todo: `use ${REPEAT_FORMS}`,
			});
		}
		const { name, text } = newTask({
			title: args.title.join(" "),
			due,
			repeat: args.repeat,
			priority: args.priority as "low" | "medium" | "high" | undefined,
			tags: args.tag,
			depends: args.depends,
		});
		const list = context.path(`/tasks/${args.list ?? (await configText(context.home, "tasks.list"))}`);
		let path = joinPath(list, name);
		for (let copy = 2; (await vfs.find(path)) !== undefined; copy++)
			path = joinPath(list, name.replace(/\.md$/, `-${copy}.md`));
		const tree = vfs.reader();
		for (const depend of args.depends) {
			if (resolveTask(depend, path, tree) === undefined)
				throw new DeskError("ENOENT", `there is no task '${depend}' to wait for`, {
					at: "task add",
					todo: "`desk task list` shows the tasks",
				});
		}
		await vfs.write(path, text, { cause: context.cause, parents: true, expect: null, dryRun: context.dryRun });
		if (context.dryRun) {
			context.note(`would create ${path}`);
			yield {
				path,
				list: nameOfPath(list),
				title: args.title.join(" "),
				status: "pending",
				due: due ?? null,
				priority: args.priority ?? null,
				repeat: args.repeat ?? null,
				done: null,
				blocked: [],
				overdue: false,
			};
		} else yield* (await allTasks(vfs)).filter((item) => item.path === path);
	},
	line: (item: Item) => item.path,
	screen,
});

const filters = {
	list: option("only of this list", { short: "l", value: "LIST" }),
	tag: option("only with this tag", { short: "t", value: "TAG", completes: "tag" as const }),
	due: option("only due by then: today, friday, 2026-12-01", { short: "d", value: "WHEN" }),
	overdue: flag("only what should be done already"),
};

async function filtered(
	context: Context,
	args: { list: string | undefined; tag: string | undefined; due: string | undefined; overdue: boolean },
): Promise<Item[]> {
	const vfs = await context.open();
	let items = (await allTasks(vfs)).sort(urgency);
	if (args.list !== undefined) items = items.filter((item) => item.list.toLowerCase() === args.list?.toLowerCase());
	if (args.overdue) items = items.filter((item) => item.overdue);
	if (args.due !== undefined) {
		const { date } = (await import("../../src/base/when.ts")).parseWhen(args.due, toDate(now()));
		items = items.filter((item) => item.due !== null && item.due.slice(0, 10) <= date);
	}
	if (args.tag !== undefined) {
		const tree = vfs.reader();
		const tagged = new Set(
			tree
				.all<{ node: number }>("SELECT node FROM tag WHERE lower(tag) = ?", args.tag.replace(/^#/, "").toLowerCase())
				.map(({ node }) => tree.pathOf(node)),
		);
		items = items.filter((item) => tagged.has(item.path));
	}
	return items;
}

const list = defineCommand({
	name: "list",
	summary: "Open tasks, the most urgent first",
	args: {
		...filters,
		status: option("only with this status", {
			short: "s",
			value: "STATUS",
			choices: ["pending", "in_progress", "completed"],
		}),
		all: flag("completed ones too", "a"),
	},
	output: shape,
	examples: [
		["desk task list", "all that is open"],
		["desk task list --overdue --json | jq -r .title", "what should be done already"],
	],
	async *run(context, args) {
		const items = (await filtered(context, args)).filter((item) =>
			args.status === undefined ? args.all || item.status !== "completed" : item.status === args.status,
		);
		if (items.length === 0) context.setStatus(1);
		yield* items;
	},
	line,
	screen,
});

const next = defineCommand({
	name: "next",
	summary: "What to do next: the most urgent tasks that wait for nothing",
	args: { ...filters, count: numberOption("how many (default 5)", { short: "n" }) },
	output: shape,
	examples: [["desk task next -n 1", "the one to do now"]],
	async *run(context, args) {
		const items = (await filtered(context, args))
			.filter((item) => item.status !== "completed" && item.blocked.length === 0)
			.slice(0, args.count ?? 5);
		if (items.length === 0) context.setStatus(1);
		yield* items;
	},
	line,
	screen,
});

/** The task that a word means: a path, `list/slug`, or an unambiguous slug or beginning of one or of a title. @throws DeskError ENOENT, EINVAL */
async function named(vfs: Vfs, context: Context, word: string): Promise<string> {
	if (word.startsWith("/")) return (await vfs.stat(context.path(word))).path;
	const full = (item: Item) => `${item.list}/${slugOf(item.path)}`;
	const wanted = word.replace(/\.md$/, "").toLowerCase();
	const items = await allTasks(vfs);
	const open = (item: Item) => item.status !== "completed";
	const ways: ((item: Item) => boolean)[] = [
		(item) => slugOf(item.path).toLowerCase() === wanted || full(item).toLowerCase() === wanted,
		(item) => open(item) && slugOf(item.path).toLowerCase().startsWith(wanted),
		(item) => open(item) && item.title.toLowerCase().startsWith(wanted),
	];
	const candidates = ways.map((way) => items.filter(way)).find((found) => found.length > 0) ?? [];
	const [only] = candidates;
	if (only === undefined)
		throw new DeskError("ENOENT", "there is no such task", { at: word, todo: "`desk task list` shows the tasks" });
	if (candidates.length > 1)
		throw new DeskError("EINVAL", `it could be ${candidates.map(full).join(", ")}`, {
			at: word,
			todo: "write more of the name",
		});
	return only.path;
}

/** A verb that sets a task's status. */
function setsStatus(
	name: string,
	status: "pending" | "in_progress" | "completed",
	summary: string,
	example: [string, string],
	completes: "task" | "completed-task" = "task",
) {
	return defineCommand({
		name,
		summary,
		args: {
			tasks: operands("TASK", "a path, list/slug, or the beginning of a slug or title", {
				required: true,
				completes,
			}),
		},
		writes: ["tasks"],
		output: shape,
		examples: [example],
		async *run(context, args) {
			const vfs = await context.open();
			const { setFrontMatter } = await import("../../src/text/index.ts");
			const changes: Change[] = [];
			const before = new Map((await allTasks(vfs)).map((item) => [item.path, item]));
			for (const word of args.tasks) {
				const path = await named(vfs, context, word);
				const item = before.get(path);
				if (item?.status === status) {
					context.note(`desk: ${path}: it is ${status.replace("_", " ")} already`);
					continue;
				}
				if (status === "completed" && item !== undefined && item.blocked.length > 0)
					context.note(`desk: ${path}: ${item.blocked.join(", ")} should have been done first`);
				const stat = await vfs.stat(path);
				const text = setFrontMatter(toText(await vfs.readAll(path)), {
					status,
					...(status === "completed" ? {} : { done: undefined }),
				});
				changes.push({ op: "write", path, content: await vfs.stage(text), expect: stat.revision });
			}
			if (changes.length === 0) return;
			const result = await vfs.change(changes, { cause: context.cause, dryRun: context.dryRun });
			const touched = new Set(result.changes.map((change) => change.to ?? change.path));
			if (context.dryRun) for (const path of touched) context.note(`would write ${path}`);
			else yield* (await allTasks(vfs)).filter((item) => touched.has(item.path));
		},
		line,
		screen,
	});
}

/** `desk task`: what is to be done. */
export const task = defineGroup({
	name: "task",
	summary: "Add, list and complete tasks",
	fallback: "list",
	commands: [
		add,
		list,
		next,
		setsStatus("done", "completed", "Complete tasks; one that repeats comes back", [
			"desk task done pay-rent",
			"the next one appears with its new date",
		]),
		setsStatus("start", "in_progress", "Mark tasks as begun", [
			"desk task start write-newsletter",
			"shown before others of its day",
		]),
		setsStatus(
			"reopen",
			"pending",
			"Take completed tasks up again",
			["desk task reopen sell-sofa", "pending again"],
			"completed-task",
		),
	],
});
