import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AiDesk } from "../../test/support/ai-desk.ts";

const BAKERY =
	"---\ntitle: Bakery\n---\n# The bakery\n\nThe bakery on Main Street sells **sourdough** bread made with rye flour. It rained on Tuesday and nobody came by at all. The [mill](https://mill.example) near the bakery closes in March, so the bakery needs rye flour.\n";

let ai: AiDesk;
beforeEach(async () => {
	ai = await AiDesk.make();
	await ai.desk.put("/notes/bakery.md", BAKERY);
	await ai.desk.put("/notes/rent.md", "The rent of 7850 kr is due on 3 December 2026. Paid by 2026-11-30, they say.\n");
});
afterEach(() => ai.remove());

const run = (...words: string[]) => ai.desk.run(words);
const read = async (path: string) => (await run("cat", path)).stdout;

describe("summarize", () => {
	test("on this machine gives the text's own sentences, as they are read, and says so", async () => {
		const { status, stdout, stderr } = await run("summarize", "--local", "-n", "1", "/notes/bakery.md");
		expect(status).toBe(0);
		expect(stdout).toMatch(/^The (bakery|mill) [^*[\]]*flour\.\n$/);
		expect(stderr).toMatch(/an extractive summary: you asked for it/);
		const item = JSON.parse((await run("summarize", "--local", "--json", "/notes/bakery.md")).stdout);
		expect(item).toMatchObject({ paths: ["/notes/bakery.md"], by: "extractive summary" });
		expect(ai.server.asked).toHaveLength(0);
	});

	test("several files under their names, or together", async () => {
		const { stdout } = await run("summarize", "--local", "/notes");
		expect(stdout).toMatch(/^## \/notes\/bakery\.md\n\n[^\n]+\n\n## \/notes\/rent\.md\n\n[^\n]+\n$/);
		expect((await run("summarize", "--local", "--together", "-n", "9", "/notes")).stdout).toMatch(/bakery[\s\S]*rent/);
	});

	test("by a model, with the length asked for; a pipe gets all or nothing", async () => {
		ai.says("It bakes.");
		expect(await run("summarize", "-w", "10", "/notes/bakery.md")).toMatchObject({
			status: 0,
			stdout: "It bakes.\n",
			stderr: "",
		});
		expect(ai.asked.messages.at(-1)?.content).toMatch(/this text in at most 10 words/);
		ai.server.replies = [{ said: { text: ["half ", "of it"] }, fault: { after: 2, does: "reset" } }];
		const failed = await run("summarize", "/notes/bakery.md");
		expect([failed.status, failed.stdout]).toEqual([9, ""]);
	}, 60_000);

	test("of what is too long, the sentences that say most go to the model, and that is told", async () => {
		ai.says("x");
		await run("config", "set", "ask.input_tokens", "300");
		await ai.desk.put(
			"/notes/long.md",
			Array.from({ length: 200 }, (_, at) => `Sentence ${at} tells of the harbour and its ${at} ships.`).join(" "),
		);
		expect((await run("summarize", "/notes/long.md")).stderr).toMatch(/sentences that say most/);
		expect(ai.asked.body.length).toBeLessThan(3_500);
	});

	test("what is piped in; nothing is a mistake", async () => {
		expect(
			(await ai.desk.run(["summarize", "--local"], { stdin: "The bakery sells bread. The mill sells flour." })).status,
		).toBe(0);
		expect((await run("summarize", "--local")).status).toBe(2);
		expect((await run("summarize", "--local", "/notes/none.md")).status).toBe(3);
	});
});

describe("extract", () => {
	test("finds what has a form, with its place in the file's bytes", async () => {
		await ai.desk.put("/files/ü.txt", "Größe: €5,50 am 3.11.2026\n");
		const items = (await run("extract", "dates,amounts", "/files/ü.txt", "--json")).stdout
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line));
		expect(items).toMatchObject([
			{ path: "/files/ü.txt", kind: "amounts", text: "€5,50", value: "5.50 EUR", line: 1, by: "patterns" },
			{ kind: "dates", text: "3.11.2026", value: "2026-11-03" },
		]);
		const bytes = Buffer.from("Größe: €5,50 am 3.11.2026\n");
		for (const { text, start, end } of items) expect(bytes.subarray(start, end).toString()).toBe(text);
		expect(ai.server.asked).toHaveLength(0);
	});

	test("plain lines, and statuses", async () => {
		expect((await run("extract", "all", "/notes/rent.md")).stdout).toBe(
			"/notes/rent.md:1\tamounts\t7850 kr\n/notes/rent.md:1\tdates\t2026-12-03\n/notes/rent.md:1\tdates\t2026-11-30\n",
		);
		expect((await run("extract", "ibans", "/notes/rent.md")).status).toBe(1);
		expect((await run("extract", "dats", "/notes/rent.md")).stderr).toMatch(/did you mean dates/);
		expect((await run("extract", "/notes/rent.md")).status).toBe(2);
		expect((await run("extract", "--api", "dates", "/notes/rent.md")).status).toBe(2);
		expect((await run("extract", "date", "/notes/rent.md")).status).toBe(0);
	});

	test("fields of one's own by a model, an object for each file", async () => {
		ai.says('{"what":"rent","amount":7850}');
		expect(await run("extract", "--schema", "what, amount int", "/notes/rent.md")).toMatchObject({
			status: 0,
			stdout: '{"what":"rent","amount":7850}\n',
		});
		ai.says("no json", "still none");
		expect(await run("extract", "--schema", "what", "/notes/rent.md")).toMatchObject({ status: 5, stdout: "" });
		expect((await run("extract", "--local", "--schema", "what", "/notes/rent.md")).status).toBe(2);
	});
});

