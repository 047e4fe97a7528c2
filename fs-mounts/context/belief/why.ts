/** The story of a belief: what was observed, and what it did, in the order of time. */
import { toText } from "../../../src/base/bytes.ts";
import { toIso } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { historyOf, nameOfPath, type Vfs } from "../../../src/vfs/index.ts";
import type { Opened } from "./beliefs.ts";
import type { Belief, Evidence } from "./format.ts";
import { parseBelief } from "./format.ts";

/** One thing that happened. */
export interface Event {
	/** `for`, `against`: evidence came. `set`: it was written, or moved by the rules, without evidence of its own. */
	kind: "for" | "against" | "set";
	/** The day of the observation; of `set`, of the change. */
	date: string;
	/** When it was written down (UTC), and by whom; null for evidence that no kept revision brought. */
	at: string | null;
	actor: string | null;
	/** The command line. */
	cause: string | null;
	/** How sure the belief was after it; null where that is not known. */
	confidence: number | null;
	status: string | null;
	/** What was observed, where. */
	path: string | null;
	start: number | null;
	end: number | null;
	note: string | null;
}

/** Revisions that are looked into, the newest. */
const MOST_REVISIONS = 500;

/** In the order of dates. */
export async function storyOf({ vfs, path, belief }: Opened): Promise<Event[]> {
	const events: Event[] = [];
	const seen = new Set<string>();
	const revisions = (await historyOf(vfs, path)).slice(-MOST_REVISIONS);
	for (const revision of revisions) {
		const read = revision.after == null ? undefined : await revisionOf(vfs, path, revision.after);
		if (read === undefined) continue;
		const { set } = revision;
		const rest = {
			at: toIso(set.at),
			actor: set.actor,
			cause: set.cause,
			confidence: read.confidence,
			status: read.status,
		};
		const fresh = evidenceOf(read).filter(({ key }) => !seen.has(key));
		for (const { key } of fresh) seen.add(key);
		if (fresh.length === 0) events.push({ kind: "set", date: toIso(set.at).slice(0, 10), ...rest, ...NO_PLACE });
		for (const { side, evidence } of fresh)
			events.push({ kind: side, date: evidence.date, ...rest, ...placeOf(evidence) });
	}
	const unknown = { at: null, actor: null, cause: null, confidence: null, status: null };
	for (const { side, evidence, key } of evidenceOf(belief))
		if (!seen.has(key)) events.push({ kind: side, date: evidence.date, ...unknown, ...placeOf(evidence) });
	return events.sort((one, other) => compare(one.date, other.date) || compare(one.at ?? "", other.at ?? ""));
}

type Place = Pick<Event, "path" | "start" | "end" | "note">;

const NO_PLACE: Place = { path: null, start: null, end: null, note: null };

function placeOf({ path, start, end, note }: Evidence): Place {
	return { path, start: start ?? null, end: end ?? null, note: note ?? null };
}

function evidenceOf(belief: Belief): { side: "for" | "against"; evidence: Evidence; key: string }[] {
	return (["for", "against"] as const).flatMap((side) =>
		belief[side].map((evidence) => ({ side, evidence, key: JSON.stringify([side, evidence]) })),
	);
}

/** What a revision said; undefined for bytes that `gc` has taken, or that are no belief. */
async function revisionOf(vfs: Vfs, path: string, content: number): Promise<Belief | undefined> {
	try {
		const parts: Buffer[] = [];
		for (const part of vfs.store.content.readSync(content)) parts.push(Buffer.from(part));
		return parseBelief(nameOfPath(path), toText(Buffer.concat(parts))).belief;
	} catch (error) {
		if (error instanceof DeskError) return undefined;
		throw error;
	}
}

function compare(one: string, other: string): number {
	return one < other ? -1 : one > other ? 1 : 0;
}
