/** Drafts: what is written in one is seen by it alone, everywhere; applied it is one change set, or a conflict. */
import { afterEach, beforeEach, expect, test } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { makeStore } from "../../test/support/store.ts";
import { search } from "../search/index.ts";
import { Draft, undo, Vfs } from "./index.ts";

let desk: Awaited<ReturnType<typeof makeStore>>;
let owner: Vfs;
let draft: Draft;
const DO = { cause: "test" };
const text = async (vfs: Vfs, path: string) => (await vfs.readAll(path)).toString();
const put = (vfs: Vfs, path: string, body: string | Buffer) => vfs.write(path, body, { ...DO, parents: true });
const codeOf = (work: Promise<unknown>) =>
	work.then(
		() => "done",
		(error: { code: string }) => error.code,
	);
const logged = () => desk.store.database.get<{ n: number }>("SELECT count(*) AS n FROM change_set")?.n;
const found = async (vfs: Vfs, query: string) =>
	(await search(vfs, { query, mode: "text", filter: {}, limit: 10 })).hits.map(({ path }) => path);

beforeEach(async () => {
	desk = await makeStore();
	owner = new Vfs(desk.store, mounts, "user");
	await put(owner, "/notes/a.md", "alpha, see [[b]]");
	await put(owner, "/notes/b.md", "beta");
	await put(owner, "/tasks/work/pay.md", "---\nstatus: pending\n---\n# Pay\n");
	draft = await Draft.open(owner.as("agent:test"));
});
afterEach(() => {
	draft.close();
	desk.remove();
});

test("a draft sees its own writes in files, tables and searches; nobody else does, and nothing is logged", async () => {
	const before = logged();
	await draft.run(() => put(draft.vfs, "/notes/new.md", "gamma and zebra"));
	await draft.run(() => draft.vfs.change([{ op: "rename", path: "/notes/b.md", to: "/notes/c.md" }], DO));
	await draft.run(async () => {
		expect(await text(draft.vfs, "/notes/new.md")).toBe("gamma and zebra");
		expect(await text(draft.vfs, "/notes/a.md")).toBe("alpha, see [[c]]");
		expect(await draft.vfs.names("/notes")).toEqual(["a.md", "c.md", "new.md"]);
		expect(await found(draft.vfs, "zebra")).toEqual(["/notes/new.md"]);
		await draft.vfs.write("/notes/new.md", " more", { ...DO, at: "end" });
		expect(await text(draft.vfs, "/notes/new.md")).toBe("gamma and zebra more");
	});
	expect(await owner.names("/notes")).toEqual(["a.md", "b.md"]);
	expect(await found(owner, "zebra")).toEqual([]);
	expect(logged()).toBe(before);
	const plan = await draft.plan();
	expect(plan.effects.map(({ op, path, to }) => [op, path, to])).toEqual([
		["create", "/notes/new.md", undefined],
		["rename", "/notes/b.md", "/notes/c.md"],
		["write", "/notes/a.md", undefined],
		["write", "/notes/new.md", undefined],
	]);
	expect(plan.effects.at(-1)?.after?.toString()).toBe("gamma and zebra more");
	const { set } = await draft.apply(plan, "agent run test");
	expect([set?.actor, logged()]).toEqual(["agent:test", (before ?? 0) + 1]);
	expect(await text(owner, "/notes/new.md")).toBe("gamma and zebra more");
	expect(await text(owner, "/notes/a.md")).toBe("alpha, see [[c]]");
	await undo(owner, undefined, DO);
	expect(await owner.names("/notes")).toEqual(["a.md", "b.md"]);
	expect(await text(owner, "/notes/a.md")).toBe("alpha, see [[b]]");
});

test("a refused write is told at once, and nothing of it stays in the draft", async () => {
	expect(await codeOf(draft.run(() => put(draft.vfs, "/tasks/work/bad.md", "---\nstatus: sometime\n---\n")))).toBe(
		"EFORMAT",
	);
	expect(await codeOf(draft.run(() => put(draft.vfs, "/nothing/x", "x")))).not.toBe("done");
	expect(draft.changes).toEqual([]);
	expect(await owner.names("/sys/rejected")).toEqual([]);
});

