import fc from "fast-check";
import { expect, test } from "vitest";
import { DeskError } from "../../src/base/errors.ts";
import { parseFrontMatter } from "../../src/text/index.ts";
import { rfc5322 } from "../../test/support/mail.ts";
import { seeds } from "../../test/support/store.ts";
import { editMessage } from "./edit.ts";
import { changedWords } from "./flags.ts";
import { idOf, readMessage, showMessage } from "./message/index.ts";
import { displayName, foldQuotes, readMail, withoutQuotes } from "./record.ts";

const word = fc.stringMatching(/^[a-zA-Z$][a-zA-Z0-9_.-]{0,12}$/);
const anything = fc.string({ unit: "binary", maxLength: 60 });
/** The file of any message. */
const file = fc
	.record({
		subject: anything,
		from: anything,
		to: anything,
		body: anything,
		flags: fc.uniqueArray(word),
		labels: fc.uniqueArray(word),
	})
	.map(({ subject, from, to, body, flags, labels }) => {
		const source = rfc5322(
			{ From: from, To: to, Subject: subject, "Message-ID": "<1@x>", References: "<2@x> <3@x>" },
			body,
		);
		return showMessage(readMessage(source), { id: idOf(source), flags, labels });
	});

test("flags and labels of any message are set and taken off, and nothing else changes", () => {
	fc.assert(
		fc.property(file, word, word, (text, flag, label) => {
			const plain = changedWords(text, {
				unset: readMail(text, "x", false).facets.flag ?? [],
				unlabel: readMail(text, "x", false).labels,
			});
			const next = changedWords(plain, { set: [flag], label: [label] });
			expect(editMessage("/mail/x.md", plain, next)).toEqual({ text: next });
			expect(editMessage("/mail/x.md", plain, `${next}\n`)).toEqual({ text: next });
			const { flags, labels, ...rest } = parseFrontMatter(next).data;
			expect([flags, labels]).toEqual([
				[
					["seen", "flagged", "answered", "forwarded", "draft", "deleted", "junk"].find(
						(one) => one === flag.toLowerCase(),
					) ?? flag,
				],
				[label],
			]);
			expect(parseFrontMatter(plain).data).toEqual(rest);
			expect(changedWords(next, { unset: [flag.toUpperCase()], unlabel: [label] })).toBe(plain);
		}),
		{ numRuns: 200 * seeds },
	);
});

test("any other change of any message is refused", () => {
	fc.assert(
		fc.property(file, fc.nat(), fc.constantFrom("x", "\n", " ", "flags", "---\n", "#"), (text, at, inserted) => {
			const place = at % text.length;
			const next = text.slice(0, place) + inserted + text.slice(place);
			try {
				const edit = editMessage("/mail/x.md", text, next);
				// What was let through is in lines that may change, or says the same.
				const { flags: _, labels: __, ...kept } = parseFrontMatter(text).data;
				const { flags: ___, labels: ____, ...now } = parseFrontMatter(edit.text).data;
				expect(now).toEqual(kept);
				expect(parseFrontMatter(edit.text).body).toBe(parseFrontMatter(text).body);
			} catch (error) {
				if (!(error instanceof DeskError)) throw error;
				expect(["EACCES", "EFORMAT"]).toContain(error.code);
			}
		}),
		{ numRuns: 300 * seeds },
	);
});

test("mail to hundreds takes flags, too", () => {
	const many = Array.from(
		{ length: 500 },
		(_, at) => `Person Number ${at} With A Long Name Indeed <person.number.${at}@department.example.com>`,
	).join(",\r\n ");
	const source = rfc5322({ From: "a@example.com", To: many, Cc: many, Subject: "All" });
	const text = showMessage(readMessage(source), { id: idOf(source) });
	expect(text.length).toBeGreaterThan(65_536);
	const next = changedWords(text, { set: ["seen"] });
	expect(editMessage("/mail/x.md", text, next).text).toBe(next);
	expect(editMessage("/mail/x.md", text, text.replace("size:", "labels:\n  - a\nsize:")).text).toContain(
		"labels: [a]\n",
	);
});

test("what is quoted is left out, or folded", () => {
	const body = "Yes.\n\nOn Monday, Bob <b@x> wrote:\n\n> one\n>> two\n>\n\nAnd:\n\nmore\n> three\n";
	expect(withoutQuotes(body)).toBe("Yes.\n\n\nAnd:\n\nmore\n");
	expect(foldQuotes(body)).toBe("Yes.\n\n[3 quoted lines]\n\nAnd:\n\nmore\n[a quoted line]\n");
	const start = performance.now();
	for (const hostile of [
		">".repeat(1e6),
		"a:\n".repeat(3e5),
		">\n".repeat(5e5),
		`${" ".repeat(1e6)}>`,
		`${"a".repeat(1e6)}:\n>`,
	]) {
		withoutQuotes(hostile);
		foldQuotes(hostile);
	}
	expect(performance.now() - start).toBeLessThan(5000);
});

test.each([
	["Ann Example <ann@example.com>", "Ann Example"],
	['"Ann \\"A\\" Example" <ann@example.com>', 'Ann "A" Example'],
	["ann@example.com", "ann@example.com"],
	["<ann@example.com>", "ann@example.com"],
	["", ""],
])("%j is shown as %j", (person, name) => {
	expect(displayName(person)).toBe(name);
});
