/** Computed files of a business. */
import { joinPath, type TreeReader } from "../../src/vfs/index.ts";
import { artifactsOf } from "./calendar/artifacts.ts";
import { toIcs } from "./calendar/ics.ts";

/** `calendar.ics`. @param business the name of its folder */
export function calendarIcs(tree: TreeReader, business: string): string {
	return toIcs(artifactsOf(tree, joinPath("/context", business)));
}
