import type { Mount } from "../../src/vfs/index.ts";

export const tasks: Mount = {
	name: "tasks",
	summary: "tasks",
	names: "portable",
	shape: [
		{ path: "**/<name>.md", kind: "file", what: "a note", parsed: false },
		{ path: "**/<name>", kind: "file", what: "an attachment" },
		{ path: "**", kind: "directory", what: "a folder" },
	],
};