describe("classify", () => {
	const MONEY = ["-l", "money: rent, kr, due, paid", "-l", "baking: bread, flour"];

	test("on this machine, by likeness", async () => {
		const { stdout, stderr } = await run("classify", "--local", ...MONEY, "/notes");
		expect(stdout).toBe("baking\t/notes/bakery.md\nmoney\t/notes/rent.md\n");
		expect(stderr).toMatch(/by similarity of words and meaning/);
		const lines = await ai.desk.run(
			["classify", "--lines", "--local", "-l", "a,b", "-e", "a=rye flour", "-e", "b=the rent"],
			{
				stdin: "rent\n\nflour\nzebra\n",
			},
		);
		expect(lines.stdout).toBe("b\tstdin:1\na\tstdin:3\nnone\tstdin:4\n");
		expect((await run("classify", "--local", "-l", "a", "/notes")).status).toBe(2);
		expect((await run("classify", "--local", "-l", "xx,yy", "/notes/rent.md")).status).toBe(1);
	});

	test("by a model, one of the labels or none", async () => {
		ai.says('{"label":"money"}', '{"label":"none"}');
		expect((await run("classify", ...MONEY, "/notes")).stdout).toBe("money\t/notes/bakery.md\nnone\t/notes/rent.md\n");
		expect(ai.asked.body).toMatch(/"enum":\["money","baking","none"\]/);
	});
});

