import { afterAll, beforeAll, expect, test } from "vitest";
import commands from "../../commands/registry.ts";
import mounts from "../../fs-mounts/registry.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import type { StageIo } from "../command/index.ts";
import type { Vfs } from "../vfs/index.ts";
import { DeskCommands } from "./desk-commands.ts";

let desk: TestDesk;
let vfs: Vfs;
beforeAll(async () => {
	desk = await makeDesk();
	vfs = await desk.vfs();
});
afterAll(() => {
	vfs.store.close();
	desk.remove();
});

/** Run a command as an agent would. */
async function run(argv: readonly string[], more: Partial<StageIo> & { input?: string } = {}) {
	const hand = vfs.as("agent:tester");
	const host = new DeskCommands(
		{ version: "0", commands, mounts },
		{ home: desk.home, actor: hand.actor, open: () => Promise.resolve(hand) },
	);
	const out = { stdout: "", stderr: "" };
	const into = (name: keyof typeof out) => ({
		write: (bytes: Uint8Array | string) => {
			out[name] += Buffer.from(bytes as string).toString();
		},
		flush() {},
	});
	const status = await host.run(argv, {
		stdin: (async function* () {
			yield Buffer.from(more.input ?? "");
		})(),
		stdout: into("stdout"),
		stderr: into("stderr"),
		terminal: { stdin: false, stdout: false, stderr: false, columns: 80 },
		cwd: "/",
		variables: {},
		signal: new AbortController().signal,
		execute: () => Promise.resolve(127),
		device: () => undefined,
		...more,
	});
	return { status, ...out };
}

test("a command writes as the actor of the view that it is given, in a change set of its own", async () => {
	const written = await run(["write", "-p", "/notes/by-agent.md"], { input: "text\n" });
	expect(written).toEqual({ status: 0, stdout: "", stderr: "" });
	const log = JSON.parse((await desk.ok("log", "-n", "1", "--json")).trim());
	expect(log).toMatchObject({ actor: "agent:tester", cause: "desk write -p /notes/by-agent.md" });
});

test("it has the environment that it is given, not this process's", async () => {
	process.env.DESK_TEST_SECRET = "sesame";
	try {
		expect((await run(["printenv", "DESK_TEST_SECRET"])).stdout).toBe("");
		expect((await run(["printenv", "GIVEN"], { variables: { GIVEN: "yes" } })).stdout).toBe("yes\n");
	} finally {
		delete process.env.DESK_TEST_SECRET;
	}
});

test.each([[["-c", "echo ran"]], [["/etc/passwd"]], [["./script.sh"]], [["--sandbox", "x"]], [["__complete"]], [[]]])(
	"%j is no command, and no script either",
	async (argv) => {
		const outcome = await run(argv);
		expect(outcome.status).toBe(127);
		expect(outcome.stdout).toBe("");
		expect(outcome.stderr).toContain("there is no such command");
	},
);

test("a signal ends it with 130", async () => {
	const controller = new AbortController();
	setTimeout(() => controller.abort(), 50);
	expect((await run(["sleep", "20"], { signal: controller.signal })).status).toBe(130);
});
