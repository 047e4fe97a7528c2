/** A daemon's log: lines with a time, in one file that does not grow for ever. */
import { appendFileSync, renameSync, statSync } from "node:fs";

/** When a log is this long (bytes), a new one is begun; the old one is kept until that is as long. */
const LIMIT = 1 << 20;

/** A writer of lines; `file` undefined: the process's stderr. */
export function logger(file: string | undefined, limit = LIMIT): (line: string) => void {
	if (file === undefined) return (line) => void process.stderr.write(`${line}\n`);
	return (line) => {
		try {
			if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > limit) renameSync(file, `${file}.1`);
			appendFileSync(file, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
		} catch {
			// No room, or the folder is gone: the mount goes on.
		}
	};
}

/** An error that is a bug, with the place where it came from, on one line. */
export function told(error: unknown): string {
	const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
	return text.split("\n").slice(0, 4).join(" | ");
}

/** From now on an error that nobody awaits (of a timer) is told and ends nothing: programs have files open that are not committed yet. */
export function outliveErrors(log: (line: string) => void): void {
	process.on("uncaughtException", (error) => log(`a bug: ${told(error)}`));
}
