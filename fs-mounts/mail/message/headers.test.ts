import { expect, test } from "vitest";
import { decodeWords, fieldText, readMessage } from "./index.ts";
import { readParameters } from "./parameters.ts";

const read = (text: string) => readMessage(Buffer.from(text, "latin1"));
const subject = (value: string) => read(`Subject: ${value}\n\n`).subject;

test("folding is undone as RFC 5322, 2.2.3 says; obsolete lines of blanks and names with blanks are read too", () => {
	expect(subject("This\r\n is a test")).toBe("This is a test");
	expect(subject("a\r\n\tb")).toBe("a b");
	expect(subject("a\n  \n b")).toBe("a   b");
	expect(read("Subject : spaced\nFROM:a@b.c\n\n")).toMatchObject({ subject: "spaced", from: [{ address: "a@b.c" }] });
	expect(read("Subject: a\rTo: b@c.d\r\rbody")).toMatchObject({
		subject: "a",
		to: [{ address: "b@c.d" }],
		text: "body",
	});
	expect(read("Subject: a\r\nTo: b@c.d\nCc: e@f.g\n\r\nbody")).toMatchObject({
		cc: [{ address: "e@f.g" }],
		text: "body",
	});
	expect(subject("a\rb")).toBe("a b");
});

test("what stands before the header, and what is missing after it", () => {
	const postmark = read("From ann@b.c Sat Nov 21 10:00:00 2026\nSubject: a\n\nbody");
	expect(postmark).toMatchObject({ subject: "a", text: "body", filed: { iso: "2026-11-21T10:00:00+00:00" } });
	expect(postmark.date).toBeUndefined();
	expect(read("\xef\xbb\xbfSubject: a\n\nbody")).toMatchObject({ subject: "a", text: "body" });
	expect(read("\n\nSubject: a\n\nbody")).toMatchObject({ subject: "a", text: "body" });
	expect(read("Subject: a\nno field\nmore\n")).toMatchObject({ subject: "a", text: "no field\nmore\n" });
	expect(read("Subject: a\nno field\n").problems).toContain("No empty line separates the header from the body.");
	expect(read("From: a@b.c\ngarbage without a colon\nSubject: x\n\nbody")).toMatchObject({
		subject: "x",
		text: "body",
	});
	expect(read("Hello, this is text.\n\nSubject: x\n")).toMatchObject({
		subject: "",
		text: "Hello, this is text.\n\nSubject: x\n",
	});
	expect(read("")).toMatchObject({ size: 0, subject: "", text: "", from: [] });
	expect(read("Subject: a")).toMatchObject({ subject: "a", text: "" });
});

test("undeclared bytes in headers: UTF-8, else what the message declares, else windows-1252", () => {
	expect(subject("Gr\xc3\xbc\xc3\x9fe")).toBe("Grüße");
	expect(subject("Gr\xfc\xdfe \x80")).toBe("Grüße €");
	expect(read("Subject: \xed\xf3\xeb\xfe\nContent-Type: text/plain; charset=windows-1251\n\n").subject).toBe("нулю");
	expect(read("Subject: caf\xe9\n\n").problems).toContain(
		"The header Subject holds bytes of an undeclared character set.",
	);
	expect(read("Subject: caf\xc3\xa9\nDate: 1 Jan 2020 0:00 +0000\n\n").problems).toEqual([]);
});

test("controls are shown, never obeyed", () => {
	expect(subject("a\x1b]0;title\x07\0b")).toBe("a^[]0;title^G^@b");
	expect(subject("=?utf-8?B?G1szMW0=?=")).toBe("^[[31m");
	expect(subject("=?utf-8?Q?a=0D=0ABcc:_x?=")).toBe("a Bcc: x");
	expect(subject("exe.\xe2\x80\xaegpj")).toBe("exe.\\u202egpj");
	expect(subject("\xc2\x9bm")).toBe("\\x9bm");
	expect(subject("=?utf-8?Q?=E2=81=A8Ann=E2=81=A9_wrote?=")).toBe("Ann wrote");
});

