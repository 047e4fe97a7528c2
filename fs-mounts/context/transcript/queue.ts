/** Sound is written down when the machine is idle: what `desk context extract` does with it. */
import { DeskError } from "../../../src/base/errors.ts";
import { Jobs } from "../../../src/jobs/index.ts";
import type { PlanItem } from "../../../src/llm/index.ts";
import type { Stat, Vfs } from "../../../src/vfs/index.ts";
import type { Means } from "../extraction/draw.ts";
import type { Ordered } from "./job.ts";
import { soundAt, transcriptOf } from "./transcripts.ts";

/** The kind of job that writes sound down. */
export const TRANSCRIBE = "context.transcribe";
/** What ledger and budgets call it. */
export const FEATURE = "context:transcribe";

/** A sound that waits, under `--json`. */
export interface Queued {
	source: string;
	job: number;
	/** `provider/model` that will get it; null when nobody can yet. */
	by: string | null;
}

export interface SoundOptions {
	/** Also what was written down before. */
	readonly again: boolean;
	/** Only by a server on this machine. */
	readonly isPrivate: boolean;
}

/**
 * The transcript of a sound, if there is one; else it is queued, or with `dryRun` told what would be sent.
 * @throws DeskError EKEY with what to add, in a dry run
 */
export async function heard(
	means: Means,
	sound: Stat,
	{ again, isPrivate }: SoundOptions,
): Promise<{ transcript: Stat } | { queued: Queued } | { plan: PlanItem }> {
	const { vfs, business, gateway, route } = means;
	const transcript = again ? undefined : await transcriptOf(vfs, business, sound);
	if (transcript !== undefined) return { transcript };
	const audio = soundAt(vfs, sound);
	if (audio === undefined) throw new Error("no sound");
	if (means.dryRun) {
		const plan = await gateway.planTranscription({ feature: FEATURE, sound: audio, isPrivate });
		const why = "sound must be written down first";
		return { plan: { route: "api", why, by: "transcript", plan, sources: [sound.path], left: 0 } };
	}
	const ordered: Ordered = {
		business: (await vfs.stat(business)).inode,
		sound: sound.inode,
		by: route.route,
		isPrivate,
		again,
	};
	const job = await queue(vfs, sound, ordered);
	return { queued: { source: sound.path, job, by: gateway.transcriber(isPrivate)?.name ?? null } };
}

/** One job for each state of a sound; one that has ended is begun anew. @returns its number */
async function queue(vfs: Vfs, sound: Stat, input: Ordered): Promise<number> {
	const jobs = await Jobs.open(vfs);
	const state = `${input.business}:${sound.inode}:${sound.size}:${sound.mtime}:${input.by}:${input.isPrivate}`;
	const request = (key: string) => jobs.add({ kind: TRANSCRIBE, key, path: sound.path, input: { ...input } });
	for (let count = 1; ; count++) {
		const { id, isNew } = await request(count === 1 ? state : `${state}#${count}`);
		if (isNew) return id;
		const status = id === 0 ? "done" : jobs.get(id)?.status;
		if (status === "waiting" || status === "running") return id;
		if (status !== "done" && !input.again) return (await jobs.retry(id)).id;
	}
}

/** Why a sound that is queued must wait for its owner. */
export function nobodyFor({ source }: Queued, isPrivate: boolean): DeskError {
	return new DeskError(
		"EKEY",
		`this is sound: it is queued, but nothing ${isPrivate ? "on this machine " : ""}is known that writes sound down`,
		{
			at: source,
			todo: `add ${isPrivate ? "" : "a key with `desk key add openai`, or "}a server of your own: \`desk key add http://127.0.0.1:8000/v1 --name whisper\` and \`desk config set llm.transcribe whisper/MODEL\``,
		},
	);
}
