import type { Mount } from "../../src/vfs/index.ts";

export const sys: Mount = {
	name: "sys",
	summary: "sys",
	names: "portable",
	shape: [
		{ path: "**/<name>.md", kind: "file", what: "a note", parsed: false },
		{ path: "**/<name>", kind: "file", what: "an attachment" },
		{ path: "**", kind: "directory", what: "a folder" },
	],
};
