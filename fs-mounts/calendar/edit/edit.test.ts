import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCalendarText } from "../ics.ts";
import { instancesOf } from "../instances.ts";
import { setsOf } from "../sets.ts";
import { formatDateTime, parseDateTime } from "../time.ts";
import { namedZone, UTC } from "../zones.ts";
import { cancelAll, cancelFollowing, cancelOne, editAll, editFollowing, editOne } from "./edit.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const of = { uid: "a@example.com", now: NOW };

/** Occurrences of 2026 and 2027 as text: when by the rule, when in truth, what. */
function shown(...texts: string[]): string[] {
	const stretch = {
		from: Date.UTC(2026, 0, 1) / 1000,
		to: Date.UTC(2028, 0, 1) / 1000,
		here: namedZone("America/New_York") ?? UTC,
		limit: 10_000,
	};
	const clock = (at: number) => new Date(at * 1000).toISOString().slice(0, 16);
	return texts
		.flatMap((text) => setsOf(readCalendarText(text)).flatMap((set) => instancesOf(set, stretch)))
		.map(
			({ start, end, part, original }) =>
				`${original === undefined ? "" : formatDateTime(original)} ${clock(start)} ${clock(end)} ${part.summary} ${part.status ?? ""}`,
		)
		.sort();
}
const nameOf = (line: string) => line.slice(0, line.indexOf(" "));

const ZONE = `BEGIN:VTIMEZONE
TZID:W. Europe
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
`;

/** Events in many forms: zones, rules, ends, exceptions, folds, line ends, unknown properties, neighbours. */
const event = fc
	.record({
		form: fc.constantFrom(
			[";TZID=Europe/Berlin", "T090000", "T103000"],
			[';TZID=W. Europe;X-A="b;c:d"', "T023000", "T040000"],
			["", "T233000Z", "T235900Z"],
			["", "T080000", "T090000"],
			[";VALUE=DATE", "", ""],
		),
		rule: fc.constantFrom(
			"FREQ=DAILY;COUNT=40",
			"FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20271001T000000Z",
			"FREQ=WEEKLY;INTERVAL=2;WKST=SU;X-ODD=1",
			"FREQ=MONTHLY;BYDAY=1TU",
			"BYMONTHDAY=6;FREQ=MONTHLY;COUNT=9",
			"FREQ=YEARLY",
		),
		end: fc.constantFrom("DTEND", "DURATION", ""),
		exdate: fc.boolean(),
		override: fc.boolean(),
		eol: fc.constantFrom("\r\n", "\n"),
		neighbour: fc.boolean(),
		modified: fc.boolean(),
	})
	.map(
		({ form: [parameters = "", start = "", end = ""], rule, end: how, exdate, override, eol, neighbour, modified }) => {
			const day = parameters.includes("DATE");
			const ended = day ? `DTEND${parameters}:20260107` : `DTEND${parameters}:20260106${end}`;
			const third =
				[
					...shown(
						`BEGIN:VCALENDAR\n${ZONE}BEGIN:VEVENT\nUID:a\nDTSTART${parameters}:20260106${start}\nRRULE:${rule}\nEND:VEVENT\nEND:VCALENDAR\n`,
					),
				].map(nameOf)[2] ?? "";
			const lines = [
				"BEGIN:VEVENT",
				"UID:a@example.com",
				"DTSTAMP:20260101T000000Z",
				`DTSTART${parameters}:20260106${start}`,
				...(how === "" ? [] : [how === "DTEND" ? ended : day ? "DURATION:P2D" : "DURATION:PT45M"]),
				`RRULE:${rule}`,
				"SUMMARY:Team\\, all",
				"DESCRIPTION:a long one, so long that it is folded somewhere in the mid",
				" dle of a word, as lines are",
				...(exdate ? [`EXDATE${parameters}:${third}`] : []),
				...(modified ? ["LAST-MODIFIED:20260101T000000Z", "SEQUENCE:3"] : []),
				"X-UNKNOWN;X-B=1:kept",
				'ATTENDEE;CN="Doe; Ann";PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:ann@example.com',
				"BEGIN:VALARM",
				"ACTION:DISPLAY",
				"DESCRIPTION:Reminder",
				"TRIGGER:-PT15M",
				"END:VALARM",
				"END:VEVENT",
				...(override
					? [
							"BEGIN:VEVENT",
							"UID:a@example.com",
							`RECURRENCE-ID${parameters}:${day ? "20260106" : `20260106${start}`}`,
							`DTSTART${parameters}:20260105${start}`,
							"SUMMARY:Moved",
							"END:VEVENT",
						]
					: []),
			];
			const other = neighbour ? "BEGIN:VEVENT\nUID:other\nDTSTART:20260301T100000Z\nSUMMARY:Other\nEND:VEVENT\n" : "";
			return `BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n${ZONE}${other}${lines.join("\n")}\nEND:VCALENDAR\n`.replace(
				/\n/g,
				eol,
			);
		},
	);

