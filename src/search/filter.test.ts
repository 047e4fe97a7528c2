import { describe, expect, it } from "vitest";
import { facetMatches, tagMatches } from "./filter.ts";

it.each([
	["work", "work", true],
	["#Work/", "work", true],
	["work", "Work/clients", true],
	["work/clients", "work", false],
	["work", "workshop", false],
	["arbete", "Arbeté", true],
	["work", "home/work", false],
])("the tag %s fits %s: %s", (asked, tag, fits) => {
	expect(tagMatches(asked, tag)).toBe(fits);
});

describe("a facet's value", () => {
	it.each([
		["anna", "Anna Karlsson <anna@example.org>", true],
		["karl", "Anna Karlsson", false],
		["karl*", "Anna Karlsson", true],
		["arlsson", "Anna Karlsson", false],
		["rlsson*", "Anna Karlsson", false],
		["resume", "Résumé", true],
		["2026-11", "2026-11-20", true],
		["2026", "2026-11-20", true],
		["2026-1", "2026-11-20", false],
		["pending", "pending", true],
		["end", "pending end", true],
		["*", "anything", true],
		["", "anything", false],
	])("%s in %s: %s", (asked, value, fits) => {
		expect(facetMatches(asked, value)).toBe(fits);
	});
});
