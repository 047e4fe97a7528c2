import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import { deliver, rfc5322 } from "../../../test/support/mail.ts";

let desk: TestDesk;
beforeEach(async () => {
	process.env.DESK_NOW = "2026-11-21T12:00:00Z";
	desk = await makeDesk();
	await desk.ok("config", "set", "mail.from", "Me <me@example.org>, me@work.example");
});
afterEach(() => {
	delete process.env.DESK_NOW;
	desk.remove();
});

const ANN = rfc5322(
	{
		From: "Ann Example <ann@example.com>",
		To: "me@example.org, Bob Stone <bob@example.org>",
		Date: "Fri, 20 Nov 2026 10:00:00 +0100",
		Subject: "Lunch",
		"Message-ID": "<1@example.com>",
		"Content-Type": 'multipart/mixed; boundary="x"',
	},
	'--x\n\nWhere?\n-- \nAnn\n--x\nContent-Type: text/csv\nContent-Disposition: attachment; filename="menu.csv"\n\nsoup,4\n--x--\n',
);

async function received(source = ANN, folder = "/mail/inbox"): Promise<string> {
	const vfs = await desk.vfs();
	try {
		return await deliver(vfs, source, { folder, flags: ["seen"] });
	} finally {
		vfs.store.close();
	}
}

const cat = async (path: string) => await desk.ok("cat", path.trim());
const run = async (argv: string[], stdin = "") =>
	await desk.run(argv, { stdin, variables: { LANG: "en_GB.UTF-8", TZ: "UTC" } });
const ok = async (argv: string[], stdin = "") => {
	const outcome = await run(argv, stdin);
	if (outcome.status !== 0) throw new Error(outcome.stderr);
	return outcome.stdout.trim();
};

