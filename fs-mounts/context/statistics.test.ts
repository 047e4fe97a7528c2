import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../src/base/random.ts";
import { beta, betaQuantile, betaShare } from "./statistics.ts";

/** The oracle for whole parameters: I_x(a, b) is the chance of at least a successes in a + b − 1 trials (DLMF 8.17.5). */
function byBinomials(x: number, a: number, b: number): number {
	const n = a + b - 1;
	let sum = 0;
	let choose = 1;
	for (let k = 0; k <= n; k++) {
		if (k >= a) sum += choose * x ** k * (1 - x) ** (n - k);
		choose = (choose * (n - k)) / (k + 1);
	}
	return sum;
}

test("the beta distribution is the binomial one turned round, for whole parameters", () => {
	fc.assert(
		fc.property(
			fc.double({ min: 0, max: 1, noNaN: true }),
			fc.integer({ min: 1, max: 30 }),
			fc.integer({ min: 1, max: 30 }),
			(x, a, b) => {
				expect(Math.abs(betaShare(x, a, b) - byBinomials(x, a, b))).toBeLessThan(1e-11);
			},
		),
	);
});

test("known values: arcsine law, power function, and large parameters", () => {
	for (const x of [0.001, 0.1, 0.5, 0.77, 0.999])
		expect(betaShare(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 12);
	expect(betaShare(0.3, 2.5, 1)).toBeCloseTo(0.3 ** 2.5, 13);
	expect(betaShare(0.5, 1e5, 1e5)).toBeCloseTo(0.5, 9);
});

test("a quantile is where the share is", () => {
	const parameter = fc.double({ min: 0.05, max: 5000, noNaN: true });
	fc.assert(
		fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), parameter, parameter, (share, a, b) => {
			const x = betaQuantile(share, a, b);
			// Between two neighbouring numbers the share may jump where the density is very large.
			if (x > 1e-9 && x < 1 - 1e-9) expect(Math.abs(betaShare(x, a, b) - share)).toBeLessThan(1e-6);
		}),
	);
});

test.each([
	[0.4, 0.7],
	[3, 1.5],
	[40, 120],
])("drawn numbers have the shares of the distribution (%d, %d)", (a, b) => {
	const random = seeded(7);
	const drawn = Array.from({ length: 20_000 }, () => beta(a, b, random)).sort((one, other) => one - other);
	// Kolmogorov–Smirnov, at a level of about one in a thousand.
	const worst = Math.max(...drawn.map((x, at) => Math.abs(betaShare(x, a, b) - (at + 0.5) / drawn.length)));
	expect(worst).toBeLessThan(1.95 / Math.sqrt(drawn.length));
});
