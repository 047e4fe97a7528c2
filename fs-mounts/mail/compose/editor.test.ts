import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import commands from "../../../commands/registry.ts";
import { main } from "../../../src/cli/index.ts";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import mounts, { mountCommands } from "../../registry.ts";

let desk: TestDesk;
const { EDITOR, VISUAL } = process.env;
beforeEach(async () => {
	desk = await makeDesk();
	await desk.ok("config", "set", "mail.from", "me@example.org");
	delete process.env.VISUAL;
});
afterEach(() => {
	for (const [name, value] of Object.entries({ EDITOR, VISUAL })) {
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	}
	desk.remove();
});

/** Run `desk` where somebody sits at a terminal, with an editor that does what a script says to the file `$1`. */
async function atTerminal(argv: string[], script: string): Promise<{ status: number; stdout: string; stderr: string }> {
	const editor = join(desk.folder, "editor");
	writeFileSync(editor, `#!/bin/sh\n${script}\n`);
	chmodSync(editor, 0o755);
	process.env.EDITOR = editor;
	const said = { stdout: "", stderr: "" };
	const to = (name: "stdout" | "stderr") => ({
		flush() {},
		write(bytes: Uint8Array | string) {
			said[name] += Buffer.from(bytes as string).toString();
		},
	});
	const status = await main({ version: "0", commands: [...commands, ...mountCommands], mounts }, argv, {
		stdin: (async function* () {})(),
		stdout: to("stdout"),
		stderr: to("stderr"),
		terminal: { stdin: true, stdout: false, stderr: false, columns: 80 },
		home: desk.home,
		actor: "user",
	});
	return { status, ...said };
}

test("without a text the draft is written in the editor, and sent if that was asked for", async () => {
	const done = await atTerminal(
		["mail", "new", "-s", "Plan", "--send"],
		`sed -i 's/^to:.*/to: a@b.c/' "$1"; echo Hello >> "$1"`,
	);
	expect(done).toMatchObject({ status: 0, stdout: "/mail/outbox/Plan.md\n" });
	expect(await desk.ok("cat", "/mail/.raw/outbox/Plan.eml")).toMatch(/^To: a@b\.c\r$(?:.|\s)*Hello/m);
});

test("a draft that was not changed is none", async () => {
	const done = await atTerminal(["mail", "new", "-s", "Plan", "--send"], "true");
	expect([done.status, done.stdout]).toEqual([0, ""]);
	expect(done.stderr).toContain("no draft was made");
	expect(await desk.ok("ls", "/mail")).toBe("");
});

test("what is refused is kept, and the message says where", async () => {
	const done = await atTerminal(["mail", "new", "--send"], `printf -- '---\\nto: a: b\\n---\\nLong text\\n' > "$1"`);
	expect(done.status).toBe(5);
	const kept = /kept at (\/sys\/rejected\/\S+)/.exec(done.stderr)?.[1] ?? "";
	expect(await desk.ok("cat", kept)).toContain("Long text");
});

test("nothing is made when the editor fails", async () => {
	const done = await atTerminal(["mail", "new", "--send"], `echo x >> "$1"; exit 3`);
	expect(done.status).toBe(1);
	expect(await desk.ok("ls", "/mail")).toBe("");
});
