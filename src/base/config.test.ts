import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "smol-toml";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CONFIG, configText, readConfig, variableOf, weightsOf, writeConfig } from "./config.ts";

let home: string;
const file = () => join(home, "config.toml");
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), "desk-config-"));
});
afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(home, { recursive: true });
});

test("environment over file over default, and each says so", async () => {
	const source = async () => (await readConfig(home)).get("trash.keep");
	expect(await source()).toEqual({ key: "trash.keep", value: CONFIG["trash.keep"].fallback, source: "default" });
	await writeConfig(home, "trash.keep", "30d");
	expect(await source()).toEqual({ key: "trash.keep", value: "30d", source: "file" });
	vi.stubEnv(variableOf("trash.keep"), "2y");
	expect(await source()).toEqual({ key: "trash.keep", value: "2y", source: "environment" });
});

test("set and unset keep every other line and all comments", async () => {
	const text = "# mine\n\n[history] # how long\nkeep = \"30d\" # a month\n# between\n\n[ trash ]\n\tkeep = '1y'\n";
	writeFileSync(file(), text);
	await writeConfig(home, "history.keep", "60d");
	expect(readFileSync(file(), "utf8")).toBe(text.replace("30d", "60d"));
	await writeConfig(home, "trash.keep", "2y");
	await writeConfig(home, "notes.daily", 'a "b" # c');
	expect(parse(readFileSync(file(), "utf8"))).toEqual({
		history: { keep: "60d" },
		trash: { keep: "2y" },
		notes: { daily: 'a "b" # c' },
	});
	await writeConfig(home, "notes.daily", "d");
	await writeConfig(home, "history.keep", undefined);
	await writeConfig(home, "tasks.list", undefined);
	const left = readFileSync(file(), "utf8");
	expect(left).toContain("# mine\n\n[history] # how long\n# between\n");
	expect(parse(left)).toEqual({ history: {}, trash: { keep: "2y" }, notes: { daily: "d" } });
});

test("what lines do not show is left to a person, unchanged", async () => {
	for (const text of [
		'history.keep = "30d"\n',
		'history = { keep = "30d" }\n',
		'[history]\n"keep" = "30d"\n',
		'[notes]\ndaily = """\n[history]\nkeep = "x"\n"""\n',
	]) {
		writeFileSync(file(), text);
		await expect(writeConfig(home, "history.keep", "60d")).rejects.toMatchObject({ code: "EFORMAT" });
		expect(readFileSync(file(), "utf8")).toBe(text);
	}
});

test("refuses unknown keys, wrong values and broken files, with the place", async () => {
	await expect(writeConfig(home, "trash.kepe", "1d")).rejects.toMatchObject({ code: "EINVAL" });
	await expect(writeConfig(home, "trash.keep", "a while")).rejects.toMatchObject({ code: "EINVAL" });
	expect(existsSync(file())).toBe(false);
	writeFileSync(file(), "[trash]\nkeep = \n");
	await expect(configText(home, "trash.keep")).rejects.toMatchObject({ code: "EFORMAT", line: 2 });
	await expect(writeConfig(home, "trash.keep", "1d")).rejects.toMatchObject({ code: "EFORMAT", line: 2 });
});

test("weights: what a text leaves out is as in the default; what is no weight is refused with the setting's name", () => {
	const key = "context.source_weights";
	const usual = weightsOf(key, "");
	expect(usual).toEqual({ performance: 1, subjective: 0.6, recent: 1, older: 0.8 });
	expect(weightsOf(key, " older = 0.5 ,subjective=0,")).toEqual({ ...usual, older: 0.5, subjective: 0 });
	for (const wrong of ["older", "older=", "older=2", "older=-1", "older=x", "old=1", "older=0.5=1", "constructor=1"])
		expect(() => weightsOf(key, `recent=1,${wrong}`)).toThrow(`${key} has no '${wrong}'`);
});
