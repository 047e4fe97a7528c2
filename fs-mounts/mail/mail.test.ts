import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DeskError } from "../../src/base/errors.ts";
import { reindex, undo, type Vfs } from "../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { deliver, rfc5322 } from "../../test/support/mail.ts";

const DO = { cause: "test" };
const ANN = rfc5322({
	From: "Ann Example <ann@example.com>",
	To: "me@example.org, Bob <bob@example.org>",
	Date: "Fri, 20 Nov 2026 10:00:00 +0100",
	Subject: "Lunch",
	"Message-ID": "<1@example.com>",
});

let desk: TestDesk;
let vfs: Vfs;
beforeEach(async () => {
	desk = await makeDesk();
	vfs = await desk.vfs();
});
afterEach(() => {
	vfs.store.close();
	desk.remove();
});

/** The code of a refusal and its sentence. */
async function refused(run: () => Promise<unknown>): Promise<[string, string]> {
	try {
		await run();
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		expect(error.todo).toBeTruthy();
		return [error.code, error.sentence];
	}
	return ["done", ""];
}

const textOf = async (path: string) => (await vfs.readAll(path)).toString();
const edit = async (path: string, change: (text: string) => string) =>
	vfs.write(path, change(await textOf(path)), { ...DO, keepRejected: false });
const sourceOf = (path: string) => {
	const id = vfs.reader().source(path);
	return id === undefined ? undefined : vfs.store.content.readAll(id);
};
const names = async (path: string) => (await vfs.readdir(path)).map(({ name }) => name);

describe("a received message", () => {
	test("takes other flags and labels, and stays what it was made from", async () => {
		const path = await deliver(vfs, ANN);
		const before = await textOf(path);
		await edit(path, (text) => text.replace("size:", "labels:\n  - work\nflags: flagged\nsize:"));
		expect(await textOf(path)).toBe(before.replace("size:", "flags: [flagged]\nlabels: [work]\nsize:"));
		expect(sourceOf(path)).toEqual(ANN);
		await edit(path, (text) => text.replace("[flagged]", "[SEEN, $Later, flagged]"));
		expect(await textOf(path)).toContain('flags: [seen, flagged, "$Later"]\n');
		await edit(path, (text) => `${text.replace(/^(flags|labels).*\n/gm, "")}\n`);
		expect(await textOf(path)).toBe(before);
		await undo(vfs, undefined, DO);
		expect(await textOf(path)).toContain("labels: [work]");
		expect(sourceOf(path)).toEqual(ANN);
	});

	test.each([
		["the text", (text: string) => text.replace("Hello", "Goodbye"), "the text has changed"],
		["a header", (text: string) => text.replace("Lunch", "Dinner"), "`subject` has changed"],
		["a field more", (text: string) => text.replace("size:", "cc: eve@example.com\nsize:"), "`size` has changed"],
		["a field less", (text: string) => text.replace(/^date.*\n/m, ""), "`date` has changed"],
		["no front matter", (text: string) => text.replace("---\n", ""), "the front matter is gone"],
	])("is read-only: %s", async (_, change, what) => {
		const path = await deliver(vfs, ANN);
		const [code, sentence] = await refused(() => edit(path, change));
		expect([code, sentence]).toEqual(["EACCES", expect.stringContaining(what)]);
	});

	test("tells where a flag is wrong", async () => {
		const path = await deliver(vfs, ANN);
		const [code, sentence] = await refused(() => edit(path, (text) => text.replace("size:", "flags: [a b]\nsize:")));
		expect([code, sentence]).toEqual(["EFORMAT", expect.stringContaining("'a b' is no flag")]);
		expect((await refused(() => edit(path, (text) => text.replace("size:", "labels: {a: 1}\nsize:"))))[0]).toBe(
			"EFORMAT",
		);
	});

	test("moves when its folder is written", async () => {
		const path = await deliver(vfs, ANN);
		const before = await textOf(path);
		await edit(path, (text) => text.replace("size:", "folder: work/clients\nsize:"));
		const to = path.replace("inbox", "work/clients");
		expect(await vfs.find(path)).toBeUndefined();
		expect([await textOf(to), sourceOf(to)]).toEqual([before, ANN]);
		await undo(vfs, undefined, DO);
		expect([await textOf(path), await vfs.find("/mail/work")]).toEqual([before, undefined]);
		await deliver(vfs, ANN, { folder: "/mail/@work/archive" });
		await edit(path, (text) => text.replace("size:", "folder: /mail/@work/archive\nsize:"));
		expect(await names("/mail/@work/archive")).toHaveLength(2);
		for (const folder of ["drafts", "/notes", "../..", "/mail", "outbox/x"])
			expect(
				(
					await refused(() =>
						edit("/mail/@work/archive/2026-11-20-Lunch-j2gy3jbeid.md".replace(/[^/]*$/, path.slice(12)), (text) =>
							text.replace("size:", `folder: ${folder}\nsize:`),
						),
					)
				)[0],
			).toBe("EINVAL");
	});

	test("goes to the trash, and comes back as it was", async () => {
		const path = await deliver(vfs, ANN, { flags: ["seen"], labels: ["x"] });
		const before = await textOf(path);
		await vfs.change([{ op: "remove", path }], DO);
		expect(vfs.store.database.get("SELECT 1 FROM mail")).toBeUndefined();
		expect(await refused(() => vfs.stat("/mail/.raw/x.eml"))).toEqual(["ENOENT", expect.anything()]);
		const [kept] = await vfs.readdir("/trash");
		await vfs.change([{ op: "rename", path: kept?.path ?? "", to: path }], DO);
		expect([await textOf(path), sourceOf(path)]).toEqual([before, ANN]);
	});

	test("is copied with its source, also over itself", async () => {
		const path = await deliver(vfs, ANN);
		const copy = path.replace("inbox", "archive");
		await vfs.change(
			[
				{ op: "mkdir", path: "/mail/archive" },
				{ op: "write", path: copy, content: await vfs.contentOf(path) },
				{ op: "write", path, content: await vfs.contentOf(path) },
			],
			DO,
		);
		expect(sourceOf(copy)).toEqual(ANN);
	});
});

