/** One suite for every mount: what the kernel promises of any tree must hold of each. A mount's own tests say what is special. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { collect } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { nameBytes, Store } from "../../src/store/index.ts";
import {
	type Change,
	erase,
	historyOf,
	type Mount,
	type MountEntry,
	type MountSample,
	nameOfPath,
	parentOf,
	reindex,
	type Stat,
	undo,
	Vfs,
} from "../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../support/desk.ts";
import { seeds } from "../support/store.ts";
import { dump } from "./dump.ts";

/** A word that no sample has. */
const WORD = "zanzibarian";
const DO = { cause: "conformance" };

/** Everything below is run for each mount of the registry. */
export async function conformance(entry: MountEntry): Promise<void> {
	const mount = await entry.load();
	const sample = await sampleOf(mount);
	describe(`/${mount.name}`, () => {
		let desk: TestDesk;
		let vfs: Vfs;
		beforeEach(async () => {
			vi.stubEnv("DESK_NOW", "2026-11-21T12:00:00Z"); // a dry run tells the times of the real run, too
			desk = await makeDesk();
			vfs = new Vfs(await Store.open(desk.home), mounts, "user");
			for (const name of vfs.mountNames) await vfs.load(`/${name}`); // their tables are made with the first load
		});
		afterEach(() => {
			vfs.store.close();
			desk.remove();
			vi.unstubAllEnvs();
		});
		reading(mount, () => ({ desk, vfs }), sample);
		views(mount, () => vfs);
		if (sample === undefined) return;
		const place = new Place(mount, sample);
		writing(place, () => vfs);
		names(place, () => vfs);
		moving(place, () => vfs);
		refusing(place, () => vfs);
		scratch(place, () => vfs);
		projecting(place, () => vfs);
		undoing(place, () => vfs);
	});
}

/** Where in a mount files and folders may lie, as its sample tells. */
class Place {
	readonly mount: Mount;
	readonly sample: MountSample;
	/** The sample's path, absolute. */
	readonly path: string;
	readonly text: string;
	readonly isTrash: boolean;

	constructor(mount: Mount, sample: MountSample) {
		this.mount = mount;
		this.sample = sample;
		this.path = `/${mount.name}/${sample.valid[0]}`;
		this.text = sample.valid[1];
		this.isTrash = mount.name === "trash";
	}

	get folder(): string {
		return parentOf(this.path);
	}

	/** A path beside the sample whose name begins so. */
	beside(stem: string): string {
		const name = nameOfPath(this.path);
		const dot = name.lastIndexOf(".");
		return `${this.folder}/${stem}${dot > 0 ? name.slice(dot) : ""}`;
	}

	/** Write text at a path, with the folders that it needs. */
	async put(vfs: Vfs, path = this.path, text = this.text): Promise<Stat> {
		await vfs.write(path, text, { ...DO, parents: parentOf(path) !== `/${this.mount.name}` });
		return await vfs.stat(path);
	}
}

