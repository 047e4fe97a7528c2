/** Runs a case in a directory, by the helper program that makes the system calls. */
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Case } from "./cases.ts";

const source = fileURLToPath(new URL("syscalls.c", import.meta.url));
const cache = fileURLToPath(new URL("../../node_modules/.cache/desk-test", import.meta.url));

/** The helper program, compiled once for each state of its source. @returns its path; undefined without a C compiler */
export function helper(): string | undefined {
	const name = createHash("sha256").update(readFileSync(source)).digest("hex").slice(0, 16);
	const program = join(cache, `syscalls-${name}`);
	if (existsSync(program)) return program;
	mkdirSync(cache, { recursive: true });
	try {
		execFileSync("cc", ["-O1", "-o", `${program}-${process.pid}`, source], { stdio: ["ignore", "ignore", "pipe"] });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
	renameSync(`${program}-${process.pid}`, program);
	return program;
}

/** No case takes so long (ms), whatever else the machine does: a call that hangs is told as that. */
const LIMIT = 30_000;

/** Run a program in a directory. @throws Error when it fails or says something on stderr */
async function run(program: string, argv: readonly string[], cwd: string, stdin = ""): Promise<string> {
	const child = spawn(program, argv, { cwd, stdio: ["pipe", "pipe", "pipe"], timeout: LIMIT, killSignal: "SIGKILL" });
	const out: Buffer[] = [];
	const errors: Buffer[] = [];
	child.stdout.on("data", (bytes: Buffer) => out.push(bytes));
	child.stderr.on("data", (bytes: Buffer) => errors.push(bytes));
	child.stdin.on("error", () => undefined);
	child.stdin.end(stdin);
	const status = await new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", resolve);
	});
	if (status === null) out.push(Buffer.from(`no answer in ${LIMIT / 1000} s`));
	else if (status !== 0 || errors.length > 0) throw new Error(`status ${status}: ${Buffer.concat(errors).toString()}`);
	return Buffer.concat(out).toString("latin1");
}

/**
 * Run a case in a new directory inside `folder`, which is removed after it.
 * @returns the lines that went otherwise than they say
 */
export async function runCase(program: string, folder: string, { script }: Case): Promise<string[]> {
	const directory = mkdtempSync(join(folder, "case-"));
	const lines = script.split("\n").filter((line) => line.trim() !== "");
	const calls = lines.map((line) => line.trim().replace(/^\S+\s+/, ""));
	const answers = (await run(program, [], directory, `${calls.join("\n")}\n`)).split("\n");
	await run("rm", ["-rf", directory], "/");
	const kept = new Map<string, string>();
	return lines.flatMap((line, at) => {
		const expected = line.trim().split(/\s/, 1)[0] ?? "";
		const answer = answers[at] ?? "no answer";
		return holds(expected, answer, kept) ? [] : [`line ${at + 1}: ${shorten(line.trim())}: got ${shorten(answer)}`];
	});
}

const shorten = (text: string) => (text.length > 200 ? `${text.slice(0, 100)}…${text.slice(-90)}` : text);

/** Whether an answer is as expected; keeps what the expectation says to keep. */
function holds(expected: string, answer: string, kept: Map<string, string>): boolean {
	const wanted = expected.split(",");
	const fields = wanted.length === 1 ? [answer] : answer.split(",");
	return (
		wanted.length === fields.length &&
		wanted.every((want, at) => want.split("|").some((choice) => fits(choice, fields[at] ?? "", kept)))
	);
}

function fits(want: string, field: string, kept: Map<string, string>): boolean {
	const name = want.slice(1);
	switch (want[0]) {
		case "*":
			return true;
		case "$":
			kept.set(name, field);
			return /^-?[0-9]/.test(field);
		case "=":
			return field === kept.get(name);
		case ">":
			return nanoseconds(field) > nanoseconds(kept.get(name) ?? "");
		case "<":
			return nanoseconds(field) < nanoseconds(kept.get(name) ?? "");
		default:
			return want === field;
	}
}

/** `seconds.nanoseconds` as `lstat` shows them. */
function nanoseconds(text: string): bigint {
	const [seconds = "0", rest = "0"] = text.split(".");
	return /^-?[0-9.]+$/.test(text) ? BigInt(seconds) * 1_000_000_000n + BigInt(rest) : -1n;
}
