import { DeskError } from "../../../src/base/errors.ts";
import { type Context, defineCommand, flag, operands } from "../../../src/command/index.ts";
import { type Job, Jobs } from "../../../src/jobs/index.ts";
import { itemOf, type JobItem, jobLine, jobNumber, jobOutput } from "./shared.ts";

export const cancel = defineCommand({
	name: "cancel",
	summary: "Take jobs off the queue, or end those that run",
	about: "What runs is asked to end, and does so at its next look, within a second or so; what it has done stays done.",
	args: { jobs: operands("JOB", "their numbers", { required: true, completes: "job" }) },
	changes: true,
	output: jobOutput,
	examples: [["desk jobs list && desk jobs cancel --help", "which jobs there are, and how they are cancelled"]],
	run: (context, args) => changed(context, args.jobs, (jobs, id) => jobs.cancel(id)),
	line: jobLine,
});

export const retry = defineCommand({
	name: "retry",
	summary: "Queue dead letters and cancelled jobs again, at once",
	args: {
		all: flag("all dead letters"),
		jobs: operands("JOB", "their numbers", { completes: "job" }),
	},
	changes: true,
	output: jobOutput,
	examples: [["desk jobs retry --all", "after what made them fail was mended"]],
	async *run(context, args): AsyncGenerator<JobItem> {
		if (args.all === args.jobs.length > 0)
			throw new DeskError("EUSAGE", "name jobs, or give --all", {
				at: "jobs retry",
				todo: "`desk jobs list --status dead` lists dead letters",
			});
		const dead = args.all ? (await Jobs.open(await context.open())).list({ status: "dead" }) : [];
		yield* changed(context, [...dead.map(({ id }) => String(id)), ...args.jobs], (jobs, id) => jobs.retry(id));
	},
	line: jobLine,
});

/** Do something to jobs; what cannot be done to one is said, and the others go on. */
async function* changed(
	context: Context,
	words: readonly string[],
	change: (jobs: Jobs, id: number) => Promise<Job>,
): AsyncGenerator<JobItem> {
	const jobs = await Jobs.open(await context.open());
	for (const id of words.map(jobNumber))
		try {
			yield itemOf(context.dryRun ? jobs.get(id) : await change(jobs, id), jobs);
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			context.fail(error);
		}
}