describe("mail new", () => {
	test("makes a draft of options and standard input", async () => {
		const path = await ok(
			["mail", "new", "ann@example.com", "--cc", "Bob <bob@example.org>", "-s", "Q4: the plan"],
			"The numbers.\n",
		);
		expect(path).toBe("/mail/drafts/Q4-the-plan.md");
		expect(await cat(path)).toBe(
			'---\nto: ann@example.com\ncc: "Bob <bob@example.org>"\nsubject: "Q4: the plan"\n---\n\nThe numbers.\n'.replace(
				'"ann@example.com"',
				"ann@example.com",
			),
		);
		expect(await ok(["mail", "new", "-s", "Q4: the plan", "-m", "again"])).toBe("/mail/drafts/Q4-the-plan-2.md");
		expect(await ok(["mail", "new", "--account", "work"])).toBe("/mail/@work/drafts/new.md");
	});

	test("completes people from mail, and says who is meant when several may be", async () => {
		await received();
		expect(await cat(await ok(["mail", "new", "ann", "bob", "-m", "x"]))).toContain(
			'to:\n  - "Ann Example <ann@example.com>"\n  - "Bob Stone <bob@example.org>"\n',
		);
		expect(await cat(await ok(["mail", "new", "ANN@example.com", "-m", "x"]))).toContain(
			"Ann Example <ann@example.com>",
		);
		await received(rfc5322({ From: "Änn Other <other@example.net>", Date: "Fri, 20 Nov 2026 10:00:00 +0100" }));
		const several = await run(["mail", "new", "ann", "-m", "x"]);
		expect([several.status, several.stderr]).toEqual([
			5,
			expect.stringContaining("this may be Ann Example <ann@example.com>, Änn Other <other@example.net>"),
		]);
		expect(await cat(await ok(["mail", "new", "ann oth", "-m", "x"]))).toContain("other@example.net");
		const nobody = await run(["mail", "new", "zacharias", "-m", "x"]);
		expect([nobody.status, nobody.stderr]).toEqual([3, expect.stringContaining("nobody of that name")]);
		expect((await run(["mail", "new", "ann@", "-m", "x"])).status).not.toBe(0);
		expect((await run(["mail", "new", "a@b.c\r\nBcc: eve@x.org", "-m", "x"])).status).not.toBe(0);
	});

	test("completes people from contacts, who go before those of mail", async () => {
		await received();
		await desk.ok("contact", "add", "Ann Smith", "-e", "smith@example.net");
		expect(await cat(await ok(["mail", "new", "smith", "-m", "x"]))).toContain('to: "Ann Smith <smith@example.net>"');
		expect((await run(["mail", "new", "ann", "-m", "x"])).stderr).toContain(
			"this may be Ann Smith <smith@example.net>, Ann Example <ann@example.com>",
		);
		expect(await cat(await ok(["mail", "new", "ann smith", "-m", "x"]))).toContain("smith@example.net");
	});

	test("refuses a missing attachment before anything is written", async () => {
		const { status } = await run(["mail", "new", "a@b.c", "-m", "x", "-a", "/files/none"]);
		expect(status).toBe(3);
		expect((await run(["ls", "/mail/drafts"])).status).not.toBe(0);
	});

	test("--send queues, --dry-run shows the message, and nothing is lost when it is refused", async () => {
		const dry = await run(["mail", "new", "a@b.c", "-s", "x", "-m", "Hello", "--send", "--dry-run"]);
		expect(dry.stdout).toMatch(/^From: Me <me@example\.org>\r\nTo: a@b\.c\r\n/m);
		expect((await run(["ls", "/mail"])).stdout).toBe("");
		const sent = await run(["mail", "new", "a@b.c", "-s", "x", "-m", "Hello", "--send", "--json"]);
		expect(JSON.parse(sent.stdout)).toMatchObject({
			path: "/mail/outbox/x.md",
			queued: "2026-11-21T12:00:00.000Z",
			to: ["a@b.c"],
		});
		expect(sent.stderr).toContain("no account to send with is set up");
		const refused = await run(["mail", "new", "a@b.c", "-m", "Hello", "--send"]);
		expect([refused.status, refused.stderr]).toEqual([
			5,
			expect.stringMatching(/it has no subject.*the draft is \/mail\/drafts\/new\.md/),
		]);
		expect(await cat("/mail/drafts/new.md")).toContain("Hello");
		await desk.ok("undo");
		expect((await run(["cat", "/mail/drafts/new.md"])).status).not.toBe(0);
	});
});

describe("mail send and cancel", () => {
	test("move drafts to the outbox and back", async () => {
		await desk.put("/mail/drafts/a.md", "---\nto: a@b.c\nbcc: d@e.f\nsubject: A\n---\nx\n");
		const before = await cat("/mail/drafts/a.md");
		const dry = await run(["mail", "send", "--dry-run", "a"]);
		expect(dry.stdout).toMatch(/^Subject: A\r$/m);
		expect(dry.stdout).not.toContain("d@e.f");
		expect(await ok(["mail", "send", "a.md"])).toBe("/mail/outbox/a.md");
		expect(await run(["mail", "outbox"])).toMatchObject({
			status: 0,
			stdout: "/mail/outbox/a.md\t2026-11-21T12:00:00.000Z\ta@b.c, d@e.f\tA\n",
		});
		expect((await run(["mail", "send", "--dry-run", "/mail/outbox/a.md"])).bytes).toEqual(
			(await run(["cat", "/mail/.raw/outbox/a.eml"])).bytes,
		);
		expect((await run(["mail", "send", "/mail/outbox/a.md"])).status).toBe(1);
		expect(await ok(["mail", "cancel", "--dry-run", "a"])).toBe("/mail/outbox/a.md → /mail/drafts/a.md");
		expect(await ok(["mail", "cancel", "a"])).toBe("/mail/drafts/a.md");
		expect(await cat("/mail/drafts/a.md")).toBe(before);
		expect((await run(["mail", "outbox"])).status).toBe(1);
		expect((await run(["mail", "cancel", "a"])).status).toBe(3);
		expect((await run(["mail", "send", "none"])).status).toBe(3);
		await desk.put("/notes/n.md", "x");
		expect((await run(["mail", "send", "/notes/n.md"])).status).toBe(5);
	});

	test("one that is refused does not keep the others; --no-subject sends without one", async () => {
		await desk.put("/mail/drafts/a.md", "---\nto: a@b.c\n---\nx\n");
		await desk.put("/mail/drafts/b.md", "---\nto: a@b.c\nsubject: B\n---\nx\n");
		const both = await run(["mail", "send", "a", "b"]);
		expect([both.status, both.stdout]).toEqual([5, "/mail/outbox/b.md\n"]);
		expect(await ok(["mail", "send", "--no-subject", "a"])).toBe("/mail/outbox/a.md");
		expect(await ok(["mail", "cancel", "b"])).toBe("/mail/drafts/b.md");
	});
});

