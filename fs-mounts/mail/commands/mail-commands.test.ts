import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import type { Vfs } from "../../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import { deliver, rfc5322 } from "../../../test/support/mail.ts";
import { mail } from "./index.ts";
import { readInvitation } from "./shared/invitation.ts";

let desk: TestDesk;
let vfs: Vfs;
const paths: Record<string, string> = {};
const ids: Record<string, string> = {};

beforeEach(async () => {
	vi.stubEnv("DESK_NOW", "2026-11-21T12:00:00Z");
	vi.stubEnv("TZ", "UTC");
	desk = await makeDesk();
	vfs = await desk.vfs();
	const add = async (name: string, source: Buffer, options: Parameters<typeof deliver>[2] = {}) => {
		paths[name] = await deliver(vfs, source, options);
		ids[name] = /([a-z2-7]{10})\.md$/.exec(paths[name])?.[1] ?? "";
	};
	await add(
		"lunch",
		rfc5322({
			From: "Ann Example <ann@example.com>",
			To: "me@example.org",
			Date: "Fri, 20 Nov 2026 10:00:00 +0100",
			Subject: "Lunch",
			"Message-ID": "<1@example.com>",
		}),
		{ flags: ["seen"] },
	);
	await add(
		"answer",
		rfc5322(
			{
				From: "me@example.org",
				To: "Ann Example <ann@example.com>",
				Date: "Fri, 20 Nov 2026 11:00:00 +0100",
				Subject: "Re: Lunch",
				"Message-ID": "<2@example.org>",
				"In-Reply-To": "<1@example.com>",
			},
			"Gladly.\n\nAnn wrote:\n> Hello\n> there\n",
		),
		{ folder: "/mail/sent", flags: ["seen"] },
	);
	await add(
		"offer",
		rfc5322(
			{
				From: '"東京 商事" <tokyo@example.jp>',
				To: "me@example.org",
				Date: "Sat, 21 Nov 2026 09:00:00 +0000",
				Subject: "=?utf-8?B?G10wO2h1aCEHG1szMW0g6KaL56mN?=",
				"Message-ID": "<3@example.jp>",
				"MIME-Version": "1.0",
				"Content-Type": 'multipart/mixed; boundary="b"',
			},
			'--b\nContent-Type: text/plain; charset=utf-8\n\nA quokka offer.\n--b\nContent-Type: text/html\n\n<p>A <b>quokka</b></p>\n--b\nContent-Disposition: attachment; filename="../../etc/passwd"\nContent-Type: application/pdf\n\n%PDF\n--b--\n',
		),
		{ flags: ["flagged"], labels: ["deals"] },
	);
	await add("old", rfc5322({ From: "bob@example.org", Date: "Wed, 1 Jan 2020 00:00:00 +0000", Subject: "Old" }), {
		folder: "/mail/@work/inbox",
		flags: ["seen"],
	});
});
afterEach(() => {
	vfs.store.close();
	desk.remove();
	vi.unstubAllEnvs();
});

const lines = async (...argv: string[]) => (await desk.ok("mail", ...argv)).split("\n").filter((line) => line !== "");
const listed = async (...argv: string[]) => (await lines("list", ...argv)).map((line) => line.split("\t")[0]);
const json = async (...argv: string[]) =>
	(await lines(...argv, "--json")).map((line) => JSON.parse(line) as Record<string, unknown>);
const textOf = async (path = "") => (await vfs.readAll(path)).toString();

