import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lookUpAddresses, nameOf } from "../../src/command/index.ts";
import { ANN, JOE, vcard as v } from "../../test/support/contacts.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import type { Known } from "./people.ts";

let desk: TestDesk;
beforeEach(async () => {
	desk = await makeDesk();
});
afterEach(() => desk.remove());

const run = async (...argv: string[]) => await desk.run(argv);
async function json<Item>(...argv: string[]): Promise<Item[]> {
	const { stdout, stderr } = await run(...argv, "--json");
	expect(stderr).toBe("");
	return stdout
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line));
}
/** A file of the host. */
function host(name: string, text: string | Uint8Array): string {
	const path = join(desk.folder, "host", name);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, text);
	return path;
}

describe("the mount", () => {
	test("a broken card is refused where it is broken; one that is broken already may be mended in part", async () => {
		const bad = host("bad.vcf", v("3.0", "UID:1", "FN:Bad", "TEL 1", "BDAY:soon"));
		const outcome = await run("-c", `cat > /contacts/x.vcf <<< '${v("3.0", "FN:A", "TEL 1").replaceAll("\r", "")}'`);
		expect(outcome.stderr).toMatch(/\/contacts\/x\.vcf:4:1: a line without a colon/);
		expect((await run("import", "contacts", bad)).status).toBe(0);
		const [person] = await json<Known>("contact", "list", "--broken");
		expect(person?.problems).toEqual([
			"line 5, column 1: a line without a colon",
			"line 6, column 6: BDAY: `soon` is no date",
		]);
		expect((await run("doctor")).stdout).toContain("BDAY: `soon` is no date");
		expect((await run("contact", "edit", "bad", "--email", "a@b.c")).status).toBe(0);
		expect((await run("contact", "edit", "bad", "--set", "BDAY=")).status).toBe(0);
		expect((await json<Known>("contact", "list"))[0]?.problems).toHaveLength(1);
		const more = await desk.run(["append", person?.path ?? "", "X"]);
		expect([more.status, more.stderr]).toEqual([5, expect.stringMatching(/:\d+:1: a line without a colon/)]);
		const worse = await run("contact", "edit", "bad", "--set", "BDAY=never");
		expect([worse.status, worse.stderr]).toEqual([5, expect.stringContaining("`never` is no date")]);
	});

	test("found by name, mail, phone, note and tag", async () => {
		await desk.put("/contacts/ann.vcf", ANN);
		await desk.put("/contacts/work/joe.vcf", JOE);
		const search = async (...words: string[]) =>
			(await json<{ path: string }>("search", ...words)).map(({ path }) => path);
		for (const words of [
			["Acme"],
			["Annie"],
			["49301234567"],
			["--where", "email=ann@example.com"],
			["--where", "org=Acme"],
			["tag:friends"],
		])
			expect(await search(...words), words.join(" ")).toEqual(["/contacts/ann.vcf"]);
		expect(await search("muller ice")).toEqual(["/contacts/work/joe.vcf"]);
		const [hit] = await json<{ snippet: string }>("search", "49301234567");
		expect(hit?.snippet).toMatch(/^Ann Example, .*Acme, .*49301234567/);
		expect(hit?.snippet).not.toMatch(/TEL|[;:]/);
	});
});

