/** An update of single occurrences put into the event that it is of. */
import { editContent, insertVerbatim } from "../../../src/text/index.ts";
import { findEvent, isSame } from "../edit/find.ts";
import { removeComponent } from "../edit/lines.ts";
import { type Entry, readCalendarText } from "../ics.ts";

/**
 * An event's file with the overrides of a piece that has nothing but overrides, as invitations to single occurrences do; those that the file
 * has in the same or a newer version stay. Undefined when this is no such piece, or the file has no event for it.
 */
export function mergeOverrides(existing: string, piece: string): string | undefined {
	const { entries, tree } = readCalendarText(piece);
	const [first] = entries;
	if (
		first?.uid === undefined ||
		entries.some(({ recurrenceId, uid }) => recurrenceId === undefined || uid !== first.uid)
	)
		return undefined;
	const known = readCalendarText(existing).entries.filter(({ uid }) => uid === first.uid);
	if (!known.some(({ recurrenceId }) => recurrenceId === undefined)) return undefined;
	return entries.reduce(
		(text, entry) => withOverride(text, entry, tree.text.slice(entry.component.range.start, entry.component.range.end)),
		existing,
	);
}

function withOverride(text: string, override: Entry, part: string): string {
	const { calendar, master, overrides } = findEvent(text, override.uid);
	const { recurrenceId } = override;
	const old = overrides.find(
		(entry) =>
			entry.recurrenceId !== undefined &&
			recurrenceId !== undefined &&
			isSame(entry.recurrenceId, recurrenceId, calendar),
	);
	if (old !== undefined && old.sequence >= override.sequence && (old.stamp ?? 0) >= (override.stamp ?? 0)) return text;
	const last = [...(master === undefined ? [] : [master]), ...overrides].at(-1)?.component;
	const after = last?.end ?? last?.lines.at(-1) ?? last?.begin;
	if (after === undefined) return text;
	const added = editContent(text, [insertVerbatim(after, "after", part)]);
	if (old === undefined) return added;
	// The new one stands behind all others, so the old one's place is as it was.
	const again = findEvent(added, override.uid);
	const same = again.overrides.find(({ component }) => component.range.start === old.component.range.start);
	return same === undefined ? added : editContent(added, removeComponent(again.calendar.tree, same.component));
}
