import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
beforeEach(async () => {
	desk = await makeDesk();
});
afterEach(() => desk.remove());

/** Run `tail -f`, do something meanwhile, and interrupt it as Ctrl-C would. */
async function following(argv: string[], meanwhile: () => Promise<void>) {
	const known = process.listeners("SIGINT");
	const running = desk.run(["tail", "-f", "-s", "0.02", ...argv]);
	await settle();
	await meanwhile();
	await settle();
	const started = performance.now();
	for (const listener of process.listeners("SIGINT")) if (!known.includes(listener)) listener("SIGINT");
	const outcome = await running;
	expect(performance.now() - started).toBeLessThan(2000); // it would go on for ever
	return outcome;
}

const settle = async () => await sleep(150);

test("-f prints what is appended, and ends at the signal", async () => {
	await desk.put("/notes/log.md", "one\ntwo\n");
	const got = await following(["-n1", "/notes/log.md"], async () => {
		await desk.put("/notes/log.md", "one\ntwo\nthree\n");
		await settle();
		await desk.put("/notes/log.md", "one\ntwo\nthree\nfour\n");
	});
	expect(got).toMatchObject({ stdout: "two\nthree\nfour\n", stderr: "", status: 130 });
});

test("-f of several files names the one that grew", async () => {
	await desk.put("/notes/a.md", "a\n");
	await desk.put("/notes/b.md", "b\n");
	const got = await following(["/notes/a.md", "/notes/b.md"], async () => {
		await desk.put("/notes/b.md", "b\nb2\n");
		await settle();
		await desk.put("/notes/a.md", "a\na2\n");
	});
	expect(got.stdout).toBe("==> /notes/a.md <==\na\n\n==> /notes/b.md <==\nb\nb2\n\n==> /notes/a.md <==\na2\n");
});

test("-f shows all of a file that became shorter or was replaced, and waits for one that is gone", async () => {
	await desk.put("/notes/log.md", "long text\n");
	const got = await following(["/notes/log.md"], async () => {
		await desk.put("/notes/log.md", "short\n");
		await settle();
		const vfs = await desk.vfs();
		await vfs.change([{ op: "remove", path: "/notes/log.md" }], { cause: "test" });
		await settle();
		await vfs.write("/notes/log.md", "another, and longer than the one before\n", { cause: "test" });
		vfs.store.close();
	});
	expect(got.stdout).toBe("long text\nshort\nanother, and longer than the one before\n");
	expect(got.stderr.trimEnd().split("\n")).toEqual([
		expect.stringContaining("it became shorter"),
		expect.stringContaining("it is gone"),
		expect.stringContaining("it is another file now"),
	]);
});

test("-f --json prints an object per addition", async () => {
	await desk.put("/notes/log.md", "one\n");
	const got = await following(["--json", "/notes/log.md"], async () => await desk.put("/notes/log.md", "one\ntwo\n"));
	expect(
		got.stdout
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line)),
	).toEqual([
		{ path: "/notes/log.md", revision: 1, size: 4, text: "one\n" },
		{ path: "/notes/log.md", revision: 2, size: 8, text: "two\n" },
	]);
});
