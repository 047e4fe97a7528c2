/** What neither the model test nor the conformance suite reaches: several writers in one process, streams, change sets and their errors. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { makeStore } from "../../test/support/store.ts";
import type { DeskError } from "../base/errors.ts";
import { type Change, collectGarbage, erase, undo, Vfs } from "./index.ts";

let desk: Awaited<ReturnType<typeof makeStore>>;
let vfs: Vfs;
const DO = { cause: "test" };
beforeEach(async () => {
	desk = await makeStore({ memory: true });
	vfs = new Vfs(desk.store, mounts, "user");
});
afterEach(() => desk.remove());

const text = async (path: string) => (await vfs.readAll(path)).toString();
const large = (letter: string) => Buffer.alloc(1_500_000, `${letter} some text. `);
async function* slowly(bytes: Buffer): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += 200_000) {
		await new Promise((resolve) => setImmediate(resolve));
		yield bytes.subarray(at, at + 200_000);
	}
}

describe("writers in one process", () => {
	test("all at once, small and large, none disturbs another", async () => {
		const letters = [..."abcdefghij"];
		await Promise.all(
			letters.flatMap((letter) => [
				vfs.write(`/files/large-${letter}`, slowly(large(letter)), DO),
				vfs.write(`/notes/${letter}.md`, letter, DO),
				vfs.write("/files/lines", `${letter}\n`, { ...DO, at: "end" }),
			]),
		);
		for (const letter of letters) {
			expect((await vfs.readAll(`/files/large-${letter}`)).equals(large(letter))).toBe(true);
			expect(await text(`/notes/${letter}.md`)).toBe(letter);
		}
		expect((await text("/files/lines")).trim().split("\n").sort()).toEqual(letters);
		expect(vfs.store.log.verify()).toMatchObject({ entries: 30, problems: [] });
	});

	test("of two that read the same revision one wins, and the other's text is kept", async () => {
		await vfs.write("/notes/a.md", "first", DO);
		const both = await Promise.allSettled(
			["mine", "yours"].map((words) => vfs.write("/notes/a.md", words, { ...DO, expect: 1 })),
		);
		const refused = both.find((result) => result.status === "rejected")?.reason as DeskError;
		expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
		expect(refused.code).toBe("ESTALE");
		expect([await text("/notes/a.md"), await text(refused.kept ?? "")].sort()).toEqual(["mine", "yours"]);
	});

	test("what is written where nothing can be is kept, too; a dry run keeps nothing", async () => {
		for (const [path, code] of [
			["/plan.md", "EACCES"],
			["/sys/health", "EROFS"],
		] as const) {
			const refused = await vfs.write(path, large("p"), DO).catch((error: DeskError) => error);
			expect(refused).toMatchObject({ code, kept: expect.stringMatching(/^\/sys\/rejected\//) });
			expect((await vfs.readAll((refused as DeskError).kept ?? "")).equals(large("p"))).toBe(true);
		}
		await expect(vfs.write("/plan.md", "x", { ...DO, dryRun: true })).rejects.toMatchObject({ kept: undefined });
		expect(await vfs.readdir("/sys/rejected")).toHaveLength(2);
	});

	test("an editor's save through a scratch file that is refused is kept", async () => {
		const bad = "---\nstatus: perhaps\n---\n# Rent\n";
		await vfs.write("/tasks/home/rent.md", "# Rent\n", { ...DO, parents: true });
		await vfs.write("/tasks/home/rent.md~", bad, DO);
		const save = vfs.change(
			[{ op: "rename", path: "/tasks/home/rent.md~", to: "/tasks/home/rent.md", replace: true }],
			DO,
		);
		const refused = await save.catch((error: DeskError) => error);
		expect(refused).toMatchObject({ code: "EFORMAT" });
		expect(await text((refused as DeskError).kept ?? "")).toBe(bad);
		expect(await text("/tasks/home/rent.md")).toBe("# Rent\n");
	});

	test("a refused write does not take away what another has staged", async () => {
		const slow = vfs.write("/files/slow", slowly(large("s")), DO);
		for (let at = 0; at < 5; at++)
			await expect(vfs.write("/files/not/there", large("x"), DO)).rejects.toMatchObject({ code: "ENOENT" });
		await slow;
		expect((await vfs.readAll("/files/slow")).equals(large("s"))).toBe(true);
	});

	test("whoever reads a file while it is replaced gets the old or the new, whole", async () => {
		await vfs.write("/files/a", large("a"), DO);
		const reading = vfs.read("/files/a");
		const parts = [(await reading.next()).value as Uint8Array];
		await vfs.write("/files/a", large("b"), DO);
		await vfs.change([{ op: "remove", path: "/files/a" }], DO);
		for await (const part of reading) parts.push(part);
		expect(Buffer.concat(parts).equals(large("a"))).toBe(true);
	});

	test("a file is read as well after a search of its folder as before it", async () => {
		await vfs.write("/notes/searched.md", "the words\n", DO);
		for await (const _batch of vfs.contents("/notes", [["words"]])) {
			// Only that it was read through.
		}
		expect(await text("/notes/searched.md")).toBe("the words\n");
	});

	test("a walk over what is being removed ends quietly", async () => {
		for (const folder of ["a", "b", "c"]) await vfs.write(`/files/${folder}/x`, "x", { ...DO, parents: true });
		const seen: string[] = [];
		for await (const { path } of vfs.walk("/files")) {
			seen.push(path);
			if (path === "/files/a")
				for (const folder of ["a", "b"])
					await vfs.change([{ op: "remove", path: `/files/${folder}`, recursive: true }], DO);
		}
		expect(seen).toEqual(["/files", "/files/a", "/files/b", "/files/c", "/files/c/x"]);
	});
});

describe("change sets", () => {
	test("a mount that only a plan or an undo needs is loaded on the way", async () => {
		await vfs.write("/notes/a.md", "words", DO);
		await vfs.change([{ op: "remove", path: "/notes/a.md" }], DO);
		const fresh = new Vfs(vfs.store, mounts, "user");
		await undo(fresh, undefined, DO);
		expect(vfs.store.database.all("SELECT rowid FROM text WHERE text MATCH 'words'")).toHaveLength(1);
	});

	test("an operation of several change sets is taken back whole, or not at all", async () => {
		const first = await vfs.write("/files/a", "a", DO);
		const operation = first.set?.id;
		await vfs.write("/files/b", "b", { ...DO, operation });
		await vfs.write("/files/a", "aa", { ...DO, operation });
		await vfs.write("/files/b", "changed since", DO);
		await expect(undo(vfs, operation, DO)).rejects.toMatchObject({ code: "ECONFLICT" });
		expect([await text("/files/a"), await text("/files/b")]).toEqual(["aa", "changed since"]);
		await undo(vfs, undefined, DO);
		await undo(vfs, operation, DO);
		expect((await vfs.readdir("/files")).length).toBe(0);
	});

	test("undo does not put back what has no place or was changed since", async () => {
		await vfs.write("/files/d/a", "a", { ...DO, parents: true });
		const removed = await vfs.change([{ op: "remove", path: "/files/d/a" }], DO);
		await vfs.change([{ op: "remove", path: "/files/d" }], DO);
		await expect(undo(vfs, removed.set?.id, DO)).rejects.toMatchObject({
			code: "ECONFLICT",
			todo: expect.stringContaining("mkdir"),
		});
		await vfs.write("/files/x", "x", DO);
		const chmod = await vfs.change([{ op: "setattr", path: "/files/x", mode: 0o600 }], DO);
		await vfs.change([{ op: "setattr", path: "/files/x", mode: 0o755 }], DO);
		await expect(undo(vfs, chmod.set?.id, DO)).rejects.toMatchObject({ code: "ECONFLICT" });
		expect((await vfs.stat("/files/x")).mode).toBe(0o755);
	});

	test("undo does not put a folder back with what its mount does not take: that is a conflict", async () => {
		await vfs.change([{ op: "mkdir", path: "/notes/a" }], DO);
		const moved = await vfs.change([{ op: "rename", path: "/notes/a", to: "/files/a" }], DO);
		await vfs.write("/files/a/\udcff", "x", DO);
		await expect(undo(vfs, moved.set?.id, DO)).rejects.toMatchObject({ code: "ECONFLICT", status: 6 });
		expect(await text("/files/a/\udcff")).toBe("x");
		expect(await vfs.find("/notes/a")).toBeUndefined();
	});

	test("a long undo that is interrupted changes nothing", async () => {
		await vfs.change(
			Array.from({ length: 300 }, (_, at): Change => ({ op: "mkdir", path: `/files/${at}` })),
			DO,
		);
		let steps = 0;
		const stop = new Error("stop");
		const pace = () => (++steps > 250 ? Promise.reject(stop) : undefined);
		await expect(undo(vfs, undefined, { ...DO, pace })).rejects.toBe(stop);
		expect(await vfs.names("/files")).toHaveLength(300);
		await undo(vfs, undefined, DO);
		expect(await vfs.names("/files")).toEqual([]);
	});

	test("a directory that moves or goes within a change set is no longer where it was", async () => {
		await vfs.change([{ op: "mkdir", path: "/files/d" }], DO);
		const write = async (path: string): Promise<Change> => ({ op: "write", path, content: await vfs.stage(path) });
		const first = await write("/files/d/a");
		const second = await write("/files/d/b");
		for (const gone of [
			{ op: "rename", path: "/files/d", to: "/files/e" },
			{ op: "remove", path: "/files/d", recursive: true },
		] as const) {
			await expect(vfs.change([first, gone, second], DO)).rejects.toMatchObject({ code: "ENOENT" });
			await vfs.change([first, gone, { op: "mkdir", path: "/files/d" }, second], DO);
			expect((await vfs.readdir("/files/d")).map(({ name }) => name)).toEqual(["b"]);
			await undo(vfs, undefined, DO);
			expect(await vfs.readdir("/files/d")).toEqual([]);
		}
	});

	test("what was erased cannot be brought back, and nothing else of that change is lost", async () => {
		const content = await vfs.stage("words");
		const both = (["/files/a", "/files/b"] as const).map((path): Change => ({ op: "write", path, content }));
		const made = await vfs.change(both, DO);
		await erase(vfs, "/files/a", { dryRun: false });
		await undo(vfs, made.set?.id, DO);
		expect(await vfs.readdir("/files")).toEqual([]);
		await undo(vfs, undefined, DO);
		expect((await vfs.readdir("/files")).map(({ name }) => name)).toEqual(["b"]);
		const alone = await vfs.write("/files/c", "c", DO);
		await erase(vfs, "/files/c", { dryRun: false });
		await expect(undo(vfs, alone.set?.id, DO)).rejects.toMatchObject({ code: "EINVAL" });
		expect(vfs.store.log.verify().problems).toEqual([]);
	});

	test("undo does not take away what was moved since", async () => {
		const made = await vfs.write("/files/a", "a", DO);
		await vfs.change([{ op: "rename", path: "/files/a", to: "/files/b" }], DO);
		await expect(undo(vfs, made.set?.id, DO)).rejects.toMatchObject({
			code: "ECONFLICT",
			message: expect.stringContaining("/files/b"),
		});
		expect(await text("/files/b")).toBe("a");
	});

	test("revisions of a path never repeat, whatever comes and goes there", async () => {
		const seen: number[] = [];
		const look = async () => seen.push((await vfs.stat("/files/a")).revision);
		for (let round = 0; round < 3; round++) {
			await vfs.write("/files/a", `text ${round}`, DO);
			await look();
			await vfs.change([{ op: "remove", path: "/files/a" }], DO);
			await undo(vfs, undefined, DO);
			await look();
			await vfs.write("/files/b", `other ${round}`, DO);
			await vfs.change([{ op: "rename", path: "/files/b", to: "/files/a", replace: true }], DO);
			await look();
			await undo(vfs, undefined, DO);
			await vfs.change(
				[
					{ op: "remove", path: "/files/b" },
					{ op: "remove", path: "/files/a" },
				],
				DO,
			);
		}
		expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
	});
});

describe("gc and what it leaves", () => {
	const everything = { history: 0, trash: 0, rejected: 0 };

	test("takes old revisions, the trash and refused writes; the tree and the log stay", async () => {
		await vfs.write("/files/a", large("a"), DO);
		await vfs.write("/files/a", "second", DO);
		await vfs.write("/files/b", large("b"), DO);
		await vfs.change([{ op: "remove", path: "/files/b" }], DO);
		await vfs.write("/files/a", "refused", { ...DO, expect: 77 }).catch(() => undefined);
		await new Promise((resolve) => setTimeout(resolve, 5));
		const told = await collectGarbage(vfs, everything, { dryRun: true, cause: "gc" });
		const done = await collectGarbage(vfs, everything, { dryRun: false, cause: "gc" });
		expect(done).toMatchObject({ trash: 1, rejected: 1 });
		expect(told.trash).toBe(done.trash);
		expect(await text("/files/a")).toBe("second");
		expect(await vfs.readdir("/trash")).toEqual([]);
		expect(await vfs.readdir("/sys/rejected")).toEqual([]);
		// Emptying the trash was a change just now, and its history is kept until the next collection.
		await new Promise((resolve) => setTimeout(resolve, 5));
		await collectGarbage(vfs, everything, { dryRun: false, cause: "gc" });
		expect(vfs.store.content.chunkBytes()).toBe(0);
		expect(vfs.store.log.verify().problems).toEqual([]);
	});

	test("what it has taken cannot be brought back by undo, which then changes nothing", async () => {
		await vfs.write("/files/a", "first", DO);
		await vfs.write("/files/a", "second", DO);
		await vfs.write("/trash/b", "b", DO);
		const gone = await vfs.change([{ op: "remove", path: "/trash/b" }], DO);
		await new Promise((resolve) => setTimeout(resolve, 5));
		await collectGarbage(vfs, everything, { dryRun: false, cause: "gc" });
		await expect(undo(vfs, 2, DO)).rejects.toMatchObject({ code: "ECONFLICT" });
		await expect(undo(vfs, gone.set?.id, DO)).rejects.toMatchObject({ code: "ECONFLICT" });
		expect(await text("/files/a")).toBe("second");
		// The same bytes written again are the old revision, too.
		await vfs.write("/files/c", "first", DO);
		await undo(vfs, 2, DO);
		expect(await text("/files/a")).toBe("first");
	});
});
