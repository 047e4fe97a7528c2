import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Vfs } from "../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../support/desk.ts";
import { ServedMcp } from "../support/mcp.ts";

let desk: TestDesk;
let vfs: Vfs;
beforeAll(async () => {
	desk = await makeDesk();
	await desk.put("/notes/a.md", "# A\n");
	await desk.put("/files/secret/key.txt", "sesame");
	await desk.put("/files/large.txt", "0123456789abcde\n".repeat(70_000));
	vfs = await desk.vfs();
});
afterAll(() => {
	vfs.store.close();
	desk.remove();
});

interface Answer {
	id: number | string | null;
	method?: string;
	params?: unknown;
	result?: Record<string, unknown>;
	error?: { code: number; message: string };
}

const HELLO = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "hostile", version: "1" } };

/** A client that writes whatever it likes. */
class Raw {
	readonly served: ServedMcp;
	readonly answers: Answer[] = [];
	#id = 100;

	constructor(options: ConstructorParameters<typeof ServedMcp>[2] = {}) {
		this.served = new ServedMcp(vfs, desk.home, { reads: ["/notes/**", "/files/*"], ...options });
	}

	#take(): void {
		for (const line of this.served.lines.splice(0)) this.answers.push(JSON.parse(line) as Answer);
	}

	/** The answer to an id. */
	async answer(id: number | string | null): Promise<Answer> {
		return await expect
			.poll(
				() => {
					this.#take();
					return this.answers.find((one) => one.id === id && one.method === undefined);
				},
				{ timeout: 30_000, interval: 5 },
			)
			.toBeDefined()
			.then(
				() =>
					this.answers.splice(
						this.answers.findIndex((one) => one.id === id),
						1,
					)[0] as Answer,
			);
	}

	send(message: unknown): void {
		this.served.send(`${typeof message === "string" ? message : JSON.stringify(message)}\n`);
	}

	async ask(method: string, params?: unknown): Promise<Answer> {
		const id = this.#id++;
		this.send({ jsonrpc: "2.0", id, method, ...(params === undefined ? {} : { params }) });
		return await this.answer(id);
	}

	async greeted(): Promise<this> {
		await this.ask("initialize", HELLO);
		this.send({ jsonrpc: "2.0", method: "notifications/initialized" });
		return this;
	}

	async gone(): Promise<void> {
		this.served.end();
		await this.served.done;
		expect(this.served.notes.join("\n")).not.toMatch(/bug in deskfs/);
	}
}

test("lines that are no messages are answered with JSON-RPC's errors, and the next is served", async () => {
	const raw = new Raw();
	for (const [line, code] of [
		["{", -32700],
		["hello", -32700],
		['{"jsonrpc":"2.0","id":1,', -32700],
		["[]", -32600],
		[[{ jsonrpc: "2.0", id: 1, method: "ping" }], -32600],
		["null", -32600],
		["5", -32600],
		[{ id: null, method: "ping" }, -32600],
		[{ jsonrpc: "1.0", method: "ping" }, -32600],
		[{ jsonrpc: "2.0" }, -32600],
		[{ jsonrpc: "2.0", id: { a: 1 }, method: "ping" }, -32600],
		[{ jsonrpc: "2.0", id: 1.5, method: "ping" }, -32600],
		["\u0000", -32700],
		[Buffer.from([0xff, 0xfe, 0x7b]).toString("latin1"), -32700],
	] as const) {
		raw.send(line);
		expect([line, (await raw.answer(null)).error?.code]).toEqual([line, code]);
	}
	for (const message of [
		{ jsonrpc: "2.0", id: 7, method: 5 },
		{ jsonrpc: "2.0", id: 7, method: "ping", params: [1] },
		{ jsonrpc: "2.0", id: 7, method: "ping", params: "x" },
	]) {
		raw.send(message);
		expect((await raw.answer(7)).error?.code).toBe(-32600);
	}
	// Answers to what nobody asked, and notes of what nobody knows, are no matter.
	raw.send({ jsonrpc: "2.0", id: 99, result: {} });
	raw.send({ jsonrpc: "2.0", method: "notifications/none", params: { a: 1 } });
	raw.send({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 12345 } });
	raw.send("");
	expect((await raw.ask("ping")).result).toEqual({});
	await raw.gone();
});

