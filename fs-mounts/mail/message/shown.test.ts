import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseFrontMatter } from "../../../src/text/index.ts";
import { fileNameOf, idOf, partBytes, readMessage, showMessage } from "./index.ts";
import { AttachmentNames } from "./names.ts";
import { verifySecurity } from "./verify.ts";

const folder = mkdtempSync(join(tmpdir(), "desk-mime-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
	expect(name("", "text/calendar")).toBe("attachment.ics");
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

test("what is signed or encrypted is told, and nothing of it is hidden", () => {
	const inline = read(
		"Subject: a\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\ntext\n- --dashed\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n",
	);
	expect(inline).toMatchObject({ text: "text\n--dashed\n", security: [{ kind: "pgp", state: "signed", part: "" }] });
	expect(read("Subject: a\n\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n").security).toEqual([
		{ kind: "pgp", state: "encrypted", part: "" },
	]);
	const encrypted = read(
		'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream; name=encrypted.asc\n\nx\n--b--\n',
	);
	expect(encrypted.security).toEqual([{ kind: "pgp", state: "encrypted", part: "" }]);
	expect(encrypted.attachments.map(({ name }) => name)).toContain("encrypted.asc");
	expect(read("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nx").security).toEqual(
		[{ kind: "smime", state: "encrypted", part: "" }],
	);
});

/** Runs a program of the host; undefined where it is not there or fails. */
function host(program: string, args: readonly string[], input: string): Buffer | undefined {
	try {
		return execFileSync(program, args, {
			input,
			stdio: ["pipe", "pipe", "ignore"],
			env: { ...process.env, GNUPGHOME: folder },
		});
	} catch {
		return undefined;
	}
}

test("S/MIME by openssl: detached and opaque, verified and changed", async (context) => {
	const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
	if (
		host(
			"openssl",
			[
				"req",
				"-x509",
				"-newkey",
				"rsa:2048",
				"-nodes",
				"-keyout",
				key,
				"-out",
				certificate,
				"-days",
				"2",
				"-subj",
				"/CN=Ann Example/emailAddress=ann@example.com",
			],
			"",
		) === undefined
	)
		context.skip("openssl is not installed");
	const sign = (...more: string[]) =>
		host(
			"openssl",
			[
				"cms",
				"-sign",
				"-signer",
				certificate,
				"-inkey",
				key,
				"-from",
				"ann@example.com",
				"-subject",
				"signed",
				...more,
			],
			"Content-Type: text/plain\r\n\r\nsecret words\r\n",
		)!;
	for (const source of [sign(), sign("-nodetach"), sign("-nodetach", "-stream", "-indef")]) {
		const message = readMessage(source);
		expect(message.text).toContain("secret words");
		expect(message.security).toMatchObject([{ kind: "smime", state: "signed" }]);
		expect(await verifySecurity(source, message)).toMatchObject([
			{ result: "untrusted", signer: expect.stringContaining("Ann Example") },
		]);
	}
	const changed = Buffer.from(sign().toString("latin1").replace("secret", "public"), "latin1");
	expect(await verifySecurity(changed, readMessage(changed))).toMatchObject([{ result: "bad" }]);
});

test("PGP by gpg: detached and inline, verified and changed", async (context) => {
	if (
		host(
			"gpg",
			["--batch", "--passphrase", "", "--quick-gen-key", "Ann <ann@example.com>", "ed25519", "sign", "never"],
			"",
		) === undefined
	)
		context.skip("gpg is not installed");
	const before = process.env.GNUPGHOME;
	process.env.GNUPGHOME = folder;
	try {
		const part = "Content-Type: text/plain\r\n\r\nsecret words";
		const signature = host("gpg", ["--batch", "--armor", "--detach-sign"], part)!.toString();
		const detached = Buffer.from(
			`Content-Type: multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha512; boundary=b\n\n--b\n${part.replace(/\r/g, "")}\n--b\nContent-Type: application/pgp-signature\n\n${signature}\n--b--\n`,
		);
		expect(await verifySecurity(detached, readMessage(detached))).toMatchObject([
			{ kind: "pgp", state: "signed", result: "good", signer: "Ann <ann@example.com>" },
		]);
		const inline = Buffer.from(
			`Subject: a\n\n${host("gpg", ["--batch", "--clearsign"], "secret words\n")!.toString()}`,
		);
		expect(await verifySecurity(inline, readMessage(inline))).toMatchObject([{ result: "good" }]);
		for (const source of [detached, inline]) {
			const changed = Buffer.from(source.toString().replace("secret", "public"));
			expect(await verifySecurity(changed, readMessage(changed))).toMatchObject([{ result: "bad" }]);
		}
		process.env.GNUPGHOME = mkdtempSync(join(folder, "empty-"));
		expect(await verifySecurity(detached, readMessage(detached))).toMatchObject([{ result: "unknown-key" }]);
	} finally {
		if (before === undefined) delete process.env.GNUPGHOME;
		else process.env.GNUPGHOME = before;
		host("gpgconf", ["--kill", "gpg-agent"], "");
	}
});
