/** Fitting an embedder and making vectors is ended by Ctrl-C at once and by `kill -9` without harm: what is left to do is done the next time. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { notes, writeNotes } from "../bench/corpus.mjs";
import { makeDesk, type TestDesk } from "../support/desk.ts";
import { builtProgram, ended } from "../support/program.ts";

/** Signals sent, at moments spread over the whole work. */
const ROUNDS = Number(process.env.DESK_ROUNDS) || 2;
const FILES = 120;
/** 100 ms are the design's; a process that is still reading its code is given the rest, and what a process takes to start beside it now. */
const BOUND = 250;

let desk: TestDesk;
/** How long a process took that does nothing (ms). */
const bare: number[] = [];
/** How long the work takes when nothing ends it (ms). */
let whole: number;
beforeAll(async () => {
	desk = await makeDesk();
	const vault = join(desk.folder, "vault");
	mkdirSync(vault);
	writeNotes(vault, notes(FILES));
	await desk.ok("import", "notes", vault);
	const began = performance.now();
	expect(await reindexed()).toMatchObject({ status: 0 });
	whole = performance.now() - began;
}, 120_000);
afterAll(() => desk.remove());

const reindexed = () => builtProgram().run(desk.home, ["reindex", "--vectors"]);

/** Send `signal` at moments spread over the work, on a desk that has no vectors. @returns ms from each signal to the end of its process */
async function strike(signal: NodeJS.Signals): Promise<number[]> {
	const took: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		await withoutVectors();
		const started = performance.now();
		await builtProgram().run(desk.home, ["--version"]);
		bare.push(performance.now() - started);
		const child = builtProgram().start(desk.home, ["reindex", "--vectors"]);
		const end = ended(child);
		await sleep((whole * (round + 0.5)) / ROUNDS);
		const asked = performance.now();
		const runs = child.exitCode === null && child.kill(signal);
		const { status, signal: by, stderr } = await end;
		if (runs && status !== 0) took.push(performance.now() - asked);
		expect(by === signal || status === 130 || status === 0, `${by} ${status} ${stderr}`).toBe(true);
	}
	return took;
}

/** As after an import. */
async function withoutVectors(): Promise<void> {
	const { store } = await desk.vfs();
	for (const table of ["vector", "passage", "embedded", "embedder"])
		await store.database.write(() => store.database.run(`DELETE FROM ${table}`));
	store.close();
}

/** Whether nothing is broken, and the work can be finished; the same words are found as before. */
async function isWhole(found: string): Promise<void> {
	const findings = (await desk.run(["doctor", "--deep", "--json"])).stdout.trim().split("\n").filter(Boolean);
	expect(findings.map((line) => JSON.parse(line)).filter((finding) => finding.level === "error")).toEqual([]);
	expect(await reindexed()).toMatchObject({ status: 0 });
	expect(await desk.ok("search", "--files", "-n", "5", QUERY)).toBe(found);
	const { store } = await desk.vfs();
	try {
		const count = (sql: string) => store.database.get<{ n: number }>(sql)?.n;
		expect(count("SELECT count(*) AS n FROM passage WHERE id NOT IN (SELECT passage FROM vector)")).toBe(0);
		expect(count("SELECT count(*) AS n FROM vector WHERE passage NOT IN (SELECT id FROM passage)")).toBe(0);
		expect(count("SELECT count(DISTINCT node) AS n FROM passage")).toBe(FILES);
	} finally {
		store.close();
	}
}

const QUERY = "common";

test("Ctrl-C", { retry: 2, timeout: 240_000 }, async () => {
	const found = await desk.ok("search", "--files", "-n", "5", QUERY);
	const took = await strike("SIGINT");
	console.log(
		`desk reindex --vectors: ended ${Math.max(...took).toFixed(0)} ms after Ctrl-C at the latest, ${took.length} times`,
	);
	expect(took.length).toBeGreaterThan(ROUNDS / 3);
	expect(Math.max(...took)).toBeLessThan(BOUND + Math.max(...bare));
	await isWhole(found);
});

test("kill -9", { timeout: 240_000 }, async () => {
	const found = await desk.ok("search", "--files", "-n", "5", QUERY);
	expect((await strike("SIGKILL")).length).toBeGreaterThan(ROUNDS / 3);
	await isWhole(found);
});
