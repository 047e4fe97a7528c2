import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DeskError } from "../../../src/base/errors.ts";
import { dateHabits } from "../../../src/base/locale.ts";
import { sayMoment } from "./plan.ts";
import { sayRecur } from "./rule.ts";
import { readSchedule } from "./schedule.ts";

/** Saturday 21 November 2026, 13:20 in Berlin. */
const NOW = Date.UTC(2026, 10, 21, 12, 20);

async function read(argv: string | string[], lang = "C", zone = "Europe/Berlin", pick?: number) {
	const asked: string[][] = [];
	const plan = await readSchedule(typeof argv === "string" ? [argv] : argv, {
		now: NOW,
		zone,
		habits: dateHabits({ LANG: lang }),
		async choose(question, readings) {
			asked.push([question, ...readings.map(({ say }) => say)]);
			if (pick === undefined)
				throw new DeskError("EUSAGE", `${question} may mean ${readings.map(({ say }) => say).join(" or ")}`);
			return pick;
		},
	});
	return { ...plan, asked };
}

describe("when", () => {
	test.each([
		["Call tomorrow 2pm for 45m", "Sun 22 Nov 2026 14:00–14:45 Europe/Berlin"],
		["Call tomorrow at 14:30", "Sun 22 Nov 2026 14:30–15:30 Europe/Berlin"],
		["Call 15:00", "Sat 21 Nov 2026 15:00–16:00 Europe/Berlin"],
		["Call 9am", "Sun 22 Nov 2026 09:00–10:00 Europe/Berlin"],
		["Call from 2pm to 3:30", "Sat 21 Nov 2026 14:00–15:30 Europe/Berlin"],
		["Call friday from 2 to 3:30pm", "Fri 27 Nov 2026 14:00–15:30 Europe/Berlin"],
		["Call friday 9 to 5", "Fri 27 Nov 2026 09:00–17:00 Europe/Berlin"],
		["Call friday 11-1", "Fri 27 Nov 2026 11:00–13:00 Europe/Berlin"],
		["Call friday 9-17", "Fri 27 Nov 2026 09:00–17:00 Europe/Berlin"],
		["Party friday 10pm to 2am", "Fri 27 Nov 2026 22:00 – Sat 28 Nov 2026 02:00 Europe/Berlin"],
		["Call between 2pm and 3pm monday", "Mon 23 Nov 2026 14:00–15:00 Europe/Berlin"],
		["Call noon friday for half an hour", "Fri 27 Nov 2026 12:00–12:30 Europe/Berlin"],
		["Call friday at half past 3 in the afternoon", "Fri 27 Nov 2026 15:30–16:30 Europe/Berlin"],
		["Call friday 7 in the evening for 1h30", "Fri 27 Nov 2026 19:00–20:30 Europe/Berlin"],
		["Dinner tonight at 8", "Sat 21 Nov 2026 20:00–21:00 Europe/Berlin"],
		["Dinner tomorrow evening at 7:30", "Sun 22 Nov 2026 19:30–20:30 Europe/Berlin"],
		["Call in 2 hours for 10 minutes", "Sat 21 Nov 2026 15:20–15:30 Europe/Berlin"],
		["Call in 3 days at 10:00", "Tue 24 Nov 2026 10:00–11:00 Europe/Berlin"],
		["Holiday 20 dec to 3 jan", "Sun 20 Dec 2026 – Sun 3 Jan 2027, all day"],
		["Holiday 2026-12-20 until 2026-12-24", "Sun 20 Dec 2026 – Thu 24 Dec 2026, all day"],
		["Conference dec 3-5", "Thu 3 Dec 2026 – Sat 5 Dec 2026, all day"],
		["Conference 3-5 dec", "Thu 3 Dec 2026 – Sat 5 Dec 2026, all day"],
		["Fair friday to sunday", "Fri 27 Nov 2026 – Sun 29 Nov 2026, all day"],
		["Fair friday for 2 days", "Fri 27 Nov 2026 – Sat 28 Nov 2026, all day"],
		["Birthday 5 march", "Fri 5 Mar 2027, all day"],
		["Off all day tomorrow", "Sun 22 Nov 2026, all day"],
		["Trip from 20 dec 14:00 to 22 dec 11:00", "Sun 20 Dec 2026 14:00 – Tue 22 Dec 2026 11:00 Europe/Berlin"],
		["Call 2026-12-01T14:00", "Tue 1 Dec 2026 14:00–15:00 Europe/Berlin"],
		["Call 2026-12-01T14:00Z", "Tue 1 Dec 2026 14:00–15:00 UTC"],
		["Call tuesday next week 10am", "Tue 24 Nov 2026 10:00–11:00 Europe/Berlin"],
		["Call next week on tuesday 10am", "Tue 24 Nov 2026 10:00–11:00 Europe/Berlin"],
		["Call the 3rd at 10am", "Thu 3 Dec 2026 10:00–11:00 Europe/Berlin"],
		["Call on december 3rd at 10am", "Thu 3 Dec 2026 10:00–11:00 Europe/Berlin"],
		["Call 3.12. 10am", "Thu 3 Dec 2026 10:00–11:00 Europe/Berlin"],
		["Call 13/3 10am", "Sat 13 Mar 2027 10:00–11:00 Europe/Berlin"],
		["Call day after tomorrow 10am", "Mon 23 Nov 2026 10:00–11:00 Europe/Berlin"],
		["Call tomorrow 15:00 CET", "Sun 22 Nov 2026 15:00–16:00 Europe/Berlin"],
		["Call tomorrow 15:00 America/New_York", "Sun 22 Nov 2026 15:00–16:00 America/New_York"],
		["Call tomorrow 3pm EST for 30m", "Sun 22 Nov 2026 15:00–15:30 America/New_York"],
		["Call tomorrow 15:00 UTC+2", "Sun 22 Nov 2026 13:00–14:00 UTC"],
		["Call tomorrow 10:00 for 2 days", "Sun 22 Nov 2026 10:00 – Tue 24 Nov 2026 10:00 Europe/Berlin"],
		["Call every tuesday 10am", "Tue 24 Nov 2026 10:00–11:00 Europe/Berlin"],
		["Call every saturday 10am", "Sat 28 Nov 2026 10:00–11:00 Europe/Berlin"],
		["Rent every month on the 3rd", "Thu 3 Dec 2026, all day"],
	])("%s", async (words, expected) => {
		const plan = await read(words);
		expect(sayMoment(plan)).toBe(expected);
		expect(plan.asked).toEqual([]);
	});

	test.each([
		["Call 3/4 10am", "C", ["'3/4'", "Sat 3 Apr 2027", "Thu 4 Mar 2027"]],
		["Call tomorrow at 7", "C", ["'7'", "07:00", "19:00"]],
		["Call tomorrow from 2 to 3:30", "C", ["'2 to 3:30'", "02:00–03:30", "14:00–15:30"]],
		["Call tomorrow 9:30", "en_US", ["'9:30'", "09:30", "21:30"]],
		["Call 2027-03-28 02:30", "C", ["'2027-03-28 02:30 (clocks skip it)'", "01:30 CET", "03:30 CEST"]],
		["Call 2027-10-31 02:30", "C", ["'2027-10-31 02:30 (clocks show it twice)'", "02:30 CEST", "02:30 CET"]],
		["Call tomorrow 3pm CST", "C", ["'CST'", "America/Chicago", "Asia/Shanghai"]],
		[
			"Call 2027-07-01 15:00 CET",
			"C",
			["'CET'", "15:00 by the clocks of Europe/Berlin on that day", "15:00 at UTC+01:00"],
		],
	])("%s may mean two things", async (words, lang, asked) => {
		await expect(read(words, lang)).rejects.toThrow(`${asked[1]} or ${asked[2]}`);
		const [first, second] = [await read(words, lang, "Europe/Berlin", 0), await read(words, lang, "Europe/Berlin", 1)];
		expect(first.asked).toEqual([asked]);
		expect(first.startAt).not.toBe(second.startAt);
	});

	test("next friday is one or two days, as the day of the week is", async () => {
		expect((await read("Call next friday 10am")).start).toBe("2026-11-27T10:00");
		await expect(
			readSchedule(["Call next friday 10am"], {
				now: NOW - 3 * 86_400_000,
				zone: "Europe/Berlin",
				habits: dateHabits({}),
				choose: async (_question, readings) => {
					throw new Error(readings.map(({ say }) => say).join("|"));
				},
			}),
		).rejects.toThrow("Fri 20 Nov 2026|Fri 27 Nov 2026");
	});

	test("the locale says which of 3/4 is the day, and who reads am and pm", async () => {
		expect((await read("Call 3/4 10am", "de_DE.UTF-8")).start).toBe("2027-04-03T10:00");
		expect((await read("Call 3/4 10am", "en_US.UTF-8")).start).toBe("2027-03-04T10:00");
		expect((await read("Call tomorrow 9:30", "de_DE.UTF-8")).start).toBe("2026-11-22T09:30");
	});

	test("the second of two 02:30 is kept in UTC", async () => {
		const first = await read("Call 2027-10-31 02:30 for 15m", "C", "Europe/Berlin", 0);
		const second = await read("Call 2027-10-31 02:30 for 15m", "C", "Europe/Berlin", 1);
		expect([first.zone, first.startAt, second.zone, second.startAt - first.startAt]).toEqual([
			"Europe/Berlin",
			Date.UTC(2027, 9, 31, 0, 30),
			"UTC",
			3_600_000,
		]);
	});
});

