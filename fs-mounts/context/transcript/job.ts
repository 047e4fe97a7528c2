/** The job `context.transcribe`: sound becomes a transcript, from which another job draws. */
import { env } from "../../../src/base/env.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { Jobs } from "../../../src/jobs/index.ts";
import type { JobRun, JobWork, Stat } from "../../../src/vfs/index.ts";
import { isDone, later, type Ordered, orderedOf, waiting } from "../background.ts";
import { extractRequest } from "../extraction/job.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const transcribeJob: JobWork = { run };

async function run(job: JobRun): Promise<void> {
	const { ordered, business, source } = await orderedOf(job);
	const transcript = await written(job, ordered, business, source);
	if (transcript === undefined) return;
	const jobs = await Jobs.open(job.vfs);
	await jobs.add(extractRequest(await job.vfs.stat(business), transcript, ordered.by));
}

/** The transcript: one that there is already, else a new one. Undefined when nothing is said. */
async function written(
	job: JobRun,
	{ isPrivate = false, again }: Ordered,
	business: string,
	source: Stat,
): Promise<Stat | undefined> {
	const { vfs, context, signal } = job;
	const { FEATURE, isSilent, soundAt, transcriptOf, writeTranscript } = await import("./transcripts.ts");
	const known = await transcriptOf(vfs, business, source);
	if (known !== undefined && (again !== true || isDone(job, known))) return known;
	const sound = soundAt(vfs, source);
	if (sound === undefined) throw job.giveUp(new DeskError("EINVAL", "this is no sound any more", { at: source.path }));
	if (env.offline) throw later(job, 15 * MINUTE, "the network is off (DESK_OFFLINE)");
	const { Gateway } = await import("../../../src/llm/index.ts");
	const { variables } = context;
	const warn = (said: string) => context.warn(said);
	const gateway = await Gateway.open(vfs, { home: vfs.reader().home, variables, warn, signal });
	const by = gateway.transcriber(isPrivate);
	if (by === undefined)
		throw later(job, HOUR, "nothing is known that writes sound down: `desk key add`, or llm.transcribe");
	job.progress(0, 1, `${by.name} writes it down`);
	const answer = await gateway.transcribe({ feature: FEATURE, sound, isPrivate }, signal).catch((error: unknown) => {
		throw waiting(job, error);
	});
	const transcript = await writeTranscript(vfs, business, source, answer, job.kind);
	job.progress(1, 1, transcript.path);
	return isSilent(answer) ? undefined : transcript;
}