describe("rewrite", () => {
	test("prints the new text; the front matter stays as it is", async () => {
		ai.says("# A bakery\n\nNew.");
		expect(await run("rewrite", "shorter", "/notes/bakery.md")).toMatchObject({
			status: 0,
			stdout: "---\ntitle: Bakery\n---\n# A bakery\n\nNew.\n",
		});
		expect(ai.asked.body).not.toMatch(/title: Bakery/);
		expect(await read("/notes/bakery.md")).toBe(BAKERY);
		expect((await run("rewrite", "--local", "x", "/notes/bakery.md")).status).toBe(2);
	});

	test("in place is one change of all files, which undo takes back", async () => {
		ai.says("One.", "```\nTwo.\n```");
		expect((await run("rewrite", "-i", "shorter", "/notes/bakery.md", "/notes/rent.md")).stdout).toBe(
			"/notes/bakery.md\trewritten\n/notes/rent.md\trewritten\n",
		);
		expect(await read("/notes/bakery.md")).toBe("---\ntitle: Bakery\n---\nOne.\n");
		expect(await read("/notes/rent.md")).toBe("Two.\n");
		expect((await run("undo")).status).toBe(0);
		expect(await read("/notes/bakery.md")).toBe(BAKERY);
		expect(await read("/notes/rent.md")).toMatch(/7850/);
	});

	test.each<[string, object, number]>([
		["is cut off", { said: { text: "half", stop: "length" } }, 1],
		["is empty", { said: { text: " " } }, 1],
		["is refused", { said: { refusal: "No." } }, 1],
		["is lost on the way", { said: { text: ["half ", "x"] }, fault: { after: 2, does: "reset" } }, 9],
		["is an error", { status: 400, body: { error: { message: "bad" } } }, 9],
	])(
		"nothing is written in place when an answer %s",
		async (_, reply, status) => {
			ai.server.replies = [{ said: { text: "One." } }, reply];
			const outcome = await run("rewrite", "-i", "shorter", "/notes/bakery.md", "/notes/rent.md");
			expect(outcome.status).toBe(status);
			expect(await read("/notes/bakery.md")).toBe(BAKERY);
			expect(await read("/notes/rent.md")).toMatch(/7850/);
		},
		60_000,
	);

	test("a file that has changed meanwhile is not written over", async () => {
		ai.server.replies = [{ said: { text: ["Ne", "w."] }, pause: 300 }];
		const rewriting = run("rewrite", "-i", "shorter", "/notes/rent.md");
		while (ai.server.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
		await ai.desk.put("/notes/rent.md", "Somebody else's.\n");
		expect((await rewriting).status).toBe(6);
		expect(await read("/notes/rent.md")).toBe("Somebody else's.\n");
	});

	test("of a text that is too long is refused, not cut", async () => {
		await run("config", "set", "ask.input_tokens", "100");
		await ai.desk.put("/notes/long.md", "word ".repeat(2_000));
		expect((await run("rewrite", "x", "/notes/long.md")).status).toBe(1);
		expect(ai.server.asked).toHaveLength(0);
	});
});

test("what is typed as instructions, labels or examples passes the gate, as texts do", async () => {
	const words = "I am going to kill myself tonight, I wrote the goodbye letters";
	await ai.desk.put("/notes/night.md", `${words}\n`);
	await ai.desk.put("/files/price.md", "Logo: 9000 kr\n");
	for (const argv of [
		["ask", "-s", words, "what?", "/files/price.md"],
		["summarize", "--api", "-s", words, "/files/price.md"],
		["rewrite", "-s", words, "shorter", "/files/price.md"],
		["extract", "--schema", "name", "-s", words, "/files/price.md"],
		["classify", "--api", "-s", words, "-l", "a,b", "/files/price.md"],
		["classify", "--api", "-l", `a: ${words}`, "-l", "b", "/files/price.md"],
		["classify", "--api", "-l", "a,b", "-e", "a=/notes/night.md", "/files/price.md"],
	])
		expect([argv[0], (await run(...argv)).status]).toEqual([argv[0], 10]);
	expect(ai.server.asked).toHaveLength(0);
});

test("a file that is named twice, or in a folder that is named, is read, paid and written once", async () => {
	ai.says("New words.");
	const { status, stdout } = await run("rewrite", "-i", "shorter", "/notes/rent.md", "/notes", "/notes/r*.md");
	expect([status, stdout]).toEqual([0, "/notes/rent.md\trewritten\n/notes/bakery.md\trewritten\n"]);
	expect(ai.server.asked).toHaveLength(2);
});