describe("the rest", () => {
	test("the example of the issue", async () => {
		expect(
			await read(["Team meeting", "tomorrow", "2pm", "for", "45m", "with", "sales@example.com", "every", "week"]),
		).toMatchObject({
			title: "Team meeting",
			start: "2026-11-22T14:00",
			end: "2026-11-22T14:45",
			people: ["sales@example.com"],
			recur: "FREQ=WEEKLY",
		});
	});

	test.each([
		["Standup every weekday 9:00 for 15m", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
		["Standup every other tuesday 9:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"],
		["Standup 9:00 every 2 weeks on mon and wed", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE"],
		["Standup 9:00 every tue,thu 5 times", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=5"],
		["Yoga mondays 7pm", "FREQ=WEEKLY;BYDAY=MO"],
		["Yoga 7pm on tuesdays and thursdays", "FREQ=WEEKLY;BYDAY=TU,TH"],
		["Rent every month on the 3rd", "FREQ=MONTHLY;BYMONTHDAY=3"],
		["Rent every month on the last day", "FREQ=MONTHLY;BYMONTHDAY=-1"],
		["Rent every last friday of the month at 10:00", "FREQ=MONTHLY;BYDAY=-1FR"],
		["Rent on the 5th monthly", "FREQ=MONTHLY"],
		["Party 5 march every year until 2030-03-05", "FREQ=YEARLY;UNTIL=20300305"],
		["Gym every monday 18:00 until 2027-03-01", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270301T225959Z"],
		["Gym every day for 5 days at 18:00 for 1h", "FREQ=DAILY;UNTIL=20261125T225959Z"],
		["Gym every week for 3 months monday 18:00", "FREQ=WEEKLY;UNTIL=20270222T225959Z"],
		["Fair every year for 3 days on 5 march", "FREQ=YEARLY"],
	])("%s", async (words, recur) => expect((await read(words)).recur).toBe(recur));

	test.each([
		[
			"Lunch with Ann Lee, bob@x.org and Carl at Mario's Bar friday noon",
			"Lunch",
			"Mario's Bar",
			["Ann Lee", "bob@x.org", "Carl"],
		],
		["friday noon Lunch in the garden with a@x,b@y", "Lunch", "the garden", ["a@x", "b@y"]],
		["Plan 2027 budget tomorrow 9:00 at room 4", "Plan 2027 budget", "room 4", []],
		["Sunday roast tomorrow 13:00", "Sunday roast", undefined, []],
		["Weekly review friday 15:00", "Weekly review", undefined, []],
		["Check in tomorrow 9:00", "Check in", undefined, []],
		["Call 7 people tomorrow 9:00 at 7 Main Street", "Call 7 people", "7 Main Street", []],
		["Release 3.4 tomorrow 9:00", "Release 3.4", undefined, []],
		['"Meet at noon" tomorrow 2pm', "Meet at noon", undefined, []],
	])("%s", async (words, title, place, people) => {
		expect(await read(words)).toMatchObject({ title, people, ...(place === undefined ? {} : { place }) });
	});

	test("calendar, reminders, zone", async () => {
		expect(await read("Call tomorrow 10:00 in Europe/London in calendar work remind 1d and 10m before")).toMatchObject({
			title: "Call",
			zone: "Europe/London",
			calendar: "work",
			reminders: [
				{ days: 1, minutes: 0 },
				{ days: 0, minutes: 10 },
			],
		});
		expect((await read("Call tomorrow 10:00 in the work calendar")).calendar).toBe("work");
	});

	test.each([
		["Call", /does not say when/],
		["tomorrow 2pm", /no title/],
		["Call tomorrow for 45m", /at which time/],
		["Call tomorrow evening", /which time of the day/],
		["Call tomorrow friday 2pm", /two days/],
		["Call 2pm 3pm tomorrow", /two times/],
		["Call 2027-02-30 10:00 every week until 2026-01-01", /before it begins/],
		[["Team meeting", "tomorow", "2pm"], /'tomorow' is not understood/],
		["Holiday 3 jan 2027 to 20 dec 2026", /is before/],
	])("refuses %j", async (words, message) => {
		await expect(read(words as string)).rejects.toThrow(message);
		await expect(read(words as string)).rejects.toMatchObject({ code: "EUSAGE" });
	});
});

test.each([
	["FREQ=WEEKLY", "every week"],
	["FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=SU", "every 2 weeks on Tue, Thu"],
	["FREQ=MONTHLY;BYDAY=-1FR;COUNT=5", "every month on the last Fri, 5 times"],
	["FREQ=MONTHLY;BYMONTHDAY=3,-1;UNTIL=20270301T225959Z", "every month on the 3rd, last day until 2027-03-01"],
	["FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", undefined],
	["FREQ=HOURLY", undefined],
	["FREQ=MONTHLY;BYDAY=XX", undefined],
	["nonsense", undefined],
])("%s in words", (recur, words) => expect(sayRecur(recur)).toBe(words));

test("any words: understood or refused, at once; what is understood begins before it ends, and its parts read back", async () => {
	const word = fc.constantFrom(
		...'call at in on with for every other week weekday tuesday friday next tomorrow today noon 2pm 7 9-17 14:30 3:30 from to until and - 45m 2 days half an hour the 3rd last of month 3/4 1 dec 2027-03-28 02:30 CET Europe/Berlin UTC+2 a@x bob calendar work remind 10m before all day 5 times in the morning evening tonight "x, ; ( ) \u{1f389} 31 feb 99:99 0'.split(
			" ",
		),
	);
	await fc.assert(
		fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 12 }), fc.boolean(), async (words, joined) => {
			try {
				const plan = await read(joined ? [words.join(" ")] : ["The title", ...words], "C", "Europe/Berlin", 0);
				expect(plan.endAt).toBeGreaterThan(plan.startAt);
				expect(plan.start < plan.end || plan.zone === "Europe/Berlin").toBe(true);
				if (!joined) expect(plan.title).toBe("The title");
				if (plan.recur !== undefined) expect(sayRecur(plan.recur)).toBeDefined();
			} catch (error) {
				expect(error).toBeInstanceOf(DeskError);
				expect(error).toMatchObject({ code: "EUSAGE", todo: expect.any(String) });
			}
		}),
		{ numRuns: Number(process.env.FC_RUNS ?? 300) },
	);
}, 120_000);
