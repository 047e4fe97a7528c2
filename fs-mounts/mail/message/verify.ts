/** Asks the host's gpg and openssl about signatures. For commands: it starts programs, without a shell, and nothing of it goes to a network. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { partBytes, rawPartBytes } from "./bytes-of.ts";
import type { Message, Part, Security } from "./types.ts";
import { visibleLine } from "./visible.ts";

export interface Verification extends Security {
	/**
	 * `good`: signed by a key that the host trusts or knows; `untrusted`: unchanged, but the signer is not known to be who they say;
	 * `unknown-key`: the key is not there; `not-checked`: encrypted, or no program for it.
	 */
	readonly result: "good" | "untrusted" | "bad" | "expired" | "revoked" | "unknown-key" | "not-checked";
	/** Who signed, as the key or certificate says; safe to be shown. */
	readonly signer?: string;
	readonly detail?: string;
}

/** Milliseconds that a program may take. */
const PATIENCE = 20_000;

/** What the host's programs say to each entry of `message.security`, in its order. Never throws for what a message holds. */
export async function verifySecurity(source: Uint8Array, message: Message): Promise<Verification[]> {
	const folder = await mkdtemp(join(tmpdir(), "desk-verify-"));
	try {
		const found: Verification[] = [];
		for (const security of message.security) found.push(await verify(source, message, security, folder));
		return found;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function verify(source: Uint8Array, message: Message, security: Security, folder: string): Promise<Verification> {
	const part = security.part === "" ? message.root : message.parts.find(({ path }) => path === security.part);
	if (part === undefined || security.state !== "signed") return { ...security, result: "not-checked" };
	const check = security.kind === "pgp" ? checkPgp : checkSmime;
	return { ...security, ...(await check(source, part, folder)) };
}

type Outcome = Pick<Verification, "result" | "signer" | "detail">;

/** A part as it was signed: with CRLF (RFC 1847, 2.1), its header included. */
function canonical(source: Uint8Array, part: Part): Buffer {
	const whole = rawPartBytes(source, { ...part, start: part.headerStart });
	return Buffer.from(whole.toString("latin1").replace(/\r?\n/g, "\r\n"), "latin1");
}

async function checkPgp(source: Uint8Array, part: Part, folder: string): Promise<Outcome> {
	const signed = join(folder, "signed");
	const signature = join(folder, "signature");
	const [content, detached] = part.children;
	const isDetached = part.type === "multipart/signed" && content !== undefined && detached !== undefined;
	await writeFile(signed, isDetached ? canonical(source, content) : partBytes(source, part), { mode: 0o600 });
	if (isDetached) await writeFile(signature, partBytes(source, detached), { mode: 0o600 });
	const quiet = ["--batch", "--no-tty", "--no-auto-key-retrieve", "--disable-dirmngr", "--status-fd", "1", "--verify"];
	const ran = await run("gpg", [...quiet, ...(isDetached ? [signature, signed] : [signed])]);
	if (ran === undefined) return { result: "not-checked", detail: "gpg is not installed" };
	return pgpOutcome(ran.stdout);
}

/** Of GnuPG's doc/DETAILS, "Format of the --status-fd output": the first that is there decides. */
const PGP_RESULTS: readonly (readonly [keyword: string, result: Verification["result"]])[] = [
	["BADSIG", "bad"],
	["REVKEYSIG", "revoked"],
	["EXPKEYSIG", "expired"],
	["EXPSIG", "expired"],
	["NO_PUBKEY", "unknown-key"],
	["ERRSIG", "unknown-key"],
	["GOODSIG", "good"],
];

function pgpOutcome(status: string): Outcome {
	for (const [keyword, result] of PGP_RESULTS) {
		const line = new RegExp(`^\\[GNUPG:\\] ${keyword} (\\S+) ?(.*)$`, "m").exec(status);
		if (line === null) continue;
		const signer = visibleLine(/SIG$/.test(keyword) && keyword !== "ERRSIG" ? (line[2] ?? "") : `key ${line[1]}`);
		const isTrusted = /^\[GNUPG:\] TRUST_(?:FULLY|ULTIMATE|MARGINAL)/m.test(status);
		return { result: result === "good" && !isTrusted ? "untrusted" : result, signer };
	}
	return { result: "not-checked", detail: "gpg found no signature" };
}

async function checkSmime(source: Uint8Array, part: Part, folder: string): Promise<Outcome> {
	const file = join(folder, "signed.eml");
	const signer = join(folder, "signer.pem");
	await writeFile(file, canonical(source, part), { mode: 0o600 });
	const verifyWith = (...more: string[]) =>
		run("openssl", [
			"cms",
			"-verify",
			"-in",
			file,
			"-inform",
			"SMIME",
			"-out",
			join(folder, "content"),
			"-signer",
			signer,
			...more,
		]);
	const trusted = await verifyWith("-purpose", "any");
	if (trusted === undefined) return { result: "not-checked", detail: "openssl is not installed" };
	// Again without the chain of certificates: is it changed, or only signed by someone unknown?
	const intact = trusted.status === 0 || (await verifyWith("-noverify"))?.status === 0;
	if (!intact)
		return {
			result: "bad",
			detail: visibleLine(
				trusted.stderr.split("\n").find((line) => line.includes("error")) ?? "the signature does not fit",
			).slice(0, 200),
		};
	const subject = await run("openssl", ["x509", "-in", signer, "-noout", "-subject", "-nameopt", "RFC2253"]);
	const name = visibleLine((subject?.stdout ?? "").replace(/^subject=\s*/, "")).slice(0, 300);
	return { result: trusted.status === 0 ? "good" : "untrusted", ...(name === "" ? {} : { signer: name }) };
}

/** Runs a program, without a shell or input; undefined where it is not installed. */
function run(
	program: string,
	args: readonly string[],
): Promise<{ status: number; stdout: string; stderr: string } | undefined> {
	return new Promise((resolve) => {
		const child = execFile(
			program,
			args,
			{ timeout: PATIENCE, maxBuffer: 1 << 20, env: { ...process.env, LC_ALL: "C.UTF-8" } },
			(error, stdout, stderr) => {
				if (error !== null && "code" in error && error.code === "ENOENT") resolve(undefined);
				else resolve({ status: typeof error?.code === "number" ? error.code : error === null ? 0 : 1, stdout, stderr });
			},
		);
		child.stdin?.end();
	});
}
