/** A desk mounted for the whole system, by the built program in processes of its own. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeDesk, type TestDesk } from "./desk.ts";
import { builtProgram, type Ended, type Program } from "./program.ts";

/** A desk of its own at a mount point of its own, both in a temporary folder. */
export class MountedDesk {
	/** The same desk by the command line, in this process: to the mount, that of another. */
	readonly desk: TestDesk;
	/** Where the tree is. */
	readonly point: string;
	readonly program: Program = builtProgram();

	private constructor(desk: TestDesk) {
		this.desk = desk;
		this.point = join(desk.folder, "mounted");
		mkdirSync(this.point);
	}

	/** A new desk, mounted. @throws Error when it cannot be */
	static async begin(...options: readonly string[]): Promise<MountedDesk> {
		const mounted = new MountedDesk(await makeDesk());
		await mounted.mount(...options);
		return mounted;
	}

	async mount(...options: readonly string[]): Promise<void> {
		const { status, stderr, stdout } = await this.run("mount", this.point, ...options);
		if (status !== 0 || !this.isMounted()) throw new Error(`desk mount: status ${status}: ${stderr}${stdout}`);
	}

	async unmount(): Promise<void> {
		const { status, stderr } = await this.run("umount", this.point);
		if (status !== 0 || this.isMounted()) throw new Error(`desk umount: status ${status}: ${stderr}`);
	}

	/** Run the program, in a process of its own. */
	run(...argv: readonly string[]): Promise<Ended> {
		return this.program.run(this.desk.home, argv);
	}

	/** The place of a path of the tree, `/files/a`, for other programs. */
	at(path: string): string {
		return this.point + path;
	}

	isMounted(): boolean {
		return readFileSync("/proc/self/mountinfo", "utf8").includes(` ${this.point} `);
	}

	/** Unmount and remove all. @throws Error when `desk umount` did not do it: then it is done by force */
	async end(): Promise<void> {
		try {
			if (this.isMounted()) await this.unmount();
		} finally {
			if (this.isMounted()) spawnSync("umount", ["-l", this.point]);
			this.desk.remove();
		}
	}
}

/** The daemon: the process that has /dev/fuse open for the desk at `home`. @throws Error when it is not one */
export function daemonOf(home: string): number {
	const found = readdirSync("/proc").filter((pid) => {
		if (!/^\d+$/.test(pid)) return false;
		try {
			if (!readFileSync(`/proc/${pid}/environ`, "latin1").includes(`DESK_HOME=${home}\0`)) return false;
			return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === "/dev/fuse");
		} catch {
			return false; // it has ended, or is another user's
		}
	});
	if (found.length !== 1) throw new Error(`${found.length} processes have /dev/fuse open for ${home}`);
	return Number(found[0]);
}

/** A temporary folder on a file system of the machine, the oracle; in memory where programs can run there, as the disk is busy. */
export function plainFolder(): string {
	const mounts = readFileSync("/proc/mounts", "utf8");
	const isFit = / \/dev\/shm tmpfs (?!\S*noexec)/.test(mounts);
	return mkdtempSync(join(isFit ? "/dev/shm" : tmpdir(), "desk-plain-"));
}

/** What a program of the machine did. */
export interface Did {
	status: number;
	stdout: string;
	stderr: string;
}

/** Run bash text in a folder, with plain surroundings. */
export async function bash(script: string, cwd: string, variables: Record<string, string> = {}): Promise<Did> {
	const env = {
		PATH: process.env.PATH,
		HOME: "/nonexistent",
		LC_ALL: "C.UTF-8",
		TZ: "UTC",
		TERM: "dumb",
		...variables,
	};
	const child = spawn("bash", ["--norc", "--noprofile", "-c", script], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
	const [out, errors]: [Buffer[], Buffer[]] = [[], []];
	child.stdout.on("data", (bytes: Buffer) => out.push(bytes));
	child.stderr.on("data", (bytes: Buffer) => errors.push(bytes));
	const status = await new Promise<number>((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code) => resolve(code ?? -1));
	});
	return { status, stdout: Buffer.concat(out).toString("latin1"), stderr: Buffer.concat(errors).toString("utf8") };
}

const found = new Map<string, boolean>();

/** Which of these programs the machine has not. */
export function missing(programs: readonly string[]): string[] {
	return programs.filter((program) => {
		if (!found.has(program)) found.set(program, spawnSync("which", [program]).status === 0);
		return found.get(program) === false;
	});
}
