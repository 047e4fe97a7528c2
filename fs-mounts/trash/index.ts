import type { Mount } from "../../src/vfs/index.ts";

/**
 * /trash: where deleted files go, with all their history. Moving one out restores it (`desk restore /trash/x` moves it back
 * to where it was); removing one here takes it out of the tree for good, though the log still has it until `gc` or `erase`.
 *
 * It is a folder like any other: moving a file here is deleting it, and what is here can be read, changed, renamed and copied. A
 * file that was written or copied here came from nowhere, so `restore` wants to be told where to put it (`--to`), and
 * `gc` takes it away with the rest when its time has come (`trash.keep`). Nothing here is validated or indexed.
 */
export const trash: Mount = {
	name: "trash",
	summary: "Deleted files; move one out to restore it",
	names: "posix",
	shape: [
		{ path: "**/<name>", kind: "file", what: "a deleted file", links: true },
		{ path: "**", kind: "directory", what: "a deleted folder" },
	],
};
