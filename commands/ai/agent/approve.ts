import { Runs } from "../../../src/agents/index.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { defineCommand, flag, operand } from "../../../src/command/index.ts";
import { applied } from "./shared/approve.ts";
import { keptEffects } from "./shared/kept.ts";
import { planText } from "./shared/plan-text.ts";

export const approve = defineCommand({
	name: "approve",
	summary: "Make the changes that a run planned",
	about:
		"The plan is made as it was shown, or not at all: if a file that it is about has changed since, nothing happens and the status is 6.",
	args: { no: flag("refuse them instead"), run: operand("RUN", "the number of a run that waits") },
	changes: true,
	output: (z) => z.object({ run: z.number(), status: z.string(), change: z.number().nullable() }),
	examples: [["desk agent logs && desk agent approve --help", "which runs wait, and how they are approved"]],
	async *run(context, args) {
		const vfs = await context.open();
		const runs = new Runs(vfs.store);
		const run = runs.get(numberOf(args.run));
		if (run.status !== "waiting" && run.status !== "conflict")
			throw new DeskError("EINVAL", `run ${run.id} has nothing that waits (${run.status})`, {
				at: "agent approve",
				todo: "`desk agent logs` shows what waits",
			});
		if (context.dryRun) {
			await context.stdout.write(`${planText(await keptEffects(vfs, run), context.style, run.permissions.writes)}\n`);
			return;
		}
		if (args.no) {
			await runs.end(run.id, "refused");
			yield { run: run.id, status: "refused", change: null };
			return;
		}
		const change = await applied(context, vfs, run.id, runs.kept(run.id), run.signature ?? "");
		yield { run: run.id, status: "done", change };
	},
	line: (item: { run: number; status: string }) => `${item.run}\t${item.status}`,
});

/** @throws DeskError EUSAGE */
export function numberOf(text: string): number {
	if (/^\d{1,15}$/.test(text)) return Number(text);
	throw new DeskError("EUSAGE", `RUN is a number, not '${text}'`, {
		at: "agent",
		todo: "`desk agent logs` lists the runs",
	});
}
