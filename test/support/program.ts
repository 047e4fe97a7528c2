import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cache = join(root, "node_modules", ".cache", "desk-test");

/** What a process did. */
export interface Ended {
	/** Exit status; -1 when a signal ended it. */
	status: number;
	signal: NodeJS.Signals | null;
	stdout: Buffer;
	stderr: string;
}

/** The built program in a folder of its own, as an installation has it: launcher, bundle, code cache. */
export class Program {
	/** The launcher, `bin/desk.js`. */
	readonly desk: string;
	/** The tree without the command line, for child processes (`test/fault/children/kernel.ts`). */
	readonly kernel: string;

	constructor(folder: string) {
		this.desk = join(folder, "bin", "desk.js");
		this.kernel = join(folder, "kernel.cjs");
	}

	/** Start `desk ...argv` on the desk at `home`. */
	start(home: string, argv: readonly string[], options: { uid?: number; gid?: number } = {}): ChildProcess {
		return spawn(process.execPath, [this.desk, ...argv], {
			...options,
			env: environment(home),
			stdio: ["pipe", "pipe", "pipe"],
		});
	}

	/** Run it to its end. */
	async run(home: string, argv: readonly string[], stdin: string | Uint8Array = ""): Promise<Ended> {
		const child = this.start(home, argv);
		child.stdin?.on("error", () => undefined); // it may end without reading all
		child.stdin?.end(stdin);
		return await ended(child);
	}

	/** Start a script of `test/fault/children` with the kernel's path in `DESK_BUNDLE`. */
	script(
		name: string,
		home: string,
		argv: readonly (string | number)[] = [],
		more: NodeJS.ProcessEnv = {},
	): ChildProcess {
		const file = fileURLToPath(new URL(`../fault/children/${name}`, import.meta.url));
		return spawn(process.execPath, [file, ...argv.map(String)], {
			env: { ...environment(home), DESK_BUNDLE: this.kernel, ...more },
			stdio: ["pipe", "pipe", "pipe"],
		});
	}
}

function environment(home: string): NodeJS.ProcessEnv {
	return { ...process.env, DESK_HOME: home, DESK_KEYCHAIN: "off" };
}

/** Bundle a source file for child processes that need what the program does not export. @returns the bundle's path */
export function bundled(source: string, folder: string, name = "bundle.cjs"): string {
	const outfile = join(folder, name);
	buildSync({
		entryPoints: [join(root, source)],
		outfile,
		bundle: true,
		platform: "node",
		format: "cjs",
		target: "node20",
		loader: { ".sql": "text" },
		external: ["better-sqlite3", "keytar", "onnxruntime-node"],
		logLevel: "silent",
	});
	if (!existsSync(join(folder, "node_modules"))) symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
	return outfile;
}

/** All that a process says until it ends. */
export async function ended(child: ChildProcess): Promise<Ended> {
	const out: Buffer[] = [];
	const errors: Buffer[] = [];
	child.stdout?.on("data", (bytes: Buffer) => out.push(bytes));
	child.stderr?.on("data", (bytes: Buffer) => errors.push(bytes));
	return await new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code, signal) =>
			resolve({
				status: code ?? -1,
				signal,
				stdout: Buffer.concat(out),
				stderr: Buffer.concat(errors).toString("utf8"),
			}),
		);
	});
}

let program: Program | undefined;

/** The program as the sources are now; built once for all test files, and again when a source has changed. */
export function builtProgram(): Program {
	program ??= findOrBuild();
	return program;
}

function findOrBuild(): Program {
	const folder = join(cache, fingerprint());
	if (!existsSync(folder)) {
		const own = `${folder}-${process.pid}`;
		mkdirSync(own, { recursive: true });
		execFileSync(process.execPath, [join(root, "scripts", "build.mjs"), "--out", join(own, "dist")], {
			stdio: ["ignore", "ignore", "inherit"],
		});
		bundled("test/fault/children/kernel.ts", own, "kernel.cjs");
		try {
			renameSync(own, folder);
		} catch {
			rmSync(own, { recursive: true, force: true }); // another test file was first
		}
		forgetOld();
	}
	return new Program(folder);
}

/** Names, sizes and times of all that goes into the bundle. */
function fingerprint(): string {
	const hash = createHash("sha256");
	for (const folder of ["bin", "src", "commands", "fs-mounts", "models", "scripts", "test/fault/children"]) {
		for (const name of (readdirSync(join(root, folder), { recursive: true }) as string[]).sort()) {
			if (name.endsWith(".test.ts")) continue;
			const stat = statSync(join(root, folder, name), { throwIfNoEntry: false });
			if (stat?.isFile() === true) hash.update(`${folder}/${name} ${stat.size} ${stat.mtimeMs}\n`);
		}
	}
	return hash.digest("hex").slice(0, 16);
}

/** Builds that nobody has used for a day. */
function forgetOld(): void {
	for (const name of readdirSync(cache)) {
		const stat = statSync(join(cache, name), { throwIfNoEntry: false });
		if (stat !== undefined && Date.now() - stat.mtimeMs > 86_400_000)
			rmSync(join(cache, name), { recursive: true, force: true });
	}
}
