import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/support/cpu-time.ts";
import { hasPythonMail, type SeenMail, seenByPython } from "../../../test/support/python-mail.ts";
import { readMessage } from "../message/index.ts";
import { compose, envelopeOf, type Outgoing } from "./compose.ts";
import { parseFinished } from "./draft.ts";

const FROM = { name: "Ann Example", address: "ann@example.com" };

function outgoing(text: string, more: Partial<Outgoing> = {}): Outgoing {
	return {
		draft: parseFinished(text, { emptySubject: true }),
		from: FROM,
		date: new Date("2026-11-21T10:00:00Z"),
		messageId: "0123456789abcdef@example.com",
		attachments: [],
		...more,
	};
}

const one = (message: Buffer): SeenMail => seenByPython(message)[0] as SeenMail;
const header = (found: SeenMail, name: string) =>
	found.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);

/** The names of header lines, counted without any library. */
function rawNames(message: Buffer): string[] {
	const text = message.toString("latin1");
	return text
		.slice(0, text.indexOf("\r\n\r\n"))
		.split("\r\n")
		.filter((line) => !/^[ \t]/.test(line))
		.map((line) => line.slice(0, line.indexOf(":")).toLowerCase());
}

function longest(message: Buffer): number {
	return Math.max(
		...message
			.toString("latin1")
			.split("\r\n")
			.map((line) => line.length),
	);
}

const DRAFT = `---
to: [Bob <bob@example.com>, "\\"Exämple, Zoë\\" <zoe@example.com>"]
cc: jürgen@exämple.de
bcc: secret@example.com
subject: Grüße aus Köln – 你好 😀
in_reply_to: <b@x>
references: [<a@x>, b@x]
---

Hallo **Bob**,

das ist eine sehr lange Zeile, die umgebrochen werden muss, weil sie viel länger ist als achtundsiebzig Zeichen und Wörter hat.

> zitiert

\`\`\`
  code    bleibt
\`\`\`
-- 
Ann
`;

