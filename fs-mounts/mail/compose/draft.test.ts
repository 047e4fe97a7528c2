import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DeskError } from "../../../src/base/errors.ts";
import { cpuTime } from "../../../test/support/cpu-time.ts";
import { parseDraft, parseFinished } from "./draft.ts";
import { draftText } from "./draft-text.ts";

describe("parseDraft", () => {
	test("reads one address, several on a line, or a list, and nobody twice", () => {
		const draft = parseDraft(
			"---\nto: Ann <a@b.c>, d@e.f; A@B.C\ncc:\n  - d@e.f\n  - g@h.i, j@k.l\nbcc: [m@n.o]\n---\nx",
		);
		expect([draft.to, draft.cc, draft.bcc].map((people) => people.map(({ address }) => address))).toEqual([
			["a@b.c", "d@e.f"],
			["g@h.i", "j@k.l"],
			["m@n.o"],
		]);
	});

	test("leaves out what cannot be, as a draft may be unfinished", () => {
		const draft = parseDraft(
			"---\nto: [a@, b@c.d, {x: 1}]\nsubject: [1]\nin_reply_to: nonsense\nmood: good\n---\nbody\n",
		);
		expect(draft).toMatchObject({ to: [{ address: "b@c.d" }], subject: "", references: [], body: "body\n" });
		expect(draft.data.mood).toBe("good");
		expect("inReplyTo" in draft).toBe(false);
	});

	test("takes numbers and booleans for the words they are written as", () => {
		expect(parseDraft("---\nsubject: 2026\n---\n").subject).toBe("2026");
		expect(parseDraft("---\nsubject: true\n---\n").subject).toBe("true");
	});

	test("message ids stand with or without brackets, parted by blanks", () => {
		expect(parseDraft('---\nreferences: "<a@b> <c@d>"\nin_reply_to: c@d\n---\n')).toMatchObject({
			references: ["a@b", "c@d"],
			inReplyTo: "c@d",
		});
	});
});

test("10,000 recipients are refused or read, soon", () => {
	for (const count of [1_000, 10_000]) {
		const to = Array.from({ length: count }, (_, n) => `  - p${n}@example.com\n`).join("");
		const start = cpuTime();
		try {
			expect(parseFinished(`---\nto:\n${to}subject: x\n---\n`).to).toHaveLength(count);
		} catch (error) {
			expect(error).toMatchObject({ code: "EFORMAT", todo: expect.any(String) });
			expect(count).toBe(10_000);
		}
		expect(cpuTime() - start).toBeLessThan(5_000);
	}
});

test("10,000 bad addresses are told in a few lines", () => {
	const to = Array.from({ length: 3_000 }, (_, n) => `  - p${n}@\n`).join("");
	try {
		parseFinished(`---\nto:\n${to}subject: x\n---\n`);
		expect.unreachable();
	} catch (error) {
		expect((error as DeskError).message.length).toBeLessThan(2_000);
		expect((error as DeskError).message).toContain("and 2989 more");
	}
});

test("any file is a draft, or refused with a place", () => {
	const value = fc.oneof(
		fc.string({ unit: "binary", maxLength: 20 }),
		fc.constantFrom("[", "{a: b}", "[a@b.c, 3]", "*x", "&a [*a]", "|\n  a\n  b", "null", "!!binary x", '"\\r\\n"'),
	);
	const key = fc.constantFrom(
		"to",
		"cc",
		"bcc",
		"from",
		"reply_to",
		"subject",
		"attachments",
		"references",
		"in_reply_to",
		"queued",
		"stamped",
		"answers",
		"allow_empty_subject",
		"__proto__",
		"x",
	);
	fc.assert(
		fc.property(fc.array(fc.tuple(key, value), { maxLength: 6 }), (lines) => {
			const text = `---\n${lines.map(([name, one]) => `${name}: ${one}\n`).join("")}---\nbody`;
			for (const read of [parseDraft, parseFinished]) {
				try {
					read(text);
				} catch (error) {
					if (!(error instanceof DeskError)) throw error;
					expect([error.code, typeof error.line, typeof error.column]).toEqual(["EFORMAT", "number", "number"]);
				}
			}
		}),
		{ numRuns: 2_000 },
	);
});

test("a new draft is read as it was meant", () => {
	const line = fc
		.string({ unit: "grapheme", maxLength: 30 })
		.map((text) => text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|=\?/gu, "").trim());
	const address = fc.record({ name: line, address: fc.constantFrom("a@b.c", "d@e.f", '"g, h"@i.j') });
	const people = fc.uniqueArray(address, { maxLength: 3, selector: (one) => one.address });
	const body = fc.string({ unit: "grapheme", maxLength: 60 }).map((text) => text.replace(/\r/g, ""));
	fc.assert(
		fc.property(people, people, line, body, (to, replyTo, subject, text) => {
			const draft = parseDraft(
				draftText({
					to,
					cc: replyTo.filter((one) => !to.some((other) => other.address === one.address)),
					subject,
					body: text,
				}),
			);
			expect(draft.to).toEqual(to);
			expect(draft.subject).toBe(subject);
			expect(draft.body.replace(/\n$/, "")).toBe(`\n${text}`.replace(/\n$/, ""));
		}),
		{ numRuns: 500 },
	);
});
