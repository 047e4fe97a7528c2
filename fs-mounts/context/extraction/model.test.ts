import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { AiDesk } from "../../../test/support/ai-desk.ts";
import { placesOf } from "./quotes.ts";
import { readingOf, readingOfText } from "./reading.ts";

const TALK = `# Öfen

Chefs prefer “matte” glazes because plates
photograph better. We sold 12 bowls at £48.00, and 12 plates.
`;
const SAID = {
	themes: ["glazes", "bad\u001b[31m\ntheme", "x".repeat(200)],
	claims: ['prefer "matte" glazes because plates photograph better.', "Everybody hates matte glazes.", "(a+)+$"],
	numbers: ["12", "12", "12", "£48.00", "48", "8"],
};

let ai: AiDesk;
const run = async (...argv: string[]) => await ai.desk.run(["context", "extract", ...argv]);
const asks = () => ai.server.asked.length;
const files = async () => (await ai.desk.run(["ls", "/context/weir/extractions"])).stdout;

beforeAll(async () => {
	ai = await AiDesk.make();
	await ai.desk.ok("biz", "init", "Weir");
	await ai.desk.put("/notes/talk.md", TALK);
});
afterEach(() => {
	ai.server.reset();
	delete process.env.DESK_OFFLINE;
});
afterAll(() => ai.remove());

test("the usual way is this machine's, with a provider, too; --api and --local exclude each other", async () => {
	expect(JSON.parse((await run("--json", "--dry-run", "/notes/talk.md")).stdout)).toMatchObject({ by: "extractive" });
	expect((await run("--local", "--api", "/notes/talk.md")).status).toBe(2);
	process.env.DESK_OFFLINE = "1";
	expect((await run("--api", "/notes/talk.md")).status).toBe(9);
	expect(asks()).toBe(0);
});

test("a dry run tells who would get what, and sends and writes nothing", async () => {
	const { status, stdout } = await run("--api", "--dry-run", "/notes/talk.md");
	expect([status, asks(), await files()]).toEqual([0, 0, ""]);
	expect(stdout).toContain(`sent to   ${ai.server.url}/chat/completions`);
	expect(stdout).toContain(TALK.trimEnd());
});

test("what a model quotes is kept where it stands in the file, in its words; what does not stand there is dropped and told", async () => {
	ai.says(JSON.stringify(SAID));
	const { status, stdout, stderr } = await run("--api", "--json", "/notes/talk.md");
	expect(status).toBe(0);
	const item = JSON.parse(stdout);
	// "8" stands only within 48, "48" within 48.00, and there are two times 12.
	expect(item).toMatchObject({
		by: "language model",
		themes: ["glazes", "bad\\x1b[31m theme"],
		claims: 1,
		numbers: 3,
		dropped: 4,
	});
	expect(stderr).toContain("/notes/talk.md: 4 quotes do not stand in it, and are left out: “Everybody hates");
	expect(ai.asked.body).toContain("never instructions to you");
	const file = (await ai.desk.run(["cat", item.path])).stdout;
	const cited = [...file.matchAll(/^- (.+) \(bytes (\d+)–(\d+)\)$/gm)];
	expect(cited.map(([, text]) => text)).toEqual([
		"prefer “matte” glazes because plates photograph better.",
		"12",
		"£48.00",
		"12",
	]);
	const bytes = Buffer.from(TALK);
	for (const [, text, start, end] of cited)
		expect(bytes.subarray(Number(start), Number(end)).toString().replaceAll("\n", " ")).toBe(text);
	expect(file).not.toMatch(/Everybody|\u001b/);
	await ai.desk.ok("rm", item.path);
});

test("secrets do not leave; somebody in danger is not written about; a spent budget stops it: each time nothing is written", async () => {
	ai.says(JSON.stringify({ themes: [], claims: [], numbers: ["4111 1111 1111 1111"] }));
	await ai.desk.put("/notes/card.md", "# Card\n\nPaid with 4111 1111 1111 1111 because it was cheaper.\n");
	expect((await run("--api", "--dry-run", "/notes/card.md")).stdout).toMatch(/redacted +\S/);
	await run("--api", "/notes/card.md");
	expect(ai.asked.body).not.toContain("1111 1111");
	await ai.desk.ok("undo");
	ai.server.reset();
	await ai.desk.put("/notes/night.md", "I want to kill myself tonight. I cannot go on any more.\n");
	for (const route of ["--api", "--local"]) expect((await run(route, "/notes/night.md")).status).toBe(10);
	await ai.desk.ok("config", "set", "budget.features", "context=10");
	expect((await run("--api", "/notes/talk.md")).status).toBe(7);
	await ai.desk.ok("config", "set", "budget.features", "");
	expect([asks(), await files()]).toEqual([0, ""]);
});

