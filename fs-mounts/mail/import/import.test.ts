import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import { builtProgram, ended } from "../../../test/support/program.ts";

let desk: TestDesk;
let source: string;
beforeEach(async () => {
	desk = await makeDesk();
	source = mkdtempSync(join(tmpdir(), "desk-mail-import-"));
});
afterEach(() => {
	desk.remove();
	rmSync(source, { recursive: true });
});

const SEPARATOR = "From ann@example.com Sat Nov 21 10:00:00 2026\n";
const mailOf = (number: number, body = "Hello\n") =>
	`From: Ann Example <ann@example.com>\nTo: bob@example.com\nSubject: Message ${number}\nDate: Sat, 21 Nov 2026 10:00:00 +0100\nMessage-ID: <${number}@example.com>\n\n${body}`;
const put = (name: string, bytes: string | Buffer) => {
	mkdirSync(join(source, name, ".."), { recursive: true });
	writeFileSync(join(source, name), bytes);
};
const boxOf = (...messages: string[]) => messages.map((message) => `${SEPARATOR}${message}\n`).join("");
const idOf = (message: string | Buffer) => {
	const bits = [...createHash("sha256").update(message).digest()]
		.map((byte) => byte.toString(2).padStart(8, "0"))
		.join("");
	return [...Array(10).keys()]
		.map((at) => "abcdefghijklmnopqrstuvwxyz234567"[Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2)])
		.join("");
};
const names = async (folder: string) => (await desk.ok("ls", folder)).split("\n").slice(0, -1);

test("an mbox: messages with their source byte for byte, flags, dates; again it is a no-op with a count; undo", async () => {
	const one = mailOf(1, "From here\n\nFrom there\n>From me\n");
	const two = `Status: RO\n${mailOf(2).replaceAll("\n", "\r\n")}`;
	put(
		"Inbox.mbox",
		boxOf(
			one.replace(/^(>*From )/gm, (quoted, _, at) => (at === 0 ? quoted : `>${quoted}`)),
			two,
		),
	);
	expect(await desk.ok("import", "mail", join(source, "Inbox.mbox"))).toBe("2 new, 0 changed, 0 unchanged\n");
	expect(await names("/mail/inbox")).toEqual(
		[1, 2].map((number) => `2026-11-21-Message-${number}-${idOf(number === 1 ? one : two)}.md`),
	);
	const [first, second] = await names("/mail/inbox");
	expect((await desk.run(["cat", `/mail/.raw/${idOf(one)}.eml`])).stdout).toBe(one);
	expect((await desk.run(["cat", `/mail/.raw/${idOf(two)}.eml`])).stdout).toBe(two);
	expect(await desk.ok("cat", `/mail/inbox/${first}`)).toContain("from: Ann Example <ann@example.com>");
	expect(await desk.ok("cat", `/mail/inbox/${second}`)).toContain("flags: [seen]");
	expect(JSON.parse(await desk.ok("stat", "--json", `/mail/inbox/${first}`)).mtime).toBe("2026-11-21T09:00:00.000Z");
	expect(await desk.ok("import", "mail", join(source, "Inbox.mbox"))).toBe("0 new, 0 changed, 2 unchanged\n");
	await desk.ok("undo");
	expect((await desk.run(["ls", "/mail"])).stdout).toBe("");
});

