import { expect, test } from "vitest";
import { findDuplicates, likeness } from "./duplicates.ts";
import type { Known } from "./people.ts";
import { dateText, phoneDigits, phoneText } from "./values.ts";

test("duplicates: same mail, same number, similar names, with reasons", () => {
	const person = (name: string, more: Partial<Known> = {}): Known => ({
		node: 1,
		card: 0,
		path: `/contacts/${name}.vcf`,
		name,
		key: "",
		book: "",
		kind: "individual",
		org: null,
		title: null,
		emails: [],
		phones: [],
		birthday: null,
		uid: null,
		uids: [],
		version: "3.0",
		problems: [],
		...more,
	});
	const found = (...people: Known[]) => findDuplicates(people).map(({ score, reasons }) => [score, ...reasons]);
	expect(found(person("Ann", { emails: ["a@b.c"] }), person("Bob", { emails: ["A@B.C"] }))).toEqual([
		[0.7, "same mail address a@b.c"],
	]);
	expect(found(person("Ann", { phones: ["+49 30 1234567"] }), person("Bob", { phones: ["0301234567"] }))).toEqual([
		[0.6, "same number +49 30 1234567"],
	]);
	expect(found(person("Example, Ann"), person("ann EXAMPLE"))).toEqual([[0.7, "same name"]]);
	expect(found(person("Jörg Müller"), person("Joerg Muller"))[0]?.[1]).toMatch(/similar name/);
	expect(found(person("Ann"), person("Ann"))).toEqual([]);
	expect(found(person("李明"), person("李明"))).toHaveLength(1);
	expect(found(person("Ann Lee", { birthday: "1980-01-01" }), person("Ann Lee", { birthday: "1990-01-01" }))).toEqual([
		[0.35, "same name"],
	]);
	expect(found(person("Ann Lee", { kind: "group" }), person("Ann Lee"))).toEqual([]);
	expect(likeness("abcd", "abdc")).toBe(0.75);
	expect(likeness("jonathan smith", "jonahtan smith")).toBeCloseTo(13 / 14);
});

test("numbers and dates", () => {
	expect([phoneDigits("+49 (0)30 12-34 ext. 5"), phoneDigits("0049 30"), phoneDigits("tel:+1-418;ext=102")]).toEqual([
		"49301234",
		"4930",
		"1418",
	]);
	expect(phoneText("tel:+1-418;ext=102")).toBe("+1-418 ext. 102");
	const dates = [
		"19850412",
		"1985-04-12T10:00:00Z",
		"--0412",
		"--02-29",
		"1985",
		"1985-04",
		"---12",
		"20250229",
		"April",
		"1985-13-01",
		"",
	];
	expect(dates.map((text) => dateText(text) ?? "-")).toEqual([
		"1985-04-12",
		"1985-04-12",
		"--04-12",
		"--02-29",
		"1985",
		"1985-04",
		"---12",
		"-",
		"-",
		"-",
		"-",
	]);
});
