/** `kill -9` at any moment: what was acknowledged is there, what was not is there whole or not at all, and nothing else is left. */
import type { ChildProcess } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { Store } from "../../src/store/index.ts";
import { checkDeep, listChunks, Vfs } from "../../src/vfs/index.ts";
import { builtProgram, ended } from "../support/program.ts";
import { temporaryFolder } from "../support/store.ts";
import { bytesOf, type Files, operations, random } from "./children/operations.mjs";

/** Kills of a writer; 500 in `npm run test:long`. */
const ROUNDS = Number(process.env.DESK_ROUNDS) || 16;
const SEED = Number(process.env.DESK_SEED) || Date.now() % 1_000_000;

let folder: string;
let home: string;
beforeEach(() => {
	folder = temporaryFolder();
	home = join(folder, "desk");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The files below /files, each compared with what it may be. */
async function holds(vfs: Vfs, files: Files): Promise<boolean> {
	const paths: string[] = [];
	for await (const stat of vfs.walk("/files")) if (stat.kind === "file") paths.push(stat.path);
	if (paths.length !== files.size || !paths.every((path) => files.has(path))) return false;
	for (const [path, segments] of files) if (!(await vfs.readAll(path)).equals(bytesOf(segments))) return false;
	return true;
}

/** Nothing lies in the desk's folder but what belongs there. */
function leftovers(): string[] {
	const known =
		/^(desk\.db(-wal|-shm)?|key|config\.toml|blobs|blobs\/staging|blobs\/[0-9a-f]{2}|blobs\/[0-9a-f]{2}\/[0-9a-f]{64})$/;
	return (readdirSync(home, { recursive: true }) as string[]).filter((name) => !known.test(name));
}

const QUIET = { signal: new AbortController().signal, progress: () => ({ add() {}, done() {} }) };

async function audit(vfs: Vfs, options: { orphans: boolean }): Promise<void> {
	const { database, log, content } = vfs.store;
	expect(database.driver.pragma("integrity_check", { simple: true })).toBe("ok");
	expect(log.verify().problems).toEqual([]);
	expect(leftovers()).toEqual([]);
	if (!options.orphans) expect(content.orphans(listChunks)).toEqual([]);
	database.driver.exec("INSERT INTO text (text) VALUES ('integrity-check')");
}

/** A writer that has loaded the program and waits for its orders. */
async function ready(): Promise<ChildProcess> {
	const child = builtProgram().script("writer.mjs", home);
	child.stdin?.on("error", () => undefined);
	await new Promise((resolve) => child.stdout?.once("data", resolve));
	return child;
}

test(
	`a writer killed ${ROUNDS} times (DESK_SEED=${SEED})`,
	async () => {
		const next = random(SEED);
		let files: Files = new Map();
		let total = 0;
		let orphans = false;
		let starting: Promise<ChildProcess> | undefined;
		for (let round = 0; round < ROUNDS; round++) {
			if (round % 20 === 0) {
				rmSync(home, { recursive: true, force: true });
				(await Store.create(home, { store: "file" })).close();
				files = new Map();
				orphans = false;
			}
			const child = await (starting ?? ready());
			const seed = next(1_000_000_000);
			let output = "";
			const [wanted, more] = [next(12), next(25)];
			const kill = new Promise<void>((resolve) => {
				const when = () => {
					if (output.split("\n").length > wanted) {
						child.stdout?.off("data", when);
						setTimeout(resolve, more);
					}
				};
				child.stdout?.on("data", (bytes: Buffer) => (output += bytes.toString())).on("data", when);
				when();
			});
			const end = ended(child);
			child.stdin?.end(JSON.stringify({ seed, state: [...files] }));
			await Promise.race([kill, end]);
			child.kill("SIGKILL");
			const { signal, stderr } = await end;
			expect([signal, stderr]).toEqual(["SIGKILL", ""]);
			starting = ready(); // the next one loads while this one's work is looked at

			const acknowledged = Number(output.trimEnd().split("\n").at(-1) ?? 0);
			total += acknowledged;
			const known = operations(seed, files);
			let before = files;
			for (let at = 0; at < acknowledged; at++) before = known.next().value.files;
			const flight = known.next().value;
			const vfs = new Vfs(await Store.open(home), mounts, "user");
			const said = `round ${round} of DESK_SEED=${SEED}: ${acknowledged} acknowledged, then ${flight.operation.op} ${flight.operation.path ?? ""}`;
			if (await holds(vfs, before)) files = before;
			else if (await holds(vfs, flight.files)) files = flight.files;
			else throw new Error(`neither what was acknowledged nor that and the operation under way: ${said}`);
			// A collection or an erase unlinks after its commit; what it leaves is for the next collection.
			orphans ||= /collect|erase/.test(flight.operation.op);
			await audit(vfs, { orphans });
			orphans &&= vfs.store.content.orphans(listChunks).length > 0;
			if (round % 20 === 19)
				for await (const { check, level, detail } of checkDeep(vfs, QUIET))
					if (check !== "orphans") expect(level, detail).toBe("ok");
			vfs.store.close();
		}
		(await starting)?.kill("SIGKILL");
		expect(total).toBeGreaterThan(ROUNDS);
	},
	60_000 + ROUNDS * 2000,
);

test(
	"`desk write` killed at any moment has written all of the file or nothing",
	async () => {
		const next = random(SEED);
		(await Store.create(home, { store: "file" })).close();
		const program = builtProgram();
		let old: Buffer | undefined;
		let kills = 0;
		for (let round = 0; round < Math.max(8, ROUNDS / 5); round++) {
			const bytes = bytesOf([[1 + next(1_000_000), next(2) === 0 ? 3_000_000 : 2000]]);
			const child = program.start(home, ["write", "/files/a.bin"]);
			child.stdin?.on("error", () => undefined);
			child.stdin?.end(bytes);
			const end = ended(child);
			await Promise.race([sleep(20 + next(250)), end]);
			child.kill("SIGKILL");
			const { status } = await end;
			const vfs = new Vfs(await Store.open(home), mounts, "user");
			const there = await vfs.find("/files/a.bin");
			const now: Buffer | undefined = there === undefined ? undefined : await vfs.readAll("/files/a.bin");
			const isNew = now?.equals(bytes) === true;
			const isOld = old === undefined ? now === undefined : now?.equals(old) === true;
			expect(status === 0 ? isNew : isNew || isOld, `DESK_SEED=${SEED}, round ${round}, status ${status}`).toBe(true);
			if (status !== 0) kills++;
			old = now;
			await audit(vfs, { orphans: false });
			vfs.store.close();
		}
		expect(kills).toBeGreaterThan(0);
	},
	60_000 + ROUNDS * 1000,
);

test(
	"an import killed at any moment is completed by running it again",
	async () => {
		const next = random(SEED);
		const source = join(folder, "source");
		for (let at = 0; at < 300; at++) {
			const directory = join(source, String(at % 7));
			mkdirSync(directory, { recursive: true });
			writeFileSync(join(directory, `${at}.txt`), bytesOf([[at + 1, at % 50 === 0 ? 1_500_000 : 2000]]));
		}
		const program = builtProgram();
		for (let round = 0; round < Math.max(2, ROUNDS / 20); round++) {
			rmSync(home, { recursive: true, force: true });
			(await Store.create(home, { store: "file" })).close();
			for (let attempt = 0; attempt < 3; attempt++) {
				const child = program.start(home, ["import", "-q", "files", source]);
				const end = ended(child);
				await Promise.race([sleep(100 + next(500)), end]);
				child.kill("SIGKILL");
				await end;
				const vfs = new Vfs(await Store.open(home), mounts, "user");
				for await (const stat of vfs.walk("/files")) {
					if (stat.kind !== "file") continue;
					const at = Number(stat.name.split(".")[0]);
					expect((await vfs.readAll(stat.path)).equals(bytesOf([[at + 1, at % 50 === 0 ? 1_500_000 : 2000]]))).toBe(
						true,
					);
				}
				await audit(vfs, { orphans: false });
				vfs.store.close();
			}
			const { status, stderr } = await program.run(home, ["import", "-q", "files", source]);
			expect([status, stderr]).toEqual([0, ""]);
			const vfs = new Vfs(await Store.open(home), mounts, "user");
			let count = 0;
			for await (const stat of vfs.walk("/files")) if (stat.kind === "file") count++;
			expect(count).toBe(300);
			await audit(vfs, { orphans: false });
			vfs.store.close();
		}
	},
	60_000 + ROUNDS * 1000,
);
