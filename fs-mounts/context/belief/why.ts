/** The story of a belief: what was observed, and what it did, in the order of time. */
import { isDeepStrictEqual } from "node:util";
import { toText } from "../../../src/base/bytes.ts";
import { toIso } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { type SourceWeights, sourceWeight } from "../../../src/command/index.ts";
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
	/** What its own file says that it weighs; 1 where it says nothing. */
	weight: number | null;
	/** Where it comes from and how old it is, and what it counts for that: its own weight times those of `context.source_weights`. */
	source: "performance" | "subjective" | null;
	age: "recent" | "older" | null;
	counts: number | null;
	trials: number | null;
	successes: number | null;
	effect: number | null;
	error: number | null;
}

/** Revisions that are looked into, the newest. */
const MOST_REVISIONS = 500;

/** In the order of dates. @param day as of which sources are weighed */
export async function storyOf({ vfs, path, belief }: Opened, day: string, weights: SourceWeights): Promise<Event[]> {
	const observed = (evidence: Evidence) => observedOf(evidence, day, weights);
	const events: Event[] = [];
	const seen = new Map<string, Event>();
	let last: readonly Entry[] = [];
	/** Tell what is new in a revision. @returns how much it has that the ones before had not, as far as their words go */
	const tell = (read: Belief, rest: Rest): number => {
		const entries = evidenceOf(read);
		const fresh = entries.filter(({ key }) => !seen.has(key));
		const gone = fresh.length === 0 ? [] : missing(last, entries);
		for (const entry of fresh) {
			const moved = movedFrom(entry, gone, seen);
			const event = moved ?? { kind: entry.side, date: entry.evidence.date, ...rest, ...observed(entry.evidence) };
			if (moved === undefined) events.push(event);
			seen.set(entry.key, event);
		}
		for (const { key, evidence } of entries) (seen.get(key) as Event).path = evidence.path;
		last = entries;
		return fresh.length;
	};
	const revisions = (await historyOf(vfs, path)).slice(-MOST_REVISIONS);
	for (const revision of revisions) {
		const read = revision.after == null ? undefined : await revisionOf(vfs, path, revision.after);
		if (read === undefined) continue;
		const { set } = revision;
		const { confidence, status } = read;
		const rest = { at: toIso(set.at), actor: set.actor, cause: set.cause, confidence, status };
		if (tell(read, rest) === 0) events.push({ kind: "set", date: toIso(set.at).slice(0, 10), ...rest, ...NOTHING });
	}
	tell(belief, { at: null, actor: null, cause: null, confidence: null, status: null });
	return events.sort((one, other) => compare(one.date, other.date) || compare(one.at ?? "", other.at ?? ""));
}

type Observed = Omit<Event, "kind" | "date" | keyof Rest>;
type Rest = Pick<Event, "at" | "actor" | "cause" | "confidence" | "status">;

const NOTHING: Observed = {
	path: null,
	start: null,
	end: null,
	note: null,
	weight: null,
	source: null,
	age: null,
	counts: null,
	trials: null,
	successes: null,
	effect: null,
	error: null,
};

function observedOf(evidence: Evidence, day: string, weights: SourceWeights): Observed {
	const { date: _, weight = 1, ...said } = evidence;
	const { source, age, weight: own } = sourceWeight(evidence, day, weights);
	return { ...NOTHING, ...said, weight, source, age, counts: weight * own };
}

interface Entry {
	readonly side: "for" | "against";
	readonly evidence: Evidence;
	/** All that is said of it. */
	readonly key: string;
}

function evidenceOf(belief: Belief): Entry[] {
	return (["for", "against"] as const).flatMap((side) =>
		belief[side].map((evidence) => ({ side, evidence, key: JSON.stringify([side, evidence]) })),
	);
}

/** What one revision had and the next has not. */
function missing(before: readonly Entry[], after: readonly Entry[]): Entry[] {
	const keys = new Set(after.map(({ key }) => key));
	return before.filter(({ key }) => !keys.has(key));
}

/** What was told of evidence that the revision before had under another path: its file was renamed, so it is told once. */
function movedFrom(
	{ side, evidence }: Entry,
	gone: readonly Entry[],
	seen: ReadonlyMap<string, Event>,
): Event | undefined {
	const { path: _, ...said } = evidence;
	const before = gone.find((other) => {
		const { path, ...then } = other.evidence;
		return other.side === side && isDeepStrictEqual(then, said) && seen.get(other.key)?.path === path;
	});
	const event = before && seen.get(before.key);
	if (event !== undefined) event.path = evidence.path;
	return event;
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
