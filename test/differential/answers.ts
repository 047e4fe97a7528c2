import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BASH, environment, FIXTURE, type Outcome, readTree, runBash, type Tree } from "./run-bash.ts";

/** Where answers are kept from one run of the tests to the next. */
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/desk-differential", import.meta.url));

/** Scripts that run at a time. */
const AT_A_TIME = 4;

/** An outcome as JSON; bytes are base64. */
interface Kept {
	stdout: string;
	status: number;
	/** Bytes of a file, null for a folder. */
	tree: [path: string, content: string | null][];
}

/** What bash does with scripts. */
export class Answers {
	/** Bash, fixture and environment: what an answer depends on beside its script. */
	readonly #world = hash(
		execFileSync(BASH, ["--version"]),
		JSON.stringify([keepTree(readTree(FIXTURE)), environment("")]),
	);
	readonly #answers = new Map<string, Outcome>();

	/** Ask for all of `scripts`, several at a time, so that `of` has the answer at once. */
	async prepare(scripts: readonly string[]): Promise<void> {
		mkdirSync(CACHE, { recursive: true });
		const queue = scripts.values();
		const worker = async () => {
			for (const script of queue) this.#answers.set(script, await this.#ask(script));
		};
		await Promise.all(Array.from({ length: AT_A_TIME }, worker));
	}

	/** What bash does with `script`. */
	async of(script: string): Promise<Outcome> {
		return this.#answers.get(script) ?? (await this.#ask(script));
	}

	/** What bash does with `script` this time; kept in place of what it did before. */
	again(script: string): Promise<Outcome> {
		return this.#run(script);
	}

	async #ask(script: string): Promise<Outcome> {
		const kept = readIfThere(this.#file(script));
		return kept === undefined ? this.#run(script) : unkeep(JSON.parse(kept) as Kept);
	}

	#file(script: string): string {
		return join(CACHE, `${hash(this.#world, script)}.json`);
	}

	async #run(script: string): Promise<Outcome> {
		const file = this.#file(script);
		const outcome = await runBash(script);
		if (!outcome.timedOut) {
			writeFileSync(`${file}.${process.pid}`, JSON.stringify(keep(outcome)));
			renameSync(`${file}.${process.pid}`, file);
		}
		return outcome;
	}
}

function hash(...parts: (string | Uint8Array)[]): string {
	const hashing = createHash("sha256");
	for (const part of parts) hashing.update(part).update("\0");
	return hashing.digest("hex").slice(0, 32);
}

function readIfThere(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
}

function keepTree(tree: Tree): Kept["tree"] {
	return [...tree].map(([path, what]) => [
		path,
		typeof what === "string" ? null : Buffer.from(what).toString("base64"),
	]);
}

function keep({ stdout, status, tree }: Outcome): Kept {
	return { stdout: stdout.toString("base64"), status, tree: keepTree(tree) };
}

function unkeep({ stdout, status, tree }: Kept): Outcome {
	return {
		stdout: Buffer.from(stdout, "base64"),
		status,
		tree: new Map(
			tree.map(([path, content]) => [path, content === null ? "directory" : Buffer.from(content, "base64")]),
		),
	};
}
