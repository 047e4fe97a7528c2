import type { TreeReader } from "../../../src/vfs/index.ts";
import { instancesOf } from "../instances.ts";
import { type Occurrence, occurrences } from "../occurrences.ts";
import { parseRule } from "../recurrence/rule.ts";
import type { EventSet } from "../sets.ts";
import type { Plan } from "../words/plan.ts";
import { namedZone, UTC } from "../zones.ts";
import { takesOwnTime } from "./free.ts";
import type { Here } from "./here.ts";
import { timeOf, timeText } from "./item.ts";

/** An event that takes the same time, as `--json` prints it. */
export interface Conflict {
	path: string;
	summary: string;
	start: string;
	end: string;
}

export const conflictShape = (z: typeof import("zod").z) =>
	z.object({ path: z.string(), summary: z.string(), start: z.string(), end: z.string() });

/** What is to be planned, as far as it takes time. */
export type Planned = Pick<Plan, "start" | "end" | "startAt" | "endAt" | "zone" | "recur">;

/** How far ahead a series is compared, in ms, and how many of its occurrences. */
const AHEAD = 180 * 86_400_000;
const MOST = 100;

/** Events of the user's that take the time of what is planned; those of `except` (a path) do not count. */
export function conflictsWith(
	planned: Planned,
	tree: TreeReader,
	here: Here,
	own: readonly string[],
	except?: string,
): Conflict[] {
	const times = timesOf(planned, here);
	const [first, last] = [times[0], times.at(-1)];
	if (first === undefined || last === undefined) return [];
	const busy = occurrences(tree, {
		from: first.from,
		to: Math.max(...times.map(({ to }) => to)),
		zone: here.zone,
	}).filter((one) => one.busy && one.path !== except && takesOwnTime(one, { own, calendars: undefined }));
	const overlaps = (one: Occurrence) => times.some(({ from, to }) => one.start < to && one.end > from);
	return busy.filter(overlaps).map((one) => ({
		path: one.path,
		summary: one.summary,
		start: timeText(one.start, one.allDay, here.zone),
		end: timeText(one.end, one.allDay, here.zone),
	}));
}

/** When it takes place, as far as that is looked at. */
function timesOf({ start, end, startAt, endAt, zone, recur }: Planned, here: Here): { from: number; to: number }[] {
	if (recur === undefined) return [{ from: startAt, to: endAt }];
	const set: EventSet = {
		kind: "event",
		zones: { [zone]: zone },
		masters: [{ start: timeOf(start, zone), end: timeOf(end, zone), rules: [parseRule(recur)], summary: "" }],
		overrides: [],
	};
	const stretch = {
		from: startAt / 1000,
		to: (startAt + AHEAD) / 1000,
		here: namedZone(here.zone) ?? UTC,
		limit: MOST,
	};
	return instancesOf(set, stretch).map((one) => ({ from: one.start * 1000, to: one.end * 1000 }));
}
