import type { Mount } from "../../src/vfs/index.ts";

/** /tasks: one Markdown file a task, in lists; its front matter is validated. */
export const tasks: Mount = {
	name: "tasks",
	summary: "Tasks in lists, with due dates, repeats and dependencies",
	names: "portable",
	shape: [
		{ path: "<list>", kind: "directory", what: "a list" },
		{ path: "<list>/<slug>.md", kind: "file", what: "a task", parsed: true },
	],
	tables: {
		version: 1,
		names: ["task", "task_depends"],
		sql: `CREATE TABLE task (node INTEGER PRIMARY KEY, title TEXT NOT NULL, status TEXT NOT NULL, due TEXT, priority TEXT, repeat TEXT, done TEXT);
			CREATE INDEX task_status ON task (status, due);
			CREATE TABLE task_depends (node INTEGER NOT NULL, target TEXT NOT NULL, PRIMARY KEY (node, target)) WITHOUT ROWID;`,
	},
	format: async () => (await import("./mount-format.ts")).format,
};
