/** Agents on a model that says what the test wants: from the task to one change, or none. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { calling, shell, startModel, type Turn, useModel } from "../../../test/support/agent-model.ts";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import type { ProviderServer, Said } from "../../../test/support/provider-server.ts";

let desk: TestDesk;
let server: ProviderServer;
let answer: (turn: Turn) => Said;

beforeEach(async () => {
	desk = await makeDesk();
	server = await startModel((turn) => answer(turn));
	await useModel(desk, server);
	await desk.put("/notes/work/plan.md", "# Plan\n\nShip on Friday.\n");
	await desk.put("/notes/private/diary.md", "CANARY of the diary\n");
	await define("worker");
});
afterEach(async () => {
	await server.stop();
	desk.remove();
});

const define = (name: string, more = "", reads = "[/notes/work/**]", writes = "[/notes/work/**]") =>
	desk.put(
		`/agents/${name}.md`,
		`---\ntools: [shell, cat]\nreads: ${reads}\nwrites: ${writes}\n${more}---\nDo what the user says.\n`,
	);
const run = (...argv: string[]) => desk.run(["agent", "run", ...argv]);
/** Says one thing after the other. */
const inTurn = (...said: Said[]) => {
	answer = ({ results }) => said[Math.min(results.length, said.length - 1)] as Said;
};
const WRITES = () =>
	inTurn(shell("echo new > /notes/work/new.md; echo '# Plan B' > /notes/work/plan.md"), { text: "Done." });
const status = async (id: number) =>
	JSON.parse((await desk.ok("agent", "logs", "--json", String(id))).split("\n")[0] ?? "").status;

describe("a run", () => {
	test("reads, answers, and leaves a transcript", async () => {
		inTurn(calling("cat", { paths: ["/notes/work/plan.md"] }), { text: "It ships on Friday." });
		const outcome = await run("worker", "-t", "When?");
		expect(outcome).toMatchObject({ status: 0, stdout: "It ships on Friday.\n" });
		const text = await desk.ok("cat", "/agents/.runs/1.md");
		for (const part of ['status: "done"', "Ship on Friday.", "cat -- /notes/work/plan.md", "It ships on Friday."])
			expect(text).toContain(part);
		expect((await desk.ok("ls", "-A", "/agents")).trim()).toBe("worker.md");
		expect((await desk.run(["write", "/agents/.runs/1.md"], { stdin: "x" })).status).toBe(4);
		expect(server.asked.length).toBe(2);
	});

	test("may read what the user names, and nothing else", async () => {
		await define("reader", "", "[]", "[]");
		inTurn(shell("cat /notes/work/plan.md; cat /notes/private/diary.md"), { text: "ok" });
		expect((await run("reader", "/notes/w*/*.md")).status).toBe(0); // no shell has expanded it
		expect((await run("reader", "/notes/w*/*.txt")).status).toBe(3);
		const sent = JSON.stringify(server.asked.at(-1)?.body);
		expect(sent).toContain("Ship on Friday");
		expect(sent).not.toContain("CANARY");
	});

	test("what is not named in `tools` is not there", async () => {
		await desk.put("/agents/narrow.md", "---\ntools: [cat]\nreads: [/notes/work/**]\n---\nx\n");
		answer = ({ results, tools }) => {
			expect(tools).toEqual(["cat"]);
			return results.length === 0 ? shell("ls /") : { text: "ok" };
		};
		await run("narrow");
		expect(JSON.stringify(server.asked.at(-1)?.body)).toContain("there is no tool 'shell'");
	});

	test("its own writes are seen by its later commands", async () => {
		inTurn(shell("echo draft > /notes/work/a.md"), shell("cat /notes/work/a.md; ls /notes/work; search -n 3 draft"), {
			text: "ok",
		});
		await run("worker");
		expect(JSON.stringify(server.asked.at(-1)?.body)).toContain("draft\\na.md\\nplan.md\\n/notes/work/a.md");
		expect((await desk.run(["cat", "/notes/work/a.md"])).status).toBe(3);
	});
});

