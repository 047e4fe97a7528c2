/**
 * Random scripts by grammar, in bash and in our shell: the same stdout, status and tree. What differs is made as small as it goes. `FC_RUNS`
 * is how many of each kind: with it (`npm run test:long`) they are new ones at every run, without it always the same. `DESK_SEED` repeats a run.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { difference } from "./compare.ts";
import * as grammar from "./grammar.ts";
import { runBash } from "./run-bash.ts";
import { DeskRunner } from "./run-desk.ts";

const RUNS = Number(process.env.FC_RUNS ?? 50);
const SEED = Number(process.env.DESK_SEED ?? (process.env.FC_RUNS === undefined ? 1 : Date.now() % 1_000_000));
const desk = new DeskRunner();

beforeAll(async () => void (await desk.run(":")));
afterAll(() => desk.close());

/** What bash and our shell do differently with a script; undefined too where bash itself is not sure. */
async function differs(script: string): Promise<string | undefined> {
	const bash = await runBash(script);
	const ours = await desk.run(script);
	const found = difference(bash, ours);
	if (found === undefined || bash.timedOut || difference(bash, await runBash(script)) !== undefined) return undefined;
	return `${found}\nstderr of bash: ${bash.stderr.slice(0, 300)}\nstderr of desk: ${ours.stderr.slice(0, 300)}`;
}

const KINDS = {
	words: grammar.words,
	"simple commands": grammar.simples,
	conditions: grammar.conditions,
	arithmetic: grammar.arithmetic,
	scripts: grammar.scripts,
};

describe(`seed ${SEED}`, () => {
	test.each(Object.entries(KINDS))("%s, as bash", async (_, scripts) => {
		const outcome = await fc.check(
			fc.asyncProperty(scripts, async (body) => {
				const found = await differs(`${grammar.PRELUDE}${body}\n${grammar.EPILOGUE}`);
				if (found !== undefined) throw new Error(found);
			}),
			{ numRuns: RUNS, seed: SEED },
		);
		if (outcome.failed)
			expect.fail(`DESK_SEED=${outcome.seed}\n${outcome.counterexample?.[0]}\n---\n${String(outcome.errorInstance)}`);
	});
});
