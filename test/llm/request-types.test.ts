import { execFile } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CallRequest, Message, ProviderEntry } from "../../src/llm/index.ts";
import { GatewayDesk } from "../support/gateway.ts";
import { ProviderServer } from "../support/provider-server.ts";
import { temporaryFolder } from "../support/store.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

/** The types that the providers publish with their own clients. */
const TYPES = {
	"chat-completions": `import type { ChatCompletionCreateParamsStreaming as Body } from "${root}node_modules/openai/resources/chat/completions/completions";`,
	anthropic: `import type { MessageCreateParamsStreaming as Body } from "${root}node_modules/@anthropic-ai/sdk/resources/messages/messages";`,
} as const;
type Dialect = keyof typeof TYPES;

/** What tsc says of bodies, each written as a literal: a property that the type does not have is an error, too. */
async function problemsOf(name: string, bodies: Readonly<Record<Dialect, readonly unknown[]>>): Promise<string> {
	const files = Object.entries(bodies).map(([dialect, list]) => {
		const file = join(folder, `${name}-${dialect}.ts`);
		const lines = list.map((body, index) => `export const body${index}: Body = ${JSON.stringify(body, null, "\t")};`);
		writeFileSync(file, `${TYPES[dialect as Dialect]}\n${lines.join("\n")}\n`);
		return file;
	});
	const options = [
		"--noEmit",
		"--strict",
		"--skipLibCheck",
		"--target",
		"es2022",
		"--module",
		"nodenext",
		"--types",
		"",
		"--ignoreConfig",
	];
	return await promisify(execFile)(process.execPath, [
		join(root, "node_modules/typescript/bin/tsc"),
		...options,
		...files,
	]).then(
		({ stdout }) => stdout,
		({ stdout, stderr }) => `${stdout}${stderr}` || "it failed",
	);
}

const user: Message = { role: "user", content: "What is there?" };
const tools = [
	{
		name: "ls",
		description: "List a folder",
		schema: {
			type: "object",
			properties: { path: { type: "string" } },
			required: ["path"],
			additionalProperties: false,
		},
	},
	{ name: "now", description: "The time", schema: {} },
];
const schema = {
	type: "object",
	properties: { n: { type: "integer", minimum: 0 } },
	required: ["n"],
	additionalProperties: false,
};
const loop: Message[] = [
	{ role: "user", content: "A long, stable beginning.", stable: true },
	user,
	{
		role: "assistant",
		content: "",
		toolCalls: [
			{ id: "c1", name: "ls", arguments: '{"path": "/"}' },
			{ id: "c2", name: "now", arguments: "not json" },
		],
	},
	{ role: "tool", toolCallId: "c1", content: "notes\ntasks" },
	{ role: "tool", toolCallId: "c2", content: "", isError: true },
	{ role: "assistant", content: "There are two." },
	{ role: "user", content: "  " },
];
const REQUESTS: readonly Omit<CallRequest, "feature">[] = [
	{ messages: [user] },
	{ system: "Be brief.", messages: [user], maxTokens: 5, temperature: 0.2 },
	{ system: " ", messages: [user, { role: "assistant", content: "This." }, user, user] },
	{ messages: loop, tools },
	{
		messages: Array.from({ length: 8 }, (_, index) => ({ role: "user", content: `Part ${index}`, stable: true })),
		tools,
	},
	{ messages: [user], schema },
	{ messages: [user], schema: { type: "array", items: { $ref: "#/$defs/one" }, $defs: { one: schema } } },
	{ messages: [user], schema: { type: "object", properties: { a: { type: "string" } } } },
	{ messages: loop, tools, schema },
];

