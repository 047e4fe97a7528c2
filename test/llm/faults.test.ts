import { rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DeskError } from "../../src/base/errors.ts";
import type { CallRequest } from "../../src/llm/index.ts";
// What the table says is held against what happens.
import { FAILURES, type FailureKind } from "../../src/llm/retry.ts";
import { GatewayDesk, IMPATIENT, QUICK } from "../support/gateway.ts";
import { ProviderServer, type Reply, selfSigned } from "../support/provider-server.ts";
import { temporaryFolder } from "../support/store.ts";

const KEY = "sk-test-0123456789abcdefghij";
/** What servers put into their answers to see what comes of it. */
const HOSTILE = `\x1b]0;owned\x07 your key ${KEY} is bad`;
const said = (status: number, more: Partial<Reply> = {}): Reply => ({
	status,
	body: { error: { message: HOSTILE, type: "x", code: null } },
	...more,
});
const coded = (status: number, code: string, param: string | null = null): Reply =>
	said(status, { body: { error: { message: HOSTILE, type: "invalid_request_error", param, code } } });
const answer = { text: ["one ", "two ", "three"], usage: { input: 30, output: 6 } };
const event = (data: unknown) => ({ say: `data: ${JSON.stringify(data)}\n\n` });

interface Case {
	readonly fault: string;
	readonly kind: FailureKind;
	readonly reply: Reply;
	readonly request?: Partial<CallRequest>;
	/** What is charged, where it is not the whole answer nor nothing. */
	readonly charged?: { input: "estimated" | number; output: "estimated" | number };
	/** Of the provider's own language; else both are tried. */
	readonly only?: "chat-completions" | "anthropic";
}
const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"], additionalProperties: false };
const prompt = { input: "estimated", output: 0 } as const;
const some = { input: "estimated", output: "estimated" } as const;
/** Anthropic tells what the prompt took at the start. */
const told = { input: 30, output: "estimated" } as const;

