import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { route, routeByRules } from "./route.ts";
import { loadShipped, shipped, shippedFolder, shippedNames } from "./shipped.ts";
import { forgetWarnings } from "./warnings.ts";

let folder: string;
beforeEach(() => {
	forgetWarnings();
	folder = mkdtempSync(join(tmpdir(), "desk-shipped-"));
	cpSync(join(shippedFolder(), "route"), join(folder, "route"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const onnx = () => join(folder, "route", "model.onnx");
const json = () => join(folder, "route", "model.json");

/** One flipped bit in the middle. */
function flip(path: string): void {
	const bytes = readFileSync(path);
	bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
	writeFileSync(path, bytes);
}

const damages: Record<string, () => void> = {
	"the model is missing": () => rmSync(onnx()),
	"the model is cut short": () => truncateSync(onnx(), 1000),
	"the model is empty": () => truncateSync(onnx(), 0),
	"a bit of the model is flipped": () => flip(onnx()),
	"the model is garbage": () => writeFileSync(onnx(), "no model at all"),
	"the description is missing": () => rmSync(json()),
	"the description is cut short": () => truncateSync(json(), 50),
	"the description is another thing": () => writeFileSync(json(), "null"),
	"all is missing": () => rmSync(join(folder, "route"), { recursive: true }),
};

for (const [what, damage] of Object.entries(damages)) {
	test(`${what}: one warning, and rules`, async () => {
		damage();
		const warnings: string[] = [];
		const warn = (sentence: string) => warnings.push(sentence);
		const text = "explain this clause";
		for (let times = 0; times < 3; times++) expect(await route(text, warn, folder)).toEqual(routeByRules(text));
		expect(warnings).toHaveLength(1);
		expect(warnings[0]).toMatch(/^the model 'route' is not used, rules are: .*install deskfs again$/);
		expect(await shipped("route", warn, folder)).toBeUndefined();
		await expect(loadShipped("route", folder)).rejects.toMatchObject({ name: "DeskError" });
	});
}

test("an intact one answers, and warns of nothing", async () => {
	const warnings: string[] = [];
	const answer = await route("list all tasks due tomorrow", (sentence) => warnings.push(sentence), folder);
	expect(answer).toMatchObject({ label: "local", by: "model" });
	expect(answer.probability).toBeGreaterThan(0.5);
	expect((await route("write a poem about my grandmother", undefined, folder)).label).toBe("llm");
	expect(warnings).toEqual([]);
	expect(shippedNames(folder)).toEqual(["route"]);
});