describe("list", () => {
	test("a folder, newest first, and what filters leave", async () => {
		expect(await listed()).toEqual([paths.offer, paths.lunch]);
		expect(await listed("/mail")).toEqual([paths.offer, paths.answer, paths.lunch, paths.old]);
		expect(await listed("@work")).toEqual([paths.old]);
		for (const [argv, names] of [
			[["--unread"], ["offer"]],
			[["-f"], ["offer"]],
			[["-a"], ["offer"]],
			[["/mail", "--from", "ann"], ["lunch"]],
			[["/mail", "--to", "ann@example.com"], ["answer"]],
			[["--label", "deals"], ["offer"]],
			[["--since", "2026-11-21"], ["offer"]],
			[["/mail", "--until", "2020"], ["old"]],
			[
				["/mail", "-n", "2"],
				["offer", "answer"],
			],
			[
				["/mail", "--thread"],
				["offer", "answer", "old"],
			],
		] as const)
			expect(await listed(...argv), argv.join(" ")).toEqual(names.map((name) => paths[name]));
		expect((await desk.run(["mail", "list", "--from", "eve"])).status).toBe(1);
		const missing = await desk.run(["mail", "list", "inbux"]);
		expect([missing.status, missing.stderr]).toEqual([3, expect.stringContaining("did you mean inbox?")]);
		expect((await desk.run(["mail", "list", "-0"])).stdout).toBe(`${paths.offer}\0${paths.lunch}\0`);
	});

	test("as JSON", async () => {
		const [offer] = await json("list", "-n1");
		expect(offer).toMatchObject({
			path: paths.offer,
			id: ids.offer,
			folder: "/mail/inbox",
			date: "2026-11-21T09:00:00Z",
			from: "東京 商事",
			to: "me@example.org",
			flags: ["flagged"],
			labels: ["deals"],
			unread: true,
			attachments: 1,
		});
	});

	test("on a terminal: aligned, cut to its width, and no subject drives it", async () => {
		const { stdout } = await desk.run(["mail", "list", "/mail", "--color", "never"], { columns: 60 });
		expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\x80-\x9f]/);
		expect(stdout).toMatchInlineSnapshot(`
			"sg4me3 09:00      ●! + 東京 商事        ^[]0;huh!^G^[[31m …
			l7tmk7 20 Nov          → Ann Example    Re: Lunch
			j2gy3j 20 Nov          Ann Example      Lunch
			adueaf 2020-01-01      bob@example.org  Old
			"
		`);
	});
});

