import { localMinute, toIso } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { table } from "../../../src/cli/index.ts";
import { defineCommand, flag, operands } from "../../../src/command/index.ts";
import { type Correction, correctEvent, listEvents, type SafetyEvent } from "../../../src/safety/index.ts";
import { printable } from "../../../src/vfs/index.ts";

/** What was stopped in a month, for a feature, by a stage. */
interface Count {
	readonly month: string;
	readonly feature: string;
	readonly stage: string;
	readonly events: number;
	readonly right: number;
	readonly wrong: number;
}

interface Event {
	readonly id: number;
	readonly at: string;
	readonly feature: string;
	readonly stage: string;
	readonly score: number;
	readonly model: string;
	readonly correction: Correction | null;
}

/** `desk safety review`. */
export const review = defineCommand({
	name: "review",
	summary: "What was stopped: counts, corrections",
	about:
		"By month, feature and stage; the texts themselves are not kept. `wrong N` says that event N (`--events`) was a false alarm: the very same text then passes, and nothing else changes; `right N` takes that back.",
	args: {
		correction: operands("right|wrong N…", "what you say of events, by their numbers"),
		events: flag("one by one instead of counted"),
	},
	changes: true,
	output: (z) =>
		z.union([
			z.object({
				month: z.string(),
				feature: z.string(),
				stage: z.string(),
				events: z.number(),
				right: z.number(),
				wrong: z.number(),
			}),
			z.object({
				id: z.number(),
				at: z.string(),
				feature: z.string(),
				stage: z.string(),
				score: z.number(),
				model: z.string(),
				correction: z.enum(["right", "wrong"]).nullable(),
			}),
		]),
	examples: [
		["desk safety review", "how often, where, by what"],
		["desk safety review --events --json", "each event, with its number"],
	],
	async *run(context, { correction: [word, ...numbers], events }): AsyncGenerator<Count | Event> {
		const { store } = await context.open();
		if (word !== undefined) {
			const ids = numbersOf(word, numbers);
			const known = listEvents(store);
			for (const id of ids) {
				const found = known.find((event) => event.id === id);
				yield toEvent(
					context.dryRun && found !== undefined
						? { ...found, correction: word as Correction }
						: await correctEvent(store, id, word as Correction),
				);
			}
		} else if (events) yield* listEvents(store).map(toEvent);
		else yield* countsOf(listEvents(store));
	},
	line: (item: Count | Event) => cells(item).join("\t"),
	screen: (items: (Count | Event)[]) =>
		items.length === 0 ? "nothing was stopped" : table(items.map((item) => cells(item))),
});

/** @throws DeskError EUSAGE */
function numbersOf(word: string, numbers: readonly string[]): number[] {
	if (
		(word !== "right" && word !== "wrong") ||
		numbers.length === 0 ||
		!numbers.every((text) => /^\d{1,15}$/.test(text))
	)
		throw new DeskError("EUSAGE", "say `right` or `wrong`, and the numbers of events", {
			at: "safety review",
			todo: "`desk safety review --events` lists them",
		});
	return numbers.map(Number);
}

function toEvent({ id, at, feature, stage, score, model, correction }: SafetyEvent): Event {
	return { id, at: toIso(at), feature, stage, score, model, correction };
}

function countsOf(events: readonly SafetyEvent[]): Count[] {
	const counts = new Map<
		string,
		{ month: string; feature: string; stage: string; events: number; right: number; wrong: number }
	>();
	for (const { at, feature, stage, correction } of events) {
		const month = localMinute(at).slice(0, 7);
		const key = JSON.stringify([month, feature, stage]);
		const count = counts.get(key) ?? { month, feature, stage, events: 0, right: 0, wrong: 0 };
		count.events++;
		if (correction !== null) count[correction]++;
		counts.set(key, count);
	}
	return [...counts.values()];
}

function cells(item: Count | Event): string[] {
	return "month" in item
		? [
				item.month,
				printable(item.feature),
				item.stage,
				String(item.events),
				`right ${item.right}`,
				`wrong ${item.wrong}`,
			]
		: [
				String(item.id),
				localMinute(Date.parse(item.at) * 1000),
				printable(item.feature),
				item.stage,
				item.score.toFixed(3),
				item.correction ?? "-",
			];
}
