/** What an agent is asked: its task, what its business knows of it, and what was named and piped in, as data. */
import { paceOf } from "../base/pace.ts";
import { businessFolder } from "../command/index.ts";
import { businessParts, type Part, WEIGHTS_TOLD } from "../llm/index.ts";
import type { Vfs } from "../vfs/index.ts";
import { cutText, fenced, RESULT_LIMIT } from "./fence.ts";
import type { RunPlace, RunRequest } from "./runner.ts";

/** The most of what is piped in that is put before the model, in characters. */
const INPUT_LIMIT = 100_000;

/** The share of a run's tokens that what a business knows may take. */
const KNOWN_SHARE = 0.25;

/** What the business of an agent knows about its task, as far as the agent may read it. @throws DeskError ENOENT, EACCES */
export async function knownOf(request: RunRequest, place: RunPlace, hand: Vfs): Promise<readonly Part[]> {
	const { definition, task } = request;
	if (definition.business === undefined) return [];
	const { vfs, home, signal } = place;
	await vfs.tables("/context");
	const business = await businessFolder({ home }, vfs, definition.business);
	const words = `${task}\n${definition.body}`;
	const budget = KNOWN_SHARE * definition.budget;
	return (await businessParts(hand, { home, business, words, budget, first: 1 }, paceOf(signal))).parts;
}

/** What is said of a passage: where it stands, and what it weighs. */
function aboutPart({ path, line, lastLine, weight = 0 }: Part): string {
	return `${path}:${line}-${lastLine} weight ${weight.toFixed(2)}`;
}

/** The task, with what was named and piped in as data. */
export function askedOf({ task, paths, input }: RunRequest, mark: string, known: readonly Part[]): string {
	return [
		task,
		...(known.length === 0
			? []
			: [
					`What the business knows. ${WEIGHTS_TOLD}`,
					...known.map((part) => fenced(mark, aboutPart(part), cutText(part.text, RESULT_LIMIT))),
				]),
		...(paths.length === 0 ? [] : [`These are named:\n${fenced(mark, "paths", paths.join("\n"))}`]),
		...(input === undefined ? [] : [fenced(mark, "standard input", cutText(input, INPUT_LIMIT))]),
	].join("\n\n");
}
