import { wrap } from "../../../src/cli/index.ts";
import { defineCommand, operand } from "../../../src/command/index.ts";
import { Jobs } from "../../../src/jobs/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import { itemOf, type JobItem, jobNumber, jobOutput } from "./shared.ts";

export const show = defineCommand({
	name: "show",
	summary: "Show all of a job: what it is to do, and why it failed",
	args: { job: operand("JOB", "its number", "job") },
	output: jobOutput,
	examples: [["desk jobs list && desk jobs show --help", "which jobs there are, and how one is shown"]],
	async *run(context, args): AsyncGenerator<JobItem> {
		const jobs = await Jobs.open(await context.open());
		yield itemOf(jobs.get(jobNumber(args.job)), jobs);
	},
	line: (item: JobItem) => fields(item).join("\n"),
	screen: (items: JobItem[], { terminal }) =>
		items
			.map((item) =>
				fields(item)
					.map((field) => wrap(field, terminal.columns, 2))
					.join("\n"),
			)
			.join("\n"),
});

function fields(item: JobItem): string[] {
	return Object.entries(item)
		.filter(([, value]) => value !== null)
		.map(([name, value]) => `${name}: ${printable(typeof value === "object" ? JSON.stringify(value) : String(value))}`);
}
