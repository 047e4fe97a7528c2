/** That each case is a good one: says something, always the same, quickly, and fails only where its name says so. */
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCases } from "./read-cases.ts";
import { type BashOutcome, FIXTURE, readTree, runBash } from "./run-bash.ts";

/** The only programs a case may call (our shell has each of them); the checker's `PATH` leads to no other. */
const PROGRAMS =
	"ls cat head tail wc find grep cp mv rm mkdir rmdir touch sort uniq cut tr paste join comm tee xargs seq date sleep timeout basename dirname realpath sed awk jq diff patch base64 sha256sum gzip tar column nl rev tac fold shuf split env true false yes echo printf test expr printenv mktemp bash sh".split(
		" ",
	);

/** What bash may only say when the case's name announces it. */
const COMPLAINTS: [complaint: RegExp, announced: RegExp][] = [
	[
		/syntax error(?!.*(in expression|operand|operator))|unexpected EOF|here-document at line/,
		/syntax error|unfinished/,
	],
	[/command not found|No such file or directory.*exec/, /not found/],
	[/bad substitution/, /bad substitution/],
	[/invalid option/, /invalid option/],
];

/** Longest a case may take (ms). */
const SLOW = 1000;
/** Cases that run at a time. */
const AT_A_TIME = 4;

const cases = readCases(process.env.AREA);
const runs = new Map<(typeof cases)[number], [first: BashOutcome, second: BashOutcome]>();
const programs = mkdtempSync(join(tmpdir(), "desk-programs-"));

beforeAll(async () => {
	for (const name of PROGRAMS) symlinkSync(join("/usr/bin", name), join(programs, name));
	const queue = cases.values();
	const worker = async () => {
		for (const one of queue) runs.set(one, [await runBash(one.script, programs), await runBash(one.script, programs)]);
	};
	await Promise.all(Array.from({ length: AT_A_TIME }, worker));
});
afterAll(() => rmSync(programs, { recursive: true }));

/** The places and names of the cases for which `bad` says why. */
function complain(bad: (one: (typeof cases)[number], first: BashOutcome, second: BashOutcome) => string | undefined) {
	return cases.flatMap((one) => {
		const pair = runs.get(one);
		const why = pair === undefined ? "did not run" : bad(one, ...pair);
		return why === undefined ? [] : [`${one.area}.sh:${one.line}: ${one.name}: ${why}`];
	});
}

test("names and scripts are unique", () => {
	const seen = new Set<string>();
	const again = (key: string) => seen.has(key) || !seen.add(key);
	expect(
		complain(({ name, script }) => (again(name) ? "same name" : again(script) ? "same script" : undefined)),
	).toEqual([]);
});

test("two runs in two folders do the same", () => {
	const seen = ({ stdout, status, tree }: BashOutcome) => ({ stdout: stdout.toString("latin1"), status, tree });
	expect(
		complain((_, first, second) => {
			try {
				expect(seen(first)).toEqual(seen(second));
				return undefined;
			} catch (error) {
				return String(error);
			}
		}),
	).toEqual([]);
});

test("none is slow", () => {
	expect(
		complain((_, first, second) =>
			Math.min(first.ms, second.ms) > SLOW || first.timedOut ? `${Math.round(first.ms)} ms` : undefined,
		),
	).toEqual([]);
});

test("bash complains only where the name says so", () => {
	expect(
		complain(({ name }, { stderr }) =>
			COMPLAINTS.some(([complaint, announced]) => complaint.test(stderr) && !announced.test(name)) ? stderr : undefined,
		),
	).toEqual([]);
});

test("each shows something", () => {
	const untouched = readTree(FIXTURE);
	expect(
		complain((_, { stdout, status, tree }) =>
			stdout.length === 0 && status === 0 && JSON.stringify([...tree]) === JSON.stringify([...untouched])
				? "no output, no change, status 0"
				: undefined,
		),
	).toEqual([]);
});
