import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { buildProgram } from "../../../test/support/built.ts";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";

const KEY = "sk-proj-planted-Zq9Wm3Lx7Tb2Kd5R";

let desk: TestDesk;
beforeEach(async () => {
	desk = await makeDesk();
});
afterEach(() => {
	vi.unstubAllEnvs();
	desk.remove();
});

const add = (argv: string[], stdin = `${KEY}\n`, variables: Record<string, string> = {}) =>
	desk.run(["key", "add", ...argv], { stdin, variables });
async function list(variables: Record<string, string> = {}): Promise<Record<string, Record<string, unknown>>> {
	const { stdout } = await desk.run(["key", "list", "--json"], { variables });
	return Object.fromEntries(
		stdout
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line))
			.map((item) => [item.name, item]),
	);
}

describe("where a key comes from", () => {
	test("standard input: it is kept, sealed, for nobody else to read", async () => {
		expect(await add(["openai"])).toMatchObject({ status: 0, stderr: "" });
		expect(statSync(join(desk.home, "secrets")).mode & 0o777).toBe(0o600);
		expect((await list()).openai).toMatchObject({ key: "file", order: 1, used: null, model: "gpt-5-mini" });
		// Again with another model: what is kept stays.
		expect((await add(["openai", "--model", "gpt-5"], "")).status).toBe(0);
		expect((await list()).openai).toMatchObject({ key: "file", model: "gpt-5" });
	});

	test("a variable that is named, or the provider's own, which is not kept", async () => {
		expect(await add(["openai", "--variable", "MINE"], "", { MINE: KEY })).toMatchObject({ status: 0 });
		expect((await list()).openai?.key).toBe("file");
		expect(await add(["anthropic"], "", { ANTHROPIC_API_KEY: KEY })).toMatchObject({ status: 0 });
		expect((await list()).anthropic?.key).toBe("none");
		expect((await list({ ANTHROPIC_API_KEY: KEY })).anthropic).toMatchObject({
			key: "environment",
			variable: "ANTHROPIC_API_KEY",
		});
		expect((await add(["anthropic", "--variable", "NOT_SET"], "")).status).toBe(8);
	});

	test("a command: nothing else is kept, and a former key is forgotten", async () => {
		await add(["openai"]);
		expect((await add(["openai", "--command", "pass show openai"], "")).stdout).toContain("from `pass show openai`");
		expect((await list()).openai).toMatchObject({ key: "command", command: "pass show openai" });
		expect((await add(["openai", "--command", " "])).status).toBe(2);
		// Without the command it needs a key again.
		expect((await add(["openai"], "")).status).toBe(8);
	});

	test("a server on this machine needs none, and its standard input is not waited for", async () => {
		expect((await add(["http://127.0.0.1:11434/v1/", "--name", "ollama"])).stdout).toBe(
			"ollama (http://127.0.0.1:11434/v1): needs no key\n",
		);
		expect((await add(["http://127.0.0.1:11434/v1", "--name", "ollama", "--key", "-"])).status).toBe(0);
		expect((await list()).ollama?.key).toBe("file");
	});

	test("none at all is status 8, and changes nothing", async () => {
		for (const stdin of ["", "\n", "  \nsk-second-line\n"]) expect((await add(["openai"], stdin)).status).toBe(8);
		for (const stdin of ["two words", "sk-\u0007bell", "schlüssel"]) {
			const { status, stderr } = await add(["openai"], stdin);
			expect(status).toBe(8);
			expect(stderr).not.toContain(stdin);
		}
		expect(existsSync(join(desk.home, "secrets"))).toBe(false);
		expect((await list()).openai).toMatchObject({ key: "none", order: 1 });
	});
});

