import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { shippedFolder } from "../inference/index.ts";
import { forgetWarnings } from "../inference/warnings.ts";
import { judge, judgeName } from "./judge.ts";
import { normalise } from "./normalise.ts";
import { partsOf } from "./parts.ts";
import { isPlainDenial, unmistakable } from "./patterns.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "desk-judge-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const DANGER = [
	"I want to kill myself.",
	"i wish i could fall asleep and never wake up",
	"everyone would be better off without me",
	"I wrote my suicide note today. I have a plan.",
	"k1ll mys3lf, that's all my head says",
	"I am not suicidal, I just don't want to wake up any more",
	"Ich will nicht mehr leben.",
	"Je veux mourir.",
	"Quiero morirme, ya no quiero vivir.",
	"my friend just texted that she's going to kill herself tonight",
];
const HARMLESS = [
	"this homework is killing me",
	"I could die for a coffee",
	"kill the process and its orphan children",
	"Suicide bomber kills twelve at checkpoint, ministry says",
	"Killing Me Softly is stuck in my head",
	"Buy milk, eggs, coriander.",
	"No suicidal ideation, no plan, no intent.",
	"Suicide prevention training on Monday, room 204",
	"ich lach mich tot",
];

test.each(DANGER)("crisis: %s", async (text) => expect(await judge(text)).toMatchObject({ verdict: "crisis" }));
test.each(HARMLESS)("ok: %s", async (text) => expect(await judge(text)).toMatchObject({ verdict: "ok" }));

test("one cry in a long, plain entry is found", async () => {
	const day =
		"Went to the market, bought apples and talked to Jo about the trip. The weather was fine and the bus was late. ";
	const entry = `${day.repeat(6)}I don't want to live any more, I want to kill myself. ${day.repeat(6)}`;
	expect(await judge(day.repeat(12))).toMatchObject({ verdict: "ok" });
	expect(await judge(entry)).toMatchObject({ verdict: "crisis" });
});

test("without words there is nothing to judge", async () => {
	for (const text of ["", "  ", "123 !?", "\u0000"])
		expect(await judge(text)).toEqual({ verdict: "ok", stage: "none", score: 0 });
});

test.each(["missing", "tampered"])("the model is %s: one warning, and patterns and rules go on", async (how) => {
	forgetWarnings();
	if (how === "tampered") {
		cpSync(join(shippedFolder(), "crisis"), join(folder, "crisis"), { recursive: true });
		writeFileSync(join(folder, "crisis", "model.onnx"), "no model");
	}
	const warnings: string[] = [];
	const ask = (text: string) => judge(text, { warn: (sentence) => warnings.push(sentence), folder });
	expect(await ask("I want to kill myself.")).toMatchObject({ verdict: "crisis", stage: "pattern" });
	expect(await ask("nothing keeps me here, I'm a burden and they'd be better off")).toMatchObject({
		verdict: "crisis",
		stage: "rules",
	});
	expect(await ask("this homework is killing me")).toMatchObject({ verdict: "ok", stage: "rules" });
	expect(warnings).toHaveLength(1);
	expect(warnings[0]).toMatch(/^the model 'crisis' is not used, rules are: /);
	expect(await judgeName(() => {}, folder)).toBe("rules");
});

test("any text has a verdict; long ones in bounded time", async () => {
	await fc.assert(
		fc.asyncProperty(fc.string({ unit: "binary", maxLength: 400 }), async (text) => {
			const { verdict, score } = await judge(text);
			expect(["ok", "crisis"]).toContain(verdict);
			expect(score).toBeGreaterThanOrEqual(0);
			expect(score).toBeLessThanOrEqual(1);
		}),
		{ numRuns: 200 },
	);
	for (const piece of ["word ", "i want ", "a", "no. ", "i i i never ", "\u{1f480}x "]) {
		const start = performance.now();
		await judge(piece.repeat(200_000 / piece.length));
		expect(performance.now() - start, piece).toBeLessThan(20_000);
	}
}, 120_000);

test("a long text gives turns: what ends it is heard in the midst", async () => {
	const text = "Went to the market and bought apples. ".repeat(100_000);
	for (const broken of [undefined, folder]) {
		const controller = new AbortController();
		setTimeout(() => controller.abort(new Error("stopped")), 20);
		// Without turns the timer would not run before the verdict.
		await expect(judge(text, { signal: controller.signal, folder: broken, warn: () => {} })).rejects.toThrow("stopped");
	}
});

test("patterns are unmistakable: none is found in what only looks like it", () => {
	for (const text of HARMLESS) expect(unmistakable(normalise(text)), text).toBeUndefined();
});

test("a plain denial has no word of a writer, and nothing beside the denial", () => {
	for (const text of ["No suicidal ideation, no plan, no intent.", "Denies active suicidal thoughts."])
		expect(isPlainDenial(normalise(text)), text).toBe(true);
	for (const text of [
		"no plan, no hope",
		"no suicidal thoughts. i want to die",
		"no reason",
		"no plans, i just wish",
		"no",
		"",
	])
		expect(isPlainDenial(normalise(text)), text).toBe(text === "");
});

test("parts: a short text is one; the windows of a long one cover all its words", () => {
	expect(partsOf("i am fine.")).toHaveLength(1);
	fc.assert(
		fc.property(fc.array(fc.stringMatching(/^[a-z]{1,8}[.!?]?$/), { minLength: 60, maxLength: 300 }), (words) => {
			const text = words.join(" ");
			const [whole, ...windows] = partsOf(text);
			expect(whole?.text).toBe(text);
			const covered = new Set(windows.flatMap((part) => part.text.split(" ")));
			for (const word of words) expect(covered.has(word)).toBe(true);
		}),
	);
});
