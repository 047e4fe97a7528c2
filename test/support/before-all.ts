import { chmodSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { builtProgram } from "./program.ts";

/** Where Linux has files in memory. */
const IN_MEMORY = "/dev/shm";
/** With less room there, the disk has to do (bytes). */
const ENOUGH = 8 * 1024 ** 3;

/**
 * Before all tests: the program that many of them start is built once, and not by each of the processes that run them; and their temporary
 * files lie in memory where there is room, as nobody waits there for a disk at each of thousands of commits.
 */
export function setup(): (() => void) | undefined {
	builtProgram();
	if (process.env.TMPDIR !== undefined || roomIn(IN_MEMORY) < ENOUGH) return undefined;
	const folder = mkdtempSync(join(IN_MEMORY, "desk-tests-"));
	// Some tests act as other users, too.
	chmodSync(folder, 0o755);
	process.env.TMPDIR = folder;
	return () => rmSync(folder, { recursive: true, force: true });
}

function roomIn(path: string): number {
	try {
		const { bavail, bsize } = statfsSync(path);
		return bavail * bsize;
	} catch {
		return 0; // not on this system
	}
}
