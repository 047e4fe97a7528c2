/** Reports of the whole program against oracle.py, which computes all models another way. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seeded } from "../../../src/base/random.ts";
import { TestDesk } from "../../../test/support/desk.ts";
import { type Credit, MODELS } from "./index.ts";

const hasPython = spawnSync("python3", ["--version"]).status === 0;
if (!hasPython) console.warn("attribution/oracle.test.ts is skipped: python3 is not installed");

interface Way {
	path: string;
	total_conversions: number;
	total_conversion_value: number;
	total_null: number;
}

/** Random ways, written as carelessly as exports are; channels come again, and directly after themselves. */
function ways(seed: number, count: number, channels: number): Way[] {
	const random = seeded(seed);
	const upTo = (most: number) => Math.floor(random() * most);
	return Array.from({ length: count }, () => {
		const touches = Array.from({ length: 1 + upTo(7) }, () => `Channel ${upTo(channels)}`);
		const total_conversions = random() < 0.4 ? upTo(20) : 0;
		return {
			path: touches.join([" > ", ">", "  >  "][upTo(3)]),
			total_conversions,
			total_conversion_value: total_conversions === 0 ? 0 : Math.round(random() * 1e5) / 100,
			total_null: upTo(30),
		};
	});
}

function oracle(paths: readonly Way[]): Record<string, Record<string, [number, number]>> {
	const script = fileURLToPath(new URL("oracle.py", import.meta.url));
	const input = paths.map((path) => JSON.stringify(path)).join("\n");
	const { status, stdout, stderr } = spawnSync("python3", [script], { input, encoding: "utf8", maxBuffer: 1 << 26 });
	if (status !== 0) throw new Error(stderr);
	return JSON.parse(stdout);
}

describe.skipIf(!hasPython)("as oracle.py has it, to 1e-9", () => {
	const desk = new TestDesk();
	beforeAll(async () => {
		await desk.run(["init"]);
		await desk.run(["biz", "init", "Weir"]);
	});
	afterAll(() => desk.remove());

	test.each([
		[1, 1, 1],
		[2, 3, 2],
		[3, 10, 3],
		[4, 40, 5],
		[5, 200, 8],
		[6, 1000, 13],
		[7, 10_000, 10],
	])("seed %i: %i paths of %i channels", async (seed, count, channels) => {
		const paths = ways(seed, count, channels);
		const file = join(desk.folder, `ways-${seed}.csv`);
		const lines = paths.map(
			(way) => `"${way.path}",${way.total_conversions},${way.total_conversion_value},${way.total_null}`,
		);
		writeFileSync(file, ["path,total_conversions,total_conversion_value,total_null", ...lines, ""].join("\n"));
		expect(await desk.run(["perf", "import", file])).toMatchObject({ status: 0 });
		const expected = oracle(paths);
		const totals = [sum(paths, "total_conversions"), sum(paths, "total_conversion_value")] as const;
		for (const { name } of MODELS) {
			const { stdout, status } = await desk.run(["perf", "report", "-m", name, "-p", `ways-${seed}`, "--json"]);
			expect(status).toBe(0);
			const credits: Credit[] = stdout
				.split("\n")
				.filter(Boolean)
				.map((line) => JSON.parse(line));
			expect(credits.map(({ channel }) => channel).sort()).toEqual(Object.keys(expected[name] ?? {}).sort());
			for (const { channel, credit, value } of credits) {
				const [wanted, worth] = expected[name]?.[channel] ?? [Number.NaN, Number.NaN];
				expect(Math.abs(credit - wanted), `${name} ${channel}`).toBeLessThanOrEqual(1e-9 * Math.max(1, totals[0]));
				expect(Math.abs(value - worth), `${name} ${channel} value`).toBeLessThanOrEqual(1e-9 * Math.max(1, totals[1]));
			}
			expect(sum(credits, "credit")).toBeCloseTo(totals[0], 6);
		}
	});
});

function sum<Key extends string>(rows: readonly Readonly<Record<Key, number>>[], key: Key): number {
	return rows.reduce((total, row) => total + row[key], 0);
}
