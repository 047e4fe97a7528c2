import { toText, toTextStrict } from "../../src/base/bytes.ts";
import { findCircle } from "../../src/base/circle.ts";
import { now, toDate } from "../../src/base/clock.ts";
import { DeskError } from "../../src/base/errors.ts";
import {
	markdownPassages,
	markdownSearchText,
	propertyFacets,
	setFrontMatter,
	valueError,
} from "../../src/text/index.ts";
import type { Change, Format, TreeReader } from "../../src/vfs/index.ts";
import { isWithin, joinPath, nameOfPath, namesOf, parentOf } from "../../src/vfs/index.ts";
import { resolveTask } from "./depends.ts";
import { completeTask, parseTask, type Task } from "./format.ts";

/** What `parse` gets at most of a file (bytes). */
const LARGEST = 4 * 1024 * 1024;

/** How /tasks reads its files, what completing one entails, and which dependencies it refuses. */
export const format: Format<Task> = {
	parse(bytes, place) {
		if (place.truncated)
			throw new DeskError("EFBIG", "a task of more than 4 MiB", {
				at: place.path,
				todo: "keep large text in a note, and link to it",
			});
		const task = readTask(place.path, toTextOf(bytes, place.path));
		const { title, tags, links } = task;
		const text = markdownSearchText(task.text, task.data);
		return { record: task, title, text, tags, links, facets: facetsOf(task) };
	},
	passages: markdownPassages,
	project(task, node, tree) {
		tree.run(
			"INSERT INTO task (node, title, status, due, priority, repeat, done) VALUES (?, ?, ?, ?, ?, ?, ?)",
			node,
			task.title,
			task.status,
			task.due ?? null,
			task.priority ?? null,
			task.repeat ?? null,
			task.done ?? null,
		);
		for (const target of new Set(task.depends))
			tree.run("INSERT INTO task_depends (node, target) VALUES (?, ?)", node, target);
	},
	plan(change, tree) {
		if (change.op === "write" && namesOf(change.path).length === 3) return planWrite(change, tree);
		if (change.op === "rename" && isWithin(change.path, "/tasks") && isWithin(change.to, "/tasks"))
			return [change, ...redirected(change.path, change.to, tree)];
		if (change.op === "rename" && isWithin(change.to, "/tasks"))
			return [change, ...stamped(change.path, change.to, tree)];
		return [change];
	},
	check(nodes, tree) {
		refuseCircles(new Set(nodes), tree);
	},
};

/** What tasks are filtered by: all properties, and the status also when it is left out. */
function facetsOf({ data, status }: Task): { [name: string]: string[] } {
	return { ...propertyFacets(data), status: [status] };
}

/** A task's text; it is written back when it is completed, so it must be what it was. @throws DeskError EFORMAT */
function toTextOf(bytes: Uint8Array, path: string): string {
	const text = toTextStrict(bytes);
	if (text === undefined)
		throw new DeskError("EFORMAT", "a task must be valid UTF-8", {
			at: path,
			todo: "convert it, or keep it under /files",
		});
	return text;
}

/** `parseTask`, with the path in what it refuses. */
function readTask(path: string, text: string): Task {
	try {
		return parseTask(nameOfPath(path), text);
	} catch (error) {
		if (error instanceof DeskError) error.at = path;
		throw error;
	}
}

/** A write that completes a task stamps it and makes the next occurrence. */
function planWrite(change: Extract<Change, { op: "write" }>, tree: TreeReader): Change[] {
	const staged = tree.prepare(change.path, change.content);
	// Not into memory: `parse` is going to refuse it.
	if (staged.size > LARGEST) return [{ ...change, content: staged }];
	const text = toTextOf(tree.bytes(staged), change.path);
	const task = readTask(change.path, text);
	const request: Change = { ...change, content: staged };
	if (task.status !== "completed") return [request];
	const old = tree.stat(change.path);
	const before =
		old === undefined
			? undefined
			: tree.get<{ status: string }>("SELECT status FROM task WHERE node = ?", old.inode)?.status;
	// What arrives completed (an import) was completed elsewhere; only the step from open to completed counts.
	if (before === undefined || before === "completed")
		return task.done === undefined
			? [{ ...change, content: tree.stage(completeTask(text, task, toDate(now())).text) }]
			: [request];
	const { text: completed, next } = completeTask(text, task, toDate(now()));
	const changes: Change[] = [{ ...change, content: tree.stage(completed) }];
	if (next !== undefined)
		changes.push({
			op: "write",
			path: nextPath(change.path, next.due, tree),
			content: tree.stage(next.text),
			expect: null,
		});
	return changes;
}

