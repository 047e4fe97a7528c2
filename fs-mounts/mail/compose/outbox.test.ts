import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";

let desk: TestDesk;

beforeAll(async () => {
	process.env.DESK_NOW = "2026-11-21T12:00:00Z";
	desk = await makeDesk();
	await desk.ok("config", "set", "mail.from", "Ann Example <ann@example.com>");
	await desk.put("/files/plan.pdf", "%PDF");
});
afterAll(() => {
	delete process.env.DESK_NOW;
	desk.remove();
});

const DRAFT = "---\n# mine\nto: bob@example.com\nsubject: Plan\nx_mood: good\n---\nHello\n";

async function refused(argv: string[], stdin?: string): Promise<{ status: number; stderr: string }> {
	const { status, stderr } = await desk.run(argv, stdin === undefined ? {} : { stdin });
	expect(status).not.toBe(0);
	return { status, stderr };
}

describe("drafts", () => {
	test("may be unfinished", async () => {
		for (const text of ["", "just words", "---\nto: nobody\n---\n", "---\nto:\nsubject:\n---\n"])
			await desk.put("/mail/drafts/new.md", text);
		expect(await desk.ok("cat", "/mail/drafts/new.md")).toBe("---\nto:\nsubject:\n---\n");
	});

	test("are refused with line and column when their front matter is no YAML", async () => {
		const { status, stderr } = await refused(
			["write", "-p", "/mail/drafts/bad.md"],
			"---\nto: a\nsubject: a: b\n---\n",
		);
		expect([status, stderr]).toEqual([5, expect.stringContaining("/mail/drafts/bad.md:3:10: ")]);
	});
});

