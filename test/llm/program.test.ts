import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Store } from "../../src/store/index.ts";
import { AiDesk } from "../support/ai-desk.ts";
import type { Row } from "../support/gateway.ts";
import { builtProgram, ended } from "../support/program.ts";
import type { Reply } from "../support/provider-server.ts";

let ai: AiDesk;
beforeAll(async () => {
	ai = await AiDesk.make();
	await ai.desk.put("/notes/a.md", "Spring in the garden: beans and peas along the fence, tomatoes in May.\n");
});
beforeEach(() => ai.server.reset());
afterAll(async () => await ai.remove());

/** The ledger's rows, newest last; `desk usage` has found out which processes are gone. */
async function ledger(): Promise<Row[]> {
	await ai.desk.ok("usage");
	const store = await Store.open(ai.desk.home);
	try {
		return store.database.all<Row>("SELECT * FROM llm_call ORDER BY id");
	} finally {
		store.close();
	}
}

const body = { error: { message: "no" } };
const said = { text: ["An answer ", "that is ", "cut off"] };
const FAULTS: readonly (readonly [fault: string, reply: Reply, status: number])[] = [
	["401", { status: 401, body }, 8],
	["402", { status: 402, body }, 8],
	["404", { status: 404, body }, 9],
	["413", { status: 413, body }, 9],
	["503 that does not end", { status: 503, body, headers: { "retry-after": "0" } }, 9],
	["connection lost in the middle", { said, fault: { after: 3, does: "reset" } }, 9],
	["truncated stream", { said, fault: { after: 3, does: "end" } }, 9],
	["invalid JSON", { said, fault: { after: 3, does: { say: "data: {\n\n" } } }, 9],
	["error in the middle", { said, fault: { after: 3, does: { say: 'data: {"error":{"message":"no"}}\n\n' } } }, 9],
	["empty answer", { said: { text: [] } }, 9],
	["refusal", { said: { refusal: "I cannot." } }, 1],
];

test.each(FAULTS)("%s: its status, a sentence, and no part of an answer is written", async (_, reply, status) => {
	ai.server.replies = [reply];
	const store = await Store.open(ai.desk.home);
	store.database.run("DELETE FROM breaker");
	store.close();
	const changes = (await ai.desk.ok("log", "--json")).split("\n").length;
	const rewritten = await ai.desk.run(["rewrite", "--in-place", "friendlier", "/notes/a.md"]);
	expect(rewritten).toMatchObject({ status, stdout: "" });
	expect(rewritten.stderr).toMatch(/^desk: .+; .+\n$/m);
	expect(rewritten.stderr).not.toMatch(/\n\s+at /);
	// To a pipe and to a file an answer goes whole, or not at all.
	const asked = await ai.desk.run(["ask", "Which vegetables grow along the fence?", "/notes/a.md", "--api"]);
	if (status !== 1) expect(asked).toMatchObject({ status, stdout: "" });
	expect(await ai.desk.ok("cat", "/notes/a.md")).toBe(
		"Spring in the garden: beans and peas along the fence, tomatoes in May.\n",
	);
	expect((await ai.desk.ok("log", "--json")).split("\n").length).toBe(changes);
	expect((await ledger()).filter((row) => row.status === "open")).toEqual([]);
});

describe("a process", () => {
	const slow: Reply = { said: { text: Array.from({ length: 400 }, (_, index) => `word${index} `) }, pause: 20 };

	/** `desk ask`, once the server has its prompt, and a moment later. */
	async function asking() {
		ai.server.replies = [slow];
		const child = builtProgram().start(ai.desk.home, [
			"ask",
			"--api",
			"Which vegetables grow along the fence?",
			"/notes/a.md",
		]);
		child.stdin?.end();
		const end = ended(child);
		while (ai.server.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		await new Promise((resolve) => setTimeout(resolve, 200));
		return { child, end };
	}

	test("that is killed leaves its call in the ledger, with all that was reserved", async () => {
		const { child, end } = await asking();
		child.kill("SIGKILL");
		await end;
		const row = (await ledger()).at(-1);
		expect(row).toMatchObject({ status: "killed", feature: "ask", provider: "local" });
		expect(row?.tokens).toBeGreaterThan(1000);
	});

	test("that is interrupted ends with 130, and is charged what came", async () => {
		const { child, end } = await asking();
		child.kill("SIGINT");
		expect(await end).toMatchObject({ status: 130 });
		const row = (await ledger()).at(-1);
		expect(row).toMatchObject({ status: "aborted", estimated: 1 });
		expect(row?.output).toBeGreaterThan(0);
		expect(row?.tokens).toBeLessThan(1000);
	});
});
