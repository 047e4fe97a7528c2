import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Credit, MODELS, type ModelOptions, type PathCount } from "./index.ts";

const DAY = 86_400_000;

function creditsOf(name: string, paths: readonly PathCount[], options?: ModelOptions): Credit[] {
	const model = MODELS.find((one) => one.name === name);
	if (model === undefined) throw new Error(`no model ${name}`);
	const tally = model.tally(options);
	for (const path of paths) tally.add(path);
	return tally.credits();
}

function byChannel(credits: readonly Credit[], what: "credit" | "value" = "credit"): Record<string, number> {
	return Object.fromEntries(credits.map((one) => [one.channel, one[what]]));
}

function path(way: string, conversions: number, value = 0, nulls = 0): PathCount {
	return { channels: way.split(" > "), conversions, value, nulls };
}

const anyPath = fc.record({
	channels: fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 6 }),
	conversions: fc.integer({ min: 0, max: 9 }),
	value: fc.integer({ min: 0, max: 90 }),
	nulls: fc.integer({ min: 0, max: 9 }),
});
/** Value comes with conversions only. */
const anyPaths = fc
	.array(anyPath, { minLength: 1, maxLength: 8 })
	.map((paths) => paths.map((one) => (one.conversions === 0 ? { ...one, value: 0 } : one)));

describe("by place in the path", () => {
	const way = [path("a > b > c > d", 10, 100)];

	test.each([
		["first", { a: 10, b: 0, c: 0, d: 0 }],
		["last", { a: 0, b: 0, c: 0, d: 10 }],
		["linear", { a: 2.5, b: 2.5, c: 2.5, d: 2.5 }],
		["position", { a: 4, b: 1, c: 1, d: 4 }],
		["decay", { a: 10 / 15, b: 20 / 15, c: 40 / 15, d: 80 / 15 }],
	])("%s", (name, expected) => {
		const credits = byChannel(creditsOf(name, way));
		for (const [channel, credit] of Object.entries(expected)) expect(credits[channel]).toBeCloseTo(credit, 12);
	});

	test("a channel that comes twice earns twice; one or two touches share alike", () => {
		expect(byChannel(creditsOf("linear", [path("a > a > b", 3)]))).toEqual({ a: 2, b: 1 });
		expect(byChannel(creditsOf("position", [path("a", 1), path("a > b", 1)]))).toEqual({ a: 1.5, b: 0.5 });
	});

	test("decay goes by times where they are known, by half-lives", () => {
		const timed = [{ ...path("a > b", 3), ages: [14 * DAY, 7 * DAY] }];
		expect(byChannel(creditsOf("decay", timed))).toEqual({ a: 1, b: 2 });
		const day = byChannel(creditsOf("decay", timed, { halfLife: 1 }));
		expect(day.b).toBeCloseTo((3 * 128) / 129, 12);
		// Years before the conversion, no weight is lost to rounding.
		const old = [{ ...path("a > b", 1), ages: [9_007 * DAY, 9_000 * DAY] }];
		expect(byChannel(creditsOf("decay", old, { halfLife: 1 })).b).toBeCloseTo(128 / 129, 12);
	});
});

describe("markov", () => {
	test("the example of Anderl et al. that tutorials go through: removal effects by hand", () => {
		// start → a (1), a → b (.5), a → null (.5), b → conversion (1): without a, or without b, nothing is left.
		expect(byChannel(creditsOf("markov", [path("a > b", 1), path("a", 0, 0, 1)]))).toEqual({ a: 0.5, b: 0.5 });
		// c1>c2>c3 converts; c1 not; c2>c3 not: P = 1/3; without c1 1/6, without c2 or c3 0.
		const three = [path("c1 > c2 > c3", 1), path("c1", 0, 0, 1), path("c2 > c3", 0, 0, 1)];
		const effects = { c1: 0.5, c2: 1, c3: 1 };
		const credits = byChannel(creditsOf("markov", three));
		for (const [channel, effect] of Object.entries(effects)) expect(credits[channel]).toBeCloseTo(effect / 2.5, 12);
	});

	test("a chain where each channel in turn is taken out gives the same, on random paths", () => {
		fc.assert(
			fc.property(anyPaths, (paths) => {
				for (const what of ["conversions", "value"] as const) {
					const expected = removedOneByOne(paths, what);
					const credits = byChannel(creditsOf("markov", paths), what === "value" ? "value" : "credit");
					for (const [channel, credit] of Object.entries(expected))
						expect(Math.abs((credits[channel] ?? 0) - credit)).toBeLessThan(1e-9);
				}
			}),
		);
	});
});

