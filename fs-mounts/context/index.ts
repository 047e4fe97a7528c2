import type { JobKind, Mount } from "../../src/vfs/index.ts";

/** /context: what a business is, what it plans, what it believes and why, and how it does. */
export const context: Mount = {
	name: "context",
	summary: "Businesses: profile, marketing calendar, beliefs with their evidence, performance, recommendations",
	names: "portable",
	shape: [
		{ path: "<business>", kind: "directory", what: "a business" },
		{ path: "<business>/profile.md", kind: "file", what: "the profile of a business", parsed: true },
		{
			path: "<business>/calendar.ics",
			kind: "file",
			what: "the marketing calendar as iCalendar",
			view: { read: async ({ business = "" }, tree) => (await import("./views.ts")).calendarIcs(tree, business) },
		},
		{ path: "<business>/calendar", kind: "directory", what: "the marketing calendar" },
		{ path: "<business>/calendar/<name>.md", kind: "file", what: "something planned or published", parsed: true },
		{ path: "<business>/beliefs", kind: "directory", what: "beliefs" },
		{ path: "<business>/beliefs/<slug>.md", kind: "file", what: "a belief", parsed: true },
		{ path: "<business>/recommendations", kind: "directory", what: "recommendations" },
		{ path: "<business>/recommendations/<slug>.md", kind: "file", what: "a recommendation", parsed: true },
		{ path: "<business>/extractions", kind: "directory", what: "extractions" },
		{ path: "<business>/extractions/<slug>.md", kind: "file", what: "an extraction", parsed: true },
		{ path: "<business>/transcripts", kind: "directory", what: "transcripts" },
		{ path: "<business>/transcripts/<slug>.md", kind: "file", what: "a transcript", parsed: true },
		{ path: "<business>/reviews", kind: "directory", what: "reviews" },
		{ path: "<business>/reviews/<period>.md", kind: "file", what: "a review", parsed: true },
		{ path: "<business>/performance", kind: "directory", what: "tables of performance" },
		{ path: "<business>/performance/<name>.csv", kind: "file", what: "a table of performance", parsed: true },
	],
	tables: {
		version: 4,
		names: [
			"business",
			"artifact",
			"belief",
			"belief_evidence",
			"figure",
			"recommendation",
			"extraction",
			"transcript",
		],
		// Before version 3 there was a table of touches.
		sql: `DROP TABLE IF EXISTS touchpoint;
			CREATE TABLE business (node INTEGER PRIMARY KEY, name TEXT NOT NULL, offer TEXT, currency TEXT, zone TEXT);
			CREATE TABLE artifact (node INTEGER PRIMARY KEY, title TEXT NOT NULL, date TEXT NOT NULL, kind TEXT, channel TEXT, audience TEXT,
				status TEXT NOT NULL, belief TEXT, event TEXT, metrics TEXT NOT NULL);
			CREATE INDEX artifact_date ON artifact (date);
			CREATE TABLE belief (node INTEGER PRIMARY KEY, title TEXT NOT NULL, category TEXT NOT NULL, confidence REAL NOT NULL, status TEXT NOT NULL,
				evidence INTEGER NOT NULL, first_observed TEXT, last_reinforced TEXT, last_evidence TEXT, mean REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL,
				unit TEXT NOT NULL);
			CREATE TABLE belief_evidence (node INTEGER NOT NULL, side TEXT NOT NULL, position INTEGER NOT NULL, target TEXT NOT NULL, date TEXT NOT NULL,
				data TEXT NOT NULL, PRIMARY KEY (node, side, position)) WITHOUT ROWID;
			CREATE TABLE recommendation (node INTEGER PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL, beliefs TEXT NOT NULL,
				score REAL, cost REAL, made TEXT, outcome TEXT);
			CREATE TABLE extraction (node INTEGER PRIMARY KEY, source TEXT NOT NULL, revision INTEGER, made TEXT, by TEXT NOT NULL, themes TEXT NOT NULL);
			CREATE TABLE transcript (node INTEGER PRIMARY KEY, source TEXT NOT NULL, size INTEGER, modified TEXT, made TEXT, by TEXT NOT NULL);
			CREATE TABLE figure (node INTEGER NOT NULL, position INTEGER NOT NULL, date TEXT NOT NULL, channel TEXT NOT NULL, campaign TEXT, audience TEXT,
				artifact TEXT, impressions REAL, clicks REAL, conversions REAL, cost REAL, value REAL, PRIMARY KEY (node, position)) WITHOUT ROWID;`,
	},
	format: async () => (await import("./mount-format.ts")).format,
	jobs: [
		{
			name: "context.transcribe",
			summary: "Write sound down (desk context extract)",
			timeout: 2 * 60 * 60_000,
			attempts: 4,
			work: async () => (await import("./transcript/job.ts")).transcribeJob,
		},
		{
			name: "context.extract",
			summary: "Draw themes, claims and numbers from a file (desk context extract --later, transcripts)",
			timeout: 30 * 60_000,
			attempts: 4,
			work: async () => (await import("./extraction/job.ts")).extractJob,
		},
		review("context.review", "The page of a week: how each business did (desk context review)"),
		review("context.reinforce", "Learn from a month: what beliefs foretold, kept or rolled back, and its page"),
		review("context.strategy", "The page of a quarter: figures, beliefs as they stand, what is to be done"),
	],
};

/** A page of each business, once a period; on mains power. */
function review(name: string, summary: string): JobKind {
	const work = async () => (await import("./review/jobs.ts")).reviews(name);
	return { name, summary, timeout: 600_000, attempts: 3, power: "mains", work };
}
