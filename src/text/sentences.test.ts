import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sentencesOf } from "./sentences.ts";

const cut = (text: string) => [...sentencesOf(text)].map(({ start, end }) => text.slice(start, end));

describe("sentences", () => {
	// From the Golden Rules of pragmatic_segmenter (Kevin S. Dias), as published in its README: sentences parted by |.
	test.each([
		"Hello World.| My name is Jonas.",
		"What is your name?| My name is Jonas.",
		"There it is!| I found it.",
		"My name is Jonas E. Smith.",
		"Please turn to p. 55.",
		"Were Jane and co. at the party?",
		"They closed the deal with Pitt, Briggs & Co. at noon.",
		"I can see Mt. Fuji from here.",
		"St. Michael's Church is on 5th st. near the light.",
		"That is JFK Jr.'s book.",
		"I visited the U.S.A. last year.",
		"She has $100.00 in her bag.",
		"She has $100.00.| It is in her bag.",
		"He teaches science (He previously worked for 5 years as an engineer.) at the local University.",
		"Her email is Jane.Doe@example.com.| I sent her an email.",
		"The site is: https://www.example.50.com/new-site/awesome_content.html.| Please check it out.",
		"She turned to him, 'This is great.' she said.",
		'She turned to him, "This is great." she said.',
		'She turned to him, "This is great."| She held the book out to show him.',
		"Hello!!| Long time no see.",
		"Hello??| Who is there?",
		"Hello!?| Is that you?",
		"Thoreau argues that by simplifying one’s life, “the laws of the universe will appear less complex. . . .”",
		"Bohr [...] is one of the architects of quantum mechanics.",
		"I never meant that...| She left the store.",
		"You can find it at N°. 1026.253.553.| That is where the treasure is.",
	])("%s", (marked) => {
		const expected = marked.split("|").map((part) => part.trim());
		expect(cut(expected.join(" "))).toEqual(expected);
	});

	test.each([
		"Wir treffen uns am 3. Oktober um 9 Uhr.| Bitte bring z. B. Kuchen mit.",
		"Das kostet ca. 5 Euro, d.h. nicht viel.| Dr. Müller zahlt.",
		"M. Dupont est venu.| Il est parti à 5 h.",
		"El Sr. Pérez no vino.| ¿Por qué no?| ¡Quién sabe!",
		"今日は良い天気です。|散歩に行きましょう！|いいですか？|はい。",
		"「行こう。」|彼は立った。",
		"你好。|我叫李明。",
		"यह एक वाक्य है।| यह दूसरा है।",
		"هل أنت بخير؟| نعم.",
	])("%s", (marked) => {
		expect(cut(marked.replaceAll("|", ""))).toEqual(marked.split("|").map((part) => part.trim()));
	});

	test("Markdown: items are paragraphs; headings are told; front matter, code, tables and quotes are none", () => {
		const text =
			"---\ntitle: x. Y.\n---\n# A title. Here\n\nOne. Two\nlines.\n- [ ] item one\n  goes on\n- item two. More\n\n```\ncode. Code.\n```\n> quoted. Text.\n\n| a. B | c |\n|---|---|\n\nUnder\n=====\nlast";
		expect(
			[...sentencesOf(text)].map(({ start, end, paragraph, heading }) => [text.slice(start, end), paragraph, heading]),
		).toEqual([
			["A title. Here", 0, true],
			["One.", 1, false],
			["Two\nlines.", 1, false],
			["item one\n  goes on", 2, false],
			["item two.", 3, false],
			["More", 3, false],
			["Under", 4, true],
			["last", 5, false],
		]);
	});

	test("in any text they are in order, apart, without blanks at their ends, and hold every letter of plain prose", () => {
		const prose = fc
			.array(fc.constantFrom("Aé", "b", ". ", "! ", "? ", "\n", "3.", "Dr.", " ", "。", "𝒳", "word ".repeat(200)), {
				maxLength: 40,
			})
			.map((parts) => parts.join(""));
		fc.assert(
			fc.property(prose, (text) => {
				let last = 0;
				let letters = "";
				for (const { start, end } of sentencesOf(text)) {
					expect(start).toBeGreaterThanOrEqual(last);
					expect(end).toBeGreaterThan(start);
					const sentence = text.slice(start, end);
					expect(sentence).toBe(sentence.trim());
					expect(sentence.length).toBeLessThanOrEqual(600);
					letters += sentence.replace(/[^\p{L}]/gu, "");
					last = end;
				}
				expect(letters).toBe(text.replace(/[^\p{L}]/gu, ""));
			}),
			{ numRuns: 500 },
		);
		fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void [...sentencesOf(text)]));
	});

	test("takes time that grows with the text only, whatever it is made of", () => {
		for (const part of ["a. ", "..", ". .", '."', "word ", "> ", "- x\n", ". . ", "((((", "x\n---\n", "あ", "\n \n"]) {
			const started = performance.now();
			let count = 0;
			for (const _ of sentencesOf(part.repeat(1_000_000 / part.length))) count++;
			expect(count, part).toBeLessThanOrEqual(1_000_000);
			expect(performance.now() - started, part).toBeLessThan(8_000);
		}
	});
});
