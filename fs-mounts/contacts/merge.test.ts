import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCard, cardOf as card, problemsOf as problems, vcard as v } from "../../test/support/contacts.ts";
import { convertCard } from "./convert.ts";
import { mergeCards } from "./merge.ts";
import type { Card, Version } from "./vcard.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

describe("merging", () => {
	test("keeps every value of both, groups apart, and what there can be once as X-MERGED", () => {
		const a = v(
			"3.0",
			"UID:1",
			"FN:Ann",
			"N:E;Ann;;;",
			"item1.TEL:111",
			"item1.X-ABLabel:one",
			"EMAIL;TYPE=home:a@b.c",
			"BDAY:1985-04-12",
		);
		const b = v(
			"3.0",
			"UID:2",
			"FN:Ann Example",
			"N:Example;Ann;;;",
			"item1.TEL:222",
			"item1.X-ABLabel:two",
			"EMAIL;TYPE=work:A@B.C",
			"BDAY:19850412",
			"X-FOO;X-Y=z:bar",
			"PHOTO;ENCODING=b:AAAA",
		);
		expect(mergeCards(a, card(a), [{ text: b, card: card(b) }], NOW)).toBe(
			v(
				"3.0",
				"UID:1",
				"FN:Ann",
				"N:E;Ann;;;",
				"item1.TEL:111",
				"item1.X-ABLabel:one",
				"EMAIL;TYPE=home;TYPE=work:a@b.c",
				"BDAY:1985-04-12",
				"X-MERGED-UID:2",
				"FN:Ann Example",
				"X-MERGED-N:Example;Ann;;;",
				"item2.TEL:222",
				"X-FOO;X-Y=z:bar",
				"PHOTO;ENCODING=b:AAAA",
				"item2.X-ABLabel:two",
			),
		);
	});

	test("a label comes to the value that both have", () => {
		const a = v("3.0", "FN:Ann", "TEL:1", "item1.TEL:2", "item1.X-ABLabel:mine");
		const b = v("3.0", "FN:Ann", "item1.TEL:1", "item1.X-ABLabel:cabin", "item2.TEL:2", "item2.X-ABLabel:mine");
		const merged = mergeCards(a, card(a), [{ text: b, card: card(b) }], NOW);
		expect(card(merged).phones).toMatchObject([
			{ value: "1", label: "cabin" },
			{ value: "2", label: "mine" },
		]);
		expect(card(merged).properties.filter(({ name }) => name === "X-ABLABEL")).toHaveLength(2);
	});

	test.each([
		["070-174 06 61", "+46701740661", ["+46701740661"]],
		["+46701740661", "070-174 06 61", ["+46701740661"]],
		["+46 (0)70 174 06 61", "0701740661", ["+46 (0)70 174 06 61"]],
		["8 916 123-45-67", "0079161234567", ["0079161234567"]],
		["06 1 234 5678", "+36 1 234 5678", ["+36 1 234 5678"]],
		// Not proved to be one number: the same last digits of others, two countries, numbers of services.
		["031-70174061", "+46 8 70174061", ["031-70174061", "+46 8 70174061"]],
		["+46701740661", "+49701740661", ["+46701740661", "+49701740661"]],
		["11414", "+4611414", ["11414", "+4611414"]],
	])("of %s and %s stays what proves to be all of it", (mine, others, numbers) => {
		const a = v("3.0", "FN:Ivo", `TEL;TYPE=cell:${mine}`);
		const b = v("4.0", "FN:Ivo", `TEL;TYPE=work:${others}`);
		const merged = mergeCards(a, card(a), [{ text: b, card: card(b) }], NOW);
		expect(card(merged).phones.map(({ value }) => value)).toEqual(numbers);
		if (numbers.length === 1) expect(card(merged).phones[0]?.types).toEqual(["cell", "work"]);
		expect(mergeCards(merged, card(merged), [{ text: b, card: card(b) }], NOW)).toBe(merged);
	});

	test("a number that could be of two countries is kept beside both", () => {
		const [a, b, c] = ["070-174 06 61", "+46701740661", "+49701740661"].map((number) =>
			v("3.0", "FN:Ivo", `TEL:${number}`),
		);
		const others = [b, c].map((text = "") => ({ text, card: card(text) }));
		expect(card(mergeCards(a ?? "", card(a ?? ""), others, NOW)).phones).toHaveLength(3);
	});

	test("a 2.1 card into a 4.0 one", () => {
		const a = v("4.0", "FN:A", "EMAIL:a@b.c");
		const b = v(
			"2.1",
			"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J",
			"ORG:Bau, Meier;X",
			"TEL;CELL;PREF:1",
			"PHOTO;JPEG;ENCODING=BASE64:AAAA",
		);
		const merged = mergeCards(a, card(a), [{ text: b, card: card(b) }], NOW);
		expect(problems(merged)).toEqual([]);
		expect(card(merged)).toMatchObject({
			parts: { family: "Müller", given: "J" },
			organizations: [["Bau, Meier", "X"]],
			phones: [{ value: "1", types: ["cell"], preferred: true }],
			media: [{ type: "image/jpeg", size: 3 }],
		});
	});

	test("no value of either is lost, and merging again changes nothing", () => {
		const values = (one: Card) => [
			...one.properties
				.filter(({ name }) => !/^(?:REV|PRODID|BDAY|PHOTO)$/.test(name))
				.map(({ text }) => text.trim().toLowerCase()),
			`born ${one.birthday}`,
			...one.media.map(({ size }) => `media of ${size}`),
		];
		fc.assert(
			fc.property(anyCard, anyCard, (a, b) => {
				const other = { text: b, card: card(b) };
				const merged = mergeCards(a, card(a), [other], NOW);
				const there = new Set(values(card(merged)));
				for (const value of [...values(card(a)), ...values(other.card)]) {
					const known = there.has(value) || value.replace(/\/$/, "") === "http://example.com";
					expect(known || value === "" || value === "born undefined", value).toBe(true);
				}
				expect(mergeCards(merged, card(merged), [{ text: a, card: card(a) }], NOW)).toBe(merged);
			}),
		);
	});
});

