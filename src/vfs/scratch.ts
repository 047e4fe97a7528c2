import { type Micros, now } from "../base/clock.ts";
import { DeskError } from "../base/errors.ts";
import type { Change, Stat } from "./mount.ts";
import { isScratch, nameOfPath, parentOf } from "./path.ts";
import { notDirectory } from "./refusals.ts";
import type { Vfs } from "./vfs.ts";
import { computedStat } from "./views.ts";

/** Editors' scratch files: they live in this process's memory and are gone with it. */
export class Scratch {
	/** Whether the process lives long enough for it to make sense: a shell, a mount of the OS. Else what is written would be lost at once. */
	readonly isKept: boolean;
	readonly #files = new Map<string, { bytes: Uint8Array; mtime: Micros; inode: number }>();
	#nextInode = -1_000_000_000;

	constructor(isKept: boolean) {
		this.isKept = isKept;
	}

	get(path: string): Uint8Array | undefined {
		return this.#files.get(path)?.bytes;
	}

	/** @throws DeskError EFAILED when scratch files are not kept here */
	mayTake(path: string): void {
		if (this.isKept) return;
		throw new DeskError("EFAILED", "such names are those of editors' scratch files, which no desk keeps", {
			at: path,
			todo: "choose another name; in a shell (`desk`) scratch files last as long as the session",
		});
	}

	set(path: string, bytes: Uint8Array, mtime: Micros): void {
		this.#files.set(path, { bytes, mtime, inode: this.#files.get(path)?.inode ?? this.#nextInode-- });
	}

	delete(path: string): boolean {
		return this.#files.delete(path);
	}

	stat(path: string): Stat | undefined {
		const file = this.#files.get(path);
		if (file === undefined) return undefined;
		const { bytes, mtime, inode } = file;
		return computedStat(path, { kind: "file", size: bytes.length, mode: 0o644, at: mtime, inode, view: false });
	}

	*in(directory: string): Iterable<Stat> {
		for (const path of this.#files.keys()) {
			const stat = parentOf(path) === directory ? this.stat(path) : undefined;
			if (stat !== undefined) yield stat;
		}
	}
}

/**
 * Do the changes that are about scratch files, which never reach the store.
 * @returns those that are left to make, and whether any was done
 */
export async function divertScratch(
	vfs: Vfs,
	scratch: Scratch,
	changes: readonly Change[],
	dryRun: boolean,
): Promise<{ kept: Change[]; handled: boolean }> {
	const kept: Change[] = [];
	let handled = false;
	for (const change of changes) {
		const diverted = await divert(vfs, scratch, change, dryRun);
		if (diverted === undefined) kept.push(change);
		else {
			handled = true;
			kept.push(...diverted);
		}
	}
	return { kept, handled };
}

/** The stored changes that remain of one on a scratch file; undefined when it is not about one. */
async function divert(vfs: Vfs, scratch: Scratch, change: Change, dryRun: boolean): Promise<Change[] | undefined> {
	const from = isScratch(nameOfPath(change.path));
	const to = change.op === "rename" && isScratch(nameOfPath(change.to));
	if (!from && !to) return undefined;
	const { content } = vfs.store;
	switch (change.op) {
		case "write": {
			const old = scratch.get(change.path);
			if (old === undefined && (await vfs.find(change.path)) !== undefined) return undefined;
			if ((await vfs.stat(parentOf(change.path))).kind !== "directory") throw notDirectory(parentOf(change.path));
			scratch.mayTake(change.path);
			const base = old === undefined ? undefined : content.stageBytes(old);
			const staged = typeof change.content === "function" ? change.content(base) : change.content;
			if (!dryRun) scratch.set(change.path, content.readAll(staged), change.mtime ?? now());
			content.unstage(staged);
			return [];
		}
		case "remove":
			if (scratch.get(change.path) === undefined) return undefined;
			if (!dryRun) scratch.delete(change.path);
			return [];
		case "rename": {
			const bytes = scratch.get(change.path);
			if (bytes === undefined && !to) return undefined;
			if (to) scratch.mayTake(change.to);
			const moved = bytes ?? (await vfs.readAll(change.path));
			if (!dryRun) scratch.delete(change.path);
			if (to) {
				if (!dryRun) scratch.set(change.to, moved, now());
				return bytes === undefined ? [{ op: "remove", path: change.path }] : [];
			}
			return [
				{
					op: "write",
					path: change.to,
					content: content.stageBytes(moved),
					expect: change.replace === true ? undefined : null,
				},
			];
		}
		default:
			return scratch.get(change.path) === undefined ? undefined : [];
	}
}