describe("where what may lie", () => {
	test("nothing is written into a folder of received mail, or moved there", async () => {
		const path = await deliver(vfs, ANN);
		const write = (at: string) =>
			refused(() => vfs.write(at, await_(path), { ...DO, parents: true, keepRejected: false }));
		const await_ = (_: string) => "---\nto: a@example.com\n---\nHi\n";
		for (const at of ["/mail/inbox/new.md", "/mail/sent/new.md", "/mail/@work/inbox/new.md"])
			expect(await write(at)).toEqual(["EACCES", expect.stringContaining("only received mail")]);
		expect((await write("/mail/new.md"))[0]).toBe("EACCES");
		expect((await write("/mail/@work/new.md"))[0]).toBe("EACCES");
		expect((await write("/mail/inbox/picture.png"))[0]).toBe("EACCES");
		expect((await write("/mail/.raw/aaaaaaaaaa.eml"))[0]).toBe("EROFS");
		expect((await write("/mail/drafts/new.md"))[0]).toBe("done");
		const move = (from: string, to: string) => refused(() => vfs.change([{ op: "rename", path: from, to }], DO));
		expect((await move("/mail/drafts/new.md", "/mail/inbox/new.md"))[0]).toBe("EACCES");
		expect((await move("/mail/drafts", "/mail/letters"))[0]).toBe("EACCES");
		expect((await move(path, "/mail/drafts/x.md"))[0]).toBe("EACCES");
		expect((await move("/mail/inbox", "/mail/drafts/inbox"))[0]).toBe("EACCES");
		expect((await move(path, "/mail/@work/x.md"))[0]).toBe("EACCES");
		expect((await move(path, "/mail/x.md"))[0]).toBe("EACCES");
		expect((await move("/mail/inbox", "/mail/@other"))[0]).toBe("EACCES");
		expect((await move("/mail/inbox", "/mail/@other/inbox"))[0]).toBe("ENOENT");
		expect((await move("/mail/inbox", "/mail/inbox-2025"))[0]).toBe("done");
	});
});

