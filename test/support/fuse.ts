import { accessSync, constants, existsSync } from "node:fs";

/** Why no desk can be mounted here, to be shown where tests are skipped; "" where it can. */
export function whyNoMount(): string {
	if (process.platform !== "linux") return "FUSE is of Linux";
	if (!existsSync("/dev/fuse")) return "there is no /dev/fuse";
	try {
		accessSync("/dev/fuse", constants.R_OK | constants.W_OK);
		return "";
	} catch {
		return "/dev/fuse is not this user's";
	}
}

/** Why root's own way of mounting cannot be tested here; "" where it can. */
export function whyNoMountAsRoot(): string {
	return process.getuid?.() === 0 ? whyNoMount() : "not root";
}
