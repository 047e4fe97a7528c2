/** One command line for a program of the machine and for the desk: the same bytes on stdout and the same status. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "vitest";
import type { Twin } from "./oracle.ts";

export interface SameOptions {
	stdin?: Uint8Array | string;
	/** Below the root of both; default the root. */
	cwd?: string;
	locale?: "C" | "C.UTF-8";
	/** The program of the machine, when it has another name. */
	program?: string;
	/** Lines may come in another order. */
	anyOrder?: boolean;
	/** Only whether it succeeded is compared, not the status nor what was printed before a failure. */
	loosely?: boolean;
}

/** Bytes as text, one character each, so that a difference can be read. */
const shown = (bytes: Uint8Array, anyOrder = false) => {
	const text = Buffer.from(bytes).toString("latin1");
	return anyOrder
		? text
				.split(/(?<=[\n\0])/)
				.sort()
				.join("")
		: text;
};

/** Run it on both sides, and expect no difference. */
export async function same(twin: Twin, argv: readonly string[], options: SameOptions = {}): Promise<void> {
	const { stdin = "", cwd = "/", locale = "C" } = options;
	const env = { PATH: process.env.PATH, LC_ALL: locale, TZ: "UTC", HOME: twin.folder };
	const expected = spawnSync(options.program ?? (argv[0] as string), argv.slice(1), {
		cwd: join(twin.folder, cwd),
		env,
		input: stdin,
		maxBuffer: 1 << 28,
	});
	const got = await twin.desk.run(argv, { stdin, cwd, unixStatus: true, variables: { LC_ALL: locale, TZ: "UTC" } });
	const hint = `\n${expected.stderr}\n${got.stderr}`;
	if (options.loosely === true && expected.status !== 0) {
		expect(got.status, JSON.stringify(argv) + hint).not.toBe(0);
		return;
	}
	expect({ argv, status: got.status, stdout: shown(got.bytes, options.anyOrder) }, hint).toEqual({
		argv,
		status: expected.status,
		stdout: shown(expected.stdout, options.anyOrder),
	});
}
