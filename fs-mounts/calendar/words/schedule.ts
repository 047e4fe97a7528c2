import { DeskError } from "../../../src/base/errors.ts";
import type { DateHabits } from "../../../src/base/locale.ts";
import { dayOfWords } from "../../../src/base/when.ts";
import { readFacts, readWords, wordsOf } from "./facts.ts";
import { offsetAt } from "./instants.ts";
import { type Moment, momentOf, type Plan, planOf } from "./plan.ts";
import type { Choose, Setting } from "./reading.ts";

/** Who types, where and when. */
export interface Typist {
	/** Now, UTC milliseconds. */
	readonly now: number;
	/** IANA name. */
	readonly zone: string;
	readonly habits: DateHabits;
	readonly choose: Choose;
}

/** More words than any schedule has: each may be the beginning of a date. */
const MOST_WORDS = 200;

/**
 * What the words of `calendar schedule` mean. Loads chrono-node.
 * @throws DeskError EUSAGE when they do not say what and when; what `choose` throws
 */
export async function readSchedule(argv: readonly string[], typist: Typist): Promise<Plan> {
	refuseEndless(argv);
	const setting = settingOf(typist);
	return await planOf(readFacts(argv, setting), setting, typist.zone, typist.choose);
}

/** What goes without saying: the day, and minutes after midnight; undefined for whole days. */
export interface Usual {
	readonly date: string;
	readonly minute: number | undefined;
}

/**
 * What words mean that say only when: `friday 3pm for 1h`. The day or the time that they leave out are the usual ones.
 * @throws DeskError EUSAGE for other words too
 */
export async function readMoment(
	argv: readonly string[],
	typist: Typist,
	usual: Usual,
): Promise<Moment & { hasEnd: boolean }> {
	refuseEndless(argv);
	const setting = settingOf(typist);
	const { facts, rest } = readWords(wordsOf(argv.join(" ")), setting, true);
	const more = [
		...rest,
		...Object.keys(facts).filter((name) => ["people", "place", "rule", "calendar", "reminders"].includes(name)),
	];
	if (more.length > 0)
		throw new DeskError("EUSAGE", `'${argv.join(" ")}' is more than a day and a time`, {
			todo: "write friday 3pm, 2026-12-01 or tomorrow 14:00 for 45m",
		});
	const { ahead, allDay, from, day, half } = facts;
	const isWhole = ahead !== undefined || allDay === true;
	const date = { value: usual.date, say: usual.date, write: usual.date };
	const clock = {
		hour: Math.floor((usual.minute ?? 0) / 60),
		minute: (usual.minute ?? 0) % 60,
		isCertain: true,
		isBare: false,
	};
	const full = {
		...facts,
		...(day === undefined && ahead === undefined ? { day: { words: usual.date, of: [date] } } : {}),
		...(from === undefined && !isWhole && usual.minute !== undefined && half === undefined
			? { from: { words: "", written: clock } }
			: {}),
	};
	const moment = await momentOf(full, setting, typist.zone, typist.choose);
	return { ...moment, hasEnd: facts.to !== undefined || facts.length !== undefined || facts.lastDay !== undefined };
}

function refuseEndless(argv: readonly string[]): void {
	if (argv.reduce((count, word) => count + word.split(/\s+/).length, 0) > MOST_WORDS)
		throw new DeskError("EUSAGE", `these are more than ${MOST_WORDS} words`, {
			todo: "say what and when; notes go into --description",
		});
}

/** The user's day and minute, and chrono's dates of that. */
export function settingOf({ now, zone, habits }: Typist): Setting {
	const local = new Date(now + offsetAt(zone, now));
	const [year, month, day, hour, minute] = [
		local.getUTCFullYear(),
		local.getUTCMonth(),
		local.getUTCDate(),
		local.getUTCHours(),
		local.getUTCMinutes(),
	];
	// chrono works in the machine's zone: it is given the user's wall clock as if it were the machine's.
	const clock = new Date(year, month, day, hour, minute);
	const known = new Map<string, string | undefined>();
	return {
		today: local.toISOString().slice(0, 10),
		minute: hour * 60 + minute,
		habits,
		dayOf(words) {
			if (!known.has(words)) known.set(words, dayOfWords(words, clock));
			return known.get(words);
		},
	};
}
