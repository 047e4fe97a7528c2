/** What a hand with permissions sees, and may change: the kernel's part. Attacks through commands are in src/agents. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { makeStore } from "../../test/support/store.ts";
import { search } from "../search/index.ts";
import { Access, findRevision, historyOf, literalGlob, type Permissions, readable, Vfs } from "./index.ts";

let desk: Awaited<ReturnType<typeof makeStore>>;
let owner: Vfs;
const DO = { cause: "test" };
const put = (path: string, text: string) => owner.write(path, text, { ...DO, parents: true });
beforeEach(async () => {
	desk = await makeStore({ memory: true });
	owner = new Vfs(desk.store, mounts, "user");
	await put("/notes/work/plan.md", "the plan, see [[diary]]");
	await put("/notes/work/ideas.md", "ideas");
	await put("/notes/private/diary.md", "canary in the diary");
	await put("/notes/top.md", "top canary");
	await put("/files/open/a.txt", "open");
	await put("/files/secret/b.txt", "canary of files");
});
afterEach(() => desk.remove());

const hand = (reads: string[], writes: string[] = [], guarded?: Permissions["guarded"]) =>
	owner.as("agent:test").restricted({ reads, writes, ...(guarded === undefined ? {} : { guarded }) });
const code = async (work: Promise<unknown> | AsyncIterable<unknown>): Promise<string> => {
	try {
		if (Symbol.asyncIterator in work) for await (const each of work) void each;
		else await work;
		return "done";
	} catch (error) {
		return (error as { code: string }).code;
	}
};
const everything = async <Each>(source: AsyncIterable<Each>): Promise<Each[]> => {
	const found: Each[] = [];
	for await (const each of source) found.push(each);
	return found;
};
const all = async (vfs: Vfs) => (await everything(vfs.walk("/", { views: false }))).map(({ path }) => path);

test("a hand with permissions hands on no others, whatever it asks for", async () => {
	const small = hand(["/notes/work/**"]);
	for (const permissions of [undefined, { reads: ["/**"], writes: ["/**"] }]) {
		const other = small.as("agent:other", { permissions });
		expect(await code(other.readAll("/notes/private/diary.md"))).toBe("EACCES");
		expect(await code(other.write("/notes/work/x.md", "x", DO))).toBe("EACCES");
		expect(await code(other.readAll("/notes/work/plan.md"))).toBe("done");
	}
});

describe("globs", () => {
	const may = (glob: string, path: string, rules: "portable" | "posix" = "portable") =>
		new Access({ reads: [glob], writes: [] }).reads(path, rules);

	test("a star stays in a name, two cross names, a plain path covers what is below", () => {
		expect(may("/notes/*.md", "/notes/a.md")).toBe(true);
		expect(may("/notes/*.md", "/notes/b/a.md")).toBe(false);
		expect(may("/notes/**", "/notes")).toBe(true);
		expect(may("/notes/**", "/notes/a/b/c.md")).toBe(true);
		expect(may("/notes/**/x.md", "/notes/x.md")).toBe(true);
		expect(may("/notes/**/x.md", "/notes/a/b/x.md")).toBe(true);
		expect(may("/notes/work", "/notes/work/a.md")).toBe(true);
		expect(may("/notes/work", "/notes/workshop/a.md")).toBe(false);
		expect(may("/notes/work/", "/notes/work/a.md")).toBe(true);
		expect(may("/notes/w?rk/**", "/notes/work/a.md")).toBe(true);
		expect(may("/notes/a\\*.md", "/notes/ab.md")).toBe(false);
		expect(may("/notes/a\\*.md", "/notes/a*.md")).toBe(true);
		expect(may("/notes/a.c", "/notes/abc")).toBe(false);
	});

	test("names are compared as the mount compares them, letters that only look alike are not", () => {
		expect(may("/notes/Work/**", "/notes/work/a.md")).toBe(true);
		expect(may("/notes/cafe\u0301/**", "/notes/caf\u00e9/a.md")).toBe(true);
		expect(may("/files/Work/**", "/files/work/a", "posix")).toBe(false);
		expect(may("/notes/work/**", "/notes/wоrk/a.md")).toBe(false);
		expect(may("/notes/**", "/nоtes/a.md")).toBe(false);
	});

	test("a path as a literal glob is that path alone, for any path", () => {
		const name = fc.string({
			minLength: 1,
			maxLength: 8,
			unit: fc.constantFrom("a", "b", "*", "?", "\\", ".", "[", "]", "+"),
		});
		const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `/${names.join("/")}`);
		fc.assert(
			fc.property(path, path, (one, other) => {
				expect(may(literalGlob(one), one, "posix")).toBe(true);
				expect(may(literalGlob(one), other, "posix")).toBe(other === one || other.startsWith(`${one}/`));
			}),
		);
	});

	test("guarded places open to a glob that spells them only", () => {
		const guarded = { reads: ["/sys"], writes: ["/mail/outbox", "/mail/@*/outbox/**"] };
		const access = (globs: string[]) => new Access({ reads: globs, writes: globs, guarded });
		expect(access(["/**"]).reads("/sys/config", "portable")).toBe(false);
		expect(access(["/*/config"]).reads("/sys/config", "portable")).toBe(false);
		expect(access(["/sys/*"]).reads("/sys/config", "portable")).toBe(true);
		expect(access(["/mail/**"]).writes("/mail/outbox/a.md", "portable")).toBe(false);
		expect(access(["/mail/**"]).writes("/mail/OUTBOX/a.md", "portable")).toBe(false);
		expect(access(["/mail/**"]).writes("/mail/@work/outbox/a.md", "portable")).toBe(false);
		expect(access(["/mail/@work/outbox/**"]).writes("/mail/@work/outbox/a.md", "portable")).toBe(true);
		expect(access(["/mail/**"]).writes("/mail/drafts/a.md", "portable")).toBe(true);
		expect(access(["/**"]).readsAllOf("sys")).toBe(false);
		expect(access(["/**"]).readsAllOf("notes")).toBe(true);
		expect(access(["/notes/*"]).readsAllOf("notes")).toBe(false);
	});
});

