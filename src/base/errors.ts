/**
 * The one error type that users see. Everything the program refuses is a `DeskError`; anything else that is thrown is a
 * bug and ends with status 70.
 */

/** Exit statuses, as `DESIGN.md` section 6 lists them. Stable across releases. */
export const Status = {
	ok: 0,
	failed: 1,
	usage: 2,
	notFound: 3,
	denied: 4,
	invalid: 5,
	conflict: 6,
	budget: 7,
	key: 8,
	network: 9,
	safety: 10,
	bug: 70,
	timeout: 124,
	notExecutable: 126,
	commandNotFound: 127,
	interrupted: 130,
} as const;

export type StatusName = keyof typeof Status;

/** POSIX codes that the tree raises (the OS mount hands them on unchanged), plus the few of our own without one. */
export type ErrorCode =
	| "ENOENT"
	| "EEXIST"
	| "ENOTDIR"
	| "EISDIR"
	| "ENOTEMPTY"
	| "EACCES"
	| "EROFS"
	| "EINVAL"
	| "EFBIG"
	| "ENOSPC"
	| "EXDEV"
	| "ESTALE"
	| "ENAMETOOLONG"
	| "ELOOP"
	| "EIO"
	| "EBUSY"
	| "EPERM"
	| "EUSAGE"
	| "EFORMAT"
	| "EKEY"
	| "ENOTFOUND"
	| "ECONFLICT"
	| "ENOMATCH"
	| "EINTR"
	| "ETIMEDOUT"
	| "EFAILED"
	| "ENETWORK"
	| "EBUDGET"
	| "ESAFETY";

/** Which exit status and which problem type (RFC 9457 `type`, after `urn:deskfs:error:`) a code stands for. */
const MEANING: Record<ErrorCode, readonly [StatusName, string]> = {
	ENOENT: ["notFound", "not-found"],
	ENOTFOUND: ["commandNotFound", "command-not-found"],
	EEXIST: ["failed", "exists"],
	ENOTDIR: ["failed", "not-a-directory"],
	EISDIR: ["failed", "is-a-directory"],
	ENOTEMPTY: ["failed", "not-empty"],
	EACCES: ["denied", "denied"],
	EPERM: ["denied", "denied"],
	EROFS: ["denied", "read-only"],
	EINVAL: ["invalid", "invalid"],
	EFORMAT: ["invalid", "invalid-format"],
	ENAMETOOLONG: ["invalid", "name-too-long"],
	ELOOP: ["invalid", "loop"],
	EFBIG: ["failed", "too-big"],
	ENOSPC: ["failed", "no-space"],
	EXDEV: ["failed", "cross-mount"],
	EIO: ["failed", "damaged"],
	EBUSY: ["failed", "busy"],
	EFAILED: ["failed", "failed"],
	ENOMATCH: ["failed", "no-match"],
	ESTALE: ["conflict", "conflict"],
	ECONFLICT: ["conflict", "conflict"],
	EUSAGE: ["usage", "usage"],
	EKEY: ["key", "key"],
	EBUDGET: ["budget", "budget"],
	ENETWORK: ["network", "network"],
	ESAFETY: ["safety", "safety"],
	ETIMEDOUT: ["timeout", "timeout"],
	EINTR: ["interrupted", "interrupted"],
};

/** Whether a text is a code of ours. */
export function isErrorCode(text: string): text is ErrorCode {
	return Object.hasOwn(MEANING, text);
}

export interface DeskErrorDetails {
	/** The path or command the error is about; printed first. */
	at?: string;
	/** What the user can do now, as a clause ("check the name with `desk ls /notes`"). */
	todo?: string;
	/** 1-based line and column in the file, for format errors. */
	line?: number;
	column?: number;
	/** Where the refused bytes were kept (`/sys/rejected/…`), when a write was refused. */
	kept?: string;
	cause?: unknown;
}

/** An expected failure: what happened, where, and what to do about it. Printed on one line, never with a stack. */
export class DeskError extends Error {
	readonly code: ErrorCode;
	at: string | undefined;
	todo: string | undefined;
	readonly line: number | undefined;
	readonly column: number | undefined;
	kept: string | undefined;

	constructor(code: ErrorCode, what: string, details: DeskErrorDetails = {}) {
		super(what, details.cause === undefined ? undefined : { cause: details.cause });
		this.name = "DeskError";
		this.code = code;
		this.at = details.at;
		this.todo = details.todo;
		this.line = details.line;
		this.column = details.column;
		this.kept = details.kept;
	}

	/** The exit status of a command that ends with this error. */
	get status(): number {
		return Status[MEANING[this.code][0]];
	}

	/** Everything after `desk: `: place, what happened, what to do. One line. */
	get sentence(): string {
		const spot = this.line === undefined ? "" : `:${this.line}${this.column === undefined ? "" : `:${this.column}`}`;
		const place = this.at === undefined ? "" : `${this.at}${spot}: `;
		const kept = this.kept === undefined ? "" : `; what you wrote is kept at ${this.kept}`;
		return `${place}${this.message}${this.todo === undefined ? "" : `; ${this.todo}`}${kept}`;
	}

	/** What people should read below the sentence, a line each. */
	get lines(): readonly string[] {
		return [];
	}

	/** The RFC 9457 problem object that `--json` prints on stderr. */
	toProblem(): Record<string, unknown> {
		const problem: Record<string, unknown> = {
			type: `urn:deskfs:error:${MEANING[this.code][1]}`,
			title: MEANING[this.code][1].replaceAll("-", " "),
			status: this.status,
			detail: this.todo === undefined ? this.message : `${this.message}; ${this.todo}`,
			code: this.code,
		};
		if (this.at !== undefined) problem.instance = this.at;
		if (this.line !== undefined) problem.line = this.line;
		if (this.column !== undefined) problem.column = this.column;
		if (this.kept !== undefined) problem.kept = this.kept;
		return problem;
	}
}

/** The `code` of a Node or SQLite error, or "" when it has none. */
export function codeOf(error: unknown): string {
	return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
