/** Errors of the protocol. What a command refuses is no such error but a result that says so. */
import { DeskError, type ErrorCode, messageOf } from "../../base/errors.ts";

/** JSON-RPC's codes for our errors; others are internal errors. */
const CODES: Partial<Record<ErrorCode, number>> = {
	EINVAL: -32602,
	EUSAGE: -32602,
	ENOTFOUND: -32602,
	EFORMAT: -32602,
	ENAMETOOLONG: -32602,
	ENOENT: -32002,
	ENOTDIR: -32002,
};
const INTERNAL_ERROR = -32603;
/** Codes of JSON-RPC 2.0. */
export const INVALID_REQUEST = -32600;
export const METHOD_NOT_FOUND = -32601;
export const INVALID_PARAMS = -32602;

/** What is wrong with a request, as zod tells it. */
export interface Issue {
	readonly path: readonly PropertyKey[];
	readonly message: string;
}

/** A problem as a clause. */
export function issueText({ path, message }: Issue): string {
	return path.length === 0 ? message : `${path.map(String).join(".")}: ${message}`;
}

/** An error of the protocol: a code, and a sentence that the client may see. */
export class Refusal extends Error {
	readonly code: number;

	constructor(code: number, message: string) {
		super(message);
		this.code = code;
	}
}

/** What was thrown, as the client may see it. */
export function asRefusal(error: unknown, note: (text: string) => void): Refusal {
	if (error instanceof Refusal) return error;
	if (error instanceof DeskError) return new Refusal(CODES[error.code] ?? -32000, error.sentence);
	note(`mcp: this is a bug in deskfs (${messageOf(error)}); please report it`);
	return new Refusal(INTERNAL_ERROR, "this is a bug in deskfs; please report it");
}
