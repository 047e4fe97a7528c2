import fc from "fast-check";
import { expect, test } from "vitest";
import { DeskError } from "../../src/base/errors.ts";
import { parseFrontMatter } from "../../src/text/index.ts";
import { cpuTime } from "../../test/support/cpu-time.ts";
import { rfc5322 } from "../../test/support/mail.ts";
import { seeds } from "../../test/support/store.ts";
import { editMessage } from "./edit.ts";
import { changedWords } from "./flags.ts";
import { idOf, readMessage, showMessage } from "./message/index.ts";
import { foldQuotes, withoutQuotes } from "./quotes.ts";
import { displayName, readMail } from "./record.ts";

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

test.each([
	[
		"Gmail, wrapped",
		"Fine.\n\nOn Thu, 19 Nov 2026 at 09:12, Mara Lindqvist\n<mara@x.example> wrote:\n> one\n> two\n",
		2,
	],
	[
		"Outlook, HTML",
		"Fine.\n\n---\n\n**From:** Ann \\<a@x>\\\n**Sent:** Friday, 20 November 2026\\\n**To:** Bob\n\nText\n",
		7,
	],
	[
		"Outlook, text",
		"Fine.\n\n-----Original Message-----\nFrom: Ann\nSent: Friday, 20 November\nTo: Bob\nSubject: Lunch\n\nText\n> more\n",
		8,
	],
	[
		"Outlook, German",
		"Fine.\n\n________________________________\nVon: Ann\nGesendet: Freitag, 20. November 2026\nAn: Bob\nBetreff: Essen\n\nText",
		7,
	],
	["Outlook, Japanese", "Fine.\n\n差出人: Ann\n送信日時: 2026年11月20日\n宛先: Bob\n\n本文", 5],
])("a quote as %s writes it", (_, body, lines) => {
	expect(foldQuotes(body)).toBe(`Fine.\n\n[${lines} quoted lines]\n`);
});

test("what is handed on, and lists of what is to be, are no quotes", () => {
	const handed = "See below.\n\nFrom: Ann\nSent: 20 November\nTo: Bob\n\nText\n";
	expect(foldQuotes(handed, true)).toBe(handed);
	for (const body of ["Where: Gothenburg\nWhen: 20 November\nWhat: lunch\n", "From: here\n\nTo: there, at 9\n"])
		expect(foldQuotes(body)).toBe(body);
	expect(withoutQuotes("It was in 2026.\nAnn wrote:\n> x\n")).toBe("It was in 2026.\n");
});

test("what is quoted is left out, or folded", () => {
	const body = "Yes.\n\nOn Monday, Bob <b@x> wrote:\n\n> one\n>> two\n>\n\nAnd:\n\nmore\n> three\n";
	expect(withoutQuotes(body)).toBe("Yes.\n\n\nAnd:\n\nmore\n");
	expect(foldQuotes(body)).toBe("Yes.\n\n[3 quoted lines]\n\nAnd:\n\nmore\n[a quoted line]\n");
	const start = cpuTime();
	for (const hostile of [
		">".repeat(1e6),
		"a:\n".repeat(3e5),
		">\n".repeat(5e5),
		`${" ".repeat(1e6)}>`,
		`${"a".repeat(1e6)}:\n>`,
		"1:00\n".repeat(2e5),
		"From: a\n\n".repeat(2e5),
		"\n2026 ".repeat(2e5),
	]) {
		withoutQuotes(hostile);
		foldQuotes(hostile);
	}
	expect(cpuTime() - start).toBeLessThan(5000);
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
