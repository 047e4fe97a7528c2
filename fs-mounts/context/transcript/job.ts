/** The job `context.transcribe`: sound becomes a transcript, and what is said in it an extraction. */

import { env } from "../../../src/base/env.ts";
import { DeskError } from "../../../src/base/errors.ts";
import type { JsonValue } from "../../../src/base/json.ts";
import { paceOf } from "../../../src/base/pace.ts";
import type { Gateway, RouteName } from "../../../src/llm/index.ts";
import { isWithin, type JobRun, type JobWork, type Stat } from "../../../src/vfs/index.ts";

/** What is ordered: inodes, as names may change until it is done. */
export interface Ordered {
	readonly business: number;
	readonly sound: number;
	/** Who draws from the transcript. */
	readonly by: RouteName;
	/** Only a server on this machine may have the sound. */
	readonly isPrivate: boolean;
	/** Also what was written down before. */
	readonly again: boolean;
}

const isOrdered = (input: JsonValue | Ordered): input is Ordered =>
	typeof input === "object" && input !== null && "sound" in input && "business" in input;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A network that is away for longer is not coming back (ms). */
const WEEK = 7 * 24 * HOUR;

export const transcribeJob: JobWork = { run };

async function run(job: JobRun): Promise<void> {
	const { vfs, context, signal } = job;
	const ordered: JsonValue | Ordered = job.input;
	if (!isOrdered(ordered)) throw job.giveUp(new DeskError("EINVAL", "it is ordered by `desk context extract`"));
	const tree = vfs.reader();
	const [business, path] = [tree.pathOf(ordered.business), tree.pathOf(ordered.sound)];
	const gone = business === undefined || path === undefined || isWithin(business, "/trash") || isWithin(path, "/trash");
	if (gone) throw job.giveUp(new DeskError("ENOENT", "the sound, or its business, has been removed"));
	const { Gateway } = await import("../../../src/llm/index.ts");
	const { home } = tree;
	const gateway = await Gateway.open(vfs, {
		home,
		variables: context.variables,
		warn: (said) => context.warn(said),
		signal,
	});
	const sound = await vfs.stat(path);
	const transcript = await written(job, ordered, gateway, business, sound);
	if (transcript === undefined) return;
	job.progress(1, 2, "drawing from what is said");
	const { drawn } = await import("../extraction/draw.ts");
	const route = { route: ordered.by, why: "it was ordered so" };
	const note = (said: string) => context.warn(said);
	const means = { vfs, business, gateway, route, cause: job.kind, dryRun: false, signal, pace: paceOf(signal), note };
	await drawn(means, transcript).catch((error: unknown) => {
		// What somebody in danger has said is kept, and nothing else is made of it.
		if (error instanceof DeskError && error.code === "ESAFETY") throw job.giveUp(error);
		throw waiting(job, error);
	});
}

/** The transcript: the one that an attempt before has written, else a new one. Undefined when nothing is said. */
async function written(
	job: JobRun,
	{ isPrivate, again }: Ordered,
	gateway: Gateway,
	business: string,
	sound: Stat,
): Promise<Stat | undefined> {
	const { vfs, signal } = job;
	const { isSilent, soundAt, transcriptOf, writeTranscript } = await import("./transcripts.ts");
	const known = await transcriptOf(vfs, business, sound);
	if (known !== undefined && (!again || known.mtime >= job.begun.getTime() * 1000)) return known;
	const audio = soundAt(vfs, sound);
	if (audio === undefined) throw job.giveUp(new DeskError("EINVAL", "this is no sound any more", { at: sound.path }));
	if (env.offline) throw job.later(after(15 * MINUTE), "the network is off (DESK_OFFLINE)");
	const by = gateway.transcriber(isPrivate);
	if (by === undefined)
		throw job.later(after(HOUR), "nothing is known that writes sound down: `desk key add`, or llm.transcribe");
	job.progress(0, 2, `${by.name} writes it down`);
	const answer = await gateway
		.transcribe({ feature: "context:transcribe", sound: audio, isPrivate }, signal)
		.catch((error: unknown) => {
			throw waiting(job, error);
		});
	const transcript = await writeTranscript(vfs, business, sound, answer, job.kind);
	return isSilent(answer) ? undefined : transcript;
}

/** What will be better later is no failure: the network is away, the budget is spent. */
function waiting(job: JobRun, error: unknown): unknown {
	if (!(error instanceof DeskError)) return error;
	if (error.code === "EBUDGET") return job.later(after(HOUR), error.sentence);
	const isNew = Date.now() - job.begun.getTime() < WEEK;
	return error.code === "ENETWORK" && isNew ? job.later(after(15 * MINUTE), error.sentence) : error;
}

const after = (milliseconds: number): Date => new Date(Date.now() + milliseconds);