describe("views", () => {
	test("show messages by state, person, list and thread, and are not listed", async () => {
		const path = await deliver(vfs, ANN);
		const answer = await deliver(
			vfs,
			rfc5322({
				From: "Bob <bob@example.org>",
				To: "ann@example.com",
				Date: "Fri, 20 Nov 2026 11:00:00 +0100",
				Subject: "Re: Lunch",
				"Message-ID": "<2@example.org>",
				"In-Reply-To": "<1@example.com>",
				Cc: "undisclosed-recipients:;",
				"List-Id": "Friends <friends.example.org>",
			}),
			{ folder: "/mail/friends", flags: ["seen", "flagged"] },
		);
		expect(await names("/mail")).toEqual(["friends", "inbox"]);
		expect(await names("/mail/views")).toEqual(["flagged", "lists", "people", "threads", "unread"]);
		const targets = async (view: string) => (await vfs.readdir(`/mail/views/${view}`)).map(({ target }) => target);
		expect(await targets("unread")).toEqual([path]);
		expect(await targets("flagged")).toEqual([answer]);
		expect(await names("/mail/views/people")).toEqual(["ann@example.com", "bob@example.org", "me@example.org"]);
		expect(await targets("people/ann@example.com")).toEqual([path, answer]);
		expect(await targets("people/me@example.org")).toEqual([path]);
		expect(await targets("lists/friends.example.org")).toEqual([answer]);
		const [thread = ""] = await names("/mail/views/threads");
		expect(await targets(`threads/${thread}`)).toEqual([path, answer]);
		expect(await textOf(`/mail/views/unread/${path.slice("/mail/inbox/".length)}`)).toBe(await textOf(path));
		for (const none of [
			"people/eve@example.com",
			"unread/x.md",
			"lists/x",
			"threads/x",
			"threads/x/y.md",
			"people/undisclosed-recipients%3A;",
		])
			expect((await refused(() => vfs.stat(`/mail/views/${none}`)))[0]).toBe("ENOENT");
	});

	test("sources and attachments are there when they are named", async () => {
		const source = rfc5322(
			{
				From: "ann@example.com",
				Subject: "=?utf-8?q?=1b]0;x=07?=",
				"MIME-Version": "1.0",
				"Content-Type": 'multipart/mixed; boundary="b"',
			},
			'--b\nContent-Type: text/plain\n\nSee it.\n--b\nContent-Type: application/pdf; name="../../a/b.pdf"\nContent-Disposition: attachment; filename="../../a/b.pdf"\nContent-Transfer-Encoding: base64\n\nSGVsbG8=\n--b--\n',
		);
		const path = await deliver(vfs, source);
		const [, id = ""] = /source: \/mail\/\.raw\/(.*)\.eml/.exec(await textOf(path)) ?? [];
		expect(await vfs.readAll(`/mail/.raw/${id}.eml`)).toEqual(source);
		expect((await vfs.stat(`/mail/.raw/${id}.eml`)).size).toBe(source.length);
		const [attachment] = await vfs.readdir(`/mail/.attachments/${id}`);
		expect(attachment).toMatchObject({ size: 5, view: true, name: expect.not.stringContaining("/") });
		expect(await textOf(attachment?.path ?? "")).toBe("Hello");
		expect((await refused(() => vfs.readAll(`/mail/.attachments/${id}/none.pdf`)))[0]).toBe("ENOENT");
		expect(await names("/mail/.attachments")).toEqual([id]);
		expect(path + (await textOf(path))).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f]/);
	});
});

test("what is projected of mail is what a rebuild gives", async () => {
	const path = await deliver(vfs, ANN, { flags: ["flagged"] });
	await deliver(vfs, ANN, { folder: "/mail/@work/a/b" });
	await edit(path, (text) => text.replace("[flagged]", "[seen]"));
	await vfs.change([{ op: "rename", path: "/mail/@work/a", to: "/mail/@work/c" }], DO);
	await vfs.change([{ op: "remove", path: "/mail/inbox", recursive: true }], DO);
	await undo(vfs, undefined, DO);
	const tables = ["mail", "mail_reference", "facet", "tag"];
	const rows = () =>
		tables.map((table) =>
			vfs.store.database
				.all(`SELECT * FROM ${table}`)
				.map((row) => JSON.stringify(row))
				.sort(),
		);
	const before = rows();
	expect(before.map(({ length }) => length > 0)).toEqual([true, true, true, false]);
	for await (const { refused: none } of reindex(vfs, ["mail"])) expect(none).toEqual([]);
	expect(rows()).toEqual(before);
});

test("search finds the sender's words, people and facets, and not what is quoted", async () => {
	const source = rfc5322(
		{ From: "Ann <ann@example.com>", Subject: "Zebra", Date: "Fri, 20 Nov 2026 10:00:00 +0100" },
		"Agreed, giraffe.\n\nOn Monday Bob wrote:\n> quokka and wombat\n",
	);
	const path = await deliver(vfs, source, { flags: ["flagged"], labels: ["work"] });
	const found = async (...words: string[]) =>
		(await desk.run(["search", "-l", "--mode", "text", ...words])).stdout.trim();
	for (const words of [
		"giraffe",
		"zebra",
		"ann@example.com",
		"tag:work giraffe",
		"from:ann giraffe",
		"flag:flagged giraffe",
	])
		expect(await found(words), words).toBe(path);
	for (const words of ["quokka", "flag:seen giraffe", "from:bob giraffe"]) expect(await found(words), words).toBe("");
});
