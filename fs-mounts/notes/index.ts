import type { Mount } from "../../src/vfs/index.ts";

/** /notes: Markdown with front matter, `#tags` and `[[wikilinks]]`; pictures and other attachments lie beside the notes. */
export const notes: Mount = {
	name: "notes",
	summary: "Markdown notes with tags and [[wikilinks]]; renaming one rewrites the links to it",
	names: "portable",
	shape: [
		{ path: "**/<name>.md", kind: "file", what: "a note", parsed: true },
		{ path: "**/<name>", kind: "file", what: "an attachment" },
		{ path: "**", kind: "directory", what: "a folder" },
	],
	tables: {
		version: 2,
		names: ["note"],
		// `key` is what a wiki link by name is looked up with.
		sql: "CREATE TABLE note (node INTEGER PRIMARY KEY, key TEXT NOT NULL, title TEXT NOT NULL, broken TEXT); CREATE INDEX note_key ON note (key)",
		problems: "SELECT node, broken AS problem FROM note WHERE broken IS NOT NULL",
	},
	format: async () => (await import("./mount-format.ts")).format,
};