describe.skipIf(!hasPythonMail)("read by Python", () => {
	test("a message has all that its draft has", async () => {
		const attachments = [
			{ name: 'Übersicht; "neu".pdf', bytes: Buffer.from([0, 1, 2, 255, 13, 10]) },
			{ name: "leer.txt", bytes: new Uint8Array() },
		];
		const found = one(await compose(outgoing(DRAFT, { attachments })));
		expect(found.defects).toEqual([]);
		expect(header(found, "subject")).toEqual(["Grüße aus Köln – 你好 😀"]);
		expect(found.to).toEqual([
			["Bob", "bob@example.com"],
			["Exämple, Zoë", "zoe@example.com"],
		]);
		expect(header(found, "from")).toEqual(["Ann Example <ann@example.com>"]);
		expect(header(found, "date")).toEqual(["Sat, 21 Nov 2026 10:00:00 +0000"]);
		expect(header(found, "message-id")).toEqual(["<0123456789abcdef@example.com>"]);
		expect(header(found, "in-reply-to")).toEqual(["<b@x>"]);
		expect(header(found, "references")).toEqual(["<a@x> <b@x>"]);
		expect(header(found, "bcc")).toEqual([]);
		expect(found.parts.map(({ type, name, disposition }) => [type, name, disposition])).toEqual([
			["text/plain", null, null],
			["text/html", null, null],
			["application/pdf", 'Übersicht; "neu".pdf', "attachment"],
			["text/plain", "leer.txt", "attachment"],
		]);
		expect(Buffer.from(found.parts[2]?.bytes ?? "", "base64")).toEqual(attachments[0]?.bytes);
		expect(found.parts[0]?.text).toContain("  code    bleibt");
		expect(found.parts[0]?.text).toContain("\r\n-- \r\nAnn");
		expect(found.parts[1]?.text).toContain("<strong>Bob</strong>");
	});

	test("a forwarded message goes as it is, unless no server would take it", async () => {
		const source = "From: a@b.c\nSubject: x\n\nFrom here\n.\nbody\n";
		const long = `Subject: x\r\n\r\n${"x".repeat(2_000)}\r\n`;
		const attachments = [source, long].map((text, at) => ({ name: `${at}.eml`, bytes: Buffer.from(text) }));
		const found = one(await compose(outgoing(DRAFT, { attachments })));
		expect(found.parts.slice(2).map(({ type, name }) => [type, name])).toEqual([
			["message/rfc822", "0.eml"],
			["application/octet-stream", "1.eml"],
		]);
		expect(Buffer.from(found.parts[2]?.bytes ?? "", "base64").toString()).toBe(source);
		expect(Buffer.from(found.parts[3]?.bytes ?? "", "base64").toString()).toBe(long);
	});

	test("10,000 recipients", async () => {
		const to = Array.from({ length: 10_000 }, (_, n) => `  - Person Number ${n} <p${n}@example.com>`);
		const start = cpuTime();
		const message = outgoing(
			`---\nto:\n${to.join("\n").replace(/Person Number /g, "P")}\nsubject: x\n---\n`
				.slice(0, 64_000)
				.replace(/\n[^\n]*$/, "\nsubject: x\n---\nhi"),
		);
		const bytes = await compose(message);
		expect(cpuTime() - start).toBeLessThan(10_000);
		expect(longest(bytes)).toBeLessThanOrEqual(998);
		expect(one(bytes).to).toHaveLength(message.draft.to.length);
		expect(message.draft.to.length).toBeGreaterThan(1_500);
	});

	const nasty = fc.oneof(
		fc.string({ unit: "binary", maxLength: 40 }),
		fc.constantFrom(
			"x\r\nBcc: eve@example.com",
			"x\nBcc: eve@example.com",
			"x\rBcc: eve@example.com",
			"x\u0085Bcc: e",
			"x\u2028Bcc: e",
			"x\0y",
			"\r\n\r\nbody",
			"=?utf-8?Q?=0D=0ABcc:_eve@example.com?=",
			"=?utf-8?B?DQpCY2M6IGV2ZQ==?=",
			"%0D%0ABcc: e",
			"x\t y",
			" x ",
			"a  b",
			"=?x",
			"?=",
			'"',
			"\\",
			"(c)",
			"<>",
			",",
			";",
			":",
			"y".repeat(3_000),
			"é".repeat(2_000),
			"\ud800",
			"a\u202eb",
			"=",
			"_",
		),
	);
	const quote = (text: string) =>
		JSON.stringify(text).replace(
			/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
			(char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
		);

	test("no value of a header makes another header, or another value", async () => {
		const values = fc.record({ subject: nasty, name: nasty, cc: nasty, reply: nasty, file: nasty });
		const made: { message: Buffer; subject: string; names: string[] }[] = [];
		let refused = 0;
		await fc.assert(
			fc.asyncProperty(values, async ({ subject, name, cc, reply, file }) => {
				const text = `---\nto: [${quote(`${name} <bob@example.com>`)}, ${quote(`"${name}" <zoe@example.com>`)}]\ncc: ${quote(cc)}\nsubject: ${quote(subject)}\nin_reply_to: ${quote(reply)}\nreferences: [${quote(reply)}, a@b]\n---\nbody`;
				let message: Outgoing;
				try {
					message = outgoing(text, { attachments: [{ name: file, bytes: Buffer.from("x") }] });
				} catch {
					refused++;
					// What is wrong in one field must not hide the others from this test.
					message = outgoing(`---\nto: bob@example.com\nsubject: x\n---\n`, {
						attachments: [{ name: file, bytes: Buffer.from("x") }],
					});
					const clean = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(subject) ? "x" : subject.trim();
					message = { ...message, draft: { ...message.draft, subject: clean } };
				}
				const bytes = await compose(message);
				const names = rawNames(bytes);
				expect(new Set(names).size).toBe(names.length);
				expect(
					names.every((key) =>
						/^(?:from|to|cc|subject|message-id|date|in-reply-to|references|mime-version|content-type)$/.test(key),
					),
				).toBe(true);
				expect(longest(bytes)).toBeLessThanOrEqual(998);
				expect(bytes.toString("latin1")).not.toMatch(/(?<!\r)\n|\r(?!\n)/);
				made.push({ message: bytes, subject: message.draft.subject, names: message.draft.to.map((to) => to.name) });
			}),
			{ numRuns: 250 },
		);
		expect(refused).toBeGreaterThan(20);
		for (const [at, found] of seenByPython(...made.map(({ message }) => message)).entries()) {
			const expected = made[at];
			expect(found.headers.map(([key]) => key.toLowerCase()).sort()).toEqual(
				rawNames(expected?.message ?? Buffer.alloc(0)).sort(),
			);
			expect(header(found, "subject")).toEqual(expected?.subject === "" ? [] : [expected?.subject]);
			expect(found.to.map(([name]) => name)).toEqual(expected?.names);
			expect(found.parts).toHaveLength(3);
		}
	});

	test("any subject and any body arrive", async () => {
		const line = fc
			.string({ unit: "grapheme", maxLength: 120 })
			.map((text) => text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, "").trim());
		const made: { bytes: Buffer; subject: string; body: string }[] = [];
		await fc.assert(
			fc.asyncProperty(line, fc.array(line, { maxLength: 6 }), async (subject, lines) => {
				const message = outgoing("---\nto: bob@example.com\n---\n");
				const body = lines.join("\n");
				made.push({ subject, body, bytes: await compose({ ...message, draft: { ...message.draft, subject, body } }) });
			}),
			{ numRuns: 300 },
		);
		for (const [at, found] of seenByPython(...made.map(({ bytes }) => bytes)).entries()) {
			expect(header(found, "subject")).toEqual(made[at]?.subject === "" ? [] : [made[at]?.subject]);
			const words = (text: string) =>
				text
					.replace(/^[> ]+/gm, "")
					.split(/\s+/)
					.filter((word) => word !== "");
			expect(words(found.parts[0]?.text ?? "")).toEqual(words(made[at]?.body ?? ""));
		}
	});
});

