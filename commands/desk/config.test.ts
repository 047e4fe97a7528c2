import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { CONFIG } from "../../src/base/config.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { config } from "./config.ts";

let desk: TestDesk;
beforeEach(async () => {
	desk = await makeDesk();
});
afterEach(() => {
	vi.unstubAllEnvs();
	desk.remove();
});
const file = () => join(desk.home, "config.toml");

test("list has every setting with value, source, default, class and purpose; get one", async () => {
	await desk.ok("config", "set", "trash.keep", "30d");
	vi.stubEnv("DESK_HISTORY_KEEP", "2y");
	const items = (await desk.ok("config", "--json"))
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(items.map((item) => item.key)).toEqual(Object.keys(CONFIG));
	const find = (key: string) => items.find((item) => item.key === key);
	expect(find("trash.keep")).toEqual({
		key: "trash.keep",
		value: "30d",
		source: "file",
		default: "forever",
		class: "public",
		doc: CONFIG["trash.keep"].about,
	});
	expect(find("history.keep")).toMatchObject({ value: "2y", source: "environment" });
	expect(find("tasks.list")).toMatchObject({ source: "default", value: "inbox" });
	const schema = config.commands[0]?.output?.(z);
	for (const item of items) expect(schema?.safeParse(item).success).toBe(true);
	expect(await desk.ok("config", "get", "trash.keep")).toBe("30d\n");
	expect((await desk.ok("config", "list")).split("\n")).toContain(
		`trash.keep\t30d\tfile\tpublic\t${CONFIG["trash.keep"].about}`,
	);
	const { stdout } = await desk.run(["config", "get", "trash.keep"], { columns: 80 });
	expect(stdout).toContain(CONFIG["trash.keep"].about);
});

test("set writes the file and keeps its comments; unset goes back", async () => {
	writeFileSync(file(), "# mine\n[trash]\nkeep = '1d' # short\n");
	expect(await desk.ok("config", "set", "trash.keep", "60d")).toBe("trash.keep = 60d\n");
	expect(readFileSync(file(), "utf8")).toBe('# mine\n[trash]\nkeep = "60d" # short\n');
	expect(await desk.ok("config", "unset", "trash.keep")).toBe("trash.keep = forever\n");
	expect(readFileSync(file(), "utf8")).toBe("# mine\n[trash]\n");
	await desk.ok("config", "set", "notes.daily", "Tagebuch/2026");
	expect(await desk.ok("config", "get", "notes.daily")).toBe("Tagebuch/2026\n");
});

test("says when the environment goes before the file", async () => {
	vi.stubEnv("DESK_TRASH_KEEP", "1y");
	const { stdout, stderr } = await desk.run(["config", "set", "trash.keep", "60d"]);
	expect(stdout).toBe("trash.keep = 1y\n");
	expect(stderr).toContain("DESK_TRASH_KEEP is set");
});

test("unknown keys name the nearest, wrong values say what is right; status 5, nothing written", async () => {
	for (const argv of [
		["get", "trash.kep"],
		["set", "trash.kep", "1d"],
		["unset", "trash.kep"],
	]) {
		expect(await desk.run(["config", ...argv])).toMatchObject({
			status: 5,
			stderr: "desk: config: there is no setting 'trash.kep'; did you mean trash.keep?\n",
		});
	}
	expect((await desk.run(["config", "set", "trash.keep", "a while"])).stderr).toContain("a time such as 90d");
	expect((await desk.run(["config", "set", "trash.keep", "a while"])).status).toBe(5);
	await desk.ok("config", "set", "--dry-run", "trash.keep", "9d");
	expect(existsSync(file())).toBe(false);
});

test("a broken file is named with line and column", async () => {
	writeFileSync(file(), "[trash]\nkeep = \n");
	for (const argv of [["list"], ["get", "trash.keep"], ["set", "trash.keep", "1d"]]) {
		expect(await desk.run(["config", ...argv])).toMatchObject({
			status: 5,
			stderr: expect.stringMatching(/config\.toml:2:\d+: the settings cannot be read/),
		});
	}
	expect(readFileSync(file(), "utf8")).toBe("[trash]\nkeep = \n");
});
