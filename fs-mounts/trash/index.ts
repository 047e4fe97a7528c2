import type { Mount } from "../../src/vfs/index.ts";

/**
 * /trash: where deleted files go, with all their history. Moving one out restores it (`desk restore /trash/x` moves it back
 * to where it was); removing one here takes it out of the tree for good, though the log still has it until `gc` or `erase`.
 */
export const trash: Mount = {
	name: "trash",
	summary: "Deleted files; move one out to restore it",
	names: "posix",
	shape: [
		{ path: "**/<name>", kind: "file", what: "a deleted file" },
		{ path: "**", kind: "directory", what: "a deleted folder" },
	],
};