const bodies: Record<Dialect, unknown[]> = { "chat-completions": [], anthropic: [] };
beforeAll(async () => {
	const server = await ProviderServer.start();
	const entries: ProviderEntry[] = [server.entry("chat"), server.entry("claude", "anthropic")];
	const desk = await GatewayDesk.make(...entries);
	const gateway = await desk.gateway();
	for (const { name, dialect } of entries) {
		for (const request of REQUESTS) {
			server.reset();
			// Values that do not fit, so that repairs are among the bodies.
			server.replies = [{ said: { text: '{"n": -1}' } }];
			await gateway
				.call({ feature: "ask", personal: [], ...request, model: name })
				.catch((error) => expect(error.code).toBe("EFORMAT"));
			bodies[dialect].push(...server.asked.map(({ body }) => body));
		}
	}
	// What is sent when a server does not take a parameter.
	server.reset();
	const refused = (param: string) => ({
		status: 400,
		body: { error: { message: "no", param, code: "unsupported_parameter" } },
	});
	server.replies = [refused("max_tokens"), refused("temperature"), refused("stream_options"), { said: { text: "x" } }];
	await gateway.call({ feature: "ask", personal: [], messages: [user], temperature: 1, model: "chat" });
	expect(server.asked).toHaveLength(4);
	expect(Object.keys(server.asked[3]?.body ?? {})).toEqual(["model", "messages", "stream", "max_completion_tokens"]);
	bodies["chat-completions"].push(...server.asked.map(({ body }) => body));
	await server.stop();
	desk.remove();
});

test("every body is of the type that the provider publishes", async () => {
	expect(bodies["chat-completions"].length).toBeGreaterThan(REQUESTS.length);
	expect(bodies.anthropic.length).toBeGreaterThan(REQUESTS.length);
	expect(await problemsOf("good", bodies)).toBe("");
});

test("what is not of that type is found, however deep", async () => {
	const chat = { model: "m", stream: true, messages: [{ role: "user", content: "x", stable: true }] };
	const anthropic = {
		model: "m",
		stream: true,
		max_tokens: 1,
		messages: [{ role: "user", content: [{ type: "text", txt: "x" }] }],
	};
	const said = await problemsOf("bad", { "chat-completions": [chat], anthropic: [anthropic] });
	expect(said).toMatch(/chat-completions\.ts.*error TS\d+.*\n?.*stable/);
	expect(said).toMatch(/anthropic\.ts.*error TS\d+/);
});

test("what is sent is what was asked for", () => {
	const [first, second, , withTools, marks] = bodies["chat-completions"] as Record<string, unknown>[];
	expect(first).toEqual({
		model: "test-model",
		messages: [{ role: "user", content: "What is there?" }],
		stream: true,
		max_tokens: 4096,
		stream_options: { include_usage: true },
	});
	expect(second).toMatchObject({
		max_tokens: 5,
		temperature: 0.2,
		messages: [{ role: "system", content: "Be brief." }, {}],
	});
	expect(withTools).toMatchObject({
		messages: [
			{},
			{},
			{
				content: null,
				tool_calls: [{ id: "c1", type: "function", function: { name: "ls", arguments: '{"path": "/"}' } }, {}],
			},
			{ role: "tool", tool_call_id: "c1" },
			{},
			{},
			{},
		],
	});
	expect(JSON.stringify(marks)).not.toContain("cache_control");
	const claude = bodies.anthropic as Record<string, unknown>[];
	const [plain, brief, , turns, marked, forced] = claude;
	expect(plain).toEqual({
		model: "test-model",
		max_tokens: 4096,
		messages: [{ role: "user", content: [{ type: "text", text: "What is there?" }] }],
		stream: true,
	});
	expect(brief).toMatchObject({ system: "Be brief.", max_tokens: 5 });
	expect(turns).toMatchObject({
		messages: [
			{ role: "user", content: [{ cache_control: { type: "ephemeral" } }, {}] },
			{
				role: "assistant",
				content: [
					{ type: "tool_use", id: "c1", input: { path: "/" } },
					{ type: "tool_use", input: {} },
				],
			},
			{
				role: "user",
				content: [
					{ type: "tool_result", tool_use_id: "c1", content: "notes\ntasks" },
					{ type: "tool_result", tool_use_id: "c2", is_error: true },
				],
			},
			{ role: "assistant" },
			{ role: "user" },
		],
	});
	// No more than four marks of the cache in all.
	expect(JSON.stringify(marked).split("cache_control").length - 1).toBe(4);
	expect(forced).toMatchObject({
		tool_choice: { type: "tool", name: "answer" },
		tools: [{ name: "answer", input_schema: schema }],
	});
});
