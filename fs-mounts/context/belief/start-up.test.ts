/** What a cold process loads: the larger part of the time of a list. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { builtProgram } from "../../../test/support/program.ts";

const folder = mkdtempSync(join(tmpdir(), "desk-start-up-"));
const hook = join(folder, "hook.cjs");
const env = { ...process.env, DESK_HOME: join(folder, "desk"), DESK_KEYCHAIN: "off" };
let desk: string;

beforeAll(() => {
	({ desk } = builtProgram());
	writeFileSync(hook, 'process.on("exit", () => process.stderr.write(Object.keys(require.cache).join("\\n")));\n');
	for (const line of ["init --key file", "biz init Weir", "belief add Mornings -c timing"])
		execFileSync(process.execPath, [desk, ...line.split(" ")], { env, stdio: "ignore" });
	const evidence = [
		"-e",
		"/context/weir/profile.md",
		"-n",
		"opened before nine",
		"--trials",
		"400",
		"--successes",
		"31",
	];
	execFileSync(process.execPath, [desk, "belief", "confirm", "mornings", ...evidence], { env, stdio: "ignore" });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(["belief list", "belief why mornings"])("%s loads no YAML parser", (line) => {
	const { status, stdout, stderr } = spawnSync(process.execPath, ["-r", hook, desk, ...line.split(" ")], {
		env,
		encoding: "utf8",
	});
	expect([status, stdout]).toEqual([0, expect.stringMatching(/\/context\/weir\//)]);
	expect(stderr).toContain("better_sqlite3.node");
	expect(stderr).not.toContain("lib-yaml");
});
