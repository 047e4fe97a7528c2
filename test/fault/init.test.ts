/** `desk init`, killed at any moment or looked at while it runs: there is no desk yet, or all of it. */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Store } from "../../src/store/index.ts";
import { builtProgram, ended } from "../support/program.ts";
import { temporaryFolder } from "../support/store.ts";

/** Kills; more in `npm run test:long`. */
const ROUNDS = Number(process.env.DESK_ROUNDS) || 12;

let folder: string;
let home: string;
beforeEach(() => {
	folder = temporaryFolder();
	home = join(folder, "desk");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const INIT = ["init", "--key", "file"];

test("after a kill the next init works, or there is a whole desk; nothing else is left", async () => {
	const program = builtProgram();
	const started = performance.now();
	await program.run(join(folder, "first"), INIT);
	const whole = performance.now() - started;
	const outcomes = { made: 0, again: 0 };
	for (let round = 0; round < ROUNDS; round++) {
		rmSync(home, { recursive: true, force: true });
		const child = program.start(home, INIT);
		const end = ended(child);
		await sleep(whole * (0.2 + (0.9 * round) / ROUNDS));
		child.kill("SIGKILL");
		await end;
		const { status, stderr } = await program.run(home, INIT);
		if (status !== 0) expect(stderr).toMatch(/there is a desk here already/);
		outcomes[status === 0 ? "again" : "made"]++;
		const store = await Store.open(home);
		expect(store.log.verify().problems).toEqual([]);
		store.close();
		expect(readdirSync(home).sort(), `round ${round}`).toEqual(["desk.db", "key"]);
	}
	console.log(`init killed: ${outcomes.again} times before the desk was there, ${outcomes.made} times after`);
}, 120_000);

test("whoever opens the desk while it is made finds none or all of it; of several that make it one does", async () => {
	const program = builtProgram();
	const inits = Array.from({ length: 4 }, () => program.run(home, INIT));
	let isOver = false;
	const all = Promise.all(inits).finally(() => {
		isOver = true;
	});
	const looks = new Set<string>();
	while (!isOver) {
		try {
			(await Store.open(home)).close();
			looks.add("open");
		} catch (error) {
			looks.add((error as { code?: string }).code ?? String(error));
		}
		await sleep(1);
	}
	const done = await all;
	expect(done.map(({ status }) => status).filter((status) => status === 0)).toHaveLength(1);
	for (const { status, stderr } of done) if (status !== 0) expect(stderr).toMatch(/there is a (desk here|key) already/);
	expect([...looks].filter((look) => look !== "open" && look !== "ENOENT")).toEqual([]);
	expect(readdirSync(home).filter((name) => !/^(key|desk\.db(-wal|-shm)?)$/.test(name))).toEqual([]);
});
