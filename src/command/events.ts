/**
 * Events of /calendar, as commands of other mounts know them. What is asked are the tables of that mount: `await vfs.load("/calendar")`
 * first, or there are none.
 */
import { isWithin, type TreeReader } from "../vfs/index.ts";

/** The file of the event of a UID, or undefined when no calendar has it. What lies in the trash is in none. */
export function eventWithUid(tree: TreeReader, uid: string): string | undefined {
	if (tree.get("SELECT 1 FROM sqlite_master WHERE name = 'calendar_event'") === undefined) return undefined;
	return tree
		.all<{ node: number }>("SELECT DISTINCT node FROM calendar_event WHERE uid = ? ORDER BY node", uid)
		.map(({ node }) => tree.pathOf(node))
		.find((path) => path !== undefined && isWithin(path, "/calendar"));
}
