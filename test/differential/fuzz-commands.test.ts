/**
 * Random command lines of the tools by grammar, with the machine's own and with ours: the same stdout, status and tree. `FC_RUNS` and
 * `DESK_SEED` as in fuzz.test.ts. awk is compared with gawk; without it, not at all.
 */
import { existsSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMMANDS } from "./command-grammar.ts";
import { difference } from "./compare.ts";
import { runBash } from "./run-bash.ts";
import { DeskRunner } from "./run-desk.ts";

const RUNS = Number(process.env.FC_RUNS ?? 4);
const SEED = Number(process.env.DESK_SEED ?? (process.env.FC_RUNS === undefined ? 1 : Date.now() % 1_000_000));
const desk = new DeskRunner();

beforeAll(async () => void (await desk.run(":")));
afterAll(() => desk.close());

describe(`seed ${SEED}`, () => {
	test.each(Object.entries(COMMANDS))("%s, as the machine's", async (name, scripts) => {
		if (name === "awk" && !existsSync("/usr/bin/gawk"))
			return console.warn("awk is not compared: there is no gawk here");
		const outcome = await fc.check(
			fc.asyncProperty(scripts, async (script) => {
				const found = difference(await runBash(script.replace(/\bawk\b/g, "gawk")), await desk.run(script));
				if (found !== undefined) throw new Error(found);
			}),
			{ numRuns: RUNS, seed: SEED },
		);
		if (outcome.failed)
			expect.fail(`DESK_SEED=${outcome.seed}\n${outcome.counterexample?.[0]}\n---\n${String(outcome.errorInstance)}`);
	});
});
