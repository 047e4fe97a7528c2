import { afterAll, beforeAll, describe, expect, test } from "vitest";
import commands from "../../commands/registry.ts";
import mounts, { mountCommands } from "../../fs-mounts/registry.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
beforeAll(async () => {
	desk = await makeDesk();
	await desk.put("/notes/clients/anna müller.md", "# Anna\n#client\n");
	await desk.put("/notes/idea.md", "# Idea\n#draft\n");
	await desk.put("/notes/.hidden.md", "x");
	await desk.put("/files/new\nline", "x");
	await desk.put("/tasks/work/send-offer.md", "---\nstatus: pending\n---\n# Send offer\n");
});
afterAll(() => desk.remove());

/** The words offered for a command line whose last word is being typed. */
async function offered(...words: string[]): Promise<string[]> {
	const { status, stdout, stderr } = await desk.run(["__complete", "--", ...words]);
	expect([status, stderr]).toEqual([0, ""]);
	return stdout
		.split("\n")
		.slice(0, -1)
		.map((line) => line.split("\t")[0] ?? "");
}

test("commands, with what they do", async () => {
	const all = [...commands, ...mountCommands].map((entry) => entry.name);
	expect((await offered("")).sort()).toEqual([...all, "help"].sort());
	expect(await offered("vers")).toEqual(["version"]);
	expect((await desk.run(["__complete", "--", "vers"])).stdout).toMatch(/^version\tShow the versions/);
	expect(await offered("--v")).toEqual(["--version"]);
	expect(await offered("nosuch", "x")).toEqual([]);
	expect(await offered("help", "env")).toEqual(["env", "environment"]);
	expect(await offered("help", "key", "exp")).toEqual(["export"]);
});

test("verbs of a group, and what its usual verb takes", async () => {
	expect(await offered("key", "")).toEqual([
		"show",
		"passphrase",
		"keychain",
		"file",
		"export",
		"import",
		"add",
		"list",
		"remove",
	]);
	expect(await offered("config", "get", "trash")).toEqual(["trash.keep"]);
	expect(await offered("log", "--act")).toEqual(["--actor"]);
	expect(await offered("log", "/notes/id")).toEqual(["/notes/idea.md"]);
	expect(await offered("log", "verify", "--h")).toEqual(["--head", "--help"]);
});

describe("options", () => {
	test("long ones, but not after --", async () => {
		expect(await offered("ls", "--rec")).toEqual(["--recursive"]);
		expect(await offered("rm", "--dr")).toEqual(["--dry-run"]);
		expect(await offered("ls", "--", "--rec")).toEqual([]);
	});
	test("their values: choices, both forms, short and bundled", async () => {
		expect(await offered("ls", "--color", "")).toEqual(["auto", "always", "never"]);
		expect(await offered("ls", "--color=al")).toEqual(["--color=always"]);
		expect(await offered("init", "--key", "k")).toEqual(["keychain"]);
		expect(await offered("ls", "--colo", "n")).toEqual(["never"]);
		expect(await offered("note", "list", "--tag", "")).toEqual(["client", "draft"]);
		expect(await offered("mv", "-vt", "/no")).toEqual(["/notes/"]);
		expect(await offered("mv", "-t/files", "/notes/i")).toEqual(["/notes/idea.md"]);
		expect(await offered("head", "-n", "")).toEqual([]);
		expect(await offered("head", "-n", "5", "/notes/i")).toEqual(["/notes/idea.md"]);
	});
});

describe("operands", () => {
	test("paths, folders with a slash, hidden ones only when asked for", async () => {
		expect((await offered("ls", "")).sort()).toEqual(mounts.map(({ name }) => `/${name}/`).sort());
		expect(await offered("ls", "/n")).toEqual(["/notes/"]);
		expect(await offered("cat", "/notes/")).toEqual(["/notes/clients/", "/notes/idea.md"]);
		expect(await offered("cat", "/notes/.")).toEqual(["/notes/.hidden.md"]);
		expect(await offered("cat", "notes/i")).toEqual(["notes/idea.md"]);
		expect(await offered("cat", "/notes/clients/a")).toEqual(["/notes/clients/anna müller.md"]);
		expect(await offered("cp", "/notes/idea.md", "/notes/cl")).toEqual(["/notes/clients/"]);
		expect(await offered("rmdir", "/notes/")).toEqual(["/notes/clients/"]);
		expect(await offered("cat", "/nowhere/x")).toEqual([]);
		expect(await offered("cat", "/sys/v")).toEqual(["/sys/version"]);
	});
	test("mounts, tasks, host paths; nothing more than the command takes", async () => {
		expect(await offered("reindex", "n")).toEqual(["notes"]);
		expect(await offered("reindex", "notes", "")).toEqual([]);
		expect(await offered("task", "done", "s")).toEqual(["send-offer"]);
		await desk.put("/tasks/work/finished.md", "---\nstatus: completed\n---\n# Finished\n");
		expect(await offered("task", "done", "")).toEqual(["send-offer"]);
		expect(await offered("task", "reopen", "")).toEqual(["finished"]);
		expect(await offered("task", "done", "work/")).toEqual(["work/send-offer"]);
		expect(await offered("task", "done", "/tasks/work/s")).toEqual(["/tasks/work/send-offer.md"]);
		expect(await offered("completion", "")).toEqual(["bash", "zsh", "fish"]);
		expect(await offered("key", "passphrase", "--new-passphrase-file", "x")).toEqual([":host"]);
	});
	test("a name that is two lines is not offered", async () => {
		expect(await offered("cat", "/files/")).toEqual([]);
	});
});

test("as bash asks: only what follows the last word break", async () => {
	const ask = async (line: string) =>
		(await desk.run(["__complete", "--line", line, "--breaks", " \t\n\"'@><=;|&(:"])).stdout;
	expect(await ask("desk ls --color=al")).toBe("always\n");
	expect(await ask("desk cat '/notes/clients/anna m")).toMatch(/^\/notes\/clients\/anna müller\.md\t/);
});

test("without a desk, and with a locked one, commands still complete and nothing is asked", async () => {
	const other = await makeDesk();
	try {
		const locked = async () => await other.run(["__complete", "--", "cat", "/n"]);
		process.env.DESK_NEW_PASSPHRASE = "x";
		await other.ok("key", "passphrase");
		expect(await locked()).toMatchObject({ status: 0, stdout: "", stderr: "" });
		expect((await other.run(["__complete", "--", "vers"])).stdout).toContain("version");
	} finally {
		delete process.env.DESK_NEW_PASSPHRASE;
		other.remove();
	}
	expect(await other.run(["__complete", "--", "cat", "/n"])).toMatchObject({ status: 0, stdout: "", stderr: "" });
});