async function sampleOf(mount: Mount): Promise<MountSample | undefined> {
	const file = fileURLToPath(new URL(`../../fs-mounts/${mount.name}/sample.ts`, import.meta.url));
	if (existsSync(file)) return ((await import(file)) as { sample: MountSample }).sample;
	const shape = mount.shape.find(({ kind, view }) => kind === "file" && view === undefined);
	if (shape === undefined) return undefined;
	return { valid: [shape.path.replace(/^\*\*\//, "folder/").replace(/<(\w+)>/g, "$1"), "Some text.\n"] };
}

/** The code of the refusal, or `done`. */
async function codeOf(run: () => Promise<unknown>): Promise<string> {
	try {
		await run();
		return "done";
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		expect(error.sentence).not.toMatch(/\n/);
		expect(error.todo, error.sentence).toBeTruthy();
		return error.code;
	}
}

const text = async (vfs: Vfs, path: string) => (await vfs.readAll(path)).toString();
const found = (vfs: Vfs, word: string) =>
	vfs.store.database
		.all<{ rowid: number }>("SELECT rowid FROM text WHERE text MATCH ?", word)
		.map(({ rowid }) => rowid);
/** Times of a view are those of looking. */
const timeless = ({ mtime: _, ctime: __, birth: ___, ...rest }: Stat) => rest;

function reading(mount: Mount, at: () => { desk: TestDesk; vfs: Vfs }, sample: MountSample | undefined): void {
	test("stat, readdir, read and completion agree on every path", async () => {
		const { desk, vfs } = at();
		if (sample !== undefined) {
			const place = new Place(mount, sample);
			for (const path of [place.path, place.beside("Zebra"), place.beside("ärger"), place.beside("B")])
				await place.put(vfs, path);
		}
		await codeOf(() => vfs.write("/files", "kept", { ...DO, expect: 7 })); // for /sys/rejected
		for await (const stat of vfs.walk(`/${mount.name}`)) {
			const again = await vfs.stat(stat.path);
			expect(stat.view ? timeless(again) : again).toEqual(stat.view ? timeless(stat) : stat);
			expect(stat.name).toBe(nameOfPath(stat.path));
			if (stat.kind === "file") {
				expect((await collect(vfs.read(stat.path))).length).toBe(stat.size);
				expect(await codeOf(() => vfs.readdir(stat.path))).toBe("ENOTDIR");
				expect(await codeOf(() => vfs.stat(`${stat.path}/x`))).toBe("ENOTDIR");
				continue;
			}
			const entries = await vfs.readdir(stat.path);
			const order = entries.map(({ name }) => nameBytes(name));
			expect(order).toEqual([...order].sort(Buffer.compare));
			expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
			const inodes = entries.map(({ inode }) => inode);
			expect(new Set(inodes).size).toBe(inodes.length);
			expect(await codeOf(() => vfs.readAll(stat.path))).toBe("EISDIR");
			const offered = (await desk.ok("__complete", "--", "cat", `${stat.path}/`))
				.split("\n")
				.filter((line) => line !== "")
				.map((line) => line.split("\t")[0]);
			expect(offered.sort()).toEqual(
				entries.map((child) => child.path + (child.kind === "directory" ? "/" : "")).sort(),
			);
		}
	});

	test("what is not there is ENOENT, however it is asked for", async () => {
		const { vfs } = at();
		const path = `/${mount.name}/not-there`;
		for (const run of [
			() => vfs.stat(path),
			() => vfs.readdir(path),
			() => vfs.readAll(path),
			() => vfs.stat(`${path}/below`),
		])
			expect(await codeOf(run)).toBe("ENOENT");
		expect(await vfs.find(path)).toBeUndefined();
		expect(await vfs.find(`${path}/below`)).toBeUndefined();
	});

	test("the mount itself can be neither removed, renamed, replaced nor made again", async () => {
		const { vfs } = at();
		const path = `/${mount.name}`;
		const attempts: Change[] = [
			{ op: "remove", path, recursive: true },
			{ op: "rename", path, to: "/files/x" },
			{ op: "mkdir", path },
			{ op: "write", path, content: await vfs.stage("x") },
		];
		const codes = [];
		for (const change of attempts) codes.push(await codeOf(() => vfs.change([change], DO)));
		expect(codes).toEqual(["EACCES", "EACCES", "EEXIST", "EISDIR"]);
		expect(await codeOf(() => vfs.change([{ op: "mkdir", path, parents: true }], DO))).toBe("done");
	});
}

function views(mount: Mount, at: () => Vfs): void {
	test("what is computed cannot be changed", async () => {
		const vfs = at();
		for await (const stat of vfs.walk(`/${mount.name}`)) {
			if (!stat.view) continue;
			const { path } = stat;
			const attempts: Change[] = [
				{ op: "write", path, content: await vfs.stage("x") },
				{ op: "remove", path, recursive: true },
				{ op: "rename", path, to: "/files/stolen" },
				{ op: "setattr", path, mode: 0o777 },
				{ op: "mkdir", path },
			];
			for (const change of attempts)
				expect(await codeOf(() => vfs.change([change], DO)), `${change.op} ${path}`).toMatch(
					/EROFS|EACCES|EISDIR|EEXIST/,
				);
			expect(await codeOf(() => erase(vfs, path, { dryRun: false }))).toBe("EROFS");
			expect(timeless(await vfs.stat(path))).toEqual(timeless(stat));
		}
	});
}

function writing(place: Place, at: () => Vfs): void {
	test("what is written is read, and each write is a revision", async () => {
		const vfs = at();
		const first = await place.put(vfs);
		expect(await text(vfs, place.path)).toBe(place.text);
		expect([first.kind, first.size, first.view]).toEqual(["file", Buffer.byteLength(place.text), false]);
		const second = await place.put(vfs, place.path, `${place.text}More.\n`);
		expect(await text(vfs, place.path)).toBe(`${place.text}More.\n`);
		expect([second.inode, second.revision]).toEqual([first.inode, first.revision + 1]);
		expect((await vfs.write(place.path, `${place.text}More.\n`, DO)).set).toBeUndefined();
		expect((await historyOf(vfs, place.path)).map(({ op, revision }) => [op, revision])).toEqual([
			["create", 1],
			["write", 2],
		]);
		await vfs.write(place.path, "End.\n", { ...DO, at: "end" });
		expect(await text(vfs, place.path)).toBe(`${place.text}More.\nEnd.\n`);
	});

	test("a range is a slice", async () => {
		const vfs = at();
		await place.put(vfs);
		const bytes = Buffer.from(place.text);
		const number = fc.nat(bytes.length + 10);
		await fc.assert(
			fc.asyncProperty(number, fc.option(number, { nil: undefined }), async (offset, length) => {
				const part = await collect(vfs.read(place.path, { offset, length }));
				expect(part.equals(bytes.subarray(offset, length === undefined ? undefined : offset + length))).toBe(true);
			}),
			{ numRuns: 20 * seeds },
		);
	});

	test("refusals have their POSIX codes, and a stale write is told from a conflict", async () => {
		const vfs = at();
		const { path, folder } = place;
		await place.put(vfs);
		const content = await vfs.stage(place.text);
		const other = place.beside("other");
		await place.put(vfs, other);
		const attempts: [string, Change][] = [
			["EISDIR", { op: "write", path: folder, content }],
			["ENOTDIR", { op: "write", path: `${path}/x.md`, content }],
			["ENOTDIR", { op: "write", path: `${path}/x/y.md`, content }],
			["ENOENT", { op: "write", path: path.replace(folder, `${folder}-not-there`), content }],
			["EEXIST", { op: "write", path, content, expect: null }],
			["ESTALE", { op: "write", path, content, expect: 99 }],
			["ESTALE", { op: "write", path: place.beside("gone"), content, expect: 1 }],
			["EEXIST", { op: "mkdir", path: folder }],
			["EEXIST", { op: "mkdir", path }],
			["EEXIST", { op: "mkdir", path, parents: true }],
			["ENOTDIR", { op: "mkdir", path: `${path}/x`, parents: true }],
			["ENOENT", { op: "remove", path: place.beside("gone") }],
			["ENOTEMPTY", { op: "remove", path: folder }],
			["ESTALE", { op: "remove", path, expect: 99 }],
			["ENOENT", { op: "rename", path: place.beside("gone"), to: other }],
			["EEXIST", { op: "rename", path, to: other }],
			["EISDIR", { op: "rename", path, to: folder, replace: true }],
			["EINVAL", { op: "rename", path: folder, to: path, replace: true }],
			["EINVAL", { op: "rename", path: folder, to: `${folder}/inside` }],
			["ENOENT", { op: "setattr", path: place.beside("gone"), mode: 0o600 }],
			["EACCES", { op: "write", path: "/nowhere.md", content }],
			["EACCES", { op: "mkdir", path: "/nowhere" }],
			["EACCES", { op: "rename", path, to: "/nowhere.md" }],
		];
		const before = await dump(vfs);
		for (const [code, change] of attempts)
			expect(
				await codeOf(() => vfs.change([change], { ...DO, keepRejected: false })),
				JSON.stringify({ ...change, content: undefined }),
			).toBe(code);
		expect(await dump(vfs)).toEqual(before);
	});
}

function names(place: Place, at: () => Vfs): void {
	const isPortable = place.mount.names === "portable";
	const named = (name: string) => `${place.folder}/${name}`;
	const extension = nameOfPath(place.beside("")).replace(/^\.?/, ".");
	const suffix = place.beside("").endsWith("/") ? "" : extension;
	const write = (vfs: Vfs, path: string, words = place.text) =>
		codeOf(() => vfs.write(path, words, { ...DO, parents: true, keepRejected: false }));

	test("as many bytes as are allowed, and not one more", async () => {
		const vfs = at();
		const most = isPortable ? 200 : 255;
		const fits = (size: number) =>
			named(`${"ü".repeat(Math.floor((size - suffix.length) / 2))}${"x".repeat((size - suffix.length) % 2)}${suffix}`);
		expect(await write(vfs, fits(most))).toBe("done");
		expect(await write(vfs, fits(most + 1))).toBe("ENAMETOOLONG");
		// Removing finds a name in /trash even for the longest, twice over.
		for (const round of [1, 2, 3]) {
			await write(vfs, fits(most), `${place.text}${round}\n`);
			expect(await codeOf(() => vfs.change([{ op: "remove", path: fits(most) }], DO))).toBe("done");
		}
	});

	test("case and composition", async () => {
		const vfs = at();
		expect(await write(vfs, place.beside("straße Ω"))).toBe("done");
		const first = await vfs.stat(place.beside("straße Ω"));
		const shouted = named(nameOfPath(first.path).replace("straße Ω", "STRAßE ω"));
		if (isPortable) {
			expect(await vfs.stat(shouted)).toEqual(first);
			await write(vfs, shouted, `${place.text}shouted\n`);
			expect(await text(vfs, first.path)).toBe(`${place.text}shouted\n`);
			expect((await vfs.readdir(place.folder)).map(({ path }) => path)).toEqual([first.path]);
			// The log goes by the one spelling, so undo finds its way.
			await undo(vfs, undefined, DO);
			expect(await text(vfs, first.path)).toBe(place.text);
		} else {
			expect(await vfs.find(shouted)).toBeUndefined();
		}
		const composed = place.beside("caf\u00e9");
		const decomposed = place.beside("cafe\u0301");
		expect(await write(vfs, decomposed)).toBe("done");
		expect((await vfs.stat(decomposed)).path).toBe(isPortable ? composed : decomposed);
		expect((await vfs.find(composed)) !== undefined).toBe(isPortable);
		await undo(vfs, undefined, DO);
		expect(await vfs.find(decomposed)).toBeUndefined();
	});

	test("a folder under another spelling is the same folder", async () => {
		const vfs = at();
		const { inode } = await place.put(vfs);
		if (!isPortable || place.folder === `/${place.mount.name}`) return;
		const other = `/${place.mount.name}${place.folder.slice(place.mount.name.length + 1).toUpperCase()}`;
		const path = `${other}/${nameOfPath(place.path)}`;
		expect(await vfs.stat(path)).toMatchObject({ inode, path: place.path });
		expect((await vfs.readdir(other)).map((stat) => stat.path)).toEqual([place.path]);
		expect(await codeOf(() => vfs.change([{ op: "rename", path: place.folder, to: `${other}/inside` }], DO))).toBe(
			"EINVAL",
		);
		await write(vfs, `${other}/${nameOfPath(place.beside("second"))}`);
		expect((await vfs.stat(place.beside("second"))).path).toBe(place.beside("second"));
		await undo(vfs, undefined, DO);
		expect(await vfs.find(place.beside("second"))).toBeUndefined();
		// Renaming may change the spelling alone.
		await vfs.change([{ op: "rename", path: place.folder, to: other }], DO);
		expect((await vfs.stat(place.path)).path).toBe(path);
		await undo(vfs, undefined, DO);
		expect((await vfs.stat(path)).path).toBe(place.path);
	});

	test("names that are no names", async () => {
		const vfs = at();
		expect(await write(vfs, named(`a\0b${suffix}`))).toBe("EINVAL");
		expect(await write(vfs, named(`half \ud800${suffix}`))).toBe("EINVAL");
		expect(await write(vfs, named(`\udcc3\udca9${suffix}`))).toBe("EINVAL"); // would come back as é
		const bad = [`a\nb${suffix}`, `a\x7fb${suffix}`, `\udcff${suffix}`, `dot${suffix}.`, `space${suffix} `];
		for (const name of bad) {
			const code = await write(vfs, named(name));
			if (isPortable) expect(code, JSON.stringify(name)).toMatch(/EINVAL|EACCES/);
			else expect([code, nameOfPath((await vfs.stat(named(name))).path)]).toEqual(["done", name]);
		}
		if (isPortable) expect(await vfs.find(place.folder)).toBeUndefined();
		else
			expect((await vfs.readdir(place.folder)).map(({ name }) => nameBytes(name))).toEqual(
				bad.map(nameBytes).sort(Buffer.compare),
			);
	});
}

function moving(place: Place, at: () => Vfs): void {
	test("a rename keeps inode, bytes, time and history; undo takes it back", async () => {
		const vfs = at();
		const before = await place.put(vfs);
		const to = place.beside("renamed");
		await vfs.change([{ op: "rename", path: place.path, to }], DO);
		expect(await vfs.find(place.path)).toBeUndefined();
		expect(await vfs.stat(to)).toMatchObject({
			inode: before.inode,
			mtime: before.mtime,
			size: before.size,
			revision: before.revision + 1,
		});
		expect(await text(vfs, to)).toBe(place.text);
		expect((await historyOf(vfs, to)).map(({ op }) => op)).toEqual(["create", "rename"]);
		await undo(vfs, undefined, DO);
		expect(await vfs.stat(place.path)).toMatchObject({ inode: before.inode });
	});

	test("a rename replaces only when it is told to, and revisions go on", async () => {
		const vfs = at();
		const first = await place.put(vfs);
		const to = place.beside("taken");
		await place.put(vfs, to, `${place.text}old\n`);
		await place.put(vfs, to, `${place.text}newer\n`);
		const taken = await vfs.stat(to);
		await vfs.change([{ op: "rename", path: place.path, to, replace: true }], DO);
		const now = await vfs.stat(to);
		expect([now.inode, now.revision > taken.revision, await text(vfs, to)]).toEqual([first.inode, true, place.text]);
		await undo(vfs, undefined, DO);
		expect([(await vfs.stat(to)).inode, await text(vfs, to), await text(vfs, place.path)]).toEqual([
			taken.inode,
			`${place.text}newer\n`,
			place.text,
		]);
	});

	test("to /files and back, or a clear refusal", async () => {
		const vfs = at();
		const before = await place.put(vfs);
		const out = await codeOf(() => vfs.change([{ op: "rename", path: place.path, to: "/files/moved.txt" }], DO));
		if (out !== "done") return expect(out).toBe("EXDEV");
		expect(await vfs.stat("/files/moved.txt")).toMatchObject({ inode: before.inode });
		await vfs.change([{ op: "rename", path: "/files/moved.txt", to: place.path }], DO);
		expect([(await vfs.stat(place.path)).inode, await text(vfs, place.path)]).toEqual([before.inode, place.text]);
	});

	test("a folder from /files, names and all, is what it was when undo takes it back", async () => {
		const vfs = at();
		const name = nameOfPath(place.path).replace(/^[^.]*/, "cafe\u0301");
		await vfs.write(`/files/folder/${name}`, place.text, { ...DO, parents: true });
		const before = await state(vfs);
		const to = `/${place.mount.name}/from-files`;
		expect(await codeOf(() => vfs.change([{ op: "rename", path: "/files/folder", to }], DO))).toBe("done");
		expect(await text(vfs, `${to}/${name}`)).toBe(place.text);
		await undo(vfs, undefined, DO);
		expect(await state(vfs)).toEqual(before);
	});

	test("what is removed lies in /trash with all it had, and comes back", async () => {
		const vfs = at();
		const before = await place.put(vfs);
		const folder = await vfs.find(place.folder);
		await vfs.change([{ op: "remove", path: place.path }], DO);
		expect(await vfs.find(place.path)).toBeUndefined();
		if (place.isTrash) {
			await undo(vfs, undefined, DO);
		} else {
			const kept = (await vfs.readdir("/trash")).find(({ origin }) => origin === place.path);
			expect(kept).toMatchObject({ inode: before.inode, size: before.size, mtime: before.mtime, mode: before.mode });
			expect(await text(vfs, kept?.path ?? "")).toBe(place.text);
			await vfs.change([{ op: "rename", path: kept?.path ?? "", to: place.path }], DO);
			expect((await vfs.stat(place.path)).origin).toBeUndefined();
		}
		expect([(await vfs.stat(place.path)).inode, await text(vfs, place.path)]).toEqual([before.inode, place.text]);
		// A folder with all that is in it.
		if (folder === undefined || parentOf(place.folder) === "/") return;
		await vfs.change([{ op: "remove", path: place.folder, recursive: true }], DO);
		expect(await vfs.find(place.path)).toBeUndefined();
		await undo(vfs, undefined, DO);
		expect(await text(vfs, place.path)).toBe(place.text);
	});
}

function refusing(place: Place, at: () => Vfs): void {
	const invalid = place.sample.invalid;

	test("a refused write leaves the tree as it is and is kept whole under /sys/rejected", async () => {
		const vfs = at();
		await place.put(vfs);
		const before = await dump(vfs, ["content", "rejected"]);
		const bytes = Buffer.concat([Buffer.from("mine\n"), Buffer.alloc(300_000, "x")]);
		const attempts: [Uint8Array, number | undefined][] = [
			[Buffer.from("mine\n"), 99],
			[bytes, 99],
		];
		if (invalid !== undefined) attempts.push([Buffer.from(invalid[1]), undefined]);
		for (const [body, revision] of attempts) {
			const refused = await vfs
				.write(revision === undefined ? `/${place.mount.name}/${invalid?.[0]}` : place.path, body, {
					...DO,
					expect: revision,
				})
				.catch((error: unknown) => error);
			expect(refused).toBeInstanceOf(DeskError);
			const { kept = "", code } = refused as DeskError;
			expect(code).toBe(revision === undefined ? "EFORMAT" : "ESTALE");
			expect(parentOf(kept)).toBe("/sys/rejected");
			expect((await vfs.readAll(kept)).equals(body)).toBe(true);
			expect((await vfs.stat(kept)).size).toBe(body.length);
		}
		expect(await dump(vfs, ["content", "rejected"])).toEqual({
			...before,
			chunk: expect.anything(),
			content_chunk: expect.anything(),
			blobs: expect.anything(),
		});
		expect(await dump(vfs, ["content", "rejected", "chunk", "content_chunk", "blobs"])).toEqual(
			without(before, ["chunk", "content_chunk", "blobs"]),
		);
	});

	test.skipIf(invalid === undefined)(
		"what a mount refuses cannot be moved in either, and the place stays as it is",
		async () => {
			const vfs = at();
			const [path, body] = invalid ?? ["", ""];
			await place.put(vfs);
			await vfs.write("/files/folder/bad.md", body, { ...DO, parents: true });
			const before = await dump(vfs);
			const to = `/${place.mount.name}/${path}`;
			expect(
				await codeOf(() => vfs.change([{ op: "rename", path: "/files/folder/bad.md", to, replace: true }], DO)),
			).toBe("EFORMAT");
			expect(
				await codeOf(() =>
					vfs.change([{ op: "rename", path: "/files/folder", to: `/${place.mount.name}/moved-in` }], DO),
				),
			).not.toBe("done");
			expect(await dump(vfs)).toEqual(before);
		},
	);

	test("one refusal takes the whole change set back", async () => {
		const vfs = at();
		await place.put(vfs);
		const before = await dump(vfs);
		const content = await vfs.stage(`${place.text}${WORD}\n`);
		const set: Change[] = [
			{ op: "write", path: place.path, content },
			{ op: "write", path: place.beside("second"), content },
			{ op: "remove", path: place.beside("gone") },
		];
		expect(await codeOf(() => vfs.change(set, DO))).toBe("ENOENT");
		expect(await dump(vfs)).toEqual(before);
	});

	test("a dry run changes nothing and tells what the real run does", async () => {
		const vfs = at();
		await place.put(vfs);
		await place.put(vfs, place.beside("second"));
		const large = `${place.text}${"x".repeat(600_000)}`;
		const sets: (() => Promise<Change[]>)[] = [
			async () => [{ op: "write", path: place.beside("new"), content: await vfs.stage(place.text) }],
			async () => [{ op: "write", path: place.path, content: await vfs.stage(`${place.text}changed\n`) }],
			async () => [{ op: "write", path: place.beside("large"), content: await vfs.stage(large) }],
			async () => [{ op: "setattr", path: place.path, mode: 0o600, mtime: 12_345 }],
			async () => [
				{ op: "rename", path: place.path, to: place.beside("moved") },
				{ op: "rename", path: place.beside("second"), to: place.path },
			],
			async () => [{ op: "remove", path: place.folder, recursive: true }],
		];
		for (const set of sets) {
			const before = await dump(vfs);
			const rehearsed = await vfs.change(await set(), { ...DO, dryRun: true });
			expect(rehearsed.set).toBeUndefined();
			expect(await dump(vfs)).toEqual(before);
			const done = await vfs.change(await set(), DO);
			expect(rehearsed.changes).toEqual(done.changes);
		}
	});
}

function scratch(place: Place, at: () => Vfs): void {
	test("editors' scratch files are taken, and leave no trace", async () => {
		const vfs = at();
		await place.put(vfs);
		const before = await dump(vfs);
		const name = nameOfPath(place.path);
		const all = [`.${name}.swp`, `${name}~`, `.#${name}`, `#${name}#`, "4913", ".DS_Store"].map(
			(each) => `${place.folder}/${each}`,
		);
		for (const path of all) {
			expect(await codeOf(() => vfs.write(path, "mem", { ...DO, dryRun: true }))).toBe("done");
			expect(await vfs.find(path)).toBeUndefined();
			expect(await codeOf(() => vfs.write(path, "mem", DO))).toBe("done");
			await vfs.write(path, "ory", { ...DO, at: "end" });
			expect(await text(vfs, path)).toBe("memory");
			expect(await vfs.stat(path)).toMatchObject({ kind: "file", size: 6, path });
		}
		expect((await vfs.readdir(place.folder)).map(({ path }) => path).sort()).toEqual([...all, place.path].sort());
		expect(await dump(vfs)).toEqual(before);
		expect(await new Vfs(vfs.store, mounts, "user").find(all[0] ?? "")).toBeUndefined();
		for (const path of all) await vfs.change([{ op: "remove", path }], DO);
		expect((await vfs.readdir(place.folder)).map(({ path }) => path)).toEqual([place.path]);
	});

	test("saving through a scratch file, as editors do, is a write", async () => {
		const vfs = at();
		const before = await place.put(vfs);
		await vfs.write(`${place.path}~`, `${place.text}saved\n`, DO);
		expect(await codeOf(() => vfs.change([{ op: "rename", path: `${place.path}~`, to: place.path }], DO))).toBe(
			"EEXIST",
		);
		await vfs.write(`${place.path}~`, `${place.text}saved\n`, DO);
		await vfs.change([{ op: "rename", path: `${place.path}~`, to: place.path, replace: true }], DO);
		expect([(await vfs.stat(place.path)).inode, await text(vfs, place.path)]).toEqual([
			before.inode,
			`${place.text}saved\n`,
		]);
		expect(await vfs.find(`${place.path}~`)).toBeUndefined();
	});
}

function projecting(place: Place, at: () => Vfs): void {
	const isParsed = place.mount.shape.some(({ parsed }) => parsed === true);
	const worded = `${place.text}\n${WORD}\n`;

	test.skipIf(!isParsed)("the search index follows every change", async () => {
		const vfs = at();
		const { inode } = await place.put(vfs, place.path, worded);
		expect(found(vfs, WORD)).toEqual([inode]);
		const steps: [boolean, () => Promise<unknown>][] = [
			[false, () => vfs.write(place.path, place.text, DO)],
			[true, () => undo(vfs, undefined, DO)],
			[true, () => vfs.change([{ op: "rename", path: place.path, to: place.beside("renamed") }], DO)],
			[false, () => vfs.change([{ op: "remove", path: place.beside("renamed") }], DO)],
			[true, () => undo(vfs, undefined, DO)],
			[false, () => vfs.change([{ op: "remove", path: place.folder, recursive: true }], DO)],
			[true, () => undo(vfs, undefined, DO)],
			[false, () => erase(vfs, place.beside("renamed"), { dryRun: false })],
		];
		for (const [at, [isFound, step]] of steps.entries()) {
			await step();
			expect(found(vfs, WORD), `after step ${at}`).toEqual(isFound ? [inode] : []);
		}
	});

	test("what is projected is what a rebuild gives", async () => {
		const vfs = at();
		for (const stem of ["one", "two", "three"]) await place.put(vfs, place.beside(stem), `${worded}${stem}\n`);
		await vfs.change([{ op: "rename", path: place.beside("one"), to: place.beside("four") }], DO);
		await vfs.change([{ op: "remove", path: place.beside("two") }], DO);
		await vfs.write(place.beside("three"), place.text, DO);
		const isNested = parentOf(place.folder) !== "/";
		if (isNested) await vfs.change([{ op: "rename", path: place.folder, to: `${place.folder}-2` }], DO);
		const projections = async () =>
			Object.fromEntries(Object.entries(await dump(vfs)).filter(([table]) => !ORIGINALS.has(table)));
		const before = await projections();
		expect(JSON.stringify(before).includes(WORD)).toBe(isParsed);
		for await (const result of reindex(vfs, vfs.mountNames)) expect(result.refused).toEqual([]);
		expect(await projections()).toEqual(before);
	});

	test("erase leaves nothing of a file anywhere", async () => {
		const vfs = at();
		const secret = Buffer.concat([Buffer.from(worded), Buffer.alloc(300_000, "secret ")]);
		const name = place.beside("quokka");
		await place.put(vfs, name, worded);
		await vfs.write(name, secret, DO);
		await vfs.write(name, "refused quokka", { ...DO, expect: 99 }).catch(() => undefined);
		await vfs.change([{ op: "rename", path: name, to: place.beside("wombat") }], { cause: "mv quokka wombat" });
		await erase(vfs, place.beside("wombat"), { dryRun: false });
		await codeOf(() => erase(vfs, name, { dryRun: false })); // what was refused at the old name
		const left = JSON.stringify(await dump(vfs));
		for (const word of [WORD, "quokka", "wombat", "secret"]) expect(left.includes(word), word).toBe(false);
		expect(blobFiles(vfs)).toEqual([]);
		expect(vfs.store.log.verify().problems).toEqual([]);
	});
}

function undoing(place: Place, at: () => Vfs): void {
	test("undo brings back what was, redo what became of it", async () => {
		const vfs = at();
		await place.put(vfs);
		const steps: (() => Promise<unknown>)[] = [
			() => vfs.write(place.beside("new"), place.text, DO),
			async () =>
				vfs.change(
					[
						{ op: "write", path: place.path, content: await vfs.stage(`${place.text}two\n`) },
						{ op: "rename", path: place.path, to: place.beside("x") },
					],
					DO,
				),
			() => vfs.change([{ op: "setattr", path: place.beside("x"), mode: 0o600, mtime: 77 }], DO),
			() => vfs.change([{ op: "remove", path: place.beside("x") }], DO),
			() => vfs.change([{ op: "remove", path: place.folder, recursive: true }], DO),
		];
		for (const [number, step] of steps.entries()) {
			const before = await state(vfs);
			await step();
			const after = await state(vfs);
			expect(after).not.toEqual(before);
			await undo(vfs, undefined, DO);
			expect(await state(vfs), `undo of step ${number}`).toEqual(before);
			await undo(vfs, undefined, DO);
			expect(await state(vfs), `redo of step ${number}`).toEqual(after);
		}
		expect(vfs.store.log.verify().problems).toEqual([]);
	});
}

/** Tables that are not computed from others. */
const ORIGINALS = new Set([
	"meta",
	"node",
	"content",
	"chunk",
	"content_chunk",
	"change_set",
	"change",
	"rejected",
	"blobs",
	"projection",
]);

/** What a person sees of the stored tree, and what is projected of it. */
async function state(vfs: Vfs): Promise<unknown> {
	const nodes: unknown[] = [];
	for await (const { path, kind, size, mode, inode, origin, mtime, view } of vfs.walk("/")) {
		// Folders take the time of the undo, as POSIX has it; a mount's own is stored with the first thing in it.
		if (!view)
			nodes.push({
				path,
				kind,
				size,
				mode,
				inode: parentOf(path) === "/" ? 0 : inode,
				origin,
				mtime: kind === "file" ? mtime : 0,
				bytes: kind === "file" ? await text(vfs, path) : "",
			});
	}
	return { nodes, projected: without(await dump(vfs), [...ORIGINALS]) };
}

function without(tables: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(Object.entries(tables).filter(([name]) => !names.includes(name)));
}

function blobFiles(vfs: Vfs): string[] {
	const folder = join(vfs.store.home, "blobs");
	return existsSync(folder)
		? readdirSync(folder, { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile())
				.map(({ name }) => name)
		: [];
}
