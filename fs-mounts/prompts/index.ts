import type { Mount } from "../../src/vfs/index.ts";

/** /prompts: prompts for a language model, with variables; one Markdown file each, validated. */
export const prompts: Mount = {
	name: "prompts",
	summary: "Prompts for a language model, with variables",
	names: "portable",
	shape: [
		{ path: "**/<name>.md", kind: "file", what: "a prompt", parsed: true },
		{ path: "**", kind: "directory", what: "a folder of prompts" },
	],
	tables: {
		version: 1,
		names: ["prompt"],
		sql: "CREATE TABLE prompt (node INTEGER PRIMARY KEY, description TEXT NOT NULL, model TEXT, variables TEXT NOT NULL)",
	},
	format: async () => (await import("./mount-format.ts")).format,
};
