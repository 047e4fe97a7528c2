import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { erase, extractWaiting, reindex, undo, type Vfs } from "../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

const DO = { cause: "test" };
const PDF = readFileSync("src/text/extract/fixtures/report.pdf");
const LOCKED = readFileSync("src/text/extract/fixtures/locked.pdf");

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

/** Paths of the files in which the index has a word. */
const found = (word: string) =>
	vfs.store.database
		.all<{ rowid: number }>("SELECT rowid FROM text WHERE text MATCH ? ORDER BY rowid", `"${word}"`)
		.map(({ rowid }) => vfs.reader().pathOf(rowid));
const searched = async (path: string) => await vfs.searched((await vfs.stat(path)).inode);
const extracts = () => vfs.store.database.all("SELECT kind, text IS NOT NULL AS there, error FROM extract");

describe("text that must be extracted", () => {
	test("is there when the write is done; it goes with the file, wherever that goes", async () => {
		await vfs.write("/files/report.pdf", PDF, DO);
		expect(found("quokka")).toEqual(["/files/report.pdf"]);
		const report = await searched("/files/report.pdf");
		expect(report?.text.body).toContain("quokka");
		expect(report?.passages().map(({ heading }) => heading)).toEqual(["page 1", "page 2"]);
		await vfs.change([{ op: "rename", path: "/files/report.pdf", to: "/files/moved" }], DO);
		expect(found("quokka")).toEqual(["/files/moved"]); // its first bytes say what it is
		await vfs.change([{ op: "write", path: "/files/copy.pdf", content: await vfs.contentOf("/files/moved") }], DO);
		expect(found("quokka")).toEqual(["/files/moved", "/files/copy.pdf"]);
		await vfs.change([{ op: "remove", path: "/files/moved" }], DO);
		expect(found("quokka")).toEqual(["/files/copy.pdf"]);
		await undo(vfs, undefined, DO);
		expect(found("quokka")).toEqual(["/files/moved", "/files/copy.pdf"]);
		for (const path of ["/files/moved", "/files/copy.pdf"]) await erase(vfs, path, { dryRun: false });
		expect(found("quokka")).toEqual([]);
		expect(extracts()).toEqual([]);
		expect(vfs.store.database.driver.serialize().includes("quokka")).toBe(false);
	});

	test("a file that cannot be read is written all the same; doctor says why, and reindex tries again", async () => {
		await vfs.write("/files/locked.pdf", LOCKED, DO);
		await vfs.write("/files/broken.docx", "no zip", DO);
		expect((await vfs.readAll("/files/locked.pdf")).equals(LOCKED)).toBe(true);
		const said = await desk.ok("doctor");
		expect(said).toMatch(/locked\.pdf.*its text cannot be searched: it is encrypted/);
		expect(said).toMatch(/broken\.docx.*it is damaged: its zip archive cannot be read/);
		expect(found("locked")).toEqual(["/files/locked.pdf"]);
		expect((await searched("/files/locked.pdf"))?.passages()).toEqual([]);
		vfs.store.database.run("UPDATE extract SET error = 'an older program did not know it' WHERE kind = 'pdf'");
		for await (const _ of reindex(vfs, ["files"]));
		expect(await desk.ok("doctor")).toMatch(/locked\.pdf.*it is encrypted/);
		await vfs.write("/files/locked.pdf", PDF, DO);
		expect(await desk.ok("doctor")).not.toContain("locked.pdf");
	});

	test("what a killed process left waiting is taken up, by whoever asks", async () => {
		await vfs.write("/files/report.pdf", PDF, DO);
		await vfs.store.database.write(() => vfs.store.database.run("UPDATE extract SET text = NULL"));
		expect(await desk.ok("doctor")).toMatch(/report\.pdf.*not extracted yet/);
		await vfs.write("/files/other.txt", "words", DO);
		expect(extracts()).toEqual([{ kind: "pdf", there: 0, error: null }]); // no other write waits for it
		expect(await extractWaiting(vfs)).toEqual({ read: 1, left: 0 });
		expect(found("quokka")).toEqual(["/files/report.pdf"]);
		expect(await desk.ok("doctor")).not.toContain("report.pdf");
		await vfs.store.database.write(() => vfs.store.database.run("UPDATE extract SET text = NULL"));
		expect(await desk.ok("search", "quokka")).toContain("/files/report.pdf");
		const stopped = new AbortController();
		stopped.abort();
		await vfs.store.database.write(() => vfs.store.database.run("UPDATE extract SET text = NULL"));
		expect(await extractWaiting(vfs, { signal: stopped.signal })).toEqual({ read: 0, left: 1 });
	});

	test("a dry run extracts nothing", async () => {
		await vfs.write("/files/report.pdf", PDF, { ...DO, dryRun: true });
		expect(extracts()).toEqual([]);
	});
});

test.each([
	[
		"a.html",
		"<title>T</title><script>secret</script><p>caf&eacute; un<b>believ</b>able",
		["cafe", "unbelievable"],
		["secret", "eacute"],
	],
	["a.json", String.raw`{"a": "one\ntwo \u00e9t\u00e9"}`, ["two", "ete"], ["ntwo"]],
	["a.md", "# Head\n<div class=x>two</div> `<b>`", ["head", "two", "b"], ["div", "class"]],
	["a.ts", "export function readFileSync() {}", ["readfilesync", "sync"], []],
	["a.csv", "date,payee\n2026-01-01,Landlord", ["landlord"], []],
	["noname", "plain words", ["plain", "noname"], []],
	["binary", "a\0words", ["binary"], ["words"]],
])("%s: %j", async (name, source, has, hasNot) => {
	await vfs.write(`/files/${name}`, source, DO);
	for (const word of has) expect(found(word), word).toEqual([`/files/${name}`]);
	for (const word of hasNot) expect(found(word), word).toEqual([]);
	expect((await searched(`/files/${name}`))?.passages()).toHaveLength(name === "binary" ? 0 : 1);
});
