/** Distributions that beliefs need. (The beta quantile of `@stdlib`, the one library kept up, comes with 233 packages.) */

/** How far from its middle a normal distribution has its inner 90 % (in standard deviations). */
export const NORMAL_90 = 1.6448536269514722;

/** Coefficients of the Lanczos approximation with g = 7 (Godfrey 2001): 15 digits. */
const LANCZOS = [
	0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
	12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0. */
function logGamma(x: number): number {
	if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
	const at = x - 1;
	const base = at + 7.5;
	const sum = LANCZOS.reduce(
		(total, coefficient, index) => total + (index === 0 ? coefficient : coefficient / (at + index)),
		0,
	);
	return 0.5 * Math.log(2 * Math.PI) + (at + 0.5) * Math.log(base) - base + Math.log(sum);
}

/** The share of a beta distribution (a, b > 0) below x in 0..1: the regularised incomplete beta function (DLMF 8.17). */
export function betaShare(x: number, a: number, b: number): number {
	if (x <= 0) return 0;
	if (x >= 1) return 1;
	// The continued fraction converges fast on this side of the mean; the other side is what is left.
	if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(1 - x, b, a);
	const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
	return front * betaFraction(x, a, b);
}

const TINY = 1e-300;
const EXACT = 1e-15;
const MOST_TERMS = 100_000;

/** The continued fraction of DLMF 8.17.22, by the method of Lentz (1976) as Thompson and Barnett (1986) have it. */
function betaFraction(x: number, a: number, b: number): number {
	let numerator = 1;
	let denominator = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
	let value = denominator;
	for (let m = 1; m < MOST_TERMS; m++) {
		const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
		const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
		let factor = 1;
		for (const term of [even, odd]) {
			denominator = 1 / nonZero(1 + term * denominator);
			numerator = nonZero(1 + term / numerator);
			factor = denominator * numerator;
			value *= factor;
		}
		if (Math.abs(factor - 1) < EXACT) break;
	}
	return value;
}

function nonZero(value: number): number {
	return Math.abs(value) < TINY ? TINY : value;
}

/** Where a beta distribution (a, b > 0) has a share below it: Newton's steps, halved where they leave what is left, to the last digits. */
export function betaQuantile(share: number, a: number, b: number): number {
	const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
	let [low, high] = [0, 1];
	let at = a / (a + b);
	for (let step = 0; step < 100 && high - low > 1e-15; step++) {
		const over = betaShare(at, a, b) - share;
		if (over === 0) return at;
		if (over < 0) low = at;
		else high = at;
		const density = Math.exp((a - 1) * Math.log(at) + (b - 1) * Math.log1p(-at) - logBeta);
		const newton = at - over / density;
		const next = newton > low && newton < high ? newton : (low + high) / 2;
		if (Math.abs(next - at) <= 1e-15 * at) return next;
		at = next;
	}
	return at;
}

/** A number of the standard normal distribution (Box and Muller 1958). @param random numbers in [0, 1) */
export function normal(random: () => number): number {
	return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A number of the gamma distribution of a shape > 0 and scale 1 (Marsaglia and Tsang 2000). */
export function gamma(shape: number, random: () => number): number {
	if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape);
	const d = shape - 1 / 3;
	const c = 1 / Math.sqrt(9 * d);
	for (;;) {
		const x = normal(random);
		const v = (1 + c * x) ** 3;
		if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
	}
}

/** A number of a beta distribution (a, b > 0). */
export function beta(a: number, b: number, random: () => number): number {
	const one = gamma(a, random);
	return one / (one + gamma(b, random));
}
