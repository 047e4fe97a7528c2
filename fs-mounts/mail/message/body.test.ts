import { expect, test } from "vitest";
import { unflow } from "./flowed.ts";
import { partBytes, readMessage } from "./index.ts";
import { multipart, part, read, texts, types } from "./test-mail.ts";

test("alternatives: plain text, unless it says nothing", () => {
	expect(texts(...multipart("alternative", part("text/plain", "plain"), part("text/html", "<p>rich</p>")))).toBe(
		"plain",
	);
	expect(texts(...multipart("alternative", part("text/plain", " \r\n"), part("text/html", "<p>rich</p>")))).toBe(
		"rich",
	);
	expect(
		texts(
			...multipart(
				"alternative",
				part("text/plain", "Your mail client cannot show HTML."),
				part("text/html", "<p>rich</p>"),
			),
		),
	).toBe("rich");
	expect(
		texts(
			...multipart(
				"alternative",
				part("text/plain", "View this email in your browser: https://x.test/1"),
				part("text/html", "<p>rich</p>"),
			),
		),
	).toBe("rich");
	expect(
		texts(...multipart("alternative", part("text/html", "<p>rich</p>"), part("text/calendar", "BEGIN:VCALENDAR"))),
	).toBe("rich");
	const invitation = read(
		...multipart(
			"alternative",
			part("text/plain", "Come!"),
			part("text/html", "Come!"),
			part("text/calendar; method=REQUEST; name=invite.ics", "BEGIN:VCALENDAR"),
		),
	);
	expect(invitation.attachments).toMatchObject([{ name: "invite.ics", type: "text/calendar", size: 15 }]);
	expect(invitation.text).toBe("Come!");
});

test("an alternative that is not shown brings its pictures along, and not its text", () => {
	const inner = multipart(
		"related",
		part("text/html", "<p>rich</p>"),
		part("image/png; name=i.png", "AAAA", "Content-ID: <x>", "Content-Transfer-Encoding: base64"),
	);
	const nested = inner.map((line) => line.replace(/^--b/, "--c").replace("boundary=b", "boundary=c"));
	expect(read(...multipart("alternative", part("text/plain", "plain"), nested))).toMatchObject({
		text: "plain",
		attachments: [{ name: "i.png", inline: true }],
	});
});

test("related, with pictures; mixed, with an attachment between", () => {
	const related = read(
		...multipart(
			"related",
			part("text/html", '<img alt="logo" src="cid:x">'),
			part("image/png", "AAAA", "Content-ID: <x>", "Content-Transfer-Encoding: base64"),
		),
	);
	expect(related).toMatchObject({ text: "logo", attachments: [{ name: "attachment.png", inline: true, size: 3 }] });
	const between = read(
		...multipart(
			"mixed",
			part("text/plain", "one"),
			part('application/pdf; name="a.pdf"', "x"),
			part("text/plain", "two"),
		),
	);
	expect(between.blocks.map((block) => ("text" in block ? block.text : block.attachment.name))).toEqual([
		"one",
		"a.pdf",
		"two",
	]);
	expect(
		read(...multipart("mixed", part("text/plain", "notes", "Content-Disposition: attachment; filename=notes.txt")))
			.attachments,
	).toMatchObject([{ name: "notes.txt" }]);
});

test("messages within messages, also encoded against the RFC; digests", () => {
	const inner = ["From: Ann <a@b.c>", "Subject: =?utf-8?Q?=C3=A4?=", "", "inner text"];
	const forwarded = read(
		...multipart("mixed", part("text/plain", "see:"), ["Content-Type: message/rfc822", "", ...inner]),
	);
	expect(forwarded.text).toBe("see:\n**ä**\n\n- From: Ann <a@b.c>\n\ninner text");
	expect(forwarded.attachments).toMatchObject([{ name: "ä.eml", type: "message/rfc822" }]);
	expect(types(...multipart("mixed", ["Content-Type: message/rfc822", "", ...inner]))).toEqual([
		"1 message/rfc822",
		"1.1 text/plain",
	]);
	const encoded = read(
		...multipart("mixed", [
			"Content-Type: message/rfc822",
			"Content-Transfer-Encoding: base64",
			"",
			Buffer.from(inner.join("\r\n")).toString("base64"),
		]),
	);
	expect(encoded.text).toContain("inner text");
	expect(encoded.problems.join()).toContain("encoded");
	const digest = read(
		...multipart("digest", ["", "Subject: one", "", "text one"], ["", "Subject: two", "", "text two"]),
	);
	expect(digest.attachments.map(({ name }) => name)).toEqual(["one.eml", "two.eml"]);
	expect(digest.text).toContain("text two");
	const source = Buffer.from(
		[
			"Content-Type: message/rfc822",
			"Content-Transfer-Encoding: base64",
			"",
			Buffer.from(
				["Content-Type: application/x-a; name=f", "Content-Transfer-Encoding: base64", "", "AAEC"].join("\r\n"),
			).toString("base64"),
		].join("\r\n"),
	);
	const file = readMessage(source).attachments.find(({ name }) => name === "f");
	expect(file === undefined ? undefined : [...partBytes(source, file.part)]).toEqual([0, 1, 2]);
});

