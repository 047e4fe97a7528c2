import { expect, test } from "vitest";
import { neighboursOf } from "./neighbours.ts";

const WORDS = ["", "invoic", "voic", "aerodynam", "thermodynam", "sourdough", "tea", "dough"];
const like = (word: string) => neighboursOf(word, WORDS).map(({ index }) => WORDS[index]);

test("typing mistakes, parts and inflections", () => {
	expect(like("invioce")).toEqual([]);
	expect(like("invoise")).toContain("invoic");
	expect(like("aerodinam")).toEqual(["aerodynam"]);
	expect(like("sourdoughs")[0]).toBe("sourdough");
	expect(like("te")).toEqual([]);
	expect(like("zebra")).toEqual([]);
});

test("the most alike comes first, and likeness is Dice's coefficient of padded trigrams", () => {
	// ^so sou our urd rdo dou oug ugh gh$ against ^do dou oug ugh gh$: four shared of nine and five.
	expect(neighboursOf("sourdough", WORDS)).toEqual([
		{ index: 5, likeness: 1 },
		{ index: 7, likeness: (2 * 4) / (9 + 5) },
	]);
});
