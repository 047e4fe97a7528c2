import { afterAll, beforeAll, expect, test } from "vitest";
import { DeskError } from "../../src/base/errors.ts";
import { Twin } from "../../test/support/oracle.ts";
import { both, runTool, shown } from "../../test/support/tools.ts";

let twin: Twin;
beforeAll(async () => {
	twin = await Twin.make({ "a.txt": Buffer.from("a\n") });
});
afterAll(() => twin.remove());

test.each([
	"timeout 5 echo hi",
	"timeout 0.1 sleep 5",
	"timeout -s INT 0.1 sleep 5",
	"timeout --preserve-status 0.1 sleep 5",
	"timeout --preserve-status -s INT 0.1 sleep 5",
	"timeout 0 echo x",
	"timeout 1m sh -c X",
	"timeout 5 false",
	"timeout 5x echo",
	"timeout -s NOPE 5 echo",
	"timeout 5",
	"timeout 5 no-such-command",
	"timeout 2 timeout 0.1 sleep 3",
	"sleep 0.01 .01s",
	"sleep",
	"sleep x",
	"sleep -- -1",
	"true --whatever",
	"false a b",
	"env -u",
	"env -u A=B",
	"env -C none true",
	"env no-such-command",
	"env false",
	"printenv NONE",
	"printenv A NONE",
])("%s", async (line) => {
	const words = line.split(" ").map((word) => (word === "X" ? "exit 7" : word));
	const { desk, gnu } = await both(twin, words, { variables: { A: "b c", B: "" } });
	expect(shown(desk)).toEqual(shown(gnu));
});

test.each(["-s KILL", "-s 9 --preserve-status"])("timeout %s: 137, as a shell says it", async (words) => {
	const { status } = await runTool(twin.desk, ["timeout", ...words.split(" "), "0.1", "sleep", "5"]);
	expect(status).toBe(137);
});

test("a signal ends sleep at once, with 130", async () => {
	const stop = new AbortController();
	const began = performance.now();
	const run = runTool(twin.desk, ["sleep", "infinity"], { signal: stop.signal });
	setTimeout(() => stop.abort(new DeskError("EINTR", "stopped")), 50);
	expect((await run).status).toBe(130);
	expect(performance.now() - began).toBeLessThan(10_000);
});

test("yes ends with its reader or a signal", async () => {
	const stop = new AbortController();
	setTimeout(() => stop.abort(new DeskError("EINTR", "stopped")), 300);
	const outcome = await runTool(twin.desk, ["yes", "a", "b"], { signal: stop.signal });
	expect([outcome.status, outcome.stdout.slice(0, 8)]).toEqual([130, "a b\na b\n"]);
});

test.each([
	["-i", "X=1", "env"],
	["-u", "B", "A=2", "printenv"],
	["-S", "A=3 printenv A"],
	["-S", "-u A printenv A"],
	["-S", 'X="a  b"\\_Y=\\"q printenv X Y # no'],
	["-S", `X=\${A}y Z='\${A}' printenv X Z`],
	["-C", "sub", "true"],
	["-", "Q=1", "printenv"],
	["-0"],
	["A=1", "C=2"],
	["printenv", "-0", "A"],
])("env %j", async (...words) => {
	await twin.put("sub/x", Buffer.from(""));
	const only = ["env", "-i", "A=b c", "B="];
	const desk = await runTool(twin.desk, ["env", ...words], { variables: { A: "b c", B: "" } });
	const gnu = twin.gnu([...only, "env", "-C", `${twin.folder}/files`, "env", ...words]);
	expect(shown(desk)).toEqual(shown(gnu));
});

test("watch prints each round, and ends when the output changes", async () => {
	const rounds = await runTool(twin.desk, ["watch", "-n", "0.1", "--rounds", "2", "echo", "hi"]);
	expect(rounds.stdout).toBe("Every 0.1s: echo hi\n\nhi\nEvery 0.1s: echo hi\n\nhi\n");
	const waits = runTool(twin.desk, ["watch", "-t", "-g", "-n", "0.1", "cat", "a.txt"]);
	await new Promise((resolve) => setTimeout(resolve, 500));
	await twin.desk.put("/files/a.txt", "b\n");
	expect(await waits).toMatchObject({ status: 0, stdout: expect.stringMatching(/^(a\n)+b\n$/) });
});

test("watch on a terminal draws over the last round, with what changed marked", async () => {
	const { stdout } = await runTool(twin.desk, ["watch", "-d", "-n", "0.1", "--rounds", "1", "echo", "hi"], {
		columns: 60,
	});
	expect(stdout.startsWith("\x1b[H\x1b[2J\x1b[3JEvery 0.1s: echo hi")).toBe(true);
	expect(stdout.endsWith("\n\nhi\n")).toBe(true);
});
