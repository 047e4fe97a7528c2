/** Names of what a process is making, from which others can tell whether it was left behind. */
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf } from "../base/errors.ts";

/** A new name that says whose it is: process number, its start, and something random. */
export function ownerName(): string {
	return `${process.pid}-${startOf(process.pid)}-${randomBytes(6).toString("hex")}`;
}

/** Whether the process that a name of `ownerName` says is still there. */
export function isOwnerAlive(name: string): boolean {
	const [pid, start] = name.split("-");
	return isRunning(Number(pid), start ?? "");
}

/**
 * The files of a folder whose names are a prefix and an `ownerName` of a process that is gone. None where the folder cannot be read.
 */
export function leftBehind(folder: string, prefix: string): string[] {
	try {
		return readdirSync(folder)
			.filter((name) => name.startsWith(prefix) && !isOwnerAlive(name.slice(prefix.length)))
			.map((name) => join(folder, name));
	} catch {
		return [];
	}
}

function isRunning(pid: number, start: string): boolean {
	try {
		process.kill(pid, 0);
	} catch (error) {
		if (codeOf(error) === "ESRCH") return false;
	}
	return startOf(pid) === start;
}

/** When a process started, so that a reused process number is not taken for its former owner. "0" where /proc is absent. */
function startOf(pid: number): string {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
		return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "0";
	} catch {
		return "0"; // not Linux, or already gone: the caller compares
	}
}
