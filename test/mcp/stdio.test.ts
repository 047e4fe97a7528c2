import { once } from "node:events";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import {
	ElicitRequestSchema,
	ResourceListChangedNotificationSchema,
	ResourceUpdatedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../support/desk.ts";
import { builtProgram } from "../support/program.ts";

const program = builtProgram();
let desk: TestDesk;
beforeAll(async () => {
	desk = await makeDesk();
	await desk.put("/notes/idea.md", "---\ntags: [work]\n---\n# Idea\n\nA kettle that sings.\n");
	await desk.put("/notes/plan.md", "# Plan\n\nBuy a kettle.\n");
	await desk.put("/files/data.bin", Buffer.from([0, 1, 2, 255]));
});
afterAll(() => desk.remove());

const open: Client[] = [];
afterEach(async () => {
	for (const client of open.splice(0)) await client.close();
});

/** A client over a server process of its own. */
async function connected(argv: readonly string[] = [], client = new Client({ name: "Test Client!", version: "1" })) {
	const transport = new StdioClientTransport({
		command: process.execPath,
		args: [program.desk, "mcp", ...argv],
		env: { ...(process.env as Record<string, string>), DESK_HOME: desk.home, DESK_KEYCHAIN: "off" },
		stderr: "pipe",
	});
	let stderr = "";
	transport.stderr?.on("data", (bytes: Buffer) => {
		stderr += bytes.toString();
	});
	await client.connect(transport);
	open.push(client);
	return { client, transport, stderr: () => stderr };
}

const textOf = (result: unknown) =>
	(result as { content: { text: string }[] }).content.map(({ text }) => text).join("\n");

test("the official client reads resources and calls tools over stdio", async () => {
	const { client, stderr } = await connected();
	const errors: Error[] = [];
	client.onerror = (error) => void errors.push(error);
	expect(client.getServerVersion()).toMatchObject({ name: "desk", title: "deskfs" });
	const { resources } = await client.listResources();
	expect(resources.map(({ uri }) => uri)).toEqual(
		expect.arrayContaining(["desk:///files/data.bin", "desk:///notes/idea.md"]),
	);
	const note = await client.readResource({ uri: "desk:///notes/idea.md" });
	expect(note.contents).toEqual([
		{
			uri: "desk:///notes/idea.md",
			mimeType: "text/markdown",
			text: "---\ntags: [work]\n---\n# Idea\n\nA kettle that sings.\n",
		},
	]);
	const { tools } = await client.listTools();
	expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(["ls", "cat", "grep", "search", "task_list"]));
	const found = await client.callTool({ name: "search", arguments: { query: ["kettle"] } });
	expect(found.isError).toBeUndefined();
	expect(JSON.stringify(found.structuredContent)).toContain("/notes/idea.md");
	expect(textOf(await client.callTool({ name: "cat", arguments: { paths: ["/notes/plan.md"] } }))).toBe(
		"# Plan\n\nBuy a kettle.\n",
	);
	// Looked for on the wire: the client forgets who waits for a note that comes in one piece with the answer.
	const progress: unknown[] = [];
	const transport = client.transport as NonNullable<typeof client.transport>;
	const { onmessage } = transport;
	transport.onmessage = (message, extra) => {
		if ("method" in message && message.method === "notifications/progress") progress.push(message.params?.progress);
		onmessage?.(message, extra);
	};
	const onprogress = () => {};
	await client.callTool({ name: "cat", arguments: { paths: ["/notes/plan.md"] } }, undefined, { onprogress });
	expect(progress[0]).toBeGreaterThan(0);
	const root = await client.readResource({ uri: "desk:///" });
	expect(JSON.parse((root.contents[0] as { text: string }).text)).toContainEqual(
		expect.objectContaining({ uri: "desk:///notes", kind: "directory" }),
	);
	const { blob } = (await client.readResource({ uri: "desk:///files/data.bin" })).contents[0] as { blob: string };
	expect([...Buffer.from(blob, "base64")]).toEqual([0, 1, 2, 255]);
	// Nothing but the protocol on stdout: the client would say what it cannot read.
	const unread = errors.filter(({ message }) => !message.startsWith("Received a progress notification"));
	expect([unread, stderr()]).toEqual([[], ""]);
});

test("a write within --writes is one change set of the client, after the person at it has said yes", async () => {
	const asked: string[] = [];
	const client = new Client({ name: "Claude Désktop\n", version: "1" }, { capabilities: { elicitation: {} } });
	let answer: "accept" | "decline" = "accept";
	client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
		asked.push(params.message);
		return { action: answer, content: { allow: "this once" } };
	});
	await connected(["--writes", "/notes/inbox/**"], client);
	const call = (path: string) =>
		client.callTool({ name: "write", arguments: { path, parents: true, standardInput: "from afar\n" } });
	const written = await call("/notes/inbox/new.md");
	expect(textOf(written)).toContain("/notes/inbox/new.md");
	expect(written.isError).toBeUndefined();
	expect(asked).toEqual([expect.stringContaining("desk write --parents /notes/inbox/new.md (with 10 bytes of text)")]);
	const sets = (await desk.ok("log", "--actor", "mcp:claude-desktop", "--json")).trim().split("\n");
	expect(sets).toHaveLength(1);
	expect(await desk.ok("cat", "/notes/inbox/new.md")).toBe("from afar\n");
	answer = "decline";
	const declined = await call("/notes/inbox/other.md");
	expect([declined.isError, textOf(declined)]).toEqual([true, expect.stringContaining("did not allow it")]);
	const outside = await call("/notes/outside.md");
	expect([outside.isError, textOf(outside)]).toEqual([true, expect.stringContaining("may not be changed")]);
	expect(asked).toHaveLength(2);
	expect((await desk.run(["stat", "/notes/inbox/other.md"])).status).toBe(3);
});

