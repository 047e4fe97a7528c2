import fc from "fast-check";
import { expect, test } from "vitest";
import { normalise } from "./normalise.ts";

test.each([
	["SU1C1DE", "suicide"],
	["k*ll mys3lf", "kill myself"],
	["k i l l  m y s e l f", "kill  myself"],
	["s.u.i.c.i.d.e", "suicide"],
	["I want to d\u200bie", "i want to die"],
	["diiiiie", "die"],
	["ｋｉｌｌ ｍｙｓｅｌｆ", "kill myself"],
	["su\u0456cide", "suicide"],
	["Ich möchte nicht mehr leben", "ich mochte nicht mehr leben"],
	["j’en ai marre", "j'en ai marre"],
	["suicídio", "suicidio"],
])("%s reads %s", (text, plain) => expect(normalise(text)).toBe(plain));

test("what is no disguise stays as it is", () => {
	for (const text of [
		"see you at 10:30, room b2",
		"version 1.2.3",
		"рукопись готова",
		"e-mail me",
		"https://example.org/a1",
	])
		expect(normalise(text)).toBe(text.normalize("NFKD").replace(/\p{M}/gu, ""));
});

test("any text, of any length, is bounded in time and length", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
			expect(normalise(text).length).toBeLessThanOrEqual(text.length * 20 + 10);
		}),
	);
	for (const piece of ["a*", "a.", "a ", "1", "k1", "\u200b", "!!", "aA@"]) {
		const start = performance.now();
		normalise(piece.repeat(1_000_000 / piece.length));
		expect(performance.now() - start, piece).toBeLessThan(5_000);
	}
});
