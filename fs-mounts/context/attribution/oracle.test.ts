/** Reports of the whole program against oracle.py, which computes all models another way, and against ChannelAttribution's conventions. */
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

/** What a program next to this file makes of paths: `{model: {channel: [credit, value]}}`. */
function told(name: string, paths: readonly object[]): Record<string, Record<string, [number, number]>> {
	const script = fileURLToPath(new URL(name, import.meta.url));
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

	const report = async (model: string, paths: string): Promise<Credit[]> => {
		const { stdout, status } = await desk.run(["perf", "report", "-m", model, "-p", paths, "--json"]);
		expect(status).toBe(0);
		return stdout
			.split("\n")
			.filter(Boolean)
			.map((line) => JSON.parse(line));
	};

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
		const expected = told("oracle.py", paths);
		const totals = [sum(paths, "total_conversions"), sum(paths, "total_conversion_value")] as const;
		for (const { name } of MODELS) {
			const credits = await report(name, `ways-${seed}`);
			expect(credits.map(({ channel }) => channel).sort()).toEqual(Object.keys(expected[name] ?? {}).sort());
			for (const { channel, credit, value } of credits) {
				const [wanted, worth] = expected[name]?.[channel] ?? [Number.NaN, Number.NaN];
				expect(Math.abs(credit - wanted), `${name} ${channel}`).toBeLessThanOrEqual(1e-9 * Math.max(1, totals[0]));
				expect(Math.abs(value - worth), `${name} ${channel} value`).toBeLessThanOrEqual(1e-9 * Math.max(1, totals[1]));
			}
			expect(sum(credits, "credit")).toBeCloseTo(totals[0], 6);
		}
	});

	test.each([
		["10,000 paths", 10_000, true],
		["as R writes them, without a column of those that were lost", 300, false],
	])("ChannelAttribution's conventions, to 1e-6: %s", async (title, count, hasNulls) => {
		const paths = ways(count, count, 12).map(({ total_null, ...way }) => {
			if (hasNulls) return { ...way, total_null };
			// Three decimals may be thousands elsewhere.
			return { ...way, total_conversion_value: Math.round(way.total_conversion_value * 10.01) / 1000 };
		});
		const columns = ["path", "total_conversions", "total_conversion_value", ...(hasNulls ? ["total_null"] : [])];
		const lines = hasNulls
			? [columns.join(","), ...paths.map((way) => Object.values(way).join(","))]
			: [
					['""', ...columns.map((name) => `"${name}"`)].join(";"),
					...paths.map(({ path, ...rest }, at) => [`"${at + 1}"`, `"${path}"`, ...Object.values(rest)].join(";")),
				];
		const file = join(desk.folder, `conventions-${count}.csv`);
		writeFileSync(file, [...lines, ""].join("\n"));
		expect(await desk.run(["perf", "import", file])).toMatchObject({ status: 0 });
		const expected = told("channel_attribution.py", paths);
		expect(Object.keys(expected), title).toEqual(["first", "last", "linear", "markov"]);
		for (const [model, channels] of Object.entries(expected)) {
			const credits = await report(model, `conventions-${count}`);
			expect(credits.map(({ channel }) => channel).sort()).toEqual(Object.keys(channels).sort());
			for (const { channel, credit, value } of credits) {
				const [wanted, worth] = channels[channel] ?? [Number.NaN, Number.NaN];
				expect(Math.abs(credit - wanted), `${model} ${channel}`).toBeLessThanOrEqual(1e-6);
				expect(Math.abs(value - worth), `${model} ${channel} value`).toBeLessThanOrEqual(1e-6);
			}
		}
	});
});

function sum<Key extends string>(rows: readonly Readonly<Record<Key, number>>[], key: Key): number {
	return rows.reduce((total, row) => total + row[key], 0);
}
