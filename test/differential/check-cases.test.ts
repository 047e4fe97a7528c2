/**
 * That each case is a good one: unique, and under bash says something, always the same, quickly, and fails only where its
 * name says so. The runs take half a minute and their result changes with the cases only, so they are asked for:
 * `CHECK_CASES=all npx vitest run test/differential/check-cases.test.ts`, or one area's name instead of `all`.
 */
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { difference } from "./compare.ts";
import { type Case, readCases } from "./read-cases.ts";
import { type BashOutcome, FIXTURE, readTree, runBash } from "./run-bash.ts";

const asked = process.env.CHECK_CASES;

/** The only programs a case may call; the checker's `PATH` leads to no other. Our shell has each of them. */
const PROGRAMS =
	"ls cat head tail wc find grep cp mv rm mkdir rmdir touch sort uniq cut tr paste join comm tee xargs seq date sleep timeout basename dirname realpath sed awk jq diff patch base64 sha256sum gzip tar column nl rev tac fold shuf split env true false yes echo printf expr printenv mktemp chmod sh bash cmp cksum md5sum od".split(
		" ",
	);

/** What bash may only say when the case's name announces it. */
const COMPLAINTS: [complaint: RegExp, announced: RegExp][] = [
	[
		/syntax error near|in conditional expression|conditional (unary|binary) operator|unexpected EOF|unexpected end of file|here-document at line/,
		/syntax error|unfinished/,
	],
	[/command not found/, /not found/],
	[/bad substitution/, /bad substitution/],
	[/invalid option/, /invalid option/],
];

/** Longest a case may take (ms). */
const SLOW = 1000;
/** Cases that run at a time. */
const AT_A_TIME = 4;

test("names and scripts are unique", () => {
	const all = readCases();
	const again = (key: (one: Case) => string) => {
		const seen = new Set<string>();
		return all.filter((one) => seen.has(key(one)) || !seen.add(key(one))).map(place);
	};
	expect(again((one) => one.name)).toEqual([]);
	expect(again((one) => one.script)).toEqual([]);
	expect(all.length).toBeGreaterThan(0);
});

describe.runIf(asked)("under bash", () => {
	const cases = readCases(asked === "all" ? undefined : asked);
	const runs = new Map<Case, [first: BashOutcome, second: BashOutcome]>();
	const programs = mkdtempSync(join(tmpdir(), "desk-programs-"));

	beforeAll(async () => {
		for (const name of PROGRAMS) symlinkSync(join("/usr/bin", name), join(programs, name));
		const queue = cases.values();
		const worker = async () => {
			for (const one of queue)
				runs.set(one, [await runBash(one.script, programs), await runBash(one.script, programs)]);
		};
		await Promise.all(Array.from({ length: AT_A_TIME }, worker));
	}, 300_000);
	afterAll(() => rmSync(programs, { recursive: true }));

	/** The cases for which `bad` says why. */
	function complain(bad: (one: Case, first: BashOutcome, second: BashOutcome) => string | undefined): string[] {
		return cases.flatMap((one) => {
			const pair = runs.get(one);
			const why = pair === undefined ? "did not run" : bad(one, ...pair);
			return why === undefined ? [] : [`${place(one)}: ${why}`];
		});
	}

	test("two runs in two folders do the same", () => {
		expect(complain((_, first, second) => difference(first, second))).toEqual([]);
	});

	test("none is slow", () => {
		const slow = (_: Case, first: BashOutcome, second: BashOutcome) => {
			const ms = Math.min(first.ms, second.ms); // one of two may have had bad luck with the machine
			return ms > SLOW || first.timedOut ? `${Math.round(ms)} ms` : undefined;
		};
		expect(complain(slow)).toEqual([]);
	});

	test("bash complains only where the name says so", () => {
		const unannounced = ({ name }: Case, { stderr }: BashOutcome) =>
			COMPLAINTS.some(([complaint, announced]) => complaint.test(stderr) && !announced.test(name)) ? stderr : undefined;
		expect(complain(unannounced)).toEqual([]);
	});

	test("each shows something", () => {
		const nothing = { stdout: Buffer.of(), status: 0, tree: readTree(FIXTURE) };
		const silent = (_: Case, first: BashOutcome) =>
			difference(nothing, first) === undefined ? "no output, no change, status 0" : undefined;
		expect(complain(silent)).toEqual([]);
	});
});

/** Where a case stands, for a person. */
function place({ area, line, name }: Case): string {
	return `${area}.sh:${line}: ${name}`;
}
