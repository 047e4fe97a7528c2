/** What became of a command that a job has run (`JobContext.command` with `--json`). */
import { DeskError, isErrorCode } from "../base/errors.ts";
import type { CommandOutcome } from "../vfs/index.ts";

interface Problem {
	readonly code?: unknown;
	readonly detail?: unknown;
	readonly instance?: unknown;
}

/** The error that a command ended with, as it said so (RFC 9457, a line of stderr); undefined when it succeeded. */
export function failureOf({ status, stderr }: CommandOutcome): DeskError | undefined {
	if (status === 0) return undefined;
	const problems = stderr.split("\n").flatMap((line) => {
		const problem = problemOf(line);
		return problem === undefined ? [] : [problem];
	});
	return problems.at(-1) ?? new DeskError("EFAILED", `the command ended with status ${status}`);
}

function problemOf(line: string): DeskError | undefined {
	if (!line.startsWith("{")) return undefined;
	let read: Problem;
	try {
		read = JSON.parse(line) as Problem;
	} catch {
		return undefined; // a line for people
	}
	const { code, detail, instance } = read;
	if (typeof code !== "string" || typeof detail !== "string" || !isErrorCode(code)) return undefined;
	return new DeskError(code, detail, typeof instance === "string" ? { at: instance } : {});
}