describe("reading", () => {
	test("what may not be read is not listed, and refused when named, whether or not it is there", async () => {
		const vfs = hand(["/notes/work/**"]);
		expect(await all(vfs)).toEqual(["/", "/notes", "/notes/work", "/notes/work/ideas.md", "/notes/work/plan.md"]);
		expect(await vfs.names("/")).toEqual(["notes"]);
		expect(await vfs.names("/notes")).toEqual(["work"]);
		for (const path of [
			"/notes/top.md",
			"/notes/none.md",
			"/notes/private",
			"/notes/private/x",
			"/sys/log",
			"/files",
			"/trash/x",
		]) {
			expect([path, await code(vfs.stat(path))]).toEqual([path, "EACCES"]);
			expect([path, await vfs.find(path)]).toEqual([path, undefined]);
			expect([path, await code(vfs.read(path))]).toEqual([path, "EACCES"]);
			expect([path, await code(vfs.readdir(path))]).toEqual([path, "EACCES"]);
			expect([path, await code(vfs.contents(path))]).toEqual([path, "EACCES"]);
			expect([path, await code(vfs.contentOf(path))]).toEqual([path, "EACCES"]);
			expect([path, await code(readable(vfs, `${path}@1`))]).toEqual([path, "EACCES"]);
		}
		expect(await code(vfs.stat("/notes/work/none.md"))).toBe("ENOENT");
	});

	test("bulk reading, search and its folders know of nothing else", async () => {
		const vfs = hand(["/notes/work/**", "/search/**"]);
		const found = (await everything(vfs.contents("/"))).flat().map(({ path }) => path);
		expect(found.sort()).toEqual(["/notes/work/ideas.md", "/notes/work/plan.md"]);
		const hits = (await search(vfs, { query: "canary", mode: "text", filter: {}, limit: 10 })).hits;
		expect(hits).toEqual([]);
		expect(
			(await search(vfs, { query: "plan", mode: "text", filter: {}, limit: 10 })).hits.map(({ path }) => path),
		).toEqual(["/notes/work/plan.md"]);
		expect(await vfs.names("/search/plan")).toEqual(["01 plan.md"]);
		expect(await vfs.names("/search/canary")).toEqual([]);
	});

	test("links lead nowhere that the path itself would not", async () => {
		await owner.change([{ op: "symlink", path: "/files/open/link", target: "/files/secret/b.txt" }], DO);
		await owner.change([{ op: "symlink", path: "/files/open/up", target: ".." }], DO);
		await owner.change([{ op: "symlink", path: "/files/open/diary", target: "/notes/private" }], DO);
		const vfs = hand(["/files/open/**"]);
		expect(await code(vfs.read("/files/open/link"))).toBe("EACCES");
		expect(await code(vfs.read("/files/open/up/secret/b.txt"))).toBe("EACCES");
		expect(await code(vfs.readdir("/files/open/up"))).toBe("done");
		expect((await vfs.readdir("/files/open/up")).map(({ name }) => name)).toEqual(["open"]);
		expect(await code(vfs.readdir("/files/open/diary"))).toBe("EACCES");
		expect(await code(vfs.stat("/files/open/diary/none"))).toBe("EACCES");
		// A link that may not be seen leads nowhere, even where its end may be read.
		await owner.change([{ op: "symlink", path: "/files/secret/back", target: "/files/open" }], DO);
		expect(await code(vfs.read("/files/secret/back/a.txt"))).toBe("EACCES");
	});

	test("views are for those who may read all that they are made of", async () => {
		await put(
			"/calendar/home/a.ics",
			"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261121T100000Z\r\nSUMMARY:Canary\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		);
		expect(await code(hand(["/calendar/*"]).read("/calendar/today.md"))).toBe("EACCES");
		expect(await hand(["/calendar/*"]).names("/calendar")).toEqual(["home"]);
		expect(await code(hand(["/calendar/**"]).read("/calendar/today.md"))).toBe("done");
	});

	test("a file's past is seen where it lay in places that may be read", async () => {
		await owner.change([{ op: "rename", path: "/notes/private/diary.md", to: "/notes/work/diary.md" }], DO);
		await owner.write("/notes/work/diary.md", "harmless", DO);
		const vfs = hand(["/notes/work/**"]);
		expect((await historyOf(vfs, "/notes/work/diary.md")).map(({ op }) => op)).toEqual(["write"]);
		expect((await historyOf(owner, "/notes/work/diary.md")).length).toBe(3);
		expect(await code(findRevision(vfs, "/notes/work/diary.md", 1))).toBe("ENOENT");
	});

	test("what was deleted is seen by those who saw it before", async () => {
		await owner.change([{ op: "remove", path: "/notes/private", recursive: true }], DO);
		await owner.change([{ op: "remove", path: "/notes/work/ideas.md" }], DO);
		const vfs = hand(["/notes/work/**", "/trash/**"]);
		expect(await vfs.names("/trash")).toEqual(["ideas.md"]);
		expect(await code(vfs.read("/trash/private/diary.md"))).toBe("EACCES");
	});
});

describe("writing", () => {
	const change = (vfs: Vfs, ...changes: Parameters<Vfs["change"]>[0]) => code(vfs.change([...changes], DO));
	const write = (vfs: Vfs, path: string) => code(vfs.write(path, "new", { ...DO, parents: true }));

	test("only where it is allowed, and all or nothing", async () => {
		const vfs = hand(["/notes/**"], ["/notes/work/**", "/notes/out/deep/**"]);
		expect(await write(vfs, "/notes/work/new.md")).toBe("done");
		expect(await write(vfs, "/notes/out/deep/new.md")).toBe("done");
		expect(await write(vfs, "/notes/top.md")).toBe("EACCES");
		expect(await write(vfs, "/notes/other/new.md")).toBe("EACCES");
		expect(
			await change(vfs, { op: "remove", path: "/notes/work/new.md" }, { op: "remove", path: "/notes/top.md" }),
		).toBe("EACCES");
		expect(await code(owner.stat("/notes/work/new.md"))).toBe("done");
		expect(await change(vfs, { op: "rename", path: "/notes/top.md", to: "/notes/work/top.md" })).toBe("EACCES");
		expect(await change(vfs, { op: "rename", path: "/notes/work/new.md", to: "/notes/new.md" })).toBe("EACCES");
		expect(await change(vfs, { op: "setattr", path: "/notes/top.md", mode: 0o600 })).toBe("EACCES");
		expect(await change(vfs, { op: "mkdir", path: "/notes/other" })).toBe("EACCES");
		expect(await change(vfs, { op: "remove", path: "/notes/work/new.md" })).toBe("done");
		expect(await all(hand(["/sys/**"]))).toEqual(["/", "/sys"]);
		expect(await owner.names("/sys/rejected")).toEqual([]);
	});

	test("what may be written and not read: its bytes stay unread", async () => {
		const vfs = hand([], ["/notes/top.md"]);
		expect(await code(vfs.read("/notes/top.md"))).toBe("EACCES");
		expect((await everything(vfs.contents("/notes"))).flat()).toEqual([]);
		expect(await code(vfs.write("/notes/top.md", "more", { ...DO, at: "end" }))).toBe("done");
		expect((await owner.readAll("/notes/top.md")).toString()).toBe("top canarymore");
	});

	test("moving is no way of reading: not a folder with hidden files, nor the folder above", async () => {
		const vfs = hand(["/files/open/**", "/files/*"], ["/files/**"]);
		expect(await change(vfs, { op: "rename", path: "/files/secret", to: "/files/open/secret" })).toBe("EACCES");
		expect(await change(vfs, { op: "rename", path: "/files/open/a.txt", to: "/files/open/b.txt" })).toBe("done");
	});

	test("what a mount adds to a change must be allowed, too", async () => {
		// Renaming plan.md rewrites the link in a note outside of what may be written.
		await put("/notes/private/list.md", "see [[plan]]");
		const narrow = hand(["/notes/work/**"], ["/notes/work/**"]);
		const error = await narrow
			.change([{ op: "rename", path: "/notes/work/plan.md", to: "/notes/work/new-plan.md" }], DO)
			.then(
				() => undefined,
				(thrown: Error & { code: string; at?: string }) => thrown,
			);
		expect(error?.code).toBe("EACCES");
		expect(JSON.stringify([error?.message, error?.at])).not.toContain("private");
		expect((await owner.readAll("/notes/private/list.md")).toString()).toBe("see [[plan]]");
		const wide = hand(["/notes/**"], ["/notes/**"]);
		expect(await change(wide, { op: "rename", path: "/notes/work/plan.md", to: "/notes/work/new-plan.md" })).toBe(
			"done",
		);
	});

	test("a link may lead only to what may be read, and writing through one counts where it leads", async () => {
		const vfs = hand(["/files/open/**"], ["/files/open/**"]);
		expect(await change(vfs, { op: "symlink", path: "/files/open/x", target: "/files/secret/b.txt" })).toBe("EACCES");
		expect(await change(vfs, { op: "symlink", path: "/files/open/x", target: "../secret" })).toBe("EACCES");
		expect(await change(vfs, { op: "symlink", path: "/files/open/x", target: "a.txt" })).toBe("done");
		await owner.change([{ op: "symlink", path: "/files/open/out", target: "/files/secret" }], DO);
		expect(await write(vfs, "/files/open/out/new.txt")).toBe("EACCES");
		expect(await write(vfs, "/files/open/out/b.txt")).toBe("EACCES");
		expect(await change(vfs, { op: "remove", path: "/files/open/out/b.txt" })).toBe("EACCES");
	});
});
