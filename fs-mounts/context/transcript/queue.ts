/** Sound is written down when the machine is idle: what `desk context extract` does with it. */
import { DeskError } from "../../../src/base/errors.ts";
import type { PlanItem } from "../../../src/llm/index.ts";
import type { Stat } from "../../../src/vfs/index.ts";
import { order } from "../background.ts";
import type { Means } from "../extraction/draw.ts";
import { FEATURE, soundAt, transcriptOf } from "./transcripts.ts";

/** The kind of job that writes sound down. */
export const TRANSCRIBE = "context.transcribe";

/** A file that waits, under `--json`. */
export interface Queued {
	source: string;
	job: number;
	/** Who will do it; of sound `provider/model`, null when nobody can yet. */
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
	const folder = await vfs.stat(business);
	const input = { business: folder.inode, source: sound.inode, by: route.route, isPrivate, again };
	const key = `${folder.inode}:${sound.inode}:${sound.size}:${sound.mtime}:${input.by}:${isPrivate}`;
	const job = await order(vfs, { kind: TRANSCRIBE, key, path: sound.path, input });
	return { queued: { source: sound.path, job, by: gateway.transcriber(isPrivate)?.name ?? null } };
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
