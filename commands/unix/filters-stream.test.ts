import { afterAll, beforeAll, describe, expect, test } from "vitest";
import mounts, { mountCommands } from "../../fs-mounts/registry.ts";
import { main } from "../../src/cli/index.ts";
import { ClosedPipe } from "../../src/command/index.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import commands from "../registry.ts";

let desk: TestDesk;
beforeAll(async () => {
	desk = await makeDesk();
});
afterAll(() => desk.remove());

interface Streamed {
	status: number;
	stdout: string;
	stderr: string;
	/** Pieces of standard input that were asked for. */
	read: number;
}

/** Run a command on endless (or long) input, with a reader that goes away after so many bytes. */
async function stream(
	argv: readonly string[],
	options: { input?: (index: number) => string | undefined; readerTakes?: number; signal?: AbortSignal } = {},
): Promise<Streamed> {
	const result: Streamed = { status: 0, stdout: "", stderr: "", read: 0 };
	let written = 0;
	const surroundings = {
		stdin: (async function* () {
			for (let index = 0; ; index++) {
				result.read = index + 1;
				const text = options.input?.(index);
				if (text === undefined) return;
				yield Buffer.from(text);
			}
		})(),
		stdout: {
			write(bytes: Uint8Array | string) {
				written += bytes.length;
				if (result.stdout.length < 10_000) result.stdout += Buffer.from(bytes as string).toString("utf8");
				if (written > (options.readerTakes ?? Number.POSITIVE_INFINITY)) throw new ClosedPipe();
			},
			flush() {},
		},
		stderr: {
			write(bytes: Uint8Array | string) {
				result.stderr += Buffer.from(bytes as string).toString("utf8");
			},
		},
		terminal: { stdin: false, stdout: false, stderr: false, columns: 80 },
		home: desk.home,
		actor: "user",
		...(options.signal === undefined ? {} : { signal: options.signal }),
	};
	const program = { version: "0", commands: [...commands, ...mountCommands], mounts };
	result.status = await main(program, argv, surroundings);
	return result;
}

const objects = (index: number) => `${JSON.stringify({ index, text: "x".repeat(1000) })}\n`.repeat(16);

describe("jq", () => {
	test("does not touch its input with -n", async () => {
		expect(await stream(["jq", "-n", "1"], { input: objects })).toMatchObject({ status: 0, stdout: "1\n", read: 0 });
	});

	test("reads as far as its filter does", async () => {
		const { stdout, read } = await stream(["jq", "-n", "first(inputs).index"], { input: objects });
		expect([stdout, read < 8]).toEqual(["0\n", true]);
		expect((await stream(["jq", "-n", "--stream", "first(inputs)", "-c"], { input: objects })).read).toBeLessThan(8);
	});

	test("stops when its reader is gone, however much it could still say", async () => {
		expect((await stream(["jq", "-c", "."], { input: objects, readerTakes: 100 })).read).toBeLessThan(20);
		expect((await stream(["jq", "-n", "repeat(1)"], { readerTakes: 100 })).stdout).toMatch(/^1\n1\n/);
	});

	test("answers before the next piece comes", async () => {
		let answered = false;
		const run = stream(["jq", "-c", ".a"], {
			input(index) {
				// The second piece is asked for when the first has been answered.
				if (index === 1) answered = true;
				return index < 2 ? `{"a":${index}}\n` : undefined;
			},
		});
		expect([(await run).stdout, answered]).toEqual(["0\n1\n", true]);
	});

	test("an endless filter ends at Ctrl-C", async () => {
		const abort = new AbortController();
		setTimeout(() => abort.abort(), 200);
		const start = performance.now();
		expect((await stream(["jq", "-n", "def f: f; f"], { signal: abort.signal })).status).toBe(130);
		expect(performance.now() - start).toBeLessThan(5000);
	});

	test("memory stays flat over 48 MB", async () => {
		await stream(["jq", "-c", ".index"], { input: (index) => (index < 100 ? objects(index) : undefined) });
		const before = process.memoryUsage().rss;
		const { read, stdout, status, stderr } = await stream(["jq", "-c", ".index"], {
			input: (index) => (index < 3000 ? objects(index) : undefined),
		});
		expect([status, stderr, read, stdout.startsWith("0\n0\n")]).toEqual([0, "", 3001, true]);
		expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
	});
});

describe("diff", () => {
	test("-q stops at the first difference", async () => {
		await desk.put("/files/x", `${objects(0)}${"y\n".repeat(1000)}`);
		const { status, stdout, read } = await stream(["diff", "-q", "-", "/files/x"], { input: objects });
		expect([status, stdout, read <= 3]).toEqual([1, "Files - and /files/x differ\n", true]);
	});

	test("does not touch standard input when it is not named", async () => {
		await desk.put("/files/a", "1\n");
		await desk.put("/files/b", "2\n");
		expect(await stream(["diff", "/files/a", "/files/b"], { input: objects })).toMatchObject({ status: 1, read: 0 });
	});

	test("a long diff stops when its reader is gone", async () => {
		await desk.put("/files/long", "x\n".repeat(500_000));
		const { stdout, status } = await stream(["diff", "/files/long", "/dev/null"], { readerTakes: 1000 });
		expect([stdout.startsWith("1,500000d0\n"), status]).toEqual([true, 0]);
	});
});

describe("patch", () => {
	test("does not touch standard input when the patch is a file", async () => {
		await desk.put("/files/p", "--- f\n+++ f\n@@ -1 +1 @@\n-1\n+2\n");
		await desk.put("/files/f", "1\n");
		const outcome = await stream(["patch", "-d", "/files", "-i", "p"], { input: objects });
		expect(outcome).toMatchObject({ status: 0, stdout: "patching file f\n", read: 0 });
	});
});
