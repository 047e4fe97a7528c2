/** What is known of a desk's mounts: one small file for each in `$DESK_HOME/mounts`, beside its daemon's log. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf, DeskError } from "../../base/errors.ts";
import { makeFolder } from "../../base/host-folder.ts";
import { FUSE_TYPE, mountedAt } from "./mount-table.ts";

/** As the daemon last wrote it. */
export interface MountState {
	/** Absolute, links resolved. */
	mountPoint: string;
	/** The daemon. */
	pid: number;
	/** When the daemon started, in the kernel's clock ticks: a process number alone may be another's by now. */
	started: string;
	/** ISO 8601, UTC. */
	since: string;
	readOnly: boolean;
	allowOther: boolean;
	/** Files that programs had open. */
	openFiles: number;
}

/** `answers`; `dead`: the daemon was killed, the mount is stuck until `desk mount` heals it; `over`: only the file is left. */
export type Condition = "answers" | "dead" | "over";

/** Makes the folder. */
export function stateFolder(home: string): string {
	const folder = join(home, "mounts");
	makeFolder(folder);
	return folder;
}

/** One name for each mount point, whatever it is called. */
const nameOf = (mountPoint: string) => createHash("sha256").update(mountPoint).digest("hex").slice(0, 16);

export function logFile(home: string, mountPoint: string): string {
	return join(stateFolder(home), `${nameOf(mountPoint)}.log`);
}

function stateFile(home: string, mountPoint: string): string {
	return join(stateFolder(home), `${nameOf(mountPoint)}.json`);
}

/** Whole or not at all, for others to read at any time. */
export function writeState(home: string, state: MountState): void {
	const file = stateFile(home, state.mountPoint);
	writeFileSync(`${file}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
	renameSync(`${file}.new`, file);
}

/**
 * Do something about a mount point that only one command at a time may do.
 * @throws DeskError EBUSY when another one is at it
 */
export async function alone<Result>(home: string, mountPoint: string, work: () => Promise<Result>): Promise<Result> {
	const file = join(stateFolder(home), `${nameOf(mountPoint)}.lock`);
	const [holder, started] = wordsOf(file);
	// A lock of a killed command counts no longer, also when its number is another process's by now.
	if (holder !== undefined && startOf(Number(holder)) !== started) rmSync(file, { force: true });
	try {
		writeFileSync(file, `${process.pid} ${startOf(process.pid)}\n`, { mode: 0o600, flag: "wx" });
	} catch (cause) {
		if (codeOf(cause) !== "EEXIST") throw cause;
		throw new DeskError("EBUSY", "another command is mounting there", { at: mountPoint, todo: "wait for it", cause });
	}
	try {
		return await work();
	} finally {
		rmSync(file, { force: true });
	}
}

/** The words of a small file; none when there is no such file. */
function wordsOf(file: string): string[] {
	try {
		return readFileSync(file, "utf8")
			.split(/\s+/)
			.filter((word) => word !== "");
	} catch {
		return [];
	}
}

export function removeState(home: string, mountPoint: string): void {
	rmSync(stateFile(home, mountPoint), { force: true });
}

/** All mounts that have a file, the oldest first. */
export function readStates(home: string): MountState[] {
	return names(join(home, "mounts"))
		.filter((name) => name.endsWith(".json"))
		.flatMap((name) => parse(join(home, "mounts", name)))
		.toSorted((a, b) => a.since.localeCompare(b.since));
}

function names(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

/** Nothing for a file that was taken away meanwhile, or is none of ours. */
function parse(file: string): MountState[] {
	try {
		const state = JSON.parse(readFileSync(file, "utf8")) as MountState;
		return typeof state.mountPoint === "string" ? [state] : [];
	} catch {
		return [];
	}
}

function conditionOf({ mountPoint, pid, started }: MountState): Condition {
	if (startOf(pid) === started) return "answers";
	return mountedAt(mountPoint)?.type === FUSE_TYPE ? "dead" : "over";
}

/** When a process started (proc_pid_stat(5), field 22); undefined when there is none. */
export function startOf(pid: number): string | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
		// The program's name, in parentheses, may hold anything.
		const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		return state === "Z" ? undefined : fields[18];
	} catch {
		return undefined;
	}
}

/** The mounts of a desk that are, or were left by a killed daemon. */
export function mountsOf(home: string): (MountState & { condition: Condition })[] {
	return readStates(home).flatMap((state) => {
		const condition = conditionOf(state);
		if (condition === "over") removeState(home, state.mountPoint);
		return condition === "over" ? [] : [{ ...state, condition }];
	});
}
