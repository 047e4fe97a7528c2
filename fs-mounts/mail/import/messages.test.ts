import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/support/cpu-time.ts";
import { dovecotKeywords, headerMarks, maildirFlags, mhFlags } from "./flags.ts";
import { folderOf, fromModifiedUtf7 } from "./folders.ts";
import { gmailMarks } from "./gmail-labels.ts";
import { type FoundMessage, MessageReader, type NoMessage } from "./messages.ts";

type Seen = { folder: string; below: string; flags: string; labels: string; text: string } | { skipped: string };

/** What comes of files of a source: in order, by what it was found in. */
async function read(
	files: Readonly<Record<string, string | Buffer>>,
	source = "mail",
	all = false,
): Promise<Record<string, Seen>> {
	const reader = new MessageReader(source, all);
	const seen: Record<string, Seen> = {};
	for (const [name, bytes] of Object.entries(files)) {
		const file = {
			name,
			from: name,
			async *bytes() {
				yield Buffer.from(bytes as string);
			},
		};
		for await (const found of reader.read(file)) seen[found.from] = await seenOf(found);
	}
	return seen;
}

async function seenOf(found: FoundMessage | NoMessage): Promise<Seen> {
	if ("skipped" in found) return { skipped: found.skipped };
	const parts: Buffer[] = [];
	if (Buffer.isBuffer(found.source)) parts.push(found.source);
	else for await (const part of found.source) parts.push(part);
	const { folder, below, flags, labels } = found;
	return {
		folder,
		below,
		flags: flags.join(" "),
		labels: labels.join(" "),
		text: Buffer.concat(parts).toString("latin1"),
	};
}

const MAIL = "From: ann@example.com\nSubject: a\n\nbody\n";
const SEPARATOR = "From ann@example.com Sat Nov 21 10:00:00 2026\n";