describe("the outbox", () => {
	test("stamps what enters it; cancelling gives the draft back byte for byte", async () => {
		await desk.put("/mail/drafts/plan.md", DRAFT);
		await desk.ok("mkdir", "-p", "/mail/outbox");
		await desk.ok("mv", "/mail/drafts/plan.md", "/mail/outbox/");
		expect(await desk.ok("cat", "/mail/outbox/plan.md")).toMatch(
			/^---\n# mine\nto: bob@example\.com\nsubject: Plan\nx_mood: good\nfrom: "?Ann Example <ann@example\.com>"?\nqueued: "?2026-11-21T12:00:00\.000Z"?\nmessage_id: "?[0-9a-f]{32}@example\.com"?\nstamped: \[from\]\n---\nHello\n$/,
		);
		await desk.ok("mv", "/mail/outbox/plan.md", "/mail/drafts/");
		expect(await desk.ok("cat", "/mail/drafts/plan.md")).toBe(DRAFT);
		await desk.ok("undo");
		await desk.ok("undo");
		await desk.ok("undo");
		expect(await desk.ok("cat", "/mail/outbox/plan.md")).toContain("queued: ");
		await desk.ok("mv", "/mail/outbox/plan.md", "/mail/drafts/");
	});

	test.each([
		["CRLF", "---\r\nto: a@b.c\r\nsubject: x # why\r\n---\r\nHi\r\n"],
		["a byte-order mark", "\ufeff---\nto: a@b.c\nsubject: x\n---\nHi"],
		["a flow mapping", "---\n{to: a@b.c, subject: x}\n---\nHi\n"],
		["block lists and a sender", "---\nfrom: ann@example.com\nto:\n- a@b.c\n- d@e.f\nsubject: 'x'\n...\n\n\nHi\n"],
	])("gives drafts with %s back as they were", async (_, text) => {
		await desk.put("/mail/drafts/form.md", text);
		await desk.ok("mv", "/mail/drafts/form.md", "/mail/outbox/");
		expect(await desk.ok("cat", "/mail/.raw/outbox/form.eml")).toMatch(/^Subject: x\r$/m);
		await desk.ok("mv", "/mail/outbox/form.md", "/mail/drafts/");
		const back = await desk.ok("cat", "/mail/drafts/form.md");
		// Of a mapping on one line, the blanks within its braces are the YAML library's.
		expect(back.replace("{ ", "{").replace(" }", "}")).toBe(text);
		await desk.ok("rm", "/mail/drafts/form.md");
	});

	test("shows the very bytes that would be sent", async () => {
		await desk.put(
			"/mail/outbox/a.md",
			DRAFT.replace("---\nHello", "bcc: secret@example.com\nattachments: [/files/plan.pdf]\n---\nHello"),
		);
		const first = await desk.run(["cat", "/mail/.raw/outbox/a.eml"]);
		expect(first.stdout).toMatch(/^Subject: Plan\r$/m);
		expect(first.stdout).toMatch(/^Date: Sat, 21 Nov 2026 12:00:00 \+0000\r$/m);
		expect(first.stdout).toMatch(/filename=plan\.pdf/);
		expect(first.stdout).not.toContain("secret");
		expect((await desk.run(["cat", "/mail/.raw/outbox/a.eml"])).bytes).toEqual(first.bytes);
		expect(await desk.ok("ls", "/mail/.raw/outbox")).toBe("a.eml\n");
		expect(Number((await desk.ok("stat", "-c", "%s", "/mail/.raw/outbox/a.eml")).trim())).toBe(first.bytes.length);
		await refused(["rm", "/mail/.raw/outbox/a.eml"]);
	});

	test("keeps its stamps when a queued mail is edited, and checks it again", async () => {
		const before = await desk.ok("cat", "/mail/outbox/a.md");
		const id = /message_id: .*/.exec(before)?.[0] ?? "none";
		await desk.put(
			"/mail/outbox/a.md",
			before
				.replace("Hello", "Good day")
				.replace(/message_id: .*/, "message_id: forged@x")
				.replace(/^queued.*\n/m, ""),
		);
		expect(await desk.ok("cat", "/mail/outbox/a.md")).toContain(id);
		expect(await desk.ok("cat", "/mail/outbox/a.md")).toContain("queued: ");
		expect(await desk.ok("cat", "/mail/.raw/outbox/a.eml")).toContain("Good day");
		await refused(["write", "/mail/outbox/a.md"], before.replace("bob@example.com", "bob@"));
		expect(await desk.ok("cat", "/mail/outbox/a.md")).toContain("Good day");
		// A copy is another message.
		await desk.ok("cp", "/mail/outbox/a.md", "/mail/outbox/b.md");
		expect(await desk.ok("cat", "/mail/outbox/b.md")).not.toContain(id);
		await desk.ok("cp", "/mail/outbox/a.md", "/mail/drafts/c.md");
		expect(await desk.ok("cat", "/mail/drafts/c.md")).not.toContain("queued");
		await refused(["mv", "/mail/outbox/a.md", "/mail/outbox/b.md"]);
		await desk.ok("mv", "/mail/outbox/a.md", "/mail/outbox/d.md");
		expect(await desk.ok("cat", "/mail/outbox/d.md")).toContain(id);
	});

	test.each<[string, string, RegExp]>([
		["no recipient", "---\nsubject: x\n---\n", /:2:1: it has no recipient/],
		["no front matter", "hello", /:1:1: it has no recipient/],
		["no subject", "---\nto: a@b.c\n---\n", /:2:1: it has no subject; .*allow_empty_subject/],
		["a bad address", "---\nsubject: x\nto: a@\n---\n", /:3:5: `to`: 'a@' is no address/],
		[
			"each bad address, with its line",
			"---\nto:\n  - a@b.c\n  - b@\n  - Ann\ncc: x y\nsubject: x\n---\n",
			/:4:5: .*'b@'.*line 5: .*'Ann'.*line 6: .*'x y'/,
		],
		[
			"a line end in a header",
			'---\nto: a@b.c\nsubject: "x\\r\\nBcc: eve@x.org"\n---\n',
			/:3:10: `subject` holds a line end/,
		],
		["a line end in a name", '---\nto: "x\\nBcc: eve@x.org <a@b.c>"\nsubject: x\n---\n', /:2:5: `to` holds a line end/],
		["NUL", '---\nto: a@b.c\nsubject: "a\\0b"\n---\n', /a control character/],
		["an encoded line end in a name", "---\nto: =?utf-8?Q?=0D=0ABcc:_e?= <a@b.c>\nsubject: x\n---\n", /is no address/],
		[
			"a message id with a line end",
			'---\nto: a@b.c\nsubject: x\nin_reply_to: "<a@b>\\r\\nBcc: e"\n---\n',
			/:4:14: `in_reply_to` holds a line end/,
		],
		[
			"what is no message id",
			"---\nto: a@b.c\nsubject: x\nreferences: [a@b, nonsense]\n---\n",
			/:4:19: `references`: 'nonsense'/,
		],
		["two senders", "---\nfrom: a@b.c, d@e.f\nto: a@b.c\nsubject: x\n---\n", /:2:\d+: `from` holds more than one/],
		[
			"a missing attachment",
			"---\nto: a@b.c\nsubject: x\nattachments: [/files/plan.pdf, /files/none]\n---\n",
			/:4:32: the attachment \/files\/none is not there/,
		],
		[
			"an attachment above the root",
			"---\nto: a@b.c\nsubject: x\nattachments: ../../etc/passwd\n---\n",
			/:4:14: the attachment '..\/..\/etc\/passwd' is no path/,
		],
		[
			"a file of the host",
			"---\nto: a@b.c\nsubject: x\nattachments: /../../../etc/passwd\n---\n",
			/the path leaves the tree/,
		],
		[
			"what is computed",
			"---\nto: a@b.c\nsubject: x\nattachments: /sys/mounts\n---\n",
			/the attachment \/sys\/mounts is computed/,
		],
		["a directory", "---\nto: a@b.c\nsubject: x\nattachments: /files\n---\n", /is a directory/],
		[
			"a missing message",
			"---\nto: a@b.c\nsubject: x\nattachments: [/mail/.raw/aaaaaaaaaa.eml]\n---\n",
			/is not there/,
		],
		[
			"other mail that waits",
			"---\nto: a@b.c\nsubject: x\nattachments: [/mail/.raw/outbox/a.eml]\n---\n",
			/is not there/,
		],
		["bad YAML", "---\nto: [a@b.c\n---\n", /:\d+:\d+: /],
		["an address as a mapping", "---\nto: {a: b}\nsubject: x\n---\n", /:2:5: `to` holds what is no text/],
	])("refuses %s and leaves the tree as it is", async (_, text, message) => {
		const { stderr } = await refused(["write", "-p", "/mail/outbox/bad.md"], text);
		expect(stderr).toMatch(message);
		expect(await desk.ok("ls", "/mail/outbox")).not.toContain("bad.md");
	});

	test("refuses what is too large", async () => {
		await desk.ok("config", "set", "mail.max_size", "1");
		await desk.put("/files/large.bin", Buffer.alloc(800_000));
		const { status, stderr } = await refused(
			["write", "/mail/outbox/large.md"],
			"---\nto: a@b.c\nsubject: x\nattachments: [/files/large.bin]\n---\n",
		);
		expect([status, stderr]).toEqual([1, expect.stringContaining("it is too large: 1.0 MiB, and 1.0 MiB are allowed")]);
		await desk.ok("config", "unset", "mail.max_size");
	});

	test("follows links within the tree, not in circles", async () => {
		await desk.ok("ln", "-s", "plan.pdf", "/files/link.pdf");
		await desk.ok("ln", "-s", "/files", "/files/here");
		await desk.ok("ln", "-s", "/etc/passwd", "/files/out");
		await desk.ok("ln", "-s", "/files/circle", "/files/circle");
		await desk.put("/mail/outbox/linked.md", "---\nto: a@b.c\nsubject: x\nattachments: [/files/here/link.pdf]\n---\n");
		expect(await desk.ok("cat", "/mail/.raw/outbox/linked.eml")).toMatch(/filename=link\.pdf(?:.|\s)*JVBERg==/);
		for (const path of ["/files/out", "/files/circle", "/files/here/here/none"])
			await refused(["write", "/mail/outbox/bad.md"], `---\nto: a@b.c\nsubject: x\nattachments: [${path}]\n---\n`);
	});

	test("is renamed, deleted and restored as other folders are, and holds none", async () => {
		const home = await makeDesk();
		await home.ok("config", "set", "mail.from", "ann@example.com");
		await home.put("/mail/drafts/sub/a.md", DRAFT);
		await home.ok("mv", "/mail/drafts/sub", "/mail/drafts/other");
		expect((await home.run(["mv", "/mail/drafts/other", "/mail/outbox/"])).stderr).toContain(
			"the outbox has no folders",
		);
		await home.ok("mv", "/mail/drafts/other/a.md", "/mail/outbox/");
		await home.ok("mv", "/mail/outbox/a.md", "/mail/outbox/A.md");
		expect(await home.ok("ls", "/mail/outbox")).toBe("A.md\n");
		await home.ok("rm", "-r", "/mail/outbox");
		await home.ok("mv", "/trash/outbox", "/mail/outbox");
		expect(await home.ok("cat", "/mail/.raw/outbox/A.eml")).toContain("Subject: Plan");
		home.remove();
	});

	test("goes on showing the others when one cannot be composed any more", async () => {
		await desk.put("/files/gone.txt", "x");
		await desk.put("/mail/outbox/gone.md", "---\nto: a@b.c\nsubject: x\nattachments: [/files/gone.txt]\n---\n");
		await desk.ok("rm", "/files/gone.txt");
		expect(await desk.ok("ls", "-l", "/mail/.raw/outbox")).toMatch(/ 0 .* gone\.eml/);
		const { stderr } = await refused(["cat", "/mail/.raw/outbox/gone.eml"]);
		expect(stderr).toContain("the attachment /files/gone.txt is not there");
		await desk.ok("rm", "/mail/outbox/gone.md");
	});

	test("takes the attachments of received mail as that lists them", async () => {
		await desk.put(
			"/mail/outbox/list.md",
			"---\nto: a@b.c\nsubject: x\nattachments:\n  - {name: plan.pdf, type: application/pdf, size: 4, path: /files/plan.pdf}\n---\n",
		);
		expect(await desk.ok("cat", "/mail/.raw/outbox/list.eml")).toContain("JVBERg==");
	});

	test("says who has to be named as the sender", async () => {
		await desk.ok("config", "unset", "mail.from");
		const { stderr } = await refused(["write", "/mail/outbox/anon.md"], DRAFT);
		expect(stderr).toMatch(/nothing says who sends it; `desk config set mail\.from/);
		await desk.put("/mail/outbox/own.md", DRAFT.replace("to:", "from: me@example.org\nto:"));
		expect(await desk.ok("cat", "/mail/.raw/outbox/own.eml")).toMatch(/^From: me@example\.org\r$/m);
		await desk.ok("config", "set", "mail.from", "Ann Example <ann@example.com>");
	});
});

test("rules are checked as they are written", async () => {
	const { stderr } = await refused(["write", "-p", "/mail/rules.md"], "# Rules\n\n- if from is x then fly\n");
	expect(stderr).toMatch(/\/mail\/rules\.md:3:21: this is no action/);
	await desk.put("/mail/rules.md", "# Rules\n\n- if from is x then flag\n");
	await desk.put("/mail/@work/rules.md", "- if always then archive\n");
});
