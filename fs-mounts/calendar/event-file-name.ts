import { safeFileName } from "../../src/base/file-name.ts";
import { shortId } from "../../src/base/short-id.ts";

/** Characters of a title in a file name. */
const TITLE = 60;

/** `<date>-<title>-<id>.ics`: `date` is the day it begins on (`YYYY-MM-DD`), `id` is of the UID. */
export function eventFileName(date: string, title: string, uid: string): string {
	const safe = safeFileName([...title.slice(0, 4 * TITLE)].slice(0, TITLE).join(""), "");
	const slug = (safe === "Untitled" ? "" : safe)
		.toLowerCase()
		.replace(/[\s'’"`,;!]+/gu, "-")
		.replace(/-{2,}/g, "-")
		.replace(/^[-.~]+|[-.~]+$/g, "");
	return `${date}-${slug || "event"}-${shortId(uid)}.ics`;
}
