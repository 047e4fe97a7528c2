import { expect, test } from "vitest";
import { interruptible } from "./inputs.ts";

test("work that never waits is ended by a signal within 100 ms", async () => {
	const abort = new AbortController();
	const reason = new Error("interrupted");
	const endless = (async function* () {
		for (;;) yield 1;
	})();
	const started = performance.now();
	setTimeout(() => abort.abort(reason), 10);
	await expect(
		(async () => {
			for await (const _ of interruptible(abort, endless)) if (performance.now() - started > 5000) break;
		})(),
	).rejects.toBe(reason);
	expect(performance.now() - started).toBeLessThan(2000);
});

test("a reader that stops ends the source", async () => {
	let ended = false;
	const source = (async function* () {
		try {
			for (;;) yield 1;
		} finally {
			ended = true;
		}
	})();
	for await (const _ of interruptible({ signal: new AbortController().signal }, source)) break;
	expect(ended).toBe(true);
});
