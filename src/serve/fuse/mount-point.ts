/** Mount points: making one, taking it away, finding those of ours. */
import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { DeskError } from "../../base/errors.ts";

export interface MountOptions {
	readOnly?: boolean;
	allowOther?: boolean;
}

/** The type that mountinfo shows. */
export const FUSE_TYPE = "fuse.desk";

/**
 * Mount as root, through mount(8) with an open /dev/fuse.
 * @returns the descriptor that answers for the mount
 */
export function mountAsRoot(directory: string, options: MountOptions): number {
	const fd = openSync("/dev/fuse", "r+");
	const words = ["fd=3", "rootmode=40000", "user_id=0", "group_id=0", "default_permissions", "nosuid", "nodev"];
	if (options.readOnly) words.push("ro");
	if (options.allowOther) words.push("allow_other");
	const { status, stderr } = spawnSync("mount", ["-i", "-t", FUSE_TYPE, "-o", words.join(","), "desk", directory], {
		stdio: ["ignore", "ignore", "pipe", fd],
		encoding: "utf8",
	});
	if (status === 0) return fd;
	closeSync(fd);
	throw new DeskError("EFAILED", `mounting failed: ${stderr.trim()}`, { at: directory });
}
