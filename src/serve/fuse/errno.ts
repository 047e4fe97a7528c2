/** Refusals as the numbers that programs get. */
import { constants } from "node:os";
import { codeOf, DeskError, type ErrorCode } from "../../base/errors.ts";
import { Errno } from "./operations.ts";

const NUMBERS: Readonly<Record<string, number>> = constants.errno;

/** Our codes that POSIX does not have, by what a program makes the same of; all others are POSIX's own. */
const OTHERS: Partial<Record<ErrorCode, string>> = {
	EUSAGE: "EINVAL",
	EFORMAT: "EINVAL",
	EKEY: "EACCES",
	ENOTFOUND: "ENOENT",
	ENOMATCH: "ENOENT",
	ECONFLICT: "ESTALE",
	EFAILED: "EIO",
	ENETWORK: "ENETUNREACH",
	EBUDGET: "EDQUOT",
	ESAFETY: "EPERM",
};

/** What the host's own file system says when there is no room, which is no bug of ours. */
const HOST = new Set(["ENOSPC", "EDQUOT", "EROFS", "EMFILE", "ENFILE", "ENOMEM"]);

/** The number of a refusal; undefined for an error that nobody expected. */
export function errnoOf(error: unknown): number | undefined {
	const code = codeOf(error);
	if (error instanceof DeskError) return NUMBERS[OTHERS[error.code] ?? error.code] ?? constants.errno.EIO;
	if (error instanceof Errno || HOST.has(code)) return NUMBERS[code];
	return undefined;
}
