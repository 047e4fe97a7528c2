import { table } from "../../../src/cli/index.ts";
import { defineCommand, flag, numberOption, option } from "../../../src/command/index.ts";
import { type Job, type JobStatus, Jobs, STATUSES } from "../../../src/jobs/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import { itemOf, type JobItem, jobLine, jobOutput, paintedStatus } from "./shared.ts";

/** A kind of jobs, as `--kinds --json` prints it. Times in seconds. */
interface KindItem {
	kind: string;
	summary: string;
	timeout: number;
	attempts: number;
	power: "mains" | null;
}

/** Those that ended and are shown without being asked for. */
const ENDED = 10;
/** In this order: what happens now, what somebody must look at, what comes. */
const OPEN: readonly JobStatus[] = ["running", "dead", "waiting"];

export const list = defineCommand({
	name: "list",
	summary: "List jobs: at work, failed, waiting, and the last that ended",
	about:
		"A job is run by `desk jobs work`, which a timer starts (`desk jobs install`). One that fails is tried again, and waits twice as long each time; one that failed as often as its kind allows is dead: `desk jobs show` says why, `desk jobs retry` tries it again. What ended 30 days ago is forgotten.",
	args: {
		status: option("only jobs with this status, all of them", { value: "STATUS", choices: STATUSES }),
		kind: option("only jobs of this kind", { value: "KIND", completes: "job-kind" }),
		limit: numberOption(`how many of those that ended (default ${ENDED})`, { short: "n", digits: true }),
		kinds: flag("the kinds of jobs that there are"),
	},
	output: (z) =>
		z.union([
			jobOutput(z),
			z.object({
				kind: z.string(),
				summary: z.string(),
				timeout: z.number(),
				attempts: z.number(),
				power: z.enum(["mains"]).nullable(),
			}),
		]),
	examples: [
		["desk jobs", "what is at work, what failed, what waits"],
		["desk jobs list --status dead --json", "dead letters, for a script"],
		["desk jobs list --kinds", "what is done in the background"],
	],
	async *run(context, args): AsyncGenerator<JobItem | KindItem> {
		const jobs = await Jobs.open(await context.open());
		if (args.kinds) {
			for (const { name, summary, timeout, attempts, power } of jobs.kinds.values())
				yield { kind: name, summary, timeout: timeout / 1000, attempts, power: power ?? null };
			return;
		}
		for (const job of chosen(jobs, args)) yield itemOf(job, jobs);
	},
	line: (item: JobItem | KindItem) =>
		"job" in item ? jobLine(item) : [item.kind, item.summary].map(printable).join("\t"),
	screen(items: (JobItem | KindItem)[], { style }) {
		if (items.length === 0) return style.faint("No jobs.");
		const rows = items.map((item) =>
			"job" in item
				? [
						String(item.job),
						paintedStatus(item.status, style),
						style.name(printable(item.kind)),
						printable(item.key).slice(0, 50),
						style.faint(said(item).slice(0, 80)),
					]
				: [style.name(item.kind), item.summary, style.faint(item.power === null ? "" : "on mains power")],
		);
		return table(rows, "job" in (items[0] as object) ? ["right"] : []);
	},
});

function chosen(
	jobs: Jobs,
	{ status, kind, limit = ENDED }: { status: string | undefined; kind: string | undefined; limit: number | undefined },
): Job[] {
	if (status !== undefined) return jobs.list({ kind, status: status as JobStatus });
	const ended = (["done", "cancelled"] as const).flatMap((one) => jobs.list({ kind, status: one, limit }));
	ended.sort((one, other) => (other.ended ?? 0) - (one.ended ?? 0));
	return [...OPEN.flatMap((one) => jobs.list({ kind, status: one })), ...ended.slice(0, limit)];
}

/** What a person should know of a job. */
function said({ status, waits, done, total, note, error, attempts, of }: JobItem): string {
	if (status === "running") return [total === null ? "" : `${done ?? 0} of ${total}`, note ?? ""].join(" ").trim();
	if (status === "done") return printable(note ?? "");
	const tries = attempts === 0 ? "" : `tried ${attempts}${of === null ? "" : ` of ${of}`} times: `;
	return printable([waits ?? "", error === null ? "" : `${tries}${error}`].filter((text) => text !== "").join("; "));
}
