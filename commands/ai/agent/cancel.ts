import { Runs } from "../../../src/agents/index.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { defineCommand, operand } from "../../../src/command/index.ts";
import { numberOf } from "./approve.ts";

export const cancel = defineCommand({
	name: "cancel",
	summary: "End a run; nothing of it is changed",
	args: { run: operand("RUN", "the number of a run") },
	changes: true,
	examples: [
		["desk agent logs --status running && desk agent cancel --help", "which runs are at work, and how they are ended"],
	],
	async run(context, args) {
		const runs = new Runs((await context.open()).store);
		const run = runs.get(numberOf(args.run));
		if (run.status === "waiting") {
			if (!context.dryRun) await runs.end(run.id, "refused");
			return;
		}
		if (run.status !== "running")
			throw new DeskError("EINVAL", `run ${run.id} is over (${run.status})`, {
				at: "agent cancel",
				todo: "`desk agent logs` lists the runs",
			});
		if (!context.dryRun) await runs.cancel(run.id);
	},
});
