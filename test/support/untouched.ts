import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { Vfs } from "../../src/vfs/index.ts";
import type { Outcome, TestDesk } from "./desk.ts";

/** All that a command may change, as text: what `ls -R -l` shows, the hash of every file, and the log. */
export async function stateOf(vfs: Vfs): Promise<string> {
	const lines: string[] = [];
	for await (const { path, kind, mode, size, mtime, revision } of vfs.walk("/", { views: false })) {
		const hash = createHash("sha256");
		if (kind === "file") for await (const bytes of vfs.read(path)) hash.update(bytes);
		lines.push([path, kind, mode, size, path === "/" ? "" : mtime, revision, hash.digest("hex")].join(" "));
	}
	const log = vfs.store.database.get<{ entries: number }>("SELECT count(*) AS entries FROM change_set");
	return [...lines, `${log?.entries} entries in the log`].join("\n");
}

/** What every refusal looks like (DESIGN.md section 6): `desk: <path or command>: <what>; <what to do>`, on one line. */
export const REFUSAL = /^desk: [^\n]+?: [^\n]+; [^\n]+\n$/;

/** A desk of which one can say that nothing happened to it. */
export class Guarded {
	readonly desk: TestDesk;
	readonly vfs: Vfs;
	#before = "";

	private constructor(desk: TestDesk, vfs: Vfs) {
		this.desk = desk;
		this.vfs = vfs;
	}

	static async of(desk: TestDesk): Promise<Guarded> {
		const guarded = new Guarded(desk, await desk.vfs());
		await guarded.accept();
		return guarded;
	}

	/** What is there now is what shall stay. */
	async accept(): Promise<void> {
		this.#before = await stateOf(this.vfs);
	}

	async expectUntouched(what: string): Promise<void> {
		expect(await stateOf(this.vfs), what).toBe(this.#before);
	}

	/** Run a command that must be refused: with this status, in one line on stderr, with nothing on stdout and nothing changed. */
	async refuses(argv: readonly string[], status: number, stdin: string | Uint8Array = "text\n"): Promise<Outcome> {
		const outcome = await this.desk.run(argv, { stdin });
		const what = argv.join(" ").slice(0, 120);
		expect([what, outcome.status, outcome.stdout], outcome.stderr).toEqual([what, status, ""]);
		expect(outcome.stderr, what).toMatch(REFUSAL);
		await this.expectUntouched(what);
		return outcome;
	}

	close(): void {
		this.vfs.store.close();
		this.desk.remove();
	}
}
