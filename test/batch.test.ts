/** `desk -c`, scripts and their options, as a batch run or another program calls them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "./support/desk.ts";

let desk: TestDesk;
beforeAll(async () => {
	desk = await makeDesk();
});
afterAll(() => desk.remove());

const SCRIPT = "echo out; echo err >&2; exit 3";

test.each([
	[["--json", "-c", SCRIPT]],
	[["-c", SCRIPT, "--json"]],
	[["-c", "--json", SCRIPT]],
	[["--json", "--sandbox", "-c", SCRIPT]],
])("%j gives one object, and the status of the script", async (argv) => {
	const { status, stdout, stderr } = await desk.run(argv);
	expect(status).toBe(3);
	expect(stderr).toBe("");
	expect(JSON.parse(stdout)).toEqual({ status: 3, stdout: "out\n", stderr: "err\n", milliseconds: expect.any(Number) });
});

test("bytes that are no text are base64 in the object", async () => {
	const { stdout } = await desk.run(["--json", "-c", "printf '\\377'"]);
	expect(JSON.parse(stdout)).toMatchObject({ stdout_base64: "/w==", stderr: "" });
});

test("stdout and stderr are kept apart, and the status is that of the last command", async () => {
	expect(await desk.run(["-c", SCRIPT])).toMatchObject({ status: 3, stdout: "out\n", stderr: "err\n" });
	expect(await desk.run(["-ec", "false; echo no"])).toMatchObject({ status: 1, stdout: "" });
	expect(await desk.run(["-o", "pipefail", "-c", "false | true"])).toMatchObject({ status: 1 });
	expect(await desk.run(["-c", 'echo "$0 $1"', "name", "one"])).toMatchObject({ stdout: "name one\n" });
	expect(await desk.run([], { stdin: "read x\nline\necho got $x" })).toMatchObject({ status: 0, stdout: "got line\n" });
});

test("wrong command lines are usage errors", async () => {
	for (const argv of [["-c"], ["-z"], ["--nonsense", "-c", "true"], ["--json"], ["-c", "if"]])
		expect((await desk.run(argv)).status, argv.join(" ")).toBe(2);
});

test("a sandbox ends what has no end", async () => {
	for (const script of ["f() { f; }; f", "x=aaaaaaaa; while :; do x=$x$x; done", "yes"]) {
		const { status, stderr } = await desk.run(["--sandbox", "-c", script]);
		expect(status, script).not.toBe(0);
		expect(stderr).toMatch(
			/^desk: (line 1: .*(nested more than|longer than)|this script was stopped: more than 67108864 bytes of output)/,
		);
	}
});
