import fc from "fast-check";
import { expect, test } from "vitest";
import { parseFrontMatter } from "../../../src/text/index.ts";
import { readMailFile } from "../front-matter.ts";
import { fileNameOf, idOf, partBytes, readMessage, showMessage } from "./index.ts";
import { SAMPLES } from "./samples.ts";

/** Everything that is done with a message, and what must hold for any bytes. */
function check(source: Uint8Array): void {
	const message = readMessage(source);
	const id = idOf(source);
	expect(message.problems.join()).not.toContain("could not be read");
	const shown = showMessage(message, { id, flags: ["seen"], labels: ["a label"] });
	expect(shown).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/);
	expect(Buffer.from(shown).toString()).toBe(shown);
	// What is written, both readers of front matter read, and alike.
	const { data, body } = parseFrontMatter(shown);
	expect(readMailFile(shown)).toMatchObject({ data, body });
	expect(data.source).toBe(`/mail/.raw/${id}.eml`);
	const names = new Set<string>();
	for (const { name, part, size } of message.attachments) {
		expect(name).toMatch(/^[^/\\\x00-\x1f\x7f-\x9f:*?"<>|]+$/);
		expect(name).not.toMatch(/^\.|[. ]$/);
		expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
		expect(names).not.toContain(name.toLowerCase());
		names.add(name.toLowerCase());
		expect(partBytes(source, part).length).toBe(size);
	}
	for (const part of [message.root, ...message.parts]) {
		expect(part.start).toBeLessThanOrEqual(part.end);
		expect(part.start).toBeGreaterThanOrEqual(0);
		if (part.within === undefined) expect(part.end).toBeLessThanOrEqual(source.length);
	}
	const name = fileNameOf(message, id);
	expect(name).toMatch(/^\d{4}-\d\d-\d\d-[^/\\\x00-\x20\x7f]+-[a-z2-7]{10}\.md$/);
	expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
}

test("any bytes", () => {
	fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), check), { numRuns: 200 });
});

/** What mail is made of, in any order. */
const TOKENS = [
	"\r\n",
	"\n",
	"\r",
	"\n\n",
	"\r\n\r\n",
	" ",
	"\t",
	":",
	";",
	",",
	"<",
	">",
	"@",
	'"',
	"(",
	")",
	"\\",
	"=",
	"=?",
	"?=",
	"=?utf-8?Q?",
	"=?utf-8?B?",
	"w6Q=",
	"=C3",
	"=3D",
	"--",
	"--b",
	"--b--",
	"--bc",
	"\0",
	"\x1b[31m",
	"\xff",
	"\x80",
	"\xc3\xa4",
	"\xe2\x80\xae",
	"From: ",
	"To: ",
	"Subject: ",
	"Date: ",
	"Content-Type: ",
	"multipart/mixed; boundary=b",
	'multipart/alternative; boundary="bc"',
	"text/plain",
	"text/html",
	"message/rfc822",
	"application/ms-tnef",
	"; charset=",
	"utf-8",
	"utf-7",
	"iso-2022-jp",
	"x-none",
	"Content-Transfer-Encoding: ",
	"base64",
	"quoted-printable",
	"x-uuencode",
	"begin 644 a\n",
	"#86)C\n",
	"end\n",
	"Content-Disposition: attachment; filename*0*=utf-8''%e4; filename*1=b",
	"<table>",
	"<tr><td>",
	"</table>",
	"<a href='http://x'>",
	"<b>",
	"<blockquote>",
	"<ul><li>",
	"<style>",
	"<!--",
	"&#x41;",
	"-----BEGIN PGP SIGNED MESSAGE-----\n\n",
	"-----BEGIN PGP SIGNATURE-----",
	"group:",
	"a@b.c",
	"Sat, 21 Nov 2026 10:00:00 +0100",
	"format=flowed",
];

test("any order of what mail is made of", () => {
	const text = fc
		.array(fc.constantFrom(...TOKENS), { maxLength: 120 })
		.map((tokens) => Buffer.from(tokens.join(""), "latin1"));
	fc.assert(fc.property(text, check), { numRuns: 800 });
});

