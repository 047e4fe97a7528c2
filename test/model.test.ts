/** Random operations on the whole tree, compared after each with a model in memory; and what must hold at the end. */
import fc from "fast-check";
import { expect, test } from "vitest";
import mounts from "../fs-mounts/registry.ts";
import { collect } from "../src/base/bytes.ts";
import { DeskError } from "../src/base/errors.ts";
import { Store } from "../src/store/index.ts";
import { type Change, checkDeep, historyOf, undo, Vfs } from "../src/vfs/index.ts";
import { applyAll, childrenOf, EMPTY, type Entry, type ModelChange, Refusal, type State } from "./support/model.ts";
import { makeStore, seeds } from "./support/store.ts";

/** How long it runs in `npm test` (ms). */
const TIME = 8000 * (seeds > 1 ? 2.5 * seeds : 1);

type Step =
	| { do: "change"; changes: ModelChange[]; rehearse: boolean }
	| { do: "undo"; back: number }
	| { do: "restore"; which: number }
	| { do: "reopen" };

interface Done {
	id: number;
	before: State;
	after: State;
}

/** One run: the desk, what the model says of it, and the change sets so far. */
class Run {
	vfs: Vfs;
	state: State = EMPTY;
	readonly done: Done[] = [];
	/** The newest revision seen of each inode. */
	readonly #revisions = new Map<number, number>();

	constructor(store: Store) {
		this.vfs = new Vfs(store, mounts, "user");
	}