test("a message that is there twice in a source is there twice; one that was moved, changed or deleted is not brought in again", async () => {
	put("a.mbox", boxOf(mailOf(1), mailOf(2), mailOf(1), mailOf(3)));
	const again = () => desk.ok("import", "mail", join(source, "a.mbox"));
	expect(await again()).toBe("4 new, 0 changed, 0 unchanged\n");
	const [one = "", copy = "", two = "", three = ""] = await names("/mail/a");
	expect([one, copy]).toEqual([
		`2026-11-21-Message-1-${idOf(mailOf(1))}-2.md`,
		`2026-11-21-Message-1-${idOf(mailOf(1))}.md`,
	]);
	await desk.ok("mkdir", "/mail/archive");
	await desk.ok("mv", `/mail/a/${one}`, "/mail/archive/renamed.md");
	await desk.ok("rm", `/mail/a/${two}`);
	await desk.ok("rm", `/mail/a/${copy}`);
	const text = await desk.ok("cat", `/mail/a/${three}`);
	await desk.put(`/mail/a/${three}`, text.replace("thread:", "flags: [seen]\nthread:"));
	expect(await again()).toBe("0 new, 0 changed, 4 unchanged\n");
	// Renamed in /trash, too.
	await desk.ok("mv", `/trash/${two}`, "/trash/other.md");
	expect(await again()).toBe("0 new, 0 changed, 4 unchanged\n");
	await desk.ok("rm", "/trash/other.md");
	expect(await again()).toBe("1 new, 0 changed, 3 unchanged\n");
	// Another account has none of them.
	expect(await desk.ok("import", "mail", join(source, "a.mbox"), "--account", "work")).toBe(
		"4 new, 0 changed, 0 unchanged\n",
	);
	expect(await names("/mail/@work/a")).toHaveLength(4);
	expect(await again()).toBe("0 new, 0 changed, 4 unchanged\n");
});

test("a Maildir, its archive, --into, --flags, --dry-run, --json", async () => {
	put("Maildir/cur/1.a:2,S", mailOf(1));
	put("Maildir/new/2.a", mailOf(2));
	put("Maildir/.Sent/cur/3.a:2,RS", mailOf(3));
	put("Maildir/tmp/4.a", mailOf(4));
	put("Maildir/dovecot-uidlist", "3 V1\n");
	execFileSync("tar", ["-czf", join(source, "mail.tgz"), "-C", source, "Maildir"]);
	expect(await desk.ok("import", "mail", join(source, "Maildir"), "--dry-run")).toBe(
		"would import: 3 new, 0 changed, 0 unchanged; left behind: 2 of another kind\n",
	);
	expect((await desk.run(["ls", "/mail"])).stdout).toBe("");
	await desk.ok("import", "mail", join(source, "Maildir"));
	expect([...(await names("/mail/inbox")), ...(await names("/mail/sent"))]).toHaveLength(3);
	expect(await desk.ok("import", "mail", join(source, "mail.tgz"))).toContain("0 new, 0 changed, 3 unchanged");
	const { stdout } = await desk.run([
		"import",
		"mail",
		join(source, "mail.tgz"),
		"--json",
		"--into",
		"@old/all",
		"--flags",
		"seen,flagged",
	]);
	const records = stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(
		records
			.filter(({ result }) => result === "created")
			.map(({ path }) => path.replace(/\/[^/]*$/, ""))
			.sort(),
	).toEqual(["/mail/@old/all", "/mail/@old/all", "/mail/@old/all/sent"]);
	expect(await desk.ok("cat", records.find(({ path }) => path?.includes("Message-2")).path)).toContain(
		"flags: [seen, flagged]",
	);
	for (const bad of [
		["--into", "drafts"],
		["--into", ".raw"],
		["--account", "a/b"],
		["--flags", "a b"],
	])
		expect((await desk.run(["import", "mail", join(source, "Maildir"), ...bad])).status, bad.join(" ")).not.toBe(0);
});

test("what is no mail is told", async () => {
	put("notes.txt", "Dear diary\n");
	expect(await desk.run(["import", "mail", join(source, "notes.txt")])).toMatchObject({ status: 5, stdout: "" });
	put("a.eml", mailOf(1));
	expect(await desk.ok("import", "mail", source)).toBe(
		"1 new, 0 changed, 0 unchanged; left behind: 1 of another kind\n",
	);
	put("empty.mbox", "");
	expect(await desk.ok("import", "mail", join(source, "empty.mbox"))).toBe("0 new, 0 changed, 0 unchanged\n");
});

