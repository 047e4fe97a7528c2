import type { ServerResponse } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { type Asked, Loopback } from "../../test/support/loopback.ts";
import { endpointEmbedder } from "./endpoint.ts";

let server: Loopback;
afterEach(async () => {
	vi.unstubAllEnvs();
	await server.stop();
});

/** A vector that tells the text: its length, and its first character. */
const vectorOf = (text: string) => [text.length, text.codePointAt(0) ?? 0, 1];
const unit = (vector: number[]) => vector.map((value) => value / Math.hypot(...vector));

/** The wire format of OpenAI's API reference: `POST /v1/embeddings`. */
function succeed({ body }: Asked, response: ServerResponse): void {
	const { input, model } = JSON.parse(body) as { input: string[]; model: string };
	const data = input.map((text, index) => ({ object: "embedding", index, embedding: vectorOf(text) }));
	const tokens = input.join(" ").length;
	// The order of the answer is not promised; the index is.
	response.setHeader("content-type", "application/json");
	response.end(
		JSON.stringify({
			object: "list",
			data: data.reverse(),
			model,
			usage: { prompt_tokens: tokens, total_tokens: tokens },
		}),
	);
}

function fail(response: ServerResponse, status: number, message: string, headers: Record<string, string> = {}): void {
	response.writeHead(status, { "content-type": "application/json", ...headers });
	response.end(JSON.stringify({ error: { message, type: "x", param: null, code: null } }));
}

async function start(answer: (asked: Asked, response: ServerResponse) => void = succeed): Promise<string> {
	server = await Loopback.start(answer);
	return `${server.url}/v1`;
}
const numbers = (vectors: readonly Float32Array[]) =>
	vectors.map((vector) => [...vector].map((value) => Number(value.toFixed(5))));
const expected = (texts: string[]) =>
	texts.map((text) => unit(vectorOf(text)).map((value) => Number(value.toFixed(5))));

test("one request in the format of the API; vectors in the order of the texts, of unit length", async () => {
	const url = await start();
	vi.stubEnv("DESK_EMBEDDING_KEY", "sk-test");
	const embedder = await endpointEmbedder({
		name: "api",
		url,
		model: "embed-small",
		requestDimensions: 3,
		dimensions: 3,
	});
	expect(server.asked).toEqual([]);
	const texts = ["first", "zweiter", "第三"];
	expect(numbers(await embedder.embed(texts))).toEqual(expected(texts));
	expect(server.asked).toHaveLength(1);
	const [{ method, path, headers, body }] = server.asked as [Asked];
	expect([method, path, headers.authorization, headers["content-type"]]).toEqual([
		"POST",
		"/v1/embeddings",
		"Bearer sk-test",
		"application/json",
	]);
	expect(JSON.parse(body)).toEqual({ model: "embed-small", input: texts, encoding_format: "float", dimensions: 3 });
});

test("many texts go in batches; an empty one is no empty text on the wire", async () => {
	const url = await start();
	const embedder = await endpointEmbedder({ name: "api", url: `${url}/embeddings`, model: "m", dimensions: 3 });
	const texts = Array.from({ length: 200 }, (_, index) => `text ${index}`);
	expect(numbers(await embedder.embed([...texts, ""])).slice(0, 200)).toEqual(expected(texts));
	expect(server.asked.map(({ body }) => JSON.parse(body).input.length)).toEqual([96, 96, 9]);
	expect(JSON.parse(server.asked[2]?.body ?? "").input.at(-1)).toBe(" ");
	server.asked.length = 0;
	await embedder.embed(Array.from({ length: 20 }, () => "x".repeat(30_000)));
	for (const { body } of server.asked) expect(body.length).toBeLessThan(210_000);
});

test("without known dimensions it asks once; base64 is understood", async () => {
	const url = await start(({ body }, response) => {
		const embedding = Buffer.from(Float32Array.from([3, 4]).buffer).toString("base64");
		response.end(
			JSON.stringify({ data: (JSON.parse(body).input as string[]).map((_, index) => ({ index, embedding })) }),
		);
	});
	const embedder = await endpointEmbedder({ name: "api", url, model: "m" });
	expect(embedder.dimensions).toBe(2);
	expect(numbers(await embedder.embed(["x"]))).toEqual([[0.6, 0.8]]);
});

test("too many requests, and errors of the server, are waited out as it asks", async () => {
	let count = 0;
	const url = await start((asked, response) => {
		count++;
		if (count === 1) fail(response, 429, "slow down", { "retry-after": "0" });
		else if (count === 2) fail(response, 503, "busy", { "retry-after": new Date(Date.now() - 1000).toUTCString() });
		else succeed(asked, response);
	});
	const embedder = await endpointEmbedder({ name: "api", url, model: "m", dimensions: 3 });
	expect(numbers(await embedder.embed(["a"]))).toEqual(expected(["a"]));
	expect(count).toBe(3);
});

