import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readMessage } from "./index.ts";
import { verifySecurity } from "./verify.ts";

const folder = mkdtempSync(join(tmpdir(), "desk-mime-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (text: string) => readMessage(Buffer.from(text, "latin1"));

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
	expect(encrypted.attachments.map(({ name }) => name)).toEqual(["encrypted.asc"]);
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
