import { expect, test } from "vitest";
import { formatDateTime, parseDateTime } from "../time.ts";
import { expand } from "./expand.ts";
import { formatRule, parseRule, RuleError } from "./rule.ts";

function times(rule: string, start: string, count: number): string {
	const parsed = parseRule(rule);
	const { wall = 0 } = parseDateTime(start) ?? {};
	const found: string[] = [];
	for (const time of expand(parsed, wall)) {
		found.push(formatDateTime({ wall: time, form: start.includes("T") ? "local" : "date" }).replace("T090000", ""));
		if (found.length === count) break;
	}
	return found.join(" ");
}

// RFC 5545 3.8.5.3 and RFC 7529 section 4.
test.each([
	["FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "19970902T090000", "19980213 19980313 19981113 19990813 20001013"],
	[
		"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
		"19961105T090000",
		"19961105 20001107 20041102",
	],
	["FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "19970904T090000", "19970904 19971007 19971106"],
	["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "19970929T090000", "19970929 19971030 19971127 19971230 19980129"],
	["FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "19970512T090000", "19970512 19980511 19990517"],
	["FREQ=YEARLY;BYDAY=20MO", "19970519T090000", "19970519 19980518 19990517"],
	[
		"FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
		"19970101T090000",
		"19970101 19970410 19970719 20000101 20000409",
	],
	["FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "19970805T090000", "19970805 19970810 19970819 19970824"],
	["FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "19970805T090000", "19970805 19970817 19970819 19970831"],
	["FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "20070115T090000", "20070115 20070130 20070215 20070315 20070330"],
	["RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD;COUNT=4", "20140131", "20140131 20140301 20140331 20140501"],
	["RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD;COUNT=4", "20140131", "20140131 20140228 20140331 20140430"],
	["RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD;COUNT=3", "20160229", "20160229 20170301 20180301"],
])("%s from %s", (rule, start, wanted) => {
	expect(times(rule, start, wanted.split(" ").length)).toBe(wanted);
});

test.each([
	["FREQ=SOMETIMES", 5],
	["FREQ=DAILY;BYHOUR=24", 18],
	["COUNT=3", 0],
	["FREQ=DAILY;INTERVAL=0", 20],
	["FREQ=YEARLY;RSCALE=CHINESE", 19],
	["FREQ=DAILY;nonsense", 11],
])("%s is refused, and says where", (rule, at) => {
	let error: unknown;
	try {
		parseRule(rule);
	} catch (thrown) {
		error = thrown;
	}
	expect(error).toBeInstanceOf(RuleError);
	expect((error as RuleError).at).toBe(at);
});

test.each([
	"FREQ=MONTHLY;COUNT=3;BYDAY=-1MO,TU;BYSETPOS=3;WKST=SU",
	"FREQ=YEARLY;UNTIL=20301231T000000Z;INTERVAL=2;BYMONTHDAY=-1;BYMONTH=2,3",
])("%s as it is read is as it was written", (rule) => {
	expect(formatRule(parseRule(rule))).toBe(rule);
});
