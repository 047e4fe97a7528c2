/** A desk mounted for the whole system, by the built program in processes of its own. */
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import commands from "../../commands/registry.ts";
import { builtProgram, type Ended, type Program } from "./program.ts";

/** Why no desk can be mounted here, to be shown where tests are skipped; "" where it can. */
export function whyNoMount(): string {
	if (process.platform !== "linux") return "FUSE is of Linux";
	if (!commands.some(({ name }) => name === "mount")) return "there is no `desk mount` yet";
	if (!existsSync("/dev/fuse")) return "there is no /dev/fuse";
	if (process.getuid?.() === 0) return "";
	try {
		accessSync("/dev/fuse", constants.R_OK | constants.W_OK);
		return "";
	} catch {
		return "/dev/fuse is not this user's";
	}
}

/** A desk of its own at a mount point of its own, both in a temporary folder. */
export class MountedDesk {
	readonly folder = mkdtempSync(join(tmpdir(), "desk-mounted-"));
	readonly home = join(this.folder, "home");
	/** Where the tree is. */
	readonly point = join(this.folder, "desk");
	readonly program: Program = builtProgram();

	/** @throws Error when it cannot be mounted */
	async mount(...options: readonly string[]): Promise<void> {
		mkdirSync(this.point, { recursive: true });
		const { status, stderr, stdout } = await this.desk(["mount", this.point, ...options]);
		if (status !== 0 || !this.isMounted()) throw new Error(`desk mount: status ${status}: ${stderr}${stdout}`);
	}

	/** Run `desk ...argv` on the same desk, in a process of its own. */
	desk(argv: readonly string[], stdin: string | Uint8Array = ""): Promise<Ended> {
		return this.program.run(this.home, argv, stdin);
	}

	/** Run it, and give what it printed. @throws Error when it fails */
	async ok(...argv: readonly string[]): Promise<string> {
		const { status, stdout, stderr } = await this.desk(argv);
		if (status !== 0) throw new Error(`desk ${argv.join(" ")}: status ${status}: ${stderr}`);
		return stdout.toString("utf8");
	}

	isMounted(): boolean {
		return readFileSync("/proc/self/mountinfo", "utf8").includes(` ${this.point} `);
	}

	/** Unmount and remove all. @throws Error when the desk does not check out, or stays mounted */
	async end(): Promise<void> {
		if (this.isMounted()) {
			const { status, stderr } = await this.desk(["umount", this.point]);
			if (status !== 0 || this.isMounted()) throw new Error(`desk umount: status ${status}: ${stderr}`);
		}
		rmSync(this.folder, { recursive: true, force: true });
	}
}
