/** The process that answers for a mount, from its beginning to the unmounting. */
import { readFileSync } from "node:fs";
import { type DeskError, messageOf } from "../../base/errors.ts";
import type { Vfs } from "../../vfs/index.ts";
import { type Assignment, FUSE_FD, report } from "./assignment.ts";
import { Connection } from "./connection.ts";
import { logger, outliveErrors } from "./daemon-log.ts";
import { DesktopNotices } from "./desktop-notice.ts";
import { FileSystem } from "./file-system.ts";
import { unmount } from "./mount-point.ts";
import { logFile, removeState, startOf, writeState } from "./mount-state.ts";

/** How often what `desk mount --status` shows is brought up to date (ms). */
const REFRESH = 500;
const SIGNALS: readonly NodeJS.Signals[] = ["SIGTERM", "SIGINT", "SIGHUP"];
/** Who writes, in the log of changes and in /sys/rejected. */
export const ACTOR = "mount";

/**
 * Answer for the mount that the assignment names until it is unmounted or a signal comes; then all is committed.
 * @param open opens the desk
 * @throws DeskError what `open` refuses; then nothing is mounted any longer
 */
export async function answer(assignment: Assignment, home: string, open: () => Promise<Vfs>): Promise<void> {
	const { mountPoint, foreground } = assignment;
	process.umask(0o077);
	const log = logger(foreground ? undefined : logFile(home, mountPoint));
	const notices = new DesktopNotices();
	const connection = new Connection(FUSE_FD, { log });
	const tell = (problem: DeskError) => {
		// A log is not encrypted, and others see what programs are started with: neither gets a name of the tree.
		log(foreground ? problem.sentence : `not saved as it was written (${problem.code}): see \`desk mount --status\``);
		notices.show(`${kindOf(problem)}: see \`desk mount --status\``);
	};
	const stop = () => {
		log("a signal: unmounting");
		void leave(mountPoint, connection, log);
	};
	// From here on a second signal must not end the process in the middle of a commit.
	for (const signal of SIGNALS) process.removeAllListeners(signal).on(signal, stop);
	const vfs = await opened(open).catch(async (error: unknown) => {
		await unmount(mountPoint, { lazy: true });
		throw error;
	});
	const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
	const files = new FileSystem(vfs.as(ACTOR, { temporary: true, signal: AbortSignal.abort() }), {
		owner,
		notifier: connection,
		report: tell,
	});
	outliveErrors(log);
	const served = connection.serve(files);
	await connection.ready;
	const keeper = keepState(assignment, home, connection, log);
	report({ pid: process.pid });
	log(`answering for ${mountPoint}`);
	try {
		await served;
		log("unmounted; all is committed");
	} catch (error) {
		log(`not all could be committed: ${messageOf(error)}`);
		throw error;
	} finally {
		clearInterval(keeper);
		removeState(home, mountPoint);
		if (connection.isListening) vanish(vfs);
	}
}

/** What a problem is about, as far as it may be seen. */
function kindOf({ at = "", kept }: DeskError): string {
	const [, mount = ""] = at.split("/");
	const where = kept === undefined ? "" : ", its bytes are kept";
	return `A file${mount === "" ? "" : ` of /${mount}`} was not accepted${where}`;
}

/** The desk, with the passphrase that waits at descriptor 0: it must be seen nowhere, not even in this process's environment. */
async function opened(open: () => Promise<Vfs>): Promise<Vfs> {
	const passphrase = readFileSync(0, "utf8");
	if (passphrase === "") return await open();
	process.env.DESK_PASSPHRASE = passphrase;
	try {
		return await open();
	} finally {
		delete process.env.DESK_PASSPHRASE;
	}
}

/** Unmount; where programs still use it, let newcomers see the folder beneath, and end without waiting for them. */
async function leave(mountPoint: string, connection: Connection, log: (line: string) => void): Promise<void> {
	try {
		await unmount(mountPoint);
	} catch {
		await unmount(mountPoint, { lazy: true }).catch((error) => log(`unmounting: ${messageOf(error)}`));
		connection.end();
	}
}

/** End while programs still have files of the mount open. Node would wait for the threads that read requests, and those for programs. */
function vanish(vfs: Vfs): void {
	vfs.store.close();
	process.kill(process.pid, "SIGKILL");
}

/** The state file, kept true; where it cannot be written (the disk is full), the mount goes on without. */
function keepState(
	assignment: Assignment,
	home: string,
	connection: Connection,
	log: (line: string) => void,
): NodeJS.Timeout {
	const { mountPoint, readOnly, allowOther } = assignment;
	const { pid } = process;
	const since = new Date().toISOString();
	let shown = -1;
	const write = () => {
		const { openFiles } = connection;
		if (openFiles === shown) return;
		shown = openFiles;
		try {
			writeState(home, { mountPoint, pid, started: startOf(pid) ?? "", since, readOnly, allowOther, openFiles });
		} catch (error) {
			log(`the state file: ${messageOf(error)}`);
		}
	};
	write();
	return setInterval(write, REFRESH);
}
