// 50,000 mails as a mailbox has them after some years, the same at every run: conversations with quotes, newsletters in HTML, lists, attachments,
// several character sets and encodings, long headers. Written as a Maildir and, the same messages, as an mbox.
import { mkdirSync, openSync, closeSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { random, vocabulary } from "./corpus.mjs";

const LATIN = "ä ö ü ß é è ê ñ ç å".split(" ");
const CYRILLIC = "привет спасибо завтра встреча письмо отчёт вопрос ответ город время работа проект".split(" ");
/** KOI8-R of the small Cyrillic letters а to я, and ё. */
const KOI8 = new Map([..."юабцдефгхийклмнопярстужвьызшэщчъ"].map((letter, index) => [letter, 0xc0 + index]).concat([["ё", 0xa3]]));

const DAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const two = (number) => String(number).padStart(2, "0");

/** RFC 5322 date, and that of an mbox's separator. */
function dates(time, offset) {
	const at = new Date(time + offset * 60_000);
	const clock = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
	const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
	const utc = new Date(time);
	return {
		header: `${DAYS[at.getUTCDay()]}, ${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()} ${clock} ${zone}`,
		separator: `${DAYS[utc.getUTCDay()]} ${MONTHS[utc.getUTCMonth()]} ${String(utc.getUTCDate()).padStart(2)} ${two(utc.getUTCHours())}:${two(utc.getUTCMinutes())}:${two(utc.getUTCSeconds())} ${utc.getUTCFullYear()}`,
	};
}

const wrap = (text, width) => text.replace(new RegExp(`(.{1,${width}})(?: |$)`, "g"), "$1\n").trimEnd();
const lines76 = (base64) => base64.replace(/(.{76})/g, "$1\n");

function quotedPrintable(bytes) {
	const lines = [];
	for (const line of bytes.toString("latin1").split("\n")) {
		let out = "";
		for (const char of line) {
			const code = char.charCodeAt(0);
			const part = code === 61 || code > 126 || (code < 32 && code !== 9) ? `=${code.toString(16).toUpperCase().padStart(2, "0")}` : char;
			if (out.length + part.length > 75) {
				lines.push(`${out}=`);
				out = "";
			}
			out += part;
		}
		lines.push(out);
	}
	return lines.join("\n");
}

const encodedWord = (text) => (/^[ -~]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`);

/** Messages one by one: `{ bytes (LF), folderFlags (Maildir), separator (mbox, without newline) }`. */
export function* mails(count, seed = 7) {
	const next = random(seed);
	const words = vocabulary(next, 30_000);
	const pick = (list) => list[Math.floor(next() * list.length)];
	const word = () => words[Math.min(words.length - 1, Math.floor(words.length ** next()) - 1)] ?? "common";
	const sentence = () => {
		const text = Array.from({ length: 5 + Math.floor(next() * 14) }, word).join(" ");
		return `${text[0].toUpperCase()}${text.slice(1)}${pick([".", ".", ".", "?", "!"])}`;
	};
	const paragraph = () => Array.from({ length: 1 + Math.floor(next() * 4) }, sentence).join(" ");
	const people = Array.from({ length: 400 }, (_, index) => {
		const [first, last] = [word(), word()].map((name) => `${name[0].toUpperCase()}${name.slice(1)}${index % 9 === 0 ? pick(LATIN) : ""}`);
		return { first, name: `${first} ${last}`, address: `${word()}.${index}@${pick(["example.com", "example.org", "mail.example.net", "firma.example"])}` };
	});
	const lists = Array.from({ length: 25 }, (_, index) => `${word()}-${index}`);
	const mailbox = ({ name, address }) => `${/^[ -~]*$/.test(name) ? name : encodedWord(name)} <${address}>`;
	const threads = [];
	let time = Date.UTC(2019, 0, 1);
	for (let index = 0; index < count; index++) {
		time += Math.floor(next() * 5 * 3_600_000);
		const kind = next();
		const isReply = threads.length > 0 && kind < 0.5;
		const old = isReply ? threads[Math.floor(next() * threads.length)] : undefined;
		const from = pick(people);
		const id = `${index.toString(36)}.${Math.floor(next() * 1e12).toString(36)}@${from.address.split("@")[1]}`;
		const list = old?.list ?? (next() < 0.25 ? pick(lists) : undefined);
		const subject = old === undefined ? sentence().slice(0, 70) : `Re: ${old.subject}`;
		const { header, separator } = dates(time, pick([0, 60, 120, -300, -480, 330]));
		const to = Array.from({ length: 1 + (next() < 0.2 ? Math.floor(next() * 6) : 0) }, () => mailbox(pick(people)));
		const head = [];
		for (let hop = 2 + Math.floor(next() * 3); hop > 0; hop--)
			head.push(`Received: from ${word()}.example.net (${word()}.example.net [192.0.2.${Math.floor(next() * 255)}])\n\tby ${word()}.example.com (Postfix) with ESMTPS id ${Math.floor(next() * 1e12).toString(36)}\n\tfor <me@example.com>; ${header}`);
		if (next() < 0.7) head.push(`DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${from.address.split("@")[1]}; s=s1;\n\th=from:to:subject:date:message-id;\n\tbh=${Buffer.from(word().repeat(8)).toString("base64").slice(0, 44)};\n\tb=${lines76(Buffer.from(`${id}${word()}${word()}`.repeat(5)).toString("base64")).replaceAll("\n", "\n\t ")}`);
		head.push(`From: ${mailbox(from)}`, `To: ${to.join(",\n ")}`);
		if (next() < 0.2) head.push(`Cc: ${mailbox(pick(people))}`);
		head.push(`Subject: ${encodedWord(next() < 0.1 ? `${subject} ${pick(LATIN)}` : subject)}`, `Date: ${header}`, `Message-ID: <${id}>`);
		if (old !== undefined) head.push(`In-Reply-To: <${old.id}>`, `References: ${old.references.map((reference) => `<${reference}>`).join("\n ")}`);
		if (list !== undefined) head.push(`List-Id: ${list} <${list}.lists.example.org>`, `List-Unsubscribe: <mailto:${list}-leave@lists.example.org>`, "Precedence: list");
		head.push(`X-Spam-Status: No, score=-${(next() * 5).toFixed(1)} required=5.0 tests=BAYES_00,DKIM_SIGNED,\n\tDKIM_VALID,SPF_PASS autolearn=ham`, "MIME-Version: 1.0");
		if (index % 500 === 7) head.push("X-Mailer: Xylographer 2.0");

		let text = `${old === undefined ? `Hello ${pick(people).first},\n\n` : ""}${Array.from({ length: 1 + Math.floor(next() * 5) }, () => wrap(paragraph(), 72)).join("\n\n")}\n`;
		if (index % 2000 === 7) text += "\nxylographer\n";
		if (old !== undefined) text = `On ${old.date}, ${old.from} wrote:\n${old.text.replace(/^/gm, "> ").slice(0, 1500)}\n\n${text}`;
		text += `\n-- \n${from.name}\n${from.address}\n`;
		const charset = next();
		let body;
		if (kind > 0.55 && kind < 0.87) {
			const html = `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style>p{margin:0 0 1em} .footer{color:#888;font-size:11px}</style></head><body style="font-family:Arial">\n${text.split("\n\n").map((one) => `<p style="margin:0">${one.replaceAll("\n", " ").replaceAll("<", "&lt;")}</p>\n<p><a href="https://example.com/${word()}/${word()}?utm=${id}">${word()} ${word()}</a></p>`).join("\n")}\n<table width="100%"><tr><td>${word()}</td><td><img src="https://example.com/${word()}.png" alt="${word()}"></td></tr></table></body></html>\n`;
			const mark = `=_${id.slice(0, 20)}`;
			head.push(`Content-Type: multipart/alternative; boundary="${mark}"`);
			body = `This is a multi-part message in MIME format.\n\n--${mark}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n${quotedPrintable(Buffer.from(text))}\n--${mark}\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: ${kind < 0.8 ? `quoted-printable\n\n${quotedPrintable(Buffer.from(html))}` : `base64\n\n${lines76(Buffer.from(html).toString("base64"))}`}\n--${mark}--\n`;
		} else if (kind > 0.87 && kind < 0.9) {
			const mark = `mixed-${index}`;
			const size = Math.floor(8000 * 2 ** (next() * 4.5));
			const data = Buffer.alloc(size);
			for (let at = 0; at + 4 <= size; at += 4) data.writeUInt32LE(Math.floor(next() * 4294967296), at);
			const name = `${word()}.${pick(["pdf", "jpg", "zip", "docx"])}`;
			head.push(`Content-Type: multipart/mixed; boundary="${mark}"`);
			body = `--${mark}\nContent-Type: text/plain; charset=us-ascii\n\n${text.replace(/[^\n -~]/g, "?")}\n--${mark}\nContent-Type: application/octet-stream; name="${name}"\nContent-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64\n\n${lines76(data.toString("base64"))}\n--${mark}--\n`;
		} else if (charset < 0.5) {
			head.push("Content-Type: text/plain; charset=utf-8; format=flowed", "Content-Transfer-Encoding: 8bit");
			body = text;
		} else if (charset < 0.7) {
			head.push("Content-Type: text/plain; charset=iso-8859-1", "Content-Transfer-Encoding: quoted-printable");
			body = quotedPrintable(Buffer.from(`${text}${pick(LATIN)}\n`, "latin1"));
		} else if (charset < 0.8) {
			head.push("Content-Type: text/plain; charset=windows-1252", "Content-Transfer-Encoding: 8bit");
			body = Buffer.from(`${text}${pick(LATIN)}\n`, "latin1");
		} else if (charset < 0.85) {
			head.push("Content-Type: text/plain; charset=koi8-r", "Content-Transfer-Encoding: base64");
			const letters = Array.from({ length: 60 }, () => pick(CYRILLIC)).join(" ");
			body = lines76(Buffer.from([...`${letters}\n`].map((letter) => KOI8.get(letter) ?? letter.charCodeAt(0))).toString("base64"));
		} else {
			head.push("Content-Type: text/plain; charset=us-ascii");
			body = text.replace(/[^\n -~]/g, "?");
		}
		const bytes = Buffer.concat([Buffer.from(`${head.join("\n")}\n\n`), Buffer.from(body), ...(body.at(-1) === "\n" || body.at(-1) === 10 ? [] : [Buffer.from("\n")])]);
		threads.push({ id, list, subject: subject.replace(/^Re: /, ""), references: [...(old?.references ?? []).slice(-8), id], text: text.slice(0, 1800), date: header, from: from.name });
		if (threads.length > 3000) threads.shift();
		yield { bytes, flags: pick(["", "S", "S", "S", "RS", "FS"]), separator: `From ${from.address} ${separator}` };
	}
}

/**
 * Write `count` mails as a Maildir (`maildir/cur`) and as an mbox of the same messages in the same order (mboxrd).
 * @returns the bytes of the messages
 */
export function writeMails(folder, count) {
	for (const name of ["cur", "new", "tmp"]) mkdirSync(join(folder, "maildir", name), { recursive: true });
	const mbox = openSync(join(folder, "inbox.mbox"), "w");
	let total = 0;
	let index = 0;
	for (const { bytes, flags, separator } of mails(count)) {
		writeFileSync(join(folder, "maildir", "cur", `${1_600_000_000 + index}.M${index}P1.host:2,${flags}`), bytes);
		const quoted = bytes.toString("latin1").replace(/^(>*From )/gm, ">$1");
		writeSync(mbox, Buffer.from(`${separator}\n${quoted}\n`, "latin1"));
		total += bytes.length;
		index++;
	}
	closeSync(mbox);
	return total;
}
