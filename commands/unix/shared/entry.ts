/** A node as commands that list nodes show it. */
import type { z } from "zod";
import { toIso } from "../../../src/base/clock.ts";
import type { Stat } from "../../../src/vfs/index.ts";

/** One entry, as `--json` prints it. Sizes in bytes, times in ISO 8601 UTC. */
export interface Entry {
	path: string;
	name: string;
	kind: Stat["kind"];
	size: number;
	mtime: string;
	mode: string;
	revision: number;
	/** Of a symbolic link. */
	target?: string;
}

/** Shape of an `Entry`, for `output`. */
export const entryOutput = (zod: typeof z) =>
	zod.object({
		path: zod.string(),
		name: zod.string(),
		kind: zod.enum(["directory", "file", "symlink"]),
		size: zod.number(),
		mtime: zod.string(),
		mode: zod.string(),
		revision: zod.number(),
		target: zod.string().optional(),
	});

/** `drwxr-xr-x`. */
export function modeText(stat: Pick<Stat, "kind" | "mode">): string {
	const bits = [...stat.mode.toString(8).padStart(3, "0").slice(-3)].map((digit) => {
		const value = Number(digit);
		return (value & 4 ? "r" : "-") + (value & 2 ? "w" : "-") + (value & 1 ? "x" : "-");
	});
	return { directory: "d", file: "-", symlink: "l" }[stat.kind] + bits.join("");
}

/** A node as `--json` shows it, in every command that lists nodes. */
export function toEntry(stat: Stat): Entry {
	const { path, name, kind, size, revision, target } = stat;
	return {
		path,
		name: name.slice(name.lastIndexOf("/") + 1),
		kind,
		size,
		mtime: toIso(stat.mtime),
		mode: stat.mode.toString(8).padStart(4, "0"),
		revision,
		...(target === undefined ? {} : { target }),
	};
}