const CASES: readonly Case[] = [
	{ fault: "401", kind: "key", reply: said(401) },
	{ fault: "402", kind: "payment", reply: said(402) },
	{
		fault: "429 for want of credit",
		kind: "payment",
		reply: coded(429, "insufficient_quota"),
		only: "chat-completions",
	},
	{
		fault: "400 for want of credit",
		kind: "payment",
		reply: said(400, {
			body: { type: "error", error: { type: "invalid_request_error", message: "Your credit balance is too low" } },
		}),
	},
	{ fault: "403", kind: "forbidden", reply: said(403) },
	{ fault: "404 model", kind: "model", reply: coded(404, "model_not_found") },
	{ fault: "400", kind: "request", reply: said(400) },
	{
		fault: "400 about a parameter that cannot be left out",
		kind: "parameter",
		reply: coded(400, "unsupported_parameter", "messages"),
		only: "chat-completions",
	},
	{ fault: "408", kind: "timeout", reply: said(408) },
	{ fault: "409", kind: "conflict", reply: said(409) },
	{ fault: "413", kind: "size", reply: said(413) },
	{
		fault: "400 for a context that is too long",
		kind: "size",
		reply: coded(400, "context_length_exceeded"),
		only: "chat-completions",
	},
	{ fault: "429 without retry-after", kind: "rate", reply: said(429) },
	{ fault: "429 with retry-after", kind: "rate", reply: said(429, { headers: { "retry-after": "0.05" } }) },
	{ fault: "500", kind: "server", reply: said(500) },
	{
		fault: "500 with a page of HTML",
		kind: "server",
		reply: said(502, { headers: { "content-type": "text/html" }, body: "<html>Bad gateway</html>" }),
	},
	{ fault: "503", kind: "unavailable", reply: said(503) },
	{ fault: "529", kind: "overloaded", reply: said(529) },
	{ fault: "307", kind: "redirect", reply: said(307, { headers: { location: "https://elsewhere.example/v1" } }) },
	{ fault: "reset", kind: "reset", reply: { head: "reset" } },
	{ fault: "stall before the head", kind: "silence", reply: { head: "stall" }, charged: prompt },
	{
		fault: "stall before the first token",
		kind: "silence",
		reply: { said: answer, fault: { after: 0, does: "stall" } },
		charged: prompt,
	},
	{
		fault: "stall mid-stream",
		kind: "stall",
		reply: { said: answer, fault: { after: 3, does: "stall" } },
		charged: some,
		only: "chat-completions",
	},
	{
		fault: "stall mid-stream",
		kind: "stall",
		reply: { said: answer, fault: { after: 4, does: "stall" } },
		charged: told,
		only: "anthropic",
	},
	{
		fault: "reset mid-stream",
		kind: "truncated",
		reply: { said: answer, fault: { after: 3, does: "reset" } },
		charged: some,
		only: "chat-completions",
	},
	{
		fault: "reset mid-stream",
		kind: "truncated",
		reply: { said: answer, fault: { after: 4, does: "reset" } },
		charged: told,
		only: "anthropic",
	},
	{
		fault: "truncated SSE",
		kind: "truncated",
		reply: { said: answer, fault: { after: 3, does: "end" } },
		charged: some,
		only: "chat-completions",
	},
	{
		fault: "truncated SSE",
		kind: "truncated",
		reply: { said: answer, fault: { after: 4, does: "end" } },
		charged: told,
		only: "anthropic",
	},
	{
		fault: "an event that is cut",
		kind: "truncated",
		reply: { stream: 'data: {"choices":[{"delta":{"content":"one"}}]}\n\ndata: {"choices":[{"del' },
		charged: some,
		only: "chat-completions",
	},
	{
		fault: "invalid JSON",
		kind: "invalid",
		reply: { said: answer, fault: { after: 2, does: { say: "data: {not json\n\n" } } },
		charged: some,
		only: "chat-completions",
	},
	{
		fault: "invalid JSON",
		kind: "invalid",
		reply: { said: answer, fault: { after: 3, does: { say: "event: content_block_delta\ndata: {not json\n\n" } } },
		charged: told,
		only: "anthropic",
	},
	{
		fault: "a page of HTML with status 200",
		kind: "invalid",
		reply: { said: answer, headers: { "content-type": "text/html" }, stream: "<html>Sign in to the wifi</html>" },
		charged: prompt,
	},
	{
		fault: "an error in the middle (OpenRouter)",
		kind: "gaveUp",
		reply: {
			said: answer,
			fault: {
				after: 2,
				does: event({
					error: { code: 502, message: HOSTILE },
					choices: [{ delta: { content: "" }, finish_reason: "error" }],
				}),
			},
		},
		charged: some,
		only: "chat-completions",
	},
	{
		fault: "an error in the middle (llama.cpp)",
		kind: "gaveUp",
		reply: {
			said: answer,
			fault: { after: 2, does: { say: 'error: {"code":500,"message":"slot lost","type":"server_error"}\n\n' } },
		},
		charged: some,
		only: "chat-completions",
	},
	{
		fault: "overloaded in the middle",
		kind: "gaveUp",
		reply: {
			said: answer,
			fault: { after: 3, does: event({ type: "error", error: { type: "overloaded_error", message: HOSTILE } }) },
		},
		charged: told,
		only: "anthropic",
	},
	{
		fault: "an error instead of an answer, with status 200",
		kind: "overloaded",
		reply: {
			said: answer,
			fault: { after: 0, does: event({ type: "error", error: { type: "overloaded_error", message: HOSTILE } }) },
		},
		only: "anthropic",
	},
	{
		fault: "an error instead of an answer, with status 200",
		kind: "rate",
		reply: { said: answer, fault: { after: 0, does: event({ error: { code: 429, message: HOSTILE } }) } },
		only: "chat-completions",
	},
	{
		fault: "an answer without an end",
		kind: "tooLong",
		reply: { stream: `: ${"x".repeat(64 * 1024)}\n`.repeat(300) },
		charged: prompt,
	},
	{
		fault: "an event without an end",
		kind: "invalid",
		reply: { stream: `data: ${"x".repeat(5 * 1024 * 1024)}` },
		charged: prompt,
	},
	{
		fault: "empty answer",
		kind: "empty",
		reply: { said: { text: [], usage: { input: 30, output: 0 } } },
		charged: { input: 30, output: 0 },
	},
	{ fault: "an empty stream", kind: "empty", reply: { stream: "" }, charged: prompt },
	{
		fault: "refusal",
		kind: "refusal",
		reply: { said: { refusal: HOSTILE, usage: answer.usage } },
		request: { schema },
		charged: { input: 30, output: 6 },
		only: "chat-completions",
	},
	{
		fault: "refusal",
		kind: "refusal",
		reply: { said: { text: "", stop: "refusal", usage: answer.usage } },
		request: { schema },
		charged: { input: 30, output: 6 },
		only: "anthropic",
	},
	{
		fault: "a value that is cut off",
		kind: "length",
		reply: { said: { text: '{"n": 1', stop: "length", usage: answer.usage } },
		request: { schema },
		charged: { input: 30, output: 6 },
		only: "chat-completions",
	},
	{
		fault: "a value that is cut off",
		kind: "length",
		reply: { said: { text: '{"n": 1', stop: "max_tokens", usage: answer.usage } },
		request: { schema },
		charged: { input: 30, output: 6 },
		only: "anthropic",
	},
	{
		fault: "wrong schema twice",
		kind: "schema",
		reply: { said: { text: '{"n": "one"}', usage: answer.usage } },
		request: { schema },
		charged: { input: 30, output: 6 },
	},
];

