/** Kinds of jobs, as the mounts have them. */
import { DeskError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import type { JobKind, Vfs } from "../vfs/index.ts";

/** Kinds by name. */
export type Kinds = ReadonlyMap<string, JobKind>;

/** The kinds of all mounts of a desk, by name. */
export async function kindsOf(vfs: Vfs): Promise<Kinds> {
	const mounts = await Promise.all(vfs.mountNames.map((name) => vfs.mountOf(`/${name}`)));
	return new Map(mounts.flatMap((mount) => mount?.jobs ?? []).map((kind) => [kind.name, kind]));
}

/** @throws DeskError ENOENT with the nearest name */
export function kindNamed(kinds: Kinds, name: string): JobKind {
	const kind = kinds.get(name);
	if (kind !== undefined) return kind;
	const close = nearest(name, [...kinds.keys()]);
	throw new DeskError("ENOENT", "there is no such kind of jobs", {
		at: name,
		todo: close === undefined ? "`desk jobs list --kinds` lists them" : `did you mean ${close}?`,
	});
}
