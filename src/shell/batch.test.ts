import { expect, test } from "vitest";
import { DeskError } from "../base/errors.ts";
import type { CommandHost } from "../command/index.ts";
import { runBatch } from "./batch.ts";
import type { Limits } from "./world.ts";

/** A shell that has its builtins, and no desk. */
const host: CommandHost = {
	names: [],
	mounts: [],
	has: () => false,
	open: () => Promise.reject(new DeskError("ENOENT", "there is no desk")),
	run: () => Promise.resolve(127),
};

async function run(text: string, limits: Limits) {
	let said = "";
	const stderr = {
		write(bytes: Uint8Array | string) {
			said += Buffer.from(bytes as string).toString();
		},
	};
	const status = await runBatch(
		{ text, name: "desk", args: [], options: [], isCommand: true },
		{
			stdin: (async function* () {})(),
			stdout: { write() {} },
			stderr,
			terminal: { stdin: false, stdout: false, stderr: false, columns: 80 },
			variables: {},
		},
		{ commands: host, limits, home: "/none", signals: false },
	);
	return { status, said };
}

test.each([
	["a loop", "while :; do :; done"],
	["background jobs", "while :; do :; done & wait"],
	["a trap that goes on", "trap 'while :; do :; done' EXIT; exit 0"],
])("the limit of time ends %s, and says so", async (_, script) => {
	const started = performance.now();
	const { status, said } = await run(script, { depth: 100, valueBytes: 1e6, milliseconds: 300 });
	expect(performance.now() - started).toBeGreaterThan(250);
	expect(status).not.toBe(0);
	expect(said).toContain("this script was stopped: more than 0.3 seconds");
});

test("what ends in time is not touched by it", async () => {
	expect(await run("x=1; exit 3", { depth: 100, valueBytes: 1e6, milliseconds: 60_000 })).toEqual({
		status: 3,
		said: "",
	});
});
