import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CONFIG } from "../../src/base/config.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
beforeEach(async () => {
	desk = await makeDesk();
});
afterEach(() => desk.remove());

test("lists its files with the sizes that they have, and takes no writes", async () => {
	const entries = (await desk.ok("ls", "--json", "/sys"))
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(entries.map((entry) => entry.name)).toEqual([
		"config",
		"health",
		"jobs",
		"log",
		"mounts",
		"rejected",
		"usage",
		"version",
	]);
	for (const { path, kind, size, mode } of entries) {
		expect(mode).toBe(kind === "directory" ? "0555" : "0444");
		if (kind === "file") expect(Math.abs((await desk.run(["cat", path])).bytes.length - size)).toBeLessThan(4); // "free on the disk" moves
	}
	for (const path of ["/sys/config", "/sys/new", "/sys/rejected/1-x"]) {
		const refused = await desk.run(["write", path], { stdin: "x" });
		expect(refused.status).toBe(4);
		expect(refused.stderr).toContain(path);
	}
	expect((await desk.run(["cat", "/sys/nothing"])).status).toBe(3);
});

test("config is TOML with every setting, its class, source and purpose", async () => {
	await desk.ok("config", "set", "trash.keep", "30d");
	process.env.DESK_TASKS_LIST = "work";
	try {
		const text = await desk.ok("cat", "/sys/config");
		const shown = parse(text) as Record<string, Record<string, unknown>>;
		for (const [key, { fallback, about }] of Object.entries(CONFIG)) {
			const [section = "", name = ""] = key.split(".");
			const expected = { "trash.keep": "30d", "tasks.list": "work" }[key] ?? fallback;
			expect(shown[section]?.[name]).toBe(expected);
			expect(text).toContain(`# ${about}\n`);
		}
		expect(text).toContain("# public; from config.toml; default");
		expect(text).toContain("# public; from DESK_TASKS_LIST; default");
	} finally {
		delete process.env.DESK_TASKS_LIST;
	}
	writeFileSync(join(desk.home, "config.toml"), "keep = = 1\n");
	expect(await desk.ok("cat", "/sys/config")).toMatch(/^# .*config\.toml:1:8: the settings cannot be read/m);
	expect(await desk.ok("ls", "/sys")).toContain("config\n");
});

test("rejected keeps what was refused, under a name that is safe, byte for byte", async () => {
	const big = Buffer.alloc(700_000, "ä");
	await desk.put("/files/big \x1b[1mname\x07.bin", "1");
	const refused = await desk.run(["write", "--expect", "9", "/files/big \x1b[1mname\x07.bin"], { stdin: big });
	expect(refused.status).toBe(6);
	const [, kept = ""] = /kept at (\S.*)\n/.exec(refused.stderr) ?? [];
	expect(kept).toBe("/sys/rejected/1-big 1mname.bin");
	expect((await desk.run(["cat", kept])).bytes.equals(big)).toBe(true);
	const [entry] = (await desk.ok("ls", "--json", "/sys/rejected"))
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(entry).toMatchObject({ path: kept, size: big.length, kind: "file" });
	expect(JSON.parse(await desk.ok("ls", "--json", kept)).mtime).toBe(entry.mtime);
	for (const other of ["/sys/rejected/1-other", "/sys/rejected/1", "/sys/rejected/2-x"])
		expect((await desk.run(["cat", other])).status).toBe(3);
	const [row] = (await desk.ok("rejected", "--json"))
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(row).toMatchObject({ kept, path: "/files/big \x1b[1mname\x07.bin", size: big.length, actor: "user" });
	expect(row.error).toContain("revision 9");
});

test("mounts counts files and bytes; log and version are as the commands say", async () => {
	await desk.put("/files/a/b.bin", "12345");
	await desk.put("/files/c", "1");
	const rows = (await desk.ok("cat", "/sys/mounts"))
		.trim()
		.split("\n")
		.map((line) => line.split("\t"));
	expect(rows[0]).toEqual(["name", "files", "bytes", "summary"]);
	expect(rows.find(([name]) => name === "files")?.slice(0, 3)).toEqual(["files", "2", "6"]);
	expect(
		rows
			.map(([name]) => name)
			.slice(1)
			.sort(),
	).toEqual((await desk.ok("ls", "/")).trim().split("\n"));
	const log = (await desk.ok("cat", "/sys/log")).trim().split("\n");
	expect(log).toEqual((await desk.ok("log")).trim().split("\n"));
	expect(log[0]).toMatch(/^2\t.*Z\tuser\t1\tdesk write/);
	const versions = JSON.parse(await desk.ok("version", "--json"));
	for (const value of Object.values(versions)) expect(await desk.ok("cat", "/sys/version")).toContain(` ${value}\n`);
});

test("health says what doctor says", async () => {
	const lines = (await desk.ok("cat", "/sys/health"))
		.trim()
		.split("\n")
		.map((line) => line.split("\t"));
	const findings = (await desk.ok("doctor", "--json"))
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(lines.map(([level, check]) => [check, level])).toEqual(findings.map(({ check, level }) => [check, level]));
	expect(lines.find(([, check]) => check === "key")?.[0]).toBe("warning");
});
