/** What is written here: drafts, the outbox, the rules. */
import type { Change, TreeReader } from "../../src/vfs/index.ts";

/** A write to drafts, outbox or rules, or a rename to one of them, from wherever. @throws DeskError EFORMAT, EACCES */
export function planComposed(change: Change, _tree: TreeReader): Change[] {
	return [change];
}