	async step(step: Step): Promise<void> {
		switch (step.do) {
			case "change":
				return await this.#change(
					step.changes.map((change) => named(change, this.state)),
					step.rehearse,
				);
			case "undo":
				return await this.#undo(step.back);
			case "restore": {
				const trashed = [...this.state].filter(([, entry]) => entry.origin !== undefined);
				const [path, entry] = trashed[step.which % Math.max(1, trashed.length)] ?? [];
				if (path === undefined || entry?.origin === undefined) return;
				return await this.#change([{ op: "rename", path, to: entry.origin }], false);
			}
			case "reopen": {
				const { home } = this.vfs.store;
				this.vfs.store.close();
				this.vfs = new Vfs(await Store.open(home), mounts, "user");
				return await this.compare(this.state);
			}
		}
	}

	async #change(changes: readonly ModelChange[], rehearse: boolean): Promise<void> {
		let expected: State | string;
		try {
			expected = applyAll(this.state, changes);
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			expected = error.code;
		}
		const rehearsal = rehearse ? await this.#apply(changes, true) : undefined;
		if (rehearsal !== undefined) await this.compare(this.state);
		const result = await this.#apply(changes, false);
		if (typeof result === "string" || typeof expected === "string") {
			expect(result, JSON.stringify(changes)).toBe(typeof expected === "string" ? expected : "done");
			if (rehearsal !== undefined) expect(rehearsal).toBe(expected);
			return await this.compare(this.state);
		}
		const told = ({ changes: list }: { changes: readonly { op: string; path: string; to?: string | undefined }[] }) =>
			list.map(({ op, path, to }) => [op, path, to]);
		if (rehearsal !== undefined)
			expect(typeof rehearsal === "string" ? rehearsal : told(rehearsal)).toEqual(told(result));
		const before = this.state;
		await this.compare(expected);
		if (result.set !== undefined) this.done.push({ id: result.set.id, before, after: this.state });
	}

	/** Ask the tree for a change. @returns its result, or the code of the refusal */
	async #apply(changes: readonly ModelChange[], dryRun: boolean) {
		const options = { cause: "test", dryRun };
		try {
			const [only, second] = changes;
			if (only?.op === "truncate") return await this.vfs.truncate(only.path, only.size, options);
			if (only?.op === "write" && second === undefined) {
				return await this.vfs.write(only.path, inPieces(only.bytes), {
					...options,
					at: only.at,
					parents: only.parents,
					expect: only.isNew === true ? null : undefined,
				});
			}
			const asked: Change[] = [];
			for (const change of changes) asked.push(...(await this.#toChanges(change)));
			return await this.vfs.change(asked, options);
		} catch (error) {
			if (error instanceof DeskError) return error.code as string;
			throw error;
		}
	}

	async #toChanges(change: ModelChange): Promise<Change[]> {
		if (change.op === "truncate") return []; // only ever alone
		if (change.op !== "write") return [change];
		const content = this.vfs.placed(await this.vfs.stage(change.bytes), change.at);
		const write: Change = { op: "write", path: change.path, content, expect: change.isNew === true ? null : undefined };
		const directory = change.path.slice(0, change.path.lastIndexOf("/")) || "/";
		return change.parents === true ? [{ op: "mkdir", path: directory, parents: true }, write] : [write];
	}

	async #undo(back: number): Promise<void> {
		const at = this.done.length - 1 - back;
		const target = this.done[at];
		if (target === undefined) return;
		const later = this.done.slice(at + 1);
		// What passed through a path within one change set counts, too.
		const passed = (done: Done) =>
			this.vfs.store.log.changesOf(done.id).flatMap(({ path, to }) => (to === undefined ? [path] : [path, to]));
		const mustWork =
			later.length === 0 ||
			!touches(
				[...pathsOf(target), ...passed(target)],
				later.flatMap((done) => [...pathsOf(done), ...passed(done)]),
			);
		let result: Awaited<ReturnType<typeof undo>>;
		try {
			result = await undo(this.vfs, target.id, { cause: "test" });
		} catch (error) {
			expect(error).toBeInstanceOf(DeskError);
			expect((error as DeskError).code).toBe("ECONFLICT");
			expect(mustWork, `undo of change ${target.id}: ${String(error)}`).toBe(false);
			return await this.compare(this.state);
		}
		const before = this.state;
		if (mustWork) {
			const expected = new Map(this.state);
			for (const path of pathsOf(target)) {
				const entry = target.before.get(path);
				if (entry === undefined) expected.delete(path);
				else expected.set(path, entry);
			}
			await this.compare(expected);
		} else {
			// The model does not know what an undo amid later changes gives; that it can itself be undone is checked at the end.
			this.state = await this.#actual();
		}
		if (result.set !== undefined) this.done.push({ id: result.set.id, before, after: this.state });
	}

	async #actual(): Promise<State> {
		const entries = new Map<string, Entry>();
		for (const root of EMPTY.keys()) {
			for await (const stat of this.vfs.walk(root, { views: false })) {
				const bytes = stat.kind === "file" ? await collect(this.vfs.read(stat.path)) : Buffer.alloc(0);
				expect(bytes.length).toBe(stat.size);
				const entry: Entry = { kind: stat.kind === "file" ? "file" : "directory", bytes, mode: stat.mode };
				if (stat.origin !== undefined) entry.origin = stat.origin;
				if (stat.path !== root) {
					entry.inode = stat.inode;
					if (stat.kind === "file") entry.mtime = stat.mtime;
					expect(stat.revision).toBeGreaterThanOrEqual(this.#revisions.get(stat.inode) ?? 1);
					this.#revisions.set(stat.inode, stat.revision);
				}
				entries.set(stat.path, entry);
			}
		}
		return entries;
	}

	/** The tree is as the model says; what the model cannot know (inodes, times) it learns here and keeps to from then on. */
	async compare(expected: State): Promise<void> {
		const actual = await this.#actual();
		const shown = (state: State) =>
			[...state]
				.map(
					([path, { kind, bytes, mode, origin }]) =>
						`${path} ${kind} ${bytes.length} ${mode.toString(8)} ${origin ?? ""}`,
				)
				.sort();
		expect(shown(actual)).toEqual(shown(expected));
		for (const [path, entry] of expected) {
			const now = actual.get(path) as Entry;
			if (!now.bytes.equals(entry.bytes)) throw new Error(`${path}: other bytes than the model has`);
			if (entry.inode !== undefined) expect(now.inode, `inode of ${path}`).toBe(entry.inode);
			if (entry.mtime !== undefined) expect(now.mtime, `mtime of ${path}`).toBe(entry.mtime);
		}
		this.state = actual;
	}

	/** What holds at the end, whatever happened. */
	async finish(): Promise<void> {
		await this.#audit();
		for (const path of this.state.keys()) {
			const names = (await this.vfs.readdir(path).catch(() => [])).map((stat) => stat.path);
			expect(names).toEqual(
				childrenOf(this.state, path).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
			);
			if (path.lastIndexOf("/") === 0) continue;
			const newest = (await historyOf(this.vfs, path)).findLast((row) => row.node === this.state.get(path)?.inode);
			expect(newest?.revision).toBe((await this.vfs.stat(path)).revision);
			if (this.state.get(path)?.kind === "file") {
				expect(
					Buffer.concat([...this.vfs.store.content.readSync(newest?.after as number)]).equals(
						this.state.get(path)?.bytes as Buffer,
					),
				).toBe(true);
			}
		}
		const undone: Done[] = [];
		for (const target of this.done.toReversed()) undone.push(await this.#revert(target));
		expect([...this.state.keys()].sort()).toEqual([...EMPTY.keys()].sort());
		for (const target of undone.toReversed()) await this.#revert(target);
		await this.#audit();
	}

	async #revert(target: Done): Promise<Done> {
		const before = this.state;
		const { set } = await undo(this.vfs, target.id, { cause: "test" });
		await this.compare(target.before);
		return { id: set?.id ?? 0, before, after: this.state };
	}

	async #audit(): Promise<void> {
		const { database, log } = this.vfs.store;
		expect(log.verify().problems).toEqual([]);
		expect(database.driver.pragma("integrity_check", { simple: true })).toBe("ok");
		expect(database.driver.pragma("foreign_key_check")).toEqual([]);
		for await (const finding of checkDeep(this.vfs, QUIET))
			expect(finding.level, `${finding.check}: ${finding.detail}`).toBe("ok");
	}
}

