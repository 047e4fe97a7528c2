/** `desk context extract`: what notes, mail and transcripts say, for a business. */
import { DeskError } from "../../../src/base/errors.ts";
import { type Context, defineCommand, flag, operands, pacer } from "../../../src/command/index.ts";
import { askedRoute, Gateway, isPlan, type PlanItem, planShape, planText, routeOf } from "../../../src/llm/index.ts";
import type { Stat } from "../../../src/vfs/index.ts";
import { biz, businessFolder } from "../business.ts";
import type { Queued } from "../transcript/queue.ts";
import { isOwn, soundAt } from "../transcript/transcripts.ts";
import { BY_MODEL, drawn, type Item, LOCALLY, type Means } from "./draw.ts";

/** `desk context extract`. */
export const extract = defineCommand({
	name: "extract",
	summary: "Draw themes, claims and numbers from files",
	about:
		"Made on this machine: sentences that make a claim and say most of the text, as they stand in it; numbers, amounts, dates and shares. With --api a language model reads the files on your key, and only what it quotes word for word from them is kept: all else is dropped, and told. The same file again replaces what was drawn from it before. Sound is queued: `desk jobs work`, or the timer of `desk jobs install`, has it written down to transcripts by what `llm.transcribe` names, or by OpenAI if there is a key, and then draws from that; with --local only by a server on this machine.",
	args: {
		biz,
		local: flag("on this machine: nothing is sent (the usual way of texts)"),
		api: flag("by a language model, on your key"),
		later: flag("as jobs, when `desk jobs work` runs; what the budget or the network does not allow waits"),
		again: flag("have sound written down anew"),
		paths: operands("PATH", "files and folders", { required: true, completes: "path" }),
	},
	reads: ["paths"],
	changes: true,
	output: (z) =>
		z.union([
			z.object({
				path: z.string(),
				source: z.string(),
				by: z.string(),
				themes: z.array(z.string()),
				claims: z.number(),
				numbers: z.number(),
				dropped: z.number(),
			}),
			z.object({ source: z.string(), job: z.number(), by: z.string().nullable() }),
			planShape(z),
		]),
	examples: [
		["desk context extract /notes/business", "a file for each in extractions"],
		["desk context extract --api --dry-run /notes/business/rates.md", "what a language model would be sent"],
		["desk context extract --later /notes/business && desk jobs list", "in the background"],
	],
	async *run(context, args): AsyncGenerator<Item | Queued | PlanItem> {
		const vfs = await context.open();
		const asked = askedRoute(args);
		const business = await businessFolder(context, vfs, args.biz);
		const { home, variables, signal, cause, dryRun } = context;
		const note = (text: string) => context.note(text);
		const gateway = await Gateway.open(vfs, { home, variables, warn: note, signal });
		const route = await routeOf({
			task: "context:extract",
			request: "",
			local: LOCALLY,
			usual: "local",
			asked,
			available: await gateway.available(),
			degradation: gateway.degradation("context:extract"),
		});
		const means: Means = { vfs, business, gateway, route, cause, dryRun, signal, pace: pacer(context), note };
		const progress = context.progress("extracting");
		for (const word of args.paths) {
			const typed = context.path(word);
			await vfs.stat(typed);
			for await (const stat of vfs.walk(typed, { views: false })) {
				if (stat.kind !== "file" || isOwn(stat.path, business)) continue;
				const items = await fromFile(context, means, stat, args).catch((error: unknown) => {
					// What somebody in a crisis wrote is left alone, and what nobody can hear; the others go on.
					const isAlone = error instanceof DeskError && (error.code === "ESAFETY" || soundAt(vfs, stat) !== undefined);
					if (!isAlone) throw error;
					error.at ??= stat.path;
					context.fail(error);
					return [];
				});
				progress.add(1);
				yield* items;
			}
		}
		progress.done();
	},
	line(item: Item | Queued | PlanItem) {
		if (isPlan(item)) return planText(item);
		return "job" in item ? `${item.source}\tjob ${item.job}` : item.path;
	},
});

/** Draw from a file now, or order it. Sound is written down before, which always takes its time. */
async function fromFile(
	context: Context,
	means: Means,
	stat: Stat,
	{ later, again, local }: { later: boolean; again: boolean; local: boolean },
): Promise<(Item | Queued | PlanItem)[]> {
	const { vfs, business, route, dryRun, note } = means;
	if (soundAt(vfs, stat) === undefined) {
		if (!later || dryRun) return await drawn(means, stat);
		const [{ order }, { extractRequest }] = await Promise.all([import("../background.ts"), import("./job.ts")]);
		const job = await order(vfs, extractRequest(await vfs.stat(business), stat, route.route));
		return [{ source: stat.path, job, by: route.route === "local" ? LOCALLY : BY_MODEL }];
	}
	const { heard, nobodyFor } = await import("../transcript/queue.ts");
	const found = await heard(means, stat, { again, isPrivate: local });
	if ("transcript" in found) return await drawn(means, found.transcript);
	if ("plan" in found) return [found.plan];
	const { queued } = found;
	if (queued.by === null) context.fail(nobodyFor(queued, local));
	else note(`${stat.path}: sound, job ${queued.job}: ${queued.by} gets it when \`desk jobs work\` runs`);
	return [queued];
}
