/** What diff compares: a file, a directory, or nothing. */
import { type Micros, now } from "../../../../src/base/clock.ts";
import type { Context } from "../../../../src/command/index.ts";
import { deviceOf, openInput } from "../inputs.ts";

/** One side of a comparison. */
export interface Entry {
	/** As it is shown. */
	readonly name: string;
	readonly kind: "file" | "directory" | "absent";
	readonly mtime: Micros;
	/** Bytes; undefined when only the end of the stream tells. */
	readonly size: number | undefined;
	/** Inode and revision, where it has them: equal ones hold the same bytes. */
	readonly identity?: string;
	stream(): AsyncIterable<Uint8Array>;
	/** Names in a directory. */
	names(): Promise<readonly string[]>;
}

/**
 * What lies at a path.
 * @param mayBeAbsent a file that is not there is an empty one (-N)
 * @throws DeskError ENOENT
 */
export async function entryAt(context: Context, name: string, mayBeAbsent: boolean): Promise<Entry> {
	const file = { name, kind: "file" as const, names: async () => [] };
	if (deviceOf(context, name) !== undefined) {
		const input = await openInput(context, name);
		return { ...file, mtime: now(), size: input.size, stream: () => input.stream() };
	}
	const vfs = await context.open();
	const path = context.path(name);
	const stat = await vfs.find(path);
	if (stat === undefined) {
		if (!mayBeAbsent) await vfs.stat(path);
		return { ...file, kind: "absent", mtime: 0, size: 0, stream: async function* () {} };
	}
	return {
		name,
		kind: stat.kind === "directory" ? "directory" : "file",
		mtime: stat.mtime,
		size: stat.view ? undefined : stat.size,
		...(stat.view ? {} : { identity: `${stat.inode}@${stat.revision}` }),
		stream: () => vfs.read(path),
		names: async () => await vfs.names(path),
	};
}

/** Nothing, under a name. */
export function absent(name: string): Entry {
	return { name, kind: "absent", mtime: 0, size: 0, stream: async function* () {}, names: async () => [] };
}

/** A path of a name in a directory, as diff writes it. */
export function joined(directory: string, name: string): string {
	return directory.endsWith("/") ? `${directory}${name}` : `${directory}/${name}`;
}
