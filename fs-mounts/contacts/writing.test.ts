import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCard, cardOf as card, problemsOf as problems, vcard as v } from "../../test/support/contacts.ts";
import { readCardFile } from "./decode.ts";
import { editCard } from "./edit.ts";
import { cutCards, cutStream, splitCards } from "./split.ts";
import { readCards } from "./vcard.ts";
import { cardFileName, newCard } from "./write-card.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

describe("edits", () => {
	test("change only the lines they must, in the file's own way", () => {
		const text =
			"BEGIN:VCARD\nVERSION:3.0\nFN:Ann\n  Example\nN:Example;Ann;;;\nitem1.EMAIL;type=INTERNET:old@example.com\nitem1.X-ABLabel:_$!<Other>!$_\nEMAIL:two@example.com\nX-FOO:b\\;ar\nREV:2020-01-01T00:00:00Z\nEND:VCARD\n";
		const edited = editCard(
			text,
			card(text),
			{ emails: ["+new@example.com", "-OLD@example.com"], tags: ["+vip"], set: [["TITLE", "Head, Sales"]] },
			NOW,
		);
		expect(edited).toBe(
			text
				.replace("item1.EMAIL;type=INTERNET:old@example.com\nitem1.X-ABLabel:_$!<Other>!$_\n", "")
				.replace("EMAIL:two@example.com\n", "EMAIL:two@example.com\nEMAIL:new@example.com\n")
				.replace("REV:2020-01-01T00:00:00Z\n", "REV:2026-11-21T12:00:00Z\nCATEGORIES:vip\nTITLE:Head\\, Sales\n"),
		);
	});

	test("what changes nothing is the same text; what is not there cannot be taken away", () => {
		const text = v("4.0", "FN:Ann", "EMAIL:a@example.com", "TITLE:x", "REV:20200101T000000Z", "TEL:1", "TEL:2");
		expect(editCard(text, card(text), { emails: ["A@example.com"], set: [["title", "x"]] }, NOW)).toBe(text);
		expect(() => editCard(text, card(text), { emails: ["-b@example.com"] }, NOW)).toThrow("has no `b@example.com`");
		expect(() => editCard(text, card(text), { emails: ["b at c"] }, NOW)).toThrow("no mail address");
		expect(() => editCard(text, card(text), { emails: ["a@b.c\r\nBCC:x@y.z"] }, NOW)).toThrow("no mail address");
		expect(() => editCard(text, card(text), { set: [["TEL", "3"]] }, NOW)).toThrow("there are 2 TEL");
		expect(() => editCard(text, card(text), { set: [["UID", "3"]] }, NOW)).toThrow("cannot be changed");
		expect(() => editCard(text, card(text), { set: [["A:B\r\nC", "3"]] }, NOW)).toThrow("no name of a property");
	});

	test("numbers keep their +; a name is both FN and N", () => {
		const text = v("3.0", "FN:A", "N:A;;;;");
		const edited = card(editCard(text, card(text), { name: "Ann B. Example", phones: ["+49 30 1", "+030 2"] }, NOW));
		expect(edited.phones.map(({ value }) => value)).toEqual(["+49 30 1", "030 2"]);
		expect(edited).toMatchObject({ name: "Ann B. Example", parts: { family: "Example", given: "Ann B." } });
	});

	test("2.1: what is not ASCII is quoted-printable, and says its character set", () => {
		const text = v("2.1", "N:A", "TITLE;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:B=FCro", "NOTE:plain");
		const edited = editCard(
			text,
			card(text),
			{
				set: [
					["TITLE", "Büro 2"],
					["NOTE", "zwei\nZeilen"],
					["ROLE", "a;b"],
				],
			},
			NOW,
		);
		expect(edited).toContain("TITLE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:B=C3=BCro 2\r\n");
		expect(edited).toContain("NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:zwei=0D=0AZeilen\r\n");
		expect(card(edited)).toMatchObject({ titles: ["Büro 2"], notes: ["zwei\r\nZeilen"], roles: ["a;b"] });
	});

	test("of any card, all lines but those of the edit stay", () => {
		fc.assert(
			fc.property(anyCard, (text) => {
				const edited = editCard(text, card(text), { emails: ["+x@example.com"] }, NOW);
				const lines = new Set(edited.split(/\r?\n/));
				for (const line of text.split(/\r?\n/)) if (!line.startsWith("REV")) expect(lines.has(line), line).toBe(true);
				expect(card(edited).emails.map(({ value }) => value)).toContain("x@example.com");
				expect(edited.includes("\r\n")).toBe(text.includes("\r\n"));
			}),
		);
	});
});

test("a new card is valid in every detail, and named after its person and UID", () => {
	fc.assert(
		fc.property(
			fc.string({ unit: "grapheme", minLength: 1, maxLength: 80 }),
			fc.string({ unit: "grapheme" }),
			(name, note) => {
				fc.pre(/[^\s\p{Cc}]/u.test(name) && /\S/.test(note));
				const made = newCard({
					name,
					emails: ["a@b.c"],
					org: note,
					properties: [{ name: "NOTE", value: { text: note } }],
					uid: "urn:uuid:1",
					now: NOW,
				});
				expect(problems(made.text)).toEqual([]);
				expect(card(made.text).notes).toEqual([note.replace(/\r\n|\r/g, "\n").trim()]);
				expect(made.name).toMatch(/^[^/\\\s]+-[a-z2-7]{10}\.vcf$/);
			},
		),
	);
	expect(newCard({ name: "Example, Ann", uid: "1", now: NOW }).text).toContain(
		"FN:Ann Example\r\nN:Example;Ann;;;\r\n",
	);
	expect(cardFileName("Ann/Example: x", "URN:UUID:ABC")).toBe(cardFileName("Ann-Example x", "abc"));
	expect(() => newCard({ name: " \n", uid: "1", now: NOW })).toThrow("empty");
});

describe("splitting", () => {
	test("the pieces, one after the other, are the file, and each has one card", () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(anyCard, fc.constantFrom("", "\n", "\r\n\r\n", "junk\n")), { minLength: 1, maxLength: 6 }),
				(parts) => {
					const file = Buffer.from(parts.map(([text, tail]) => text + tail).join(""));
					const pieces = splitCards(file);
					expect(Buffer.concat(pieces.map(({ bytes }) => bytes)).equals(file)).toBe(true);
					expect(pieces).toHaveLength(parts.length);
					for (const { bytes } of pieces) expect(readCards(readCardFile(bytes).text).cards).toHaveLength(1);
				},
			),
		);
	});

	test("a large file is cut between cards", async () => {
		const one = v("3.0", "FN:Ann", "N:Ann;;;;", "AGENT:", "BEGIN:VCARD", "FN:secretary", "END:VCARD");
		const file = Buffer.from(one.repeat(500));
		const parts: Buffer[] = [];
		const stream = async function* () {
			for (let at = 0; at < file.length; at += 777) yield file.subarray(at, at + 777);
		};
		for await (const part of cutStream(stream(), 5000)) parts.push(part);
		expect(Buffer.concat(parts).equals(file)).toBe(true);
		expect(parts.length).toBeGreaterThan(5);
		expect(parts.flatMap((part) => splitCards(part))).toHaveLength(500);
	});

	test("cards are cut out of a file", () => {
		const [a, b, c] = ["a", "b", "c"].map((name) => v("3.0", `FN:${name}`));
		expect(cutCards(`${a}${b}\n${c}`, [1])).toBe(`${a}\n${c}`);
	});
});