test("good messages with something changed", () => {
	const change = fc.record({
		at: fc.nat(10_000),
		length: fc.nat(20),
		put: fc.oneof(fc.constantFrom(...TOKENS), fc.string({ maxLength: 5 })),
	});
	const mutated = fc
		.tuple(fc.constantFrom(...SAMPLES), fc.array(change, { minLength: 1, maxLength: 6 }))
		.map(([sample, changes]) => {
			let text = sample;
			for (const { at, length, put } of changes) {
				const place = at % (text.length + 1);
				text = text.slice(0, place) + Buffer.from(put).toString("latin1") + text.slice(place + length);
			}
			return Buffer.from(text, "latin1");
		});
	fc.assert(fc.property(mutated, check), { numRuns: 500 });
});

test("the samples themselves", () => {
	for (const sample of SAMPLES) {
		check(Buffer.from(sample, "latin1"));
		expect(readMessage(Buffer.from(sample, "latin1")).problems).toEqual([]);
	}
});

/** Bytes of a repeated text: what takes quadratic time takes minutes for a megabyte. */
const hostile: readonly (readonly [name: string, head: string, unit: string])[] = [
	["header lines", "", "A: b\r\n"],
	["folding", "Subject: a\r\n", " b\r\n"],
	["bare carriage returns", "Subject: a\r\n", "x\r"],
	["one header line", "Subject: ", "=?utf-8?Q?"],
	["encoded words", "Subject: ", "=?utf-8?Q?a?= "],
	["unclosed quotes", "To: ", 'a"'],
	["comments", "To: ", "("],
	["angles", "To: ", "<"],
	["groups", "To: ", "a:"],
	["addresses", "To: ", "a@b.c,"],
	["parameters", "Content-Type: text/plain", "; a="],
	["quoted parameters", "Content-Type: text/plain", '; a="'],
	["comments of parameters", "Content-Type: text/plain; ", "(a=("],
	["date", "Date: ", "(Sat, "],
	["references", "References: ", "<"],
	["delimiters", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n"],
	["delimiters, bare", "Content-Type: multipart/mixed; boundary=b\r\n\r\n\rx", "--b\n\n"],
	["dashes", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--\r\n"],
	["nesting", "", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"],
	["messages", "", "Content-Type: message/rfc822\r\n\r\n"],
	["encoded messages", "", "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"],
	["quoted-printable", "Content-Transfer-Encoding: quoted-printable\r\n\r\n", "=\r"],
	["blanks", "Content-Transfer-Encoding: quoted-printable\r\n\r\n", " "],
	["base64", "Content-Transfer-Encoding: base64\r\n\r\n", "QQ=="],
	["uuencode", "\r\n\r\n", "begin 644 a\n"],
	["flowed", "Content-Type: text/plain; format=flowed\r\n\r\n", "a \r\n"],
	["quotes", "Content-Type: text/plain; format=flowed\r\n\r\n", ">"],
	["UTF-7", "Content-Type: text/plain; charset=utf-7\r\n\r\n", "+"],
	["enriched", "Content-Type: text/enriched\r\n\r\n", "<param>"],
	["PGP", "\r\n\r\n", "-----BEGIN PGP SIGNED MESSAGE-----\n\n"],
	["blank lines", "", "\r\n"],
	["one line", "", "a"],
	["zero bytes", "", "\0"],
	["postmark", "From ", "a "],
	["nested elements", "Content-Type: text/html\r\n\r\n", "<div>"],
	["nested emphasis", "Content-Type: text/html\r\n\r\n", "<b>x"],
	["nested quotes", "Content-Type: text/html\r\n\r\n", "<blockquote>x"],
	["nested tables", "Content-Type: text/html\r\n\r\n", "<table><tr><td>x"],
	["nested lists", "Content-Type: text/html\r\n\r\n", "<ul><li>x"],
	["end tags", "Content-Type: text/html\r\n\r\n", "<i></b>"],
	["attributes", "Content-Type: text/html\r\n\r\n", '<a b="'],
	["comments of HTML", "Content-Type: text/html\r\n\r\n", "<!--"],
	["references of HTML", "Content-Type: text/html\r\n\r\n", "&#x"],
];

test.each(hostile)("time is linear: %s", (_, head, unit) => {
	const source = Buffer.from(head + unit.repeat(Math.ceil(1_000_000 / unit.length)), "latin1");
	const started = process.cpuUsage();
	const message = readMessage(source);
	expect(message.problems.join()).not.toContain("could not be read");
	showMessage(message, { id: "aaaaaaaaaa" });
	const { user } = process.cpuUsage(started);
	expect(user / 1000).toBeLessThan(4000);
});
