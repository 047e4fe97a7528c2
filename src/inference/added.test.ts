import { createHash } from "node:crypto";
import {
	cpSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Asked, Loopback } from "../../test/support/loopback.ts";
import { DIMENSIONS, writeTinyModel } from "../../test/support/tiny-model.ts";
import {
	addedNames,
	addFolder,
	addFromUrl,
	damageOf,
	filesAt,
	incompleteNames,
	openAdded,
	readAdded,
	removeAdded,
} from "./added.ts";
import { openEmbedder } from "./chosen.ts";
import { forgetWarnings } from "./warnings.ts";

let folder: string;
let home: string;
let source: string;
let server: Loopback | undefined;
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), "desk-added-"));
	[home, source] = [join(folder, "home"), join(folder, "source")];
	await writeTinyModel(source, { graph: "onnx/model.onnx" });
});
afterEach(async () => {
	vi.unstubAllEnvs();
	await server?.stop();
	server = undefined;
	rmSync(folder, { recursive: true, force: true });
});

interface Serving {
	/** The path that the files lie under. */
	readonly base?: string;
	/** As hubs do: large files are elsewhere, with their checksum told. */
	readonly hub?: boolean;
	/** Break off after so many bytes of the first GET of the graph. */
	readonly breakAt?: number;
	/** Serve other bytes than were promised. */
	readonly lie?: boolean;
}

