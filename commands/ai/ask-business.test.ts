import { afterAll, beforeAll, expect, test } from "vitest";
import { TestDesk } from "../../test/support/desk.ts";

const desk = new TestDesk();
const run = async (...argv: string[]) => await desk.run(argv);

beforeAll(async () => {
	await run("init");
	await desk.run(["write", "/notes/letters.md"], { stdin: "Letters are answered by bakers.\n" });
	await run("biz", "init", "Weir", "--audience", "bakers");
	await run("belief", "add", "-c", "messaging", "--confidence", "0.9", "Letters with stories are answered");
	await run("belief", "add", "-c", "messaging", "--confidence", "0.4", "Letters with prices are answered");
	await run("belief", "add", "-c", "messaging", "Letters in verse are answered");
	await run("belief", "retire", "verse");
});
afterAll(() => desk.remove());

test("what a business knows goes along by the weight of its beliefs; what is retired does not; --dry-run shows each", async () => {
	const plan = await run("ask", "--biz", "--local", "--dry-run", "--json", "which letters are answered?");
	const { sources } = JSON.parse(plan.stdout);
	expect(sources).toEqual(
		expect.arrayContaining([
			expect.stringMatching(
				/^\[\d\] \/context\/weir\/beliefs\/letters-with-stories-are-answered\.md:\d+ {2}weight 0\.54$/,
			),
			expect.stringMatching(/letters-with-prices-are-answered\.md:\d+ {2}weight 0\.24$/),
			expect.stringMatching(/profile\.md:1-\d+ {2}weight 1\.00$/),
		]),
	);
	expect(sources.join("\n")).not.toMatch(/verse|\/notes\//);
	// What the profile says stands in its front matter.
	expect((await run("ask", "--biz", "--local", "whom are letters for?")).stdout).toContain("bakers");
});

test("figures and what is recent count more than words and what is old, as the settings say", async () => {
	await run("belief", "add", "-c", "messaging", "--confidence", "0.8", "Letters with figures are answered");
	await run("belief", "confirm", "with-figures", "-e", "/notes/letters.md", "--trials", "50", "--successes", "40");
	await run("belief", "add", "-c", "messaging", "--confidence", "0.8", "Letters on paper are answered");
	await run("belief", "confirm", "on-paper", "-e", "/notes/letters.md", "--on", "2020-01-01");
	const weightOf = async (name: string) => {
		const { stdout } = await run("ask", "--biz", "--local", "--dry-run", "--json", "which letters are answered?");
		const line = (JSON.parse(stdout).sources as string[]).find((source) => source.includes(name));
		return line?.replace(/.*weight /, "");
	};
	expect([await weightOf("with-figures"), await weightOf("on-paper")]).toEqual(["0.90", "0.43"]);
	await run("config", "set", "context.source_weights", "older=0.5,subjective=0.5");
	expect([await weightOf("with-figures"), await weightOf("on-paper")]).toEqual(["0.90", "0.23"]);
	expect(await run("config", "set", "context.source_weights", "old=0.5")).toMatchObject({
		status: 5,
		stderr: expect.stringContaining("context.source_weights has no 'old=0.5'"),
	});
	await run("config", "unset", "context.source_weights");
});

test("beside files that are named; without the option, or without a business, as ever", async () => {
	const both = await run(
		"ask",
		"--biz=weir",
		"--local",
		"--dry-run",
		"--json",
		"which letters are answered?",
		"/notes/letters.md",
	);
	expect(JSON.parse(both.stdout).sources.join("\n")).toMatch(/^\[1\] \/notes\/letters\.md:1\n\[2\] \/context\/weir\//);
	expect((await run("ask", "--local", "which letters are answered?")).stdout).toContain("/notes/letters.md");
	expect(await run("ask", "--biz=mill", "--local", "which letters?")).toMatchObject({
		status: 3,
		stderr: expect.stringContaining("there is no such business"),
	});
});
