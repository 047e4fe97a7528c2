import { execFile } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { asScript } from "../../scripts/script-text.mjs";
import type { CallEvent, CallRequest } from "../../src/llm/index.ts";
import { GatewayDesk, QUICK } from "../support/gateway.ts";
import { ProviderServer, selfSigned } from "../support/provider-server.ts";
import { temporaryFolder } from "../support/store.ts";

let server: ProviderServer;
let desk: GatewayDesk;
beforeEach(async () => {
	server = await ProviderServer.start();
	desk = await GatewayDesk.make(server.entry("chat"), server.entry("claude", "anthropic"));
});
afterEach(async () => {
	delete process.env.DESK_OFFLINE;
	for (const name of Object.keys(process.env)) if (/^DESK_(LLM|BUDGET)_/.test(name)) delete process.env[name];
	await server.stop();
	desk.remove();
});

const hello: CallRequest = { feature: "ask", messages: [{ role: "user", content: "Hi" }] };
const long = Array.from({ length: 50 }, (_, index) => `word${index} `);

describe("an answer", () => {
	test.each(["chat", "claude"])(
		"%s: text comes in pieces, `done` last, and the ledger knows what it took",
		async (model) => {
			server.replies = [
				{
					said: { text: ["Grüße, ", "Welt 🌍"], usage: { input: 20, output: 5, cached: 8 } },
					pieces: 3,
					keepAlive: true,
				},
			];
			const events: CallEvent[] = [];
			for await (const event of (await desk.gateway()).stream({ ...hello, model })) events.push(event);
			expect(events.map((event) => (event.type === "text" ? event.text : event.type))).toEqual([
				"Grüße, ",
				"Welt 🌍",
				"done",
			]);
			expect(events.at(-1)).toMatchObject({
				answer: {
					text: "Grüße, Welt 🌍",
					stop: "end",
					provider: model,
					model: "test-model",
					usage: { input: 20, output: 5, cached: 8, estimated: false },
					call: 1,
				},
			});
			expect(desk.ledger).toMatchObject([
				{
					feature: "ask",
					provider: model,
					status: "ok",
					input: 20,
					output: 5,
					cached: 8,
					tokens: 25,
					attempts: 1,
					estimated: 0,
				},
			]);
		},
	);

	test.each(["chat", "claude"])("%s: tools are asked for", async (model) => {
		const calls = [{ id: "c1", name: "ls", arguments: '{"path":"/"}' }];
		server.replies = [{ said: { calls } }];
		const tools = [
			{ name: "ls", description: "List", schema: { type: "object", properties: { path: { type: "string" } } } },
		];
		expect(await (await desk.gateway()).call({ ...hello, tools, model })).toMatchObject({
			text: "",
			stop: "tools",
			toolCalls: calls,
		});
	});

	test("without counts of the provider's, ours stand in the ledger, told as an estimate", async () => {
		server.replies = [{ said: { text: "some words", usage: null } }];
		const { usage } = await (await desk.gateway()).call(hello);
		expect(usage).toMatchObject({ estimated: true });
		expect(usage.input).toBeGreaterThan(0);
		expect(usage.output).toBeGreaterThan(0);
		expect(desk.ledger).toMatchObject([{ estimated: 1, input: usage.input, output: usage.output }]);
	});

	test("a refusal is an answer, which is charged", async () => {
		server.replies = [{ said: { refusal: "I cannot.", usage: { input: 9, output: 4 } } }];
		expect(await (await desk.gateway()).call(hello)).toMatchObject({ text: "I cannot.", stop: "refusal" });
		expect(desk.ledger).toMatchObject([{ status: "refused", tokens: 13 }]);
		expect(server.asked).toHaveLength(1);
	});

	test.each(["chat", "claude"])(
		"%s: a server that says its last word, but keeps the connection, is not waited for",
		async (model) => {
			const events = model === "chat" ? 5 : 6;
			server.replies = [{ said: { text: "done" }, fault: { after: events, does: "stall" } }];
			const gateway = await desk.gateway({ deadlines: { ...QUICK, stall: 10_000 } });
			const { text, milliseconds } = await gateway.call({ ...hello, model });
			expect(text).toBe("done");
			expect(milliseconds).toBeLessThan(3000);
			expect(desk.ledger).toMatchObject([{ status: "ok", estimated: 0 }]);
		},
	);

	test("a character whose halves come apart is shown whole", async () => {
		const halves = ["a\ud83c", "\udf0d", "", "b"].map(
			(content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`,
		);
		server.replies = [{ stream: `${halves.join("")}data: [DONE]\n\n` }];
		const texts: string[] = [];
		for await (const event of (await desk.gateway()).stream(hello))
			texts.push(event.type === "text" ? event.text : event.type);
		expect(texts).toEqual(["a", "🌍", "b", "done"]);
	});

	test("a model that thinks until its tokens are used up has not answered", async () => {
		server.replies = [{ said: { text: [], stop: "length", usage: { input: 9, output: 4096 } } }];
		await expect((await desk.gateway()).call({ ...hello, model: "chat" })).rejects.toMatchObject({
			message: expect.stringContaining("thinking"),
		});
		expect(desk.ledger).toMatchObject([{ status: "error", tokens: 4105 }]);
	});

	test("a parameter that a model does not take is left out, and from then on at once", async () => {
		const refusal = {
			error: {
				message: "Unsupported value",
				type: "invalid_request_error",
				param: "temperature",
				code: "unsupported_value",
			},
		};
		server.replies = [{ status: 400, body: refusal }, { said: { text: "warm" } }];
		const gateway = await desk.gateway();
		for (let count = 0; count < 2; count++)
			expect((await gateway.call({ ...hello, temperature: 0 })).text).toBe("warm");
		expect(server.asked.map(({ body }) => body.temperature)).toEqual([0, undefined, undefined]);
	});

	test("the name that a server gives to its model cannot drive a terminal", async () => {
		server.replies = [{ said: { text: "x", model: "\x1b]0;owned\x07" } }];
		expect((await (await desk.gateway()).call(hello)).model).toBe("\\x1b]0;owned\\x07");
	});

	test("many calls at once share nothing but the ledger", async () => {
		const gateway = await desk.gateway();
		server.replies = [{ said: { text: long }, pause: 1, pieces: 50 }];
		const answers = await Promise.all(Array.from({ length: 10 }, () => gateway.call(hello)));
		expect(new Set(answers.map(({ text }) => text))).toEqual(new Set([long.join("")]));
		expect(new Set(answers.map(({ call }) => call)).size).toBe(10);
	});
});

describe("a value", () => {
	const schema = {
		type: "object",
		properties: { n: { type: "integer" } },
		required: ["n"],
		additionalProperties: false,
	};

	test.each(["chat", "claude"])("%s: as the schema says, and no text before it", async (model) => {
		server.replies = [{ said: { text: ['{"n"', ": 1}"] } }];
		const events: CallEvent[] = [];
		for await (const event of (await desk.gateway()).stream({ ...hello, schema, model })) events.push(event);
		expect(events).toMatchObject([{ type: "done", answer: { value: { n: 1 }, text: '{"n": 1}', stop: "end" } }]);
	});

	test.each(["chat", "claude"])("%s: what does not fit is repaired once, both calls are charged", async (model) => {
		const usage = { input: 10, output: 2 };
		server.replies = [{ said: { text: '{"n": "one"}', usage } }, { said: { text: '{"n": 1}', usage } }];
		const answer = await (await desk.gateway()).call({ ...hello, schema, model });
		expect(answer).toMatchObject({ value: { n: 1 }, usage: { input: 20, output: 4 }, call: 2 });
		const again = JSON.stringify(server.asked[1]?.body.messages);
		expect(again).toContain('{\\"n\\": \\"one\\"}');
		expect(again).toContain("expected number, received string");
		expect(desk.ledger.map(({ tokens }) => tokens)).toEqual([12, 12]);
	});

	test.each([
		["in a fence", 'Sure!\n```json\n{"n": 1}\n```\nDone.'],
		["between words", 'The answer is {"n": 1}.'],
	])("JSON %s counts", async (_, text) => {
		server.replies = [{ said: { text } }];
		expect(await (await desk.gateway()).call({ ...hello, schema })).toMatchObject({ value: { n: 1 } });
		expect(server.asked).toHaveLength(1);
	});

	test("a list is asked for in an object, and given as a list", async () => {
		server.replies = [{ said: { text: '{"value": [1, 2]}' } }];
		const list = { type: "array", items: { $ref: "#/$defs/n" }, $defs: { n: { type: "integer" } } };
		expect(await (await desk.gateway()).call({ ...hello, schema: list })).toMatchObject({ value: [1, 2] });
		server.replies = [{ said: { text: "[3]" } }];
		expect(await (await desk.gateway()).call({ ...hello, schema: list })).toMatchObject({ value: [3] });
	});

	test("a schema that is none is refused before anything is sent", async () => {
		await expect((await desk.gateway()).call({ ...hello, schema: { type: "nothing" } })).rejects.toMatchObject({
			code: "EFORMAT",
			status: 5,
		});
		expect(server.asked).toHaveLength(0);
		expect(desk.ledger).toEqual([]);
	});
});

/** 100 ms are less than a busy machine may pause a process for. */
const NOISY = { retry: 3 };

describe("the end of a call", () => {
	/** Ends a call when so much has come. @returns how long it took to end, and with what */
	async function broken(after: number, end: (abort: AbortController) => void) {
		const abort = new AbortController();
		let text = "";
		let ended = 0;
		const error = await (async () => {
			for await (const event of (await desk.gateway()).stream(hello, abort.signal)) {
				if (event.type === "text") text += event.text;
				if (text.length < after || ended > 0) continue;
				ended = performance.now();
				setImmediate(() => end(abort));
			}
		})().then(
			() => undefined,
			(thrown: unknown) => thrown,
		);
		return { error, text, took: performance.now() - ended };
	}

	test.each(["chat", "claude"])(
		"%s: Ctrl-C ends it within 100 ms; what came is charged, and the server is let go",
		async (model) => {
			process.env.DESK_LLM_MODEL = model;
			server.replies = [{ said: { text: long }, pause: 20 }];
			const { error, text, took } = await broken(20, (abort) => abort.abort(new Error("interrupted")));
			expect(error).toMatchObject({ message: "interrupted" });
			expect(took).toBeLessThan(100);
			const [row] = desk.ledger;
			expect(row).toMatchObject({ status: "aborted", estimated: 1 });
			expect(row?.output).toBeGreaterThan(0);
			expect(row?.output).toBeLessThan(text.length);
			await server.asked[0]?.gone;
		},
	);

	test("a stalled answer is left as fast", NOISY, async () => {
		server.replies = [{ said: { text: long }, fault: { after: 10, does: "stall" } }];
		const { took } = await broken(30, (abort) => abort.abort(new Error("interrupted")));
		expect(took).toBeLessThan(100);
	});

	test.each([
		["waiting for the first token: the prompt is charged", { head: "stall" as const }, true],
		["waiting to try again: nothing is", { status: 429, headers: { "retry-after": "20" } }, false],
	])("Ctrl-C while %s", NOISY, async (_, reply, isCharged) => {
		server.replies = [reply];
		const abort = new AbortController();
		const gateway = await desk.gateway({ deadlines: QUICK });
		const calling = gateway.call({ ...hello, model: "chat" }, abort.signal).catch((error: unknown) => error);
		while (server.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		await new Promise((resolve) => setTimeout(resolve, 30));
		const started = performance.now();
		abort.abort(new Error("interrupted"));
		expect(await calling).toMatchObject({ message: "interrupted" });
		expect(performance.now() - started).toBeLessThan(100);
		expect(desk.ledger).toMatchObject([{ status: "aborted", output: 0 }]);
		expect((desk.ledger[0]?.input ?? 0) > 0).toBe(isCharged);
	});

	test("who leaves the loop ends the call, which is charged what came", async () => {
		server.replies = [{ said: { text: long }, pause: 20 }];
		for await (const event of (await desk.gateway()).stream(hello)) if (event.type === "text") break;
		expect(desk.ledger).toMatchObject([{ status: "aborted" }]);
		await server.asked[0]?.gone;
	});

	test("a deadline of the user's is 124, the program's own is the provider's fault", async () => {
		server.replies = [{ said: { text: long }, pause: 50 }];
		await expect((await desk.gateway()).call({ ...hello, deadline: 200 })).rejects.toMatchObject({
			code: "ETIMEDOUT",
			status: 124,
		});
		const short = await desk.gateway({ deadlines: { ...QUICK, total: 200 } });
		await expect(short.call(hello)).rejects.toMatchObject({ code: "ENETWORK", status: 9 });
		process.env.DESK_LLM_DEADLINE = "0.2";
		await expect((await desk.gateway()).call(hello)).rejects.toMatchObject({ code: "ETIMEDOUT" });
		expect(desk.ledger.map(({ status }) => status)).toEqual(["aborted", "aborted", "aborted"]);
	});

	test("a reader who takes his time is no stall", async () => {
		server.replies = [{ said: { text: ["a", "b", "c"] } }];
		let text = "";
		for await (const event of (await desk.gateway({ deadlines: { ...QUICK, stall: 150 } })).stream(hello)) {
			if (event.type !== "text") continue;
			text += event.text;
			await new Promise((resolve) => setTimeout(resolve, 300));
		}
		expect(text).toBe("abc");
	});

	test("keep-alives are no first token, but they hold off a stall", async () => {
		const comments = ": OPENROUTER PROCESSING\n\n";
		server.replies = [{ said: { text: "late" }, pause: 100, keepAlive: true, stream: comments }];
		const gateway = await desk.gateway({ deadlines: { ...QUICK, firstToken: 250 } });
		await expect(gateway.call({ ...hello, model: "chat" })).rejects.toMatchObject({ code: "ENETWORK" });
	});
});

describe("retry-after", () => {
	const limited = (headers: Record<string, string>) => ({ status: 429, headers, body: {} });

	test("a date is by the server's clock, however wrong it is", async () => {
		const date = "Tue, 01 Jan 2030 00:00:00 GMT";
		server.replies = [limited({ date, "retry-after": date }), { said: { text: "now" } }];
		const { milliseconds, provider } = await (await desk.gateway()).call(hello);
		expect([provider, milliseconds < 3000]).toEqual(["chat", true]);
	});

	test("a date ahead of the server's clock is waited for", async () => {
		server.replies = [
			limited({ date: "Tue, 01 Jan 2030 00:00:00 GMT", "retry-after": "Tue, 01 Jan 2030 00:00:01 GMT" }),
			{ said: { text: "now" } },
		];
		expect((await (await desk.gateway()).call(hello)).milliseconds).toBeGreaterThanOrEqual(990);
	});

	test("who asks for more than 30 s is not waited for", async () => {
		server.replies = [limited({ "retry-after": "3600" })];
		await expect((await desk.gateway()).call({ ...hello, model: "chat" })).rejects.toMatchObject({
			code: "ENETWORK",
			todo: expect.stringContaining("3600 s"),
		});
		expect(server.asked).toHaveLength(1);
		server.replies = [limited({ "retry-after": "3600" }), { said: { text: "here" } }];
		expect((await (await desk.gateway()).call(hello)).provider).toBe("claude");
	});

	test("milliseconds of OpenAI's own header count before", async () => {
		server.replies = [limited({ "retry-after": "20", "retry-after-ms": "5" }), { said: { text: "now" } }];
		expect((await (await desk.gateway()).call(hello)).milliseconds).toBeLessThan(5000);
	});
});

describe("before anything is sent", () => {
	test("DESK_OFFLINE, and an address that is not this machine's nor https", async () => {
		process.env.DESK_OFFLINE = "1";
		const gateway = await desk.gateway();
		expect(await gateway.available()).toBe(false);
		await expect(gateway.call(hello)).rejects.toMatchObject({
			code: "ENETWORK",
			message: expect.stringContaining("DESK_OFFLINE"),
		});
		delete process.env.DESK_OFFLINE;
		desk.add({ ...server.entry("plain"), url: "http://192.0.2.1/v1" });
		await expect(
			(await desk.gateway({ variables: { DESK_PLAIN_API_KEY: "k" } })).call({ ...hello, model: "plain" }),
		).rejects.toMatchObject({ code: "EINVAL" });
		expect(server.asked).toHaveLength(0);
		expect(desk.ledger).toEqual([]);
	});

	test("a key that cannot be one is refused, not sent", async () => {
		const gateway = await desk.gateway({ variables: { DESK_CHAT_API_KEY: "sk-\u00fcber all" } });
		await expect(gateway.call({ ...hello, model: "chat" })).rejects.toMatchObject({
			code: "EKEY",
			message: expect.not.stringContaining("ber all"),
		});
		expect(server.asked).toHaveLength(0);
	});

	test("nobody to ask: one word about keys, not one for each provider", async () => {
		process.env.DESK_LLM_PROVIDERS = "openai, anthropic";
		const gateway = await desk.gateway();
		expect(await gateway.available()).toBe(false);
		await expect(gateway.call(hello)).rejects.toMatchObject({
			code: "EKEY",
			todo: expect.stringContaining("desk key add"),
		});
		expect(desk.ledger).toEqual([]);
	});

	test("no key, a denied provider, a budget that is spent", async () => {
		await expect((await desk.gateway()).call({ ...hello, model: "openai/gpt-5" })).rejects.toMatchObject({
			code: "EKEY",
			status: 8,
			at: "openai",
		});
		process.env.DESK_LLM_DENY = "chat";
		await expect((await desk.gateway()).call({ ...hello, model: "chat" })).rejects.toMatchObject({
			code: "EACCES",
			status: 4,
		});
		expect((await (await desk.gateway()).call({ ...hello })).provider).toBe("claude");
		process.env.DESK_BUDGET_DAY_TOKENS = "100";
		await expect((await desk.gateway()).call(hello)).rejects.toMatchObject({ code: "EBUDGET", status: 7 });
		expect(server.asked).toHaveLength(1);
	});

	test("as a budget runs low, features that are named make do with the small model; who names one gets it", async () => {
		process.env.DESK_BUDGET_DAY_TOKENS = "100000";
		process.env.DESK_BUDGET_DEGRADE = "ask";
		process.env.DESK_LLM_SMALL_MODEL = "claude/tiny";
		server.replies = [{ said: { text: "ok", usage: { input: 84_000, output: 1000 } } }];
		const gateway = await desk.gateway();
		expect((await gateway.call(hello)).model).toBe("test-model");
		server.reset();
		expect(await gateway.call(hello)).toMatchObject({ provider: "claude", model: "tiny" });
		expect(desk.warnings.join()).toContain("budgets run low: ask asks tiny");
		expect((await gateway.call({ ...hello, model: "chat" })).model).toBe("test-model");
		expect((await gateway.call({ ...hello, feature: "other" })).model).toBe("test-model");
	});

	test("what the gate stops is neither sent nor charged, nor shown by a plan", async () => {
		const gateway = await desk.gateway();
		const crisis: CallRequest = { ...hello, messages: [{ role: "user", content: "I want to kill myself tonight" }] };
		await expect(gateway.call(crisis)).rejects.toMatchObject({ code: "ESAFETY", status: 10 });
		await expect(gateway.plan(crisis)).rejects.toMatchObject({ code: "ESAFETY" });
		expect(server.asked).toHaveLength(0);
		expect(desk.ledger).toEqual([]);
	});

	test("secrets are taken out of all texts, and a plan tells which", async () => {
		const secret = "sk-abcdefghijklmnopqrstuvwxyz0123456789";
		const request: CallRequest = {
			...hello,
			system: `Use ${secret}`,
			messages: [{ role: "user", content: `My key is ${secret}, ${secret}` }],
		};
		const gateway = await desk.gateway();
		const plan = await gateway.plan(request);
		expect(plan.redacted).toEqual([{ kind: "api key", count: 3 }]);
		await gateway.call(request);
		const sent = JSON.stringify(server.asked[0]?.body);
		expect(sent).not.toContain(secret);
		expect(server.asked[0]?.body.messages).toEqual([{ role: "system", content: plan.system }, ...plan.messages]);
	});

	test("a plan opens no socket and charges nothing", async () => {
		const plan = await (await desk.gateway()).plan({ ...hello, maxTokens: 50 });
		expect(plan).toMatchObject({
			provider: "chat",
			model: "test-model",
			url: `${server.url}/chat/completions`,
			maxTokens: 50,
			warnings: [],
			cost: undefined,
		});
		expect(plan.tokens).toBeGreaterThan(0);
		expect(server.asked).toHaveLength(0);
		expect(desk.ledger).toEqual([]);
		expect(await (await desk.gateway()).plan({ ...hello, model: "openai" })).toMatchObject({
			provider: "openai",
			url: "https://api.openai.com/v1/chat/completions",
			warnings: ["there is no key for openai"],
		});
		process.env.DESK_BUDGET_DAY_TOKENS = "40";
		expect((await (await desk.gateway()).plan({ ...hello, maxTokens: 50 })).warnings).toEqual([
			expect.stringMatching(
				/^it would not be sent: 0 tokens of today's 40 tokens are spent, and this call may take \d+ tokens$/,
			),
		]);
	});
});

test("a server whose certificate the system trusts is spoken to over TLS", async () => {
	const folder = temporaryFolder();
	const certificate = selfSigned(folder);
	const secure = await ProviderServer.start(certificate);
	const file = (name: string) => JSON.stringify(fileURLToPath(new URL(`../../src/llm/${name}`, import.meta.url)));
	const entry = join(folder, "entry.ts");
	writeFileSync(
		entry,
		`import { post } from ${file("http.ts")};
		import { DEADLINES, Patience } from ${file("patience.ts")};
		const body = '{"model":"m","messages":[]}';
		const patience = new Patience(new AbortController().signal);
		void post({ url: ${JSON.stringify(`${secure.url}/chat/completions`)}, headers: {}, body }, DEADLINES, patience).then(async (answer) => {
			let text = "";
			for await (const part of answer.body) text += part;
			patience.end();
			console.log(answer.status, text.includes("Hello"));
		});`,
	);
	// The variable is read when a process starts.
	const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate.file };
	const run = promisify(execFile)(process.execPath, ["-e", await asScript(entry)], { env });
	expect((await run).stdout).toBe("200 true\n");
	await secure.stop();
	rmSync(folder, { recursive: true });
});
