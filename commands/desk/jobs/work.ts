import { toIso } from "../../../src/base/clock.ts";
import { type Context, defineCommand, flag, options, type Progress } from "../../../src/command/index.ts";
import { Jobs, kindNamed, type WorkOptions } from "../../../src/jobs/index.ts";
import { itemOf, type JobItem, jobContext, jobLine, jobOutput } from "./shared.ts";

export const work = defineCommand({
	name: "work",
	summary: "Run the jobs that are due, and end",
	about:
		"Asks what is wanted by now (schedules of agents, vectors of new files, reviews of a business), queues it, and runs all that is due, one job after the other. What was missed while the machine was off is run once. Any number of workers may run at once, and none takes what another has; a job whose worker is killed is taken up by another. Ctrl-C puts the job that runs back into the queue. A job that fails is tried again later; the status is then 1.",
	args: {
		watch: flag("do not end: look for jobs until Ctrl-C", "w"),
		onBattery: flag("also what waits for mains power"),
		kind: options("only jobs of this kind", { value: "KIND", completes: "job-kind" }),
	},
	changes: true,
	output: jobOutput,
	examples: [
		["desk jobs work --dry-run", "what would be run now"],
		["desk jobs work --kind search.vectors", "only what searches by meaning stand on"],
	],
	async *run(context, args): AsyncGenerator<JobItem> {
		const vfs = await context.open();
		const jobs = await Jobs.open(vfs);
		for (const kind of args.kind) kindNamed(jobs.kinds, kind);
		const options: WorkOptions = {
			vfs,
			context: jobContext(context),
			signal: context.signal,
			until: args.watch ? "stopped" : "idle",
			onBattery: args.onBattery,
			...(args.kind.length === 0 ? {} : { kinds: args.kind }),
		};
		if (context.dryRun) return yield* planned(jobs, options);
		let bar: Progress | undefined;
		const begun: WorkOptions = {
			...options,
			onBegin({ kind, key }) {
				bar = context.progress(`${kind} ${key}`);
			},
		};
		for await (const job of jobs.attempts(begun)) {
			bar?.done();
			if (job.status === "dead" || (job.status === "waiting" && job.error !== null)) context.setStatus(1);
			yield itemOf(job, jobs);
		}
		tellOfWaiting(context, jobs);
	},
	line: jobLine,
});

/** What would be queued, and what would be run. */
async function* planned(jobs: Jobs, options: WorkOptions): AsyncGenerator<JobItem> {
	const allowed = jobs.allowed(options);
	for (const job of jobs.ready(allowed)) yield itemOf(job, jobs);
	const now = jobs.clock();
	for (const request of await jobs.wanted(options)) {
		if (!allowed.includes(request.kind) || jobs.has(request)) continue;
		const { kind, key, priority = 0, input = null, notBefore } = request;
		const due = notBefore === undefined ? now : notBefore.getTime() * 1000;
		if (due > now) continue;
		yield {
			...{ job: 0, kind, key, status: "waiting", waits: null, priority, attempts: 0 },
			of: jobs.kinds.get(kind)?.attempts ?? null,
			...{ added: toIso(now), due: toIso(due), started: null, ended: null },
			...{ done: null, total: null, note: null, error: null, input },
		};
	}
}

/** A queue that is not empty when nothing is left to do must not look like one that is. */
function tellOfWaiting(context: Context, jobs: Jobs): void {
	const waiting = jobs.list({ status: "waiting" }).map((job) => itemOf(job, jobs).waits);
	const reasons = new Set(waiting.filter((why) => why !== null && !why.startsWith("until ")));
	for (const why of reasons) {
		const count = waiting.filter((other) => other === why).length;
		const wait = why === "for mains power" ? "wait for mains power (--on-battery runs them)" : `wait: ${why}`;
		context.note(`${count} ${count === 1 ? "job" : "jobs"} ${wait}`);
	}
}
