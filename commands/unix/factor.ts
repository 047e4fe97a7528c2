import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, operands, pacer } from "../../src/command/index.ts";
import { attempt, openInput } from "./shared/inputs.ts";
import { rawLines } from "./shared/raw-lines.ts";
import { say } from "./shared/say.ts";

/** `desk factor`: prime factors. */
export const factor = defineCommand({
	name: "factor",
	summary: "Print the prime factors of numbers",
	args: {
		exponents: flag("p^e instead of p e times", "h"),
		numbers: operands("NUMBER", "whole numbers; default: those on standard input", { raw: true }),
	},
	output: (z) => z.object({ number: z.string(), factors: z.array(z.string()) }),
	examples: [
		["desk factor 2026", "2026: 2 1013"],
		["echo 360 | desk factor", "360: 2 2 2 3 3 5"],
	],
	failsWith: 1,
	standalone: true,
	async run(context, args) {
		const exponents = args.exponents || args.numbers[0] === "-h";
		const numbers = args.numbers[0] === "-h" ? args.numbers.slice(1) : args.numbers;
		const pace = pacer(context);
		for await (const word of numbers.length > 0 ? numbers : wordsOf(context))
			await attempt(context, async () => {
				if (!/^\s*\+?\d+\s*$/.test(word))
					throw new DeskError("EINVAL", `'${word}' is no whole number from 0 on`, {
						at: "factor",
						todo: "write digits only",
					});
				const number = BigInt(word);
				const factors = (await factorsOf(number, pace)).map(String);
				const shown = exponents ? withExponents(factors) : factors;
				await say(context, { number: String(number), factors }, [`${number}:`, ...shown].join(" "), "\n");
			});
	},
});

async function* wordsOf(context: Context): AsyncGenerator<string, void, undefined> {
	for await (const line of rawLines((await openInput(context, "-")).stream()))
		yield* line.split(/\s+/).filter((word) => word !== "");
}

function withExponents(factors: readonly string[]): string[] {
	return [...new Set(factors)].map((prime) => {
		const count = factors.filter((other) => other === prime).length;
		return count === 1 ? prime : `${prime}^${count}`;
	});
}

/** Trial division goes so far. */
const SMALL = 1000n;
/** Witnesses that decide for all numbers below 3.3e24, and for larger ones as good as surely (Sorenson, Webster 2015). */
const WITNESSES = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n];

type Pace = () => Promise<void> | undefined;

async function factorsOf(number: bigint, pace: Pace): Promise<bigint[]> {
	const factors: bigint[] = [];
	let rest = number;
	if (rest < 2n) return factors;
	for (let prime = 2n; prime <= SMALL && prime * prime <= rest; prime += prime === 2n ? 1n : 2n)
		for (; rest % prime === 0n; rest /= prime) factors.push(prime);
	const pending = rest > 1n ? [rest] : [];
	for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
		if (next < SMALL * SMALL || isPrime(next)) {
			factors.push(next);
			continue;
		}
		const divisor = await divisorOf(next, pace);
		pending.push(divisor, next / divisor);
	}
	return factors.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
	let result = 1n;
	let square = base % modulus;
	for (let bits = exponent; bits > 0n; bits >>= 1n) {
		if (bits & 1n) result = (result * square) % modulus;
		square = (square * square) % modulus;
	}
	return result;
}

/** Miller and Rabin's test. */
function isPrime(number: bigint): boolean {
	let odd = number - 1n;
	let twos = 0;
	for (; (odd & 1n) === 0n; odd >>= 1n) twos++;
	return WITNESSES.every((witness) => {
		if (number % witness === 0n) return number === witness;
		let value = power(witness, odd, number);
		if (value === 1n || value === number - 1n) return true;
		for (let i = 1; i < twos; i++) {
			value = (value * value) % number;
			if (value === number - 1n) return true;
		}
		return false;
	});
}

function gcd(a: bigint, b: bigint): bigint {
	let [x, y] = [a, b];
	while (y !== 0n) [x, y] = [y, x % y];
	return x;
}

const BATCH = 128;

/** A divisor of a composite number, by Pollard's rho method as Brent has it. */
async function divisorOf(number: bigint, pace: Pace): Promise<bigint> {
	for (let constant = 1n; ; constant++) {
		const step = (value: bigint) => (value * value + constant) % number;
		let turtle = 2n;
		let hare = 2n;
		let found = 1n;
		for (let length = 1; found === 1n; length *= 2) {
			turtle = hare;
			for (let done = 0; done < length && found === 1n; done += BATCH) {
				const start = hare;
				let product = 1n;
				const count = Math.min(BATCH, length - done);
				for (let i = 0; i < count; i++) {
					hare = step(hare);
					product = (product * (turtle > hare ? turtle - hare : hare - turtle)) % number;
				}
				found = gcd(product, number);
				await pace();
				if (found !== number) continue;
				// The batch went past it: once more, one by one.
				hare = start;
				do {
					hare = step(hare);
					found = gcd(turtle > hare ? turtle - hare : hare - turtle, number);
				} while (found === 1n);
			}
		}
		if (found !== number) return found;
	}
}