test("what the thread read is what `desk reindex` reads", async () => {
	const html = mailOf(3).replace(
		"\n\nHello\n",
		"\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nX-Gmail-Labels: x\n\n<p>Gr\u00fc\u00dfe <b>fett</b></p>",
	);
	put(
		"a.mbox",
		boxOf(
			mailOf(1),
			`${mailOf(2, "> quoted\n\nnew\n")}`,
			html,
			"no header at all\n",
			`In-Reply-To: <1@example.com>\nList-Id: <l.example.com>\n${mailOf(5)}`,
		),
	);
	await desk.ok("import", "mail", join(source, "a.mbox"));
	const projected = async () => {
		const { store } = await desk.vfs();
		const tables = ["mail", "mail_reference", "facet", "tag", "trigram"].map((table) =>
			store.database.all(
				`SELECT * FROM ${table} ORDER BY 1, 2, 3`.replace(
					"2, 3",
					table === "trigram" || table === "tag" ? "2" : "2, 3",
				),
			),
		);
		const found = store.database.all("SELECT rowid FROM text WHERE text MATCH 'new OR fett OR quoted' ORDER BY rowid");
		store.close();
		return { tables, found };
	};
	const before = await projected();
	expect(before.found).toHaveLength(2);
	await desk.ok("reindex");
	expect(await projected()).toEqual(before);
});

test("a message of 100 MB is stored whole, and looked at in part", async () => {
	const file = openSync(join(source, "large.eml"), "w");
	const hash = createHash("sha256");
	const write = (text: string | Buffer) => {
		writeSync(file, Buffer.from(text as string));
		hash.update(text);
	};
	write(mailOf(1, "start\n"));
	const line = Buffer.from(`${"x".repeat(75)}\n`.repeat(13_797));
	for (let done = 0; done < 100; done++) write(line);
	closeSync(file);
	const digest = hash.digest("hex");
	expect(await desk.ok("import", "mail", join(source, "large.eml"))).toBe("1 new, 0 changed, 0 unchanged\n");
	const [name = ""] = await names("/mail/inbox");
	expect(await desk.ok("cat", `/mail/inbox/${name}`)).toMatch(/problems:\n.*only the first 67108864/);
	const raw = (await desk.run(["cat", `/mail/.raw/${name.slice(-13, -3)}.eml`], { limit: 200e6 })).bytes;
	expect(createHash("sha256").update(raw).digest("hex")).toBe(digest);
	expect(await desk.ok("import", "mail", join(source, "large.eml"))).toBe("0 new, 0 changed, 1 unchanged\n");
});

test("killed again and again, it goes on without a message lost or there twice; Ctrl-C keeps what is in", async () => {
	const program = await builtProgram();
	const count = 4000;
	const filler = "text of a mail that is as long as mails are\n".repeat(40);
	put("a.mbox", boxOf(...Array.from({ length: count }, (_, number) => mailOf(number, `${filler}${number}\n`))));
	const argv = ["import", "mail", join(source, "a.mbox")];
	let committed = 0;
	const rounds = Number(process.env.DESK_ROUNDS) > 0 ? 4 : 2;
	for (let round = 0; round < rounds; round++) {
		const child = program.start(desk.home, argv);
		await sleep(800 + round * 450);
		const isLast = round === rounds - 1;
		child.kill(isLast ? "SIGINT" : "SIGKILL");
		const { status } = await ended(child);
		const { store } = await desk.vfs();
		const { n } = store.database.get<{ n: number }>("SELECT count(*) AS n FROM node WHERE kind = 1") ?? { n: 0 };
		store.close();
		expect(n).toBeGreaterThanOrEqual(committed);
		committed = n;
		if (isLast && committed < count) expect(status).toBe(130);
	}
	const rest = await desk.run(argv);
	expect(rest.stdout).toBe(`${count - committed} new, 0 changed, ${committed} unchanged\n`);
	expect(await names("/mail/a")).toHaveLength(count);
	expect((await desk.run(["doctor", "--deep"])).stdout).not.toMatch(/damage|missing/);
	expect(readFileSync(join(source, "a.mbox")).length).toBeGreaterThan(0);
}, 180_000);