const isOwn = (line: string) => !line.includes("Other") && !line.includes("Moved");
/** An event and one of its occurrences that follows the rule. */
const withOccurrence = event.chain((text) => {
	const own = shown(text).filter(isOwn);
	return fc.nat({ max: own.length - 1 }).map((index) => ({ text, line: own[index] as string }));
});
/** Lines that are in one text and not in the other, both ways. */
function difference(before: string, after: string): { gone: string[]; added: string[] } {
	const [left, right] = [before.split(/(?<=\n)/), after.split(/(?<=\n)/)];
	let head = 0;
	while (head < left.length && left[head] === right[head]) head++;
	const count = (list: string[]) => {
		const counts = new Map<string, number>();
		for (const line of list) counts.set(line, (counts.get(line) ?? 0) + 1);
		return counts;
	};
	const [one, two] = [count(left), count(right)];
	const minus = (a: Map<string, number>, b: Map<string, number>) =>
		[...a].flatMap(([line, n]) => Array.from({ length: Math.max(0, n - (b.get(line) ?? 0)) }, () => line.trimEnd()));
	return { gone: minus(one, two), added: minus(two, one) };
}
const propertyOf = (line: string) => line.split(/[:;]/)[0];

describe("all of an event", () => {
	test("another summary changes three lines, and every occurrence keeps its time", () => {
		fc.assert(
			fc.property(event, (text) => {
				const next = editAll(text, of, { summary: "New; one" });
				const { gone, added } = difference(text, next);
				expect(new Set([...gone, ...added].map(propertyOf))).toEqual(
					new Set(["DTSTAMP", "SEQUENCE", "SUMMARY", ...(text.includes("LAST-MOD") ? ["LAST-MODIFIED"] : [])]),
				);
				expect(added).toContain("SUMMARY:New\\; one");
				expect(shown(next)).toEqual(shown(text).map((line) => line.replace("Team, all", "New; one")));
				expect(next.includes("\r\n")).toBe(text.includes("\r\n"));
				expect(/[^\r]\n/.test(next)).toBe(/[^\r]\n/.test(text));
			}),
		);
	});

	test("a response changes the attendee's PARTSTAT and nothing else of the line", () => {
		fc.assert(
			fc.property(event, (text) => {
				const next = editAll(text, of, { response: { address: "Ann@Example.com", status: "accepted" } });
				const { gone, added } = difference(text, next);
				expect(added).toContain('ATTENDEE;CN="Doe; Ann";PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:ann@example.com');
				expect([...gone, ...added].map(propertyOf)).not.toContain("SEQUENCE");
			}),
		);
	});

	test("an hour later: all occurrences are, exceptions stay exceptions", () => {
		fc.assert(
			fc.property(event, (text) => {
				const start = parseDateTime(/^DTSTART.*:(2026.*)/m.exec(text)?.[1] ?? "");
				fc.pre(start?.form === "local" && text.includes("TZID=Europe/Berlin"));
				const wall = (start?.wall ?? 0) + 3600;
				const next = editAll(text, of, { start: { wall, form: "local", tzid: "Europe/Berlin" } });
				const later = (line: string) => new Date(Date.parse(`${line}:00Z`) + 3_600_000).toISOString().slice(0, 16);
				const moved = shown(text)
					.map((line) => line.split(" "))
					.map(([, from = "", to = "", ...rest]) =>
						(rest[0] === "Team," ? [later(from), later(to), ...rest] : [from, to, ...rest]).join(" "),
					);
				expect(
					shown(next)
						.map((line) => line.slice(line.indexOf(" ") + 1))
						.sort(),
				).toEqual(moved.sort());
			}),
		);
	});

	test("cancelled: every component says so", () => {
		fc.assert(
			fc.property(event, (text) => {
				const next = cancelAll(text, of);
				expect(
					shown(next)
						.filter((line) => !line.includes("Other"))
						.every((line) => line.endsWith(" cancelled")),
				).toBe(true);
			}),
		);
	});
});

