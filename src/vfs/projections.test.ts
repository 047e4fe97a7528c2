import { deflateRawSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { erase } from "./erase.ts";
import { undo } from "./undo.ts";
import type { Vfs } from "./vfs.ts";

const DO = { cause: "test" };
/** In the note, in what was extracted of it, and in the vocabulary of the fitted embedder. */
const SECRET = "Zanzibarian wombats";
const VECTOR = Buffer.from("VECTOR OF THE SECRET");

let desk: TestDesk;
let vfs: Vfs;
let node: number;
beforeEach(async () => {
	desk = await makeDesk();
	await desk.put("/notes/other.md", "---\ntype: idea\n---\n# Other\n");
	await desk.put(
		"/notes/secret.md",
		`---\ntype: ${SECRET}\ntags: [zanzibarian]\n---\n# ${SECRET}\n${SECRET} [[other]]\n`,
	);
	vfs = await desk.vfs();
	await vfs.load("/notes");
	node = (await vfs.stat("/notes/secret.md")).inode;
	const other = (await vfs.stat("/notes/other.md")).inode;
	const { database } = vfs.store;
	await database.write(() => {
		for (const [id, kind] of [
			[1, "fitted"],
			[2, "sentence"],
		] as const)
			database.run(
				"INSERT INTO embedder (id, name, kind, vocabulary) VALUES (?, 'x', ?, ?)",
				id,
				kind,
				id === 1 ? SECRET : null,
			);
		for (const [id, of, embedder] of [
			[1, node, 1],
			[2, node, 1],
			[3, other, 2],
		] as const) {
			database.run("INSERT INTO passage VALUES (?, ?, 0, 9, ?)", id, of, VECTOR);
			database.run("INSERT INTO vector VALUES (?, 1.0, ?)", id, VECTOR);
			database.run("INSERT OR IGNORE INTO embedded VALUES (?, ?)", of, embedder);
		}
		database.run(
			"INSERT INTO extract SELECT content, 'pdf', ?, ? FROM node WHERE id = ?",
			deflateRawSync(SECRET, { level: 0 }),
			null,
			node,
		);
	});
});
afterEach(() => {
	vfs.store.close();
	desk.remove();
});

const count = (sql: string) => vfs.store.database.get<{ n: number }>(`SELECT count(*) AS n FROM ${sql}`)?.n;
/** Rows about the file: of its passages, their vectors, its search text, facets and tags. */
const rows = () => ({
	text: count(`text WHERE rowid = ${node}`),
	facet: count(`facet WHERE node = ${node}`),
	tag: count(`tag WHERE node = ${node}`),
	passage: count(`passage WHERE node = ${node}`),
	vector: count("vector WHERE passage IN (1, 2)"),
	embedded: count(`embedded WHERE node = ${node}`),
	extract: count("extract"),
});
const NONE = { text: 0, facet: 0, tag: 0, passage: 0, vector: 0, embedded: 0, extract: 0 };
const THERE = { text: 1, facet: 1, tag: 1, passage: 2, vector: 2, embedded: 1, extract: 1 };
/** What was embedded is made again by upkeep; what was extracted is kept by content. */
const AGAIN = { ...THERE, passage: 0, vector: 0, embedded: 0 };

describe("what is projected of a file goes with it", () => {
	test("a change leaves nothing of what was; what was extracted stays as long as a file has that content", async () => {
		expect(rows()).toEqual(THERE);
		await vfs.change([{ op: "rename", path: "/notes/secret.md", to: "/notes/moved.md" }], DO);
		expect(rows()).toEqual(AGAIN);
		await vfs.change([{ op: "remove", path: "/notes/moved.md" }], DO);
		expect(rows()).toEqual({ ...NONE, extract: 1 });
		await undo(vfs, undefined, DO);
		expect(rows()).toEqual(AGAIN);
		await vfs.change([{ op: "write", path: "/notes/copy.md", content: await vfs.contentOf("/notes/moved.md") }], DO);
		await vfs.write("/notes/moved.md", "# Empty\n", DO);
		expect(rows()).toEqual({ ...NONE, text: 1, extract: 1 });
		await vfs.write("/notes/copy.md", "# Empty\n", DO);
		expect(rows()).toEqual({ ...NONE, text: 1 });
	});

	test("emptying the trash leaves nothing", async () => {
		await vfs.change([{ op: "remove", path: "/notes/secret.md" }], DO);
		await vfs.change([{ op: "remove", path: "/trash/secret.md" }], DO);
		expect(rows()).toEqual(NONE);
	});

	test("erase leaves no byte of it in any page of the database, nor of a model that was fitted on it", async () => {
		await vfs.change([{ op: "rename", path: "/notes/secret.md", to: "/notes/moved.md" }], DO);
		await vfs.write("/notes/moved.md", `${SECRET} again`, DO);
		/** All pages, decrypted, free ones too. */
		const pages = () => vfs.store.database.driver.serialize().toString("latin1").toLowerCase();
		for (const word of ["zanzib", "wombat", "VECTOR OF THE SECRET".toLowerCase()]) expect(pages()).toContain(word);
		await erase(vfs, "/notes/moved.md", { dryRun: false });
		expect(rows()).toEqual(NONE);
		for (const word of ["zanzib", "wombat"]) expect(pages().includes(word), word).toBe(false);
		expect(vfs.store.database.all("SELECT id FROM embedder")).toEqual([{ id: 2 }]);
		expect(vfs.store.database.all("SELECT id FROM passage")).toEqual([{ id: 3 }]);
		expect(vfs.store.database.all("SELECT passage FROM vector")).toEqual([{ passage: 3 }]);
	});
});

test("the text and the passages of a file are those of the file as it is", async () => {
	const searched = await vfs.searched(node);
	expect(searched?.text).toMatchObject({ title: SECRET, tags: ["zanzibarian"] });
	const passages = searched?.passages() ?? [];
	expect(passages).not.toEqual([]);
	const bytes = await vfs.readAll("/notes/secret.md");
	for (const { start, end, text } of passages) {
		expect(text).toContain(SECRET);
		expect(bytes.subarray(start, end).toString()).toContain(SECRET);
	}
	await vfs.change([{ op: "remove", path: "/notes/secret.md" }], DO);
	for (const gone of [node, 99999]) expect(await vfs.searched(gone)).toBeUndefined();
});
