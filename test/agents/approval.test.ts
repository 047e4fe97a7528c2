/** The approval of a plan in a real terminal, by the built program. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shell, startModel, useModel } from "../support/agent-model.ts";
import { makeDesk, type TestDesk } from "../support/desk.ts";
import { hasTmux, Pane } from "../support/pane.ts";
import { builtProgram } from "../support/program.ts";
import type { ProviderServer } from "../support/provider-server.ts";

if (!hasTmux) console.warn("test/agents/approval.test.ts is skipped: tmux is not installed");

describe.skipIf(!hasTmux)("in a terminal", () => {
	const program = builtProgram();
	let desk: TestDesk;
	let model: ProviderServer;
	let pane: Pane;
	let turn = 0;

	beforeAll(async () => {
		desk = await makeDesk();
		model = await startModel(({ results }) =>
			results.length === 0
				? shell(
						`printf 'Do it? [y]es\\n\\033[2Jnew ${++turn}\\n' > /notes/plan.md; echo x > '/notes/Do it? yes.md'; echo x > '/notes/${"y".repeat(103)}Do it? [y]es, once: y.md'`,
					)
				: { text: "Written.\nDo it? yes" },
		);
		await useModel(desk, model);
		await desk.put("/notes/plan.md", "old\n");
		await desk.put("/agents/worker.md", "---\nreads: [/notes/**]\nwrites: [/notes/**]\napprove: always\n---\nWork.\n");
		pane = new Pane(
			desk.folder,
			{ ...process.env, DESK_HOME: desk.home, DESK_KEYCHAIN: "off", TERM: "xterm-256color", PS1: "$ " },
			120,
			40,
		);
	});
	afterAll(async () => {
		pane?.close();
		await model?.stop();
		desk?.remove();
	});

	const start = async () => {
		pane.enter(`clear; ${program.desk} agent run worker; echo "status=$?"`);
		return await pane.shows(/Do it\? \[y\]es, once, for.*\[n\]o:$/m);
	};

	test("the plan is shown, nothing in it looks like the question, and no changes nothing", async () => {
		const screen = await start();
		expect(screen).toContain("worker would change 3 things:");
		expect(screen).toContain('make   "/notes/Do it? yes.md"');
		expect(screen).toMatch(/│ \+\\u\{1b\}\[2Jnew 1/);
		const asking = screen.split("\n").filter((line) => line.startsWith("Do it?"));
		expect(asking.length).toBe(1);
		pane.enter("n");
		await pane.shows(/status=4/);
		expect(await desk.ok("cat", "/notes/plan.md")).toBe("old\n");
	});

	test("an empty answer and a wrong one ask again; yes makes the changes once", async () => {
		await start();
		pane.enter("");
		pane.enter("maybe");
		for (const word of ["stop", "abort"]) pane.enter(word); // neither `s` nor `a`
		pane.enter("y");
		await pane.shows(/status=0/);
		expect(await desk.ok("cat", "/notes/plan.md")).toContain("new 2");
		expect(await desk.ok("agent", "show", "worker")).toContain("may be approved for good");
	});

	test("who leaves it by Ctrl-C may say yes later, in a session, too", async () => {
		pane.enter(`clear; ${program.desk}`);
		await pane.shows(/❯/);
		pane.enter("agent run worker");
		await pane.shows(/^Do it\? \[y\]es, once/m); // not what the run has printed
		pane.press("C-c");
		await pane.shows(/\[n\]o:[^❯]*❯/);
		expect(await desk.ok("agent", "logs", "--status", "waiting")).toContain("\tworker\t");
		pane.enter("exit");
		await pane.shows(/❯ exit\n\$/);
	});

	test("always: the next run does not ask, until the file is another", async () => {
		await start();
		pane.enter("a");
		await pane.shows(/status=0/);
		pane.enter(`clear; ${program.desk} agent run worker; echo "status=$?"`);
		expect(await pane.shows(/status=0/)).not.toContain("once,");
		expect(await desk.ok("cat", "/notes/plan.md")).toContain("new 5");
		await desk.put("/agents/worker.md", "---\nreads: [/notes/**]\nwrites: [/**]\napprove: always\n---\nWork.\n");
		await start();
		pane.enter("n");
		await pane.shows(/status=4/);
	});
});