test("where nobody can be asked, a change waits as a plan, which the owner approves", async () => {
	const { client } = await connected(["--writes", "/notes/**"]);
	const result = await client.callTool({ name: "append", arguments: { path: "/notes/plan.md", text: ["And sugar."] } });
	expect([result.isError, textOf(result)]).toEqual([true, expect.stringContaining("nothing is changed yet")]);
	expect(await desk.ok("cat", "/notes/plan.md")).not.toContain("sugar");
	const [, run = ""] = /desk agent approve (\d+)/.exec(textOf(result)) ?? [];
	expect(await desk.ok("agent", "show", run)).toContain("And sugar.");
	await desk.ok("agent", "approve", run);
	expect(await desk.ok("cat", "/notes/plan.md")).toContain("And sugar.");
	const [set] = (await desk.ok("log", "--json", "-n", "1")).trim().split("\n");
	expect(JSON.parse(set ?? "")).toMatchObject({
		actor: "mcp:test-client",
		cause: expect.stringContaining("desk append"),
	});
});

test("a call that fails half-way changes nothing; one that works is one change set to undo", async () => {
	const { client } = await connected(["--writes", "/files/**", "--tools", "cp,mkdir,rm", "--yes"]);
	const half = await client.callTool({
		name: "cp",
		arguments: { sources: ["/files/data.bin", "/files/none.bin"], destination: "/files" },
	});
	expect(half.isError).toBe(true);
	await client.callTool({ name: "mkdir", arguments: { paths: ["/files/one", "/files/two", "/files/three"] } });
	const sets = (await desk.ok("log", "--actor", "mcp:test-client", "--json")).trim().split("\n");
	const { id, change } = JSON.parse(sets[0] ?? "") as { id?: number; change?: number };
	await desk.ok("undo", String(id ?? change));
	for (const name of ["one", "two", "three"]) expect((await desk.run(["stat", `/files/${name}`])).status).toBe(3);
});

test("two clients on one desk: each sees what the other writes, and is told of it", async () => {
	const writer = await connected(["--writes", "/notes/**", "--yes"]);
	const reader = await connected();
	const updated: string[] = [];
	reader.client.setNotificationHandler(
		ResourceUpdatedNotificationSchema,
		({ params }) => void updated.push(params.uri),
	);
	let listChanges = 0;
	reader.client.setNotificationHandler(ResourceListChangedNotificationSchema, () => void listChanges++);
	await reader.client.subscribeResource({ uri: "desk:///notes/plan.md" });
	await reader.client.subscribeResource({ uri: "desk:///calendar/today.md" });
	await writer.client.callTool({ name: "append", arguments: { path: "/notes/plan.md", text: ["And tea."] } });
	await expect.poll(() => updated, { timeout: 5000 }).toContain("desk:///notes/plan.md");
	expect(updated).not.toContain("desk:///calendar/today.md");
	await writer.client.callTool({
		name: "write",
		arguments: { path: "/notes/another.md", standardInput: "# Another\n" },
	});
	await expect.poll(() => listChanges, { timeout: 5000 }).toBeGreaterThan(0);
	await reader.client.unsubscribeResource({ uri: "desk:///notes/plan.md" });
	expect(textOf(await reader.client.callTool({ name: "cat", arguments: { paths: ["/notes/plan.md"] } }))).toContain(
		"And tea.",
	);
});

test("the server ends within a second of its client, also in the middle of a call", async () => {
	for (const isBusy of [false, true]) {
		const child = program.start(desk.home, ["mcp", "--tools", "sleep,ls"]);
		const end = once(child, "exit");
		const say = (message: object) => child.stdin?.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
		const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } };
		say({ id: 1, method: "initialize", params });
		await once(child.stdout as NodeJS.ReadableStream, "data");
		say({ method: "notifications/initialized" });
		if (isBusy) {
			say({ id: 2, method: "tools/call", params: { name: "sleep", arguments: { times: ["30"] } } });
			say({ id: 3, method: "ping" });
			await once(child.stdout as NodeJS.ReadableStream, "data");
		}
		const started = performance.now();
		child.stdin?.end();
		expect(await end).toEqual([0, null]);
		expect(performance.now() - started).toBeLessThan(1000);
	}
});

test("it starts soon, and says at once what is wrong with its options", async () => {
	for (const [argv, status, message] of [
		[["--reads", "notes"], 5, "no absolute path"],
		[["--tools", "sl"], 2, "no command 'sl'"],
		[["--tools", "key"], 4, "owner's alone"],
		[["--tools", "mail"], 4, "permission to read all of /mail"],
	] as const) {
		const ended = await program.run(desk.home, ["mcp", ...argv]);
		expect([argv, ended.status, ended.stdout.toString()]).toEqual([argv, status, ""]);
		expect(ended.stderr).toContain(message);
	}
});