const QUIET = { signal: new AbortController().signal, progress: () => ({ add() {}, done() {} }) };

/** Paths whose entries a change set altered. */
function pathsOf({ before, after }: Done): string[] {
	const same = (a: Entry | undefined, b: Entry | undefined) =>
		a !== undefined &&
		b !== undefined &&
		a.kind === b.kind &&
		a.mode === b.mode &&
		a.origin === b.origin &&
		a.inode === b.inode &&
		a.mtime === b.mtime &&
		a.bytes.equals(b.bytes);
	return [...new Set([...before.keys(), ...after.keys()])].filter(
		(path) => path.lastIndexOf("/") > 0 && !same(before.get(path), after.get(path)),
	);
}

function touches(paths: readonly string[], others: readonly string[]): boolean {
	const near = (a: string, b: string) => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
	const fold = (path: string) => path.normalize("NFC").toLowerCase();
	return paths.some((path) => others.some((other) => near(fold(path), fold(other))));
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
}

// ── What may happen ─────────────────────────────────────────────────────────────────────────────────────────────────

const NAMES: Record<string, string[]> = {
	files: ["a", "A", "b.txt", "d", "e", "\u00e9", "e\u0301", "bad.", "\udcff", "x".repeat(255)],
	notes: ["a.md", "A.MD", "d", "D", "e", "\u00e9.md", "E\u0301.md", "x.bin", "bad.", "x".repeat(201)],
	trash: ["a", "a.md", "a (2)", "b.txt", "d", "d (2)", "x.bin"],
};

const names = (mount: string) =>
	fc.oneof(
		{ weight: 6, arbitrary: fc.constantFrom(...(NAMES[mount] ?? []).slice(0, 5)) },
		{ weight: 1, arbitrary: fc.constantFrom(...(NAMES[mount] ?? [])) },
	);
const pathIn = (mount: string, most: number) =>
	fc.array(names(mount), { minLength: 1, maxLength: most }).map((list) => `/${mount}/${list.join("/")}`);
/** `@7`: the path that stands seventh in the tree then; `@7/a`: a name in it; `@7!`: the same path spelled otherwise. */
const existing = fc
	.tuple(
		fc.nat(30),
		fc.oneof(
			{ weight: 6, arbitrary: fc.constant("") },
			{ weight: 1, arbitrary: fc.constant("!") },
			{ weight: 2, arbitrary: fc.oneof(names("files"), names("notes")).map((name) => `/${name}`) },
		),
	)
	.map(([at, rest]) => `@${at}${rest}`);