describe("files of mail programs", () => {
	test("Maildir and Maildir++: folders, flags, keywords", async () => {
		const seen = await read({
			"dovecot-keywords": "0 $Forwarded\n1 Work\n",
			"cur/1700000000.M1.host:2,FRSab": MAIL,
			"new/1700000001.M2.host": MAIL,
			"tmp/1700000002.M3.host": MAIL,
			".Sent/cur/1.a;2,S": MAIL,
			".Work.Entw&APw-rfe/cur/1.b!2,DT": MAIL,
			maildirsize: "1S,2C\n",
			".Work.Entw&APw-rfe/dovecot-uidlist": "3 V1\n",
		});
		expect(seen).toEqual({
			"cur/1700000000.M1.host:2,FRSab": {
				folder: "inbox",
				below: "",
				flags: "seen flagged answered forwarded Work",
				labels: "",
				text: MAIL,
			},
			"new/1700000001.M2.host": { folder: "inbox", below: "", flags: "", labels: "", text: MAIL },
			"tmp/1700000002.M3.host": { skipped: "other-kind" },
			".Sent/cur/1.a;2,S": { folder: "sent", below: "sent", flags: "seen", labels: "", text: MAIL },
			".Work.Entw&APw-rfe/cur/1.b!2,DT": {
				folder: "Work/Entwürfe",
				below: "Work/Entwürfe",
				flags: "draft deleted",
				labels: "",
				text: MAIL,
			},
			maildirsize: { skipped: "other-kind" },
			".Work.Entw&APw-rfe/dovecot-uidlist": { skipped: "other-kind" },
		});
		expect(await read({ "Maildir/.Trash/cur/1.a:2,S": MAIL, "INBOX/Work/cur/1": MAIL })).toMatchObject({
			"Maildir/.Trash/cur/1.a:2,S": { folder: "deleted" },
			"INBOX/Work/cur/1": { folder: "Work" },
		});
	});

	test("an mbox is in a folder of its name; Status, X-Status, X-Mozilla-Status", async () => {
		const boxed = (fields: string) => `${SEPARATOR}${fields}${MAIL}\n`;
		const mbox = [
			boxed("Status: RO\nX-Status: AF\n"),
			boxed("X-Mozilla-Status: 1005\nX-Mozilla-Status2: 00000000\nX-Mozilla-Keys: $label1 Junk                \n"),
			boxed("X-Mozilla-Status: 0009\n"),
			boxed("X-Keywords: $Forwarded NonJunk mine\n"),
		].join("");
		const of = (folder: string, below: string) => ({
			1: { folder, below, flags: "seen flagged answered", labels: "" },
			2: { folder, below, flags: "seen flagged forwarded junk", labels: "$label1" },
			3: { skipped: "left-out" },
			4: { folder, below, flags: "forwarded mine", labels: "" },
		});
		for (const [name, folder, below] of [
			["Inbox.mbox", "inbox", "inbox"],
			["Mail/Local Folders/Inbox.sbd/Work", "Work", "Work"],
			["Work.mbox/mbox", "Work", "Work"],
			["Sent Items", "sent", "sent"],
		] as const) {
			const seen = await read({ [name]: mbox });
			for (const [number, what] of Object.entries(of(folder, below)))
				expect(seen[`${name}, message ${number}`], name).toMatchObject(what);
		}
		// The one file that was named is the folder itself.
		expect((await read({ "old.mbox": mbox }, "old.mbox"))["old.mbox, message 1"]).toMatchObject({
			folder: "old",
			below: "",
		});
		expect((await read({ "old.mbox": mbox }, "old.mbox", true))["old.mbox, message 3"]).toMatchObject({
			flags: "seen deleted",
		});
	});

	test("Gmail Takeout: labels, flags and folder; not those that a sender wrote", async () => {
		const boxed = (labels: string) => `${SEPARATOR}X-GM-THRID: 17\nX-Gmail-Labels: ${labels}\nReceived: x\n${MAIL}\n`;
		const name = "Takeout/Mail/All mail Including Spam and Trash.mbox";
		const seen = await read({
			[name]: [
				boxed("Inbox,Important,Opened,Starred,Work/Clients"),
				boxed('Archived,Unread,"Work, old"'),
				boxed("=?UTF-8?Q?Gesendet,Ge=C3=B6ffnet,Gr=C3=BC=C3=9Fe?="),
				boxed("Trash,\r\n Opened").replaceAll("\r", ""),
				boxed("Spam,Unread"),
				boxed("Drafts"),
				`${SEPARATOR}Received: x\nDate: x\nTo: x\nX-Gmail-Labels: Starred,Trash\n${MAIL}\n`,
			].join(""),
		});
		expect(Object.values(seen)).toMatchObject([
			{ folder: "inbox", flags: "seen flagged", labels: "Important Work/Clients" },
			{ folder: "archive", flags: "", labels: "Work, old" },
			{ folder: "sent", flags: "seen", labels: "Grüße" },
			{ folder: "deleted", flags: "seen", labels: "" },
			{ folder: "junk", flags: "junk", labels: "" },
			{ folder: "drafts-imported", flags: "seen draft", labels: "" },
			{ flags: "", labels: "" },
		]);
	});

	test("MH folders with sequences, .eml, .emlx of Apple Mail; what is no mail", async () => {
		const emlx = `${MAIL.length}\n${MAIL}<?xml version="1.0"?><plist><dict><key>date-received</key><integer>1700000000</integer><key>flags</key><integer>17</integer></dict></plist>`;
		expect(
			await read({
				"inbox/.mh_sequences": "unseen: 2-3 7\nreplied: 1\n",
				"inbox/1": MAIL,
				"inbox/2": MAIL,
				"old/mail.eml": MAIL,
				"Archive.mbox/1234-ABCD/Data/1/Messages/12.emlx": emlx,
				"bad.emlx": `x\n${MAIL}`,
				"notes.txt": "Dear diary\n\nFrom here on\n",
				"key: value": "key: value\n",
				"Inbox.msf": "// <!-- <mdb:mork",
				"picture.png": Buffer.from([137, 80, 78, 71]),
			}),
		).toMatchObject({
			"inbox/1": { folder: "inbox", flags: "seen answered" },
			"inbox/2": { folder: "inbox", flags: "" },
			"old/mail.eml": { folder: "old", flags: "", text: MAIL },
			"Archive.mbox/1234-ABCD/Data/1/Messages/12.emlx": { folder: "archive", flags: "seen flagged", text: MAIL },
			"bad.emlx": { skipped: "unreadable" },
			"notes.txt": { skipped: "other-kind" },
			"key: value": { skipped: "other-kind" },
			"Inbox.msf": { skipped: "other-kind" },
			"picture.png": { skipped: "other-kind" },
		});
	});

	test("an mbox whose name is a number, as Thunderbird's archives have; MH keeps a From line, too", async () => {
		expect(
			await read({
				"Archives.sbd/2026": `${SEPARATOR}${MAIL}\n${SEPARATOR}${MAIL}\n`,
				"old/.mh_sequences": "",
				"old/7": `${SEPARATOR}${MAIL}`,
				"new/8": MAIL,
			}),
		).toMatchObject({
			"Archives.sbd/2026, message 1": { folder: "archive/2026", text: MAIL },
			"Archives.sbd/2026, message 2": { folder: "archive/2026", text: MAIL },
			"old/7": { folder: "old" },
		});
	});

	test("a message of 20 MB comes in pieces", async () => {
		const large = `${MAIL}${"text of a line\n".repeat(1_400_000)}`;
		const seen = await read({ "large.eml": large, box: `${SEPARATOR}${large}\n${SEPARATOR}${MAIL}\n` });
		expect(Object.values(seen).map((one) => ("text" in one ? one.text === large || one.text === MAIL : one))).toEqual([
			true,
			true,
			true,
		]);
	});

	test("empty files", async () => {
		expect(await read({ "a.mbox": "", inbox: "", "b.eml": "", "new/1": "" })).toMatchObject({
			"b.eml": { skipped: "other-kind" },
			"new/1": { text: "" },
		});
	});
});

test("names of folders", () => {
	expect(fromModifiedUtf7("&BB8EQAQ4BDIENQRC- &- &invalid")).toBe("Привет & &invalid");
	for (const [names, folder] of [
		[[], "inbox"],
		[["INBOX", "Work"], "Work"],
		[["Posteingang"], "inbox"],
		[["@work"], "work"],
		[[".hidden", "a:b"], "hidden/ab"],
		[["[Gmail]", "All Mail"], "archive"],
	] as const)
		expect(folderOf(names), names.join("/")).toBe(folder);
});

test("flags in names, keywords, sequences, and a header made to be slow", () => {
	expect(maildirFlags("1.a:2,ZS")).toEqual(["seen"]);
	expect(maildirFlags("1.a:1,S")).toEqual([]);
	expect(dovecotKeywords("0 a\n25 b\n").filter(Boolean)).toEqual(["a", "b"]);
	expect(mhFlags("unseen: 1-2\nflagged: 5\n")(5)).toEqual(["seen", "flagged"]);
	expect(gmailMarks('"a \\"b\\", c",d').labels).toEqual(['a "b", c', "d"]);
	const started = cpuTime();
	headerMarks(`X-Keywords: ${"a ".repeat(100_000)}\n${" \n".repeat(100_000)}`);
	expect(cpuTime() - started).toBeLessThan(2000);
});