describe("mail reply and forward", () => {
	test("an answer marks the original when it is queued, cancelling takes that back, undo too", async () => {
		const original = await received();
		const before = await cat(original);
		const path = await ok(["mail", "reply", "--all", "--quote", original], "Here.\n");
		expect(await cat(path)).toBe(
			`---
to: "Ann Example <ann@example.com>"
cc: "Bob Stone <bob@example.org>"
subject: "Re: Lunch"
in_reply_to: "1@example.com"
references: "1@example.com"
answers: ${/-([a-z2-7]{10})\.md$/.exec(original)?.[1]}
---

On 20 Nov 2026, 09:00, Ann Example wrote:
> Where?

Here.
`,
		);
		expect(await cat(original)).toBe(before);
		const queued = await ok(["mail", "send", path]);
		expect(await cat(original)).toBe(before.replace("flags: [seen]", "flags: [seen, answered]"));
		expect((await run(["cat", original.replace(/.*-([a-z2-7]{10})\.md$/, "/mail/.raw/$1.eml")])).bytes).toEqual(ANN);
		await ok(["mail", "cancel", queued]);
		expect(await cat(original)).toBe(before);
		await desk.ok("undo");
		expect(await cat(original)).toContain("answered");
		// Undoing an undo does it again.
		await desk.ok("undo");
		expect(await cat(original)).toBe(before);
	});

	test("what was answered before stays so when another answer is cancelled", async () => {
		const original = await received();
		await ok(["mail", "reply", "-m", "one", "--send", original]);
		const second = await ok(["mail", "reply", "-m", "two", "--send", original]);
		await ok(["mail", "cancel", second]);
		expect(await cat(original)).toContain("answered");
	});

	test("forwarding carries attachments, or the very bytes of the message", async () => {
		const original = await received();
		const id = /-([a-z2-7]{10})\.md$/.exec(original)?.[1] ?? "";
		const inline = await ok(["mail", "forward", id, "bob", "-m", "FYI", "--send"]);
		expect(await cat(inline)).toContain(`/mail/.attachments/${id}/menu.csv`);
		expect(await cat(inline.replace("/outbox/", "/.raw/outbox/").replace(/md$/, "eml"))).toContain(
			Buffer.from("soup,4\r\n").toString("base64").slice(0, 8),
		);
		expect(await cat(original)).toContain("flags: [seen, forwarded]");
		const attached = await ok(["mail", "forward", "--attach", id, "bob@example.org", "-m", "FYI", "--send"]);
		expect(await cat(attached.replace("/outbox/", "/.raw/outbox/").replace(/md$/, "eml"))).toContain(ANN.toString());
	});

	test("only what was received is answered", async () => {
		await desk.put("/mail/drafts/a.md", "---\nto: a@b.c\n---\n");
		expect((await run(["mail", "reply", "/mail/drafts/a.md"])).status).toBe(5);
		expect((await run(["mail", "reply", "aaaaaaaaaa"])).status).toBe(3);
	});
});