describe("shapley", () => {
	test("all orders of arrival give the same, on random paths", () => {
		fc.assert(
			fc.property(anyPaths, (paths) => {
				for (const what of ["conversions", "value"] as const) {
					const expected = allOrders(paths, what);
					const credits = byChannel(creditsOf("shapley", paths), what === "value" ? "value" : "credit");
					for (const [channel, credit] of Object.entries(expected))
						expect(Math.abs((credits[channel] ?? 0) - credit)).toBeLessThan(1e-9);
				}
			}),
		);
	});
});

test("in every model credits sum to the conversions and values to their worth, and none is below zero", () => {
	fc.assert(
		fc.property(anyPaths, (paths) => {
			for (const { name } of MODELS) {
				const credits = creditsOf(name, paths);
				const sum = (what: "credit" | "value") => credits.reduce((total, one) => total + one[what], 0);
				expect(Math.abs(sum("credit") - paths.reduce((total, one) => total + one.conversions, 0))).toBeLessThan(1e-9);
				expect(Math.abs(sum("value") - paths.reduce((total, one) => total + one.value, 0))).toBeLessThan(1e-9);
				for (const one of credits) expect(Math.min(one.credit, one.value)).toBeGreaterThanOrEqual(0);
			}
		}),
	);
});

/** The oracle of removal effects: the chain with a channel made a dead end, its chances by walking on until nobody is left. */
function removedOneByOne(paths: readonly PathCount[], what: "conversions" | "value"): Record<string, number> {
	const counts = new Map<string, Map<string, number>>();
	const count = (from: string, to: string, times: number) => {
		const row = counts.get(from) ?? new Map<string, number>();
		row.set(to, (row.get(to) ?? 0) + times);
		counts.set(from, row);
	};
	const gains = new Map<string, number>();
	for (const { channels, conversions, value, nulls } of paths) {
		const all = ["(start)", ...channels];
		for (const [at, channel] of channels.entries()) count(all[at] as string, channel, conversions + nulls);
		const end = channels.at(-1) as string;
		count(end, "(conversion)", conversions);
		count(end, "(null)", nulls);
		gains.set(end, (gains.get(end) ?? 0) + (what === "value" ? value : conversions));
	}
	const gainWithout = (removed: string | undefined): number => {
		let here = new Map([["(start)", 1]]);
		let gained = 0;
		for (let step = 0; step < 20_000 && here.size > 0; step++) {
			const next = new Map<string, number>();
			for (const [from, share] of here) {
				const row = counts.get(from) ?? new Map<string, number>();
				const out = [...row.values()].reduce((total, one) => total + one, 0);
				if (out === 0) continue;
				gained += share * ((gains.get(from) ?? 0) / out);
				for (const [to, times] of row)
					if (to !== removed && to !== "(conversion)" && to !== "(null)" && share * times > 1e-18)
						next.set(to, (next.get(to) ?? 0) + (share * times) / out);
			}
			here = next;
		}
		return gained;
	};
	const channels = [...new Set(paths.flatMap((one) => one.channels))];
	const whole = gainWithout(undefined);
	const effects = channels.map((channel) => whole - gainWithout(channel));
	const sum = effects.reduce((total, one) => total + one, 0);
	const total = paths.reduce((all, one) => all + (what === "value" ? one.value : one.conversions), 0);
	return Object.fromEntries(
		channels.map((channel, at) => [channel, sum < 1e-15 ? 0 : ((effects[at] ?? 0) / sum) * total]),
	);
}

/** The oracle of Shapley values: what each channel adds when it comes, over all orders of coming. */
function allOrders(paths: readonly PathCount[], what: "conversions" | "value"): Record<string, number> {
	const channels = [...new Set(paths.flatMap((one) => one.channels))];
	const worth = (members: ReadonlySet<string>): number =>
		paths
			.filter((one) => one.channels.every((channel) => members.has(channel)))
			.reduce((total, one) => total + (what === "value" ? one.value : one.conversions), 0);
	const added = new Map<string, number>(channels.map((channel) => [channel, 0]));
	const orders = permutations(channels);
	for (const order of orders) {
		const members = new Set<string>();
		for (const channel of order) {
			const before = worth(members);
			members.add(channel);
			added.set(channel, (added.get(channel) ?? 0) + worth(members) - before);
		}
	}
	return Object.fromEntries([...added].map(([channel, sum]) => [channel, sum / orders.length]));
}

function permutations(items: readonly string[]): string[][] {
	if (items.length === 0) return [[]];
	return items.flatMap((item, at) =>
		permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
	);
}
