import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readManifest, sha256 } from "../../src/inference/index.ts";
import { judge } from "../../src/safety/index.ts";
import { type Row, readRows, split } from "../kit/index.ts";
import { BLIND, DATA, SECOND_BLIND } from "./train.ts";

const file = (name: string) => readFileSync(fileURLToPath(new URL(name, import.meta.url)));
const card = file("card.md").toString("utf8");
const rows = DATA.flatMap((name) => readRows(file(name).toString("utf8")));
const blind = readRows(file(BLIND).toString("utf8"));
const second = readRows(file(SECOND_BLIND).toString("utf8"));

/** Recall and false alarms of the gate as the program asks it, as the card writes them. */
async function figures(list: readonly Row[]): Promise<{ recall: string; falseAlarms: string }> {
	const share = async (label: string) => {
		const those = list.filter((row) => row.label === label);
		let found = 0;
		for (const { text } of those) if ((await judge(text)).verdict === "crisis") found++;
		return `${((found / those.length) * 100).toFixed(1)} %`;
	};
	return { recall: await share("crisis"), falseAlarms: await share("ok") };
}

// Training takes a minute of processor time: `node scripts/train.mjs crisis --check` says whether the files are what it gives.
test("the shipped files belong together", () => {
	const manifest = readManifest("crisis");
	const onnx = file("model.onnx");
	expect(sha256(onnx)).toBe(manifest.sha256);
	expect(onnx.length).toBe(manifest.bytes);
	expect(card).toContain(manifest.sha256);
	expect(onnx.length).toBeLessThanOrEqual(1_100_000);
});

test("the gate, asked as the program asks it, finds what the card says, on the test part and on the blind sets", async () => {
	const [held, other, another] = card.split(/^## Figures on a (?:second )?blind set/m);
	for (const [list, part] of [
		[split(rows).test, held],
		[blind, other],
		[second, another],
	] as const) {
		const { recall, falseAlarms } = await figures(list);
		const line = /\*\*all: patterns, then the model\*\* \| (\S+ %) \([^|]*\| (\S+ %)/.exec(part ?? "");
		expect([recall, falseAlarms]).toEqual([line?.[1], line?.[2]]);
	}
}, 60_000);

test("the data: enough of both labels, known kinds and languages, no text twice, nothing of the blind sets", () => {
	const short = readRows(file(DATA[0] as string).toString("utf8"));
	expect(short.length).toBeGreaterThanOrEqual(2500);
	const texts = [...rows, ...blind, ...second].map(({ text }) => text.toLowerCase());
	expect(new Set(texts).size).toBe(texts.length);
	for (const { label, language } of rows) {
		expect(["ok", "crisis"]).toContain(label);
		expect(["en", "de", "fr", "es"]).toContain(language);
	}
	const share = rows.filter(({ label }) => label === "crisis").length / rows.length;
	expect(share).toBeGreaterThan(0.4);
	expect(share).toBeLessThan(0.6);
});
