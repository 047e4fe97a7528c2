/** The line before each message of an mbox (`From ann@example.com Sat Nov 21 10:00:00 2026`), and quoted lines that look like it. */
import { ZONES } from "../message/index.ts";

const NEWLINE = 10;
const RETURN = 13;
const FROM = Buffer.from("From ");

const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
/** `Nov 21 10:00:00 2026`, seconds, zone (before or after the year) and more optional; `21 Nov 2026 10:00`; ISO 8601. */
const DATE =
	/\b(?:(?<month>[A-Z][a-z]{2}) +(?<day>\d{1,2})|(?<day2>\d{1,2})[ -](?<month2>[A-Z][a-z]{2})[ -](?<year2>\d{4}|\d\d)),? +(?<hour>\d{1,2}):(?<minute>\d\d)(?::(?<second>\d\d))?(?<rest>.*)$/i;
const ISO = /\b(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?/;

/**
 * When the message came, ms UTC, as its `From ` line tells it; undefined for a line without a date, which between messages is none.
 * Without a zone it is read as UTC, as most programs write it.
 */
export function fromLineDate(written: string): number | undefined {
	const line = written.trimEnd();
	const iso = ISO.exec(line);
	if (iso !== null) {
		const [, year, month, day, hour, minute, second] = iso.map(Number) as [
			number,
			number,
			number,
			number,
			number,
			number,
			number,
		];
		return valid(year, month - 1, day, hour, minute, second || 0, 0);
	}
	const found = DATE.exec(line)?.groups;
	if (found === undefined) return undefined;
	const at = MONTHS.indexOf((found.month ?? found.month2 ?? "").toLowerCase());
	if (at < 0 || at % 3 !== 0) return undefined;
	const rest = found.rest ?? "";
	const year = found.year2 ?? /(?:^|[^+\-\d:])(\d{4})(?!\d)/.exec(rest)?.[1] ?? /(?:^| )(\d\d)(?: |$)/.exec(rest)?.[1];
	if (year === undefined) return undefined;
	const zone = /([+-])(\d\d):?(\d\d)(?!\d)/.exec(rest);
	const offset =
		zone === null
			? (ZONES[/\b([A-Z]{3,4})\b/.exec(rest)?.[1] ?? ""] ?? 0)
			: (zone[1] === "-" ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3]));
	const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 70 ? 2000 : 1900);
	return valid(
		full,
		at / 3,
		Number(found.day ?? found.day2),
		Number(found.hour),
		Number(found.minute),
		Number(found.second ?? 0),
		offset,
	);
}

function valid(year: number, month: number, day: number, hour: number, minute: number, second: number, offset: number) {
	if (month > 11 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
	return Date.UTC(year, month, day, hour, minute, second) - offset * 60_000;
}

/** Whether a line begins with `From ` there. */
export function isFromLine(bytes: Buffer, at: number): boolean {
	return bytes[at] === 70 && FROM.equals(bytes.subarray(at, at + FROM.length));
}

/** Where the line ends: after its newline; -1 when that has not come yet. */
export function lineEnd(bytes: Buffer, at: number): number {
	const newline = bytes.indexOf(NEWLINE, at);
	return newline < 0 ? -1 : newline + 1;
}

/** Bytes of the blank line that ends at `at`: 2 for CRLF; 0 when the line before is not blank. */
export function blankBefore(bytes: Buffer, at: number): number {
	if (at < 1 || bytes[at - 1] !== NEWLINE) return 0;
	const size = bytes[at - 2] === RETURN ? 2 : 1;
	const before = at - size - 1;
	return before < 0 || bytes[before] === NEWLINE ? size : 0;
}

/** Whether a header field (RFC 5322, 2.2), a folded `>From ` of old relays, a blank line or nothing is there: what may follow a `From ` line. */
export function isHeaderStart(bytes: Buffer, at: number): boolean {
	const first = bytes[at];
	if (first === undefined || first === NEWLINE || first === RETURN) return true;
	for (let index = at; index < at + 200; index++) {
		const byte = bytes[index];
		if (byte === 58) return index > at;
		if (byte === 32 || byte === 9) {
			// `Subject : x`, which old programs wrote; and `>From ann Sat Nov …`.
			let next = index;
			while (bytes[next] === 32 || bytes[next] === 9) next++;
			return (bytes[next] === 58 && index > at) || (first === 62 && isFromLine(bytes, at + 1));
		}
		if (byte === undefined || byte < 33 || byte > 126) return false;
	}
	return false;
}

/**
 * Whether a message of an mbox begins at `at`, the start of a line: a `From ` line with a date, after a blank line (or at the start of the
 * file, where the date may be missing), before a header. Programs that quote badly leave lines in texts that have not all of it.
 * @returns undefined when more bytes are needed to tell
 */
export function isSeparator(bytes: Buffer, at: number, isFirst: boolean, isAll: boolean): boolean | undefined {
	if (!isFromLine(bytes, at)) return false;
	if (!isFirst && blankBefore(bytes, at) === 0) return false;
	const end = lineEnd(bytes, at);
	if (end < 0) {
		if (!isAll) return bytes.length - at > 1000 ? false : undefined;
		return fromLineDate(bytes.toString("latin1", at)) !== undefined;
	}
	if (end - at > 1000) return false;
	if (!isFirst && fromLineDate(bytes.toString("latin1", at, end)) === undefined) return false;
	if (!isAll && bytes.length - end < 200 && lineEnd(bytes, end) < 0) return undefined;
	return isHeaderStart(bytes, end);
}