describe("versions", () => {
	const told = ({ name, emails, phones, organizations, birthday, notes, categories, addresses, media }: Card) => ({
		name,
		emails,
		phones,
		organizations,
		birthday,
		notes: notes.map((note) => note.replaceAll("\r\n", "\n")),
		categories,
		addresses: addresses.map(({ street, city, types }) => ({ street, city, types })),
		media: media.map(({ name: kind, size }) => [kind, size]),
	});
	test("a card says the same in all versions, and has no problems", () => {
		const text = v(
			"3.0",
			"FN:Ann Example",
			"N:Example;Ann;;;",
			"ORG:Acme\\, Inc.;Sales",
			"item1.TEL;type=CELL;type=pref:+1 555",
			"item1.X-ABLabel:mine",
			"EMAIL:ann@example.com",
			"ADR;TYPE=work:;;1 Main St\\, 2;City;;;",
			"BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12",
			"NOTE:zwei\\nZeilen\\; ä",
			"CATEGORIES:a,b",
			"PHOTO;ENCODING=b;TYPE=PNG:AAEC",
			"X-ADDRESSBOOKSERVER-KIND:group",
			"X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1",
			"X-FOO:a;b\\,c",
		);
		const first = card(text);
		for (const version of ["2.1", "4.0", "3.0"] as Version[]) {
			const converted = convertCard(text, first, version);
			expect(converted).toContain(`VERSION:${version}`);
			expect(problems(converted)).toEqual([]);
			expect(told(card(converted)), version).toEqual(told(first));
			expect(told(card(convertCard(converted, card(converted), "3.0")))).toEqual(told(first));
			expect(converted).toMatch(/X-FOO:a;b\\?,c/);
		}
		const four = convertCard(text, first, "4.0");
		for (const line of [
			"KIND:group",
			"MEMBER:urn:uuid:1",
			"BDAY:--0412",
			"PHOTO:data:image/png;base64,AAEC",
			"item1.TEL;TYPE=CELL;PREF=1:+1 555",
		])
			expect(four).toContain(`\r\n${line}\r\n`);
	});
});
