import { expect, test } from "vitest";
import { parseFrontMatter } from "../../../src/text/index.ts";
import { fileNameOf, idOf, partBytes, readMessage, showMessage } from "./index.ts";
import { AttachmentNames } from "./names.ts";

const read = (text: string) => readMessage(Buffer.from(text, "latin1"));

test("ids are base32 of SHA-256 (RFC 4648)", () => {
	// printf abc | openssl sha256 -binary | base32 | cut -c1-10
	expect(idOf(Buffer.from("abc"))).toBe("xj4bnp4pah");
});

test("file names", () => {
	const name = (header: string) => fileNameOf(read(`${header}\n\n`), "abcdefghij");
	expect(name("Subject: Hello World\nDate: Sat, 21 Nov 2026 23:30:00 -0800")).toBe(
		"2026-11-21-Hello-World-abcdefghij.md",
	);
	expect(name("Date: none")).toBe("0000-00-00-no-subject-abcdefghij.md");
	expect(name("Received: by x; Fri, 20 Nov 2026 10:00:00 +0000\nSubject: ../../etc")).toBe(
		"2026-11-20-etc-abcdefghij.md",
	);
	expect(name("Subject: Re: [list] a/b: c?")).toBe("0000-00-00-Re-list-a-b-c-abcdefghij.md");
	expect(name(`Subject: ${"word ".repeat(50)}`)).toMatch(/^0000-00-00-(?:word-)+(?:word|wor)?-?abcdefghij\.md$/);
	expect(name("Subject: =?utf-8?B?5pel5pys6Kqe?=")).toBe("0000-00-00-日本語-abcdefghij.md");
	expect(name("Subject: ...")).toBe("0000-00-00-no-subject-abcdefghij.md");
	expect(fileNameOf(readMessage(Buffer.from("\n\n"), { received: 0 }), "abcdefghij")).toBe(
		"1970-01-01-no-subject-abcdefghij.md",
	);
});

test("names of attachments are safe, and each is there once", () => {
	const names = new AttachmentNames();
	const name = (written: string, type = "application/pdf") => names.name(written, type);
	expect([
		name("../../etc/passwd"),
		name("C:\\a\\b.pdf"),
		name("B.PDF"),
		name("b.pdf"),
		name("con.txt"),
		name(".."),
		name("."),
		name(""),
	]).toEqual([
		"passwd",
		"b.pdf",
		"B-2.PDF",
		"b-3.pdf",
		"con_.txt",
		"attachment.pdf",
		"attachment-2.pdf",
		"attachment-3.pdf",
	]);
	expect([
		name("a\x1b\nb\u202egpj.exe"),
		name(".bashrc"),
		name("-rf"),
		name("a:b*c?.txt"),
		name("x/"),
		name("trailing. "),
	]).toEqual(["a b gpj.exe", "bashrc", "rf", "abc.txt", "attachment-4.pdf", "trailing"]);
	expect(Buffer.byteLength(name(`${"ä".repeat(300)}.pdf`))).toBeLessThanOrEqual(200);
	expect(name("", "text/calendar")).toBe("invite.ics");
});

test("the file of a message", () => {
	const source = Buffer.from(
		[
			"From: =?utf-8?Q?J=C3=BCrgen?= <j@example.com>",
			'To: "Doe, John" <d@x.org>, a@b.c',
			"Subject: true: #yes [x]",
			"Date: Sat, 21 Nov 2026 10:00:00 +0100",
			"Message-ID: <m@x>",
			"Content-Type: multipart/mixed; boundary=b",
			"",
			"--b",
			"",
			"Text",
			"--b",
			'Content-Type: application/pdf; name="a b (1), [x].pdf"',
			"Content-Transfer-Encoding: base64",
			"",
			"AAEC",
			"--b--",
		].join("\r\n"),
	);
	const id = idOf(source);
	const shown = showMessage(readMessage(source), { id, flags: ["seen", "a: b"], labels: ["true", "x, y"] });
	expect(shown).toBe(`---
from: Jürgen <j@example.com>
to:
  - '"Doe, John" <d@x.org>'
  - a@b.c
date: 2026-11-21T10:00:00+01:00
subject: "true: #yes [x]"
message_id: m@x
thread: "${readMessage(source).thread}"
flags: [seen, "a: b"]
labels: ["true", "x, y"]
size: ${source.length}
attachments:
  - {name: "a b (1), x.pdf", type: application/pdf, size: 3, path: "/mail/.attachments/${id}/a b (1), x.pdf"}
source: /mail/.raw/${id}.eml
---

Text

[a b (1), x.pdf](</mail/.attachments/${id}/a b (1), x.pdf>)
`);
	expect(parseFrontMatter(shown).data).toMatchObject({
		subject: "true: #yes [x]",
		flags: ["seen", "a: b"],
		labels: ["true", "x, y"],
		date: "2026-11-21T10:00:00+01:00",
	});
});

const attribute = (level: number, id: number, data: Buffer) => {
	const head = Buffer.alloc(9);
	head[0] = level;
	head.writeUInt32LE(id, 1);
	head.writeUInt32LE(data.length, 5);
	return Buffer.concat([head, data, Buffer.alloc(2)]);
};
const property = (type: number, id: number, data: Buffer) => {
	const head = Buffer.alloc(12);
	head.writeUInt16LE(type, 0);
	head.writeUInt16LE(id, 2);
	head.writeUInt32LE(1, 4);
	head.writeUInt32LE(data.length, 8);
	return Buffer.concat([head, data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
};
const count = (number: number) => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(number);
	return bytes;
};

test("winmail.dat: its body and its files", () => {
	const tnef = Buffer.concat([
		Buffer.from("789f3e220100", "hex"),
		attribute(1, 0x00069007, Buffer.concat([count(1252), count(0)])),
		attribute(
			1,
			0x00069003,
			Buffer.concat([
				count(2),
				Buffer.from("0300170e01000000", "hex"),
				property(0x1f, 0x1000, Buffer.from("Hellö\0", "utf16le")),
			]),
		),
		attribute(2, 0x00069002, Buffer.alloc(14)),
		attribute(2, 0x00018010, Buffer.from("LONG~1.TXT\0")),
		attribute(2, 0x0006800f, Buffer.from("content")),
		attribute(
			2,
			0x00069005,
			Buffer.concat([count(1), property(0x1e, 0x3707, Buffer.from("long n\xe4me.txt\0", "latin1"))]),
		),
	]);
	const source = Buffer.from(
		`Subject: a\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n${tnef.toString("base64")}`,
	);
	const message = readMessage(source);
	expect(message.text.trim()).toBe("Hellö");
	expect(message.attachments.map(({ name, size }) => [name, size])).toEqual([
		["winmail.dat", tnef.length],
		["long näme.txt", 7],
	]);
	expect(Buffer.from(partBytes(source, message.attachments[1]!.part)).toString()).toBe("content");
	expect(readMessage(source.subarray(0, source.length - 40)).problems.join()).toContain("cut off");
});
