import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { floats, loadModel, node, sha256, toFloats, writeOnnx } from "./index.ts";
import { fromHalf, toUnit } from "./tensor.ts";

const folder = mkdtempSync(join(tmpdir(), "desk-model-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const double = () =>
	writeOnnx({
		name: "double",
		inputs: { x: { type: "float32", dims: ["n"] } },
		outputs: { y: { type: "float32", dims: ["n"] } },
		nodes: [node("Add", ["x", "x"], "y")],
	});

test("from bytes and from a file, with its checksum", async () => {
	const bytes = await double();
	const path = join(folder, "model.onnx");
	writeFileSync(path, bytes);
	// A view of a larger buffer, as Node's pool and SQLite hand them out.
	const view = Buffer.concat([Buffer.alloc(7), bytes, Buffer.alloc(9)]).subarray(7, 7 + bytes.length);
	for (const source of [bytes, path, view]) {
		const model = await loadModel(source, { checksum: sha256(bytes) });
		expect([...toFloats((await model.run({ x: floats([1, 2.5]) })).y)]).toEqual([2, 5]);
		await model.dispose();
	}
});

test("what is missing, damaged or no model is refused with a sentence", async () => {
	const bytes = await double();
	await expect(loadModel(join(folder, "none.onnx"))).rejects.toMatchObject({ code: "ENOENT" });
	await expect(loadModel(folder)).rejects.toMatchObject({ code: "EIO" });
	await expect(loadModel(bytes, { checksum: "0".repeat(64) })).rejects.toMatchObject({ code: "EIO", at: "model" });
	await expect(loadModel(bytes.slice(0, 40), { name: "cut" })).rejects.toMatchObject({ code: "EIO", at: "cut" });
	await expect(loadModel(new Uint8Array(0))).rejects.toMatchObject({ code: "EIO" });
	await expect(loadModel(Buffer.from("garbage".repeat(100)))).rejects.toMatchObject({ code: "EIO" });
});

test("inputs that do not fit are refused", async () => {
	const model = await loadModel(await double());
	await expect(model.run({})).rejects.toMatchObject({ code: "EINVAL" });
	await expect(model.run({ x: floats([1, 2], [1, 2]) })).rejects.toMatchObject({ code: "EINVAL" });
	await model.dispose();
});

test("any bytes that are no model, or one with bytes changed, end in an answer or a sentence, never a crash", async () => {
	const bytes = await double();
	await fc.assert(
		fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, value) => {
			const changed = Uint8Array.from(bytes);
			changed[at] = value;
			const model = await loadModel(changed).catch((error) => {
				expect(error).toMatchObject({ code: "EIO" });
				return undefined;
			});
			await model?.dispose();
		}),
		{ numRuns: 200 },
	);
});

test("half floats, by the values of IEEE 754", () => {
	expect([0x0000, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x3555, 0x7c00].map(fromHalf)).toEqual([
		0,
		1,
		-2,
		65504,
		2 ** -24,
		0.333251953125,
		Number.POSITIVE_INFINITY,
	]);
	expect(fromHalf(0x7e00)).toBeNaN();
});

test("unit length; zeros stay zeros", () => {
	expect([...toUnit(Float32Array.from([3, 4]))]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
	expect([...toUnit(new Float32Array(2))]).toEqual([0, 0]);
});
