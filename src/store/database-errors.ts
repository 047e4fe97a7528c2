/** What SQLite and the file system could not do, in our own words. */
import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf, DeskError, messageOf } from "../base/errors.ts";

/** A database without a schema: a file that was cut to nothing, or lost its write-ahead log. */
export function emptyDatabase(at: string): DeskError {
	return new DeskError("EIO", "the database is empty", {
		at,
		todo: "restore it from a backup; nothing was changed",
	});
}

/** For a schema that this program does not know yet. */
export function newerSchema(at: string, version: number, known: number): DeskError {
	return new DeskError(
		"EINVAL",
		`the desk was written by a newer deskfs (schema ${version}, this one knows ${known})`,
		{ at, todo: "update deskfs; nothing was changed" },
	);
}

/** Whether an error says that stored data cannot be read as it was written. */
export function isDamage(error: unknown): boolean {
	if (error instanceof DeskError) return error.code === "EIO";
	const code = codeOf(error);
	return (
		code === "SQLITE_NOTADB" || code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_IOERR") || code === "EIO"
	);
}

/** Whether the file system has no room for the few pages that SQLite needs beside the database. */
function isFull(file: string): boolean {
	try {
		const { bavail, bsize, files, ffree } = statfsSync(dirname(file));
		return bavail * bsize < 256 * 1024 || (files > 0 && ffree === 0);
	} catch {
		return false; // the folder is gone, which is another matter
	}
}

/** Say in our own words what SQLite or the file system could not do. Anything unexpected is passed on unchanged. */
export function asDeskError(error: unknown, file: string): unknown {
	if (error instanceof DeskError) return error;
	const code = codeOf(error);
	if (code === "SQLITE_NOTADB") {
		// Of a damaged file this says only that the first page is: any other is SQLITE_CORRUPT.
		return new DeskError("EKEY", "the key does not open this desk, or the start of the file is damaged", {
			at: file,
			todo: "check DESK_HOME, and put the right key (`desk key import`) or the file back; nothing was changed",
			cause: error,
		});
	}
	// SQLite makes its -shm file by mapping it, which fails otherwise than writing does.
	if (
		code === "SQLITE_FULL" ||
		code === "ENOSPC" ||
		code === "EDQUOT" ||
		(/^SQLITE_(IOERR|CANTOPEN)/.test(code) && isFull(file))
	) {
		return new DeskError("ENOSPC", "the disk is full", {
			todo: "free some space and run this again; nothing was changed",
			cause: error,
		});
	}
	if (code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_IOERR") || code === "EIO") {
		return new DeskError("EIO", `the database is damaged or cannot be read (${messageOf(error)})`, {
			at: file,
			todo: "run `desk doctor --deep` to see what is affected",
			cause: error,
		});
	}
	if (
		code === "SQLITE_READONLY" ||
		code.startsWith("SQLITE_READONLY") ||
		code === "EROFS" ||
		code === "EACCES" ||
		code === "EPERM"
	) {
		return new DeskError("EACCES", "the desk's folder cannot be written", {
			at: file,
			todo: "check its owner and permissions",
			cause: error,
		});
	}
	if (code.startsWith("SQLITE_CANTOPEN")) {
		return new DeskError("EACCES", "the database cannot be opened", {
			at: file,
			todo: "check the folder's permissions",
			cause: error,
		});
	}
	if (code.startsWith("SQLITE_BUSY")) {
		return new DeskError("EBUSY", "another desk process has locked the database", {
			at: file,
			todo: "run this again; nothing was changed",
			cause: error,
		});
	}
	return error;
}
