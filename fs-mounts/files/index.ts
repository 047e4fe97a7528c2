import type { Mount } from "../../src/vfs/index.ts";

/** /files: any file of any type and size, under POSIX rules for names. */
export const files: Mount = {
	name: "files",
	summary: "Files of any type and size",
	names: "posix",
	shape: [
		{ path: "**/<name>", kind: "file", what: "a file", parsed: true, links: true },
		{ path: "**", kind: "directory", what: "a folder" },
	],
	format: async () => (await import("./format.ts")).format,
};
