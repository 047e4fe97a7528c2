/** Agents that run by themselves, as the `schedule` of their files says. */
import { actorOfRun, type Definition, parseDefinition, Runs } from "../../src/agents/index.ts";
import { toText } from "../../src/base/bytes.ts";
import { now } from "../../src/base/clock.ts";
import { DeskError } from "../../src/base/errors.ts";
import { zoneOf } from "../../src/base/zone.ts";
import { failureOf, isCron, latest, parseCron } from "../../src/jobs/index.ts";
import type { JobRequest, JobRun, JobWork, Stat, Vfs } from "../../src/vfs/index.ts";

const HOUR = 3_600_000;
/** What a run has come to that need not be done again. */
const IS_OVER: ReadonlySet<string> = new Set(["done", "waiting", "refused", "conflict"]);

/** Job kind `agents.run`: one run of an agent, without a person. Its changes wait for one, unless they were granted for good. */
export const agentRuns: JobWork = {
	async due(vfs, now, context) {
		const zone = zoneOf(context.variables);
		const requests: JobRequest[] = [];
		for await (const stat of vfs.walk("/agents", { views: false })) {
			if (stat.kind !== "file") continue;
			const schedule = await scheduleOf(vfs, stat, context.warn);
			const cron = schedule === undefined ? undefined : parseCron(schedule);
			if (cron === undefined || !isCron(cron)) continue;
			const seconds = now.getTime() / 1000;
			const at = latest(cron, zone, sinceOf(stat, seconds), seconds);
			if (at === undefined) continue;
			const agent = nameOfAgent(stat.path);
			const minute = new Date(at * 1000).toISOString().slice(0, 16);
			requests.push({
				kind: "agents.run",
				key: `${agent}@${minute}Z`,
				series: agent,
				input: { agent },
				path: stat.path,
			});
		}
		return requests;
	},

	async run(job) {
		const agent = agentOf(job);
		if (await isDone(job, agent)) return job.progress(1, 1, "it was done when its worker was killed");
		const outcome = await job.context.command(job.vfs, ["agent", "run", "--json", "--", agent], { signal: job.signal });
		job.signal.throwIfAborted();
		const [line = ""] = outcome.stdout.split("\n");
		const { run, status } = line === "" ? {} : (JSON.parse(line) as { run?: number; status?: string });
		if (status === "waiting")
			return job.progress(1, 1, `its changes wait: \`desk agent show ${run}\`, then \`desk agent approve ${run}\``);
		const failure = failureOf(outcome);
		if (failure === undefined) return job.progress(1, 1, `run ${run}`);
		if (failure.code === "ENETWORK" || failure.code === "EBUSY") throw failure;
		// A new day or month may bring a new one.
		if (failure.code === "EBUDGET") throw job.later(new Date(now() / 1000 + HOUR), failure.sentence);
		throw job.giveUp(failure);
	},
};

/** The schedule in an agent's file; undefined when it has none, or cannot be read. */
async function scheduleOf(vfs: Vfs, { path, name }: Stat, warn: (text: string) => void): Promise<string | undefined> {
	let definition: Definition;
	try {
		definition = parseDefinition(name, toText(await vfs.readAll(path)));
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		error.at ??= path;
		warn(error.sentence);
		return undefined;
	}
	return definition.schedule;
}

/**
 * From when on runs count (seconds): a schedule does not reach back before it was written. A file of the future was written before the
 * clock was set back: then what was due in the last hour counts.
 */
function sinceOf({ ctime }: Stat, now: number): number {
	const written = ctime / 1e6;
	return written <= now ? written : now - HOUR / 1000;
}

/** `/agents/team/a.md` is `team/a`. */
function nameOfAgent(path: string): string {
	return path.slice("/agents/".length).replace(/\.md$/i, "");
}

/** @throws what gives up */
function agentOf(job: JobRun): string {
	const { agent } = (job.input ?? {}) as { agent?: unknown };
	if (typeof agent === "string") return agent;
	throw job.giveUp(new DeskError("EINVAL", "its input names no agent", { todo: 'it is `{"agent": "NAME"}`' }));
}

/** Whether an attempt that was killed had come to the end of its run, or had made its changes: neither is to be done twice. */
async function isDone({ attempt, begun, vfs }: JobRun, agent: string): Promise<boolean> {
	if (attempt === 1) return false;
	const since = begun.getTime() * 1000;
	const runs = new Runs(vfs.store).list({ agent, limit: 20 });
	if (runs.some(({ at, status }) => at >= since && IS_OVER.has(status))) return true;
	const sql = "SELECT 1 FROM change_set WHERE actor = ? AND at >= ?";
	return vfs.reader().get(sql, actorOfRun({ agent }), since) !== undefined;
}
