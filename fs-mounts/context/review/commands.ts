/** `desk context review`: learn from a month, and write down what a week, month or quarter has shown. */
import { DeskError } from "../../../src/base/errors.ts";
import { type Context, defineCommand, flag, optionalOperand } from "../../../src/command/index.ts";
import { printable, type Vfs } from "../../../src/vfs/index.ts";
import { today } from "../belief/beliefs.ts";
import { biz, businesses, businessFolder } from "../business.ts";
import { dueReviews } from "./due.ts";
import { before, type Period, periodAt, periodOf } from "./period.ts";
import type { Item } from "./review.ts";

/** `desk context review`. */
export const review = defineCommand({
	name: "review",
	summary: "Learn from a month; pages of weeks, months, quarters",
	about: `A month is learned from: what was published to test a belief, and has figures, is held against what was usual in its channel; a fifth of these outcomes is held out, the others are tried as evidence, and what foretells the fifth no worse is kept: each belief is confirmed or contradicted, and idle months are counted. Else all beliefs are left as they were. Weeks and quarters are pages only: figures beside the time before, and beliefs as they stand.

With --due all businesses get the pages that are due and not there yet: last week, last month, last quarter. \`desk jobs install\` lets a timer do that (jobs context.review, context.reinforce, context.strategy). On battery nothing is done, unless --on-battery says so.`,
	args: {
		biz,
		due: flag("whatever is due, of all businesses"),
		onBattery: flag("also on battery"),
		period: optionalOperand("PERIOD", "2026-11, 2026-W47 or 2026-Q4 (default: last month)"),
	},
	changes: true,
	output: (z) =>
		z.object({
			path: z.string(),
			period: z.string(),
			result: z.enum(["kept", "rolled_back", "nothing_new"]),
			holdout: z.number(),
			brier_before: z.number().nullable(),
			brier_after: z.number().nullable(),
			moved: z.array(z.object({ belief: z.string(), from: z.number(), to: z.number(), why: z.string() })),
		}),
	examples: [
		["desk context review 2026-11 --on-battery", "learn from November, and write its page"],
		["desk context review --due", "what a timer would do"],
	],
	async *run(context, args): AsyncGenerator<Item> {
		const vfs = await context.open();
		if (!args.onBattery) {
			const { onBattery } = await import("../../../src/llm/index.ts");
			if (onBattery()) return context.note("on battery: nothing is done (--on-battery does it all the same)");
		}
		if (!args.due) {
			const business = await businessFolder(context, vfs, args.biz);
			const period = args.period === undefined ? before(periodAt("month", today())) : periodOf(args.period);
			yield await pageWritten(context, vfs, business, period);
			return;
		}
		if (args.period !== undefined)
			throw new DeskError("EUSAGE", "--due finds its periods itself", {
				at: "context review",
				todo: "leave one of them out",
			});
		const all = args.biz === undefined ? await businesses(vfs) : [await businessFolder(context, vfs, args.biz)];
		let count = 0;
		for await (const { business, period } of dueReviews(vfs, all, ["week", "month", "quarter"], today())) {
			count++;
			yield await pageWritten(context, vfs, business, period);
		}
		if (count === 0) context.note("nothing is due");
	},
	line: (item: Item) => `${item.path}\t${item.result}`,
	screen: (items: Item[], { style }) =>
		items
			.map(({ path, result, moved }) =>
				[
					`${path}  ${style.faint(result.replace("_", " "))}`,
					...moved.map(
						({ belief, from, to, why }) => `  ${from.toFixed(2)} → ${to.toFixed(2)}  ${printable(belief)}: ${why}`,
					),
				].join("\n"),
			)
			.join("\n"),
});

async function pageWritten(context: Context, vfs: Vfs, business: string, period: Period): Promise<Item> {
	const { reviewed } = await import("./review.ts");
	const { changes, ...item } = await reviewed(context, vfs, business, period);
	if (context.dryRun) context.note(`would write ${item.path} and ${changes} beliefs`);
	return item;
}
