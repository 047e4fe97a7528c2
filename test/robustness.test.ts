/** Several at once, signals, and a clock that goes backwards: in processes of their own. */
import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "./support/desk.ts";
import { builtProgram, ended } from "./support/program.ts";
import { REFUSAL } from "./support/untouched.ts";

let desk: TestDesk;
beforeEach(async () => {
	desk = await makeDesk();
});
afterEach(() => {
	delete process.env.DESK_NOW;
	delete process.env.EDITOR;
	desk.remove();
});
const there = (name: string) => readdirSync(desk.folder).includes(name);
async function until(is: () => boolean): Promise<void> {
	for (const from = Date.now(); !is(); await sleep(5))
		if (Date.now() - from > 20_000) throw new Error("it never came to that");
}

test("two edits of one file: the second loses with status 6, and its text is kept", async () => {
	await desk.put("/notes/a.md", "# A\n");
	const program = builtProgram();
	const edit = (who: string) => {
		const script = join(desk.folder, `${who}.sh`);
		writeFileSync(
			script,
			`echo "by ${who}" >> "$1"; : > '${desk.folder}/${who}.open'; until [ -e '${desk.folder}/${who}.go' ]; do sleep 0.02; done\n`,
		);
		process.env.EDITOR = `sh ${script}`;
		return ended(program.start(desk.home, ["edit", "/notes/a.md"]));
	};
	const one = edit("one");
	const two = edit("two");
	await until(() => there("one.open") && there("two.open"));
	writeFileSync(join(desk.folder, "one.go"), "");
	expect(await one).toMatchObject({ status: 0, stderr: "" });
	writeFileSync(join(desk.folder, "two.go"), "");
	const lost = await two;
	expect([lost.status, lost.stderr]).toEqual([6, expect.stringMatching(REFUSAL)]);
	expect(await desk.ok("cat", "/notes/a.md")).toBe("# A\nby one\n");
	const kept = /kept at (\S+)\n/.exec(lost.stderr)?.[1] ?? "";
	expect(await desk.ok("cat", kept)).toBe("# A\nby two\n");
	expect(await desk.ok("log", "verify")).toMatch(/chain is whole/);
});

test("a write waits while another process writes; a read does not", async () => {
	const program = builtProgram();
	const holder = program.script("hold-lock.mjs", desk.home, [60_000]);
	const held = ended(holder);
	await new Promise((resolve) => holder.stdout?.once("data", resolve));
	let isWritten = false;
	const writing = program.run(desk.home, ["write", "/notes/waited.md"], "# Waited\n").finally(() => {
		isWritten = true;
	});
	expect(await program.run(desk.home, ["ls", "/"])).toMatchObject({ status: 0, stderr: "" });
	await sleep(500);
	expect([isWritten, holder.exitCode]).toEqual([false, null]);
	holder.kill();
	expect(await writing).toMatchObject({ status: 0, stderr: "" });
	expect((await held).signal).toBe("SIGTERM");
	expect(await desk.ok("cat", "/notes/waited.md")).toBe("# Waited\n");
});

test.each(["SIGTERM", "SIGINT"] as const)(
	"%s in an import: status 130, what is committed stays, the same again completes it",
	async (signal) => {
		const source = join(desk.folder, "source");
		const count = 6000;
		for (let at = 0; at < count; at++) {
			if (at % 1000 === 0) mkdirSync(join(source, String(at / 1000)), { recursive: true });
			writeFileSync(join(source, String(Math.floor(at / 1000)), `${at}.md`), `# ${at}\n`);
		}
		const child = builtProgram().start(desk.home, ["import", "notes", source, "-v"]);
		const ending = ended(child);
		child.stdout?.once("data", () => child.kill(signal));
		const stopped = await ending;
		expect([stopped.status, stopped.stderr]).toEqual([
			130,
			expect.stringMatching(/^stopped: \d+ files are in; run the same command again to go on\n$/),
		]);
		const said = Number(/\d+/.exec(stopped.stderr)?.[0]);
		const vfs = await desk.vfs();
		const files = async () => {
			let found = 0;
			for await (const { kind } of vfs.walk("/notes")) if (kind === "file") found++;
			return found;
		};
		expect(await files()).toBe(said);
		expect(said).toBeGreaterThan(0);
		expect(said).toBeLessThan(count);
		expect((await desk.run(["import", "notes", source, "-q"])).status).toBe(0);
		expect(await files()).toBe(count);
		expect(vfs.store.log.verify().problems).toEqual([]);
		vfs.store.close();
	},
);

test("a clock that goes backwards: the log verifies, and history keeps the order in which things were done", async () => {
	const at = (instant: string) => {
		process.env.DESK_NOW = instant;
	};
	at("2026-11-20T12:00:00Z");
	await desk.put("/notes/a.md", "one\n");
	at("2026-11-20T11:00:00Z");
	await desk.put("/notes/a.md", "two\n");
	at("1999-12-31T23:59:59Z");
	await desk.put("/notes/a.md", "three\n");
	await desk.put("/tasks/work/t.md", "---\nrepeat: daily\ndue: 2026-11-20\n---\n# T\n");
	await desk.ok("task", "done", "t");
	expect(await desk.ok("log", "verify")).toMatch(/chain is whole/);
	const revisions = (await desk.ok("history", "--json", "/notes/a.md"))
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line).revision);
	expect(revisions).toEqual([3, 2, 1]);
	expect(await desk.ok("cat", "/notes/a.md@1")).toBe("one\n");
	expect(await desk.ok("cat", "/notes/a.md@-1")).toBe("two\n");
	await desk.ok("undo");
	await desk.ok("undo", /^(\d+)/m.exec((await desk.ok("log", "/notes/a.md")).split("\n")[0] ?? "")?.[1] ?? "");
	expect(await desk.ok("cat", "/notes/a.md")).toBe("two\n");
	at("2026-11-21T12:00:00Z");
	expect((await desk.run(["doctor", "--deep"])).status).toBe(0);
	expect(await desk.ok("gc", "--dry-run")).toMatch(/\b0\b/);
	at("nonsense");
	await desk.put("/notes/a.md", "now\n");
	expect(await desk.ok("log", "verify")).toMatch(/chain is whole/);
});

test("times that no clock shows: before 1970, and in the year 9999", async () => {
	const source = join(desk.folder, "old");
	mkdirSync(source);
	for (const [name, time] of [
		["old", -1_000_000_000],
		["far", 250_000_000_000],
	] as const) {
		writeFileSync(join(source, name), name);
		utimesSync(join(source, name), time, time);
	}
	await desk.ok("import", "files", source);
	for (const argv of [
		["ls", "-l", "/files"],
		["stat", "/files/old"],
		["find", "/files", "-mtime", "+1"],
		["log", "verify"],
	])
		expect((await desk.run(argv)).status, argv.join(" ")).toBe(0);
	rmSync(source, { recursive: true });
});
