import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A folder's contents by path relative to it: bytes of a file, or "directory". Modes and times are not part of it. */
export type Tree = Map<string, Uint8Array | "directory">;

/** What a script did, in any shell. */
export interface Outcome {
	stdout: Buffer;
	/** 124 when it was stopped for taking too long, 128 + n when signal n ended the shell. */
	status: number;
	tree: Tree;
}

/** What it did in bash, with what only the checker looks at. */
export interface BashOutcome extends Outcome {
	stderr: string;
	/** Wall-clock time of the process. */
	ms: number;
	timedOut: boolean;
}

/** The files every case starts with. */
export const FIXTURE = fileURLToPath(new URL("fixture", import.meta.url));

/** The machine's bash; by its path, as the `PATH` of a case may lead to few programs. Its version has to be 5.2. */
export const BASH = "/bin/bash";

/** After this a script is stopped (ms). */
const TIMEOUT = 5000;

/** Where copies of the fixture are made: in memory where there is such a place, as a copy on a disk can cost more than its script. */
const SCRATCH = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** The tree of a folder on the machine. A link is the text `link to TARGET`; other things are left out. */
export function readTree(folder: string): Tree {
	const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
	const tree: Tree = new Map();
	for (const entry of entries) {
		const path = join(entry.parentPath, entry.name);
		const name = path.slice(folder.length + 1);
		if (entry.isDirectory()) tree.set(name, "directory");
		else if (entry.isSymbolicLink()) tree.set(name, Buffer.from(`link to ${readlinkSync(path)}`));
		else if (entry.isFile()) tree.set(name, readFileSync(path));
	}
	return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The environment of a case whose working directory is `folder`: nothing of ours gets in. */
export function environment(folder: string, path = "/usr/bin:/bin"): Record<string, string> {
	return { PATH: path, HOME: folder, LC_ALL: "C.UTF-8", TZ: "UTC" };
}

/**
 * Run `script` as `bash -c` in a fresh copy of the fixture, with nothing on stdin, and remove the copy. `path` is its
 * `PATH`. Background processes it leaves behind are waited for as long as they hold its output, at most until the
 * timeout.
 */
export async function runBash(script: string, path?: string): Promise<BashOutcome> {
	const parent = mkdtempSync(join(SCRATCH, "desk-bash-"));
	const folder = join(parent, "files");
	try {
		mkdirSync(folder);
		cpSync(FIXTURE, folder, { recursive: true });
		const ended = await run(script, folder, environment(folder, path));
		return { ...ended, tree: readTree(folder) };
	} finally {
		rmSync(parent, { recursive: true, force: true });
	}
}

/** Run to the end, in a process group of its own so that a timeout stops its children too. */
function run(script: string, cwd: string, env: Record<string, string>): Promise<Omit<BashOutcome, "tree">> {
	const started = performance.now();
	const child = spawn(BASH, ["--norc", "--noprofile", "-c", script], {
		cwd,
		env,
		argv0: "bash",
		detached: true,
		stdio: ["ignore", "pipe", "pipe"],
	});
	const stdout: Buffer[] = [];
	const stderr: Buffer[] = [];
	child.stdout.on("data", (bytes: Buffer) => stdout.push(bytes));
	child.stderr.on("data", (bytes: Buffer) => stderr.push(bytes));
	let timedOut = false;
	const timer = setTimeout(() => {
		timedOut = true;
		try {
			if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
		} catch {
			// it has just ended
		}
	}, TIMEOUT);
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code, signal) => {
			clearTimeout(timer);
			resolve({
				stdout: Buffer.concat(stdout),
				stderr: Buffer.concat(stderr).toString(),
				status: timedOut ? 124 : (code ?? 128 + constants.signals[signal ?? "SIGKILL"]),
				ms: performance.now() - started,
				timedOut,
			});
		});
	});
}