test("read: headers and text; only on a terminal it marks as seen", async () => {
	const text = await desk.ok("mail", "read", ids.offer ?? "");
	expect(text).toContain("From: 東京 商事 <tokyo@example.jp>\n");
	expect(text).toContain("A quokka offer.");
	expect(await textOf(paths.offer)).not.toContain("seen");
	const shown = await desk.run(["mail", "read", "--peek", (ids.offer ?? "").slice(0, 5)], { columns: 80 });
	expect([shown.status, shown.stdout.replace(/\x1b\[\d+m/g, "")]).toEqual([
		0,
		expect.not.stringMatching(/[\x00-\x09\x0b-\x1f\x7f]/),
	]);
	expect(await textOf(paths.offer)).not.toContain("seen");
	await desk.run(["mail", "read", "3@example.jp"], { columns: 80 });
	expect(await textOf(paths.offer)).toContain("flags: [seen, flagged]");
	await desk.ok("undo");
	expect(await textOf(paths.offer)).not.toContain("seen");
	expect(await desk.ok("mail", "read", "--html", ids.offer ?? "")).toContain("<p>A <b>quokka</b></p>");
	expect(await desk.ok("mail", "read", "--headers", ids.offer ?? "")).toContain("Message-ID: <3@example.jp>\n");
	expect((await desk.run(["mail", "read", "--raw", ids.lunch ?? ""])).bytes).toEqual(
		await vfs.readAll(`/mail/.raw/${ids.lunch}.eml`),
	);
	expect(await json("read", ids.answer ?? "")).toMatchObject([
		{ inReplyTo: "1@example.com", text: expect.stringContaining("Gladly.") },
	]);
	for (const [word, status] of [
		["zzzzzzzzzz", 3],
		["/mail/inbox", 1],
		["/notes/x.md", 3],
		["nobody@example.com", 3],
	] as const)
		expect((await desk.run(["mail", "read", word])).status, word).toBe(status);
});

test("read: addresses stay whole, an invitation and an attached message are told", async () => {
	const event = [
		"BEGIN:VCALENDAR",
		"METHOD:REQUEST",
		"BEGIN:VTIMEZONE",
		"TZID:Europe/Stockholm",
		"BEGIN:STANDARD",
		"DTSTART:19701025T030000",
		"END:STANDARD",
		"END:VTIMEZONE",
		"BEGIN:VEVENT",
		"UID:meet@example.com",
		"DTSTAMP:20261120T090000Z",
		"SUMMARY;LANGUAGE=sv:Möte\\, nr",
		"  2",
		"DTSTART;TZID=Europe/Stockholm:20261124T100000",
		"DTEND;TZID=Europe/Stockholm:20261124T113000",
		"LOCATION:Göteborg",
		"BEGIN:VALARM",
		"SUMMARY:alarm",
		"END:VALARM",
		"END:VEVENT",
		"END:VCALENDAR",
		"",
	].join("\n");
	await deliver(
		vfs,
		rfc5322(
			{
				From: "ann@example.com",
				To: "Ann Example <ann@example.com>, Torvald Lyckander <torvald@example.com>, Ingrid <ingrid@example.com>",
				Subject: "Fwd: to meet",
				"Message-ID": "<meet@example.com>",
				"MIME-Version": "1.0",
				"Content-Type": 'multipart/mixed; boundary="b"',
			},
			`--b\nContent-Type: text/plain\n\nSee below.\n--b\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\n\n${event}--b\nContent-Type: message/rfc822\nContent-Disposition: attachment; filename="a.eml"\n\nFrom: eve@example.com\nSubject: Inner\n\nWhat Eve wrote.\n--b--\n`,
		),
	);
	const shown = async () =>
		(await desk.run(["mail", "read", "--peek", "--color", "never", "meet@example.com"], { columns: 60 })).stdout;
	const text = await shown();
	expect(text).toContain(
		"To: Ann Example <ann@example.com>,\n    Torvald Lyckander <torvald@example.com>,\n    Ingrid <ingrid@example.com>\n",
	);
	const unfolded = text.replace(/\n +/g, " ");
	expect(unfolded).toContain(
		"Invitation: Möte, nr 2; 2026-11-24 10:00–11:30 (Europe/Stockholm); Göteborg (not in /calendar)\n",
	);
	expect(text).toContain("What Eve wrote.");
	await desk.put("/calendar/work/meet.ics", event.replace("METHOD:REQUEST\n", "VERSION:2.0\nPRODID:x\n"));
	expect((await shown()).replace(/\n +/g, " ")).toContain("(in /calendar/work)\n");
	expect(await json("read", "meet@example.com")).toMatchObject([
		{ invitations: [{ method: "REQUEST", uid: "meet@example.com", path: "/calendar/work/meet.ics" }] },
	]);
});

test.each([
	["DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261125", "2026-11-24"],
	["DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261127", "2026-11-24–2026-11-26"],
	["DTSTART:20261124T233000Z\nDTEND:20261125T003000Z\nRRULE:FREQ=DAILY", "2026-11-24 23:30–2026-11-25 00:30, repeated"],
	["DTSTART:99999999T999999Z", ""],
	["SUMMARY:x", ""],
])("when an invitation with %j is", (lines, when) => {
	expect(readInvitation(`BEGIN:VCALENDAR\nBEGIN:VEVENT\n${lines}\nEND:VEVENT\n`)?.when).toBe(when);
});

test("thread: who answered whom, quotes folded", async () => {
	const items = await json("thread", ids.answer ?? "");
	expect(items.map(({ id, depth, parent }) => [id, depth, parent])).toEqual([
		[ids.lunch, 0, null],
		[ids.answer, 1, ids.lunch],
	]);
	expect(items[1]?.text).toContain("[2 quoted lines]");
	expect(await json("thread", String(items[0]?.thread))).toEqual(items);
	const { stdout } = await desk.run(["mail", "thread", "--color", "never", ids.lunch ?? ""], { columns: 60 });
	expect(stdout).toMatchInlineSnapshot(`
		"Lunch
		Ann Example  20 Nov 09:00  j2gy3j
		  Hello

		└─me@example.org  20 Nov 10:00  l7tmk7
		    Gladly.

		    [2 quoted lines]
		"
	`);
});

test("search: what mail has to filter by", async () => {
	const found = async (...argv: string[]) =>
		(await desk.run(["mail", "search", "-l", "--mode", "text", ...argv])).stdout.trim();
	expect(await found("quokka")).toBe(paths.offer);
	expect(await found("quokka", "--unread", "--has", "attachment", "--flagged", "--label", "deals")).toBe(paths.offer);
	expect(await found("hello", "--unread")).toBe("");
	expect(await found("hello", "--from", "ann")).toBe(paths.lunch);
	expect(await found("lunch", "--folder", "sent")).toBe(paths.answer);
	expect((await desk.run(["mail", "search"])).status).toBe(2);
	await desk.ok("mail", "move", ids.offer ?? "", "junk");
	const [junk = ""] = await listed("junk");
	expect(await found("quokka")).toBe("");
	for (const argv of [["--all"], ["--folder", "junk"], ["in:/mail"]])
		expect(await found("quokka", ...argv), argv.join(" ")).toBe(junk);
});

test("search on a terminal shows messages as a list does, in a pipe paths", async () => {
	const query = ["mail", "search", "lunch", "--mode", "text", "--from", "ann"];
	const { stdout } = await desk.run([...query, "--color", "never"], { columns: 80 });
	expect(stdout).toContain(`${ids.lunch?.slice(0, 6)} 20 Nov`);
	expect(stdout).toMatch(/Ann Example +Lunch\n {2}Hello/);
	expect(stdout).not.toContain("/mail/");
	expect(await desk.ok(...query)).toMatch(/^\/mail\/inbox\//);
	expect(await json("search", "lunch", "--from", "ann")).toMatchObject([{ message: { id: ids.lunch } }]);
});

describe("changes", () => {
	test("flags and labels, from words and from standard input, in one undo", async () => {
		await desk.ok("mail", "flag", ids.lunch ?? "", paths.answer ?? "", "+flagged", "-seen", "+#food");
		for (const name of ["lunch", "answer"])
			expect(await textOf(paths[name])).toContain("flags: [flagged]\nlabels: [food]\n");
		await desk.ok("undo");
		for (const name of ["lunch", "answer"]) expect(await textOf(paths[name])).toContain("flags: [seen]\nsize");
		const all = await desk.ok("mail", "list", "/mail");
		await desk.run(["mail", "flag", "+junk"], { stdin: all });
		expect(await listed("/mail", "--unread")).toEqual([paths.offer]);
		for (const path of Object.values(paths)) expect(await textOf(path)).toContain("junk");
		const dry = await desk.run(["mail", "flag", "--dry-run", ids.lunch ?? "", "-junk"]);
		expect([dry.status, dry.stdout]).toEqual([0, `${paths.lunch}\n`]);
		expect(await textOf(paths.lunch)).toContain("junk");
		expect((await desk.run(["mail", "flag", ids.lunch ?? ""])).status).toBe(2);
		const mixed = await desk.run(["mail", "flag", "zzzzzzzzzz", ids.lunch ?? "", "+a(b"]);
		expect([mixed.status, mixed.stderr.split("\n").length]).toEqual([3, 3]);
	});

	test("move and archive: missing folders are made, names stay apart", async () => {
		await desk.ok("mail", "move", ids.lunch ?? "", ids.answer ?? "", "work/clients");
		expect(await listed("work")).toHaveLength(2);
		await desk.ok("undo");
		expect(await vfs.find("/mail/work")).toBeUndefined();
		const copy = `/mail/copies/${paths.lunch?.slice("/mail/inbox/".length)}`;
		await desk.ok("mkdir", "/mail/copies");
		await desk.ok("cp", paths.lunch ?? "", copy);
		await desk.run(["mail", "archive", "-0"], { stdin: `${paths.lunch}\0${copy}\0${paths.old}\0` });
		expect(await listed("archive")).toHaveLength(2);
		expect(await listed("@work/archive")).toHaveLength(1);
		await desk.ok("undo");
		expect(await listed()).toEqual([paths.offer, paths.lunch]);
		for (const folder of ["drafts", "/notes", "../notes", "outbox/x"])
			expect((await desk.run(["mail", "move", ids.lunch ?? "", folder])).status, folder).not.toBe(0);
	});

	test("attachments: listed, saved into the desk or on the host, never over a file or out of the folder", async () => {
		const [item] = await json("attachments", "list", ids.offer ?? "");
		expect(item).toMatchObject({ message: paths.offer, type: "application/pdf", size: 4, saved: null });
		expect(await lines("attachments", "list")).toHaveLength(1);
		const name = String(item?.name);
		expect(name).not.toMatch(/[/\\]/);
		const astray = await desk.run(["mail", "attachments", "save", ids.offer ?? "", "/files/in"]);
		expect([astray.status, astray.stderr]).toEqual([3, expect.stringMatching(/--to FOLDER.*--host FOLDER/)]);
		expect(await vfs.find("/files/attachments")).toBeUndefined();
		await desk.ok("mail", "attachments", "save", ids.offer ?? "", "--to", "/files/in");
		expect(await textOf(`/files/in/${name}`)).toBe("%PDF");
		expect((await desk.run(["mail", "attachments", "save", ids.offer ?? "", "--to", "/files/in"])).stderr).toContain(
			"--force",
		);
		await desk.ok("mail", "attachments", "save", ids.offer ?? "", "--to", "/files/in", "--force");
		const folder = mkdtempSync(join(tmpdir(), "mailcmd-"));
		try {
			const target = join(folder, "elsewhere");
			writeFileSync(target, "mine");
			symlinkSync(target, join(folder, name));
			const refused = await desk.run(["mail", "attachments", "save", ids.offer ?? "", "--host", folder]);
			expect([refused.status !== 0, readFileSync(target, "utf8")]).toEqual([true, "mine"]);
			await desk.ok("mail", "attachments", "save", ids.offer ?? "", "--host", folder, "--force", "--name", "*");
			expect([readFileSync(join(folder, name), "utf8"), readFileSync(target, "utf8")]).toEqual(["%PDF", "mine"]);
			expect(readdirSync(folder).sort()).toEqual(["elsewhere", name].sort());
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});

test("what is no folder of mail is not found", async () => {
	for (const words of [
		["list", "/nope"],
		["list", "nope"],
		["list", "/notes"],
		["stats", "/nope"],
	])
		expect((await desk.run(["mail", ...words])).status, words.join(" ")).toBe(3);
});

test("stats: by folder, month and sender", async () => {
	expect(await lines("stats", "--by", "folder")).toEqual([
		expect.stringMatching(/^folder\t\/mail\/inbox\t2\t1\t\d+$/),
		expect.stringMatching(/^folder\t\/mail\/(sent|@work\/inbox)\t1\t0\t\d+$/),
		expect.stringMatching(/^folder\t\/mail\/(sent|@work\/inbox)\t1\t0\t\d+$/),
	]);
	expect((await json("stats", "--by", "month")).map(({ key, messages }) => [key, messages])).toEqual([
		["2026-11", 3],
		["2020-01", 1],
	]);
	const { stdout } = await desk.run(["mail", "stats", "--color", "never"], { columns: 70 });
	expect(stdout).toContain("東京 商事");
	expect(stdout).toContain("█");
});

test("completion: ids, folders, addresses", async () => {
	const offered = async (...words: string[]) =>
		(await desk.ok("__complete", "--", "mail", ...words)).split("\n").map((line) => line.split("\t")[0]);
	expect(await offered("read", (ids.lunch ?? "").slice(0, 3))).toContain(ids.lunch);
	expect(await offered("move", "x", "inb")).toContain("inbox/");
	expect(await offered("list", "--from", "tok")).toContain("tokyo@example.jp");
});

test("what --json prints has the shape that is promised, and no more", async () => {
	const id = ids.offer ?? "";
	for (const argv of [
		["list", "/mail"],
		["list", "/mail", "--thread"],
		["read", id],
		["thread", id],
		["search", "quokka", "--mode", "text"],
		["attachments", "list"],
		["attachments", "save", id],
		["stats"],
		["flag", id, "+answered"],
		["move", id, "elsewhere"],
		["archive", id],
	]) {
		const shape = mail.commands.find(({ name }) => name === argv[0])?.output?.(z);
		const items = await json(...argv);
		expect(items.length, argv.join(" ")).toBeGreaterThan(0);
		for (const item of items) expect(shape?.parse(item), argv.join(" ")).toEqual(item);
	}
});