const path = fc.oneof(
	{ weight: 24, arbitrary: existing },
	{ weight: 10, arbitrary: pathIn("files", 3) },
	{ weight: 10, arbitrary: pathIn("notes", 3) },
	{ weight: 4, arbitrary: pathIn("trash", 2) },
	{ weight: 1, arbitrary: fc.constantFrom("/files", "/notes", "/trash") },
);
const bytes = fc.oneof(
	{
		weight: 8,
		arbitrary: fc
			.string({ maxLength: 8 })
			.map((text) =>
				Object.defineProperty(Buffer.from(text), fc.toStringMethod, { value: () => JSON.stringify(text) }),
			),
	},
	{ weight: 1, arbitrary: fc.integer({ min: 1, max: 9000 }).map((size) => noise(size, size)) },
	{
		weight: 1,
		arbitrary: fc
			.record({ size: fc.integer({ min: 262_000, max: 900_000 }), seed: fc.integer({ min: 1, max: 4 }) })
			.map(({ size, seed }) => noise(size, seed)),
	},
);
const maybe = fc.boolean();
const rarely = fc.nat(9).map((n) => n === 0);
const change: fc.Arbitrary<ModelChange> = fc.oneof(
	{
		weight: 8,
		arbitrary: fc.record({ op: fc.constant("write" as const), path, bytes, parents: maybe, isNew: rarely }),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			op: fc.constant("write" as const),
			path,
			bytes,
			at: fc.oneof(fc.constant("end" as const), fc.nat(30), fc.nat(600_000)),
		}),
	},
	{ weight: 4, arbitrary: fc.record({ op: fc.constant("mkdir" as const), path, parents: maybe }) },
	{ weight: 4, arbitrary: fc.record({ op: fc.constant("remove" as const), path, recursive: maybe }) },
	{ weight: 6, arbitrary: fc.record({ op: fc.constant("rename" as const), path, to: path, replace: maybe }) },
	{
		weight: 1,
		arbitrary: fc.record({
			op: fc.constant("setattr" as const),
			path: existing,
			mode: fc.constantFrom(0o600, 0o755, 0o644),
		}),
	},
);
const truncate = fc.record({ op: fc.constant("truncate" as const), path, size: fc.oneof(fc.nat(40), fc.nat(500_000)) });
const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 20,
		arbitrary: fc.record({ do: fc.constant("change" as const), changes: fc.tuple(change), rehearse: rarely }),
	},
	{
		weight: 1,
		arbitrary: fc.record({ do: fc.constant("change" as const), changes: fc.tuple(truncate), rehearse: rarely }),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant("change" as const),
			changes: fc.array(change, { minLength: 2, maxLength: 4 }),
			rehearse: rarely,
		}),
	},
	{ weight: 4, arbitrary: fc.record({ do: fc.constant("undo" as const), back: fc.oneof(fc.constant(0), fc.nat(5)) }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant("restore" as const), which: fc.nat(5) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("reopen" as const) }) },
);

/** What a run begins with, so that there is something to work on. */
const made: fc.Arbitrary<Step> = fc
	.oneof(
		fc.record({
			op: fc.constant("write" as const),
			path: fc.oneof(pathIn("files", 3), pathIn("notes", 3)),
			bytes,
			parents: fc.constant(true),
		}),
		fc.record({
			op: fc.constant("mkdir" as const),
			path: fc.oneof(pathIn("files", 2), pathIn("notes", 2)),
			parents: fc.constant(true),
		}),
	)
	.map((only) => ({ do: "change", changes: [only], rehearse: false }));

/** The change with its `@…` paths filled in. */
function named(change: ModelChange, state: State): ModelChange {
	const real = (text: string) => {
		const found = /^@(\d+)(.*)$/su.exec(text);
		if (found === null) return text;
		const paths = [...state.keys()].filter((path) => path.lastIndexOf("/") > 0).sort();
		const chosen = paths[Number(found[1]) % Math.max(1, paths.length)] ?? "/files/a";
		if (found[2] !== "!") return chosen + found[2];
		const respelled = chosen
			.slice(1)
			.replace(/\/.*/su, (rest) =>
				(rest === rest.toLowerCase() ? rest.toUpperCase() : rest.toLowerCase()).normalize("NFD"),
			);
		return `/${respelled}`;
	};
	return change.op === "rename"
		? { ...change, path: real(change.path), to: real(change.to) }
		: { ...change, path: real(change.path) };
}

/** Bytes that no chunk repeats, the same for the same seed. */
function noise(size: number, seed: number): Buffer {
	const buffer = Buffer.allocUnsafe(size);
	let word = seed * 2_654_435_761;
	for (let at = 0; at < size; at++) {
		word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0;
		buffer[at] = word >>> 24;
	}
	// What a failure prints; two constants of memory would fill the screen.
	return Object.defineProperty(buffer, fc.toStringMethod, { value: () => `noise(${size}, ${seed})` });
}

test(
	"any sequence of operations leaves the tree that the model has",
	async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(made, { minLength: 1, maxLength: 6 }),
				fc.array(step, { minLength: 1, maxLength: 40, size: "max" }),
				async (first, steps) => {
					const { store, remove } = await makeStore({ memory: true });
					const run = new Run(store);
					try {
						for (const next of [...first, ...steps]) await run.step(next);
						await run.finish();
					} finally {
						run.vfs.store.close();
						remove();
					}
				},
			),
			{ numRuns: 1_000_000, interruptAfterTimeLimit: TIME, markInterruptAsFailure: false },
		);
	},
	TIME * 10 + 60_000,
);