/** A file server that knows ranges, as the real ones do. */
async function serve({ base = "", hub = false, breakAt, lie = false }: Serving = {}): Promise<string> {
	let isBroken = breakAt === undefined;
	server = await Loopback.start(({ method, path, headers }: Asked, response: ServerResponse) => {
		const isElsewhere = path.startsWith("/cdn/");
		const name = isElsewhere ? path.slice(5) : path.startsWith(`${base}/`) ? path.slice(base.length + 1) : "";
		const file = join(source, name);
		if (name === "" || name.includes("..") || !existsSync(file)) return response.writeHead(404).end();
		const bytes = readFileSync(file);
		const hash = createHash("sha256").update(bytes).digest("hex");
		if (hub && !isElsewhere && name.endsWith(".onnx"))
			return response
				.writeHead(302, {
					location: `/cdn/${name}`,
					"x-linked-etag": `"${hash}"`,
					"x-linked-size": String(bytes.length),
				})
				.end();
		const start =
			headers["if-range"] === `"${hash}"` ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0) : 0;
		response.writeHead(start > 0 ? 206 : 200, {
			etag: `"${hash}"`,
			"content-length": bytes.length - start,
			...(start > 0 ? { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
		});
		if (method === "HEAD") return response.end();
		if (name.endsWith(".onnx") && !isBroken) {
			isBroken = true;
			return response.write(bytes.subarray(0, breakAt), () => setTimeout(() => response.destroy(), 20));
		}
		return response.end(lie && name.endsWith(".onnx") ? Buffer.alloc(bytes.length, 7) : bytes.subarray(start));
	});
	return server.url;
}

async function addUrl(url: string): Promise<number> {
	let count = 0;
	await addFromUrl(home, "tiny", url, await filesAt(url), (bytes) => {
		count += bytes;
	});
	return count;
}
const partial = () => join(home, "models", ".partial", "tiny");

async function expectGood(): Promise<void> {
	expect(addedNames(home)).toEqual(["tiny"]);
	const model = readAdded(home, "tiny");
	expect(model).toMatchObject({ kind: "sentence", dimensions: DIMENSIONS });
	expect(await damageOf(home, model)).toBeUndefined();
	const embedder = await openAdded(home, "tiny");
	expect(embedder.fingerprint).toBe(model.fingerprint);
	expect(await embedder.embed(["hello"])).toHaveLength(1);
	await embedder.close();
	expect(readdirSync(join(home, "models", ".partial"))).toEqual([]);
}

test("a folder is copied, tried, and known by its checksums; the source may go", async () => {
	await addFolder(home, "tiny", source, () => undefined);
	rmSync(source, { recursive: true });
	await expectGood();
	await expect(addFolder(home, "tiny", source, () => undefined)).rejects.toMatchObject({ code: "EEXIST" });
	removeAdded(home, "tiny");
	expect(addedNames(home)).toEqual([]);
	expect(() => removeAdded(home, "../..")).toThrow("cannot be a model's name");
	expect(() => removeAdded(home, "tiny")).toThrow("there is no model 'tiny'");
});

test("the same files have the same fingerprint, others another", async () => {
	const first = await addFolder(home, "one", source, () => undefined);
	const second = await addFolder(home, "two", source, () => undefined);
	expect(second.fingerprint).toBe(first.fingerprint);
	writeFileSync(join(source, "config_sentence_transformers.json"), JSON.stringify({ prompts: { query: "query: " } }));
	expect((await addFolder(home, "three", source, () => undefined)).fingerprint).not.toBe(first.fingerprint);
});

test("from a plain folder of a server", async () => {
	const count = await addUrl(await serve());
	await expectGood();
	const sizes = Object.values(readAdded(home, "tiny").files).map(({ bytes }) => bytes);
	expect(count).toBe(sizes.reduce((sum, size) => sum + size, 0));
});

test("from a hub: files under resolve/main, large ones elsewhere with their checksum", async () => {
	const url = await serve({ base: "/org/tiny/resolve/main", hub: true });
	const files = await filesAt(`${url}/org/tiny`);
	const graph = files.find(({ name }) => name === "onnx/model.onnx");
	expect(graph?.sha256).toBe(
		createHash("sha256")
			.update(readFileSync(join(source, "onnx/model.onnx")))
			.digest("hex"),
	);
	await addUrl(`${url}/org/tiny`);
	await expectGood();
});

test("a download that breaks off goes on where it stopped", async () => {
	const url = await serve({ breakAt: 200 });
	await expect(addUrl(url)).rejects.toMatchObject({
		code: "ENETWORK",
		todo: expect.stringContaining("goes on where it stopped"),
	});
	expect([addedNames(home), incompleteNames(home)]).toEqual([[], ["tiny"]]);
	expect(readFileSync(join(partial(), "onnx/model.onnx.part"))).toHaveLength(200);
	await addUrl(url);
	await expectGood();
	const gets = server?.asked.filter(({ method, path }) => method === "GET" && path.endsWith(".onnx"));
	expect(gets?.map(({ headers }) => headers.range)).toEqual([undefined, "bytes=200-"]);
	// What was there whole is not asked for again.
	expect(server?.asked.filter(({ method, path }) => method === "GET" && path.endsWith("/tokenizer.json"))).toHaveLength(
		1,
	);
});

test("the rest of another file is not put behind the beginning of the old one", async () => {
	const url = await serve({ breakAt: 200 });
	await expect(addUrl(url)).rejects.toMatchObject({ code: "ENETWORK" });
	await writeTinyModel(source, { graph: "onnx/model.onnx", pooled: true });
	await addUrl(url);
	await expectGood();
});

test("bytes that are not the promised ones are not kept", async () => {
	const url = await serve({ base: "/org/tiny/resolve/main", hub: true, lie: true });
	await expect(addUrl(`${url}/org/tiny`)).rejects.toMatchObject({ code: "EIO" });
	expect(addedNames(home)).toEqual([]);
	expect(existsSync(join(partial(), "onnx/model.onnx"))).toBe(false);
});

test("no model, no server, no network", async () => {
	const url = await serve();
	await expect(filesAt(`${url}/nothing`)).rejects.toMatchObject({ code: "ENOENT" });
	await server?.stop();
	await expect(filesAt(url)).rejects.toMatchObject({ code: "ENETWORK" });
	server = undefined;
	await expect(filesAt("http://models.invalid/x")).rejects.toMatchObject({ code: "EINVAL" });
	await expect(filesAt("file:///etc")).rejects.toMatchObject({ code: "EINVAL" });
	vi.stubEnv("DESK_OFFLINE", "1");
	await expect(filesAt("https://models.invalid/x")).rejects.toMatchObject({
		code: "ENETWORK",
		message: "the network is off (DESK_OFFLINE)",
	});
});

test("what is no model does not stay", async () => {
	writeFileSync(join(source, "onnx/model.onnx"), "garbage");
	await expect(addFolder(home, "tiny", source, () => undefined)).rejects.toMatchObject({ code: "EIO" });
	expect([addedNames(home), existsSync(partial())]).toEqual([[], false]);
});

const damages: Record<string, (at: (name: string) => string) => void> = {
	"the graph is gone": (at) => rmSync(at("onnx/model.onnx")),
	"the graph is cut short": (at) => truncateSync(at("onnx/model.onnx"), 100),
	"the tokenizer was changed": (at) =>
		writeFileSync(at("tokenizer.json"), readFileSync(at("tokenizer.json"), "utf8").replace("hello", "hallo")),
	"the description is gone": (at) => rmSync(at("model.json")),
	"the description is garbage": (at) => writeFileSync(at("model.json"), "{}"),
};
for (const [what, damage] of Object.entries(damages)) {
	test(`${what}: one warning, no embedder`, async () => {
		await addFolder(home, "tiny", source, () => undefined);
		damage((name) => join(home, "models", "tiny", name));
		forgetWarnings();
		const warnings: string[] = [];
		for (let times = 0; times < 2; times++)
			expect(await openEmbedder(home, "tiny", (sentence) => warnings.push(sentence))).toBeUndefined();
		expect(warnings).toHaveLength(1);
		expect(warnings[0]).toMatch(/^the model 'tiny' is not used, search goes by words alone: /);
	});
}

test("a copied desk brings its models along", async () => {
	await addFolder(home, "tiny", source, () => undefined);
	cpSync(home, join(folder, "copy"), { recursive: true });
	const embedder = await openEmbedder(join(folder, "copy"), "tiny");
	expect(embedder?.dimensions).toBe(DIMENSIONS);
	await embedder?.close();
});

test("what a broken download left is no part of the model when it then comes from elsewhere", async () => {
	await expect(addUrl(await serve({ breakAt: 200 }))).rejects.toMatchObject({ code: "ENETWORK" });
	expect(readdirSync(join(partial(), "onnx"))).toContain("model.onnx.part");
	await addFolder(home, "tiny", source, () => undefined);
	await expectGood();
	expect(readdirSync(join(home, "models", "tiny", "onnx"))).toEqual(["model.onnx"]);
});