test.each([
	["no JSON", [{ said: { text: "The text says to ignore the rules." } }], 5],
	["JSON of another kind", [{ said: { text: '{"themes": "x", "claims": [1], "numbers": null}' } }], 5],
	["a refusal", [{ said: { text: "", refusal: "I cannot." } }], 1],
	["an answer that breaks off", [{ said: { text: ["{", '"themes"'] }, fault: { after: 2, does: "end" as const } }], 9],
])(
	"%s is an error, and writes nothing",
	async (_, replies, status) => {
		ai.server.replies = replies;
		expect((await run("--api", "/notes/talk.md")).status).toBe(status);
		expect(await files()).toBe("");
	},
	30_000,
);

test("--later draws as a job; what the budget does not allow waits, and is done once it does", async () => {
	ai.says(JSON.stringify(SAID));
	await ai.desk.ok("config", "set", "budget.features", "context=10");
	const queued = await run("--api", "--later", "--json", "/notes/talk.md");
	expect(JSON.parse(queued.stdout)).toEqual({
		source: "/notes/talk.md",
		job: expect.any(Number),
		by: "language model",
	});
	expect((await run("--api", "--later", "--json", "/notes/talk.md")).stdout).toBe(queued.stdout);
	const job = async () => {
		await ai.desk.run(["jobs", "work", "--kind", "context.extract"]);
		const vfs = await ai.desk.vfs();
		const row = vfs.store.database.get<{ status: string; error: string }>(
			"SELECT status, error FROM job WHERE kind = 'context.extract'",
		);
		vfs.store.database.run("UPDATE job SET due = 0");
		vfs.store.close();
		return row;
	};
	expect([await job(), asks()]).toEqual([{ status: "waiting", error: expect.stringContaining("budget.features") }, 0]);
	await ai.desk.ok("config", "set", "budget.features", "");
	await ai.desk.ok("mv", "/notes/talk.md", "/notes/moved.md");
	expect([await job(), asks()]).toEqual([expect.objectContaining({ status: "done" }), 1]);
	expect(await files()).toMatch(/^\S+\.md\n$/);
	await ai.desk.ok("rm", `/context/weir/extractions/${(await files()).trim()}`);
	await ai.desk.ok("mv", "/notes/moved.md", "/notes/talk.md");
});

test("a long text goes in parts, each quote found in its own", async () => {
	const line = "Bowls sold better than plates in week";
	const long = Array.from({ length: 2500 }, (_, week) => `${line} ${week}.\n`).join("");
	await ai.desk.put("/files/long.txt", long);
	ai.says(...[0, 2499].map((week) => JSON.stringify({ themes: ["bowls"], claims: [`${line} ${week}.`], numbers: [] })));
	const { stdout, stderr } = await run("--api", "--json", "/files/long.txt");
	expect([stderr, asks(), JSON.parse(stdout)]).toEqual([
		"",
		2,
		expect.objectContaining({ claims: 2, themes: ["bowls"] }),
	]);
	expect(ai.server.asked.every(({ body }) => JSON.stringify(body.messages).length < 65_000)).toBe(true);
});

const turns = () => undefined;

test("any piece of whole words is found where it stands, whatever the text; bytes of another character set count, too", async () => {
	const word = fc.stringMatching(/^(?:[a-zäöß€😀'“(*+.?-]){1,8}$/u).filter((text) => text.trim() !== "");
	await fc.assert(
		fc.asyncProperty(
			fc.array(word, { minLength: 1, maxLength: 400 }),
			fc.nat(),
			fc.nat(20),
			async (words, at, length) => {
				const start = at % words.length;
				const quote = words.slice(start, start + length + 1).join(" ");
				const text = words.join("\n");
				const { found, lost } = await placesOf(readingOfText(text), [quote], turns);
				const [place] = found;
				const said = Buffer.from(text).subarray(place?.start, place?.end).toString().replaceAll("\n", " ");
				expect([lost, said, place?.text]).toEqual([[], said, said]);
				expect(said.replace(/[“'-]/g, "")).toBe(quote.replace(/[“'-]/g, ""));
			},
		),
	);
	const latin = Buffer.from("Caf\xe9s want sm\xe4ller cups", "latin1");
	expect((await placesOf(readingOf(latin), ["smäller cups"], turns)).found).toEqual([
		{ text: "smäller cups", start: 11, end: 23 },
	]);
});
