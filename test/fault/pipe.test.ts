/** What stands at the other end of a pipe may go away. */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { Store } from "../../src/store/index.ts";
import { Vfs } from "../../src/vfs/index.ts";
import { builtProgram, ended, type Program } from "../support/program.ts";
import { temporaryFolder } from "../support/store.ts";

let folder: string;
let home: string;
let program: Program;
beforeAll(async () => {
	folder = temporaryFolder();
	home = join(folder, "desk");
	program = builtProgram();
	const store = await Store.create(home, { store: "file" });
	const vfs = new Vfs(store, mounts, "user");
	await vfs.write("/files/big.txt", Buffer.alloc(20_000_000, "a line of a large file\n"), { cause: "test" });
	for (let at = 0; at < 300; at++)
		await vfs.write(`/notes/${at}.md`, `# ${at}\n${"text ".repeat(100)}\n`, { cause: "test" });
	store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Run a line of bash in which `$desk` is the program. @returns its output, and the statuses of its first pipeline */
async function bash(line: string) {
	const script = `set -o pipefail; desk="${process.execPath} ${program.desk}"; ${line}; echo "statuses \${PIPESTATUS[*]}"`;
	return await ended(spawn("bash", ["-c", script], { env: { ...process.env, DESK_HOME: home, DESK_KEYCHAIN: "off" } }));
}

test.each([
	"cat /files/big.txt",
	"cat /files/big.txt /files/big.txt",
	"cat -n /files/big.txt",
	"ls -R /",
	"log",
	"find /notes",
	"grep -r text /notes",
])("desk %s | head -1 ends quietly", async (command) => {
	const { stdout, stderr } = await bash(`$desk ${command} | head -1 | cut -c 1-20`);
	expect(stderr).toBe("");
	const [first, statuses] = stdout.toString().split("\n");
	expect(first).not.toBe("");
	expect(statuses).toMatch(/^statuses (0|141) 0 0$/);
});

test("nobody reads at all", async () => {
	const { stdout, stderr } = await bash("$desk cat /files/big.txt | true");
	expect([stdout.toString(), stderr]).toMatchObject([expect.stringMatching(/^statuses (0|141) 0\n$/), ""]);
});

test("the first line of a large file does not cost reading it all", async () => {
	const started = performance.now();
	await bash("$desk cat /files/big.txt | head -1");
	const short = performance.now() - started;
	const { stdout } = await bash("$desk cat /files/big.txt | wc -c");
	expect(stdout.toString()).toMatch(/^20000000\n/);
	expect(short).toBeLessThan(20_000);
});

test("stdout that cannot be written is an error, and no bug", async () => {
	const { stdout, stderr } = await bash("$desk cat /files/big.txt > /dev/full");
	expect(stdout.toString()).toBe("statuses 1\n");
	expect(stderr).toMatch(/^desk: .*\n$/);
	expect(stderr).not.toMatch(/bug/);
});

test("a writer that stops halfway is written as far as it came, as every shell has it", async () => {
	const { stdout, stderr } = await bash(
		"(echo one; echo two) | $desk write /files/part.txt; $desk cat /files/part.txt",
	);
	expect([stdout.toString(), stderr]).toEqual(["one\ntwo\nstatuses 0\n", ""]);
});
