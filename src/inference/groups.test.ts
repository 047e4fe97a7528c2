import { expect, test } from "vitest";
import { groupGrams } from "./groups.ts";

const groups = {
	self: ["i", "my"],
	want: ["want", "long for", "quier*"],
	end: ["die", "end of the line"],
	not: ["dont"],
};
const grams = (text: string) => [...groupGrams(text, groups)];

test("words, phrases and beginnings count as their group, and groups in their order within a clause", () => {
	expect(grams("i want to die")).toEqual([
		"gself",
		"gself want",
		"gself want end",
		"gself end",
		"gwant",
		"gwant end",
		"gend",
	]);
	expect(grams("quiero")).toEqual(["gwant"]);
	expect(grams("long for the end of the line")).toEqual(
		["gwant", "gend"].flatMap((name, at) => (at === 0 ? [name, "gwant end"] : [name])),
	);
	expect(grams("don't")).toEqual(["gnot"]);
});

test("nothing is seen across a full stop or too far apart", () => {
	expect(grams("i. die")).toEqual(["gself", "gend"]);
	expect(grams("i a b c d e f g die")).toEqual(["gself", "gend"]);
	expect(grams("")).toEqual([]);
});
