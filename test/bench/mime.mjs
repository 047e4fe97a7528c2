// `node test/bench/mime.mjs [COUNT]`: how long it takes to read and show mails, in CPU time of one core: plain, HTML and both, with attachments, 5.4 KB on average.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { random } from "./corpus.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "desk-mime-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const next = random(7);
const pick = (list) => list[Math.floor(next() * list.length)];
const WORDS = "the order of meeting report please find attached thanks regards tomorrow budget über naïve invoice number delivery team we will could project status update question answer list server mail build failed patch review line code test".split(" ");
const sentence = (length) => `${Array.from({ length }, () => pick(WORDS)).join(" ")}.`;
const paragraph = () => Array.from({ length: 3 }, () => sentence(8)).join("\r\n");
const text = (paragraphs) => Array.from({ length: paragraphs }, paragraph).join("\r\n\r\n");
const quotedPrintable = (plain) =>
	Buffer.from(plain).toString("latin1").replace(/[=\x80-\xff]/g, (char) => `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
const base64 = (bytes) => Buffer.from(bytes).toString("base64").replace(/.{76}/g, "$&\r\n");
const html = (paragraphs) =>
	`<html><head><meta charset="utf-8"><style>p{margin:0;font-family:Arial}</style></head><body><table width="600" role="presentation"><tr><td style="padding:10px">${Array.from(
		{ length: paragraphs },
		() => `<p style="margin:0 0 10px 0;color:#333333">${paragraph()}<br><a href="https://example.com/track?id=${Math.floor(next() * 1e9)}">${pick(WORDS)}</a></p>`,
	).join("\r\n")}</td></tr></table></body></html>`;

const header = (index, type) =>
	[
		`Return-Path: <ann${index}@example.com>`,
		"Received: from mx.example.com (mx.example.com [192.0.2.1])\r\n\tby mail.example.org with ESMTPS id abc123\r\n\tfor <bob@example.org>; Sat, 21 Nov 2026 10:00:00 +0100",
		"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=a;\r\n\th=from:to:subject:date; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\r\n\tb=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZVoG4ZHRNiYzR",
		`Message-ID: <${index}.${Math.floor(next() * 1e9)}@example.com>`,
		index % 3 === 0 ? `References: <1@example.com> <2@example.com>\r\nIn-Reply-To: <${index - 1}@example.com>` : "X-Mailer: Test 1.0",
		`From: ${index % 4 === 0 ? "=?utf-8?Q?J=C3=BCrgen_M=C3=BCller?=" : "Ann Example"} <ann${index}@example.com>`,
		`To: Bob <bob@example.org>${index % 5 === 0 ? ', "Carl, C." <carl@example.org>' : ""}`,
		`Subject: ${index % 4 === 0 ? "=?utf-8?B?w5xiZXJzaWNodA==?= " : ""}${sentence(5)}`,
		"Date: Sat, 21 Nov 2026 10:00:00 +0100",
		`MIME-Version: 1.0\r\n${type}\r\n`,
	].join("\r\n");

/** Of a hundred mails: 50 plain, 15 quoted-printable, 22 plain and HTML, 8 HTML alone, 5 with an attachment. */
function mail(index) {
	const kind = index % 100;
	if (kind < 50) return `${header(index, "Content-Type: text/plain; charset=us-ascii")}\r\n${text(9).replace(/[^\x00-\x7f]/g, "e")}\r\n`;
	if (kind < 65) return `${header(index, 'Content-Type: text/plain; charset="utf-8"; format=flowed\r\nContent-Transfer-Encoding: quoted-printable')}\r\n${quotedPrintable(text(9))}\r\n`;
	if (kind < 87) {
		return `${header(index, 'Content-Type: multipart/alternative; boundary="=_b"')}\r\n--=_b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quotedPrintable(text(7))}\r\n--=_b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quotedPrintable(html(8))}\r\n--=_b--\r\n`;
	}
	if (kind < 95) return `${header(index, "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64")}\r\n${base64(html(30))}\r\n`;
	return `${header(index, 'Content-Type: multipart/mixed; boundary="=_m"')}\r\n--=_m\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text(6)}\r\n--=_m\r\nContent-Type: application/pdf; name="report ${index}.pdf"\r\nContent-Disposition: attachment; filename="report ${index}.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(Buffer.alloc(16_000, index))}\r\n--=_m--\r\n`;
}

const bundle = join(folder, "message.cjs");
buildSync({ entryPoints: [join(root, "fs-mounts/mail/message/index.ts")], bundle: true, platform: "node", format: "cjs", target: "node20", minify: true, outfile: bundle, nodePaths: [join(root, "node_modules")] });
const { readMessage, showMessage, idOf } = createRequire(import.meta.url)(bundle);

const count = Number(process.argv[2] ?? 50_000);
const sources = Array.from({ length: 1000 }, (_, index) => Buffer.from(mail(index)));
const kinds = { plain: [0, 50], "quoted-printable": [50, 65], alternative: [65, 87], html: [87, 95], attachment: [95, 100] };
const cpu = () => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;

let bytes = 0;
let shown = 0;
const started = cpu();
for (let index = 0; index < count; index++) {
	const source = sources[index % sources.length];
	const id = idOf(source);
	shown += showMessage(readMessage(source, { id }), { id }).length;
	bytes += source.length;
}
const took = cpu() - started;
console.log(`${count} mails, ${(bytes / 1e6).toFixed(0)} MB (${(bytes / count / 1000).toFixed(1)} KB each), shown ${(shown / 1e6).toFixed(0)} MB: ${(took / 1000).toFixed(2)} s of CPU, ${(took / count).toFixed(4)} ms each`);
for (const [name, [from, to]] of Object.entries(kinds)) {
	const some = sources.filter((_, index) => index % 100 >= from && index % 100 < to);
	const begun = cpu();
	const runs = 3000;
	for (let run = 0; run < runs; run++) {
		const source = some[run % some.length];
		const id = idOf(source);
		showMessage(readMessage(source, { id }), { id });
	}
	console.log(`  ${name}: ${((cpu() - begun) / runs).toFixed(4)} ms each, ${(some.reduce((sum, source) => sum + source.length, 0) / some.length / 1000).toFixed(1)} KB`);
}
