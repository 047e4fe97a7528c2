/** `getopts` against bash's own: every step until there are no more options. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { askBash, quoted } from "./ask-bash.ts";
import { type GetoptsStep, getoptsStep } from "./getopts.ts";

type Case = readonly [specification: string, words: readonly string[], opterr: boolean];

function ours([specification, words, opterr]: Case): string {
	let said = "";
	let state: GetoptsStep = { option: "", index: 1, offset: 0, status: 0 };
	for (let steps = 0; steps < 20; steps++) {
		state = getoptsStep(specification, words, state, opterr);
		if (state.message !== undefined) said += `bash: ${state.message}\n`;
		said += `${state.option}|${state.argument ?? "unset"}|${state.index}|${state.status}\n`;
		if (state.status === 1) break;
	}
	return said;
}

function differences(cases: readonly Case[]): string[] {
	const theirs = askBash(
		cases.map(
			([specification, words, opterr]) =>
				`( OPTERR=${opterr ? 1 : 0}; for i in {1..20}; do getopts ${quoted(specification)} o ${words.map(quoted).join(" ")}; s=$?; echo "$o|\${OPTARG-unset}|$OPTIND|$s"; ((s)) && break; done ) 2>&1`,
		),
	);
	return cases.flatMap((one, at) =>
		ours(one) === theirs[at] ? [] : [`${JSON.stringify(one)}: bash ${theirs[at]}; ours ${ours(one)}`],
	);
}

test("as bash: generated", () => {
	const specification = fc
		.tuple(fc.constantFrom("", ":"), fc.constantFrom("a", "ab", "ab:c", "a:b:", "x:", "abc", "a-", "b:-:", "é"))
		.map((parts) => parts.join(""));
	const word = fc.constantFrom(
		"-a",
		"-b",
		"-ab",
		"-abc",
		"-bx",
		"-b",
		"--",
		"-",
		"x",
		"",
		"-ax",
		"-x",
		"-:",
		"-a:",
		"-c",
		"-ba",
		"-?",
		"--a",
		"-cab",
		"val",
	);
	const cases = fc.sample(fc.tuple(specification, fc.array(word, { minLength: 1, maxLength: 5 }), fc.boolean()), {
		numRuns: 1500,
		seed: 13,
	});
	expect(differences(cases)).toEqual([]);
});

test("an index from elsewhere", () => {
	expect(getoptsStep("a", ["-a"], { index: 9, offset: 0 })).toEqual({ option: "?", index: 2, offset: 0, status: 1 });
	expect(getoptsStep("a", ["-a"], { index: 1, offset: 7 })).toMatchObject({ option: "a", index: 2 });
	expect(getoptsStep("é:", ["-éx"], { index: 1, offset: 0 })).toMatchObject({ option: "é", argument: "x", index: 2 });
});
