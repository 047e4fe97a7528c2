/** Names of events' files: `<date>-<title>-<id>.ics`. */
import { slug } from "../../../src/base/file-name.ts";
import { rawBytes } from "../../../src/base/raw-text.ts";
import { shortId } from "../../../src/base/short-id.ts";
import type { Calendar } from "../ics.ts";
import { formatDateTime } from "../time.ts";

/** The id in an event's name: of its UID, or of its bytes where it has none. */
export const eventId = (uid: string | undefined, text: string): string => shortId(uid ?? rawBytes(text));

/** The name of an event's file, by its first component. */
export function eventFileName({ entries, tree }: Calendar): string {
	const entry = entries.find(({ recurrenceId }) => recurrenceId === undefined) ?? entries[0];
	const start = entry?.start ?? entry?.end;
	const day = start === undefined ? "00000000" : formatDateTime(start).slice(0, 8);
	const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
	return `${date}-${slug(entry?.summary ?? "") || "no-title"}-${eventId(entry?.uid, tree.text)}.ics`;
}
