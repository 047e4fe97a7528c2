import { afterAll, beforeAll, expect, test } from "vitest";
import { TestDesk } from "../../../test/support/desk.ts";
import { extractFrom } from "./claims.ts";
import { readingOfText } from "./reading.ts";

const desk = new TestDesk();
const run = async (line: string, ...more: string[]) => await desk.run([...line.split(" "), ...more]);
const json = async (line: string) =>
	(await run(`${line} --json`)).stdout
		.split("\n")
		.filter(Boolean)
		.map((item) => JSON.parse(item));

const NOTE = `# Interviews

Chefs prefer matte glazes because plates photograph better. Öfen brauchen weniger Strom als früher.
Two of them asked for deeper bowls; matte bowls sold out at the fair on 3 October 2026.
We charged £48.00 a bowl, and 35 % of orders were bowls. The weather was grey. Is that so?

Matte plates, matte bowls: the glazes again.
`;

beforeAll(async () => {
	await desk.run(["init"]);
	await run("biz init Weir");
	await desk.run(["write", "-p", "/notes/talks/interviews.md"], { stdin: NOTE });
});
afterAll(() => desk.remove());

test("claims and numbers are the text's own words, at the bytes that are told", async () => {
	const bytes = Buffer.from(NOTE);
	const found = await extractFrom(readingOfText(NOTE), () => undefined);
	expect(found.claims.map(({ text }) => text)).toEqual(
		expect.arrayContaining([
			"Chefs prefer matte glazes because plates photograph better.",
			"Öfen brauchen weniger Strom als früher.",
			"We charged £48.00 a bowl, and 35 % of orders were bowls.",
		]),
	);
	expect(found.claims.map(({ text }) => text)).not.toContain("The weather was grey.");
	expect(found.themes.slice(0, 3).sort()).toEqual(["bowls", "glazes", "matte"]);
	expect(found.numbers.map(({ kind, text }) => [kind, text])).toEqual(
		expect.arrayContaining([
			["date", "3 October 2026"],
			["amount", "£48.00"],
			["share", "35 %"],
		]),
	);
	for (const { text, start, end } of [...found.claims, ...found.numbers])
		expect(bytes.subarray(start, end).toString().replace(/\s+/g, " ")).toBe(text);
});

test("a folder gives a file for each; again: the same files, which replace what was drawn before", async () => {
	const [item] = await json("context extract /notes/talks");
	expect(item).toMatchObject({ source: "/notes/talks/interviews.md", by: "extractive" });
	expect(item.path).toMatch(/^\/context\/weir\/extractions\/interviews-[0-9a-f]{8}\.md$/);
	const { stdout } = await run(`cat ${item.path}`);
	expect(stdout).toContain('source: "/notes/talks/interviews.md"\nsource_revision: 1\n');
	expect(stdout).toMatch(/- Chefs prefer matte glazes because plates photograph better\. \(bytes 14–73\)/);
	await desk.run(["write", "/notes/talks/interviews.md"], {
		stdin: "Cafés want smaller cups because space is short.\n",
	});
	await run("context extract /notes/talks");
	expect((await run("ls /context/weir/extractions")).stdout.trim().split("\n")).toHaveLength(1);
	const again = (await run(`cat ${item.path}`)).stdout;
	expect(again).toContain("Cafés want smaller cups");
	expect(again).not.toContain("Chefs");
	await run("undo");
	expect((await run(`cat ${item.path}`)).stdout).toBe(stdout);
});

test("without a key, no language model is asked", async () => {
	expect((await run("context extract --api /notes/talks")).status).toBe(8);
	expect((await run("context extract /notes/none")).status).toBe(3);
});

test.each([
	["---\nby: me\n---\n", "an extraction has no source"],
	["---\nsource: /notes/none.md\n---\n", ":2:9: `source`: there is no /notes/none.md"],
	[
		"---\nsource: /notes/x.md\nclaims:\n  - {text: a, start: 5, end: 2}\n---\n",
		"`claims`: this is no list of citations",
	],
])("refused: %j", async (text, message) => {
	const refused = await desk.run(["write", "/context/weir/extractions/x.md"], { stdin: text });
	expect([refused.status, refused.stderr]).toEqual([5, expect.stringContaining(message)]);
});
