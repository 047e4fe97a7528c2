import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BASH, environment, FIXTURE, type Outcome, readTree, runBash, type Tree } from "./run-bash.ts";

/** Where answers are kept from one run of the tests to the next. */
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/desk-differential", import.meta.url));

/** Scripts that run at a time. */
const AT_A_TIME = 3;

/** An outcome as JSON; bytes are base64. */
interface Kept {
	stdout: string;
	status: number;
	/** Bytes of a file, null for a folder. */
	tree: [path: string, content: string | null][];
}

/** What bash does with each of some scripts, asked ahead of need and in their order. */
export class Answers {
	/** Bash, fixture and environment: what an answer depends on beside its script. */
	readonly #world = hash(
		execFileSync(BASH, ["--version"]),
		JSON.stringify([keepTree(readTree(FIXTURE)), environment("")]),
	);
	readonly #answers = new Map<string, Promise<Outcome>>();
	/** The last answer of each of those that ask side by side. */
	readonly #lanes: Promise<unknown>[] = Array.from({ length: AT_A_TIME }, () => Promise.resolve());

	constructor(scripts: readonly string[]) {
		mkdirSync(CACHE, { recursive: true });
		for (const [nth, script] of scripts.entries()) {
			const lane = nth % AT_A_TIME;
			const answer = (this.#lanes[lane] ?? Promise.resolve()).then(() => this.#ask(script));
			this.#lanes[lane] = answer.catch(() => {}); // told by `of`
			this.#answers.set(script, answer);
		}
	}

	/** What bash does with `script`. */
	async of(script: string): Promise<Outcome> {
		return await (this.#answers.get(script) ?? this.#ask(script));
	}

	async #ask(script: string): Promise<Outcome> {
		const file = join(CACHE, `${hash(this.#world, script)}.json`);
		const kept = readIfThere(file);
		if (kept !== undefined) return unkeep(JSON.parse(kept) as Kept);
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
