/**
 * Every case, in bash and in our shell over the same files: the same stdout, status and resulting tree. All take half a
 * minute; one area's: `AREA=traps npx vitest run test/differential/differential.test.ts`. Bash's answers are kept in
 * `node_modules/.cache/desk-differential`, as they change with the script, the fixture and bash only.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Answers } from "./answers.ts";
import { difference } from "./compare.ts";
import { deliberate } from "./deliberate.ts";
import { type Case, readCases } from "./read-cases.ts";
import { DeskRunner } from "./run-desk.ts";

const cases = readCases(process.env.AREA);
const answers = new Answers();
const desk = new DeskRunner();
const reasons = new Map(deliberate.map(({ name, reason }) => [name, reason]));

/**
 * What may go another way on a machine that is busy, whatever the case does about it: such a case, and one that took too long, has a second try, in both shells, before it
 * fails. `&` is that of a job, not of `&&`, `2>&1`, `&>` or `;&`.
 */
const TIMED = /\b(sleep|wait|timeout|coproc|SECONDS)\b|\bread\b[^;\n]* -t|(?<![&<>;|])&(?![&>])|>\(/;

beforeAll(async () => {
	await answers.prepare(cases.map((one) => one.script)); // first, so that our shell has the machine to itself
	await desk.run(":"); // what is loaded on first use is not on the first case's time
}, 600_000);
afterAll(() => desk.close());

describe.each([...new Set(cases.map((one) => one.area))])("%s", (area) => {
	test.each(cases.filter((one) => one.area === area))("$name", async (one) => {
		let ours = await desk.run(one.script);
		let found = difference(await answers.of(one.script), ours);
		if (found !== undefined && (TIMED.test(one.script) || ours.timedOut) && !reasons.has(one.name)) {
			ours = await desk.run(one.script);
			found = difference(await answers.again(one.script), ours);
		}
		if (reasons.has(one.name)) expect(found, "a deliberate difference that is none any more").toBeDefined();
		else if (found !== undefined) expect.fail(`${place(one)}\n${found}\nstderr: ${ours.stderr.slice(0, 300)}`);
	});
});

test.skipIf(process.env.AREA)("each deliberate difference names a case", () => {
	const names = new Set(cases.map((one) => one.name));
	expect(deliberate.filter(({ name }) => !names.has(name))).toEqual([]);
});

/** Where a case stands, for a person. */
function place({ area, line }: Case): string {
	return `test/differential/cases/${area}.sh:${line}`;
}
