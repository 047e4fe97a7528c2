import { afterAll, beforeAll, expect, test } from "vitest";
import { type ZodObject, z } from "zod";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import commands from "../../registry.ts";

let desk: TestDesk;
beforeAll(async () => {
	desk = await makeDesk();
	for (const name of ["a.md", "sub/b.txt", "sub/deep/c"]) await desk.put(`/files/${name}`, `text of ${name}\n`);
	await desk.put("/files/bytes", Buffer.of(0xff, 0));
});
afterAll(() => desk.remove());

test.each([
	["ls", "/files"],
	["ls", "-R", "/"],
	["cat", "/files/a.md", "/files/bytes"],
	["head", "-1", "/files/a.md"],
	["tail", "-1", "/files/a.md"],
	["wc", "/files/a.md"],
	["wc", "-lwmcL", "/files/a.md"],
	["find", "/files"],
	["find", "/files/sub", "-type", "f", "-delete", "--dry-run"],
	["tree", "/"],
	["stat", "/", "/files", "/files/a.md", "/sys"],
	["du", "-a", "/"],
])("%s %s prints what its schema says", async (name, ...argv) => {
	const entry = commands.find((candidate) => candidate.name === name);
	const command = await entry?.load();
	if (command === undefined || !("run" in command) || command.output === undefined)
		throw new Error(`${name} has no schema`);
	const schema = command.output(z);
	const shapes = schema instanceof z.ZodUnion ? schema.options : [schema];
	const strict = z.union(shapes.map((shape) => (shape as ZodObject).strict()) as [ZodObject, ZodObject]);
	const lines = (await desk.ok(name, "--json", ...argv)).trimEnd().split("\n");
	for (const line of lines) expect(strict.safeParse(JSON.parse(line))).toMatchObject({ success: true });
});
