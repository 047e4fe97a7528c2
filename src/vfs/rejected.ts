import { now } from "../base/clock.ts";
import { DeskError, type ErrorCode } from "../base/errors.ts";
import { safeFileName } from "../base/file-name.ts";
import type { Staged } from "../store/index.ts";
import type { Change } from "./mount.ts";
import { nameOfPath, splitExtension } from "./path.ts";
import type { Vfs } from "./vfs.ts";

/** Refusals after which the writer's bytes are kept: the write was understood and not accepted. */
const KEPT: ReadonlySet<ErrorCode> = new Set([
	"EFORMAT",
	"EINVAL",
	"ESTALE",
	"EEXIST",
	"EROFS",
	"EACCES",
	"EFBIG",
	"ELOOP",
]);

/**
 * Keep a refused write's bytes under /sys/rejected, where the refusal is one that they matter after; `error.kept` then says where.
 * A failure to keep them must not hide why the write was refused.
 */
export async function keepRejected(vfs: Vfs, changes: readonly Change[], error: DeskError): Promise<void> {
	if (!KEPT.has(error.code)) return;
	const { database, content } = vfs.store;
	const writes = changes.filter((change) => change.op === "write");
	// The error may be about a directory, a link or a path that was shortened for the message.
	const meant = writes.filter((change) => change.path === error.at);
	for (const change of meant.length > 0 ? meant : writes) {
		try {
			const stat = await vfs.find(change.path);
			const current = stat === undefined ? undefined : (vfs.reader().contentOf(stat.inode) ?? undefined);
			const staged = typeof change.content === "function" ? change.content(current) : change.content;
			const id = await database.write(() => insert(vfs, change.path, staged, error));
			if (staged !== change.content) content.unstage(staged);
			error.kept = `/sys/rejected/${rejectedName(id, change.path)}`;
		} catch (failure) {
			if (!(failure instanceof DeskError)) throw failure;
			error.todo = `${error.todo ?? ""}; your text could not be kept (${failure.message})`;
		}
	}
}

function insert(vfs: Vfs, path: string, staged: Staged, error: DeskError): number {
	const { database, content } = vfs.store;
	const row = database.run(
		"INSERT INTO rejected (at, actor, path, error, content) VALUES (?, ?, ?, ?, ?)",
		now(),
		vfs.actor,
		path,
		error.sentence,
		content.commit(staged),
	);
	return Number(row.lastInsertRowid);
}

/**
 * Keep what an import could not bring in under /sys/rejected; once, however often it is tried.
 * @throws DeskError when it cannot be written (ENOSPC, EBUSY, EIO)
 */
export async function keepRefused(vfs: Vfs, path: string, staged: Staged, error: DeskError): Promise<void> {
	const { database, content } = vfs.store;
	const id = await database.write(() => {
		const same = "SELECT id FROM rejected WHERE path = ? AND error = ? AND content = ?";
		const known = database.get<{ id: number }>(same, path, error.sentence, content.commit(staged));
		return known?.id ?? insert(vfs, path, staged, error);
	});
	error.kept = `/sys/rejected/${rejectedName(id, path)}`;
}

/**
 * The name under /sys/rejected of a refused write: its number, then the name that was written, safe on every OS and at most
 * 200 bytes.
 */
export function rejectedName(id: number, path: string): string {
	// The table keeps text: what is no valid Unicode in a name is replaced there too.
	const name = Buffer.from(nameOfPath(path), "utf8").toString("utf8");
	const [stem, extension] = splitExtension(name);
	return /^\.\w{1,16}$/.test(extension) ? safeFileName(`${id}-${stem}`, extension) : safeFileName(`${id}-${name}`, "");
}