const request: CallRequest = {
	feature: "ask",
	messages: [{ role: "user", content: "Tell me all about the numbers." }],
	maxTokens: 100,
};

describe.each(["chat-completions", "anthropic"] as const)("%s", (dialect) => {
	let first: ProviderServer;
	let second: ProviderServer;
	let desk: GatewayDesk;
	const opened = (kind: FailureKind) =>
		desk.gateway({
			variables: { DESK_FIRST_API_KEY: KEY },
			deadlines: ["silence", "stall"].includes(kind) ? IMPATIENT : QUICK,
		});
	beforeAll(async () => {
		first = await ProviderServer.start();
		second = await ProviderServer.start();
		desk = await GatewayDesk.make(first.entry("first", dialect), second.entry("second", dialect));
	});
	beforeEach(() => {
		for (const server of [first, second]) server.reset();
		desk.forget();
	});
	afterAll(async () => {
		await first.stop();
		await second.stop();
		desk.remove();
	});

	const cases = CASES.filter(({ only }) => only === undefined || only === dialect);
	test.each(cases)(
		"$fault ($kind): tried again, charged and told as the table says",
		async ({ kind, reply, request: more, charged }) => {
			first.replies = [reply];
			const rule = FAILURES[kind];
			const gateway = await opened(kind);
			const error = await gateway.call({ ...request, ...more, model: "first" }).then(
				() => undefined,
				(thrown: unknown) => thrown,
			);
			expect(error).toBeInstanceOf(DeskError);
			const { code, sentence } = error as DeskError;
			expect(code).toBe(rule.code);
			expect(sentence).toContain(rule.what);
			expect(sentence).not.toContain(KEY);
			expect(sentence).not.toMatch(/[\x00-\x1f\x7f]/);
			const repaired = kind === "schema" ? 1 : 0;
			const tries = kind === "parameter" ? 1 : rule.retries + 1 + repaired;
			expect(first.asked).toHaveLength(tries);
			// What is charged is a row for each try, what is not is one row for all.
			const rows = desk.ledger;
			const isAnswer = ["schema", "length"].includes(kind);
			expect(rows.map(({ status }) => status)).toEqual(
				Array.from({ length: rule.charged === "nothing" ? 1 : tries }, () =>
					isAnswer ? "ok" : kind === "refusal" ? "refused" : "error",
				),
			);
			for (const row of rows) {
				expect(row.tokens).toBe((row.input ?? 0) + (row.output ?? 0));
				for (const side of ["input", "output"] as const) {
					const expected = charged?.[side] ?? 0;
					if (expected === "estimated") expect(row).toMatchObject({ [side]: expect.any(Number), estimated: 1 });
					if (expected === "estimated") expect(row[side]).toBeGreaterThan(0);
					else expect(row[side], side).toBe(expected);
				}
			}
			expect(rows.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(tries);
		},
	);

	test.each(cases)(
		"$fault ($kind): the next provider is asked if the table says so, with a word",
		async ({ kind, reply, request: more }) => {
			first.replies = [reply];
			second.replies = [{ said: { text: more?.schema === undefined ? "fine" : '{"n": 2}' } }];
			const notes: string[] = [];
			const answers: string[] = [];
			const run = async () => {
				// A stream with a schema shows nothing before it is whole, so that it may begin anew; others are asked for by `call` below.
				for await (const event of (await opened(kind)).stream({ ...request, ...more })) {
					if (event.type === "note") notes.push(event.text);
					if (event.type === "text") answers.push(event.text);
					if (event.type === "done") expect(event.answer.provider).toBe("second");
				}
			};
			const shown =
				["stall", "truncated", "invalid", "gaveUp"].includes(kind) &&
				reply.headers === undefined &&
				!String(reply.stream).startsWith("data: xxx");
			if (shown) {
				// Text was shown: nothing is begun anew, by nobody.
				await expect(run()).rejects.toMatchObject({ code: FAILURES[kind].code });
				expect([first.asked.length, second.asked.length]).toEqual([1, 0]);
				expect(answers.join("")).toMatch(/^one/);
				first.replies = [reply];
				const answer = await (await opened(kind)).call({ ...request, ...more });
				expect(answer).toMatchObject({ text: "fine", provider: "second" });
				return;
			}
			if (!FAILURES[kind].failsOver) {
				await expect(run()).rejects.toMatchObject({ code: FAILURES[kind].code });
				expect(second.asked).toHaveLength(0);
				return;
			}
			await run();
			expect(second.asked).toHaveLength(1);
			expect(notes.at(-1)).toMatch(/^first: .*; asking second$/);
			expect(notes.join()).not.toContain(KEY);
			expect(desk.ledger.at(-1)).toMatchObject({ provider: "second", status: "ok" });
		},
	);

	test.each(cases.filter(({ kind }) => FAILURES[kind].retries > 0 && kind !== "parameter"))(
		"$fault ($kind): once, and the same provider answers",
		async ({ reply, kind, request: more }) => {
			first.replies = [reply, { said: { text: "fine", usage: { input: 30, output: 1 } } }];
			const answer = await (await opened(kind)).call({ ...request, ...more });
			expect(answer).toMatchObject({ text: "fine", provider: "first" });
			expect(second.asked).toHaveLength(0);
			const charged = FAILURES[kind].charged !== "nothing";
			expect(desk.ledger.map(({ status }) => status)).toEqual(charged ? ["error", "ok"] : ["ok"]);
			expect(desk.ledger.reduce((sum, row) => sum + row.tokens, 0)).toBe(answer.usage.input + answer.usage.output);
		},
	);
});

test("every line of the table is tested", () => {
	const elsewhere: FailureKind[] = ["tls", "unreachable", "paused"];
	const tested = new Set([...CASES.map(({ kind }) => kind), ...elsewhere]);
	expect(Object.keys(FAILURES).filter((kind) => !tested.has(kind as FailureKind))).toEqual([]);
});

describe("without an answer", () => {
	let second: ProviderServer;
	let desk: GatewayDesk;
	beforeEach(async () => {
		second = await ProviderServer.start();
	});
	afterEach(async () => {
		await second.stop();
		desk.remove();
	});

	test("TLS error: nothing is sent, not tried again; the next provider is asked", async () => {
		const folder = temporaryFolder();
		const secure = await ProviderServer.start(selfSigned(folder));
		desk = await GatewayDesk.make(secure.entry("first"), second.entry("second"));
		const gateway = await desk.gateway({ variables: { DESK_FIRST_API_KEY: KEY } });
		await expect(gateway.call({ ...request, model: "first" })).rejects.toMatchObject({
			code: "ENETWORK",
			at: "first",
			message: expect.stringContaining("DEPTH_ZERO_SELF_SIGNED_CERT"),
		});
		expect(secure.asked).toHaveLength(0);
		expect(desk.ledger).toMatchObject([{ status: "error", error: "ENETWORK", tokens: 0, attempts: 1 }]);
		expect((await gateway.call(request)).provider).toBe("second");
		await secure.stop();
		rmSync(folder, { recursive: true });
	});

	test("nobody there: tried again, then the next provider is asked", async () => {
		const gone = await ProviderServer.start();
		const entry = gone.entry("first");
		await gone.stop();
		desk = await GatewayDesk.make(entry, second.entry("second"));
		const gateway = await desk.gateway();
		await expect(gateway.call({ ...request, model: "first" })).rejects.toMatchObject({
			code: "ENETWORK",
			message: expect.stringContaining("ECONNREFUSED"),
		});
		expect(desk.ledger).toMatchObject([{ status: "error", tokens: 0, attempts: 3 }]);
		expect((await gateway.call(request)).provider).toBe("second");
	});

	test("five failures in a row, and a provider is left alone for 30 s, by all processes; one probe then decides", async () => {
		const first = await ProviderServer.start();
		desk = await GatewayDesk.make(first.entry("first"), second.entry("second"));
		first.replies = [said(503)];
		try {
			process.env.DESK_NOW = "2026-11-21T12:00:00Z";
			await expect((await desk.gateway()).call({ ...request, model: "first" })).rejects.toThrow("not available");
			await expect((await desk.gateway()).call({ ...request, model: "first" })).rejects.toThrow("not available");
			expect(first.asked).toHaveLength(6);
			process.env.DESK_NOW = "2026-11-21T12:00:29Z";
			await expect((await desk.gateway()).call({ ...request, model: "first" })).rejects.toMatchObject({
				code: "ENETWORK",
				message: expect.stringContaining("left alone (for another 1 s)"),
			});
			expect((await (await desk.gateway()).call(request)).provider).toBe("second");
			expect(first.asked).toHaveLength(6);
			process.env.DESK_NOW = "2026-11-21T12:00:31Z";
			// A probe that asks nobody decides nothing.
			process.env.DESK_OFFLINE = "1";
			await expect((await desk.gateway()).call({ ...request, model: "first" })).rejects.toThrow("DESK_OFFLINE");
			delete process.env.DESK_OFFLINE;
			first.replies = [{ said: { text: "well again" } }];
			expect((await (await desk.gateway()).call(request)).provider).toBe("first");
			expect(desk.vfs.store.database.all("SELECT * FROM breaker")).toEqual([]);
		} finally {
			delete process.env.DESK_NOW;
			delete process.env.DESK_OFFLINE;
			await first.stop();
		}
	});
});
