import type { Mount, Shape } from "../../src/vfs/index.ts";

/** A computed page at the top of the mount; its code is loaded when it is read. */
function page(name: "today" | "week" | "agenda", what: string): Shape {
	return {
		path: `${name}.md`,
		kind: "file",
		what,
		view: { read: async (_slots, tree) => (await import("./views.ts")).page(name, tree) },
	};
}

/** /calendar: iCalendar files, one event each (or as they came); a folder is a calendar, and calendars may lie in each other. */
export const calendar: Mount = {
	name: "calendar",
	summary: "Calendars: folders of iCalendar files (.ics), with pages for today, this week and what comes",
	names: "portable",
	shape: [
		page("today", "what happens today"),
		page("week", "what happens this week"),
		page("agenda", "what happens in the next four weeks"),
		{ path: "<calendar>/**/<name>.ics", kind: "file", what: "an event", parsed: true },
		{ path: "**", kind: "directory", what: "a calendar" },
	],
	tables: {
		version: 3,
		names: ["calendar_event", "calendar_problem"],
		// `first` and `last`: ms UTC between which all occurrences lie, a day wider where the zone is not known before the question is asked;
		// `last` is Infinity for what has no end. `wide`: they are more than `NARROW` (sets.ts) apart, so that all others are found by `first`
		// alone; clustered so, a week's events lie together. `data`: an EventSet of sets.ts, as JSON.
		sql: `CREATE TABLE calendar_event (
				wide INTEGER NOT NULL, first REAL NOT NULL, node INTEGER NOT NULL, position INTEGER NOT NULL, last REAL NOT NULL,
				kind TEXT NOT NULL, uid TEXT, data TEXT NOT NULL, PRIMARY KEY (wide, first, node, position)
			) WITHOUT ROWID;
			CREATE INDEX calendar_event_node ON calendar_event (node);
			CREATE INDEX calendar_event_uid ON calendar_event (uid);
			CREATE TABLE calendar_problem (node INTEGER NOT NULL, problem TEXT NOT NULL);
			CREATE INDEX calendar_problem_node ON calendar_problem (node)`,
		problems: "SELECT node, problem FROM calendar_problem",
	},
	format: async () => (await import("./mount-format.ts")).format,
	importer: async () => (await import("./import/importer.ts")).calendarImporter,
};