test("a wait of hours is not waited", async () => {
	const url = await start((_asked, response) => fail(response, 429, "quota used up", { "retry-after": "7200" }));
	const embedder = await endpointEmbedder({ name: "api", url, model: "m", dimensions: 3 });
	await expect(embedder.embed(["a"])).rejects.toMatchObject({
		code: "ENETWORK",
		message: expect.stringContaining("quota used up"),
	});
	expect(server.asked).toHaveLength(1);
});

test("a refused key says so, with what the server says but never the key", async () => {
	const url = await start((_asked, response) => fail(response, 401, "Incorrect API key provided: sk-secret."));
	const embedder = await endpointEmbedder({
		name: "api",
		url,
		model: "m",
		dimensions: 3,
		keyCommand: "echo sk-secret; echo more",
	});
	const error: unknown = await embedder.embed(["a"]).catch((caught: unknown) => caught);
	expect(error).toMatchObject({
		code: "EKEY",
		status: 8,
		message: "the server refuses the key (401: Incorrect API key provided: ….)",
	});
	expect(server.asked[0]?.headers.authorization).toBe("Bearer sk-secret");
});

test("a command for the key that fails, or prints nothing, is an error of the key; nothing is sent", async () => {
	const url = await start();
	for (const keyCommand of ["exit 3", "true"]) {
		const embedder = await endpointEmbedder({ name: "api", url, model: "m", dimensions: 3, keyCommand });
		await expect(embedder.embed(["a"])).rejects.toMatchObject({ code: "EKEY" });
	}
	const elsewhere = await endpointEmbedder({
		name: "api",
		url: "https://api.invalid/v1",
		model: "m",
		dimensions: 3,
		keyVariable: "NO_SUCH_KEY",
	});
	await expect(elsewhere.embed(["a"])).rejects.toMatchObject({
		code: "EKEY",
		todo: expect.stringContaining("NO_SUCH_KEY"),
	});
	expect(server.asked).toEqual([]);
});

const broken: Record<string, (asked: Asked, response: ServerResponse) => void> = {
	"no JSON": (_asked, response) => response.end("<html>"),
	"no data": (_asked, response) => response.end("{}"),
	null: (_asked, response) => response.end("null"),
	"too few vectors": (_asked, response) => response.end(JSON.stringify({ data: [] })),
	"no numbers": (_asked, response) => response.end(JSON.stringify({ data: [{ index: 0, embedding: ["x"] }] })),
	"an index outside": (_asked, response) => response.end(JSON.stringify({ data: [{ index: 5, embedding: [1] }] })),
	"other dimensions": (_asked, response) => response.end(JSON.stringify({ data: [{ index: 0, embedding: [1, 2] }] })),
	"a page that is not there": (_asked, response) => fail(response, 404, "no such model"),
};
for (const [what, answer] of Object.entries(broken)) {
	test(`an answer that cannot be used (${what}) is a sentence`, async () => {
		const url = await start(answer);
		const embedder = await endpointEmbedder({ name: "api", url, model: "m", dimensions: 3 });
		await expect(embedder.embed(["a"])).rejects.toMatchObject({ name: "DeskError", code: "ENETWORK", at: "api" });
		expect(server.asked).toHaveLength(1);
	});
}

test("DESK_OFFLINE forbids it, plain http goes to this machine alone, redirections stay within both", async () => {
	const url = await start((asked, response) => {
		if (asked.path === "/v1/embeddings") response.writeHead(307, { location: "http://example.invalid/steal" }).end();
		else succeed(asked, response);
	});
	const embedder = await endpointEmbedder({ name: "api", url, model: "m", dimensions: 3 });
	await expect(embedder.embed(["a"])).rejects.toMatchObject({ code: "EINVAL", at: "http://example.invalid/steal" });
	vi.stubEnv("DESK_OFFLINE", "1");
	server.asked.length = 0;
	await expect(embedder.embed(["a"])).rejects.toMatchObject({
		code: "ENETWORK",
		message: "the network is off (DESK_OFFLINE)",
	});
	expect(server.asked).toEqual([]);
	vi.unstubAllEnvs();
	const plain = await endpointEmbedder({
		name: "api",
		url: "http://api.invalid/v1",
		model: "m",
		dimensions: 3,
		keyCommand: "echo k",
	});
	await expect(plain.embed(["a"])).rejects.toMatchObject({ code: "EINVAL" });
});

test("it ends at once when it is asked to, also while it waits", async () => {
	const url = await start((_asked, response) => fail(response, 429, "later", { "retry-after": "30" }));
	const embedder = await endpointEmbedder({ name: "api", url, model: "m", dimensions: 3 });
	const abort = new AbortController();
	setTimeout(() => abort.abort(new Error("enough")), 50);
	await expect(embedder.embed(["a"], abort.signal)).rejects.toThrow("enough");
});
