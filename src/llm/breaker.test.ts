import { afterEach, beforeEach, expect, test } from "vitest";
import { makeStore } from "../../test/support/store.ts";
import { Store } from "../store/index.ts";
import { Breaker, MOST_FAILURES } from "./breaker.ts";

let made: Awaited<ReturnType<typeof makeStore>>;
let other: Store;
/** As two processes have it: a connection each. */
let breakers: readonly [Breaker, Breaker];
beforeEach(async () => {
	made = await makeStore({ memory: true });
	other = await Store.open(made.home);
	breakers = [new Breaker(made.store.database), new Breaker(other.database)];
	at(0);
});
afterEach(() => {
	delete process.env.DESK_NOW;
	other.close();
	made.remove();
});
const at = (seconds: number) => {
	process.env.DESK_NOW = new Date(Date.UTC(2026, 10, 21) + seconds * 1000).toISOString();
};

test("five failures in a row, in any process, open it for 30 s; a success between begins anew", async () => {
	const [one, two] = breakers;
	for (let count = 1; count < MOST_FAILURES; count++) await one.failed("a");
	expect(await two.pause("a")).toBe(0);
	await two.succeeded("a");
	for (let count = 1; count < MOST_FAILURES; count++) await [one, two][count % 2]?.failed("a");
	expect(await one.pause("a")).toBe(0);
	await two.failed("a");
	expect(await one.pause("a")).toBe(30_000);
	expect(await one.pause("b")).toBe(0);
	at(29.5);
	expect(await two.pause("a")).toBe(500);
});

/** Opened, and 30 s later. */
async function halfOpen(): Promise<void> {
	for (let count = 0; count < MOST_FAILURES; count++) await breakers[0].failed("a");
	at(30);
}

test("then one call may try, of all processes", async () => {
	await halfOpen();
	const pauses = await Promise.all(Array.from({ length: 10 }, (_, index) => breakers[index % 2]?.pause("a")));
	expect(pauses.filter((pause) => pause === 0)).toHaveLength(1);
	expect(Math.max(...pauses.map(Number))).toBeLessThanOrEqual(120_000);
});

test("its success closes it, its failure opens it for another 30 s", async () => {
	const [one, two] = breakers;
	await halfOpen();
	await one.pause("a");
	await one.failed("a");
	expect(await two.pause("a")).toBe(30_000);
	at(60);
	expect(await two.pause("a")).toBe(0);
	await two.succeeded("a");
	expect(await Promise.all([one.pause("a"), two.pause("a")])).toEqual([0, 0]);
});

test("a call that was broken off lets another one try; so does, after a while, one that was killed", async () => {
	const [one, two] = breakers;
	await halfOpen();
	await one.pause("a");
	await one.released("a");
	expect(await two.pause("a")).toBe(0);
	at(30 + 119);
	expect(await one.pause("a")).toBe(1000);
	at(30 + 120);
	expect(await one.pause("a")).toBe(0);
});

test("a clock that was set back does not hold a provider off for longer", async () => {
	await halfOpen();
	at(-3600);
	expect(await breakers[0].pause("a")).toBe(30_000);
});