describe("mail rules", () => {
	const RULES =
		"# Rules\n\n- if from is @example.com then label people, move to people/ann\n- [ ] if always then delete\n- if has attachment then flag\n";

	test("are listed and checked", async () => {
		expect(await run(["mail", "rules"])).toMatchObject({
			status: 1,
			stdout: "",
			stderr: expect.stringContaining("`desk edit /mail/rules.md`"),
		});
		await desk.put("/mail/rules.md", RULES);
		expect(await ok(["mail", "rules"])).toBe(
			"/mail/rules.md:3: if from is @example.com then label people, move to people/ann\n/mail/rules.md:5: if has attachment then flag",
		);
		expect((await run(["mail", "rules", "check"])).stderr).toContain("2 rules, nothing wrong");
		await desk.put("/files/try.md", "- if x");
		const wrong = await run(["mail", "rules", "check", "--rules", "/files/try.md"]);
		expect([wrong.status, wrong.stderr]).toEqual([5, expect.stringContaining("/files/try.md:1:6: ")]);
		expect((await run(["mail", "rules", "fly"])).status).toBe(2);
	});

	test("sort what an import brings in, if that is asked for", async () => {
		await desk.put("/mail/rules.md", `${RULES}- if subject is gone then delete\n`);
		const spam = rfc5322({ From: "x@y.z", Date: "Fri, 20 Nov 2026 11:00:00 +0100", Subject: "Gone" });
		const folder = join(desk.folder, "source");
		mkdirSync(folder);
		for (const [name, source] of [
			["a.eml", ANN],
			["b.eml", spam],
		] as const)
			writeFileSync(join(folder, name), source);
		await desk.ok("import", "mail", "--rules", folder);
		const [ann = ""] = (await ok(["ls", "/mail/people/ann"])).split("\n");
		expect(await cat(`/mail/people/ann/${ann}`)).toMatch(/^flags: \[flagged\]\nlabels: \[people\]\n/m);
		expect((await ok(["mail", "list", "/mail"])).split("\n")).toHaveLength(1);
		expect(await ok(["ls", "/trash"])).toContain("Gone");
		await desk.ok("import", "mail", "--rules", folder);
		expect((await ok(["mail", "list", "/mail"])).split("\n")).toHaveLength(1);
		expect((await run(["import", "notes", "--rules", folder])).status).toBe(2);
	});

	test("run over a folder, as one change to undo", async () => {
		await desk.put("/mail/rules.md", RULES);
		const ann = await received();
		const other = await received(rfc5322({ From: "x@y.z", Date: "Fri, 20 Nov 2026 11:00:00 +0100", Subject: "Other" }));
		const said = `${ann}\t+flagged, +#people, move to /mail/people/ann\tLunch\n`;
		expect(await run(["mail", "rules", "run", "--dry-run"])).toMatchObject({ status: 0, stdout: said });
		expect(await ok(["ls", "/mail"])).toBe("inbox\nrules.md");
		expect(await run(["mail", "rules", "run"])).toMatchObject({ status: 0, stdout: said });
		const moved = ann.replace("/inbox/", "/people/ann/");
		expect(await cat(moved)).toMatch(/^flags: \[seen, flagged\]\nlabels: \[people\]\n/m);
		expect(await cat(other)).toContain("Other");
		expect(await run(["mail", "rules", "run"])).toMatchObject({ status: 1, stdout: "" });
		await desk.ok("undo");
		expect(await cat(ann)).not.toContain("people");
		expect(await run(["mail", "rules", "run", "--since", "2026-11-21"])).toMatchObject({ status: 1, stdout: "" });
		await desk.put("/mail/rules.md", "- if always then delete\n");
		await ok(["mail", "rules", "run", "inbox"]);
		expect(await ok(["ls", "/mail/inbox"])).toBe("");
		await desk.ok("undo");
		expect(await ok(["ls", "/mail/inbox"])).not.toBe("");
	});
});
