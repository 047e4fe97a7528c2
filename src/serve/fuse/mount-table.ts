/** What is mounted on this machine, as the kernel says (proc_pid_mountinfo(5)). */
import { readFileSync } from "node:fs";

/** The type of our mounts. */
export const FUSE_TYPE = "fuse.desk";

export interface MountRecord {
	/** Absolute, links resolved. */
	mountPoint: string;
	type: string;
	source: string;
}

/** The records of a mountinfo file, in the order of mounting. */
export function parseMountInfo(text: string): MountRecord[] {
	return text
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => {
			// Optional fields stand before the dash: their number varies.
			const [head = "", tail = ""] = line.split(/ - (.*)/s);
			const [type = "", source = ""] = tail.split(" ");
			return { mountPoint: unescaped(head.split(" ")[4] ?? ""), type: unescaped(type), source: unescaped(source) };
		});
}

/** `\040` and its like, by which the kernel writes blanks, tabs, newlines and backslashes. */
function unescaped(field: string): string {
	return field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** What is mounted at a directory: the topmost, if there are several. */
export function mountedAt(directory: string): MountRecord | undefined {
	return mounts().findLast(({ mountPoint }) => mountPoint === directory);
}

/** All mounts that this process sees; none where there is no /proc. */
export function mounts(): MountRecord[] {
	try {
		return parseMountInfo(readFileSync("/proc/self/mountinfo", "utf8"));
	} catch {
		return [];
	}
}
