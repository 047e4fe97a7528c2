/** For tests: commands as the shell runs them, and the machine's bash for the commands that they run. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import commands from "../../commands/registry.ts";
import mounts, { mountCommands } from "../../fs-mounts/registry.ts";
import type { ByteStream } from "../../src/base/bytes.ts";
import { main } from "../../src/cli/index.ts";
import { type ByteWriter, ClosedPipe, type ExecuteStreams } from "../../src/command/index.ts";
import { makeDesk, type TestDesk } from "./desk.ts";

export interface Ran {
	readonly status: number;
	readonly bytes: Buffer;
	readonly stderr: string;
}

export interface RunOptions {
	readonly signal?: AbortSignal;
	/** The reader of stdout goes away after so many bytes. */
	readonly closesAfter?: number;
}

export class Tools {
	readonly desk: TestDesk;

	constructor(desk: TestDesk) {
		this.desk = desk;
	}

	/** Run a command in /files. */
	async run(
		argv: readonly string[],
		input: string | Uint8Array | ByteStream = "",
		{ signal = new AbortController().signal, closesAfter = Number.POSITIVE_INFINITY }: RunOptions = {},
	): Promise<Ran> {
		const out: Buffer[] = [];
		const errors: Buffer[] = [];
		const collector = (parts: Buffer[], size: number) => {
			let room = size;
			return {
				write(bytes: Uint8Array | string) {
					const part = Buffer.from(bytes as string);
					room -= part.length;
					if (room < 0) throw new ClosedPipe();
					parts.push(part);
				},
				flush() {},
			};
		};
		// One stream for the command and those that it runs, as a shell has it.
		const stdin = (async function* () {
			if (typeof input !== "string" && Symbol.asyncIterator in input) return yield* input;
			const bytes = Buffer.from(input as string);
			for (let at = 0; at === 0 || at < bytes.length; at += 65536) yield bytes.subarray(at, at + 65536);
		})();
		const stdout = collector(out, closesAfter);
		const status = await main({ version: "test", commands: [...commands, ...mountCommands], mounts }, argv, {
			stdin: { [Symbol.asyncIterator]: () => stdin },
			stdout,
			stderr: collector(errors, Number.POSITIVE_INFINITY),
			terminal: { stdin: false, stdout: false, stderr: false, columns: 80 },
			home: this.desk.home,
			actor: "user",
			cwd: "/files",
			variables: { HOME: "/home", TZ: "UTC" },
			unixStatus: true,
			signal,
			execute: (words, streams) => execute(words, { stdout, ...streams }),
		});
		return { status, bytes: Buffer.concat(out), stderr: Buffer.concat(errors).toString() };
	}

	remove(): void {
		this.desk.remove();
	}
}

/** What the shell does with `bash -c TEXT`, by the machine's bash. */
async function execute(words: readonly string[], streams: ExecuteStreams & { stdout: ByteWriter }): Promise<number> {
	const [program = "", ...rest] = words;
	const child = spawn(program, rest, {
		stdio: ["pipe", "pipe", "ignore"],
		env: { PATH: process.env.PATH, LC_ALL: "C" },
	});
	const ended = new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? -1)));
	child.stdin.on("error", () => undefined);
	const feed = (async () => {
		for await (const bytes of streams.stdin ?? []) child.stdin.write(bytes);
		child.stdin.end();
	})();
	for await (const bytes of child.stdout) await streams.stdout.write(bytes as Buffer);
	await feed;
	return await ended;
}

/** A command line and what it reads. */
export interface Case {
	readonly argv: readonly string[];
	readonly input: string | Uint8Array;
}

const quoteWord = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** What the machine's own programs answer, in a UTF-8 locale; all cases in one shell, in a folder of their own. */
export function askHost(cases: readonly Case[], folder: string): { status: number; bytes: Buffer }[] {
	mkdirSync(folder, { recursive: true });
	const script = cases.map(({ argv, input }, at) => {
		writeFileSync(join(folder, `${at}.in`), input);
		return `${argv.map(quoteWord).join(" ")} <${at}.in >${at}.out 2>/dev/null; echo $? >${at}.status`;
	});
	writeFileSync(join(folder, "script"), script.join("\n"));
	spawnSync("timeout", ["60", "bash", "script"], {
		cwd: folder,
		env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8", TZ: "UTC", HOME: "/home" },
	});
	return cases.map((_, at) => ({
		status: Number(readFileSync(join(folder, `${at}.status`), "utf8")),
		bytes: readFileSync(join(folder, `${at}.out`)),
	}));
}

/** What differs between the host's answers and ours, as text; "" when nothing does. */
export async function differences(tools: Tools, cases: readonly Case[], ask = cases): Promise<string> {
	const theirs = askHost(ask, join(tools.desk.folder, `host-${Math.random()}`));
	const wrong: string[] = [];
	for (const [at, { argv, input }] of cases.entries()) {
		const ours = await tools.run(argv, input);
		const their = theirs[at];
		if (their !== undefined && ours.status === their.status && ours.bytes.equals(their.bytes)) continue;
		wrong.push(
			[
				argv.map(quoteWord).join(" "),
				`  reading ${JSON.stringify(input.toString())}`,
				`  theirs: ${their?.status} ${JSON.stringify(their?.bytes.toString())}`,
				`  ours:   ${ours.status} ${JSON.stringify(ours.bytes.toString())} ${ours.stderr}`,
			].join("\n"),
		);
	}
	return wrong.join("\n");
}

export async function makeTools(): Promise<Tools> {
	return new Tools(await makeDesk());
}
