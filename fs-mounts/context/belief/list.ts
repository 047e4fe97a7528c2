/** `desk belief list|why`. */
import { shorten, table, wrap } from "../../../src/cli/index.ts";
import { type Context, defineCommand, flag, operand, option, sourceWeights } from "../../../src/command/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import { biz, businessFolder } from "../business.ts";
import { beliefsBy, type Item, openBelief, shape, today } from "./beliefs.ts";
import type { Posterior } from "./posterior.ts";
import { BELIEF_STATUSES, type BeliefStatus, CATEGORIES } from "./rules.ts";
import type { Event } from "./why.ts";

const BAR = 10;

/** `██████░░░░` of a share. */
function bar(share: number): string {
	const full = Math.round(share * BAR);
	return "█".repeat(full) + "░".repeat(BAR - full);
}

function inColour(status: BeliefStatus, style: Context["style"]): string {
	const paint = {
		active: style.good,
		weakening: style.warning,
		exploring_alternative: style.bad,
		deprecated: style.faint,
	};
	return paint[status](status.replace("_", " "));
}

/** `0.72 (0.55–0.86)`. */
export function interval({ mean, low, high }: Pick<Posterior, "mean" | "low" | "high">): string {
	return `${mean.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

/** Beliefs for a terminal: how sure by the steps, what the evidence says, and the title. */
export function beliefScreen(items: Item[], { style, terminal }: Pick<Context, "style" | "terminal">): string {
	return table(
		items.map((item) => [
			`${bar(item.confidence)} ${item.confidence.toFixed(2)}`,
			style.faint(item.evidence_count === 0 ? "" : interval(item.posterior)),
			inColour(item.status, style),
			item.category,
			shorten(printable(item.title), Math.max(20, terminal.columns - 64)),
		]),
	);
}

export const list = defineCommand({
	name: "list",
	summary: "What a business believes, the surest first",
	about:
		"The bar is the score that moves by fixed steps (+0.1 when confirmed, −0.15 when contradicted, −0.1 for each month after three idle ones). Behind it is what the evidence says by itself: how often it holds, with the interval in which that lies in 90 of 100 cases; figures and what is recent weigh more there (`context.source_weights`).",
	args: {
		biz,
		category: option("only of this category", { choices: CATEGORIES }),
		status: option("only with this status", { choices: BELIEF_STATUSES }),
		all: flag("deprecated ones, too", "a"),
	},
	output: shape,
	examples: [
		["desk belief list", "all that are not deprecated"],
		["desk belief list --status weakening --json", "for programs"],
	],
	async run(context, args): Promise<Item[]> {
		const vfs = await context.open();
		const business = await businessFolder(context, vfs, args.biz);
		await vfs.tables("/context");
		const items = await beliefsBy(vfs.reader(), business, await sourceWeights(context.home));
		return items.filter(({ category, status }) => {
			if (args.category !== undefined && category !== args.category) return false;
			return args.status === undefined ? args.all || status !== "deprecated" : status === args.status;
		});
	},
	line: (item: Item) => item.path,
	screen: (items: Item[], context) =>
		items.length === 0 ? "nothing is believed of that: `desk belief add`" : beliefScreen(items, context),
});

/** What `belief why` tells: the belief as it stands, and then each event. */
interface Why {
	path: string;
	title: string;
	confidence: number;
	status: string;
	posterior: { kind: "rate" | "effect"; mean: number; low: number; high: number };
	story: Event[];
}

export const why = defineCommand({
	name: "why",
	summary: "The story of a belief: what was observed when, and what it did",
	about:
		"Evidence by the day of its observation, with its source; changes without evidence by the day on which they were made. The interval is of 90 %, as of today. What a piece counts in it stands beside it: its own weight, times that of its source and age (`context.source_weights`).",
	args: { biz, belief: operand("BELIEF", "its name, a part of it, or a path", "path") },
	reads: ["belief"],
	output: (z) =>
		z.object({
			path: z.string(),
			title: z.string(),
			confidence: z.number(),
			status: z.string(),
			posterior: z.object({ kind: z.enum(["rate", "effect"]), mean: z.number(), low: z.number(), high: z.number() }),
			story: z.array(
				z.object({
					kind: z.enum(["for", "against", "set"]),
					date: z.string(),
					at: z.string().nullable(),
					actor: z.string().nullable(),
					cause: z.string().nullable(),
					confidence: z.number().nullable(),
					status: z.string().nullable(),
					path: z.string().nullable(),
					start: z.number().nullable(),
					end: z.number().nullable(),
					note: z.string().nullable(),
					weight: z.number().nullable(),
					source: z.enum(["performance", "subjective"]).nullable(),
					age: z.enum(["recent", "older"]).nullable(),
					counts: z.number().nullable(),
					trials: z.number().nullable(),
					successes: z.number().nullable(),
					effect: z.number().nullable(),
					error: z.number().nullable(),
				}),
			),
		}),
	examples: [["desk belief why museums-decide-in-autumn", "from its first day on"]],
	async *run(context, args): AsyncGenerator<Why> {
		const opened = await openBelief(context, args.biz, args.belief);
		const [{ storyOf }, { judged }] = await Promise.all([import("./why.ts"), import("./posterior.ts")]);
		const weights = await sourceWeights(context.home);
		const { kind, mean, low, high } = judged(opened.belief, today(), weights);
		const { title, confidence, status } = opened.belief;
		const story = await storyOf(opened, today(), weights);
		yield { path: opened.path, title, confidence, status, posterior: { kind, mean, low, high }, story };
	},
	line: ({ story }: Why) =>
		story
			.map((event) =>
				[
					event.date,
					event.kind,
					event.confidence ?? "",
					event.path ?? event.cause ?? "",
					event.note ?? "",
					event.counts ?? "",
				].join("\t"),
			)
			.join("\n"),
	screen: (items: Why[], context) => items.map((item) => whyScreen(item, context)).join("\n\n"),
});

const SIGN = { for: "+", against: "−", set: "·" } as const;

function whyScreen({ title, path, confidence, status, posterior, story }: Why, { style, terminal }: Context): string {
	const rows = table(
		story.map((event) => {
			const { kind, date, confidence: after, counts } = event;
			const sign = kind === "for" ? style.good(SIGN.for) : kind === "against" ? style.bad(SIGN.against) : SIGN.set;
			const weight = counts === null ? "" : style.faint(`×${counts.toFixed(2)}`);
			const text = shorten(printable(eventText(event)), Math.max(20, terminal.columns - 31));
			return [sign, date, after === null ? "" : after.toFixed(2), weight, text];
		}),
	);
	const head = `${style.strong(printable(title))}\n${style.faint(path)}`;
	const state = wrap(
		`${bar(confidence)} ${confidence.toFixed(2)}, ${status.replace("_", " ")}. The evidence says ${interval(posterior)}${posterior.kind === "rate" ? " of the time" : ""}.`,
		terminal.columns,
	);
	return [head, state, "", rows].join("\n");
}

/** What was observed, and where. */
function eventText({ kind, path, start, end, note, cause, trials, successes, effect, error }: Event): string {
	const rate = trials === null ? "" : `${successes ?? (kind === "for" ? trials : 0)} of ${trials}`;
	const size = effect === null ? "" : `effect ${effect}${error === null ? "" : ` ± ${error}`}`;
	const place = path === null ? (cause ?? "") : `${path}${start === null ? "" : ` bytes ${start}–${end ?? ""}`}`;
	return [note ?? "", rate, size, place].filter((word) => word !== "").join("  ");
}