describe("one occurrence", () => {
	test("an edit adds a component, every other byte and occurrence stays", () => {
		fc.assert(
			fc.property(withOccurrence, ({ text, line }) => {
				const next = editOne(text, of, nameOf(line), { summary: "Special" });
				const block =
					/BEGIN:VEVENT(?:(?!BEGIN:VEVENT)[\s\S])*SUMMARY:Special[\s\S]*?END:VEVENT\r?\n/.exec(next)?.[0] ?? "";
				expect(block).not.toMatch(/^(?:RRULE|EXDATE)/m);
				expect(block).toMatch(/BEGIN:VALARM/);
				expect(next.replace(block, "")).toBe(text);
				expect(shown(next)).toEqual(
					shown(text)
						.map((one) => (one === line ? one.replace("Team, all", "Special") : one))
						.sort(),
				);
				// Once more: now the override is changed in place.
				const again = editOne(next, of, nameOf(line), { location: "Room 1" });
				expect(difference(next, again).added.map(propertyOf).sort()).toEqual(["LOCATION", "SEQUENCE"]);
				expect(shown(again)).toEqual(shown(next));
			}),
		);
	});

	test("moved: only it", () => {
		fc.assert(
			fc.property(withOccurrence, ({ text, line }) => {
				const moved = { wall: Date.UTC(2027, 2, 3, 4, 5) / 1000, form: "utc" as const };
				const next = editOne(text, of, nameOf(line), { start: moved, end: { ...moved, wall: moved.wall + 600 } });
				expect(shown(next)).toEqual(
					shown(text)
						.map((one) => (one === line ? `${nameOf(one)} 2027-03-03T04:05 2027-03-03T04:15 Team, all ` : one))
						.sort(),
				);
			}),
		);
	});

	test("cancelled: it is gone or says so, the others stay", () => {
		fc.assert(
			fc.property(withOccurrence, fc.boolean(), ({ text, line }, keep) => {
				const next = cancelOne(text, of, nameOf(line), { keep });
				const wanted = keep
					? shown(text).map((one) => (one === line ? `${one.trimEnd()} cancelled` : one))
					: shown(text).filter((one) => one !== line);
				expect(shown(next)).toEqual(wanted.sort());
				if (!keep) expect(difference(text, next).added.filter((one) => one.startsWith("EXDATE"))).toHaveLength(1);
			}),
		);
	});

	test("cancelling an occurrence that has an override takes that away", () => {
		fc.assert(
			fc.property(event, (text) => {
				const moved = shown(text).find((line) => line.includes("Moved"));
				fc.pre(moved !== undefined);
				const next = cancelOne(text, of, nameOf(moved as string));
				expect(shown(next)).toEqual(shown(text).filter((line) => line !== moved));
			}),
		);
	});
});

describe("an occurrence and all that follow", () => {
	test("both files together have what there was, and the rest has the change", () => {
		fc.assert(
			fc.property(withOccurrence, ({ text, line }) => {
				const { text: before, rest } = editFollowing(text, of, nameOf(line), { summary: "Later" }, "new@example.com");
				const from = nameOf(line);
				const wanted = shown(text).map((one) =>
					isOwn(one) && nameOf(one) >= from ? one.replace("Team, all", "Later") : one,
				);
				expect(rest === undefined ? shown(before) : shown(before, rest)).toEqual(wanted.sort());
				if (rest === undefined) return;
				expect(rest).toMatch(/^UID:new@example.com\r?$/m);
				expect(rest).toMatch(/^RELATED-TO:a@example.com\r?$/m);
				expect(rest).not.toMatch(/Other|Moved/);
				const { gone, added } = difference(text, before);
				expect(new Set([...gone, ...added].map(propertyOf))).toEqual(
					new Set(["DTSTAMP", "SEQUENCE", "RRULE", ...(text.includes("LAST-MOD") ? ["LAST-MODIFIED"] : [])]),
				);
			}),
		);
	});

	test("cancelled: what was before stays", () => {
		fc.assert(
			fc.property(withOccurrence, ({ text, line }) => {
				const next = cancelFollowing(text, of, nameOf(line));
				const from = nameOf(line);
				const left = shown(next).filter((one) => !one.endsWith("cancelled"));
				expect(left).toEqual(shown(text).filter((one) => (!isOwn(one) ? left.includes(one) : nameOf(one) < from)));
			}),
		);
	});
});