describe("an agent of a business", () => {
	const BUSINESS = "---\nbusiness: weir\nreads: [/context/weir/**]\n---\nWord the next letter to bakers.\n";
	beforeEach(async () => {
		await desk.ok("biz", "init", "Weir", "--audience", "bakers");
		await desk.ok("belief", "add", "-c", "messaging", "--confidence", "0.9", "Bakers read letters");
		await desk.ok("belief", "add", "-c", "messaging", "--confidence", "0.2", "Bakers want verse");
	});

	test("is told what the business believes, by weight; --dry-run shows each passage with it", async () => {
		await desk.put("/agents/copywriter.md", BUSINESS);
		answer = () => ({ text: "Dear baker" });
		const plan = await desk.ok("agent", "run", "copywriter", "--dry-run");
		const shown = [
			/^passage: \/context\/weir\/profile\.md:1-\d+ {2}weight 1\.00$/m,
			/^passage: \/context\/weir\/beliefs\/bakers-read-letters\.md:\d+-\d+ {2}weight 0\.54$/m,
			/^passage: \/context\/weir\/beliefs\/bakers-want-verse\.md:\d+-\d+ {2}weight 0\.12$/m,
		];
		for (const line of shown) expect(plan).toMatch(line);
		expect(server.asked.length).toBe(0);
		const { known } = JSON.parse(await desk.ok("agent", "run", "copywriter", "--dry-run", "--json"));
		expect(known.map(({ path }: { path: string }) => path)).toContain("/context/weir/beliefs/bakers-read-letters.md");
		expect(await desk.ok("agent", "run", "copywriter")).toBe("Dear baker\n");
		const messages = (server.asked.at(-1)?.body?.messages ?? []) as readonly { content: string }[];
		expect(messages[1]?.content).toMatch(/from=".*bakers-read-letters\.md:9-9 weight 0\.54">\n# Bakers read letters\n/);
		expect(messages[1]?.content).toContain("audiences:");
		// What it was told is what it has read: the transcript goes when that is erased.
		await desk.ok("erase", "--yes", "/context/weir/beliefs/bakers-read-letters.md");
		expect((await desk.run(["agent", "logs", "1"])).stdout).not.toContain("Bakers read letters");
	});

	test("only of what it may read; one that may read nothing of it is refused as it is written", async () => {
		await desk.put("/agents/copywriter.md", BUSINESS.replace("/context/weir/**", "/context/weir/beliefs/*letters.md"));
		const { known } = JSON.parse(await desk.ok("agent", "run", "copywriter", "--dry-run", "--json"));
		expect(known.map(({ path }: { path: string }) => path)).toEqual(["/context/weir/beliefs/bakers-read-letters.md"]);
		await desk.put("/agents/copywriter.md", BUSINESS.replace("/context/weir/**", "/context/weir/calendar/**"));
		const nothing = await desk.run(["agent", "run", "copywriter", "--dry-run"]);
		expect([nothing.status, nothing.stderr]).toEqual([4, expect.stringContaining("add `/context/weir/**` to `reads`")]);
		const refused = await desk.run(["write", "/agents/other.md"], {
			stdin: BUSINESS.replace("/context/weir", "/notes"),
		});
		expect([refused.status, refused.stderr]).toEqual([
			5,
			expect.stringContaining("2:11: it may read nothing of /context/weir"),
		]);
		const none = await desk.run(["agent", "new", "x", "-b", "weir", "-m", "Do it."]);
		expect([none.status, none.stderr]).toEqual([5, expect.stringContaining("it may read nothing of /context/weir")]);
		await desk.put("/agents/mill.md", BUSINESS.replaceAll("weir", "mill"));
		expect((await desk.run(["agent", "run", "mill", "--dry-run"])).stderr).toContain("there is no such business");
	});
});

describe("changes", () => {
	test("--yes makes them as one change, which one undo takes back", async () => {
		WRITES();
		const outcome = await run("worker", "--yes", "--json");
		expect(JSON.parse(outcome.stdout)).toMatchObject({
			status: "done",
			answer: "Done.",
			changes: [
				{ op: "create", path: "/notes/work/new.md" },
				{ op: "write", path: "/notes/work/plan.md" },
			],
		});
		expect(await desk.ok("log", "--actor", "agent:worker", "--json")).toContain("agent run worker");
		await desk.ok("undo");
		expect(await desk.ok("ls", "/notes/work")).toBe("plan.md\n");
		expect(await desk.ok("cat", "/notes/work/plan.md")).toContain("Ship on Friday");
	});

	test("without anybody to ask they wait: shown, approved later", async () => {
		WRITES();
		const outcome = await run("worker");
		expect(outcome).toMatchObject({ status: 4, stdout: "Done.\n" });
		expect(outcome.stderr).toContain("desk agent approve 1");
		expect(await desk.ok("ls", "/notes/work")).toBe("plan.md\n");
		const shown = await desk.ok("agent", "show", "1");
		for (const part of ["make   /notes/work/new.md", "│ -# Plan", "│ +# Plan B"]) expect(shown).toContain(part);
		await desk.ok("agent", "approve", "1");
		expect(await desk.ok("cat", "/notes/work/plan.md")).toBe("# Plan B\n");
		expect((await desk.run(["agent", "approve", "1"])).status).toBe(5);
		expect(await status(1)).toBe("done");
	});

	test("a plan that the desk has overtaken is refused whole, and kept", async () => {
		WRITES();
		await run("worker");
		await desk.put("/notes/work/plan.md", "of the user");
		expect((await desk.run(["agent", "approve", "1"])).status).toBe(6);
		expect(await desk.ok("ls", "/notes/work")).toBe("plan.md\n");
		expect(await desk.ok("cat", "/notes/work/plan.md")).toBe("of the user");
		expect(await status(1)).toBe("conflict");
		await desk.ok("undo");
		await desk.ok("agent", "approve", "1");
	});

	test("a plan can be refused", async () => {
		WRITES();
		await run("worker");
		await desk.ok("agent", "approve", "--no", "1");
		expect(await status(1)).toBe("refused");
		expect((await desk.run(["agent", "approve", "1"])).status).toBe(5);
	});

	test("a grant holds for the file as it was", async () => {
		await define("trusted", "approve: always\n");
		WRITES();
		await run("trusted");
		const { Runs } = await import("../../../src/agents/index.ts");
		const vfs = await desk.vfs();
		const runs = new Runs(vfs.store);
		await runs.grant("trusted", runs.get(1).definition);
		vfs.store.close();
		expect((await run("trusted")).status).toBe(0);
		await desk.ok("undo");
		await define("trusted", "approve: always\nbudget: 50000\n");
		expect((await run("trusted")).status).toBe(4);
	});
});

describe("limits", () => {
	test("tokens of a run", async () => {
		await define("thrifty", "budget: 40\n");
		answer = () => ({ ...shell("ls /"), usage: { input: 15, output: 10 } });
		const outcome = await run("thrifty");
		expect([outcome.status, server.asked.length]).toEqual([7, 2]);
		expect(await status(1)).toBe("failed");
	});

	test("model calls of a run", async () => {
		await define("endless", "steps: 3\n");
		answer = () => shell("ls /");
		const outcome = await run("endless");
		expect([outcome.status, server.asked.length]).toEqual([1, 3]);
	});

	test("time of a run", async () => {
		await define("slow", "deadline: 1s\n");
		answer = () => shell("sleep 60");
		const before = Date.now();
		const outcome = await run("slow");
		expect(outcome.status).toBe(124);
		expect(Date.now() - before).toBeLessThan(15_000);
		expect(await status(1)).toBe("cancelled");
	});

	test("cancelled by another hand", async () => {
		let cancelling: Promise<string> | undefined;
		answer = () => {
			cancelling ??= desk.ok("agent", "cancel", "1");
			return shell("sleep 60");
		};
		const outcome = await run("worker");
		await cancelling;
		expect([outcome.status, await status(1)]).toEqual([130, "cancelled"]);
	});

	test("output is cut, and ends what writes it", async () => {
		inTurn(shell("yes"), { text: "ok" });
		expect((await run("worker")).status).toBe(0);
		const last = JSON.stringify(server.asked.at(-1)?.body);
		expect(last.length).toBeLessThan(40_000);
		expect(last).toContain("characters left out");
	});
});

test("a run is told of as long as what it read is kept", async () => {
	inTurn(shell("cat /notes/work/plan.md"), { text: "ok" });
	await run("worker");
	await desk.ok("erase", "--yes", "/notes/work/plan.md");
	expect((await desk.run(["agent", "logs", "1"])).status).toBe(3);
});

test("the safety gate judges what it reads before anything is sent", async () => {
	await desk.put("/notes/work/bad.md", "I want to kill myself tonight, I have the pills ready.\n");
	inTurn(shell("cat /notes/work/bad.md"), { text: "ok" });
	const outcome = await run("worker");
	expect([outcome.status, server.asked.length]).toEqual([10, 1]);
	// The whole of a file whose first line it knows, and a copy elsewhere.
	await desk.put("/notes/work/late.md", "A fine day.\nI want to kill myself tonight, I have the pills ready.\n");
	await define("worker", "", "[/notes/work/**, /files/**]", "[/files/**]");
	for (const path of ["/notes/work/late.md", "/files/copy.txt"]) {
		server.asked.length = 0;
		inTurn(shell("head -1 /notes/work/late.md; cp /notes/work/late.md /files/copy.txt"), shell(`cat ${path}`), {
			text: "ok",
		});
		expect([(await run("worker")).status, server.asked.length]).toEqual([10, 2]);
	}
});

test("a local summary passes the gate, too: personal writing, and what is tagged private", async () => {
	await desk.put("/agents/summer.md", "---\nlocal: summary\n---\nSum up.\n");
	const card = (tags: string) =>
		`BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nCATEGORIES:${tags}\r\nNOTE:I want to kill myself tonight. I have the pills ready.\r\nEND:VCARD\r\n`;
	await desk.put("/contacts/open.vcf", card("friends"));
	await desk.put("/contacts/mine.vcf", card("friends,private"));
	expect((await run("summer", "--local", "/contacts/open.vcf")).status).toBe(0);
	expect((await run("summer", "--local", "/contacts/mine.vcf")).status).toBe(10);
});

test("what is done stays done, though the same plan is refused at once by somebody else", async () => {
	WRITES();
	await run("worker");
	await desk.ok("agent", "approve", "1");
	const vfs = await desk.vfs();
	const { Runs } = await import("../../../src/agents/index.ts");
	await new Runs(vfs.store).end(1, "refused");
	vfs.store.close();
	expect(await status(1)).toBe("done");
});

test("a run whose process is gone is killed", async () => {
	const vfs = await desk.vfs();
	const { Runs } = await import("../../../src/agents/index.ts");
	const id = await new Runs(vfs.store).start({
		agent: "x",
		definition: "",
		task: "",
		permissions: { reads: [], writes: [] },
	});
	await vfs.store.database.write(() => vfs.store.database.run("UPDATE agent_run SET owner = '999999-1-x'"));
	vfs.store.close();
	expect(await status(id)).toBe("killed");
});

describe("definitions", () => {
	test("what is wrong is told with its line", async () => {
		for (const [front, told] of [
			["reads: [notes]", "no absolute path"],
			["tools: [key]", "no command that an agent may have"],
			["deadline: 2h", "no time up to 60 minutes"],
			["wirtes: [/x]", "has no `wirtes`"],
			["writes: [/notes/../sys/**]", "no absolute path"],
		]) {
			const outcome = await desk.run(["write", "/agents/bad.md"], { stdin: `---\n${front}\n---\nx\n` });
			expect([front, outcome.status]).toEqual([front, 5]);
			expect(outcome.stderr).toContain(told);
		}
	});

	test("new, list and show", async () => {
		await desk.ok(
			"agent",
			"new",
			"diarist",
			"--about",
			"Days",
			"-r",
			"/notes/**",
			"-w",
			"/mail/outbox/**",
			"-m",
			"Sum up.",
		);
		expect(await desk.ok("agent", "list")).toContain("diarist\tDays");
		expect(await desk.ok("agent", "show", "diarist")).toContain("! It may write to /mail/outbox/**");
		expect((await desk.run(["agent", "new", "diarist"])).status).not.toBe(0);
		expect((await desk.run(["agent", "run", "diarst"])).stderr).toContain("did you mean diarist?");
		for (const name of ["../notes/evil", "/notes/evil.md"])
			for (const verb of ["new", "run", "show"])
				expect((await desk.run(["agent", verb, name])).stderr).toContain("agents are files of /agents");
	});
});
