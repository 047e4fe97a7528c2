import fc from "fast-check";
import { expect, test } from "vitest";
import { mayContain, trigramFilter } from "./trigram-filter.ts";

const words = fc.array(fc.constantFrom("road", "map", "ſink", "Kelvin", "é", "日本", " ", "\n", "Zebra", "x"), {
	maxLength: 60,
});

test("never says no to a file that contains the text, in any case", () => {
	fc.assert(
		fc.property(
			words,
			fc.nat(),
			fc.nat(),
			fc.constantFrom("as it is", "upper", "lower"),
			(parts, from, length, how) => {
				const text = parts.join("");
				const start = from % (text.length + 1);
				const part = text.slice(start, start + (length % 12));
				const asked =
					how === "upper"
						? part.replace(/[a-z]/g, (char) => char.toUpperCase())
						: how === "lower"
							? part.toLowerCase()
							: part;
				if (how === "lower" && part.toLowerCase() !== part.replace(/[A-Z]/g, (char) => char.toLowerCase())) return;
				expect(mayContain([[asked]])?.(trigramFilter(Buffer.from(text))) ?? true).toBe(true);
			},
		),
	);
});

test("any bytes: never says no to a part of them", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 5000 }), fc.nat(), (bytes, from) => {
			const text = Buffer.from(bytes).toString("utf8");
			const part = text.slice(from % (text.length + 1), (from % (text.length + 1)) + 9);
			if (part.includes("\ufffd") || /[\ud800-\udfff]/.test(part)) return;
			expect(mayContain([[part]])?.(trigramFilter(bytes)) ?? true).toBe(true);
		}),
	);
});

test("says no to nearly all files without a word, at one bit a byte", () => {
	const text = (seed: number) =>
		Array.from({ length: 450 }, (_, at) => `w${Math.imul(seed * 1000 + at, 2654435761) >>> 20}`).join(" ");
	const filters = Array.from({ length: 500 }, (_, seed) => trigramFilter(Buffer.from(text(seed))));
	expect(filters[0]?.length).toBeLessThanOrEqual(Math.ceil(text(0).length / 8) + 1);
	const asks = mayContain([["xylographer"]]);
	expect(filters.filter((filter) => asks?.(filter)).length).toBeLessThan(10);
});

test("clauses: all of them, any text of each; short texts say nothing", () => {
	const filter = trigramFilter(Buffer.from("The quick brown fox"));
	expect(mayContain([["quick", "slow"], ["brown"]])?.(filter)).toBe(true);
	expect(mayContain([["slow"], ["brown"]])?.(filter)).toBe(false);
	expect(mayContain([["qu", "slow"]])).toBeUndefined();
	expect(mayContain([])).toBeUndefined();
	expect(mayContain([["ſ"]])).toBeUndefined();
});