test("what is composed here is read here without a word of complaint", async () => {
	const attachments = [{ name: "Übersicht.pdf", bytes: Buffer.from("%PDF") }];
	const read = readMessage(await compose(outgoing(DRAFT, { attachments })));
	expect(read.problems).toEqual([]);
	expect(read).toMatchObject({
		subject: "Grüße aus Köln – 你好 😀",
		from: [FROM],
		to: [
			{ name: "Bob", address: "bob@example.com" },
			{ name: "Exämple, Zoë", address: "zoe@example.com" },
		],
		messageId: "0123456789abcdef@example.com",
		inReplyTo: "b@x",
		references: ["a@x", "b@x"],
	});
	expect(read.attachments.map(({ name, type, size }) => [name, type, size])).toEqual([
		["Übersicht.pdf", "application/pdf", 4],
	]);
	// A local part with an umlaut stands as UTF-8 (RFC 6532), which Python's `email` does not read.
	expect(read.cc).toEqual([{ name: "", address: "jürgen@exämple.de" }]);
	// The lines that format=flowed cut are whole again.
	expect(read.text).toContain("weil sie viel länger ist als achtundsiebzig Zeichen und Wörter hat.\n");
});

test("composing twice gives the same bytes, and others with another message id", async () => {
	const attachments = [{ name: "a.bin", bytes: Buffer.alloc(1_000, 7) }];
	const first = await compose(outgoing(DRAFT, { attachments }));
	expect(await compose(outgoing(DRAFT, { attachments }))).toEqual(first);
	expect(await compose(outgoing(DRAFT, { attachments, messageId: "other@example.com" }))).not.toEqual(first);
});

test("Bcc is in the envelope and in no byte", async () => {
	const message = outgoing(DRAFT);
	expect((await compose(message)).toString("latin1")).not.toContain("secret");
	expect(envelopeOf(message.draft, FROM)).toEqual({
		from: "ann@example.com",
		to: ["bob@example.com", "zoe@example.com", "jürgen@exämple.de", "secret@example.com"],
		utf8: true,
	});
	expect(envelopeOf(parse("ann@exämple.de"), FROM)).toEqual({
		from: "ann@example.com",
		to: ["ann@xn--exmple-cua.de"],
		utf8: false,
	});
	const hidden = await compose(outgoing("---\nbcc: secret@example.com\n---\nx"));
	expect(hidden.toString("latin1")).toMatch(/^To: undisclosed recipients:;\r$/m);
});

const parse = (to: string) => parseFinished(`---\nto: ${to}\nsubject: x\n---\n`);

test("nothing of a body is fetched or opened", async () => {
	const text =
		"---\nto: bob@example.com\n---\n![x](https://192.0.2.1/x.png) ![y](file:///etc/passwd) ![z](/files/z.png)\n";
	const bytes = (await compose(outgoing(text))).toString("latin1");
	expect(bytes).not.toMatch(/<img|root:/);
	expect(bytes).toContain('<a href="https://192.0.2.1/x.png">');
});
