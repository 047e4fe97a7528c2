import { expect, test } from "vitest";
import { hashOf } from "./gram-hash.ts";
import { groupGrams } from "./groups.ts";

const groups = {
	self: ["i", "my"],
	want: ["want", "long for", "quier*"],
	end: ["die", "end of the line"],
	not: ["dont"],
};
const NAMES = Object.keys(groups);
const GRAMS = NAMES.flatMap((a) => [a, ...NAMES.flatMap((b) => [`${a} ${b}`, ...NAMES.map((c) => `${a} ${b} ${c}`)])]);
const namesOf = new Map(GRAMS.map((gram) => [hashOf(`g${gram}`), `g${gram}`]));
const grams = (text: string) => {
	const found: (string | undefined)[] = [];
	groupGrams(text, groups, (hash) => void found.push(namesOf.get(hash)));
	return found;
};

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