test("random bytes never end it", async () => {
	const raw = await new Raw().greeted();
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
			raw.served.send(bytes);
		}),
		{ numRuns: 200 },
	);
	fc.assert(
		fc.property(fc.json(), (json) => {
			raw.send(json.replaceAll("\n", " "));
		}),
		{ numRuns: 200 },
	);
	raw.send("");
	expect((await raw.ask("ping")).result).toEqual({});
	await raw.gone();
});

test("a huge message is refused and not kept, also when it never ends", async () => {
	const raw = await new Raw().greeted();
	const before = process.memoryUsage().rss;
	const part = Buffer.alloc(1024 * 1024, 0x61);
	for (let count = 0; count < 400; count++) {
		raw.served.send(part);
		await new Promise((resolve) => setImmediate(resolve));
	}
	expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
	raw.send("");
	expect((await raw.answer(null)).error).toMatchObject({ code: -32600, message: expect.stringContaining("at most") });
	expect((await raw.ask("ping")).result).toEqual({});
	await raw.gone();
});

test("before initialize there is nothing but ping; unknown methods and wrong types are refused with a sentence", async () => {
	const raw = new Raw();
	expect((await raw.ask("ping")).result).toEqual({});
	for (const [method, params] of [
		["resources/list", {}],
		["resources/read", { uri: "desk:///notes/a.md" }],
		["tools/list", {}],
		["tools/call", { name: "cat", arguments: { paths: ["/notes/a.md"] } }],
	] as const)
		expect((await raw.ask(method, params)).error).toEqual({ code: -32600, message: "initialize first" });
	await raw.greeted();
	for (const [method, params, code, message] of [
		["none/such", {}, -32601, "no such method"],
		["__proto__", {}, -32601, "no such method"],
		["constructor", {}, -32601, "no such method"],
		["resources/read", {}, -32602, "params.uri"],
		["resources/read", { uri: 5 }, -32602, "params.uri"],
		["resources/read", undefined, -32602, "params"],
		["resources/list", { cursor: 5 }, -32602, "params.cursor"],
		["resources/list", { cursor: "!!" }, -32602, "no cursor"],
		["resources/list", { cursor: Buffer.from("notes").toString("base64url") }, -32602, "no cursor"],
		["tools/call", { name: "none" }, -32602, "no such tool"],
		["tools/call", { name: "key" }, -32602, "no such tool"],
		["tools/call", { name: "constructor" }, -32602, "no such tool"],
		["tools/call", { arguments: {} }, -32602, "params.name"],
		["tools/call", { name: "cat", arguments: [1] }, -32602, "params.arguments"],
		["prompts/get", { name: "../notes/a" }, -32002, "no such prompt"],
		["prompts/get", { name: "none" }, -32000, "may not be read"],
		["resources/subscribe", { uri: "desk:///notes/none.md" }, -32002, "no such file"],
	] as const) {
		const { error } = await raw.ask(method, params);
		expect([method, params, error?.code]).toEqual([method, params, code]);
		expect(error?.message).toContain(message);
		expect(error?.message).not.toMatch(/\n\s+at |node_modules|\.ts:/);
	}
	await raw.gone();
});