/** Completed tasks that come from another mount without a date get today's, as those that are written here do. */
function stamped(from: string, to: string, tree: TreeReader): Change[] {
	const changes: Change[] = [];
	for (const { path } of tree.walk(from)) {
		const bytes = tree.read(path);
		const text = bytes.length > LARGEST ? undefined : toTextStrict(bytes);
		const task = text === undefined ? undefined : readIfTask(path, text);
		if (text === undefined || task?.status !== "completed" || task.done !== undefined) continue;
		const content = tree.stage(completeTask(text, task, toDate(now())).text);
		changes.push({ op: "write", path: to + path.slice(from.length), content });
	}
	return changes;
}

/** What is no task is refused when it is there, under its new path. */
function readIfTask(path: string, text: string): Task | undefined {
	try {
		return readTask(path, text);
	} catch (error) {
		if (error instanceof DeskError) return undefined;
		throw error;
	}
}

/** Where the next occurrence lies: `pay-rent.md` is followed by `pay-rent-2026-12-01.md`, that by `pay-rent-2027-01-01.md`. */
function nextPath(path: string, due: string, tree: TreeReader): string {
	const stem = nameOfPath(path)
		.replace(/\.md$/i, "")
		.replace(/-\d{4}-\d\d-\d\d(-\d+)?$/, "");
	for (let copy = 1; ; copy++) {
		const candidate = joinPath(parentOf(path), `${stem}-${due.slice(0, 10)}${copy === 1 ? "" : `-${copy}`}.md`);
		if (tree.stat(candidate) === undefined) return candidate;
	}
}

/** @throws DeskError EFORMAT at the `depends` of one of the tasks that is in a circle, naming all in it */
function refuseCircles(tasks: ReadonlySet<number>, tree: TreeReader): void {
	// An old circle that these tasks have nothing to do with is none of theirs.
	const touchesThem = (circle: readonly number[]) => circle.some((node) => tasks.has(node));
	const circle = findCircle(tasks, (node) => dependsOf(node, tree), touchesThem);
	if (circle !== undefined) refuseCircle(circle, tasks, tree);
}

/** The tasks that a task depends on and that are there. */
function dependsOf(node: number, tree: TreeReader): number[] {
	const names = tree.all<{ target: string }>("SELECT target FROM task_depends WHERE node = ?", node);
	const path = names.length === 0 ? undefined : tree.pathOf(node);
	// What lies in /trash waits for nothing.
	if (path === undefined || !isWithin(path, "/tasks")) return [];
	return names.flatMap(({ target }) => {
		const at = resolveTask(target, path, tree);
		return at === undefined ? [] : (tree.stat(at)?.inode ?? []);
	});
}

/** @throws DeskError EFORMAT */
function refuseCircle(circle: readonly number[], tasks: ReadonlySet<number>, tree: TreeReader): void {
	const start = circle.findIndex((node) => tasks.has(node));
	const paths = [...circle.slice(start), ...circle.slice(0, start + 1)].map((node) => tree.pathOf(node) ?? "");
	const path = paths[0] as string;
	const shown = paths.length > 10 ? [...paths.slice(0, 8), "…", path] : paths;
	const error = valueError(
		toText(tree.read(path)),
		["depends"],
		`the dependencies go in a circle: ${shown.join(" → ")}`,
		"remove one of them",
	);
	error.at = path;
	throw error;
}

/** The writes that keep dependencies whole when a task or a list moves. */
function redirected(from: string, to: string, tree: TreeReader): Change[] {
	const moved = new Map<string, string>();
	for (const stat of tree.walk(from)) moved.set(stat.path, to + stat.path.slice(from.length));
	const changes: Change[] = [];
	for (const { node } of tree.all<{ node: number }>("SELECT DISTINCT node FROM task_depends")) {
		const path = tree.pathOf(node);
		if (path === undefined || !isWithin(path, "/tasks")) continue;
		const text = toText(tree.read(path));
		const task = readTask(path, text);
		const holder = moved.get(path) ?? path;
		const depends = task.depends.map((name) => {
			const target = resolveTask(name, path, tree);
			const next = target === undefined ? undefined : (moved.get(target) ?? target);
			if (next === undefined || (next === target && holder === path)) return name;
			const sameList = parentOf(next) === parentOf(holder);
			return (sameList ? nameOfPath(next) : next.slice("/tasks/".length)).replace(/\.md$/i, "");
		});
		if (depends.some((name, index) => name !== task.depends[index]))
			changes.push({ op: "write", path: holder, content: tree.stage(setFrontMatter(text, { depends })) });
	}
	return changes;
}