describe("commands", () => {
	beforeEach(async () => {
		await desk.put("/contacts/p1.vcf", ANN);
		await desk.put("/contacts/work/joe.vcf", JOE);
	});

	test("list filters, and ends with 1 where nobody is", async () => {
		const names = async (...argv: string[]) => (await json<Known>("contact", "list", ...argv)).map(({ name }) => name);
		expect(await names()).toEqual(["Ann Example", "Jörg Müller"]);
		expect(await names("jorg")).toEqual(["Jörg Müller"]);
		expect(await names("ANNIE")).toEqual(["Ann Example"]);
		expect(await names("--book", "work")).toEqual(["Jörg Müller"]);
		expect(await names("--tag", "Friends")).toEqual(["Ann Example"]);
		expect((await run("contact", "list", "xample")).stdout).toContain("ann@example.com");
		expect((await run("contact", "list", "nobody")).status).toBe(1);
		expect((await run("contact")).stdout).toBe(
			"/contacts/p1.vcf\tAnn Example\tann@example.com\t+49 30 1234567\n/contacts/work/joe.vcf\tJörg Müller\tChef@example.de\t\n",
		);
	});

	test.each(["ann", "Annie", "ANN@example.com", "030 1234567", "/contacts/p1.vcf", "urn:uuid:UID-ANN", "ann exam"])(
		"%s is Ann",
		async (who) => {
			expect((await json<Known>("contact", "show", who)).map(({ name }) => name)).toEqual(["Ann Example"]);
		},
	);

	test("what could be several is refused with the candidates; nobody is status 3", async () => {
		await desk.put("/contacts/p2.vcf", v("4.0", "FN:Ann Other"));
		const outcome = await run("contact", "edit", "ann", "--email", "a@b.c");
		expect([outcome.status, outcome.stderr]).toEqual([
			2,
			expect.stringMatching(/Ann Example <ann@example.com> .*Ann Other/),
		]);
		expect((await run("contact", "show", "zoe")).status).toBe(3);
	});

	test("a name that fits beats an organisation that does", async () => {
		await desk.put("/contacts/a.vcf", v("3.0", "FN:Tolv Bullar", "PHOTO;ENCODING=b;TYPE=PNG:AAECAw=="));
		await desk.put("/contacts/b.vcf", v("3.0", "FN:Gun Ek", "ORG:Tolv Bullar AB"));
		const { stdout } = await desk.run(["contact", "show", "tolv"], { columns: 80 });
		expect(stdout).toMatch(/Tolv Bullar\x1b[\s\S]*photo\S* +PNG, 4 bytes/);
		expect((await run("contact", "show", "tolv bullar ab")).stdout).toContain("Gun Ek");
	});

	test("add, edit with a dry run, undo", async () => {
		const added = await run(
			"contact",
			"add",
			"Zoë Žižek",
			"--email",
			"zoe@example.com",
			"--phone",
			"+420 1",
			"--set",
			"BDAY=--0412",
			"--book",
			"work",
		);
		expect(added.stdout).toMatch(/^\/contacts\/work\/Zoë-Žižek-[a-z2-7]{10}\.vcf\n$/);
		const path = added.stdout.trim();
		const before = (await run("cat", path)).stdout;
		const edit = ["contact", "edit", "zizek", "--tag", "+vip", "--set", "TITLE=Head"];
		expect((await run(...edit, "--dry-run")).stderr).toContain(`would write ${path}`);
		expect((await run("cat", path)).stdout).toBe(before);
		expect((await run(...edit)).status).toBe(0);
		expect((await run("cat", path)).stdout).toContain("TITLE:Head\r\n");
		await run("undo");
		expect((await run("cat", path)).stdout).toBe(before);
		expect((await run("contact", "edit", "zizek")).status).toBe(2);
		expect((await run("contact", "add", "X", "--set", "FN=Y")).status).toBe(2);
		expect((await run("contact", "add", "X", "--email", "nonsense")).status).toBe(5);
	});

	test("merge is one change set, and both UIDs find the result", async () => {
		await desk.put(
			"/contacts/two.vcf",
			v("3.0", "UID:ann2", "FN:Ann E.", "X-FOO:bar") + v("3.0", "FN:Third", "UID:third"),
		);
		const pairs = await json<{ score: number }>("contact", "duplicates", "--score", "0");
		expect(pairs).toEqual([]);
		expect((await run("contact", "merge", "ann", "ann")).status).toBe(2);
		expect((await run("contact", "merge", "ann@example.com", "ann2")).status).toBe(0);
		expect((await run("cat", "/contacts/p1.vcf")).stdout).toBe(
			ANN.replace("END:VCARD", "X-MERGED-UID:ann2\r\nFN:Ann E.\r\nX-FOO:bar\r\nEND:VCARD"),
		);
		expect((await run("cat", "/contacts/two.vcf")).stdout).toBe(v("3.0", "FN:Third", "UID:third"));
		expect((await json<Known>("contact", "show", "ann2")).map(({ name }) => name)).toEqual(["Ann Example"]);
		await run("contact", "merge", "third", "jorg");
		expect((await run("ls", "/contacts/work")).stdout).toBe("");
		await run("undo");
		expect((await run("cat", "/contacts/two.vcf", "/contacts/work/joe.vcf")).stdout).toBe(
			v("3.0", "FN:Third", "UID:third") + JOE,
		);
	});

	test("export is the bytes, or another version", async () => {
		expect((await run("contact", "export")).bytes.toString()).toBe(ANN + JOE);
		expect((await run("contact", "export", "jorg")).stdout).toBe(JOE);
		const { stdout } = await run("contact", "export", "--version", "3.0", "jorg");
		expect(stdout).toContain("VERSION:3.0\r\nN:Müller;Jörg;;;\r\nUID:urn:uuid:joe\r\n");
		expect(stdout).toContain("EMAIL;TYPE=pref:Chef@example.de\r\n");
	});

	test("on a terminal: a table that fits, and no escape sequence of a card", async () => {
		await desk.put(
			"/contacts/evil.vcf",
			v("4.0", "FN:Evil\x1b[2J", "ORG:\x1b]0;x\x07", `EMAIL:${"a".repeat(80)}@b.c`, `TEL:${"1".repeat(70)}`),
		);
		const { stdout } = await desk.run(["contact", "list"], { columns: 60 });
		expect(stdout.replace(/\x1b\[\d*m/g, "")).not.toContain("\x1b");
		for (const line of stdout.trimEnd().split("\n"))
			expect(line.replace(/\x1b\[\d*m/g, "").length).toBeLessThanOrEqual(60);
		await desk.put(
			"/contacts/long.vcf",
			v(
				"3.0",
				`FN:${"Longest Name ".repeat(5)}`,
				`EMAIL:${"b".repeat(40)}@b.c`,
				"TEL:+46 (0)70 174 06 61",
				"ORG:Big Organisation",
			),
		);
		const wide = await desk.run(["contact", "list"], { columns: 80 });
		expect(wide.stdout).toContain("+46 (0)70 174 06 61");
		for (const line of wide.stdout.trimEnd().split("\n"))
			expect(line.replace(/\x1b\[\d*m/g, "").length).toBeLessThanOrEqual(80);
		const shown = await desk.run(["contact", "show", "evil"], { columns: 60 });
		expect(shown.stdout.replace(/\x1b\[\d*m/g, "")).not.toContain("\x1b");
	});

	test("names complete", async () => {
		expect((await run("__complete", "--", "contact", "show", "Jö")).stdout).toBe("Jörg Müller\tChef@example.de\n");
	});
});

test("addresses and names for mail", async () => {
	await desk.put("/contacts/ann.vcf", ANN);
	await desk.put("/contacts/joe.vcf", JOE);
	await desk.put("/contacts/gone.vcf", v("4.0", "FN:Ann Gone", "EMAIL:gone@example.com"));
	await run("rm", "/contacts/gone.vcf");
	await desk.put("/contacts/odd.vcf", v("4.0", 'FN:Odd\\, "Q" <x@y>\\nBcc: z', "EMAIL:odd@example.com"));
	const vfs = await desk.vfs();
	await vfs.load("/contacts");
	const tree = vfs.reader();
	const found = (text: string) => lookUpAddresses(tree, text).map((match) => match.text);
	expect(found("ann")).toEqual(["Ann Example <ann@example.com>"]);
	expect(found("acm ex")).toEqual(["Ann Example <ann@example.com>"]);
	expect(found("MULLER")).toEqual(["Jörg Müller <Chef@example.de>", "Jörg Müller <joerg@example.de>"]);
	expect(found("joerg@")).toEqual(["Jörg Müller <joerg@example.de>"]);
	expect(found("odd")).toEqual(['"Odd, \\"Q\\" <x@y> Bcc: z" <odd@example.com>']);
	expect(found("%")).toEqual([]);
	expect(nameOf(tree, "mailto:CHEF@example.DE")).toBe("Jörg Müller");
	expect(nameOf(tree, "gone@example.com")).toBeUndefined();
	vfs.store.close();
});