describe("what may not be read", () => {
	test.each([
		"desk:///files/secret/key.txt",
		"desk:///files/./secret/key.txt",
		"desk:///notes/../files/secret/key.txt",
		"desk:///notes/%2e%2e/files/secret/key.txt",
		"desk:///notes%2f..%2ffiles%2fsecret%2fkey.txt",
		"desk:///files/%73ecret/key.txt",
		"desk:///files/secret%2Fkey.txt",
		"desk:///files/secret/key.txt%00",
		"desk:///sys/config",
		"desk:///trash",
		"desk:///search/sesame",
		"desk:///mail",
		"file:///etc/passwd",
		"desk://localhost/files/secret/key.txt",
		"/files/secret/key.txt",
	])("%s", async (uri) => {
		const raw = await new Raw().greeted();
		const { error, result } = await raw.ask("resources/read", { uri });
		expect(result).toBeUndefined();
		expect(error?.message).toMatch(/may not be read|no URI of a desk|a name|percent/);
		await raw.gone();
	});

	test("is not listed, not found and not reached by tools", async () => {
		const raw = await new Raw({ tools: ["all"] }).greeted();
		expect(JSON.stringify((await raw.ask("resources/list", {})).result)).not.toContain("secret");
		for (const [name, given] of [
			["ls", { paths: ["/files/secret"], recursive: true }],
			["cat", { paths: ["/files/secret/key.txt"] }],
			["cat", { paths: ["/notes/../files/secret/key.txt"] }],
			["grep", { recursive: true, words: ["sesame", "/"] }],
			["find", { words: ["/", "-name", "key*"] }],
			["find", { words: ["/notes", "-exec", "cat", "/files/secret/key.txt", ";"] }],
			["search", { query: ["sesame"] }],
			["tar", { create: true, file: "-", words: ["/files"] }],
			["cat", { paths: ["/dev/stdin", "/proc/self/environ", "/etc/passwd"] }],
			["awk", { words: ['BEGIN { while (("cat /etc/passwd" | getline x) > 0) print x }'] }],
			["sed", { words: ["1e cat /etc/passwd", "/notes/a.md"] }],
		] as const) {
			const { result } = await raw.ask("tools/call", { name, arguments: given });
			const text = JSON.stringify(result);
			expect([name, given, text]).toEqual([
				name,
				given,
				expect.not.stringMatching(/sesame(?!",)|root:|DESK_HOME|key\.txt(?!:|'| |"\])/),
			]);
		}
		await raw.gone();
	});
});