test.each([
	// RFC 2047, section 8
	["(=?ISO-8859-1?Q?a?=)", "(a)"],
	["=?ISO-8859-1?Q?a?= b", "a b"],
	["=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"],
	["=?ISO-8859-1?Q?a?=  \r\n  =?ISO-8859-1?Q?b?=", "ab"],
	["=?ISO-8859-1?Q?a_b?=", "a b"],
	["=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"],
	["=?US-ASCII?Q?Keith_Moore?=", "Keith Moore"],
	[
		"=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
		"If you can read this you understand the example.",
	],
	["=?ISO-8859-1?Q?Olle_J=E4rnefors?=", "Olle Järnefors"],
	["=?iso-8859-8?b?7eXs+SDv4SDp7Oj08A==?=", "םולש ןב ילטפנ"],
	// RFC 2231, 5: a language
	["=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore"],
	// characters that are split among words, in both encodings
	["=?utf-8?Q?=C3?= =?utf-8?Q?=A4?=", "ä"],
	["=?utf-8?B?5pel5pys?= =?utf-8?B?6Kqe?=", "日本語"],
	["=?utf-8?B?5pel5p?= =?utf-8?B?ys6Kqe?=", "日本語"],
	["=?utf-8?B?4pyT?= =?utf-8?Q?=E2=9C?= =?UTF-8?Q?=93?=", "✓✓"],
	["=?iso-2022-jp?B?GyRCRnxLXBsoQg==?= =?iso-2022-jp?B?GyRCOGwbKEI=?=", "日本語"],
	// broken ones
	["=?utf-8?B?w6Q?=", "ä"],
	["=?utf-8?Q?a b c?=", "a b c"],
	["=?utf-8?q?a=zz?=", "a=zz"],
	["=?utf-8?Q?Caf=C3=A9", "Café"],
	["=?utf-8?Q?Caf=C3=A9 and more", "Café and more"],
	["=?utf-8?Q?Caf=C3=A9?", "Café"],
	["=?utf-8?Q?Caf=C3=A9 =?utf-8?Q?=C3=A8?=", "Caféè"],
	["=?utf-8?Q?=?=", "="],
	["=?utf-8?Q??=", ""],
	["=?utf-8?X?abc?=", "=?utf-8?X?abc?="],
	["=?x-none?Q?abc=E9?=", "abcé"],
	["=?utf-8?Q?Gr=FC=DFe?=", "Grüße"],
	["=?iso-8859-1?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"],
	["Re:=?utf-8?Q?=C3=A4?=:b", "Re:ä:b"],
	["=?utf-7?Q?+AOQ-?=", "ä"],
	["=?gb2312?B?1tDOxA==?=", "中文"],
	["=?ks_c_5601-1987?B?x9Gx28DH?=", "한글의"],
	["=?koi8-r?B?8NLJ18XU?=", "Привет"],
	["=?windows-1252?Q?=80?=", "€"],
	["what =? is this?=", "what =? is this?="],
	["=?utf-8?Q?=F0=9F=98=80?=", "😀"],
	['"=?utf-8?Q?=C3=A4?="', '"ä"'],
])("encoded words: %s", (written, expected) => {
	expect(decodeWords(written.replace(/\r\n/g, ""))).toBe(expected);
	expect(subject(written)).toBe(expected);
});

test.each<[string, string, Record<string, string>]>([
	["text/plain; charset=us-ascii (Plain text)", "text/plain", { charset: "us-ascii" }],
	['TEXT/Plain ; Charset="US-ASCII"', "text/plain", { charset: "US-ASCII" }],
	// RFC 2231, sections 3 and 4
	[
		'message/external-body; access-type=URL; URL*0="ftp://"; URL*1="cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar"',
		"message/external-body",
		{ "access-type": "URL", url: "ftp://cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar" },
	],
	[
		"application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A",
		"application/x-stuff",
		{ title: "This is ***fun***" },
	],
	[
		"application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"",
		"application/x-stuff",
		{ title: "This is even more ***fun*** isn't it!" },
	],
	// out of order, split within a character, both forms
	["a/b; name*1*=%a4.txt; name*0*=utf-8''%c3", "a/b", { name: "ä.txt" }],
	["a/b; name=plain; name*=utf-8''%e2%82%ac", "a/b", { name: "€" }],
	["a/b; name*=iso-8859-1''%e4", "a/b", { name: "ä" }],
	["a/b; name*=''%c3%a4", "a/b", { name: "ä" }],
	["a/b; name*10=k; name*2=c; name*0=a; name*1=b", "a/b", { name: "abck" }],
	// against the RFC
	['a/b; name="=?utf-8?Q?=C3=A4?="', "a/b", { name: "ä" }],
	["a/b; name==?utf-8?B?w6QuZG9j?=", "a/b", { name: "ä.doc" }],
	["a/b; name=my file (1).pdf; size=3", "a/b", { name: "my file (1).pdf", size: "3" }],
	['a/b; name="open', "a/b", { name: "open" }],
	['a/b; name="a;b\\"c.txt"', "a/b", { name: 'a;b"c.txt' }],
	['a/b; name="C:\\dir\\file.txt"', "a/b", { name: "C:\\dir\\file.txt" }],
	["a/b;; ;name=x;", "a/b", { name: "x" }],
	["a/b; boundary='abc'", "a/b", { boundary: "abc" }],
	["a/b; x=1; x=2", "a/b", { x: "1" }],
	["", "", {}],
])("parameters: %s", (field, value, parameters) => {
	expect(readParameters(field)).toEqual({ value, parameters });
});

test("threads, ids and lists", () => {
	const first = read("Message-ID: <a@b>\n\n");
	const reply = read("Message-ID: <c@d>\nIn-Reply-To: <a@b>\n\n");
	const later = read("Message-ID: <e@f>\nReferences: <a@b>\n\t<c@d>\nIn-Reply-To: Your message of Sat <c@d>\n\n");
	expect([reply.thread, later.thread]).toEqual([first.thread, first.thread]);
	expect(later).toMatchObject({ references: ["a@b", "c@d"], inReplyTo: "c@d", messageId: "e@f" });
	expect(read("Message-ID: a.b@c\n\n").messageId).toBe("a.b@c");
	expect(read("List-Id: Ann's list <ann.example.com>\n\n").list).toBe("ann.example.com");
	expect(read("Subject: a\n\n").thread).toMatch(/^[a-z2-7]{10}$/);
	expect(fieldText(read("X-Test: =?utf-8?Q?=C3=A4?=\n\n").fields, "x-test")).toBe("ä");
});
