import { DeskError } from "../../../src/base/errors.ts";
import type { Context } from "../../../src/command/index.ts";
import { readWords, wordsOf } from "../words/facts.ts";
import { repetition } from "../words/plan.ts";
import { settled } from "../words/reading.ts";
import { settingOf } from "../words/schedule.ts";
import { typistOf } from "./choose.ts";
import type { Here } from "./here.ts";
import { timeText } from "./item.ts";
import type { Target } from "./scope.ts";

/** The RRULE that `--every` says, null for `never`. @throws DeskError EUSAGE for what is no rule */
export async function ruleOption(
	words: string,
	{ reference, set }: Target,
	context: Context,
	here: Here,
): Promise<string | null> {
	if (/^(?:never|no|none|once)$/i.test(words.trim())) return null;
	const typist = typistOf(context, here);
	const setting = settingOf(typist);
	const lead = /^(?:every|each)\b/i.test(words.trim()) ? [] : ["every"];
	const { facts, rest } = readWords([...lead, ...wordsOf(words)], setting, true);
	const { rule, until, times, ...more } = facts;
	if (rule === undefined || rest.length > 0 || Object.keys(more).length > 0)
		throw new DeskError("EUSAGE", `'${words}' does not say how often`, {
			todo: "write 'every tuesday', 'every 2 weeks until 2027-03-01', 'every month on the 3rd 5 times' or 'never'",
		});
	const last = until === undefined ? undefined : await settled(until, typist.choose);
	const allDay = reference?.allDay ?? set.masters[0]?.start.form === "date";
	const start = timeText(reference?.start ?? here.now, allDay, here.zone);
	return repetition(rule, times, last, { allDay, zone: here.zone, start }, setting).recur;
}