test("large content, copies of it, and what is appended to it", async () => {
	const large = Buffer.from(Array.from({ length: 200_000 }, (_, at) => `line ${at}\n`).join(""));
	await put(owner, "/files/old.bin", large);
	await draft.run(() => put(draft.vfs, "/files/new.bin", large.subarray(1000)));
	await draft.run(async () =>
		draft.vfs.change(
			[{ op: "write", path: "/files/copy.bin", content: await draft.vfs.contentOf("/files/old.bin") }],
			DO,
		),
	);
	await draft.run(async () =>
		draft.vfs.change(
			[{ op: "write", path: "/files/copy2.bin", content: await draft.vfs.contentOf("/files/new.bin") }],
			DO,
		),
	);
	await draft.run(() => draft.vfs.write("/files/new.bin", "end", { ...DO, at: "end" }));
	await draft.apply(await draft.plan(), "x");
	expect(
		(await owner.readAll("/files/new.bin")).equals(Buffer.concat([large.subarray(1000), Buffer.from("end")])),
	).toBe(true);
	expect((await owner.readAll("/files/copy.bin")).equals(large)).toBe(true);
	expect((await owner.readAll("/files/copy2.bin")).equals(large.subarray(1000))).toBe(true);
	const orphans = desk.store.content.orphans(() => []);
	expect(orphans).toEqual([]);
});

test("what the user has changed meanwhile is a conflict, and all of the draft is left out", async () => {
	await draft.run(() => put(draft.vfs, "/notes/b.md", "of the agent"));
	await draft.run(() => put(draft.vfs, "/notes/other.md", "also"));
	const plan = await draft.plan();
	await put(owner, "/notes/b.md", "of the user");
	expect(await codeOf(draft.apply(plan, "x"))).toBe("ECONFLICT");
	expect(await text(owner, "/notes/b.md")).toBe("of the user");
	expect(await owner.names("/notes")).toEqual(["a.md", "b.md"]);
});

test("a file that came into being, or went, is a conflict, too; other files are not", async () => {
	await draft.run(() => put(draft.vfs, "/notes/fresh.md", "agent"));
	await draft.run(() => draft.vfs.change([{ op: "remove", path: "/notes/b.md" }], DO));
	const plan = await draft.plan();
	await put(owner, "/notes/unrelated.md", "x");
	await put(owner, "/notes/fresh.md", "user");
	expect(await codeOf(draft.apply(plan, "x"))).toBe("ECONFLICT");
	await owner.change([{ op: "rename", path: "/notes/fresh.md", to: "/notes/mine.md" }], DO);
	await owner.change([{ op: "rename", path: "/notes/b.md", to: "/notes/bee.md" }], DO);
	expect(await codeOf(draft.apply(plan, "x"))).toBe("ECONFLICT");
	expect(await owner.names("/notes")).toEqual(["a.md", "bee.md", "mine.md", "unrelated.md"]);
});

test("what another adds to what the draft entails is a conflict: a new link to a renamed note", async () => {
	await draft.run(() => draft.vfs.change([{ op: "rename", path: "/notes/b.md", to: "/notes/c.md" }], DO));
	const plan = await draft.plan();
	await put(owner, "/notes/z.md", "also [[b]]");
	expect(await codeOf(draft.apply(plan, "x"))).toBe("ECONFLICT");
	expect(await codeOf(draft.apply(await draft.plan(), "x"))).toBe("done");
	expect(await text(owner, "/notes/z.md")).toBe("also [[c]]");
});

test("others write between two commands of a draft, and wait while one that has written works", async () => {
	await draft.run(() => put(draft.vfs, "/notes/d.md", "draft"));
	await put(owner, "/notes/e.md", "owner");
	let written = false;
	let waiting: Promise<unknown> = Promise.resolve();
	await draft.run(async () => {
		expect(await draft.vfs.names("/notes")).toContain("e.md");
		waiting = put(owner, "/notes/f.md", "owner").then(() => (written = true));
		await new Promise((resolve) => setTimeout(resolve, 150));
		expect(written).toBe(false);
	});
	await waiting;
	expect(await owner.names("/notes")).toEqual(["a.md", "b.md", "e.md", "f.md"]);
});

test("a draft of a hand with permissions holds to them", async () => {
	const narrow = await Draft.open(
		owner.as("agent:x").restricted({ reads: ["/notes/a.md"], writes: ["/notes/out/**"] }),
	);
	expect(await codeOf(narrow.run(() => put(narrow.vfs, "/notes/out/x.md", "x")))).toBe("done");
	expect(await codeOf(narrow.run(() => put(narrow.vfs, "/notes/a.md", "x")))).toBe("EACCES");
	expect(await codeOf(narrow.run(() => narrow.vfs.readAll("/notes/b.md")))).toBe("EACCES");
	expect((await narrow.apply(await narrow.plan(), "x")).changes.map(({ path }) => path)).toEqual([
		"/notes/out",
		"/notes/out/x.md",
	]);
	narrow.close();
});