test("reports, external bodies, pieces", () => {
	const report = read(
		...multipart(
			"report; report-type=delivery-status",
			part("text/plain", "It failed."),
			part(
				"message/delivery-status",
				"Reporting-MTA: dns; x.test\r\n\r\nFinal-Recipient: rfc822; a@b.c\r\nStatus: 5.1.1",
			),
			part("text/rfc822-headers", "Subject: a"),
		),
	);
	expect(report.text).toContain("Final-Recipient: rfc822; a@b.c\nStatus: 5.1.1");
	expect(report.attachments.map(({ name }) => name)).toEqual(["attachment.txt"]);
	expect(
		texts(
			"Content-Type: message/external-body; access-type=anon-ftp; site=x.test; name=f",
			"",
			"Content-Type: text/plain",
			"",
		),
	).toContain("access-type: anon-ftp, site: x.test, name: f");
	expect(read("Content-Type: message/partial; id=a; number=2; total=3", "", "text").problems.join()).toContain(
		"piece 2 of 3",
	);
});

test("bounds: parts, depth, text", () => {
	const many = read(...multipart("mixed", ...Array.from({ length: 1200 }, () => ["", "x"])));
	expect(many.parts).toHaveLength(1000);
	expect(many.problems.join()).toContain("more than 1000 parts");
	const deep = read(
		...Array.from({ length: 80 }, (_, at) => [`Content-Type: multipart/mixed; boundary=b${at}`, "", `--b${at}`]).flat(),
		"",
		"deepest",
	);
	expect(deep.problems.join()).toContain("deeper than 50 levels");
	const long = read("", "", "x".repeat(2 * 1024 * 1024));
	expect(long.text).toHaveLength(1024 * 1024);
	expect(long.problems.join()).toContain("the rest is not shown");
	expect(readMessage(Buffer.from("Subject: a\n\nb"), { size: 1e9 }).problems[0]).toContain("only the first 13");
});

test("format=flowed (RFC 3676)", () => {
	expect(unflow("a \nb\n", false)).toBe("a b\n");
	expect(unflow("a \nb\n", true)).toBe("ab\n");
	expect(unflow("> a \n> b\n>> c \nd\n", false)).toBe("> a b\n>> c\nd\n");
	expect(unflow(" From x\n >y\n", false)).toBe("From x\n>y\n");
	expect(unflow("text \n-- \nAnn \nExample\n", false)).toBe("text\n-- \nAnn Example\n");
	expect(unflow("a\n\nb", false)).toBe("a\n\nb");
});

test("old rich texts, and what stands encoded in plain ones", () => {
	expect(
		texts(
			"Content-Type: text/enriched",
			"",
			"<bold>Now</bold> is\r\nthe <<time\r\n\r\n<color><param>red</param>x</color>",
		),
	).toBe("Now is the <time\nx");
	const uu = read("Subject: a", "", "see", "begin 644 cat.txt", "#0V%T", "`", "end", "after");
	expect(uu).toMatchObject({ text: "see\nafter", attachments: [{ name: "cat.txt", type: "text/plain", size: 3 }] });
	expect(read("Subject: a", "", "=ybegin line=128 size=3 name=a", "xyz", "=yend size=3").problems.join()).toContain(
		"yEnc",
	);
	expect(texts("Content-Type: text/html", "", "<meta charset=windows-1251><p>\xcf\xf0\xe8")).toBe("При");
	expect(texts("Content-Type: text/plain", "", "a\x1b[2Jb\0\x9b\xe2")).toBe("a^[[2Jb^@›â");
});
