import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import commands from "../../commands/registry.ts";
import { mountCommands } from "../../fs-mounts/registry.ts";
import { TestDesk } from "../../test/support/desk.ts";
import { CONFIG, variableOf } from "../base/config.ts";
import { Status } from "../base/errors.ts";
import { isGroup } from "../command/index.ts";

const desk = new TestDesk();
const root = fileURLToPath(new URL("../..", import.meta.url));

/** Variables that are for this project's own tests and build. */
const INTERNAL = /^DESK_(TEST_\w+|WARM_CACHE|VERSION)$/;

test("help environment has every variable that the program reads", async () => {
	const text = await desk.ok("help", "environment");
	const read = new Set<string>();
	for (const folder of ["src", "commands", "fs-mounts", "bin"]) {
		for (const name of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
			if (!/\.[tj]s$/.test(name) || /\.test\.ts$/.test(name)) continue;
			const source = readFileSync(join(root, folder, name), "utf8");
			for (const [, variable = ""] of source.matchAll(/process\.env\.([A-Z_]+)/g)) read.add(variable);
			for (const [, names = ""] of source.matchAll(/\{([^{}]*)\}\s*=\s*process\.env/g))
				for (const [variable] of names.matchAll(/\b[A-Z][A-Z_]+\b/g)) read.add(variable);
		}
	}
	expect(read.size).toBeGreaterThan(12);
	for (const variable of read) if (!INTERNAL.test(variable)) expect(text).toContain(variable);
	for (const [key, { about }] of Object.entries(CONFIG)) {
		expect(text).toContain(variableOf(key));
		expect(text.replaceAll(/\s+/g, " ")).toContain(`${about} (${key})`);
	}
});

test("help status has every exit status", async () => {
	const text = await desk.ok("help", "status");
	for (const status of Object.values(Status)) expect(text).toMatch(new RegExp(`^ +${status}  +[A-Z]`, "m"));
});

test("the overview names every command once, under its heading, and the topics", async () => {
	const text = await desk.ok("--help");
	for (const { name, group } of [...commands, ...mountCommands]) {
		const section = text.split(/\n\n/).find((part) => part.startsWith(`${group}\n`)) ?? "";
		expect(section).toMatch(new RegExp(`^  ${name} +\\S`, "m"));
	}
	expect(text).toContain("help environment");
	expect(await desk.ok("help")).toBe(text);
});

describe.each([...commands, ...mountCommands])("help of $name", (entry) => {
	test("has usage, examples and fits the width", async () => {
		const loaded = await entry.load();
		const titles = isGroup(loaded)
			? [[entry.name], ...loaded.commands.map((command) => [entry.name, command.name])]
			: [[entry.name]];
		for (const title of titles) {
			const text = await desk.ok(...title, "--help");
			expect(text).toBe(await desk.ok("help", ...title));
			expect(text).toContain(`Usage: desk ${title.join(" ")}`);
			expect(text).toContain("Examples");
			for (const line of text.split("\n"))
				if (!line.startsWith("  $ ") && !line.startsWith("Usage:")) expect(line.length, line).toBeLessThanOrEqual(80);
		}
	});
});

test("the help of a noun with many verbs has a few examples, of verbs that it has, and fits a screen", async () => {
	for (const entry of [...commands, ...mountCommands]) {
		const group = await entry.load();
		if (!isGroup(group) || group.exampleVerbs === undefined) continue;
		const names = group.commands.map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining([...group.exampleVerbs]));
		const lines = (await desk.ok(entry.name, "--help")).split("\n");
		expect(lines.filter((line) => line.startsWith("  $ "))).toHaveLength(group.exampleVerbs.length);
		expect(lines.length).toBeLessThan(45);
	}
});

test("an unknown topic names the nearest", async () => {
	expect(await desk.run(["help", "enviroment"])).toMatchObject({
		status: 127,
		stderr: expect.stringContaining("did you mean `desk help environment`?"),
	});
	expect((await desk.run(["help", "key", "nosuch"])).status).toBe(127);
});