test("in a terminal it is asked for, and not shown", async () => {
	const program = await buildProgram();
	try {
		const add = ["key", "add", "openai"];
		const { status, output } = await program.onTerminal(desk.home, add, `${KEY}\n`, {}, ["Key of openai: "]);
		expect(output).toBe(
			"Key of openai: \r\nopenai (https://api.openai.com/v1): in $DESK_HOME/secrets, encrypted with the desk's key\r\n",
		);
		expect(status).toBe(0);
		const kept = await program.onTerminal(desk.home, add, "\n", {}, ["(Enter: the one that is kept): "]);
		expect([kept.status, (await list()).openai?.key]).toEqual([0, "file"]);
	} finally {
		program.remove();
	}
});

test("a key among the arguments is refused, and not shown again", async () => {
	for (const argv of [["openai", KEY], [KEY], ["openai", "--key", KEY], [`https://${KEY}@api.openai.com/v1`]]) {
		const { status, stdout, stderr } = await add(argv, "");
		expect([2, 5]).toContain(status);
		expect(stdout + stderr).not.toContain(KEY.slice(0, 12));
	}
});

test.each([
	"http://192.168.1.5:8080/v1",
	"https://user:pass@host.example/v1",
	"https://host.example/v1?key=1",
	"ftp://host.example",
	"gemini",
])("%s is no provider", async (text) => {
	expect(await add([text])).toMatchObject({ status: 5, stdout: "" });
	expect(Object.keys(await list())).toEqual(["openai", "anthropic", "openrouter"]);
});

test("the key of one server is not another's that gets its name", async () => {
	await add(["https://one.example/v1", "--name", "mine"]);
	expect((await list()).mine?.key).toBe("file");
	expect((await add(["https://two.example/v1", "--name", "mine"], "")).status).toBe(8);
	await add(["http://localhost:1/v1", "--name", "mine"]);
	expect((await list()).mine).toMatchObject({ key: "none", url: "http://localhost:1/v1" });
	// Nor is a variable of a provider sent to who goes by its name.
	await add(["http://localhost:1/v1", "--name", "openai"]);
	expect((await list({ OPENAI_API_KEY: KEY })).openai?.key).toBe("none");
	expect((await list({ DESK_OPENAI_API_KEY: KEY })).openai?.key).toBe("environment");
});

test("the settings say who is asked, and in which order", async () => {
	await add(["https://api.mistral.ai/v1"]);
	expect((await list()).mistral).toMatchObject({ url: "https://api.mistral.ai/v1", order: 1 });
	await desk.ok("config", "set", "llm.providers", "anthropic, mistral");
	await desk.ok("config", "set", "llm.deny", "mistral");
	const items = await list();
	expect([items.anthropic?.order, items.mistral?.order, items.openai?.order]).toEqual([1, null, null]);
	await desk.ok("config", "set", "llm.providers", "nobody");
	expect(await desk.run(["key", "list"])).toMatchObject({
		status: 5,
		stderr: expect.stringContaining("llm.providers"),
	});
});

test("remove forgets the key and the provider; --dry-run does nothing", async () => {
	await add(["openai"]);
	await add(["http://localhost:1/v1", "--name", "own"]);
	await desk.ok("key", "remove", "--dry-run", "openai");
	await desk.ok("key", "remove", "--dry-run", "own");
	expect(Object.keys(await list())).toContain("own");
	expect(await desk.ok("key", "remove", "openai")).toBe("openai: removed, and its key\n");
	await desk.ok("key", "remove", "own");
	expect((await list()).openai?.key).toBe("none");
	expect(Object.keys(await list())).not.toContain("own");
	for (const name of ["openai", "own"]) expect((await desk.run(["key", "remove", name])).status).toBe(3);
	expect((await desk.run(["key", "remove", "openai"], { variables: { OPENAI_API_KEY: KEY } })).stderr).toContain(
		"unset that",
	);
	await add(["openai", "--dry-run"]);
	expect((await list()).openai?.key).toBe("none");
});

test("names are completed", async () => {
	await add(["http://localhost:1/v1", "--name", "own"]);
	expect(await desk.ok("__complete", "--", "key", "remove", "o")).toBe(
		"own\thttp://localhost:1/v1\nopenai\thttps://api.openai.com/v1\nopenrouter\thttps://openrouter.ai/api/v1\n",
	);
});
