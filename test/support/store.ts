import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Store } from "../../src/store/index.ts";

/** A temporary folder: in memory where the system has one, for tests that write a lot and need no disk. */
export function temporaryFolder(options: { memory?: boolean } = {}): string {
	const base = options.memory === true && existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
	return mkdtempSync(join(base, "desk-test-"));
}

/** A new desk with a file key in a temporary folder, which `remove` takes away. */
export async function makeStore(
	options: { memory?: boolean } = {},
): Promise<{ home: string; store: Store; remove(): void }> {
	const folder = temporaryFolder(options);
	const home = join(folder, "desk");
	const store = await Store.create(home, { store: "file" });
	return {
		home,
		store,
		remove() {
			store.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** How many times longer than in `npm test` a property or fault test shall run (`DESK_SEEDS`). */
export const seeds = Math.max(1, Number(process.env.DESK_SEEDS) || 1);
