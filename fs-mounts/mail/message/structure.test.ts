import { expect, test } from "vitest";
import { partBytes, readMessage } from "./index.ts";
import { multipart, part, read, texts, types } from "./test-mail.ts";

test("RFC 2046, 5.1.1: preamble, implicit type, line breaks of the body", () => {
	const source = Buffer.from(
		[
			"From: Nathaniel Borenstein <nsb@bellcore.com>",
			"MIME-Version: 1.0",
			'Content-type: multipart/mixed; boundary="simple boundary"',
			"",
			"This is the preamble.",
			"--simple boundary",
			"",
			"This is implicitly typed plain US-ASCII text.",
			"It does NOT end with a linebreak.",
			"--simple boundary",
			"Content-type: text/plain; charset=us-ascii",
			"",
			"This is explicitly typed plain US-ASCII text.",
			"It DOES end with a linebreak.",
			"",
			"--simple boundary--",
			"",
			"This is the epilogue.",
		].join("\r\n"),
	);
	const message = readMessage(source);
	expect(message.parts.map((one) => Buffer.from(partBytes(source, one)).toString())).toEqual([
		"This is implicitly typed plain US-ASCII text.\r\nIt does NOT end with a linebreak.",
		"This is explicitly typed plain US-ASCII text.\r\nIt DOES end with a linebreak.\r\n",
	]);
});

test("boundaries: one begins another, equal ones, blanks after them, none at the end", () => {
	const nested = [
		"Content-Type: multipart/mixed; boundary=a",
		"",
		"--a",
		"Content-Type: multipart/mixed; boundary=ab",
		"",
		"--ab",
		"",
		"inner",
		"--ab--",
		"--a",
		"",
		"outer",
		"--a--",
	];
	expect(types(...nested)).toEqual(["1 multipart/mixed", "1.1 text/plain", "2 text/plain"]);
	expect(texts(...nested)).toBe("inner\nouter");
	expect(
		texts(
			...multipart("mixed", part("text/plain", "one"), part("text/plain", "two")).map((line) =>
				line.startsWith("--b") ? `${line} \t` : line,
			),
		),
	).toBe("one\ntwo");
	const open = read(...multipart("mixed", part("text/plain", "one"), part("text/plain", "two")).slice(0, -2), "more");
	expect(open.text).toBe("one\ntwo\r\nmore".replace("\r", ""));
	expect(open.problems.join()).toContain("not closed");
	const unclosed = read(
		"Content-Type: multipart/mixed; boundary=a",
		"",
		"--a",
		"Content-Type: multipart/alternative; boundary=c",
		"",
		"--c",
		"",
		"inner",
		"--a",
		"",
		"outer",
		"--a--",
	);
	expect(unclosed.text).toBe("inner\nouter");
	expect(unclosed.problems.join()).toContain("Part 1 (multipart/alternative) is not closed");
	expect(texts("Content-Type: multipart/mixed; boundary=a", "", "--a", "", "one", "--abc", "more", "--a--")).toBe(
		"one\n--abc\nmore",
	);
});

test("a boundary that is missing or wrong", () => {
	const body = ["--x1", "Content-Type: text/plain", "", "one", "--x1", "Content-Type: text/plain", "", "two", "--x1--"];
	expect(texts("Content-Type: multipart/mixed", "", ...body)).toBe("one\ntwo");
	expect(texts("Content-Type: multipart/mixed; boundary=other", "", ...body)).toBe("one\ntwo");
	const nested = ["Content-Type: multipart/alternative; boundary=other", "", ...body];
	expect(texts(...multipart("mixed", nested, part("text/plain", "three")))).toBe("one\nthree");
	expect(
		texts(...multipart("mixed", ["Content-Type: multipart/alternative", "", "bare"], part("text/plain", "three"))),
	).toBe("bare\nthree");
	expect(texts('Content-Type: multipart/mixed; boundary="\xc3\xa4"', "", "--\xc3\xa4", "", "one", "--\xc3\xa4--")).toBe(
		"one",
	);
	const none = read("Content-Type: multipart/mixed; boundary=other", "", "only text");
	expect(none.text).toBe("only text");
	expect(none.problems.join()).toContain("not closed");
	expect(read("Content-Type: multipart/mixed", "", "only text")).toMatchObject({ text: "only text" });
});

test("empty parts, parts without header or empty line", () => {
	expect(types(...multipart("mixed", [""], ["", ""], ["Content-Type: text/html"], ["text at once"]))).toEqual([
		"1 text/plain",
		"2 text/plain",
		"3 text/html",
		"4 text/plain",
	]);
	expect(texts(...multipart("mixed", ["text at once", "and more"]))).toBe("text at once\nand more");
});

test("line ends of old Macs, and mixed ones", () => {
	const mac = multipart("mixed", part("text/plain", "one"), part("text/plain", "two")).join("\r");
	expect(readMessage(Buffer.from(mac)).text).toBe("one\ntwo");
	const mixed = multipart("mixed", part("text/plain", "one"), part("text/plain", "two"))
		.join("\r\n")
		.replace("--b\r\n", "--b\n");
	expect(readMessage(Buffer.from(mixed)).text).toBe("one\ntwo");
});
