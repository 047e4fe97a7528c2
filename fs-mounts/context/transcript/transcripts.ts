/** Transcripts of a business: the one of a sound, and writing it. */
import { toIso } from "../../../src/base/clock.ts";
import { type Answer, type Sound, soundOf } from "../../../src/llm/index.ts";
import {
	type Change,
	isWithin,
	joinPath,
	parentOf,
	type Stat,
	splitExtension,
	type Vfs,
} from "../../../src/vfs/index.ts";
import { today } from "../belief/beliefs.ts";
import { drawnFrom, placeFor } from "../drawn-from.ts";

/** What ledger and budgets call it. */
export const FEATURE = "context:transcribe";

/** A file as sound that is read while it is sent; undefined when its name is not that of one. */
export function soundAt(vfs: Vfs, { name, path, size }: Stat): Sound | undefined {
	return soundOf(name, size, () => vfs.read(path));
}

/** The transcript of a sound as the sound now is; undefined when there is none. */
export async function transcriptOf(vfs: Vfs, business: string, sound: Stat): Promise<Stat | undefined> {
	const path = await drawnFrom(vfs, business, "transcripts", sound.path);
	const stat = path === undefined ? undefined : await vfs.find(path);
	const row =
		stat &&
		vfs
			.reader()
			.get<{ size: number; modified: string }>("SELECT size, modified FROM transcript WHERE node = ?", stat.inode);
	return row?.size === sound.size && row.modified === toIso(sound.mtime) ? stat : undefined;
}

/** Write down what was said, in place of what was written of the same sound before. @returns the file */
export async function writeTranscript(
	vfs: Vfs,
	business: string,
	sound: Stat,
	{ text, provider, model }: Pick<Answer, "text" | "provider" | "model">,
	cause: string,
): Promise<Stat> {
	const { setFrontMatter } = await import("../../../src/text/index.ts");
	const [title] = splitExtension(sound.name);
	const path = await placeFor(vfs, business, "transcripts", sound.path, title);
	const content = setFrontMatter(`# ${title}\n\n${spoken(text)}\n`, {
		source: sound.path,
		source_size: sound.size,
		source_modified: toIso(sound.mtime),
		made: today(),
		by: `${provider}/${model}`,
	});
	const changes: Change[] = [
		{ op: "mkdir", path: parentOf(path), parents: true },
		{ op: "write", path, content: await vfs.stage(content), expect: (await vfs.find(path))?.revision ?? null },
	];
	await vfs.change(changes, { cause });
	return await vfs.stat(path);
}

/** Words of a server, without control characters. */
function spoken(text: string): string {
	const clean = text
		.replace(/\r\n?/g, "\n")
		.replace(/[^\P{Cc}\n]/gu, " ")
		.trim();
	return clean === "" ? "Nothing is said." : clean;
}

/** Whether anything is said. */
export function isSilent({ text }: Pick<Answer, "text">): boolean {
	return text.trim() === "";
}

/** Where the files of a business begin that sounds may not be looked for in. */
export function isOwn(path: string, business: string): boolean {
	return isWithin(path, business) && !isWithin(path, joinPath(business, "transcripts"));
}
