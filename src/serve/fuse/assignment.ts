/**
 * How the processes of a mount work together. `desk mount DIR` starts a daemon that answers the kernel; a user who is not root starts a
 * mounter in between, who gets the descriptor of /dev/fuse. Both are `desk mount` again, with an assignment in the environment:
 *
 * | descriptor | the daemon's |
 * | --- | --- |
 * | 0 | the desk's passphrase, if it has one; then the end |
 * | 1, 2 | the log, or the terminal with `--foreground` (a mounter's 2 is read by the command that was typed) |
 * | 3 | /dev/fuse, mounted |
 * | 4 | to the command that was typed: one line, `Report`; it ends when the daemon does |
 */
import { writeSync } from "node:fs";
import { DeskError, type ErrorCode } from "../../base/errors.ts";
import type { MountOptions } from "./mount-point.ts";

export const FUSE_FD = 3;
export const REPORT_FD = 4;

/** Of the mounter: libfuse calls it unknown, and makes no session. */
export const REFUSED_OPTION = "desk_answers_by_itself";

export interface Assignment extends MountOptions {
	role: "mounter" | "daemon";
	/** Absolute, links resolved. */
	mountPoint: string;
	foreground: boolean;
	/** Over a folder that is not empty. */
	force: boolean;
}

/** What the daemon says when it answers, or the one who could not begin. */
export type Report = { pid: number } | { code: ErrorCode; message: string; at?: string; todo?: string };

const VARIABLE = "DESK_MOUNT_ASSIGNMENT";
/** Read by the command that was typed: a process that stays must not show a passphrase in its environment. */
const SECRETS = ["DESK_PASSPHRASE", "DESK_PASSPHRASE_FILE"];

/** This process's assignment; undefined for a command that a person typed. */
export function ownAssignment(): Assignment | undefined {
	const text = process.env[VARIABLE];
	// Programs that it starts are nobody's daemons.
	delete process.env[VARIABLE];
	return text === undefined ? undefined : (JSON.parse(text) as Assignment);
}

/** The environment of a process with an assignment. Its readers of /dev/fuse each keep a thread of libuv's pool. */
export function environmentOf(assignment: Assignment, home: string): NodeJS.ProcessEnv {
	const environment: NodeJS.ProcessEnv = {
		...process.env,
		DESK_HOME: home,
		UV_THREADPOOL_SIZE: "8",
		[VARIABLE]: JSON.stringify(assignment),
	};
	for (const name of SECRETS) delete environment[name];
	return environment;
}

/** The command line of a process with an assignment, as `ps` shows it. @throws DeskError EFAILED when this is not the program */
export function commandLine({ mountPoint }: Assignment): [string, string[]] {
	const [, launcher] = process.argv;
	if (launcher === undefined)
		throw new DeskError("EFAILED", "the program does not know where it is", { todo: "run `desk mount` from a shell" });
	return [process.execPath, [...process.execArgv, launcher, "mount", "--foreground", "--", mountPoint]];
}

/** Say how the beginning went. */
export function report(message: Report): void {
	try {
		writeSync(REPORT_FD, `${JSON.stringify(message)}\n`);
	} catch {
		// The command that was typed is gone: nobody wants to know.
	}
}

export function failureReport(error: unknown): Report {
	if (!(error instanceof DeskError)) return { code: "EFAILED", message: String(error) };
	const { code, message, at, todo } = error;
	return { code, message, ...(at === undefined ? {} : { at }), ...(todo === undefined ? {} : { todo }) };
}