test("no program of this computer is started", async () => {
	const marker = join(desk.folder, "started");
	const script = join(desk.folder, "editor.sh");
	writeFileSync(script, `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
	const { EDITOR, VISUAL } = process.env;
	process.env.EDITOR = script;
	delete process.env.VISUAL;
	try {
		const given = { reads: ["/**"], writes: ["/**"], yes: true } as const;
		await expect(new Raw({ ...given, tools: ["edit"] }).served.done).rejects.toThrow(/owner's alone/);
		const raw = await new Raw({ ...given, tools: ["all"] }).greeted();
		for (const [name, values] of [
			["mail_new", { people: ["a@example.org"], subject: "x" }],
			["sort", { paths: ["/notes/a.md"], compressProgram: script }],
			["awk", { words: [`BEGIN { system("${script}") }`] }],
			["awk", { words: [`BEGIN { print 1 | "${script}" }`] }],
			["sed", { words: [`1e ${script}`, "/notes/a.md"] }],
			["split", { filter: script, path: "/notes/a.md" }],
			["tar", { create: true, file: "/files/x.tar", words: [`--to-command=${script}`, "/notes"] }],
			["xargs", { command: [script], standardInput: "a" }],
			["env", { words: [script] }],
			["timeout", { time: "5", command: [script] }],
			["find", { words: ["/notes", "-exec", script, ";"] }],
		] as const)
			await raw.ask("tools/call", { name, arguments: values });
		expect(existsSync(marker)).toBe(false);
		await raw.gone();
	} finally {
		if (EDITOR === undefined) delete process.env.EDITOR;
		else process.env.EDITOR = EDITOR;
		if (VISUAL !== undefined) process.env.VISUAL = VISUAL;
	}
});

test("nothing can be written where nothing may be, whatever the tool", async () => {
	const raw = await new Raw({ tools: ["all"], yes: true }).greeted();
	const newest = () => vfs.store.database.get<{ id: number }>("SELECT max(id) AS id FROM change_set")?.id;
	const before = newest();
	for (const [name, given] of [
		["cp", { sources: ["/notes/a.md"], destination: "/notes/b.md" }],
		["mv", { sources: ["/notes/a.md"], destination: "/files/b.md" }],
		["sed", { inPlace: "", words: ["s/A/B/", "/notes/a.md"] }],
		["sort", { output: "/notes/sorted.md", paths: ["/notes/a.md"] }],
		["find", { words: ["/notes", "-delete"] }],
		["patch", { standardInput: "--- a/notes/a.md\n+++ b/notes/a.md\n@@ -1 +1 @@\n-# A\n+# B\n", strip: 1 }],
		["awk", { words: ['BEGIN { print "x" > "/notes/c.md" }'] }],
		["search", { query: ["kettle"], save: "mine" }],
	] as const) {
		const { result, error } = await raw.ask("tools/call", { name, arguments: given });
		expect([name, error?.message ?? result?.isError]).toEqual([name, expect.anything()]);
	}
	expect(newest()).toBe(before);
	await raw.gone();
});

test("a large file is refused as a resource and cut as output, with a word on what to do", async () => {
	const raw = await new Raw().greeted();
	expect((await raw.ask("resources/read", { uri: "desk:///files/large.txt" })).error?.message).toMatch(
		/more than 1\.0M; read a part/,
	);
	const { result } = await raw.ask("tools/call", { name: "cat", arguments: { paths: ["/files/large.txt"] } });
	expect(result).toMatchObject({ structuredContent: { items: [], cut: true, status: 0 } });
	expect(JSON.stringify(result).length).toBeLessThan(120_000);
	expect(JSON.stringify(result)).toContain("There is more");
	const grep = await raw.ask("tools/call", { name: "grep", arguments: { words: ["0", "/files/large.txt"] } });
	expect(grep.result).toMatchObject({ structuredContent: { cut: true } });
	const { items } = (grep.result?.structuredContent ?? { items: [] }) as { items: unknown[] };
	expect(items.length).toBeGreaterThan(500);
	await raw.gone();
});

test("a flood of requests is answered or refused, each once", async () => {
	const raw = await new Raw().greeted();
	const count = 2000;
	for (let id = 1000; id < 1000 + count; id++)
		raw.send({ jsonrpc: "2.0", id, method: "tools/call", params: { name: "ls", arguments: { paths: ["/notes"] } } });
	await expect.poll(() => raw.served.lines.length, { timeout: 30_000, interval: 50 }).toBe(count);
	const answers = raw.served.lines.splice(0).map((line) => JSON.parse(line) as Answer);
	expect(new Set(answers.map(({ id }) => id)).size).toBe(count);
	const refusedOnes = answers.filter(({ error }) => error !== undefined);
	for (const { error } of refusedOnes)
		expect(error).toEqual({ code: -32000, message: expect.stringContaining("under way") });
	expect(answers.length - refusedOnes.length).toBeGreaterThanOrEqual(200);
	await raw.gone();
});

test("a cancelled call stops and is not answered", async () => {
	const raw = await new Raw({ tools: ["sleep", "ls"] }).greeted();
	raw.send({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "sleep", arguments: { times: ["60"] } } });
	expect((await raw.ask("ping")).result).toEqual({});
	raw.send({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1, reason: "enough" } });
	// All four turns are free again.
	const calls = [1, 2, 3, 4, 5].map(() => raw.ask("tools/call", { name: "ls", arguments: { paths: ["/notes"] } }));
	for (const { result } of await Promise.all(calls)) expect(result?.isError).toBeUndefined();
	expect(raw.answers.find(({ id }) => id === 1)).toBeUndefined();
	const started = performance.now();
	raw.send({ jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "sleep", arguments: { times: ["60"] } } });
	await raw.gone();
	expect(performance.now() - started).toBeLessThan(1000);
});

test("the crisis gate stands before what a model reads", async () => {
	await desk.put("/notes/dark.md", "# Diary\n\nI want to kill myself tonight.\n");
	const raw = await new Raw().greeted();
	const { error } = await raw.ask("resources/read", { uri: "desk:///notes/dark.md" });
	expect(error?.message).toMatch(/please talk to somebody now/);
	const { result } = await raw.ask("tools/call", { name: "cat", arguments: { paths: ["/notes/dark.md"] } });
	expect(result?.isError).toBe(true);
	expect(JSON.stringify(result)).not.toContain("kill myself");
	await desk.ok("rm", "/notes/dark.md");
	await raw.gone();
});
