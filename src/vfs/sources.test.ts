/** Content that was made from other content: the source stays exactly as long as something shows what was made of it. */
import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { erase } from "./erase.ts";
import { checkDeep } from "./health-deep.ts";
import { undo } from "./undo.ts";
import type { Vfs } from "./vfs.ts";

const DO = { cause: "test" };
const NOW = { history: -1, trash: -1, rejected: -1 };
const SOURCES = {
	"a row": Buffer.from("From: a\r\n\r\nHello\r\n"),
	chunks: createHash("shake256", { outputLength: 300_000 }).update("a message").digest(),
};

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

async function write(path: string, text: string, source: Buffer): Promise<void> {
	const content = { ...(await vfs.stage(text)), source: vfs.store.content.stageBytes(source) };
	await vfs.change([{ op: "write", path, content }], DO);
}

function sourceOf(path: string): Buffer | undefined {
	const id = vfs.reader().source(path);
	return id === undefined ? undefined : vfs.store.content.readAll(id);
}

const contents = () => vfs.store.database.get<{ count: number }>("SELECT count(*) AS count FROM content")?.count;

test.each(Object.entries(SOURCES))("%s: copies, moves, undo and the trash keep the source", async (_, source) => {
	await write("/files/a.md", "shown", source);
	expect(sourceOf("/files/a.md")).toEqual(source);
	await vfs.change([{ op: "write", path: "/files/b.md", content: await vfs.contentOf("/files/a.md") }], DO);
	await vfs.change([{ op: "rename", path: "/files/a.md", to: "/notes/a.md" }], DO);
	expect([sourceOf("/files/b.md"), sourceOf("/notes/a.md")]).toEqual([source, source]);
	await vfs.change([{ op: "write", path: "/notes/a.md", content: await vfs.stage("mine") }], DO);
	expect(sourceOf("/notes/a.md")).toBeUndefined();
	await undo(vfs, undefined, DO);
	expect(sourceOf("/notes/a.md")).toEqual(source);
	await vfs.change([{ op: "remove", path: "/notes/a.md" }], DO);
	expect(sourceOf("/trash/a.md")).toEqual(source);
	await vfs.change([{ op: "remove", path: "/trash/a.md" }], DO);
	await undo(vfs, undefined, DO);
	expect(sourceOf("/trash/a.md")).toEqual(source);
});

test.each(Object.entries(SOURCES))("%s: gc keeps it while a file shows it, and then frees it", async (_, source) => {
	await write("/files/a.md", "shown", source);
	await write("/files/a.md", "shown, seen", source);
	await collectGarbage(vfs, NOW, { dryRun: false, cause: "gc" });
	expect(sourceOf("/files/a.md")).toEqual(source);
	await vfs.change([{ op: "write", path: "/files/a.md", content: await vfs.stage("other") }], DO);
	const { bytes } = await collectGarbage(vfs, NOW, { dryRun: false, cause: "gc" });
	expect(bytes).toBe("shown, seen".length + source.length);
	expect(vfs.store.database.get("SELECT 1 FROM content WHERE source IS NOT NULL")).toBeUndefined();
	expect(vfs.store.content.chunkBytes()).toBe(0);
});

test("a source that is a file too is not freed with what was made of it, nor while it lies in the history", async () => {
	const source = SOURCES["a row"];
	await vfs.write("/files/a.eml", source, DO);
	await write("/files/a.md", "shown", source);
	await vfs.change([{ op: "remove", path: "/files/a.eml" }], DO);
	await collectGarbage(vfs, NOW, { dryRun: false, cause: "gc" });
	expect(sourceOf("/files/a.md")).toEqual(source);
	await vfs.write("/files/b.eml", source, DO);
	await erase(vfs, "/files/a.md", { dryRun: false });
	expect(await vfs.readAll("/files/b.eml")).toEqual(source);
});

test.each(Object.entries(SOURCES))("%s: erase leaves nothing of it", async (_, source) => {
	const before = contents();
	await write("/files/a.md", "shown", source);
	await write("/files/a.md", "shown, seen", source);
	const dry = await erase(vfs, "/files/a.md", { dryRun: true });
	expect(sourceOf("/files/a.md")).toEqual(source);
	const { bytes } = await erase(vfs, "/files/a.md", { dryRun: false });
	expect([bytes, dry.bytes]).toEqual(Array(2).fill("shown".length + "shown, seen".length + source.length));
	expect([contents(), vfs.store.content.chunkBytes()]).toEqual([before, 0]);
});

test("a refused write and a dry run leave no source behind", async () => {
	const content = {
		...(await vfs.stage("---\ndue: never\n---\n")),
		source: vfs.store.content.stageBytes(SOURCES.chunks),
	};
	await expect(
		vfs.change(
			[
				{ op: "mkdir", path: "/tasks/x" },
				{ op: "write", path: "/tasks/x/a.md", content },
			],
			{ ...DO, keepRejected: false },
		),
	).rejects.toThrow("due");
	const other = { ...(await vfs.stage("fine")), source: vfs.store.content.stageBytes(SOURCES.chunks) };
	await vfs.change([{ op: "write", path: "/files/a", content: other }], { ...DO, dryRun: true });
	expect([contents(), vfs.store.content.chunkBytes()]).toEqual([0, 0]);
	expect(vfs.store.content.orphans(() => [])).toEqual([]);
});

test("doctor names the file whose source is damaged", async () => {
	await write("/files/a.md", "shown", SOURCES["a row"]);
	await vfs.store.database.write(() =>
		vfs.store.database.run(
			"UPDATE content SET data = 'x' WHERE id = (SELECT source FROM content WHERE source IS NOT NULL)",
		),
	);
	const findings = [];
	const options = { signal: new AbortController().signal, progress: () => ({ add: () => {}, done: () => {} }) };
	for await (const finding of checkDeep(vfs, options)) if (finding.level === "error") findings.push(finding.path);
	expect(findings).toEqual(["/files/a.md"]);
});
