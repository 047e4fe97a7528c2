/** What `desk mount` and `desk umount` do: begin a mount, show all, end one. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { collect, toText } from "../../base/bytes.ts";
import { DeskError } from "../../base/errors.ts";
import {
	type Assignment,
	commandLine,
	environmentOf,
	FUSE_FD,
	REFUSED_OPTION,
	REPORT_FD,
	type Report,
} from "./assignment.ts";
import {
	checkSystem,
	heal,
	locate,
	type MountOptions,
	mountAsRoot,
	mountFailed,
	prepareMountPoint,
	unmount,
} from "./mount-point.ts";
import { alone, logFile, type MountState, readStates, removeState, startOf } from "./mount-state.ts";
import { FUSE_TYPE, mountedAt } from "./mount-table.ts";

/** How long a daemon may take to answer, and to commit what is open at the end (ms). */
const PATIENCE = 60_000;

export interface MountRequest extends MountOptions {
	/** As typed. */
	directory: string;
	/** Absolute: the desk's folder. */
	home: string;
	/** Over a folder that is not empty. */
	force: boolean;
	/** Stay until it is unmounted. */
	foreground: boolean;
	/** The desk's, if it has one. */
	passphrase: string | undefined;
}

/** A mount that answers. */
export interface Begun {
	mountPoint: string;
	pid: number;
	/** Settles when its daemon is gone. */
	ended: Promise<void>;
	/** Ask the daemon to unmount and end. */
	stop(): void;
}

/**
 * Mount the desk, and wait until it answers.
 * @throws DeskError what the mount point, the system or the desk refuses
 */
export async function begin(request: MountRequest): Promise<Begun> {
	checkSystem(request);
	return await alone(request.home, locate(request.directory), () => beginAlone(request));
}

async function beginAlone(request: MountRequest): Promise<Begun> {
	const { home, foreground, readOnly, allowOther } = request;
	const options = { readOnly, allowOther };
	const mountPoint = await prepareMountPoint(request.directory, home, request.force);
	removeState(home, mountPoint);
	const isRoot = process.getuid?.() === 0;
	const role = isRoot ? "daemon" : "mounter";
	const assignment: Assignment = { ...options, role, mountPoint, foreground, force: request.force };
	const child = start(assignment, home, isRoot ? mountAsRoot(mountPoint, options) : undefined);
	(child.stdin as Writable).end(request.passphrase ?? "");
	const said = child.stderr === null ? "" : mounterSaid(child.stderr);
	const reports = child.stdio[REPORT_FD] as Readable;
	const { report, ended } = listen(reports);
	const begun = await report;
	if (begun === undefined) throw silent(mountPoint, home, foreground);
	if (!("pid" in begun)) {
		const reason = await said;
		if (reason !== "") throw mountFailed(mountPoint, reason);
		throw new DeskError(begun.code, begun.message, { at: begun.at ?? mountPoint, ...todoOf(begun) });
	}
	// What was said is true only when a program sees it.
	await stat(mountPoint).catch(async (cause: unknown) => {
		await unmount(mountPoint, { lazy: true });
		throw silent(mountPoint, home, foreground, cause);
	});
	if (!foreground) reports.destroy();
	return { mountPoint, pid: begun.pid, ended, stop: () => void process.kill(begun.pid, "SIGTERM") };
}

function silent(mountPoint: string, home: string, foreground: boolean, cause?: unknown): DeskError {
	return new DeskError("EFAILED", "the mount does not answer as it should", {
		at: mountPoint,
		todo: foreground ? "see what it said above" : `see ${logFile(home, mountPoint)}`,
		cause,
	});
}

const todoOf = ({ todo }: { todo?: string }) => (todo === undefined ? {} : { todo });

/** @param fd of /dev/fuse where it is mounted already; closed here */
function start(assignment: Assignment, home: string, fd: number | undefined): ChildProcess {
	const { mountPoint, foreground } = assignment;
	const output = foreground ? 2 : openSync(logFile(home, mountPoint), "a", 0o600);
	// What libfuse and fusermount3 say is the reason of a failure, or of no interest.
	const errors = assignment.role === "mounter" ? "pipe" : output;
	const stdio: ("pipe" | "ignore" | number)[] = ["pipe", output, errors];
	stdio[FUSE_FD] = fd ?? "ignore";
	stdio[REPORT_FD] = "pipe";
	try {
		const child = spawn(...commandLine(assignment), {
			cwd: "/",
			env: environmentOf(assignment, home),
			detached: !foreground,
			stdio,
		});
		child.unref();
		return child;
	} finally {
		if (fd !== undefined) closeSync(fd);
		if (!foreground) closeSync(output);
	}
}

/** All that a mounter wrote to stderr, but for the refusal that it provokes. */
async function mounterSaid(stream: Readable): Promise<string> {
	const text = toText(await collect(stream));
	return text
		.split("\n")
		.filter((line) => line !== "" && !line.includes(REFUSED_OPTION))
		.join("; ");
}

/** The first line that a daemon says; undefined when it ends without one. And its end. */
function listen(reports: Readable): { report: Promise<Report | undefined>; ended: Promise<void> } {
	let text = "";
	const ended = new Promise<void>((resolve) => {
		reports.once("close", resolve).on("error", () => resolve());
	});
	const line = new Promise<Report | undefined>((resolve) => {
		reports.setEncoding("utf8").on("data", (chunk: string) => {
			text += chunk;
			if (text.includes("\n")) resolve(JSON.parse(text) as Report);
		});
		void ended.then(() => resolve(undefined));
	});
	return { report: line, ended };
}

/**
 * Unmount, and wait until the daemon has committed everything.
 * @returns the mount point
 * @throws DeskError EINVAL when no desk is mounted there, EBUSY when programs use it and not `force`, EFAILED
 */
export async function end(directory: string, home: string, force: boolean): Promise<string> {
	const mountPoint = locate(directory);
	const state = readStates(home).find((one) => one.mountPoint === mountPoint);
	if (await heal(mountPoint)) {
		removeState(home, mountPoint);
		return mountPoint;
	}
	if (mountedAt(mountPoint)?.type !== FUSE_TYPE)
		throw new DeskError("EINVAL", "no desk is mounted there", { at: mountPoint, todo: "see `desk mount --status`" });
	if (force && state !== undefined && startOf(state.pid) === state.started) process.kill(state.pid, "SIGTERM");
	else await unmount(mountPoint, { lazy: force });
	if (state !== undefined) await goneBy(state, performance.now() + PATIENCE);
	return mountPoint;
}

async function goneBy(state: MountState, deadline: number): Promise<void> {
	while (startOf(state.pid) === state.started) {
		if (performance.now() > deadline)
			throw new DeskError("ETIMEDOUT", "it is unmounted, but the daemon still commits what was open", {
				at: state.mountPoint,
				todo: `wait for process ${state.pid} to end`,
			});
		await pause(10);
	}
}
