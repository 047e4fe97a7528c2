/** Many processes on one desk at once: no error, nothing lost, nothing torn. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { Store } from "../../src/store/index.ts";
import { checkDeep, historyOf, Vfs } from "../../src/vfs/index.ts";
import { builtProgram, type Ended, ended } from "../support/program.ts";
import { temporaryFolder } from "../support/store.ts";

const PROCESSES = 20;
const QUIET = { signal: new AbortController().signal, progress: () => ({ add() {}, done() {} }) };
/** Writes of each; 1,000 in `npm run test:long`. */
const WRITES = Number(process.env.DESK_WRITES) || 20;

let folder: string;
let home: string;
let vfs: Vfs;
beforeEach(async () => {
	folder = temporaryFolder();
	home = join(folder, "desk");
	vfs = new Vfs(await Store.create(home, { store: "file" }), mounts, "user");
});
afterEach(() => {
	vfs.store.close();
	rmSync(folder, { recursive: true, force: true });
});

const all = async (what: string, count: number): Promise<Ended[]> =>
	await Promise.all(
		Array.from({ length: PROCESSES }, (_, id) => ended(builtProgram().script("many.mjs", home, [what, id, count]))),
	);
const outcomes = (done: readonly Ended[]) => done.map(({ status, stderr }) => [status, stderr]);
const FINE = Array.from({ length: PROCESSES }, () => [0, ""]);

function audit(entries: number): void {
	const { database, log } = vfs.store;
	expect(log.verify()).toMatchObject({ entries, problems: [] });
	expect(database.driver.pragma("integrity_check", { simple: true })).toBe("ok");
}

test(
	`${PROCESSES} processes, ${WRITES} files each: all are there, once`,
	async () => {
		expect(outcomes(await all("files", WRITES))).toEqual(FINE);
		const found = new Map<string, string>();
		for await (const stat of vfs.walk("/files"))
			if (stat.kind === "file") found.set(stat.path, (await vfs.readAll(stat.path)).toString());
		expect(found.size).toBe(PROCESSES * WRITES);
		for (let id = 0; id < PROCESSES; id++) {
			for (let at = 0; at < WRITES; at++)
				if (found.get(`/files/${id}/${at}.txt`) !== `writer ${id}, file ${at}\n`)
					throw new Error(`/files/${id}/${at}.txt`);
		}
		audit(PROCESSES * WRITES);
		const { nodes, different } =
			vfs.store.database.get<{ nodes: number; different: number }>(
				"SELECT count(*) AS nodes, count(DISTINCT id) AS different FROM node",
			) ?? {};
		expect(nodes).toBe(different);
	},
	120_000 + WRITES * 2000,
);

test(
	"many processes append to one file: no line lost, none torn, each writer's in order",
	async () => {
		const lines = Math.min(WRITES, 200);
		expect(outcomes(await all("lines", lines))).toEqual(FINE);
		const text = (await vfs.readAll("/files/lines.txt")).toString().replace(/\n$/, "").split("\n");
		expect(text).toHaveLength(PROCESSES * lines);
		for (let id = 0; id < PROCESSES; id++) {
			const own = text.filter((line) => line.startsWith(`writer ${id},`));
			expect(own).toEqual(Array.from({ length: lines }, (_, at) => `writer ${id}, line ${at}, ${"x".repeat(id)}`));
		}
		audit(PROCESSES * lines);
		expect((await historyOf(vfs, "/files/lines.txt")).map(({ revision }) => revision)).toEqual(
			Array.from({ length: PROCESSES * lines }, (_, at) => at + 1),
		);
	},
	120_000 + WRITES * 2000,
);

test(
	"a collection that runs all the while takes nothing that is in use or on its way",
	async () => {
		const program = builtProgram();
		const count = Math.min(WRITES, 100);
		const collecting = program.script("collect.mjs", home);
		const collected = ended(collecting);
		// All write the same few large files over and over: what one has just staged or replaced is what another needs.
		const writing = await Promise.all(
			[0, 2, 4, 1].map((id) => ended(program.script("many.mjs", home, ["same", id, count]))),
		);
		collecting.stdin?.end();
		expect(writing.map(({ status, stderr }) => [status, stderr])).toEqual(writing.map(() => [0, ""]));
		const { status, stderr, stdout } = await collected;
		expect([status, stderr]).toEqual([0, ""]);
		expect(Number(stdout.toString())).toBeGreaterThan(1);
		const bytes = await vfs.readAll("/files/same.txt");
		expect(bytes.equals(Buffer.alloc(bytes.length, bytes[0]))).toBe(true);
		expect(vfs.store.log.verify().problems).toEqual([]);
		for await (const { check, level, detail } of checkDeep(vfs, QUIET)) expect(level, `${check}: ${detail}`).toBe("ok");
	},
	120_000 + WRITES * 500,
);

test(
	"whoever reads meanwhile sees whole files and whole listings",
	async () => {
		await vfs.write("/files/same.txt", Buffer.alloc(1000, "a"), { cause: "test" });
		await vfs.write("/files/lines.txt", "", { cause: "test" });
		const program = builtProgram();
		const readers = Array.from({ length: 3 }, () => program.script("reader.mjs", home));
		const looking = readers.map(ended);
		let busy = true;
		const commands = (async () => {
			const done: Ended[] = [];
			while (busy) {
				done.push(await program.run(home, ["ls", "-l", "/files"]));
				const cat = await program.run(home, ["cat", "/files/same.txt"]);
				expect(new Set(cat.stdout).size).toBe(1);
				done.push(cat);
			}
			return done;
		})();
		const count = Math.min(Math.ceil(WRITES / 5), 50);
		const writing = await Promise.all(
			[0, 1, 2, 3, 4, 5].map((id) =>
				ended(program.script("many.mjs", home, [id < 3 ? "same" : id < 5 ? "lines" : "files", id, count])),
			),
		);
		busy = false;
		for (const reader of readers) reader.stdin?.end();
		expect(writing.map(({ status, stderr }) => [status, stderr])).toEqual(writing.map(() => [0, ""]));
		for (const { status, stderr, stdout } of await Promise.all(looking)) {
			expect([status, stderr]).toEqual([0, ""]);
			expect(JSON.parse(stdout.toString()).looks).toBeGreaterThan(1);
		}
		for (const { status, stderr } of await commands) expect([status, stderr]).toEqual([0, ""]);
	},
	120_000 + WRITES * 500,
);
