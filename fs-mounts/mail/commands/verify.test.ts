import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Vfs } from "../../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import { deliver, rfc5322 } from "../../../test/support/mail.ts";

const hasOpenssl = (() => {
	try {
		return execFileSync("openssl", ["version"], { stdio: "pipe" }).length > 0;
	} catch {
		console.warn("skipped: S/MIME signatures; openssl is not installed");
		return false;
	}
})();

let desk: TestDesk;
let vfs: Vfs;
beforeAll(async () => {
	desk = await makeDesk();
	vfs = await desk.vfs();
});
afterAll(() => {
	vfs.store.close();
	desk.remove();
});

test.skipIf(!hasOpenssl)(
	"a signature is checked; a changed text is told",
	async () => {
		const folder = mkdtempSync(join(tmpdir(), "mailcmd-verify-"));
		try {
			const at = (name: string) => join(folder, name);
			const openssl = (...argv: string[]) => execFileSync("openssl", argv, { cwd: folder, stdio: "pipe" });
			openssl(
				"req",
				"-x509",
				"-newkey",
				"rsa:2048",
				"-nodes",
				"-keyout",
				at("key"),
				"-out",
				at("cert"),
				"-days",
				"30",
				"-subj",
				"/CN=Ann Example",
			);
			writeFileSync(at("text"), "Content-Type: text/plain\r\n\r\nPay 100.\r\n");
			openssl(
				"cms",
				"-sign",
				"-in",
				at("text"),
				"-signer",
				at("cert"),
				"-inkey",
				at("key"),
				"-out",
				at("signed"),
				"-outform",
				"SMIME",
				"-crlfeol",
			);
			const signed = readFileSync(at("signed"), "latin1");
			const head = "From: ann@example.com\r\nSubject: Signed\r\n";
			const good = await deliver(vfs, Buffer.from(head + signed, "latin1"));
			const bad = await deliver(vfs, Buffer.from(head + signed.replace("Pay 100", "Pay 900"), "latin1"));
			const json = async (path: string) => {
				const { status, stdout } = await desk.run(["mail", "verify", "--json", path]);
				return [status, (JSON.parse(stdout) as { result: string }).result];
			};
			expect(await json(good)).toEqual([1, "untrusted"]);
			expect(await json(bad)).toEqual([1, "bad"]);
			const { stdout } = await desk.run(["mail", "verify", bad], { columns: 100 });
			expect(stdout).toContain("CHANGED since it was signed");
			expect((await desk.run(["mail", "read", good])).stdout).toContain("Security: smime signed");
		} finally {
			rmSync(folder, { recursive: true });
		}
	},
	60_000,
);

test("a message without a signature is told to have none", async () => {
	const path = await deliver(vfs, rfc5322({ From: "ann@example.com", Subject: "Plain" }));
	expect(await desk.run(["mail", "verify", path])).toMatchObject({ status: 1, stdout: "", stderr: "" });
	const { status, stderr } = await desk.run(["mail", "verify", path], { columns: 80 });
	expect([status, stderr]).toEqual([1, expect.stringContaining("neither signed nor encrypted")]);
});
