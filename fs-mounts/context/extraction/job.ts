/** The job `context.extract`: draw from one file. */
import { paceOf } from "../../../src/base/pace.ts";
import type { RouteName } from "../../../src/llm/index.ts";
import type { JobRun, JobWork, Stat, Vfs } from "../../../src/vfs/index.ts";
import { isDone, orderedOf, waiting } from "../background.ts";

/** The kind of job that draws from a file. */
export const EXTRACT = "context.extract";

/** What asks for it. @param business its folder */
export function extractRequest(business: Stat, source: Stat, by: RouteName) {
	return {
		kind: EXTRACT,
		key: `${business.inode}:${source.inode}@${source.revision}:${by}`,
		path: source.path,
		input: { business: business.inode, source: source.inode, by },
	};
}

export const extractJob: JobWork = { run };

async function run(job: JobRun): Promise<void> {
	const { vfs, context, signal } = job;
	const { ordered, business, source } = await orderedOf(job);
	if (await wasDrawn(job, vfs, business, source)) return;
	const [{ Gateway }, { drawn }] = await Promise.all([import("../../../src/llm/index.ts"), import("./draw.ts")]);
	const note = (said: string) => context.warn(said);
	const { variables } = context;
	const gateway = await Gateway.open(vfs, { home: vfs.reader().home, variables, warn: note, signal });
	const route = { route: ordered.by, why: "it was ordered so" };
	const means = { vfs, business, gateway, route, cause: job.kind, dryRun: false, signal, pace: paceOf(signal), note };
	await drawn(means, source).catch((error: unknown) => {
		throw waiting(job, error);
	});
}

async function wasDrawn(job: JobRun, vfs: Vfs, business: string, source: Stat): Promise<boolean> {
	const { drawnFrom } = await import("../drawn-from.ts");
	const path = await drawnFrom(vfs, business, "extractions", source.path);
	return path !== undefined && isDone(job, await vfs.stat(path));
}
