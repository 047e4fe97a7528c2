import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Asked, Loopback } from "../../test/support/loopback.ts";
import { download } from "./download.ts";

let folder: string;
let server: Loopback;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "desk-download-"));
});
afterEach(async () => {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

const start = async (answer: (asked: Asked, response: ServerResponse) => void) => {
	server = await Loopback.start(answer);
	return { name: "model.onnx", url: `${server.url}/model.onnx`, bytes: 1000, sha256: undefined, etag: '"1"' };
};

test("a server that sends without end is not listened to", async () => {
	const file = await start((_, response) => {
		const more = () => {
			if (!response.destroyed) response.write(Buffer.alloc(400), () => setTimeout(more, 1));
		};
		more();
	});
	let came = 0;
	const onBytes = (count: number) => {
		came += count;
	};
	await expect(download(file, folder, onBytes)).rejects.toMatchObject({
		code: "EIO",
		message: expect.stringContaining("more comes than the server promised"),
	});
	expect(came).toBeLessThanOrEqual(1000);
});

test("bytes that do not have the promised checksum are thrown away", async () => {
	const file = await start((_, response) => response.end(Buffer.alloc(1000, "x")));
	const sha256 = "0".repeat(64);
	await expect(download({ ...file, sha256 }, folder, () => undefined)).rejects.toMatchObject({
		code: "EIO",
		message: expect.stringContaining("not what the server promised"),
	});
	expect(readdirSync(folder).filter((name) => name.startsWith("model.onnx") && !name.endsWith(".etag"))).toEqual([]);
});

test("an answer to a range that is the whole file begins it anew", async () => {
	const bytes = Buffer.alloc(1000, "x");
	let breaks = true;
	const file = await start(({ headers }, response) => {
		if (!breaks) return response.end(bytes);
		expect(headers.range).toBeUndefined();
		breaks = false;
		response.writeHead(200, { "content-length": 1000 });
		return response.write(bytes.subarray(0, 300), () => setTimeout(() => response.destroy(), 20));
	});
	await expect(download(file, folder, () => undefined)).rejects.toMatchObject({ code: "ENETWORK" });
	await download(file, folder, () => undefined);
	expect(server.asked[1]?.headers.range).toBe("bytes=300-");
	expect(readdirSync(folder)).toEqual(["model.onnx"]);
});
