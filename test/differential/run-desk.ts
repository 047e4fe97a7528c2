import { rmSync } from "node:fs";
import { join } from "node:path";
import commands from "../../commands/registry.ts";
import mounts, { mountCommands } from "../../fs-mounts/registry.ts";
import { main } from "../../src/cli/index.ts";
import { Store } from "../../src/store/index.ts";
import { type Change, Vfs } from "../../src/vfs/index.ts";
import { temporaryFolder } from "../support/store.ts";
import { environment, FIXTURE, type Outcome, readTree, type Tree } from "./run-bash.ts";

/** What a script did in our shell. */
export interface DeskOutcome extends Outcome {
	stderr: string;
	timedOut: boolean;
}

/** After this a script is stopped, as a rule (ms). */
const TIMEOUT = 5000;

/** Runs cases in our shell, each in a folder of its own of one desk, in this process: the very code of `desk -c`. */
export class DeskRunner {
	readonly #home = temporaryFolder({ memory: true });
	readonly #fixture = readTree(FIXTURE);
	#vfs: Vfs | undefined;
	#count = 0;

	async open(): Promise<Vfs> {
		if (this.#vfs === undefined) {
			process.env.DESK_KEYCHAIN = "off";
			const home = join(this.#home, "desk");
			await this.#main(["init", "--key", "file"], home);
			this.#vfs = new Vfs(await Store.open(home), mounts, "user");
		}
		return this.#vfs;
	}

	async #main(argv: readonly string[], home: string) {
		return await main({ version: "0.0.0-test", commands: [...commands, ...mountCommands], mounts }, argv, {
			stdin: (async function* () {})(),
			stdout: { write() {}, flush() {} },
			stderr: { write() {} },
			terminal: { stdin: false, stdout: false, stderr: false, columns: 80 },
			home,
			actor: "user",
		});
	}

	/** Run a script as `desk -c` in a fresh copy of the fixture, with nothing on stdin. @param timeout when it is stopped (ms) */
	async run(script: string, sandbox = false, timeout = TIMEOUT): Promise<DeskOutcome> {
		const vfs = await this.open();
		const folder = `/files/${++this.#count}`;
		const changes: Change[] = [{ op: "mkdir", path: folder }];
		for (const [path, what] of this.#fixture) {
			if (what === "directory") changes.push({ op: "mkdir", path: `${folder}/${path}` });
			else changes.push({ op: "write", path: `${folder}/${path}`, content: await vfs.stage(what) });
		}
		await vfs.change(changes, { cause: "fixture" });
		const out: Buffer[] = [];
		const errors: Buffer[] = [];
		const collector = (parts: Buffer[]) => ({
			write: (bytes: Uint8Array | string) => void parts.push(Buffer.from(bytes as string)),
			flush() {},
		});
		const controller = new AbortController();
		let timedOut = false;
		const run = main(
			{ version: "0.0.0-test", commands: [...commands, ...mountCommands], mounts },
			[...(sandbox ? ["--sandbox"] : []), "-c", script],
			{
				stdin: (async function* () {})(),
				stdout: collector(out),
				stderr: collector(errors),
				terminal: { stdin: false, stdout: false, stderr: false, columns: 80 },
				home: join(this.#home, "desk"),
				actor: "user",
				cwd: folder,
				variables: { ...environment(folder), PWD: folder },
				signal: controller.signal,
				open: async () => vfs,
			},
		);
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<number>((resolve) => {
			timer = setTimeout(() => {
				timedOut = true;
				controller.abort();
				setTimeout(() => resolve(124), 500);
			}, timeout);
		});
		const status = await Promise.race([run, late]);
		clearTimeout(timer);
		const tree = await treeOf(vfs, folder);
		return { stdout: Buffer.concat(out), stderr: Buffer.concat(errors).toString(), status, tree, timedOut };
	}

	close(): void {
		this.#vfs?.store.close();
		rmSync(this.#home, { recursive: true, force: true });
	}
}

async function treeOf(vfs: Vfs, folder: string): Promise<Tree> {
	const tree: Tree = new Map();
	for await (const stat of vfs.walk(folder)) {
		if (stat.path === folder) continue;
		tree.set(
			stat.path.slice(folder.length + 1),
			stat.kind === "directory"
				? "directory"
				: stat.kind === "symlink"
					? Buffer.from(`link to ${await vfs.readlink(stat.path)}`)
					: await vfs.readAll(stat.path),
		);
	}
	return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}
