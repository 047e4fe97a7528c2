import { existsSync, readFileSync, rmSync, truncateSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import { type Asked, Loopback } from "../../../test/support/loopback.ts";
import { DIMENSIONS, writeTinyModel } from "../../../test/support/tiny-model.ts";
import { model } from "./index.ts";

let desk: TestDesk;
let source: string;
let server: Loopback | undefined;
beforeEach(async () => {
	desk = await makeDesk();
	source = join(desk.folder, "tiny-model");
	await writeTinyModel(source);
});
afterEach(async () => {
	vi.unstubAllEnvs();
	await server?.stop();
	server = undefined;
	desk.remove();
});

/** Items of a command, which must be of the shape that it promises. */
async function json(...argv: string[]): Promise<Record<string, unknown>[]> {
	const { stdout } = await desk.run(["model", ...argv, "--json"]);
	const items = stdout
		.split("\n")
		.filter(Boolean)
		.map((line) => JSON.parse(line));
	const schema = model.commands.find(({ name }) => name === (argv[0] ?? "list"))?.output?.(z);
	for (const item of items) expect(schema?.safeParse(item).success, JSON.stringify(item)).toBe(true);
	return items;
}
const named = async (name: string) => (await json("list")).find((item) => item.name === name);
const embedder = async () => (await desk.ok("config", "get", "search.embedder")).trim();

/** An embeddings API that makes vectors of two dimensions. */
async function startApi(): Promise<string> {
	server = await Loopback.start(({ body }: Asked, response: ServerResponse) => {
		const { input } = JSON.parse(body) as { input: string[] };
		response.end(JSON.stringify({ data: input.map((text, index) => ({ index, embedding: [text.length, 1] })) }));
	});
	return `${server.url}/v1`;
}

test("list: the shipped, the fitted and the added, and which are used", async () => {
	expect(await json("list")).toMatchObject([
		{ name: "crisis", kind: "classifier", origin: "shipped", state: "ok", used: true },
		{ name: "route", kind: "classifier", origin: "shipped", state: "ok", used: true },
		{ name: "fitted", kind: "fitted", origin: "made here", state: "not made yet", used: true },
	]);
	await desk.ok("model", "add", source);
	expect(await named("tiny-model")).toMatchObject({
		kind: "sentence",
		origin: "added",
		state: "ok",
		used: false,
		dimensions: DIMENSIONS,
	});
	expect((await desk.run(["model"], { columns: 100 })).stdout.replaceAll(/\x1b\[\d+m/g, "")).toMatch(
		/^\* {2}route +classifier +\d+K +ok /m,
	);
});

test("a folder: what would be, adding, using, removing", async () => {
	expect(await json("add", source, "--dry-run")).toMatchObject([
		{
			name: "tiny-model",
			dimensions: null,
			files: expect.arrayContaining([{ name: "model.onnx", bytes: expect.any(Number) }]),
		},
	]);
	expect(await named("tiny-model")).toBeUndefined();
	expect(await desk.ok("model", "add", source, "--name", "mini")).toMatch(
		/^added mini \(.*, 4 dimensions\); `desk model use mini` makes search use it\n$/,
	);
	await desk.put("/notes/a.md", "hello world");
	expect(await desk.ok("model", "use", "mini", "--dry-run")).toMatch(/^would use mini/);
	expect(await embedder()).toBe("fitted");
	expect(await json("use", "mini")).toEqual([
		{ embedder: "mini", before: "fitted", files: expect.any(Number), without: expect.any(Number) },
	]);
	expect(await embedder()).toBe("mini");
	expect(await named("mini")).toMatchObject({ used: true });
	expect(await named("fitted")).toMatchObject({ used: false });
	await desk.ok("model", "remove", "mini", "--dry-run");
	expect(await embedder()).toBe("mini");
	const removed = await desk.run(["model", "remove", "mini"]);
	expect([removed.status, removed.stdout, removed.stderr]).toEqual([
		0,
		"removed mini\n",
		"search used it; it uses the fitted one again\n",
	]);
	expect([await embedder(), existsSync(join(desk.home, "models", "mini"))]).toEqual(["fitted", false]);
	expect(await desk.ok("model", "use", "none")).toBe("search uses no vectors, words alone\n");
});

const refusals: readonly (readonly [string[], number, RegExp])[] = [
	[["add", "/nowhere"], 3, /there is no such folder/],
	[["add", "SOURCE", "--name", "route"], 1, /there is a model 'route' already/],
	[["add", "SOURCE", "--name", "fitted"], 1, /already/],
	[["add", "SOURCE", "--name", "../x"], 5, /cannot be a model's name/],
	[["add", "SOURCE", "--dimensions", "3"], 2, /go with --api/],
	[["add", "http://example.invalid/x"], 5, /no address that can be used/],
	[["use", "rout"], 3, /did you mean route/],
	[["use", "route"], 5, /makes no vectors/],
	[["remove", "route"], 4, /belongs to the program/],
	[["remove", "fitted"], 4, /use none/],
	[["remove", "x"], 3, /no model 'x'/],
	[["verify", "x"], 3, /no model 'x'/],
	[["bench", "x"], 3, /no model 'x'/],
	[["run", "x", "y"], 3, /no model 'x'/],
];
test.each(refusals)("desk model %j is refused", async (argv, status, said) => {
	const outcome = await desk.run(["model", ...argv.map((word) => (word === "SOURCE" ? source : word))]);
	expect(outcome).toMatchObject({ status, stdout: "" });
	expect(outcome.stderr).toMatch(said);
	expect(outcome.stderr).toMatch(/^desk: .*; .*\n$/);
});

test("verify: all is well, until a file is damaged; then status 5, and search would say so", async () => {
	await desk.ok("model", "add", source);
	expect(await json("verify")).toMatchObject([
		{ name: "crisis", ok: true },
		{ name: "route", ok: true },
		{ name: "fitted", ok: true },
		{ name: "tiny-model", ok: true },
	]);
	truncateSync(join(desk.home, "models", "tiny-model", "model.onnx"), 50);
	const outcome = await desk.run(["model", "verify"]);
	expect(outcome.status).toBe(5);
	expect(outcome.stdout).toMatch(
		/^tiny-model\tbroken\ttiny-model: the model is damaged: model\.onnx has 50 bytes, not \d+; remove it and add it again$/m,
	);
	expect(await named("tiny-model")).toMatchObject({
		state: "damaged",
		problem: expect.stringMatching(/^model\.onnx has 50 bytes/),
	});
	expect((await desk.run(["model", "verify", "route"])).status).toBe(0);
	expect((await desk.run(["model", "use", "tiny-model"])).status).toBe(1);
	expect(await embedder()).toBe("fitted");
});

test("an API: nothing is sent before it is chosen, nor with DESK_OFFLINE; the key is kept nowhere", async () => {
	const url = await startApi();
	vi.stubEnv("MY_KEY", "sk-very-secret");
	await desk.ok("model", "add", url, "--api", "embed-small", "--key-variable", "MY_KEY");
	await desk.ok("model", "verify");
	await desk.ok("model", "list");
	await desk.ok("model", "bench");
	await desk.ok("model", "use", "embed-small", "--dry-run");
	expect((await desk.run(["model", "bench", "embed-small"])).status).toBe(4);
	vi.stubEnv("DESK_OFFLINE", "1");
	expect(await desk.run(["model", "use", "embed-small"])).toMatchObject({
		status: 9,
		stderr: expect.stringContaining("the network is off"),
	});
	vi.stubEnv("DESK_OFFLINE", "");
	expect(server?.asked).toEqual([]);
	expect(await embedder()).toBe("fitted");
	await desk.ok("model", "use", "embed-small");
	expect(server?.asked.map(({ body }) => JSON.parse(body).input)).toEqual([["a"]]);
	expect(server?.asked[0]?.headers.authorization).toBe("Bearer sk-very-secret");
	expect(await named("embed-small")).toMatchObject({ kind: "endpoint", used: true, dimensions: 2, bytes: null });
	for (const file of [join(desk.home, "models", "embed-small", "model.json"), join(desk.home, "config.toml")])
		expect(readFileSync(file, "utf8")).not.toContain("secret");
});

test("search with an API; once it is out of reach, words alone, at once, and status 0", async () => {
	const url = await startApi();
	await desk.put("/notes/a.md", "hello world");
	await desk.put("/notes/b.md", "something else");
	await desk.ok("model", "add", url, "--api", "embed-small");
	await desk.ok("model", "use", "embed-small");
	await desk.ok("reindex");
	expect((await desk.ok("search", "--mode", "vector", "--files", "hello there")).split("\n")).toContain("/notes/a.md");
	await server?.stop();
	server = undefined;
	await desk.put("/notes/c.md", "hello again");
	const outcome = await desk.run(["search", "--files", "hello"]);
	expect(outcome.status).toBe(0);
	expect(outcome.stdout.split("\n").filter(Boolean).sort()).toEqual(["/notes/a.md", "/notes/c.md"]);
	expect(outcome.stderr).toMatch(
		/^search goes by words alone: \S+: the server does not answer \(ECONNREFUSED\); [^\n]*\n$/,
	);
});

test("an address: sizes are told before anything is downloaded, and a dry run downloads nothing", async () => {
	server = await Loopback.start(({ method, path }, response) => {
		const file = join(source, path);
		if (path.includes("..") || !existsSync(file)) return void response.writeHead(404).end();
		const bytes = readFileSync(file);
		response.setHeader("content-length", bytes.length);
		response.end(method === "HEAD" ? undefined : bytes);
	});
	const dry = await desk.run(["model", "add", server.url, "--name", "far", "--dry-run"]);
	expect(dry.status).toBe(0);
	expect(dry.stderr).toMatch(/^ *\d+ {2}model\.onnx$/m);
	expect(server.asked.every(({ method }) => method === "HEAD")).toBe(true);
	await desk.ok("model", "add", server.url, "--name", "far");
	expect(await named("far")).toMatchObject({ state: "ok", about: `from ${server.url}` });
});

test("a download that broke off is told, and can be removed", async () => {
	server = await Loopback.start(({ method, path }, response) => {
		if (path.includes("..") || !existsSync(join(source, path))) return void response.writeHead(404).end();
		const bytes = readFileSync(join(source, path));
		response.setHeader("content-length", bytes.length);
		if (method === "HEAD") return void response.end();
		if (path === "/model.onnx") return void response.write(bytes.subarray(0, 9), () => response.destroy());
		return void response.end(bytes);
	});
	const outcome = await desk.run(["model", "add", server.url, "--name", "far"]);
	expect(outcome).toMatchObject({ status: 9, stdout: "" });
	expect(await named("far")).toMatchObject({ state: "incomplete", used: false });
	await desk.ok("model", "remove", "far");
	expect(await named("far")).toBeUndefined();
});

test("bench: what it measured, for each number of texts at once", async () => {
	await desk.ok("model", "add", source);
	const items = await json("bench");
	expect(items.map(({ name, batch }) => [name, batch])).toEqual([
		["crisis", 1],
		["route", 1],
		["tiny-model", 1],
		["tiny-model", 8],
		["tiny-model", 32],
		["tiny-model", 128],
	]);
	for (const { textsPerSecond, loadMs } of items)
		expect([Number(textsPerSecond) > 0, Number(loadMs) > 0]).toEqual([true, true]);
});

test("run: a text, or each line", async () => {
	expect(await json("run", "route", "write a poem about the sea")).toMatchObject([{ label: "llm", by: "model" }]);
	const { stdout } = await desk.run(["model", "run", "route"], {
		stdin: "list my tasks due tomorrow\n\nexplain this contract to me\n",
	});
	expect(stdout.replaceAll(/0\.\d{3}/g, "P")).toBe(
		"local\tP\tlist my tasks due tomorrow\nllm\tP\texplain this contract to me\n",
	);
});

test("names of models are completed", async () => {
	await desk.ok("model", "add", source);
	expect((await desk.ok("__complete", "--", "model", "use", "")).split("\n").filter(Boolean)).toEqual([
		"fitted",
		"none",
		"crisis",
		"route",
		"tiny-model",
	]);
	rmSync(source, { recursive: true });
});
