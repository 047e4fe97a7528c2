import { afterEach, beforeEach, expect, test } from "vitest";
import type { CallEvent } from "../../src/llm/index.ts";
import { GatewayDesk } from "../support/gateway.ts";
import { ProviderServer } from "../support/provider-server.ts";

let server: ProviderServer;
let desk: GatewayDesk;
beforeEach(async () => {
	server = await ProviderServer.start();
	desk = await GatewayDesk.make(server.entry("chat"), server.entry("claude", "anthropic"));
});
afterEach(async () => {
	await server.stop();
	desk.remove();
});

const hello = { feature: "ask", messages: [{ role: "user", content: "Hi" }] } as const;

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
